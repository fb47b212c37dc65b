"""Dates as they are written in a text, none of them resolved: the one reader of their words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

DAYS = tuple("monday tuesday wednesday thursday friday saturday sunday".split())
MONTHS = tuple(
    "january february march april may june july august september october november december".split()
)
SEASONS = ("spring", "summer", "fall", "autumn", "winter")
COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple of": 2, "a couple of": 2, "three": 3, "four": 4,
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip
_NTH = {"first": 1, "1": 1, "second": 2, "2": 2, "third": 3, "3": 3, "fourth": 4, "4": 4,
        "final": -1, "last": -1}  # fmt: skip
_WHICH_OF = {"previous": "last", "coming": "next"}
UNITS = ("day", "week", "weekend", "month", "quarter", "year", "decade")


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_NAMED = "|".join(f"{name.capitalize()}|{name.upper()}" for name in MONTHS)
_MONTH = (
    rf"(?:(?P<month>{_NAMED})\b|(?P<short>(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b)\.?)"
)
_DAY = (
    r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|ST|ND|RD|TH|St|Nd|Rd|Th)?"
    r"(?![\d,.]*\d|\s?(?:%|percent|people|million|billion))\b"
)
_YEAR = r"(?P<year>(?:1[789]|20)\d\d)(?!\d|,\d|\.\d)"
_IN = r"\s*(?:,\s*|of\s+)?"
_WHICH = r"(?P<which>[Ll]ast|[Nn]ext|[Tt]his(?: past| coming)?|[Pp]ast|[Cc]oming|[Pp]revious)"
_WEEKDAY = rf"(?P<weekday>{_any(day.capitalize() for day in DAYS)})"
_COUNT = rf"(?P<count>\d{{1,3}}|{_any(COUNTS)}|few|several)"
_UNIT = rf"(?P<unit>{_any(UNITS)})s?"
_FORMS = [
    re.compile(rf"\b{_YEAR}-(?P<number>[01]\d)-(?P<day>[0-3]\d)(?!\d)"),
    re.compile(rf"\b{_MONTH}\s*{_DAY}(?:{_IN}{_YEAR})?"),
    re.compile(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?:{_IN}{_YEAR})?"),
    re.compile(rf"\b(?:{_WHICH}\s+)?{_MONTH}(?:{_IN}{_YEAR})?"),
    re.compile(rf"\b(?:{_WHICH}\s+)?{_WEEKDAY}\b"),
    re.compile(
        r"\b(?P<relative>today|tonight|yesterday|tomorrow|last night"
        r"|this (?:morning|afternoon|evening))\b",
        re.I,
    ),
    re.compile(rf"\b{_COUNT}\s+{_UNIT}\s+(?P<away>ago|from now)\b", re.I),
    re.compile(rf"\b{_WHICH}\s+{_COUNT}\s+{_UNIT}\b"),
    re.compile(rf"\b{_WHICH}\s+(?:fiscal\s+)?{_UNIT}\b"),
    re.compile(rf"\b{_WHICH}\s+(?P<season>{_any(SEASONS)})\b"),
    re.compile(rf"\b(?P<season>{_any(SEASONS)})(?=,?\s(?:of\s|in\s)?(?:19|20)\d\d\b)", re.I),
    re.compile(
        r"\b(?P<ordinal>first|second|third|fourth|final|last)(?:\s|-)(?:fiscal\s)?"
        r"(?P<part>quarter|half)\b(?!\s(?:hour|century|mile|finals?)|finals?)"
        r"|\bQ(?P<q>[1-4])\b",
        re.I,
    ),
    re.compile(r"(?<![\w.,$])(?P<decade>(?:1[789]|20)\d0)['\u2019]?s\b"),
    re.compile(r"(?<!\w)['\u2018\u2019](?P<nineties>[2-9]0)s\b"),
    re.compile(
        r"(?:(?<=\bFY)|(?<![\w.,$\u20ac\u00a3\u00a5]))"
        rf"{_YEAR}(?!\s?(?:%|percent|people|workers|million))"
    ),
]
_WORDS_TOO = frozenset({"may", "march"})
_BEFORE_A_MONTH = re.compile(
    r"\b(?:in|of|since|until|till|by|during|through|throughout|before|after|between|for|every|each"
    r"|early|mid|late|over|ending|beginning|starting|than|as|around|about|least|the"
    r"|from(?: \w+ to)?)"
    rf"[\s-]+$|(?:{'|'.join(MONTHS)}),? (?:and |or |to )?$|\b\d+(?:st|nd|rd|th)?\s+$",
    re.I,
)
_BESIDE = 24
"""Characters before a month in which something shows it."""
# One look that spares most sentences the fifteen above.
_HINT = re.compile(
    r"[12]\d\d\d|\d0s\b|day\b|night\b|\bthis\s|[Ll]ast\b|[Nn]ext\b|\bpast\b|coming\b|previous\b"
    r"|\bago\b|\bfrom now\b|yesterday|tomorrow|quarter|\bhalf\b|\bQ[1-4]\b|\b(?:Jan|Feb|Mar|Apr|May"
    r"|Jun|Jul|Aug|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as far as it is given; what is not given is None. `month` 1 to 12, `weekday` 0 to 6.

    `relative`: the words of a date that only its article can place ("last year"). `which` is
    "last", "next" or "this" where it stands before a weekday, a month, a season or a unit; `count`
    and `unit` are those of "two weeks ago" (`count` < 0), "the next five years"; `part` is
    a season, a "quarter" or a "half", `nth` which of them, and "decade" for the ten years from
    `year`.
    """

    text: str
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    relative: str | None = None
    which: str | None = None
    count: int | None = None
    unit: str | None = None
    part: str | None = None
    nth: int | None = None

    def within(self, given: "Moment") -> bool:
        """Whether `given` states everything that this says of the date."""
        if self.relative:
            return self.relative == given.relative
        mine = (self.year, self.month, self.day, self.weekday)
        theirs = (given.year, given.month, given.day, given.weekday)
        return all(m in (None, t) for m, t in zip(mine, theirs, strict=True))


