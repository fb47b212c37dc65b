"""Every way to ask, and what its reader is left with: Python, the chat, the page and the API."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, cast

from pydantic import TypeAdapter

from assistant.answering import Checked, Finished
from assistant.answers import Answer
from assistant.chat import shown
from assistant.conversation import Conversation
from assistant.desk import Assistant
from assistant.turns import Turn
from evals.browsing import served


@dataclass(frozen=True, slots=True)
class Outcome:
    """The last answer that a reader has, and what else the reader was shown."""

    answer: Answer
    shown: str


Way = Callable[[Assistant, str, Path], Outcome]


def _ask(desk: Assistant, question: str, _: Path) -> Outcome:
    answer = desk.ask(question)
    return Outcome(answer, answer.to_markdown())


def _stream(desk: Assistant, question: str, _: Path) -> Outcome:
    *before, last = desk.stream(question)
    assert all(isinstance(event, Checked) for event in before)
    answer = cast(Finished, last).answer
    return Outcome(answer, answer.to_markdown())


def _chat(desk: Assistant, question: str, place: Path) -> Outcome:
    turns: list[Turn] = []

    def noted() -> Iterator[object]:
        for step in Conversation(desk, place / "conversations").stream(question):
            turns.extend([step] if isinstance(step, Turn) else [])
            yield step

    said = "".join(shown(noted()))  # type: ignore[arg-type]
    return Outcome(turns[-1].answer, said)


def _page(desk: Assistant, question: str, _: Path) -> Outcome:
    from assistant.web.shelf import Shelf
    from assistant.web.talk import Talk

    talk = Talk(desk, Shelf(desk.articles))
    changes = list(talk.ask(question, None, None, (), ()))
    answer = changes[-1]["turns"][-1].answer
    return Outcome(answer, changes[-1]["transcript"])


def _api(desk: Assistant, question: str, _: Path) -> Outcome:
    reply = _posted(desk, "/v1/ask", {"question": question})
    return Outcome(_answer(json.loads(reply)), reply)


def _api_stream(desk: Assistant, question: str, _: Path) -> Outcome:
    reply = _posted(desk, "/v1/ask", {"question": question, "stream": True})
    *before, (last, answer) = _events(reply)
    assert last == "answer" and all(name == "sentence" for name, _ in before)
    return Outcome(_answer(answer), json.dumps(answer, ensure_ascii=False))


def _api_chat(desk: Assistant, question: str, _: Path) -> Outcome:
    asked = {"model": "dateline", "messages": [{"role": "user", "content": question}]}
    reply = _posted(desk, "/v1/chat/completions", {**asked, "stream": True})
    body, _gap, done = reply.rstrip().rpartition("\n\n")
    assert done == "data: [DONE]"
    parts = [data for _, data in _events(body)]
    said = "".join(part["choices"][0]["delta"].get("content") or "" for part in parts)
    return Outcome(_answer(next(p["dateline"] for p in parts if "dateline" in p)), said)


WAYS: dict[str, Way] = {
    "ask": _ask,
    "stream": _stream,
    "chat": _chat,
    "page": _page,
    "API": _api,
    "API stream": _api_stream,
    "API chat": _api_chat,
}


def _posted(desk: Assistant, path: str, body: dict[str, Any]) -> str:
    """The whole reply of the API, served on a port of this machine for this one request."""
    from assistant.api.app import app

    with served(app(desk)) as address:
        connection = HTTPConnection(address.removeprefix("http://"), timeout=60)
        headers = {"content-type": "application/json"}
        connection.request("POST", path, json.dumps(body), headers)
        response = connection.getresponse()
        reply = response.read().decode()
        connection.close()
    assert response.status == 200, f"HTTP {response.status}: {reply}"
    return reply


def _events(reply: str) -> Iterator[tuple[str, Any]]:
    """The name and the data of each server-sent event; "" for one without a name."""
    for event in reply.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in event.splitlines())
        yield fields.get("event", ""), json.loads(fields["data"])


def _answer(data: Any) -> Answer:
    return TypeAdapter(Answer).validate_python(data)
