"""Runs of days: the arithmetic of weeks, months, quarters, seasons and years."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_FIRST_MONTH = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}


@dataclass(frozen=True, slots=True)
class Interval:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def day(on: date) -> Interval:
    return Interval(on, on)


def week(of: date) -> Interval:
    """Monday to Sunday."""
    monday = of - timedelta(of.weekday())
    return Interval(monday, monday + timedelta(6))


def months(year: int, month: int, count: int = 1) -> Interval:
    """`count` whole months; `month` may lie outside 1 to 12. Raises ValueError before year 1."""
    start, end = year * 12 + month - 1, year * 12 + month + count - 2
    last = monthrange(end // 12, end % 12 + 1)[1]
    return Interval(date(start // 12, start % 12 + 1, 1), date(end // 12, end % 12 + 1, last))


def years(year: int, count: int = 1) -> Interval:
    return months(year, 1, 12 * count)


def season(name: str, year: int) -> Interval:
    """Three whole months, as seasons are counted in the north: winter begins in December."""
    return months(year, _FIRST_MONTH[name], 3)


def moved(on: date, unit: str, count: int) -> date:
    """`on` with units added; a day that a month lacks is its last. Raises ValueError, Overflow."""
    if unit in ("day", "week", "weekend"):
        return on + timedelta(count * (1 if unit == "day" else 7))
    total = on.year * 12 + on.month - 1 + count * _MONTHS_IN[unit]
    year, month = total // 12, total % 12 + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))


_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12, "decade": 120}


def around(on: date, unit: str) -> Interval:
    """The day, week, weekend, month, quarter, year or decade that `on` lies in."""
    if unit == "day":
        return day(on)
    if unit == "week":
        return week(on)
    if unit == "weekend":
        sunday = week(on).last
        return Interval(sunday - timedelta(1), sunday)
    if unit == "month":
        return months(on.year, on.month)
    if unit == "quarter":
        return months(on.year, (on.month - 1) // 3 * 3 + 1, 3)
    return years(on.year) if unit == "year" else years(on.year // 10 * 10, 10)


_DECADE = {"early": (0, 4), "mid": (4, 3), "late": (7, 3)}


def part(of: Interval, which: str) -> Interval:
    """The "early", "mid" or "late" third of an interval, or its "start" or "end", a twelfth.

    A third of a year is four months, of a month ten days, of a decade four years, then three; the
    end of a year is December, of a month its last week. A day or a week has no parts.
    """
    if of == around(of.first, "decade") and which in _DECADE:
        begins, count = _DECADE[which]
        return years(of.first.year + begins, count)
    whole = _whole_months(of)
    edge = {"start": 0, "early": 0, "mid": 1, "late": 2, "end": 11}[which]
    size = whole // 12 if which in ("start", "end") else whole // 3
    if size:
        return months(of.first.year, of.first.month + edge * size, size)
    if of.days < 28:
        return of
    if which in ("start", "end"):
        length = timedelta(6)
        first = of.first if which == "start" else of.last - length
        return Interval(first, first + length)
    first = of.first + timedelta(10 * edge)
    return Interval(first, of.last if which == "late" else first + timedelta(9))


def divided(of: Interval, count: int, nth: int) -> Interval:
    """The `nth` (from 1, or -1 the last) of `count` equal parts of a run of whole months."""
    size = _whole_months(of) // count
    nth = nth if nth > 0 else count
    return months(of.first.year, of.first.month + (nth - 1) * size, size)


def _whole_months(of: Interval) -> int:
    return (of.last.year - of.first.year) * 12 + of.last.month - of.first.month + (of.last.day > 27)
