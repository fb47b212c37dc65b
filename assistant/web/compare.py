"""The tab that holds articles against each other."""

from typing import Any

from assistant.web.parts import Desk
from assistant.web.render import notes_html


def build(gr: Any, desk: Desk) -> None:
    """The tab's parts; called inside the tab."""
    desk.html(
        notes_html("Where articles differ, an answer says so above its sentences."), "compare"
    )
