"""Requests that nobody should send to the API: odd questions, and bodies that are no question."""

import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import quote

_JSON = {"content-type": "application/json"}
PATIENCE = 60.0
"""Seconds after which a request counts as hung."""
_FIELDS = ("question", "since", "until", "outlets", "sources", "model", "stream", "messages", "n")
_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1e308, 10**400, "", "x", "\x00", "\ud800", "2024-02-30", "0000-00-00", [],
    {}, [[]], {"": ""}, ["x"] * 200, "none", "dateline", [{"role": "user", "content": "Who?"}],
    [{"role": "user"}], [{"role": "user", "content": [{"type": "text", "text": "Who?"}]}],
    [{"role": "user", "content": [{"type": "image_url"}]}], [{"role": "", "content": 3}],
)  # fmt: skip
_RAW = (
    b"", b"null", b"0", b'"', b"{", b"[]", b"{}", b"\xff\xfe", b"\x00" * 99, b"NaN", b"[" * 200_000,
    b'{"a":' * 30_000, b'{"question":"x","question":3}', b'{"question":' + b"9" * 5_000 + b"}",
    b'{"question":"\\ud800"}', b'{"question":"\xc3\x28"}', b"\xef\xbb\xbf{}", b"question=x",
    b'{"question":"x"}' * 2, b'{"__proto__":{}}', b"\x1f\x8b\x08\x00", b" " * 200_000, b"Infinity",
)  # fmt: skip
_PATHS = (
    "/v1/articles/%00", "/v1/articles/..%2f..%2fetc%2fpasswd", "/v1/articles/" + "a" * 20_000,
    "/v1/articles/%ff%fe", "/v1/articles/%F0%9F%90%9F", "/v1/search?question=%ff", "/v1/search",
    "/v1/search?question=x&k=1e9", "/v1/search?question=x&k=" + "9" * 900, "/v1/search?k=%00",
    "/v1/articles?limit=-1", "/v1/articles?offset=10000000", "/v1/articles?since=9999-12-31",
    "/v1/articles?since=0001-01-01&until=0001-01-01", "/v1/timeline?topic=%00", "/v1/statements?x",
    "/v1/articles?" + "outlets=x&" * 300, "/v1/", "/v1//ask", "/v1/ask/", "/v1/%2e%2e/", "*",
)  # fmt: skip
_HEADERS = (
    {"content-type": "text/plain"}, {"content-type": "\x01"}, {"content-type": "multipart/x"},
    {"content-encoding": "gzip"}, {"accept": "x" * 9_000}, {"expect": "100-continue"},
    {"transfer-encoding": "chunked"}, {"content-length": "5"}, {"content-length": "-1"},
    {"content-length": "x"}, {"host": ""}, {"host": "[::1"}, {"authorization": "\xe9"},
    {"range": "bytes=0-1,2-"}, {"upgrade": "websocket"}, {"origin": "x"}, {"cookie": ";" * 500},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Odd:
    """A request."""

    method: str
    path: str
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)


def odd(rng: random.Random, questions: Sequence[str], count: int) -> Iterator[Odd]:
    """Every odd question by every route, every odd request there is, and `count` made of parts."""
    for question in questions:
        yield from _asking(question)
    for raw in _RAW:
        for path in ("/v1/ask", "/v1/chat/completions"):
            yield Odd("POST", path, raw, _JSON)
    for path in _PATHS:
        yield from (Odd(method, path) for method in ("GET", "POST", "DELETE", "BREW"))
    body = json.dumps({"question": "Who?"}).encode()
    for headers in _HEADERS:
        yield Odd("POST", "/v1/ask", body, _JSON | headers)
    for _ in range(count):
        yield _made(rng, questions)


def answered(port: int, request: Odd) -> str:
    """What is wrong with what came of a request, "" where nothing is.

    A server may hang up on what is no HTTP; it may not fail, nor leave anyone waiting.
    """
    began = time.monotonic()
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.putrequest(request.method, request.path, skip_host="host" in request.headers)
        sized = {"content-length", "transfer-encoding"} & set(request.headers)
        size = {} if sized else {"content-length": str(len(request.body or b""))}
        for name, value in (request.headers | size).items():
            connection.putheader(name, value.encode("latin-1", "replace"))
        connection.endheaders(request.body)
        response = connection.getresponse()
        said = response.read()
    except TimeoutError:
        return "hung"
    except (OSError, HTTPException, ValueError):
        return "hung" if time.monotonic() - began > PATIENCE else ""
    finally:
        connection.close()
    failed = response.status >= 500 or b'"type": "failed"' in said
    return f"HTTP {response.status}" if failed else ""


def _asking(question: str) -> Iterator[Odd]:
    spelled = quote(question.encode("utf-8", "surrogatepass"))[:60_000]
    for path in ("search?question", "statements?about", "timeline?topic", "statements?speaker"):
        yield Odd("GET", f"/v1/{path}={spelled}")
    for body in (
        {"question": question},
        {"question": question, "stream": True},
        {"question": "Who?", "outlets": [question[:300]], "sources": [question[:300]]},
    ):
        yield Odd("POST", "/v1/ask", json.dumps(body).encode(), _JSON)
    said = [{"role": "user", "content": each} for each in ("Who?", question, question)]
    chat = {"model": "dateline", "messages": said}
    yield Odd("POST", "/v1/chat/completions", json.dumps(chat).encode(), _JSON)


def _made(rng: random.Random, questions: Sequence[str]) -> Odd:
    """A body with fields at random, half of the time with a question, damaged or not."""
    fields = {name: rng.choice(_VALUES) for name in rng.sample(_FIELDS, rng.randint(0, 4))}
    if rng.random() < 0.5:
        fields["question"] = rng.choice(questions)
    if rng.random() < 0.3:
        fields["model"] = "dateline"
    body = bytearray(json.dumps(fields).encode())
    if rng.random() < 0.4:
        body[rng.randrange(len(body))] = rng.randrange(256)
    path = rng.choice(("/v1/ask", "/v1/chat/completions"))
    return Odd("POST", path, bytes(body), _JSON)
