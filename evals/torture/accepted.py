"""Goals that are known to be missed, and by how much: a figure may be no worse than that.

`accepted.json` beside this file holds the figures. Missed goals stay MISSED in every report; only
whether a run ends in failure is decided here. A figure is lowered, or taken out, by hand and in
sight.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, RootModel

from evals.torture.figures import Figure

BUNDLED = Path(__file__).parent / "accepted.json"
Mode = Literal["quick", "full"]
_SHARE, _NUMBER = re.compile(r"([\d.]+)%"), re.compile(r"[\d,]*\.?\d+")


class Entry(BaseModel):
    """`most` is in the unit of the figure's value; None where that is the machine's more than ours.

    `why` says what the goal is missed by.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    most: float | None
    why: str


class Accepted(RootModel[dict[Mode, dict[str, dict[str, Entry]]]]):
    """Quick or full, to a suite's name, to a figure's name, to what is accepted of it."""


def read(path: Path = BUNDLED) -> Accepted:
    """What a file accepts. Raises OSError and pydantic.ValidationError."""
    return Accepted.model_validate_json(path.read_text(encoding="utf-8"))


def amount(figure: Figure) -> float:
    """A figure's value as a number: its share in per cent where it has one, else its first number.

    Infinite for one without a number.
    """
    found = _SHARE.search(figure.value)
    if found:
        return float(found[1])
    number = _NUMBER.search(figure.value)
    return float(number[0].replace(",", "")) if number else float("inf")


def why(figure: Figure, mode: Mode, accepted: Accepted) -> str:
    """What a missed goal is missed by, as far as that is written down."""
    entry = accepted.root.get(mode, {}).get(figure.suite, {}).get(figure.name)
    return entry.why if entry and not figure.met else ""


def verdicts(figures: Sequence[Figure], mode: Mode, accepted: Accepted) -> tuple[list[str], bool]:
    """What to say of the missed goals, and whether none is worse than accepted.

    Only of figures that are better the lower they are a missed goal can be accepted.
    """
    said, held = list[str](), True
    for figure in figures:
        name = f"{figure.suite}: {figure.name} {figure.value}"
        entry = accepted.root.get(mode, {}).get(figure.suite, {}).get(figure.name)
        if figure.met:
            if entry is not None and entry.most is not None:
                said.append(f"{name} meets its goal; take it out of {BUNDLED.name}")
        elif entry is None:
            said.append(f"{name} is missed, and nothing in {BUNDLED.name} accepts that")
            held = False
        elif entry.most is not None and amount(figure) > entry.most:
            said.append(f"{name} is worse than the {entry.most:g} that {BUNDLED.name} accepts")
            held = False
        elif entry.most is not None and amount(figure) < entry.most:
            said.append(f"{name} is better than the {entry.most:g} of {BUNDLED.name}; lower it")
    return said, held
