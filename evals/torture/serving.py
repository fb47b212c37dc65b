"""A real HTTP server that speaks the OpenAI chat protocol, and can misbehave in scripted ways."""

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

Stage = Literal["judge", "write", "repair", "rewrite"]
Reply = Callable[["Handler"], None]
MODEL = "tiny"
USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}


class ModelServer:
    """Says "Yes" when asked to judge, and `draft` when asked to write, unless told otherwise.

    `replies` maps a stage to what is done instead of a good reply; `times` limits how often, and
    then the good reply comes. Every request's body is kept in `requests`. Asked for a reply by a
    schema, it heeds that as many servers do, not at all; `refuses` is the status that others give,
    and `structured` what one that does writes.
    """

    def __init__(self) -> None:
        self.replies: dict[Stage, Reply] = {}
        self.times = 1_000
        self.verdict: dict[str, float] | str = {"Yes": -0.01, "No": -5.0}
        self.draft = "[1] Nothing.\n"
        self.refuses: int | None = None
        self.structured: list[str] = []
        self.repaired = self.rewritten = ""
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.closing, self.hung_up = threading.Event(), threading.Event()
        self._http = _Listening(("127.0.0.1", 0), Handler)
        self._http.model = self  # type: ignore[attr-defined]
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def spec(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1#{MODEL}"

    def close(self) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()

    def stages(self) -> list[Stage]:
        """What was asked for, in order."""
        return [stage(body) for body in self.requests]


class _Listening(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256
    """The library's own is 5, and beyond it a connection waits a second for nothing."""


def stage(body: dict[str, Any]) -> Stage:
    last = body["messages"][-1]["content"]
    if last.endswith("Yes or No."):
        return "judge"
    if last.endswith("Alone:"):
        return "rewrite"
    return "repair" if "Write each again" in last else "write"


@contextmanager
def serving() -> Iterator[ModelServer]:
    server = ModelServer()
    try:
        yield server
    finally:
        server.close()


def closed_port() -> int:
    """A port of this machine at which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Handler(BaseHTTPRequestHandler):
    """One request. The methods are the words that faults are written in."""

    protocol_version = "HTTP/1.1"

    @property
    def model(self) -> ModelServer:
        found: ModelServer = self.server.model  # type: ignore[attr-defined]
        return found

    def log_message(self, *_: object) -> None:
        """Nothing."""

    def do_POST(self) -> None:
        self.body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.model.requests.append(self.body)
        self.model.keys.append(self.headers.get("authorization", ""))
        self.close_connection = True
        fault = self.model.replies.get(stage(self.body))
        try:
            if fault is not None and self.model.times > 0:
                self.model.times -= 1
                fault(self)
            else:
                self.good()
        except OSError:
            self.model.hung_up.set()

    def good(self) -> None:
        asked = stage(self.body)
        by_schema = "response_format" in self.body
        if by_schema and self.model.refuses:
            self.status(self.model.refuses, "response_format is not supported")
        elif by_schema and self.model.structured:
            self.text(self.model.structured.pop(0))
        elif asked == "judge":
            self.judge()
        else:
            said = {
                "write": self.model.draft,
                "repair": self.model.repaired,
                "rewrite": self.model.rewritten,
            }
            self.text(said[asked])

    def judge(self) -> None:
        verdict = self.model.verdict
        if isinstance(verdict, str) or not self.body.get("logprobs"):
            word = verdict if isinstance(verdict, str) else max(verdict, key=lambda w: verdict[w])
            self.text(word)
            return
        top = [{"token": w, "logprob": p, "bytes": None} for w, p in verdict.items()]
        self.begin()
        self.chunk(next(iter(verdict)), logprobs={"content": [{**top[0], "top_logprobs": top}]})
        self.end()

    def text(self, text: str, finish: str = "stop") -> None:
        """A whole reply, a word at a time, unless it is asked for in one piece."""
        if not self.body.get("stream"):
            self.whole(text, finish)
            return
        self.begin()
        for word in re.findall(r"\S+\s*|\s+", text):
            self.chunk(word)
        self.end(finish)

    def whole(self, text: str, finish: str) -> None:
        said = {"role": "assistant", "content": text}
        reply = event([{"index": 0, "message": said, "finish_reason": finish}], usage=USAGE)
        self.begin("application/json")
        self.raw(json.dumps(reply | {"object": "chat.completion"}).encode())

    def begin(self, kind: str = "text/event-stream", **headers: str) -> None:
        self.send_response(200)
        self.send_header("content-type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.flush()

    def chunk(self, text: str, **also: Any) -> None:
        self.event(event([{"index": 0, "delta": {"content": text}, "finish_reason": None, **also}]))

    def end(self, finish: str = "stop") -> None:
        self.event(event([{"index": 0, "delta": {}, "finish_reason": finish}]))
        self.event(event([], usage=USAGE))
        self.raw(b"data: [DONE]\n\n")

    def event(self, value: object) -> None:
        self.raw(b"data: " + json.dumps(value).encode() + b"\n\n")

    def raw(self, data: bytes) -> None:
        self.wfile.write(data)
        self.wfile.flush()

    def status(self, code: int, said: str = "no", **headers: str) -> None:
        data = json.dumps({"error": {"message": said, "code": code}}).encode()
        self.send_response(code)
        self.send_header("content-type", "application/json")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.raw(data)

    def hang(self) -> None:
        """Until the test is over."""
        self.model.closing.wait(20)

    def drip(self, data: bytes, every: float) -> None:
        while not self.model.closing.is_set():
            self.raw(data)
            time.sleep(every)


def event(choices: list[dict[str, Any]], **also: Any) -> dict[str, Any]:
    made = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": MODEL}
    return {**made, "choices": choices, **also}
