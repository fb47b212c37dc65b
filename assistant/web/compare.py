"""The tab that holds articles against each other: differences, statements, days and origins."""

from collections.abc import Iterator, Sequence
from typing import Any

from assistant.background import unread
from assistant.desk import check_days, check_question
from assistant.web.compare_cards import agreed_html, cards_html
from assistant.web.compare_origins import count_html, origins_html, relays_of
from assistant.web.compare_said import said_html
from assistant.web.compare_when import events_html, plot_html
from assistant.web.pages import Last, Listing, Pages, only, said_as_notice
from assistant.web.parts import QUIET, Desk
from assistant.web.render import notes_html
from assistant.web.turns import Filters, Turn
from index.events import Event
from index.testimony import Testimony

_NONE = "Where articles answer one question differently, both sides stand here side by side."


def build(gr: Any, desk: Desk, tab: Any) -> list[Any]:
    """The tab's parts; called inside `tab`. Gives the events after which articles may be read."""
    with gr.Tabs(elem_id="views"):
        with gr.Tab("Differences", elem_id="view-differ") as first:
            _differences(gr, desk, [tab, first])
        with gr.Tab("Who said what", elem_id="view-said") as said:
            begun = _said(gr, desk, said)
        with gr.Tab("Timeline", elem_id="view-when") as when:
            _when(gr, desk, when)
        with gr.Tab("Origins", elem_id="view-origins") as origins:
            _origins(gr, desk, origins)
    return [begun]


def _unread(articles: int) -> str:
    count = "1 article is" if articles == 1 else f"{articles:,} articles are"
    return f"{count} still to be read for who said what; the table comes when all are."


def _differences(gr: Any, desk: Desk, tabs: Sequence[Any]) -> None:
    with gr.Row(elem_classes="line"):
        question = gr.Textbox(
            label="Question to compare answers to",
            placeholder="Such as: how many were injured?",
            elem_id="differ-question",
            min_width=0,
        )
        button = gr.Button("Compare", scale=0, min_width=110, elem_id="differ-ask")
    asked = desk.html("", "differ-asked")
    cards = desk.html(notes_html(_NONE), "differ")

    def compare(text: str) -> Iterator[str]:
        yield notes_html("Reading the articles\u2026")
        try:
            answer = desk.assistant.ask(check_question(text or ""))
            found = cards_html([answer], desk.shelf)
            yield found or agreed_html(answer, desk.shelf)
        except Exception as error:
            yield said_as_notice(error)

    def follow(turns: Sequence[Turn]) -> str:
        answers = [turn.answer for turn in turns if turn.answer]
        return cards_html(answers, desk.shelf) or notes_html(_NONE)

    gr.on([question.submit, button.click], compare, question, asked, concurrency_limit=2, **QUIET)
    gr.on([tab.select for tab in tabs], follow, desk.turns, cards, queue=False, **QUIET)


_PUBLISHED, _EVENTS = ("Published from", "Published to"), ("Events from", "Events to")


def _between(gr: Any, id: str, names: tuple[str, str]) -> list[Any]:
    """Two boxes for days: what lies between them."""
    return [
        gr.Textbox(label=name, placeholder="YYYY-MM-DD", min_width=110, elem_id=f"{id}-{key}")
        for name, key in zip(names, ("since", "until"), strict=True)
    ]


def _said(gr: Any, desk: Desk, tab: Any) -> Any:
    with gr.Row(elem_classes="line"):
        speaker = gr.Textbox(label="Who", placeholder="A name", min_width=140, elem_id="said-who")
        words = gr.Textbox(
            label="Words", placeholder="What it was about", min_width=140, elem_id="said-words"
        )
    with gr.Row(elem_classes="line"):
        outlets = gr.Dropdown(
            desk.shelf.outlets, multiselect=True, label="Outlets", min_width=160,
            elem_id="said-outlets",
        )  # fmt: skip
        days = _between(gr, "said", _PUBLISHED)
        button = gr.Button("Show", scale=0, min_width=88, elem_id="said-show")
    last = Last[list[Testimony]]()

    def look(speaker: str, words: str, outlets: Sequence[str], since: str, until: str) -> Listing:
        within = Filters.read(since, until, outlets, _PUBLISHED)
        with desk.assistant.using_library() as library:
            left = unread(library)
            if left and desk.assistant.background.problem and not desk.assistant.background.busy:
                return only(said_as_notice(desk.assistant.background.problem))
            if left:
                desk.assistant.background.want("reading")
                return only(notes_html(_unread(left)), again=True)
            asked = (
                speaker.strip() or None, words.strip() or None,
                within.since, within.until, within.outlets,
            )  # fmt: skip
            found = last.of(library, asked, lambda: library.statements(*asked))
        return Listing(len(found), lambda first, last: said_html(found[first:last]))

    pages = Pages(gr, desk, "said", [speaker, words, outlets, *days], look)
    submits = [box.submit for box in (speaker, words, *days)]
    return gr.on([tab.select, button.click, outlets.input, *submits], **pages.event())


def _when(gr: Any, desk: Desk, tab: Any) -> None:
    with gr.Row(elem_classes="line"):
        topic = gr.Textbox(
            label="Topic", placeholder="Any", min_width=160,
            elem_id="when-topic",
        )  # fmt: skip
        days = _between(gr, "when", _EVENTS)
        button = gr.Button("Show", scale=0, min_width=88, elem_id="when-show")

    last = Last[list[Event]]()

    def look(topic: str, since: str, until: str) -> Listing:
        within = Filters.read(since, until, (), _EVENTS)
        check_days(within.since, within.until)
        about = check_question(topic) if topic.strip() else None
        # Not the assistant's own, which holds up questions meanwhile.
        with desk.assistant.using_library() as library:
            events = last.of(
                library,
                (about, within),
                lambda: library.timeline(about, since=within.since, until=within.until),
            )
        return Listing(
            len(events), lambda first, last: events_html(events[first:last]), plot_html(events)
        )

    pages = Pages(gr, desk, "when", [topic, *days], look)
    shows = [tab.select, button.click, *(box.submit for box in (topic, *days))]
    gr.on(shows, **pages.event())


def _origins(gr: Any, desk: Desk, tab: Any) -> None:
    def look() -> Listing:
        with desk.assistant.using_library() as library:
            origins, (articles, _) = library.origins(), library.catalog.counts()
            relays = relays_of(library)

            def rows(first: int, last: int) -> str:
                return origins_html(origins[first:last], relays)

            return Listing(len(origins), rows, count_html(articles, origins))

    tab.select(**Pages(gr, desk, "origins", [], look).event())
