"""The last step before a browser: what is not on a short list is taken out."""

from html import escape

import nh3

_TAGS = {
    *("section", "article", "header", "div", "p", "h1", "h2", "h3", "ol", "ul", "li"),
    *("span", "em", "strong", "button", "mark", "details", "summary"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "progress"),
}
_CLASSES = frozenset(
    """turn question taken answer said own lead words marks support note aside stale dispute account
    value when earlier quote sources outlet title where sr notice pending shelf catalogue empty
    reading meta front heading minor sign body n ways back all previous next count tools tool
    tries try kept current toggle actions about in-use reported key
    export thanks abstained
    differences difference cards card told day rows name plot bars bar column tip ends scale events
    date ask also origins branches tree states state guess edit work good bad drop choose""".split()
) | {f"h{step}" for step in range(11)}
CITED = "cited"
"""The id of the first highlighted words on the page."""


def sanitised(html: str) -> str:
    """`html` with only the elements, classes and values that these pages use, on one line.

    No links, images, styles, scripts or other ids come through, whatever was escaped before. Line
    ends become character references: the same text to a browser, but Gradio's Markdown element,
    which shows this, would end the HTML at a blank line and read the rest as Markdown.
    """
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"button": {"value"}, "progress": {"value", "max"}},
        tag_attribute_values={
            "mark": {"id": {CITED}},
            "button": {"type": {"button"}},
            "th": {"scope": {"col", "row"}},
        },
        allowed_classes={tag: set(_CLASSES) for tag in _TAGS},
        url_schemes=set(),
        link_rel=None,
    )
    return cleaned.replace("\r", "&#13;").replace("\n", "&#10;")


def element(tag: str, content: str, css: str = "") -> str:
    """An element around `content`, which must be HTML already."""
    return f'<{tag} class="{css}">{content}</{tag}>' if css else f"<{tag}>{content}</{tag}>"


def button(value: str, content: str, css: str) -> str:
    """A button that opens an article; `content` must be HTML already."""
    return f'<button type="button" class="{css}" value="{escape(value)}">{content}</button>'
