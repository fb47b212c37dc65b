"""The tab that shows which articles there are."""

from typing import Any

from assistant.web.parts import Desk
from assistant.web.render import shelf_html


def build(gr: Any, desk: Desk) -> None:
    """The tab's parts; called inside the tab."""
    desk.html(shelf_html(desk.shelf.articles, most=None), "collection")
