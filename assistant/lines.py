"""A model's reply as lines, `[1,3] sentence`, while it comes: written so, or as JSON."""

import json
import re
from collections.abc import Iterable, Iterator

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.completing import ModelError, Piece
from assistant.refusals import ENDLESS, FILTERED

_LONGEST = 4_000
"""Characters of a reply: three times what 300 tokens of English make."""
_THOUGHT = "</think>"
_FENCE = re.compile(r"\s*```(?:json)?\s*")


class _Drafted(BaseModel):
    """One sentence of a reply in the form of `prompts.SCHEMA`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sources: tuple[int, ...]
    text: str


def read(pieces: Iterable[Piece]) -> Iterator[str]:
    """Each line as soon as it is complete, without what a model thinks aloud before it.

    A server that was given a schema may still write lines, and one that was not may write JSON:
    the reply itself tells. Raises ModelError when it is not a whole reply.
    """
    reply, given = "", 0
    for piece in pieces:
        reply += piece.text
        found = _lines(reply, ended=False)
        yield from found[given:]
        given = len(found)
        if piece.finish == "length" or len(reply) > _LONGEST:
            raise ModelError(ENDLESS)
        if piece.finish == "content_filter":
            raise ModelError(FILTERED)
    yield from _lines(reply, ended=True)[given:]


def aloud(reply: str) -> str:
    """A reply without the thinking before it."""
    return reply.rpartition(_THOUGHT)[2].strip()


def _lines(reply: str, *, ended: bool) -> list[str]:
    answer = _FENCE.sub("", aloud(reply), count=1) if "```" in reply else aloud(reply)
    if answer.startswith("{"):
        return _objects(answer) or ([answer] if ended else [])
    *complete, last = reply.split("\n")
    found, thinking = [], False
    for line in [*complete, last] if ended else complete:
        thinking = (thinking or "<think>" in line) and _THOUGHT not in line
        if not thinking and not line.startswith("```"):
            found.append(line.rpartition(_THOUGHT)[2])
    return found


def _objects(answer: str) -> list[str]:
    """The sentences of a JSON reply that are complete, as lines."""
    found, decoder = [], json.JSONDecoder()
    at = answer.find("[")
    while at >= 0 and (start := answer.find("{", at)) >= 0:
        try:
            value, at = decoder.raw_decode(answer, start)
            drafted = _Drafted.model_validate(value)
        except json.JSONDecodeError:  # it is not complete yet
            break
        except ValidationError:
            continue
        numbers = ",".join(map(str, drafted.sources))
        found.append(f"[{numbers}] {' '.join(drafted.text.split())}")
    return found
