"""What the tabs of the page share. The builders get Gradio handed to them: see `page`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.settings import Settings
from assistant.switching import Switch
from assistant.web.shelf import Shelf

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""How every event of the page is declared: no spinner over the text, no entry in an API."""


def place(folder: Path | str) -> str:
    """A folder of articles as readers are told of it."""
    sample = Settings().folder().resolve()
    return "the bundled sample folder" if Path(folder) == sample else str(folder)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a tab may read and change besides its own parts.

    HTML made with `sanitise.button` reaches the rest of the page by its value: `a{Article.id}`
    opens an article beside the tab, `a{Article.id}:{start}-{end}` with those characters marked,
    and `ask:{question}` asks the question in the first tab.
    """

    assistant: Switch
    shelf: Shelf
    turns: Any
    """gradio.State: the visitor's own `turns.Turn`s, first to last; the last may be unfinished."""
    html: Callable[[str, str], Any]
    """(HTML that `sanitise.sanitised` made, elem_id) -> the part that shows it."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the page that events of the first tab and the sidebar change, by name."""

    named: dict[str, Any]

    @property
    def all(self) -> list[Any]:
        return list(self.named.values())

    def changed(self, change: Mapping[str, Any]) -> dict[Any, Any]:
        """A change by name as Gradio takes it, by component."""
        return {self.named[name]: value for name, value in change.items()}
