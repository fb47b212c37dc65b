"""The tab that shows which articles there are, takes in new ones, and corrects what was guessed."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from assistant.intake import IntakeError, Taken
from assistant.settings import Settings
from assistant.web.catalogue import shelf_html
from assistant.web.collecting import Collection, limits
from assistant.web.collection_list import STATES, drop_html
from assistant.web.pages import Pages, said_as_notice
from assistant.web.parts import QUIET, Desk, place
from assistant.web.render import header_html, notes_html, transcript_html
from assistant.web.turns import Turn


def build(gr: Any, desk: Desk, tab: Any) -> list[Any]:
    """The tab's parts; called inside `tab`. Gives the events after which the index may change."""
    collection = Collection(desk.assistant, desk.shelf, Settings().folder())
    with gr.Column(elem_id="adding", min_width=0):
        desk.html(drop_html(limits()), "add")
        with gr.Row(elem_classes="line"):
            turn = gr.Button(
                collection.other or "", visible=bool(collection.other), size="sm", scale=0,
                min_width=220, elem_id="turn-folder",
            )  # fmt: skip
            undo = gr.Button(
                "Put back the article removed last", size="sm", scale=0, min_width=280,
                elem_id="put-back",
                visible=collection.intake.last_removed() is not None,
            )  # fmt: skip
        with gr.Row(elem_classes="line", visible=collection.fetches):
            link = gr.Textbox(
                label="Link to an article or a feed", placeholder="https://", elem_id="add-link",
                min_width=0,
            )  # fmt: skip
            fetcher = gr.Button("Fetch", scale=0, min_width=88, elem_id="add-fetch")
        told = desk.html("", "add-told")
    with gr.Column(elem_id="correcting", min_width=0, visible=False) as panel:
        source = gr.Textbox(label="File", interactive=False, elem_id="correct-file")
        with gr.Row(elem_classes="line"):
            outlet = gr.Textbox(label="Outlet", elem_id="correct-outlet", min_width=140)
            day = gr.Textbox(
                label="Published", placeholder="YYYY-MM-DD", elem_id="correct-day", min_width=140
            )
            save = gr.Button(
                "Save", variant="primary", scale=0, min_width=88, elem_id="correct-save"
            )
            cancel = gr.Button("Cancel", scale=0, min_width=88, elem_id="correct-cancel")
    with gr.Row(elem_classes="line"):
        words = gr.Textbox(
            label="Find", placeholder="Title, outlet or file", min_width=140, elem_id="find-words"
        )
        state = gr.Dropdown(
            list(STATES), value=STATES[0], label="Which", min_width=140, elem_id="find-state"
        )
    pages = Pages(gr, desk, "collection", [words, state], collection.look)
    # collection.js sends files and writes their batch here, and what a button in the list stands
    # for there, and presses the button beside it.
    batch = gr.Textbox(elem_id="batch", visible="hidden", label="Files sent")
    taker = gr.Button("Take in", elem_id="take", visible="hidden")
    picked = gr.Textbox(elem_id="handle", visible="hidden", label="File handled")
    handler = gr.Button("Handle", elem_id="handle-it", visible="hidden")

    # What was taken in last: what is said of it changes as it is indexed.
    last = gr.State(())

    def ways() -> tuple[Any, Any]:
        other = collection.other
        back = collection.intake.last_removed() is not None
        return gr.update(value=other or "", visible=bool(other)), gr.update(visible=back)

    def took(take: Callable[[str], Sequence[Taken]], what: str) -> tuple[Any, ...]:
        try:
            taken = take(what.strip())
        except IntakeError as error:
            return said_as_notice(str(error)), (), *ways()
        return collection.told(taken), tuple(taken), *ways()

    def add(batch: str) -> tuple[Any, ...]:
        return took(collection.add, batch or "")

    def fetch(url: str) -> Iterator[tuple[Any, ...]]:
        yield notes_html("Fetching\u2026"), (), *ways()
        yield took(collection.fetch, url or "")

    def said(does: Callable[[], str]) -> tuple[Any, ...]:
        return does(), (), *ways()

    def told_again(taken: Sequence[Taken]) -> Any:
        return collection.told(taken) if taken else gr.skip()

    def handle(what: str) -> tuple[Any, ...]:
        action, _, name = (what or "").partition(":")
        known = collection.known(name) if action == "edit" else None
        if known:
            return "", (), *ways(), gr.update(visible=True), name, *known
        message = collection.remove(name) if action == "remove" else ""
        return message, (), *ways(), gr.update(visible=False), "", "", ""

    def correct(source: str, outlet: str, day: str) -> tuple[Any, ...]:
        return collection.correct(source, outlet, day), (), *ways(), gr.update(visible=False)

    changed = [told, last, turn, undo]
    done = [
        gr.on([link.submit, fetcher.click], fetch, link, changed, **QUIET),
        taker.click(add, batch, changed, **QUIET),
        turn.click(lambda: said(collection.turn), None, changed, **QUIET),
        undo.click(lambda: said(collection.put_back), None, changed, **QUIET),
        handler.click(handle, picked, [*changed, panel, source, outlet, day], **QUIET),
        save.click(correct, [source, outlet, day], [*changed, panel], **QUIET),
    ]
    pages.again.then(told_again, last, told, queue=False, **QUIET)
    cancel.click(lambda: gr.update(visible=False), None, panel, queue=False, **QUIET)
    looked = gr.on([tab.select, words.change, state.change], **pages.event())
    return [looked, *(each.then(**pages.event()) for each in done)]


def follow(gr: Any, desk: Desk, changed: Sequence[Any], around: Sequence[Any]) -> Any:
    """Keep what the page shows around the tabs in step with what is indexed.

    `changed` are events: of another index, and of the page's being opened. `around` are the
    masthead, the filter by outlet, the article beside and the transcript. Gives an event: of
    another folder's being open, of the first articles in it, or of the first to be answered from.
    """
    shown = gr.State("")

    def now(before: str, turns: Sequence[Turn]) -> tuple[Any, ...]:
        desk.shelf.follow()
        library, articles = desk.assistant.library, desk.shelf.articles
        folder, names = library.folder, desk.shelf.outlets
        none = "coming" if desk.shelf.coming() else "without"
        some = "answered from" if library.catalog.encoded() else "read"
        opened = f"{folder} {some if articles else none}"
        same = before == opened
        return (
            header_html(len(articles), place(folder)),
            gr.update(choices=names, visible=bool(names)),
            gr.skip() if same else shelf_html(articles, coming=desk.shelf.coming()),
            gr.skip() if same else transcript_html(turns, folder),
            opened,
        )

    outputs = [*around, shown]
    # In the queue: only events there tell the page that a state has changed.
    gr.on(changed, now, [shown, desk.turns], outputs, concurrency_limit=None, **QUIET)
    return shown.change
