"""The crowd that loads the API sees errors where there are some, and the model keeps its time."""

import time
from collections.abc import Iterator

import pytest

from evals.torture.crowd import Crowd
from evals.torture.pacing import Pace, paced
from evals.torture.serving import ModelServer, serving

pytest.importorskip("fastapi", reason="the API comes with dateline[api]")

from running import running

from assistant.api.app import app
from assistant.desk import Assistant
from assistant.patience import Limits
from assistant.settings import Settings
from index.library import Library

QUESTIONS = (
    "What did Port Elder's council vote to close?",
    "When will the new bridge over the Tarn open?",
    "Who said the council had no plan?",
)
NO_PATIENCE = Limits(retries=0, failures=10_000)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving() as server:
        yield server


def crowd(port: int, writer: str | None, chats: int = 3, model: str = "dateline") -> Crowd:
    return Crowd(port, QUESTIONS, chats, model, writer, reads=False)


def test_a_crowd_is_answered_by_a_model_in_its_time(news_library: Library) -> None:
    pace = Pace(judge=0.02, write=0.1, rewrite=0.02)
    with paced(pace) as spec:
        desk = Assistant(news_library, Settings(model=spec), Limits(total=60))
        with running(app(desk)) as port:
            asked = crowd(port, "model").ask(0.1, seed=3)
            messages = [{"role": "user", "content": QUESTIONS[0]}]
            first, said = crowd(port, "model").once(messages)
            messages += [{"role": "assistant", "content": said}]
            messages += [{"role": "user", "content": QUESTIONS[1]}]
            second, then = crowd(port, "model").once(messages)
    assert len(asked) == 3 and {each.error for each in (*asked, first, second)} == {""}
    assert (first.follows, second.follows) == (False, True)
    assert first.seconds >= pace.answer(False) and second.seconds >= pace.answer(True)
    assert "fish market" in said and "May 6" in then


def test_an_answer_that_is_not_the_model_s_counts_as_an_error_only_where_none_fails(
    news_library: Library, server: ModelServer
) -> None:
    server.replies = {"judge": lambda handler: handler.status(500)}
    desk = Assistant(news_library, Settings(model=server.spec), NO_PATIENCE)
    with running(app(desk)) as port:
        strict = crowd(port, "model", 1).ask(0.2, seed=3)
        lenient = crowd(port, None, 1).ask(0.2, seed=3)
    assert strict and all("HTTP 500" in each.error for each in strict)
    assert lenient and not any(each.error for each in lenient)


def test_a_server_that_refuses_or_is_gone_is_an_error(news_library: Library) -> None:
    with running(app(Assistant(news_library))) as port:
        refused = crowd(port, None, 1, model="another").ask(0.1, seed=3)
    assert {each.error for each in refused} == {"HTTP 404"}
    began = time.monotonic()
    gone = crowd(port, None, 1).ask(0.1, seed=3)
    assert gone[0].error == "ConnectionRefusedError" and time.monotonic() - began < 60
