"""The dates of a sentence, as far as it gives them: "on Friday" is resolved by its article."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from index import moments as written
from index.moments import Moment

_NEAREST = 7
"""Months between an article and a date that it gives without the year, at most."""
_REPORTED = re.compile(
    r"\b(?:said|says|reported|reports|published|dated|wrote|announced|told)\b[^.;]{0,40}$", re.I
)


_RELATIVE = frozenset(
    {"today", "tonight", "yesterday", "tomorrow"}
    | {f"{which} {unit}" for which in ("last", "next", "this") for unit in ("year", "month")}
)


def moments(text: str) -> list[Moment]:
    """The dates of `text` in order that the checker compares, none of them resolved."""
    return [
        each
        for each in written.moments(text)
        if each.year or each.month or each.weekday is not None or each.relative in _RELATIVE
    ]


def resolved(moment: Moment, published: date | None) -> list[Moment]:
    """What `moment` may mean in an article of that day: itself, and each full date it allows.

    A weekday is the last one up to the publication or the first one after it; a date without its
    year is the one nearest, or either of two that are about as near.
    """
    if not published:
        return [moment, *_weekdays(moment)]
    which, word = moment.which, (moment.relative or "").split()
    if moment.weekday is not None:
        back = timedelta((published.weekday() - moment.weekday) % 7)
        ahead = timedelta((moment.weekday - published.weekday()) % 7 or 7)
        dates = [published - back] * (which != "next") + [published + ahead] * (which != "last")
        if which == "last" and not back:
            dates.append(published - timedelta(7))
        return [moment, *(_on(moment, each) for each in dates)]
    if word:
        return [moment, _relative(moment, word, published)]
    if moment.year is None and moment.month:
        middle = published.year * 12 + published.month
        years = [
            year
            for year in (published.year - 1, published.year, published.year + 1)
            if abs(year * 12 + moment.month - middle) <= _NEAREST
        ]
        return [moment, *(each for year in years for each in _weekdays(_with(moment, year)))]
    return [moment, *_weekdays(moment)]


def ungiven(draft: str, evidence: Sequence[tuple[str, date | None]]) -> list[str]:
    """The dates of `draft`, as written, that no sentence of the evidence gives.

    `evidence` is sentences with their articles' publication dates. A publication date itself counts
    only for when something was said or reported.
    """
    written = [(moment, day) for text, day in evidence for moment in moments(text)]
    given = [each for moment, day in written for each in resolved(moment, day)]
    monthly = [each for moment, day in written if moment.month for each in resolved(moment, day)]
    issued = [_on(Moment("", 0, 0), day) for _, day in evidence if day]
    numbers = {number for text, _ in evidence for number in re.findall(r"\d+", text)}
    missing = []
    for moment in moments(draft):
        known = monthly if monthly and moment.month and not moment.day else given
        known = known + issued * bool(_REPORTED.search(draft[: moment.start]))
        bare = moment.year and not moment.month and str(moment.year) in numbers
        if not bare and not any(moment.within(each) for each in known):
            missing.append(moment.text)
    return missing


def without(text: str) -> str:
    """`text` with blanks in the place of its dates, so that their numbers are not counted."""
    for moment in moments(text):
        text = text[: moment.start] + " " * (moment.end - moment.start) + text[moment.end :]
    return text


def _on(moment: Moment, day: date) -> Moment:
    return replace(
        moment, year=day.year, month=day.month, day=day.day, weekday=day.weekday(), relative=None
    )


def _with(moment: Moment, year: int) -> Moment:
    return replace(moment, year=year, relative=None)


def _weekdays(moment: Moment) -> list[Moment]:
    """A full date with its weekday; what is not full stays as it is."""
    if not (moment.year and moment.month and moment.day):
        return [moment]
    try:
        return [_on(moment, date(moment.year, moment.month, moment.day))]
    except ValueError:
        return [moment]


def _relative(moment: Moment, word: list[str], published: date) -> Moment:
    step = {"last": -1, "yesterday": -1, "next": 1, "tomorrow": 1}.get(word[0], 0)
    if word[-1] == "year":
        return _with(moment, published.year + step)
    if word[-1] == "month":
        month = published.year * 12 + published.month - 1 + step
        return replace(moment, year=month // 12, month=month % 12 + 1, relative=None)
    return _on(moment, published + timedelta(step))
