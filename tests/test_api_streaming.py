"""The API's streams: checked sentences as they come, an end that says so, no work for no one."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from evals.torture.serving import Handler, ModelServer, serving

pytest.importorskip("fastapi", reason="the API comes with dateline[api]")

from fastapi.testclient import TestClient
from running import running

from assistant.api.app import app
from assistant.api.workers import Busy, Workers
from assistant.desk import Assistant
from assistant.patience import Limits
from assistant.settings import Settings
from index.library import Library

QUESTION = "What did Port Elder's council vote to close?"
TRUE = "Port Elder's council voted to close the fish market on Quay Street."
AGAIN = "The council voted on Tuesday to close the market."
PATIENT = Limits(first_token=20, between=20)


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


@pytest.fixture
def port(desk: Assistant) -> Iterator[int]:
    with running(app(desk)) as port:
        yield port


def events(lines: Iterator[str]) -> Iterator[tuple[str, Any]]:
    name = ""
    for line in lines:
        kind, _, value = line.partition(": ")
        if kind == "event":
            name = value
        elif kind == "data":
            yield name, json.loads(value)


def asked(port: int, **more: Any) -> Any:
    body = {"question": QUESTION, "stream": True, **more}
    return httpx.stream("POST", f"http://127.0.0.1:{port}/v1/ask", json=body, timeout=30)


def test_a_sentence_is_sent_before_the_next_is_written(port: int, server: ModelServer) -> None:
    seen = threading.Event()

    def reply(handler: Handler) -> None:
        handler.begin()
        handler.chunk(f"[1] {TRUE}\n")
        if seen.wait(8):
            handler.chunk(f"[1] {AGAIN}\n")
            handler.end()

    server.replies = {"write": reply}
    with asked(port) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        coming = events(response.iter_lines())
        name, first = next(coming)
        assert name == "sentence" and first["sentence"]["text"] == TRUE
        assert "fish" in first["citations"][0]["quote"]
        seen.set()
        *_, (last, answer) = coming
    assert last == "answer" and answer["writer"] == "model" and AGAIN in answer["text"]


def test_a_stream_whose_model_breaks_off_ends_with_the_degraded_answer(
    port: int, server: ModelServer, library: Library
) -> None:
    def cut(handler: Handler) -> None:
        handler.begin()
        handler.chunk(f"[1] {TRUE}\n[1] And")

    server.replies = {"write": cut}
    with asked(port) as response:
        *_, (name, answer) = events(response.iter_lines())
    assert name == "answer" and "cut off" in answer["degraded"]
    assert answer["text"] == Assistant(library).ask(QUESTION).text


def silent(begun: threading.Event) -> Callable[[Handler], None]:
    """A reply that never comes; notes when the other side hangs up."""

    def reply(handler: Handler) -> None:
        begun.set()
        handler.connection.settimeout(15)
        if handler.connection.recv(1) == b"":
            handler.model.hung_up.set()

    return reply


@pytest.mark.parametrize("stream", [True, False])
def test_a_client_that_leaves_stops_the_model_in_the_middle_of_its_silence(
    port: int, server: ModelServer, stream: bool
) -> None:
    begun = threading.Event()
    server.replies = {"judge": silent(begun)}
    connection = httpx.Client(timeout=30)
    request = connection.build_request(
        "POST", f"http://127.0.0.1:{port}/v1/ask", json={"question": QUESTION, "stream": stream}
    )
    if stream:
        connection.send(request, stream=True)
    else:
        with pytest.raises(httpx.ReadTimeout):
            request.extensions["timeout"] = {"read": 1.5}
            connection.send(request)
    assert begun.wait(8)
    started = time.monotonic()
    connection.close()
    assert server.hung_up.wait(8), "the model is still being waited for"
    assert time.monotonic() - started < 8
    time.sleep(0.1)
    assert server.stages() == ["judge"], "it was asked again though nobody waits"


def test_a_client_that_leaves_is_no_failure_of_the_model(
    port: int, server: ModelServer, desk: Assistant
) -> None:
    begun = threading.Event()
    server.replies = {"judge": silent(begun)}
    server.times = 1
    with asked(port):
        assert begun.wait(8)
    assert server.hung_up.wait(8)
    server.draft = f"[1] {TRUE}\n"
    for _ in range(3):
        assert desk.ask(QUESTION).writer == "model"


def test_without_a_model_a_stream_is_one_answer(library: Library) -> None:
    client = TestClient(app(Assistant(library)), base_url="http://localhost")
    given = client.post("/v1/ask", json={"question": QUESTION, "stream": True})
    ((name, answer),) = events(iter(given.text.splitlines()))
    assert name == "answer" and answer["text"] == Assistant(library).ask(QUESTION).text


def test_an_answer_without_the_server_s_model_can_be_asked_for(
    port: int, server: ModelServer
) -> None:
    with asked(port, model="none") as response:
        ((name, answer),) = events(response.iter_lines())
    assert name == "answer" and answer["model"] is None and server.requests == []


def test_a_failure_in_the_middle_of_a_stream_is_its_last_event(library: Library) -> None:
    client = TestClient(
        app(Assistant(library, Settings(model="openai:gpt"))), base_url="http://localhost"
    )
    given = client.post("/v1/ask", json={"question": QUESTION, "stream": True})
    ((name, error),) = events(iter(given.text.splitlines()))
    assert (
        name == "error" and error["type"] == "unavailable" and "OPENAI_API_KEY" in error["message"]
    )
    whole = client.post("/v1/ask", json={"question": QUESTION})
    assert whole.status_code == 503 and whole.json()["error"] == error


def test_work_beyond_what_may_wait_is_refused(desk: Assistant, server: ModelServer) -> None:
    import asyncio

    go = threading.Event()

    async def crowd() -> None:
        workers = Workers(threads=1, waiting=1)
        streams = [workers.stream(lambda: iter([go.wait(8)])) for _ in range(2)]
        tasks = [asyncio.ensure_future(anext(each)) for each in streams]
        await asyncio.sleep(0.05)
        with pytest.raises(Busy, match="ask again"):
            workers.room()
        go.set()
        assert await asyncio.gather(*tasks) == [True, True]
        for each in streams:
            await each.aclose()
        workers.room()

    asyncio.run(crowd())
