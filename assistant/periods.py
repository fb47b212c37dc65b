"""The days that a question asks of: "as of 14 March", "before Friday", "reported last week"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from assistant import words
from assistant.answers import long_date
from index.dates import Dated, read
from index.intervals import Interval

AFTER = {"after": 1, "since": 0, "from": 0}
"""Words before the first day of a period -> how many days later the period begins."""
BEFORE = {"before": -1, "prior to": -1, "until": 0, "till": 0, "up to": 0, "through": 0, "as of": 0}
"""Words before the last day of a period -> how many days later it ends."""
_SIDES = " ".join(side.replace(" ", "_") for side in (*AFTER, *BEFORE))
_CUE = re.compile(rf"\b(?P<side>{words.any_of(_SIDES)})\s+(?:the\s+)?", re.I)
_REPORTED = re.compile(
    r"\b(?:articles?|reports?|stor(?:y|ies)|coverage|news|published|reported|written)"
    r"(?:\s+(?:from|in|on|of|during))?\s+(?:the\s+)?$",
    re.I,
)
_REPORTED_AT_ALL = re.compile(_REPORTED.pattern.removesuffix("$"), re.I)
# "Will it open before Friday?" and "When did it close after Friday?" ask of the thing itself.
_TO_COME = r"\b(?:will|would|must|should|shall|can|could|may|might|due|going to|plans? to)\b"
_OF_THE_THING = re.compile(rf"^\W*(?:{words.any_of(words.AUXILIARIES)}|when)\b|{_TO_COME}", re.I)
_TO_COME_OR_WHEN = re.compile(rf"^\W*when\b|{_TO_COME}", re.I)
_ONWARDS = re.compile(r"\s+on(?:wards?)?\b")
_LONGEST = 31
"""Days. A longer period ("before 2020") is about the thing, and no edge of what was reported."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question without the words that narrow it, and the publication days they narrow it to.

    `note` says so in a sentence, and is empty where nothing was taken from the question's words.
    """

    text: str
    since: date | None = None
    until: date | None = None
    note: str = ""


def taken(
    question: str,
    published: Callable[[], tuple[date, date] | None],
    since: date | None = None,
    until: date | None = None,
) -> Asked:
    """What a question asks, and of which articles. `since` and `until` are given, and win.

    `published` gives the articles' first and last day: "Friday" is the last one up to then. Days
    that do not part these articles are taken to be about the thing itself, and so is a bare "on
    Friday". Only "as of" a day always narrows.
    """
    as_given = Asked(question, since, until)
    if not (_CUE.search(question) or _REPORTED_AT_ALL.search(question)) or (since and until):
        return as_given
    days = published()
    for dated in read(question, days[1]) if days else ():
        found = _period(question, dated, days) if days else None
        if found is None:
            continue
        start, first, last = found
        first, last = since or first, until or last
        text = _without(question, start, dated.end)
        if text and not (first and last and first > last):
            return Asked(text, first, last, f"Only articles {spanned(first, last)} were searched.")
    return as_given


def spanned(since: date | None, until: date | None) -> str:
    """ "from 14 March 2024 up to 16 March 2024", "of 14 March 2024"."""
    if since and since == until:
        return f"of {long_date(since.isoformat())}"
    parts = [f"from {long_date(since.isoformat())}"] if since else []
    parts += [f"up to {long_date(until.isoformat())}"] if until else []
    return " ".join(parts)


def bounds(side: str, interval: Interval) -> tuple[date | None, date | None]:
    """(since, until) of "after", "before", … these days; both are publication days."""
    if side in AFTER:
        ahead = AFTER[side]
        return (interval.last + timedelta(1)) if ahead else interval.first, None
    return None, (interval.first - timedelta(1)) if BEFORE[side] else interval.last


def _period(
    question: str, dated: Dated, days: tuple[date, date]
) -> tuple[int, date | None, date | None] | None:
    """(where its words begin, since, until) of a dated expression that narrows the articles."""
    if dated.interval is None:
        return None
    first_day, last_day = days
    reported = _REPORTED.search(question[: dated.start])
    if reported and dated.bound == "in":
        interval = dated.interval
        if interval.last < first_day or interval.first > last_day:
            return None
        start = reported.end()
        if match := re.search(r"\s(?:from|in|on|of|during)\s+(?:the\s+)?$", reported[0]):
            start = reported.start() + match.start()
        return start, interval.first, interval.last
    cue = _CUE.match(question, dated.start)
    if cue is None:
        cue = next((m for m in _CUE.finditer(question) if m.end() == dated.start), None)
    if cue is None:
        return None
    side = " ".join(cue["side"].lower().split())
    since, until = bounds(side, dated.interval)
    if side == "as of":
        return cue.start(), since, until
    of_the_thing = _TO_COME_OR_WHEN if side == "since" else _OF_THE_THING
    if of_the_thing.search(question) or (side != "since" and dated.interval.days > _LONGEST):
        return None
    if side == "from" and not _ONWARDS.match(question, dated.end):
        return None
    parts = (since and first_day < since <= last_day) or (until and first_day <= until < last_day)
    return (cue.start(), since, until) if parts else None


def _without(question: str, start: int, end: int) -> str:
    end += len(match[0]) if (match := _ONWARDS.match(question, end)) else 0
    text = f"{question[:start].rstrip(' ,')} {question[end:].lstrip(' ,')}".strip()
    text = re.sub(r"\s+([?.!,])", r"\1", text)
    if len(text.split()) < 2 or re.fullmatch(r"(?:what|how) about\W*", text, re.I):
        return ""  # nothing is left that could be asked
    return f"{text[:1].upper()}{text[1:]}"
