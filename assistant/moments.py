"""The dates of a sentence, as far as it gives them: "on Friday" is resolved by its article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant import words

_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTHS = words.MONTHS.split()
_MONTH = (
    rf"(?:(?P<month>{'|'.join(name.capitalize() for name in _MONTHS)})\b"
    r"|(?P<short>Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\d,.]*\d|\s?(?:%|percent|people|million|billion))\b"
_YEAR = r"(?P<year>(?:1[789]|20)\d\d)(?!\d|,\d|\.\d)"
_IN = r"\s*(?:,\s*|of\s+)?"
_WEEKDAY = rf"(?P<weekday>{'|'.join(day.capitalize() for day in _DAYS)})"
_FORMS = [
    re.compile(rf"\b{_YEAR}-(?P<number>[01]\d)-(?P<day>[0-3]\d)(?!\d)"),
    re.compile(rf"\b{_MONTH}\s*{_DAY}(?:{_IN}{_YEAR})?"),
    re.compile(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?:{_IN}{_YEAR})?"),
    re.compile(rf"\b{_MONTH}(?:{_IN}{_YEAR})?"),
    re.compile(rf"\b(?:(?P<which>last|next|this)\s+)?{_WEEKDAY}\b"),
    re.compile(r"\b(?P<relative>today|tonight|yesterday|tomorrow)\b", re.I),
    re.compile(r"\b(?P<which>last|next|this)\s+(?P<period>year|month)\b", re.I),
    re.compile(
        rf"(?<![\w.,$\u20ac\u00a3\u00a5]){_YEAR}(?!\s?(?:%|percent|people|workers|million))"
    ),
]
_NEAREST = 7
"""Months between an article and a date that it gives without the year, at most."""
_REPORTED = re.compile(
    r"\b(?:said|says|reported|reports|published|dated|wrote|announced|told)\b[^.;]{0,40}$", re.I
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as far as it is given; what is not given is None. `month` 1 to 12, `weekday` 0 to 6.

    `relative`: the words of a date that only its article can place ("last year"), where the text
    has no article.
    """

    text: str
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    relative: str | None = None

    def within(self, given: "Moment") -> bool:
        """Whether `given` states everything that this says of the date."""
        if self.relative:
            return self.relative == given.relative
        mine = (self.year, self.month, self.day, self.weekday)
        theirs = (given.year, given.month, given.day, given.weekday)
        return all(m in (None, t) for m, t in zip(mine, theirs, strict=True))


def moments(text: str) -> list[Moment]:
    """The dates of `text` in order, none of them resolved."""
    found: list[Moment] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if not any(match.start() < m.end and m.start < match.end() for m in found):
                found.append(_moment(match))
    return sorted(found, key=lambda moment: moment.start)


def resolved(moment: Moment, published: date | None) -> list[Moment]:
    """What `moment` may mean in an article of that day: itself, and each full date it allows.

    A weekday is the last one up to the publication or the first one after it; a date without its
    year is the one nearest, or either of two that are about as near.
    """
    if not published:
        return [moment, *_weekdays(moment)]
    which, word = _which(moment), (moment.relative or "").split()
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


def _moment(match: re.Match[str]) -> Moment:
    part = match.groupdict()
    month = part.get("number")
    name = (part.get("month") or part.get("short") or "")[:3].lower()
    if name:
        month = str([each[:3] for each in _MONTHS].index(name) + 1)
    period = f"{part['which']} {part['period']}" if part.get("period") else None
    return Moment(
        text=match[0].strip(" ,"),
        start=match.start(),
        end=match.end(),
        year=int(part["year"]) if part.get("year") else None,
        month=int(month) if month else None,
        day=int(part["day"]) if part.get("day") else None,
        weekday=_DAYS.index(part["weekday"].lower()) if part.get("weekday") else None,
        relative=(period or part.get("relative") or "").lower() or None,
    )


def _which(moment: Moment) -> str:
    return moment.text.split()[0].lower()


def _on(moment: Moment, day: date) -> Moment:
    return Moment(
        moment.text, moment.start, moment.end, day.year, day.month, day.day, day.weekday()
    )


def _with(moment: Moment, year: int) -> Moment:
    return Moment(moment.text, moment.start, moment.end, year, moment.month, moment.day)


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
        return Moment(moment.text, moment.start, moment.end, month // 12, month % 12 + 1)
    return _on(moment, published + timedelta(step))
