"""Whatever a model's server does, the user has an answer in time that says what it is."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering import Checked, Finished
from assistant.answers import Answer
from assistant.desk import Assistant, Ranked
from assistant.patience import Limits
from assistant.settings import Settings
from evals.torture import model_faults
from evals.torture.misbehaving import FAULTS, Fault
from evals.torture.serving import Handler, ModelServer, closed_port, serving
from index.library import Library

QUESTION = "What did Port Elder's council vote to close?"
TRUE = "[1] Port Elder's council voted to close the fish market on Quay Street.\n"
SMALL = Limits(connect=1.0, first_token=1.0, between=0.8, total=3.0, retries=2, pause=0.02,
               longest_pause=0.2, failures=10_000)  # fmt: skip
PATIENT = replace(SMALL, first_token=5.0, between=3.0, total=15.0)
"""For faults that show at once: the processor may be another's for a second."""
IN_TIME = 6.0
"""Seconds, on a busy machine: `total`, and the answer without a model."""


@pytest.fixture(scope="module")
def library(news_library: Library) -> Library:
    return news_library


@pytest.fixture(scope="module")
def quoted(library: Library) -> Answer:
    with serving() as server:  # the first call loads LlamaIndex: no test is timed with that
        server.draft = TRUE
        assert assistant(library, Limits()).ask(QUESTION, model=server.spec).writer == "model"
    return Assistant(library).ask(QUESTION)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving() as server:
        server.draft = TRUE
        yield server


@pytest.fixture(scope="module")
def desk(library: Library) -> Assistant:
    return assistant(library)


@pytest.fixture(scope="module")
def ranked(desk: Assistant) -> Ranked:
    """Searched once: it is the model's faults that are timed and told apart here."""
    return desk.search(QUESTION)


def assistant(library: Library, limits: Limits = SMALL, **settings: str) -> Assistant:
    return Assistant(library, Settings.model_validate(settings), limits)


def ask(desk: Assistant, ranked: Ranked, spec: str) -> Answer:
    return desk.answer(ranked, model=spec)


def stream(desk: Assistant, ranked: Ranked, spec: str) -> Answer:
    *before, last = desk.events(ranked, model=spec)
    assert all(isinstance(event, Checked) for event in before)
    assert isinstance(last, Finished)
    return last.answer


Way = Callable[[Assistant, Ranked, str], Answer]
WAYS = pytest.mark.parametrize("way", [ask, stream])
HARMLESS = [fault for fault in FAULTS if not fault.told]
STAGES = [(f, s) for f in FAULTS for s in ("judge", "write") if f.told and f.only in (None, s)]


@WAYS
@pytest.mark.parametrize(("fault", "stage"), STAGES, ids=lambda x: getattr(x, "name", x))
def test_a_fault_gives_the_quoted_answer_and_its_reason_in_time(
    way: Way,
    fault: Fault,
    stage: str,
    desk: Assistant,
    ranked: Ranked,
    quoted: Answer,
    server: ModelServer,
) -> None:
    server.replies = {stage: fault.does}  # type: ignore[dict-item]
    started = time.monotonic()
    answer = way(desk, ranked, server.spec)
    assert time.monotonic() - started < IN_TIME
    assert answer.degraded is not None and fault.told in answer.degraded
    assert (answer.text, answer.citations) == (quoted.text, quoted.citations)
    assert answer.writer == "quoting" and answer.model == server.spec
    assert "sk-secret" not in str(answer.to_json())


@WAYS
def test_a_server_that_is_not_there_gives_the_quoted_answer(
    way: Way, desk: Assistant, ranked: Ranked, quoted: Answer
) -> None:
    answer = way(desk, ranked, f"http://127.0.0.1:{closed_port()}/v1#tiny")
    assert answer.degraded is not None and "not reachable" in answer.degraded
    assert answer.text == quoted.text


