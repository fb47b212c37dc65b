"""The articles of a folder as a list to open them from, or that there are none."""

from collections.abc import Sequence
from datetime import date

from assistant.answers import long_date
from assistant.web.render import about
from assistant.web.sanitise import button, element, sanitised
from index.articles import Article

_SHELF = 40
"""Articles listed before anything is asked: enough to see what the folder holds."""


def shelf_html(
    articles: Sequence[Article], most: int | None = _SHELF, *, coming: bool = False
) -> str:
    """What is in the folder, newest first: all, or the first few and how many more there are.

    `coming`: more are being indexed.
    """
    dated = sorted(
        articles, key=lambda each: (each.published or date.min, each.source), reverse=True
    )
    items = [
        element(
            "li",
            button(f"a{each.id}", about(each.outlet, each.title, _day(each), each.source), "title"),
        )
        for each in dated[:most]
    ]
    rest = len(articles) - len(items)
    if not articles:
        return sanitised(element("div", _nothing(coming), "catalogue"))
    parts = [
        element("h2", "The articles", "empty"),
        element(
            "p",
            "The article behind an answer opens here, at the words it gives. "
            "Until then, these can be read:",
            "aside",
        ),
        element("ul", "".join(items), "shelf"),
        element("p", f"And {rest:,} more.", "aside") if rest else "",
    ]
    return sanitised(element("div", "".join(parts), "catalogue"))


def empty_html(coming: bool = False, there: bool = False) -> str:
    """What stands in place of questions to try where there is nothing to answer from yet.

    `there`: articles can be read, but none is indexed. `coming`: more are being indexed.
    """
    if there and not coming:
        said = "They can be read now, and questions can be asked as soon as the first are indexed."
        waiting = element("h2", "The articles wait to be indexed", "empty")
        return sanitised(element("section", waiting + element("p", said, "aside"), "try"))
    return sanitised(element("section", _nothing(coming), "try"))


def _nothing(coming: bool) -> str:
    if coming:
        said = "The folder is being read. Questions can be asked as soon as the first are indexed."
        return element("h2", "The first articles are being indexed", "empty") + element(
            "p", said, "aside"
        )
    said = "This folder has no articles that can be read yet."
    return (
        element("h2", "No articles yet", "empty")
        + element("p", said, "aside")
        + element("p", button("articles", "Add articles", "tool"))
    )


def _day(article: Article) -> str:
    return long_date(article.published.isoformat()) if article.published else "undated"
