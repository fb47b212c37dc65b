"""Many chats at once with the HTTP API, each a thread that asks, reads along, and asks again."""

import json
import random
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any

_LONGEST = 90.0
"""Seconds without a byte, after which an answer is given up."""
_TURNS = 3
"""Questions of one chat; then another begins."""
READING = (5.0, 15.0)
"""Seconds that a reader takes before the next question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a chat: the seconds to the end of its answer, or why there was none."""

    follows: bool
    seconds: float
    error: str = ""


@dataclass(frozen=True, slots=True)
class Crowd:
    """`chats` people who ask these questions for some seconds.

    `model` is a name of the API, `writer` who must have written; where that is None an answer that
    is `degraded` is as good. With `reads` each reads before asking on, otherwise asks at once.
    """

    port: int
    questions: Sequence[str]
    chats: int
    model: str
    writer: str | None
    reads: bool

    def ask(self, seconds: float, seed: int) -> list[Asked]:
        """What became of every question; those under way at the end are waited for."""
        found: list[Asked] = []
        end = time.monotonic() + seconds
        threads = [
            threading.Thread(target=self._chats, args=(end, f"{seed}.{n}", found), daemon=True)
            for n in range(self.chats)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(seconds + 2 * _LONGEST)
        if any(thread.is_alive() for thread in threads):
            found.append(Asked(False, seconds, "never answered"))
        return found

    def _chats(self, end: float, seed: str, found: list[Asked]) -> None:
        order = random.Random(seed)  # noqa: S311
        if self.reads:
            time.sleep(order.uniform(0, READING[1]))
        while time.monotonic() < end:
            messages: list[dict[str, str]] = []
            for question in order.sample(self.questions, _TURNS):
                messages.append({"role": "user", "content": question})
                asked, said = self.once(messages)
                found.append(asked)
                messages.append({"role": "assistant", "content": said})
                left = end - time.monotonic()
                pause = order.uniform(*READING) if self.reads else 0.0
                if left <= pause:
                    return
                time.sleep(pause)

    def once(self, messages: Sequence[dict[str, str]]) -> tuple[Asked, str]:
        """What became of the last message of a chat, and what it was answered."""
        body = json.dumps({"model": self.model, "messages": messages, "stream": True})
        follows, began, said = len(messages) > 1, time.monotonic(), ""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_LONGEST)
        try:
            headers = {"content-type": "application/json"}
            connection.request("POST", "/v1/chat/completions", body, headers)
            response = connection.getresponse()
            if response.status != 200:
                return Asked(follows, time.monotonic() - began, f"HTTP {response.status}"), said
            *parts, last = events(response)
            took = time.monotonic() - began
            said = "".join(_text(part) for part in parts)
            return Asked(follows, took, self._wrong(parts, last)), said
        except (OSError, HTTPException, ValueError) as error:
            took = time.monotonic() - began
            return Asked(follows, took, type(error).__name__), said
        finally:
            connection.close()

    def _wrong(self, parts: Sequence[Any], last: Any) -> str:
        answer = next((part["dateline"] for part in parts if "dateline" in part), None)
        if last is not None or answer is None:
            return "the stream has no end"
        if self.writer is not None and (answer["degraded"] or answer["writer"] != self.writer):
            return f"not the {self.writer}'s answer: {answer['degraded']}"
        return ""


def events(response: HTTPResponse) -> Iterator[Any]:
    """The data of server-sent events, in order; None for `[DONE]`. ValueError where none came."""
    none = True
    for line in response:
        if line.startswith(b"data: "):
            none = False
            data = line.removeprefix(b"data: ").strip()
            yield None if data == b"[DONE]" else json.loads(data)
    if none:
        raise ValueError("no event")


def _text(part: Any) -> str:
    choices = part.get("choices") if isinstance(part, dict) else None
    return str(choices[0]["delta"].get("content") or "") if choices else ""
