"""A reader sees a model's sentences one by one, each only once it is checked."""

import threading
from collections.abc import Callable, Iterator

import pytest

from assistant.answering import Checked
from assistant.chat import Chat
from assistant.desk import Assistant
from assistant.patience import Limits
from assistant.settings import Settings
from assistant.turns import Rewritten, Turn
from evals.torture.serving import Handler, ModelServer, serving
from index.library import Library

QUESTION = "What did Port Elder's council vote to close?"
TRUE = "Port Elder's council voted to close the fish market on Quay Street."
AGAIN = "The council voted on Tuesday to close the market."
FALSE = "The council voted to pay 7 million pounds."
PATIENT = Limits(first_token=10, between=10)


@pytest.fixture(scope="module")
def library(news_library: Library) -> Library:
    return news_library


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving() as server:
        yield server


@pytest.fixture
def desk(library: Library, server: ModelServer) -> Assistant:
    return Assistant(library, Settings(model=server.spec), PATIENT)


class Reader:
    """Keeps what is shown, and lets the server go on once the first sentence has been."""

    def __init__(self, awaited: str) -> None:
        self.shown: list[str] = []
        self._awaited, self.seen = awaited, threading.Event()

    def show(self, text: str) -> None:
        self.shown.append(text)
        if self._awaited in text:
            self.seen.set()

    def then(self, *rest: str, cut: bool = False) -> Callable[[Handler], None]:
        """A reply whose `rest` comes only after the reader has seen its first line."""

        def reply(handler: Handler) -> None:
            handler.begin()
            handler.chunk(f"[1] {TRUE}\n")
            if not self.seen.wait(8):
                return
            for line in rest:
                handler.chunk(line)
            if not cut:
                handler.end()

        return reply


def chat(desk: Assistant, reader: Reader, *lines: str) -> list[str]:
    Chat(desk, desk.conversation(), reader.show).run(iter(lines))
    return reader.shown


def test_chat_shows_a_sentence_before_the_next_is_written(
    desk: Assistant, server: ModelServer
) -> None:
    reader = Reader(TRUE)
    server.replies = {"write": reader.then(f"{AGAIN}\n", f"[1] {FALSE}\n")}
    first, second, rest = chat(desk, reader, QUESTION)
    assert (first, second) == (f"{TRUE} [1]", f"{AGAIN} [1]")
    assert (
        rest.startswith("\nSources:\n[1]")
        and TRUE not in rest
        and "1 that they do not support was left out" in rest
    )
    assert FALSE not in "".join(reader.shown)


def test_chat_says_that_the_quoted_answer_takes_the_place_of_a_broken_one(
    library: Library, desk: Assistant, server: ModelServer
) -> None:
    reader = Reader(TRUE)
    server.replies = {"write": reader.then(f"[1] {FALSE[:20]}", cut=True)}
    first, rest = chat(desk, reader, QUESTION)
    quoted = Assistant(library).ask(QUESTION)
    assert first == f"{TRUE} [1]" and quoted.text in rest
    assert "taken back" in rest and "cut off" in rest and FALSE[:20] not in rest


def test_chat_without_a_model_shows_one_whole_answer(library: Library) -> None:
    reader = Reader(TRUE)
    desk = Assistant(library)
    (whole,) = chat(desk, reader, QUESTION)
    assert whole.rstrip() == desk.ask(QUESTION).to_markdown()


def test_a_conversation_streams_what_was_meant_then_sentences_then_the_turn(
    desk: Assistant, server: ModelServer
) -> None:
    server.draft = f"[1] {TRUE}\n"
    talk = desk.conversation("streamed")
    meant, sentence, turn = talk.stream(QUESTION)
    assert isinstance(meant, Rewritten) and isinstance(sentence, Checked)
    assert isinstance(turn, Turn) and turn.answer.sentences == (sentence.sentence,)
    assert desk.conversation("streamed").turns == talk.turns == (turn,)


def test_an_answer_that_nobody_waits_for_adds_no_turn(desk: Assistant, server: ModelServer) -> None:
    server.draft = f"[1] {TRUE}\n"
    talk = desk.conversation("left")
    steps = talk.stream(QUESTION)
    assert isinstance(next(steps), Rewritten) and isinstance(next(steps), Checked)
    del steps
    assert talk.turns == desk.conversation("left").turns == ()
    assert talk.ask(QUESTION).answer.writer == "model"


def page(desk: Assistant, reader: Reader) -> list[dict[str, str]]:
    """What the page's parts are set to, event after event."""
    pytest.importorskip("nh3", reason="the page comes with dateline[web]")
    from assistant.web.shelf import Shelf
    from assistant.web.talk import Talk

    changes = []
    for change in Talk(desk, Shelf(desk.articles)).ask(QUESTION, "", "", [], ()):
        reader.show(change["transcript"])
        changes.append(change)
    return changes


def test_the_page_shows_a_sentence_with_its_mark_before_the_next_is_written(
    desk: Assistant, server: ModelServer
) -> None:
    reader = Reader("fish market on Quay Street.")
    server.replies = {"write": reader.then(f"{AGAIN}\n", f"[1] {FALSE}\n")}
    _, first, opened, second, done = page(desk, reader)
    assert "t0n1" in first["transcript"] and AGAIN not in first["transcript"]
    assert "Writing" in second["transcript"] and AGAIN in second["transcript"]
    assert '<mark id="cited">' in opened["reading"]
    assert "reading" not in first and "reading" not in second
    assert "Writing" not in done["transcript"] and "taken back" not in done["transcript"]
    assert all(FALSE not in each["transcript"] for each in (first, second))


def test_a_mark_opens_its_article_while_the_rest_is_being_written(
    desk: Assistant, server: ModelServer
) -> None:
    reader = Reader("fish market on Quay Street.")
    server.replies = {"write": reader.then()}
    _, first, *_ = page(desk, reader)
    from assistant.web.shelf import Shelf
    from assistant.web.talk import Talk

    opened = Talk(desk, Shelf(desk.articles)).open("t0n1", first["turns"])  # type: ignore[arg-type]
    assert '<mark id="cited">' in opened


def test_the_page_says_that_the_quoted_answer_takes_the_place_of_a_broken_one(
    library: Library, desk: Assistant, server: ModelServer
) -> None:
    reader = Reader("fish market on Quay Street.")
    server.replies = {"write": reader.then("[1] And", cut=True)}
    _, first, *_, done = page(desk, reader)
    assert "t0n1" in first["transcript"] and "taken back" not in first["transcript"]
    assert "taken back" in done["transcript"] and "cut off" in done["transcript"]
    assert done["turns"][0].answer.text == Assistant(library).ask(QUESTION).text  # type: ignore[attr-defined]
