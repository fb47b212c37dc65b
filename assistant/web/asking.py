"""The tab that answers, the list of conversations beside it, and what their buttons do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.web.handing import Handing
from assistant.web.keeping import Keeping
from assistant.web.keys import keys_html
from assistant.web.next import Next
from assistant.web.parts import QUIET, Desk, Parts
from assistant.web.talk import Change, Talk
from assistant.web.turns import Filters, Turn
from assistant.web.writers import Writers, in_use_html


def sidebar(gr: Any, desk: Desk) -> dict[str, Any]:
    """The list of conversations; called inside its column."""
    new = gr.Button("New conversation", size="sm", elem_id="new")
    search = gr.Textbox(
        placeholder="Search conversations", show_label=False, label="Search conversations",
        container=False, elem_id="search",
    )  # fmt: skip
    listed = desk.html("", "conversations")
    desk.html(keys_html(), "keys")
    return {"new": new, "search": search, "sidebar": listed}


def build(gr: Any, desk: Desk, writers: Writers) -> dict[str, Any]:
    """The tab's parts; called inside the tab."""
    with gr.Column(elem_id="conversation", min_width=0):
        transcript = desk.html("", "transcript")
        tries = desk.html("", "tries")
    notice = desk.html("", "notice")
    with gr.Column(elem_id="asking", min_width=0):
        with gr.Row(elem_id="askrow"):
            question = gr.Textbox(
                label="Question", placeholder="Ask about the articles", max_lines=5, min_width=0,
                autofocus=True, elem_id="question",
            )  # fmt: skip
            ask = gr.Button("Ask", variant="primary", scale=0, min_width=88, elem_id="ask")
            stop = gr.Button("Stop", scale=0, min_width=88, elem_id="stop")
        in_use = desk.html(in_use_html(writers), "in-use")
    with gr.Accordion("Filters and writer", open=False, elem_id="filters"):
        with gr.Row():
            since = gr.Textbox(label="From", placeholder="YYYY-MM-DD", min_width=120)
            until = gr.Textbox(label="To", placeholder="YYYY-MM-DD", min_width=120)
            # Any value, since a conversation may have been asked under another folder's outlets;
            # a question under one that no article has is answered by a sentence that says so.
            outlets = gr.Dropdown(
                desk.shelf.outlets, multiselect=True, label="Outlets", elem_id="outlets",
                allow_custom_value=True, scale=2, min_width=220,
                visible=bool(desk.shelf.outlets),
            )  # fmt: skip
        writer = gr.Radio(
            writers.choices, value=writers.choices[0][1], label="Writer", elem_id="writer",
            visible=len(writers.choices) > 1,
        )  # fmt: skip
    return {
        "transcript": transcript, "tries": tries, "notice": notice, "question": question,
        "ask": ask, "stop": stop, "in-use": in_use, "since": since, "until": until,
        "outlets": outlets, "writer": writer,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deeds:
    """What the buttons of the tab and of the sidebar do."""

    writers: Writers
    talk: Talk
    keeping: Keeping
    following: Next
    handing: Handing

    def do(
        self, command: str | None, words: str | None, turns: Sequence[Turn], name: str | None
    ) -> Change:
        """What was pressed: below an answer, or in the list of conversations."""
        verb, _, about = (command or "").partition(":")
        if verb == "export":
            return self.handing.export(about, turns, name)
        if verb == "judge":
            return self.handing.judge(about, turns)
        if verb == "edit":
            return {"filters": turns[-1].filters} if turns else {}
        return self.keeping.do(command, words, name)


def join(gr: Any, page: dict[str, Any], deeds: Deeds) -> None:
    """Bind the buttons of both to what they do. Called inside the blocks.

    `page` has their parts by name, and besides: turns, name, reading, instead (hidden: whether the
    last question is asked in place of itself), saved (hidden: a file for page.js to save), pick and
    open, command and do (hidden: page.js writes what was pressed into the first and presses the
    second).
    """
    shown = ("transcript", "tries", "notice", "question", "turns", "name", "reading", "instead")
    boxes = ("since", "until", "outlets")
    parts = Parts({each: page[each] for each in (*shown, "sidebar", "saved", *boxes)})
    _asking(gr, page, parts, deeds)
    _pressing(gr, page, parts, deeds)
    page["search"].change(*_listing(page, deeds), queue=False, trigger_mode="always_last", **QUIET)


def _asking(gr: Any, page: dict[str, Any], parts: Parts, deeds: Deeds) -> None:
    """A question and its answer, what may be asked next, and what is in use."""
    filters = [page["since"], page["until"], page["outlets"]]

    def ask(*inputs: Any) -> Iterator[dict[Any, Any]]:
        yield from (parts.changed(_boxed(gr, each)) for each in deeds.talk.ask(*inputs))

    visitor = [page["turns"], page["name"]]
    asked = gr.on(
        [page["question"].submit, page["ask"].click],
        ask,
        [page["question"], *filters, *visitor, page["writer"], page["instead"]],
        parts.all,
        concurrency_limit=4,
        # A question sent while the last answer is still being drawn waits for it.
        trigger_mode="always_last",
        **QUIET,
    )
    asked.then(*_listing(page, deeds), queue=False, **QUIET)
    asked.then(*_suggesting(page, deeds), **QUIET)
    asked.then(*_using(page, deeds), queue=False, **QUIET)
    page["stop"].click(deeds.talk.stop, page["name"], None, queue=False, **QUIET)
    changed = [each.change for each in (page["writer"], *filters)]
    gr.on(changed, *_using(page, deeds), queue=False, **QUIET)


def _boxed(gr: Any, change: Change) -> Change:
    """A change in which the filters, if there are any, are those of their boxes."""
    filters: Filters | None = change.get("filters")
    if filters is None:
        return change
    days = {"since": filters.since, "until": filters.until}
    boxes: Change = {name: day.isoformat() if day else "" for name, day in days.items()}
    boxes["outlets"] = gr.update(value=list(filters.outlets))
    return {name: value for name, value in change.items() if name != "filters"} | boxes


def _pressing(gr: Any, page: dict[str, Any], parts: Parts, deeds: Deeds) -> None:
    """Marks, conversations, and the buttons below an answer."""

    def do(*inputs: Any) -> dict[Any, Any]:
        return parts.changed(_boxed(gr, deeds.do(*inputs)))

    def new(*inputs: Any) -> dict[Any, Any]:
        return do("new", *inputs)

    told = [page["search"], page["turns"], page["name"]]
    done = page["do"].click(do, [page["command"], *told], parts.all, queue=False, **QUIET)
    started = page["new"].click(new, told, parts.all, queue=False, **QUIET)
    for each in (done, started):
        # One after the other: the boxes have what they were given by then.
        suggested = each.then(*_suggesting(page, deeds), **QUIET)
        suggested.then(*_using(page, deeds), queue=False, **QUIET)
    picked = [page["pick"], page["turns"]]
    page["open"].click(deeds.talk.open, picked, page["reading"], queue=False, **QUIET)


def _listing(page: dict[str, Any], deeds: Deeds) -> tuple[Any, ...]:
    return deeds.keeping.list, [page["search"], page["name"]], page["sidebar"]


def _using(page: dict[str, Any], deeds: Deeds) -> tuple[Any, ...]:
    """What is in use. Boxes that are folded away do not say themselves that they were changed."""

    def in_use(*inputs: Any) -> str:
        return in_use_html(deeds.writers, *inputs)

    choices = [page[each] for each in ("writer", "since", "until", "outlets")]
    return in_use, choices, page["in-use"]


def _suggesting(page: dict[str, Any], deeds: Deeds) -> tuple[Any, ...]:
    return deeds.following.suggestions, page["turns"], page["tries"]


def arrive(blocks: Any, page: dict[str, Any], deeds: Deeds, opened: Any) -> None:
    """What a page that was just opened shows: the conversations, and examples.

    `opened` is the event of other articles' being open, which have other examples.
    """
    blocks.load(*_listing(page, deeds), **QUIET)
    for event in (blocks.load, opened):
        event(*_suggesting(page, deeds), **QUIET)
