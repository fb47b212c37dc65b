"""A timeline as it is shown: the date, the sentence that gives it, and where that stands."""

from datetime import date
from typing import Any

from assistant.answers import long_date
from index.events import Event, Mention
from index.intervals import Interval, around, months, years


def shown(event: Event) -> str:
    """A few lines for a terminal."""
    lines = [f"{dated(event)}  {_flat(event.mention.quote)}", f"    {_place(event.mention)}"]
    lines += [f"    also {_place(each)}" for each in event.also]
    return "\n".join(lines)


def dated(event: Event) -> str:
    """The days of an event in words: "14 March 2024", "from May 2024", "by March 2029"."""
    interval = event.interval
    if event.mention.bound == "in":
        return days(interval)
    edge = interval.last if event.mention.bound == "to" else interval.first
    named = _named(interval) or (
        _month(edge) if interval.days > 31 else long_date(edge.isoformat())
    )
    return f"{'by' if event.mention.bound == 'to' else 'from'} {named}"


def days(interval: Interval) -> str:
    """An interval in words, as short as it can be told."""
    first, last = interval.first, interval.last
    if named := _named(interval):
        return named
    if first.day == 1 and last == months(last.year, last.month).last:
        start = _month(first) if first.year != last.year else _month(first).split()[0]
        return f"{start} \u2013 {_month(last)}"
    start = long_date(first.isoformat())
    if first.year == last.year:
        start = start.rpartition(" ")[0] if first.month != last.month else str(first.day)
    return f"{start} \u2013 {long_date(last.isoformat())}"


def _named(interval: Interval) -> str | None:
    """The one day, month, year or decade that an interval is."""
    first = interval.first
    if interval.days == 1:
        return long_date(first.isoformat())
    if interval == months(first.year, first.month):
        return _month(first)
    if interval == years(first.year):
        return str(first.year)
    return f"{first.year}s" if interval == around(first, "decade") else None


def plain(event: Event) -> dict[str, Any]:
    """A dictionary of plain values, as `dateline timeline --json` prints it."""
    return {
        "first": event.interval.first.isoformat(),
        "last": event.interval.last.isoformat(),
        **_plain(event.mention),
        "also": [_plain(each) for each in event.also],
    }


def _plain(mention: Mention) -> dict[str, Any]:
    article = mention.article
    return {
        "words": mention.words,
        "bound": mention.bound,
        "how": mention.how,
        "quote": mention.quote,
        "source": article.source,
        "start": mention.start,
        "end": mention.end,
        "line": article.line(mention.start),
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published.isoformat() if article.published else None,
    }


def _place(mention: Mention) -> str:
    article = mention.article
    outlet = f"{article.outlet}, " if article.outlet else ""
    return f"{outlet}{article.source}:{article.line(mention.start)}"


def _month(day: date) -> str:
    return long_date(day.isoformat()).partition(" ")[2]


def _flat(text: str) -> str:
    return " ".join(text.split())
