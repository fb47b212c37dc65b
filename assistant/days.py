"""What the articles report of the days that "What happened on 15 March?" asks about."""

import re

from assistant.answers import Citations, Sentence
from assistant.quotations import Line, Written, balanced, verbatim
from index.catalog import Filter
from index.dates import read
from index.events import Event, Mention
from index.intervals import Interval
from index.library import Library

_MOST = 8
"""Events in one answer, as for a question about several things."""
_LONGEST = 31
"""Days that such a question may span, and a report of more days than asked about may, 3."""
_ASKED = re.compile(
    r"^\W*(?:and\s+|so\s+)?what\s+(?:else\s+)?(?:happened|happens|took place|occurred|went on"
    r"|(?:will|is going to|is to|is due to|is expected to) happen)\b",
    re.I,
)
_JOINS = re.compile(r"\b(?:on|in|during|of|at|the|for|with|to|about)\b|\W+", re.I)


def happened(question: str, library: Library, within: Filter) -> Written | None:
    """The events of the days asked about, in their order, each in its article's own words.

    None where the question is not of this form, or no article that passes dates anything to them.
    """
    days = _days(question, library)
    if days is None:
        return None
    asked, topic = days
    passing = set(library.catalog.matching(within))
    events = [
        event
        for event in library.timeline(topic or None, since=asked.first, until=asked.last)
        if _of(event.interval, asked) and event.mention.article.id in passing
    ]
    if not events:
        return None
    citations = Citations()
    lines = tuple(Line(_told(event.mention, citations)) for event in _first(events))
    return Written(lines, citations)


def _days(question: str, library: Library) -> tuple[Interval, str] | None:
    """The days, and what else the question is about, "" for nothing."""
    form = _ASKED.search(question)
    published = library.catalog.days() if form else None
    found = list(read(question, published[1])) if published else []
    if form is None or len(found) != 1 or found[0].bound != "in":
        return None
    [dated] = found
    if dated.interval is None or dated.interval.days > _LONGEST:
        return None
    topic = f"{question[form.end() : dated.start]} {question[dated.end :]}"
    return dated.interval, topic if _JOINS.sub("", topic) else ""


def _of(reported: Interval, asked: Interval) -> bool:
    """Whether a report is of these days, and not of a year that they lie in."""
    touch = reported.first <= asked.last and asked.first <= reported.last
    return touch and reported.days <= max(asked.days, 3)


def _first(events: list[Event]) -> list[Event]:
    """So many as are shown: what most articles tell, in the order of days."""
    kept = sorted(events, key=lambda event: -len(event.also))[:_MOST]
    return [event for event in events if event in kept]


def _told(mention: Mention, citations: Citations) -> Sentence:
    at = balanced(mention.article.text, mention.start, mention.end)
    return verbatim(mention.article, *at, citations)
