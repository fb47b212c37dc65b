"""Dated expressions: "on Friday", "by fiscal 2028", placed by their article's publication date.

What is no date ("may" the verb, "flight 2024") is left out; what cannot be placed is kept without
an interval, never guessed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from index.intervals import Interval
from index.moments import Moment, moments
from index.placing import CALENDAR, Fiscal, Phrase, placed
from index.tenses import MOVED, is_date, tense

Bound = Literal["in", "from", "to"]


@dataclass(frozen=True, slots=True)
class Dated:
    """A dated expression, `text[start:end] == words`, and the days that it names.

    `interval` is None where the words need a publication date and there is none, or give no number
    ("a few years ago"). `bound` is "from" for "since March", "to" for "by March", and the interval
    is that of March for both. `how` says what the interval was reckoned from.
    """

    start: int
    end: int
    words: str
    interval: Interval | None
    bound: Bound
    how: str


_PART_OF = re.compile(r"^,?\s*(?:(?:of|in)\s+)?(?:the\s+|its\s+)?(?:fiscal\s+(?:year\s+)?)?$", re.I)
_FISCAL = re.compile(r"(?:\b(?:fiscal|financial)(?:\s+year)?\s+|\bFY\s?)$", re.I)
_EDGE = re.compile(
    r"\b(?:(?P<third>early|mid|late)[\s-]+(?:in\s+)?"
    r"|(?P<edge>end|close|start|beginning|middle)\s+of\s+"
    r"|(?P<side>earlier|later)\s+(?:in\s+)?)(?:the\s+)?$",
    re.I,
)
_EDGES = {"close": "end", "beginning": "start", "middle": "mid"}
_FROM = re.compile(r"\b(?:since|after|starting|beginning)\s+(?:in\s+|on\s+)?(?:the\s+)?$", re.I)
_TO = re.compile(
    r"\b(?:by|until|till|through|before|up to|no later than|as late as)\s+(?:at least\s+)?"
    r"(?:the\s+)?$",
    re.I,
)
_AND_TO = re.compile(r"^\s*(?:to|through|until|till|and|[-\u2010-\u2015])\s*$")
_TO_DAY = re.compile(
    r"^\s?(?:-|\u2013|\bto|\bthrough)\s?(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b(?![.:]\d|\s?%|,\d)"
    r"(?:,?\s(?P<year>(?:19|20)\d\d)\b)?"
)
_FROM_DAY = re.compile(
    r"(?:\b(?:from|between)\s)?\b(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\s?(?:-|\u2013|to|and|through)\s?$"
)


def read(text: str, published: date | None = None, *, fiscal: Fiscal = CALENDAR) -> list[Dated]:
    """The dated expressions of a sentence, in order.

    "Friday", "last year" and "March" are placed by the publication date, and a day of the week or a
    date without its year by the tense of the nearest verb too.
    """
    found: list[Dated] = []
    written = [each for each in moments(text) if is_date(each, text)]
    while written:
        phrase, used = _phrase(text, written)
        written = written[used:]
        found.append(_dated(text, phrase, published, fiscal))
    return found


def _dated(text: str, phrase: Phrase, published: date | None, fiscal: Fiscal) -> Dated:
    before = text[: phrase.start]
    bound: Bound = "in"
    opened, closed = _FROM.search(before), _TO.search(before)
    if opened and not phrase.until and not _of_a_thing(phrase, opened[0], text):
        bound = "from"
    elif closed:
        bound = "to"
    match = {"from": opened, "to": closed, "in": None}[bound]
    how = tense(text, phrase.start, phrase.end, deadline=bound == "to")
    interval, why = placed(phrase, published, how, fiscal)
    start = match.start() if match else phrase.start
    return Dated(start, phrase.end, text[start : phrase.end], interval, bound, why)


def _of_a_thing(phrase: Phrase, before: str, text: str) -> bool:
    """Whether it is "after the 2018 convention" rather than "after 2018"."""
    bare = phrase.moment.year and not phrase.moment.month and not phrase.moment.part
    return bool(bare and before.endswith("the ") and re.match(r"\s\w", text[phrase.end :]))


def _phrase(text: str, written: Sequence[Moment]) -> tuple[Phrase, int]:
    """The expression that the first of `written` begins, and how many of them it takes."""
    first, used, start = written[0], 1, written[0].start
    if first.weekday is not None and len(written) > 1 and written[1].day:
        gap = text[first.end : written[1].start]
        if re.fullmatch(r"\s*[,(]?\s*", gap):
            first, used = replace(written[1], weekday=first.weekday), 2
    part = None
    portion = (first.part and first.part != "decade") or (first.month and not first.year)
    if portion and not first.which and len(written) > used:
        following, gap = written[used], text[first.end : written[used].start]
        yearly = (following.year and not following.month) or following.unit == "year"
        if yearly and not (first.month and following.year) and _PART_OF.match(gap):
            part, first, used = first, following, used + 1
            if "fiscal" in gap.lower():
                part = replace(part, text=text[part.start : following.end])
    phrase = _framed(text, Phrase(start, first.end, first, part))
    return _ranged(text, phrase, written[used:], used)


def _framed(text: str, phrase: Phrase) -> Phrase:
    """With the words before it that belong to it: "fiscal", "early", "the end of", "later"."""
    start, edge = phrase.start, None
    is_fiscal = "fiscal" in text[phrase.start : phrase.end].lower()
    if match := _FISCAL.search(text[:start]):
        start, is_fiscal = match.start(), True
    if match := _EDGE.search(text[:start]):
        word = (match["third"] or match["edge"] or match["side"]).lower()
        start, edge = match.start(), _EDGES.get(word, word)
    return replace(phrase, start=start, edge=edge, fiscal=is_fiscal)


def _ranged(text: str, phrase: Phrase, rest: Sequence[Moment], used: int) -> tuple[Phrase, int]:
    """With the end of a range: "from 2 to 5 May", "March 3-5", "between 2015 and 2019"."""
    moment, after = phrase.moment, text[phrase.end :]
    if moment.month and moment.day and not phrase.edge:
        match = _TO_DAY.match(after)
        if match and rest and rest[0].start < phrase.end + match.end():
            match = None  # "2 May to 9 June": the day is of a month of its own
        if match and not (moment.year and match["year"]):
            year = int(match["year"]) if match["year"] else moment.year
            last = replace(moment, day=int(match["day"]), year=year, weekday=None)
            return replace(
                phrase,
                end=phrase.end + match.end(),
                moment=replace(moment, year=year),
                until=last,
            ), used
        before = _FROM_DAY.search(text[: moment.start])
        if before and moment.text[0].isdigit() and int(before["day"]) < moment.day:
            first = replace(moment, day=int(before["day"]), weekday=None)
            return replace(phrase, start=before.start(), moment=first, until=moment), used
    if moment.year and (match := re.match(r"[-\u2013](\d\d)\b", after)) and not moment.month:
        until = replace(moment, year=moment.year // 100 * 100 + int(match[1]))
        if until.year and until.year > moment.year:
            return replace(phrase, end=phrase.end + match.end(), until=until), used
    if rest and _AND_TO.match(gap := text[phrase.end : rest[0].start]) and _alike(moment, rest[0]):
        opened = re.search(r"\b(?:from|between)\s+$", text[: phrase.start])
        put_off = opened and MOVED.search(text[: phrase.start])
        if not put_off and (opened or not re.search(r"and", gap)):
            start = opened.start() if opened else phrase.start
            first = replace(moment, year=moment.year or rest[0].year)
            return Phrase(start, rest[0].end, first, until=rest[0]), used + 1
    return phrase, used


def _alike(one: Moment, other: Moment) -> bool:
    """Whether two dates are told alike, as the ends of a range are."""
    if one.relative or other.relative or one.part or other.part:
        return False
    return [bool(one.month), bool(one.day), one.weekday is None] == [
        bool(other.month),
        bool(other.day),
        other.weekday is None,
    ]


JAPAN, WASHINGTON = Fiscal(4, 0, "April to March"), Fiscal(10, -1, "October to September")
_JAPANESE = re.compile(r"\b(?:Japan(?:ese)?|Tokyo|Kyodo|Nikkei|yen)\b")
_FEDERAL = re.compile(
    r"\b(?:Congress|Pentagon|White House|Capitol Hill|federal (?:budget|deficit))\b"
)


def fiscal_year(text: str) -> Fiscal:
    """Whose fiscal year an article means: Japan's, the American government's, or the calendar's.

    Decided by what it names, as an article says "fiscal 2028" without saying when that begins.
    """
    if _JAPANESE.search(text):
        return JAPAN
    return WASHINGTON if _FEDERAL.search(text) else CALENDAR
