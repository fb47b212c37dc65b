"""Long lists in parts: a page of rows, where it lies in the whole, and the ways to the others."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from assistant.desk import QuestionError
from assistant.web.parts import QUIET, Desk
from assistant.web.render import notes_html, notice_html
from assistant.web.turns import FilterError
from index.library import Library, LibraryError

Found = TypeVar("Found")
SIZE = 40
"""Rows shown at once: a browser lays them out within a frame or two."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What there is to show: how many rows, the HTML of those from one to another, and a head.

    `again`: look again in a second, since something it needs is being worked out.
    """

    total: int
    rows: Callable[[int, int], str]
    head: str = ""
    again: bool = False


def only(head: str, again: bool = False) -> Listing:
    """A listing without rows, only what stands above them."""
    return Listing(0, lambda first, last: "", head, again)


class Last(Generic[Found]):
    """What was looked for last, so that turning a page does not look for all of it again."""

    def __init__(self) -> None:
        self._kept: tuple[object, Found] | None = None

    def of(self, library: Library, asked: object, find: Callable[[], Found]) -> Found:
        """What `find` gives for these values, while the library is the same and has not changed."""
        key = library.home, library.catalog.generation(), asked
        kept = self._kept
        if kept is not None and kept[0] == key:
            return kept[1]
        found = find()
        self._kept = key, found
        return found


def said_as_notice(problem: Exception | str) -> str:
    """A problem as a sentence on the page: its own where it is made for readers."""
    if isinstance(problem, (QuestionError, FilterError, LibraryError, str)):
        return notice_html(str(problem))
    logging.getLogger(__name__).error("the page could not show this", exc_info=problem)
    return notice_html("This could not be shown; the terminal that runs Dateline says why.")


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one page: from `first` up to `last`, which is not among them."""

    page: int
    first: int
    last: int
    total: int

    def __str__(self) -> str:
        return f"{self.first + 1:,}\u2013{self.last:,} of {self.total:,}" if self.total else ""


def part(total: int, page: int) -> Part:
    """The page asked for, or the nearest that there is."""
    page = max(0, min(page, (total - 1) // SIZE))
    return Part(page, page * SIZE, min(total, (page + 1) * SIZE), total)


class Pages:
    """The parts of a long list, and the events that show another page of it.

    `look` makes the listing out of the values of `inputs`. Ids are `{id}` for the rows, `{id}-head`
    above them, `{id}-earlier`, `{id}-later` and `{id}-count` below.
    """

    def __init__(
        self, gr: Any, desk: Desk, id: str, inputs: Sequence[Any], look: Callable[..., Listing]
    ) -> None:
        self._gr, self._look, self._inputs = gr, look, list(inputs)
        self._page = gr.State(0)
        self._head = desk.html("", f"{id}-head")
        self._rows = desk.html("", id)
        with gr.Row(elem_classes="pager", visible=False) as self._ways:
            before = gr.Button("Previous", size="sm", elem_id=f"{id}-earlier", scale=0)
            self._count = desk.html("", f"{id}-count")
            after = gr.Button("Next", size="sm", elem_id=f"{id}-later", scale=0)
        self._before, self._after = before, after
        self._timer = gr.Timer(1.0, active=False)
        gr.on([before.click], **self.event(-1))
        gr.on([after.click], **self.event(1))
        self.again = self._timer.tick(**self.event(0))

    def event(self, step: int | None = None) -> dict[str, Any]:
        """What an event does to show the first page, or the page `step` on: for Gradio's `on`."""

        def show(page: int, *values: Any) -> tuple[Any, ...]:
            return self._shown(0 if step is None else page + step, values)

        outputs = [self._head, self._rows, self._page, self._count]
        outputs += [self._ways, self._before, self._after, self._timer]
        inputs = [self._page, *self._inputs]
        return {"fn": show, "inputs": inputs, "outputs": outputs, "queue": False, **QUIET}

    def _shown(self, page: int, values: Sequence[Any]) -> tuple[Any, ...]:
        gr = self._gr
        try:
            listing = self._look(*values)
        except Exception as error:
            listing = only(said_as_notice(error))
        shown = part(listing.total, page)
        return (
            listing.head,
            listing.rows(shown.first, shown.last),
            shown.page,
            notes_html(str(shown)),
            gr.update(visible=listing.total > SIZE),
            gr.update(interactive=shown.first > 0),
            gr.update(interactive=shown.last < shown.total),
            gr.Timer(active=listing.again),
        )