@pytest.mark.parametrize("fault", HARMLESS, ids=lambda fault: fault.name)
def test_a_reply_that_is_odd_but_whole_is_an_answer(
    fault: Fault, desk: Assistant, ranked: Ranked, server: ModelServer
) -> None:
    server.replies = {"write": fault.does}
    answer = ask(desk, ranked, server.spec)
    assert answer.degraded is None and answer.writer == "model"


@pytest.mark.parametrize("way", ["chat", "page", "API", "API stream", "API chat"])
@pytest.mark.parametrize("name", ["500", "cut-off", "lies"])
def test_a_reader_of_a_chat_the_page_or_the_api_is_told_too(
    way: str, name: str, library: Library, quoted: Answer, tmp_path: Path, server: ModelServer
) -> None:
    fault = next(each for each in FAULTS if each.name == name)
    server.replies = {"write": fault.does}
    desk = assistant(library, PATIENT, model=server.spec)
    if way.startswith("API"):
        pytest.importorskip("fastapi", reason="the API comes with dateline[api]")
    outcome = model_faults.WAYS[way](desk, QUESTION, tmp_path)
    assert model_faults.wrong(fault.told, outcome, quoted) == ""


@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_server_that_fails_once_is_asked_again(
    code: int, desk: Assistant, ranked: Ranked, server: ModelServer
) -> None:
    server.replies = {"judge": lambda h: h.status(code, retry_after="0")}
    server.times = 1
    answer = ask(desk, ranked, server.spec)
    assert answer.writer == "model" and answer.degraded is None
    assert server.stages() == ["judge", "judge", "write"]


def test_a_refused_key_is_not_tried_again(
    desk: Assistant, ranked: Ranked, server: ModelServer
) -> None:
    server.replies = {"judge": lambda h: h.status(401)}
    ask(desk, ranked, server.spec)
    assert server.stages() == ["judge"]


def test_the_wait_that_a_server_asks_for_is_kept(library: Library, server: ModelServer) -> None:
    patient = Limits(retries=1, longest_pause=2, pause=0.0)
    server.replies = {"judge": lambda h: h.status(429, retry_after="1")}
    server.times = 1
    started = time.monotonic()
    answer = assistant(library, patient).ask(QUESTION, model=server.spec)
    assert answer.degraded is None and time.monotonic() - started >= 1


def test_after_failures_in_a_row_a_model_is_left_alone_and_then_tried_again(
    library: Library, server: ModelServer
) -> None:
    limits = Limits(retries=0, failures=2, rest=0.6)
    desk = assistant(library, limits)
    ranked = desk.search(QUESTION)
    server.replies = {"judge": lambda h: h.status(500)}
    ask(desk, ranked, server.spec), ask(desk, ranked, server.spec)
    seen = len(server.requests)
    answer = ask(desk, ranked, server.spec)
    assert answer.degraded is not None and "2 times in a row" in answer.degraded
    assert len(server.requests) == seen
    time.sleep(0.7)
    server.replies = {}
    assert ask(desk, ranked, server.spec).degraded is None


def test_a_reader_who_stops_listening_hangs_up(library: Library, server: ModelServer) -> None:
    def trickle(handler: Handler) -> None:
        handler.begin()
        handler.chunk(TRUE)
        handler.drip(b": still here\n\n", 0.02)

    server.replies = {"write": trickle}
    events = assistant(library, Limits()).stream(QUESTION, model=server.spec)
    assert isinstance(next(events), Checked)
    del events
    assert server.hung_up.wait(5)


def test_sentences_shown_before_a_stream_broke_are_replaced(
    library: Library, quoted: Answer, server: ModelServer
) -> None:
    def break_off(handler: Handler) -> None:
        handler.begin()
        handler.chunk(TRUE)
        handler.chunk("[1] And")

    server.replies = {"write": break_off}
    first, last = assistant(library).stream(QUESTION, model=server.spec)
    assert isinstance(first, Checked) and isinstance(last, Finished)
    assert last.answer.degraded and last.answer.text == quoted.text
