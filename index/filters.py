"""Which articles count: a filter, and the same in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles count. Dates are inclusive; an undated article passes no date filter."""

    since: date | None = None
    until: date | None = None
    outlets: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.outlets or self.sources)


def conditions(within: Filter) -> tuple[str, list[Any]]:
    """The filter as SQL over `articles`, and its values."""
    wheres, values = ["TRUE"], list[Any]()
    if within.since:
        wheres.append("published >= ?")
        values.append(within.since.toordinal())
    if within.until:
        wheres.append("published <= ?")
        values.append(within.until.toordinal())
    if within.outlets:
        wheres.append(f"folded_outlet IN ({marks(within.outlets)})")
        values += [outlet.casefold() for outlet in within.outlets]
    if within.sources:
        wheres.append(f"source IN ({marks(within.sources)})")
        values += within.sources
    return " AND ".join(wheres), values


def marks(values: Sequence[Any]) -> str:
    """A question mark for each value."""
    return ", ".join("?" * len(values))
