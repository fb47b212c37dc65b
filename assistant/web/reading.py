"""An article as HTML, its cited words marked: every character of the text, in its order."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from assistant.answers import long_date
from assistant.web.sanitise import CITED, button, element, sanitised
from assistant.web.turns import SHELF
from index.articles import Article
from index.metadata import first_lines
from index.spans import Kind, Span, front_matter, split

_SIGN = re.compile(r"\s*#{1,6}[ \t]+")
_EMPHASIS = re.compile(
    r"(?<![\w*])(?P<sign>\*{1,3})(?=[^\s*])(?P<words>[^*\n]+)(?<=[^\s*])(?P=sign)(?![\w*])"
)
_STRENGTH = {1: "em", 2: "strong", 3: "strong"}


def article_html(
    article: Article,
    start: int = 0,
    end: int = 0,
    picks: Sequence[str] = (),
    at: int = 0,
    *,
    spans: Sequence[Span] | None = None,
) -> str:
    """The article with `article.text[start:end]` inside `<mark>`; nothing marked when they meet.

    Words that run over several paragraphs are several marks; the first has the id. `picks` are the
    buttons that the reader can step through, and `at` which of them this is. `spans` are the
    article's sentences where they are known: finding them takes a second for 50,000 words. Raises
    ValueError when the offsets are not inside the text.
    """
    if not 0 <= start <= end <= len(article.text):
        raise ValueError(f"{start} to {end} is not inside the {len(article.text)} characters")
    blocks = [_block(article.text, *block, start, end) for block in _blocks(article, spans)]
    body = element("div", "".join(blocks), "body")
    head = _head(article, start, end, _steps(picks, at))
    return sanitised(element("article", head + body, "reading"))


def _steps(picks: Sequence[str], at: int) -> str:
    """Previous, where this is among an answer's citations, and next; nothing for a single one."""
    if len(picks) < 2:
        return ""
    previous, following = picks[at - 1], picks[(at + 1) % len(picks)]
    return (
        button(previous, "Previous", "previous")
        + element("span", f"{at + 1} of {len(picks)}", "count")
        + button(following, "Next", "next")
    )


def _head(article: Article, start: int, end: int, steps: str) -> str:
    day = long_date(article.published.isoformat()) if article.published else "undated"
    about = [article.outlet, f"by {article.byline}" if article.byline else None, day]
    place = [article.source if article.title else None]
    place += [f"line {article.line(start)}" if start < end else None]
    ways = (
        steps + button("back", "Back to the answer", "back") + button(SHELF, "All articles", "all")
    )
    return element(
        "header",
        element("h2", escape(article.title or article.source), "title")
        + element("p", escape(" \u00b7 ".join(part for part in about if part)), "meta")
        + element("p", escape(", ".join(part for part in place if part)), "where")
        + element("p", ways, "ways"),
    )


def _blocks(article: Article, spans: Sequence[Span] | None) -> Iterator[tuple[int, int, str]]:
    """(start, end, class) of each paragraph, each up to the next: together the whole text."""
    text = article.text
    body = front_matter(text)
    starts = [(0, "front")] if body else []
    paragraph, begun = None, False
    if spans is None:
        spans = split(text, body=body, title=article.title)
    for span in spans:
        if span.paragraph != paragraph:
            begun = begun or span.kind is Kind.BODY
            line = text[span.start : span.end]
            about = span.kind is Kind.HEADING and not begun and line != article.title
            css = "minor" if about and _tells(line) else _CLASS[span.kind]
            starts.append((body if paragraph is None else span.start, css))
            paragraph = span.paragraph
    if paragraph is None and body < len(text):
        starts.append((body, ""))
    for (start, css), (end, _) in pairwise([*starts, (len(text), "")]):
        yield start, end, css


_CLASS = {
    Kind.BODY: "",
    Kind.HEADING: "heading",
    Kind.CAPTION: "minor",
    Kind.RELATED: "minor",
    Kind.CHROME: "minor",
}


def _tells(line: str) -> bool:
    """Whether a line above the story is no heading, but tells when or by whom it was written."""
    found = first_lines(line)
    return bool(found.published or found.byline)


def _block(text: str, a: int, b: int, css: str, start: int, end: int) -> str:
    sign = _SIGN.match(text, a, b) if css == "heading" else None
    if css == "front":
        return element("div", _words(text, a, b, start, end), css)
    cut = sign.end() if sign else a
    shown = element("span", _words(text, a, cut, start, end), "sign") if sign else ""
    shown += _words(text, cut, b, start, end)
    return element("h3" if css == "heading" else "p", shown, css)


def _words(text: str, a: int, b: int, start: int, end: int) -> str:
    """`text[a:b]`, escaped, with what is between `start` and `end` marked."""
    first, last = max(a, start), min(b, end)
    if first >= last:
        return _set(text, a, b)
    id = f' id="{CITED}"' if a <= start else ""
    marked = f"<mark{id}>{_set(text, first, last)}</mark>"
    return _set(text, a, first) + marked + _set(text, last, b)


def _set(text: str, a: int, b: int) -> str:
    """`text[a:b]`, escaped, what stands between asterisks set off, and these marked as signs."""
    parts = []
    for found in _EMPHASIS.finditer(text, a, b):
        signs = found["sign"]
        sign = element("span", signs, "sign")
        words = element(_STRENGTH[len(signs)], escape(found["words"]))
        parts += [escape(text[a : found.start()]), sign, words, sign]
        a = found.end()
    return "".join(parts) + escape(text[a:b])
