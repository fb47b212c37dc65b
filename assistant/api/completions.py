"""OpenAI's objects: a list of models, a completion, and the chunks of one that is streamed."""

import time
import uuid
from dataclasses import asdict, dataclass
from typing import Any, Literal

from assistant.answers import Answer
from assistant.turns import Turn

MODELS: dict[str, str | None] = {"dateline": None, "dateline-quotes": "none"}
"""Names for clients, and the spec of each: the model that the server has, and none."""


@dataclass(frozen=True, slots=True)
class Model:
    id: str
    created: int = 0
    object: Literal["model"] = "model"
    owned_by: str = "dateline"


@dataclass(frozen=True, slots=True)
class Models:
    data: tuple[Model, ...]
    object: Literal["list"] = "list"


@dataclass(frozen=True, slots=True)
class Said:
    content: str
    role: Literal["assistant"] = "assistant"


@dataclass(frozen=True, slots=True)
class Choice:
    message: Said
    index: int = 0
    finish_reason: Literal["stop"] = "stop"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a model read and wrote; zeros where none was asked."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


@dataclass(frozen=True, slots=True)
class Completion:
    """OpenAI's object, and in `dateline` the answer with its citations, as `/v1/ask` gives it."""

    id: str
    created: int
    model: str
    choices: tuple[Choice, ...]
    usage: Usage
    dateline: Answer
    object: Literal["chat.completion"] = "chat.completion"


class Reply:
    """One reply under a model's name, whole or in chunks."""

    def __init__(self, model: str) -> None:
        self._model, self._id, self._created = model, f"chatcmpl-{uuid.uuid4().hex}", _now()

    def whole(self, turn: Turn) -> Completion:
        """The reply in one piece."""
        understood = f"({turn.rewritten})\n\n" if turn.rewritten.changed else ""
        said = Choice(Said(f"{understood}{turn.answer.to_markdown()}"))
        used = _usage(turn.answer)
        return Completion(self._id, self._created, self._model, (said,), used, turn.answer)

    def part(self, text: str, **delta: str) -> dict[str, Any]:
        """A chunk with some of the text."""
        return self._chunk([_choice({**delta, "content": text})])

    def end(self, turn: Turn) -> dict[str, Any]:
        """The chunk that says that the text is complete, with the answer beside it."""
        return {**self._chunk([_choice({}, "stop")]), "dateline": turn.answer.to_json()}

    def usage(self, turn: Turn) -> dict[str, Any]:
        """The chunk that counts tokens."""
        return {**self._chunk([]), "usage": asdict(_usage(turn.answer))}

    def _chunk(self, choices: list[dict[str, Any]]) -> dict[str, Any]:
        made = {"id": self._id, "created": self._created, "model": self._model}
        return {**made, "object": "chat.completion.chunk", "choices": choices}


def models() -> Models:
    """Every name of `MODELS`."""
    return Models(tuple(Model(name) for name in MODELS))


def _choice(delta: dict[str, str], finish: str | None = None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "finish_reason": finish}


def _usage(answer: Answer) -> Usage:
    read, written = answer.tokens.get("read", 0), answer.tokens.get("written", 0)
    return Usage(read, written, read + written)


def _now() -> int:
    return int(time.time())
