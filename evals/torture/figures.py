"""What a suite found: a number, the goal it was set, and how it was come by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one suite. `met` compares `value` with `goal`, which is in words for the table.

    `n` counts trials, `seconds` is wall time, and `note` says why a goal was not reached. `load` is
    how many processes wanted a processor meanwhile, whose number is that of the machine: above it
    times say more of what else was running. `missed` are the cases that were not as they should be,
    for a file (`--misses`): what was asked, what was answered, and why that is wrong.
    """

    suite: str
    name: str
    value: str
    goal: str
    met: bool
    n: int
    seed: int
    seconds: float
    note: str = ""
    load: float | None = None
    missed: tuple[Mapping[str, Any], ...] = ()


class Suite(Protocol):
    """A module of this folder: its name, and what it finds."""

    NAME: str

    def figures(self, quick: bool, seed: int) -> list[Figure]:
        """Run it; `quick` takes few trials (CI), else as many as the goal asks. Seeded."""
