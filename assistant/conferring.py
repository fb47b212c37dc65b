"""The calls to a model that one answer makes: one deadline, and one count of tokens, for all."""

import hashlib
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

from assistant.completing import Message, ModelError, Piece
from assistant.patience import Caller, Deadline
from assistant.prompts import SCHEMA, Form


class Talk:
    """Everything that is said to a model for one answer."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._deadline = Deadline(caller.limits.total)
        self.tokens: dict[str, int] = {}
        self.prompt: str | None = None

    @property
    def model(self) -> str:
        return self._caller.name

    def draft(
        self, asked: Callable[[Form], Sequence[Message]], *, most: int
    ) -> Generator[Piece, None, None]:
        """The reply as JSON where the server takes a schema, in lines where it has refused one."""
        if self._caller.schemas:
            try:
                yield from self.say(asked("json"), most=most, schema=SCHEMA)
            except ModelError as error:
                if not error.refused:
                    raise
                self._caller.schemas = False
            else:
                return
        yield from self.say(asked("lines"), most=most)

    def say(
        self,
        messages: Sequence[Message],
        *,
        most: int,
        alternatives: int = 0,
        schema: Mapping[str, Any] | None = None,
    ) -> Generator[Piece, None, None]:
        """The reply, piece by piece; see `Caller.stream`. Notes prompt and tokens."""
        self.prompt = fingerprint(messages)
        for piece in self._caller.stream(
            messages,
            most=most,
            deadline=self._deadline,
            alternatives=alternatives,
            schema=schema,
        ):
            if piece.tokens:
                for name, n in zip(("read", "written"), piece.tokens, strict=True):
                    self.tokens[name] = self.tokens.get(name, 0) + n
            yield piece


def fingerprint(messages: Sequence[Message]) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of a prompt."""
    text = "\0".join(f"{each.role}\1{each.text}" for each in messages)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
