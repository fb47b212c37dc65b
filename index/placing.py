"""A date as written -> the days it names, reckoned from the publication date where it must be."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from index.intervals import (
    Interval,
    around,
    day,
    divided,
    months,
    moved,
    part,
    season,
    week,
    years,
)
from index.moments import SEASONS, Moment

Tense = Literal["past", "future"] | None


@dataclass(frozen=True, slots=True)
class Fiscal:
    """A fiscal year: the month that "fiscal 2028" begins in, and 2028 plus `ahead` its year."""

    month: int
    ahead: int
    words: str

    def year(self, named: int) -> Interval:
        return months(named + self.ahead, self.month, 12)


CALENDAR = Fiscal(1, 0, "January to December")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A date with what stands around it: "early", "fiscal", the quarter of a year, a range's end.

    `edge` is "early", "mid", "late", "start", "end", "earlier" or "later".
    """

    start: int
    end: int
    moment: Moment
    part: Moment | None = None
    until: Moment | None = None
    edge: str | None = None
    fiscal: bool = False


def placed(
    phrase: Phrase, published: date | None, tense: Tense, fiscal: Fiscal
) -> tuple[Interval | None, str]:
    """(the days, from what they were reckoned), or (None, why they cannot be told)."""
    try:
        interval, how = _placed(phrase.moment, phrase.fiscal, published, tense, fiscal)
        if interval and phrase.part:
            interval = _portion(interval, phrase.part)
        if interval and phrase.until:
            last, _ = _placed(phrase.until, phrase.fiscal, interval.last, "future", fiscal)
            if last is None or last.last < interval.first:
                return None, "the range does not add up"
            interval = Interval(interval.first, last.last)
        if interval and phrase.edge in ("earlier", "later"):
            interval = _so_far(interval, phrase.edge, published)
        elif interval and phrase.edge:
            interval = part(interval, phrase.edge)
    except (ValueError, OverflowError):
        return None, "there is no such day"
    return interval, how


def _placed(
    moment: Moment, in_fiscal: bool, published: date | None, tense: Tense, fiscal: Fiscal
) -> tuple[Interval | None, str]:
    if moment.year and moment.part == "decade":
        return years(moment.year, 10), "as written"
    if moment.year and moment.month:
        return _of_year(moment, moment.year), "as written"
    if moment.year and in_fiscal:
        return fiscal.year(moment.year), f"a fiscal year taken to run from {fiscal.words}"
    if moment.year and moment.part in SEASONS:
        return season(moment.part, moment.year), "as written"
    if moment.year:
        return years(moment.year), "as written"
    if published is None:
        return None, "it has no publication date to reckon from"
    if moment.count == 0:
        return None, "it gives no number"
    how = f"from the publication date, {published.isoformat()}"
    return _from(moment, in_fiscal, published, tense, fiscal), how


def _of_year(moment: Moment, year: int) -> Interval:
    month = moment.month or 1
    return day(date(year, month, moment.day)) if moment.day else months(year, month)


def _from(
    moment: Moment, in_fiscal: bool, published: date, tense: Tense, fiscal: Fiscal
) -> Interval | None:
    """What the publication date makes of a moment that does not give its year."""
    near = range(published.year - 1, published.year + 2)
    if moment.month:
        return _chosen(_dates(moment, near), published, moment.which, tense)
    if moment.weekday is not None:
        start = week(published).first + timedelta(moment.weekday)
        days = [day(start + timedelta(7 * n)) for n in (-1, 0, 1)]
        which = "next" if moment.which == "this" and tense != "past" else moment.which
        if which == "next" and moment.which == "this" and day(published) in days:
            return day(published)
        return _chosen(days, published, which, tense or "past")
    if moment.part in SEASONS:
        name = moment.part or ""
        seasons = [season(name, year) for year in near]
        return _chosen(seasons, published, moment.which, tense)
    if moment.part:
        count = 4 if moment.part == "quarter" else 2
        spans = [divided(years(year), count, moment.nth or 1) for year in near]
        return _chosen(spans, published, None, tense or "past")
    if moment.unit:
        return _of_units(moment, in_fiscal, published, tense, fiscal)
    return day(published + timedelta(_AWAY.get(moment.relative or "", 0)))


_AWAY = {"yesterday": -1, "last night": -1, "tomorrow": 1}


def _dates(moment: Moment, near: Iterable[int]) -> list[Interval]:
    """The month, or the day of it, in each of these years; where its weekday is given, in those."""
    found = []
    for year in near:
        try:
            found.append(_of_year(moment, year))
        except ValueError:  # 29 February
            continue
    right = [each for each in found if each.first.weekday() == moment.weekday]
    return right if moment.day and right else found


def _of_units(
    moment: Moment, in_fiscal: bool, published: date, tense: Tense, fiscal: Fiscal
) -> Interval | None:
    unit, which = moment.unit or "", moment.which
    if moment.count and not which:
        whole = "year" if unit == "decade" else unit
        return around(moved(published, unit, moment.count), whole)
    if moment.count or which == "past":
        far = moved(published, unit, (moment.count or 1) * (1 if which == "next" else -1))
        return Interval(min(far, published), max(far, published))
    step = {"last": -1, "next": 1}.get(which or "", 0)
    if in_fiscal and unit == "year":
        named = published.year - fiscal.ahead - (published.month < fiscal.month)
        return fiscal.year(named + step)
    if unit == "weekend" and not step and tense == "past" and published.weekday() < 5:
        step = -1
    return around(moved(published, unit, step), unit)


def _chosen(
    options: list[Interval], published: date, which: str | None, tense: Tense
) -> Interval | None:
    """The option that "last", "next" or "this" names, else the tense, else the nearest one."""
    tests: dict[str, Callable[[Interval], bool]] = {
        "last": lambda each: each.last < published,
        "next": lambda each: each.first > published,
        "past": lambda each: each.first <= published,
        "future": lambda each: each.last >= published,
    }
    named = "last" if which == "past" else which
    wanted = named if named in ("last", "next") else (tense if named != "this" else None)
    if wanted:
        options = [each for each in options if tests[wanted](each)]
        if not options:
            return None
        return max(options, key=_first) if wanted in ("last", "past") else min(options, key=_first)
    return min(options, key=lambda each: (_distance(each, published), each.first), default=None)


def _first(interval: Interval) -> date:
    return interval.first


def _distance(interval: Interval, published: date) -> int:
    if published in interval:
        return 0
    return min(abs((interval.first - published).days), abs((interval.last - published).days))


def _portion(of: Interval, moment: Moment) -> Interval:
    if moment.month:
        return _of_year(moment, of.first.year)
    if moment.part in SEASONS:
        return season(moment.part or "", of.first.year)
    return divided(of, 4 if moment.part == "quarter" else 2, moment.nth or 1)


def _so_far(interval: Interval, side: str, published: date | None) -> Interval | None:
    """ "Earlier this year": up to the publication; "later this year": from then on."""
    if published is None or published not in interval:
        return interval
    if side == "earlier":
        return Interval(interval.first, published)
    return Interval(published, interval.last)
