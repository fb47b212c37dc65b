"""The list of conversations as HTML."""

from collections.abc import Sequence
from html import escape

from assistant.answers import long_date
from assistant.kept import Kept
from assistant.web.render import exports
from assistant.web.sanitise import button, element, sanitised

_MOST = 100
"""Conversations listed at once; older ones are found by searching."""


def sidebar_html(kept: Sequence[Kept], current: str | None = None, searched: str = "") -> str:
    """The conversations, the open one with what can be done to it."""
    if not kept:
        none = f"No conversation holds \u201c{searched}\u201d." if searched else _NONE
        return sanitised(element("p", escape(none), "aside"))
    items = [element("li", _item(each, each.name == current), "kept") for each in kept[:_MOST]]
    rest = len(kept) - len(items)
    more = element("p", f"And {rest:,} older; search to find them.", "aside") if rest else ""
    return sanitised(element("div", element("ul", "".join(items), "shelf") + more))


_NONE = "Each conversation is kept here, on this machine, until you delete it."


def _item(kept: Kept, current: bool) -> str:
    when = f"{long_date(kept.changed.date().isoformat())}, {kept.changed:%H:%M}"
    count = "1 question" if kept.turns == 1 else f"{kept.turns} questions"
    about = element("span", escape(kept.title), "title")
    about += element("span", f"{when} \u00b7 {count}", "where")
    made = button(f"open:{kept.name}", about, "current" if current else "title")
    if not current:
        return made
    ways = button(f"rename:{kept.name}", "Rename", "tool")
    ways += button(f"delete:{kept.name}", "Delete", "tool")
    return made + element("div", ways + exports("Export"), "actions")
