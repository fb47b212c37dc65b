""" "After Friday", "in 2040": the last question asked of other days."""

import re
from datetime import date, timedelta

from assistant import words
from assistant.periods import bounds
from assistant.turns import Rewritten
from index.intervals import Interval
from index.publication import parse

_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH = words.any_of(f"{words.MONTHS} {words.SHORT_MONTHS}")
_DAY = (
    rf"(?:last |this )?(?:{'|'.join(_DAYS)})|that|then|\d{{4}}-\d\d-\d\d"
    rf"|(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTH})\.?(?:,? \d{{4}})?"
    rf"|(?:{_MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
)
_BOUND = re.compile(
    rf"^(?P<side>after|since|from|before|until|till|up to|as of) (?P<day>{_DAY})$", re.I
)
_PERIOD = re.compile(
    rf"^(?:(?:in|by|during|on|since|before|after|until) (?:the )?(?:fiscal |early |late |mid-?)?"
    rf"(?:\d{{4}}s?|{_MONTH}(?: \d{{4}})?|{_DAY})"
    r"|(?:(?:in|by|during|over|since) )?(?:the )?(?:last|next|this|past|previous|following) "
    r"(?:year|month|week|quarter|decade)|today|yesterday|tomorrow|now"
    r"|(?:after|before|since|during|until) (?:the|that|this|its|their|his|her) .+)$",
    re.I,
)
_WRITTEN = re.compile(
    r"\b(?:in|by|during|since|before|after|until) (?:fiscal )?\d{4}\b"
    r"|\b(?:last|next|this) (?:year|month|week|quarter)\b|\b(?:today|yesterday|tomorrow|now)\b",
    re.I,
)


def narrowed(phrase: str, last: Rewritten, reported: date | None) -> Rewritten | None:
    """The last question over the days of `phrase`; None where it is no such phrase.

    "After Friday" becomes a filter when the day can be told: the Friday nearest to `reported`, the
    day of the newest report. What cannot be told stays in the question's words.
    """
    bound = _BOUND.match(phrase)
    if bound and (day := _day(bound["day"], reported)):
        since, until = bounds(bound["side"].lower(), Interval(day, day))
        return Rewritten(last.text, True, f'"{phrase}" is {day.isoformat()}', since, until)
    if not _PERIOD.match(phrase):
        return None
    text, replaced = _WRITTEN.subn(phrase, last.text, count=1)
    if not replaced:
        text = f"{last.text.rstrip(' ?!.')} {phrase}?"
    return Rewritten(text, True, "the last question, of another time", last.since, last.until)


def _day(written: str, reported: date | None) -> date | None:
    word = re.sub(r"^(?:last|this|the) ", "", written.lower())
    if word in _DAYS:
        if reported is None:
            return None
        ahead = (_DAYS.index(word) - reported.weekday() + 3) % 7 - 3
        return reported + timedelta(ahead)
    if word in ("that", "then"):
        return reported
    word = word.replace(" of ", " ")
    if not re.search(r"\d{4}", word) and reported:
        word = f"{word} {reported.year}"
    return parse(word)