def moments(text: str) -> list[Moment]:
    """The dates of `text` in order. A bare month or number may yet be none: see `index.dates`."""
    if not _HINT.search(text):
        return []
    found: list[Moment] = []
    for form in _FORMS:
        for match in form.finditer(text):
            taken = any(match.start() < m.end and m.start < match.end() for m in found)
            if not taken and not _is_word(match, text):
                found.append(_moment(match))
    return sorted(found, key=lambda moment: moment.start)


def _is_word(match: re.Match[str], text: str) -> bool:
    """Whether "May" or "March" by itself is a name or a verb: nothing shows that it is a month."""
    return match[0].lower() in _WORDS_TOO and not _BEFORE_A_MONTH.search(
        text[max(0, match.start() - _BESIDE) : match.start()]
    )


def _moment(match: re.Match[str]) -> Moment:
    given = {name: value.lower() for name, value in match.groupdict().items() if value}
    month = given.get("number")
    if name := (given.get("month") or given.get("short") or "")[:3]:
        month = str([each[:3] for each in MONTHS].index(name) + 1)
    which = " ".join(_WHICH_OF.get(word, word) for word in given.get("which", "").split()[-1:])
    unit = given.get("season") or given.get("unit")
    relative = given.get("relative") or (f"{which} {unit}" if which and unit else None)
    return Moment(
        text=match[0].strip(" ,"),
        start=match.start(),
        end=match.end(),
        year=_year(given),
        month=int(month) if month else None,
        day=int(given["day"]) if "day" in given else None,
        weekday=DAYS.index(given["weekday"]) if "weekday" in given else None,
        relative=relative,
        which=which or None,
        count=_count(given),
        unit=given.get("unit"),
        part=given.get("season") or given.get("part") or _named_part(given),
        nth=_NTH.get(given.get("ordinal") or given.get("q", "")),
    )


def _year(given: Mapping[str, str]) -> int | None:
    if "nineties" in given:
        return 1900 + int(given["nineties"])
    year = given.get("year") or given.get("decade")
    return int(year) if year else None


def _named_part(given: Mapping[str, str]) -> str | None:
    if "q" in given:
        return "quarter"
    return "decade" if {"decade", "nineties"} & given.keys() else None


def _count(given: Mapping[str, str]) -> int | None:
    """How many units; less than 0 for "ago", 0 for a number that is not told ("a few")."""
    if "count" not in given:
        return None
    count = int(given["count"]) if given["count"].isdigit() else COUNTS.get(given["count"], 0)
    return -count if given.get("away") == "ago" else count
