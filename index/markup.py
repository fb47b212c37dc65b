"""Web pages and pieces of them: their text and metadata, without what they hide."""

from collections.abc import Iterator
from typing import Any

from index.styles import concealment, stylesheets

_BLOCKS = "p|div|br|li|tr|h1|h2|h3|h4|h5|h6|blockquote|section|article|figcaption|td".split("|")
_UNTOLD = "words of whose style it cannot be told whether they show"


def html(data: bytes) -> Iterator[dict[str, Any]]:
    """Main text and metadata of a web page, by trafilatura, without what the page hides."""
    import trafilatura
    from trafilatura.settings import Document

    tree = trafilatura.load_html(data)
    if tree is None:
        yield {"error": "no article text was found in the page"}
        return
    try:
        untold = concealment.strip(tree)
    except stylesheets.TooMany:
        yield {"error": "its style sheets have too many rules to be searched for hidden text"}
        return
    found = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if not isinstance(found, Document) or not (found.text or "").strip():
        yield {
            "error": f"it has only {_UNTOLD}" if untold else "no article text was found in the page"
        }
        return
    yield {
        "text": found.text,
        "title": found.title,
        "outlet": found.sitename,
        "byline": found.author,
        "published": found.date,
        "url": found.url,
        "note": f"{_UNTOLD}, {untold:,} characters, were left out" if untold else "",
    }


def fragment(markup: str) -> str:
    """The text of a piece of a page, a paragraph a line, without what it hides."""
    from lxml import html as parsed

    tree = parsed.document_fromstring(f"<html><body>{markup.replace(chr(0), '')}</body></html>")
    concealment.strip(tree)
    for each in tree.iter(*_BLOCKS):
        each.tail = f"\n{each.tail or ''}"
        each.text = f"\n{each.text or ''}"
    for each in list(tree.iter("script", "style", "template", "noscript")):
        each.drop_tree()
    lines = (" ".join(line.split()) for line in tree.text_content().split("\n"))
    return "\n\n".join(line for line in lines if line)
