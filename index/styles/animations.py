"""What a page's animations leave an element with: how it is once those have run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from index.styles.values import Tokens, layers, read, words, written

_UNSAID = {
    "name": "none", "duration": "0s", "delay": "0s", "iteration-count": "1", "direction": "normal",
    "fill-mode": "none", "play-state": "running", "timeline": "auto",
}  # fmt: skip
PARTS = tuple(_UNSAID)
_WORDS = {
    "iteration-count": ("infinite",),
    "direction": ("normal", "reverse", "alternate", "alternate-reverse"),
    "fill-mode": ("none", "forwards", "backwards", "both"),
    "play-state": ("running", "paused"),
    "timing-function": tuple(
        "linear ease ease-in ease-out ease-in-out step-start step-end".split()
    ),
}
_LONGEST = 60.0
"""Seconds: what takes longer is not waited for."""
_SECONDS = {"s": 1.0, "ms": 0.001}
Values = Mapping[str, Tokens]


@dataclass(frozen=True, slots=True)
class Frames:
    """The style in which an animation begins and ends."""

    first: Values
    last: Values

    def throughout(self) -> Values:
        """What it is in both."""
        return {
            name: value
            for name, value in self.last.items()
            if written(self.first.get(name, ())) == written(value)
        }


def left(own: Values, frames: Mapping[str, Frames]) -> Iterator[tuple[str, Tokens]]:
    """The properties that the animations of an element leave it with, and their values."""
    if words(own.get("display", ())) == ["none"]:
        return  # it starts none
    said = {p: layers(own.get(f"animation-{p}") or read(_UNSAID[p])) for p in PARTS}
    for n in range(len(said["name"])):
        each = {part: layer[n % len(layer)] for part, layer in said.items()}
        for token in each["name"]:
            if token.type in ("ident", "string") and token.value in frames:
                yield from _left(each, frames[token.value]).items()
                break


def _left(said: Values, frames: Frames) -> Values:
    """What an animation leaves for good if it soon has run by itself; else what it always shows.

    How often and how long it runs is known of plain numbers only.
    """
    count, *times = (*said["iteration-count"], *said["duration"], *said["delay"])
    plain = [token.type for token in (count, *times)] == ["number", "dimension", "dimension"]
    stays = words(said["fill-mode"]) in (["forwards"], ["both"])
    runs = (words(said["play-state"]), words(said["timeline"])) == (["running"], ["auto"])
    [direction] = words(said["direction"])[:1] or [""]
    runs = runs and direction in _WORDS["direction"]
    if not (plain and stays and runs) or count.value < 1 or count.value % 1:
        return frames.throughout()
    lasting, delay = (time.value * _SECONDS[time.lower_unit] for time in times)
    if lasting * count.value + delay >= _LONGEST:
        return frames.throughout()
    turned = direction.startswith("alternate") and count.value % 2 == 0
    return frames.first if direction.endswith("reverse") != turned else frames.last


def taken(part: str, value: Tokens) -> bool:
    """Whether browsers take a value of a part, or, of the part "", the shorthand of all."""
    if part:
        return all(
            len(layer) == 1 and (part == "timeline" or part in _kinds(layer[0]))
            for layer in layers(value)
        )
    return all(_shared(layer) is not None for layer in layers(value))


def of_part(part: str, value: Tokens) -> Tokens:
    """What the shorthand gives to a part."""
    comma = read(",")
    each = ((_shared(layer) or {}).get(part) or read(_UNSAID[part]) for layer in layers(value))
    return [token for tokens in each for token in (*comma, *tokens)][1:]


def _shared(layer: Tokens) -> dict[str, Tokens] | None:
    """The parts of one animation of a shorthand; None for one that browsers do not take."""
    found: dict[str, Tokens] = {}
    for token in layer:
        part = next((part for part in _kinds(token) if part not in found), None)
        if part is None or (part == "delay" and "duration" not in found):
            return None
        found[part] = [token]
    return found if layer else None


def _kinds(token: Any) -> list[str]:
    """The parts that a token can be, the likeliest first."""
    if token.type == "dimension" and token.lower_unit in _SECONDS:
        return ["duration", "delay"] if token.value >= 0 else ["delay"]
    if token.type == "number":
        return ["iteration-count"] if token.value >= 0 else []
    if token.type == "function" and token.lower_name in ("cubic-bezier", "steps", "linear"):
        return ["timing-function"]
    if token.type == "function":
        timed = any(getattr(t, "lower_unit", "") in _SECONDS for t in token.arguments)
        return ["duration", "delay"] if timed else ["iteration-count", "duration", "delay"]
    if token.type not in ("ident", "string"):
        return []
    said = words([token])
    return [part for part, known in _WORDS.items() if not {*known}.isdisjoint(said)] + ["name"]
