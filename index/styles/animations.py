"""What a page's animations leave an element with: how it is once those have run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.styles.values import Tokens, layers, words, written

PARTS = ("name", "duration", "delay", "iteration-count", "direction", "fill-mode", "play-state",
         "timeline")  # fmt: skip
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
    said = {part: layers(own.get(f"animation-{part}", ())) for part in PARTS}
    for n in range(len(said["name"])):
        each = {part: layer[n % len(layer)] for part, layer in said.items()}
        known = [frames[token.value] for token in each["name"]
                 if token.type in ("ident", "string") and token.value in frames]  # fmt: skip
        if known and _ends(each):
            backwards = "reverse" in words(each["direction"])
            yield from (known[0].first if backwards else known[0].last).items()
        elif known:
            yield from known[0].throughout().items()


def _ends(said: Mapping[str, Tokens]) -> bool:
    """Whether an animation has soon run, once, by itself, and leaves what it made."""
    tokens = [token for layer in said.values() for token in layer]
    by_scrolling = len(said["timeline"]) == 1 and words(said["timeline"]) != ["auto"]
    return (
        not {"forwards", "both"}.isdisjoint(words(said["fill-mode"]))
        and not by_scrolling
        and not any(token.type == "function" and token.lower_name == "var" for token in tokens)
        and {"paused", "infinite"}.isdisjoint(words(tokens))
        and all(t.value == 1 for t in said["iteration-count"] if t.type == "number")
        and _time(said["duration"], 0) + _time(said["delay"], 1) < _LONGEST
    )


def _time(tokens: Tokens, nth: int) -> float:
    """The time in seconds that is a value of its own, or the nth of a shorthand."""
    times = [token.value * _SECONDS[token.lower_unit] for token in tokens
             if token.type == "dimension" and token.lower_unit in _SECONDS]  # fmt: skip
    nth = 0 if len(tokens) == 1 else nth
    return float(times[nth]) if nth < len(times) else 0.0
