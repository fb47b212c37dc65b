"""The timeline: columns that show when how much is reported, and what is reported of each day."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Literal

from assistant import timeline
from assistant.web.sanitise import button, element, sanitised
from index.events import Event, Mention
from index.intervals import Interval, months, years

Unit = Literal["day", "month", "year"]
COLUMNS = 40
"""Columns at most: more are too narrow to press on a telephone."""
STEPS = 10
"""Heights of a column, each with a class of its own: the page's HTML may hold no styles."""
_FEW = 3
"""Columns that are each named below; of more only the first and the last."""
_COUNTED = 16
"""Columns that each have their count above them; of more only the highest has one to scale."""
_ENOUGH = 0.8
"""Part of the placed events that must lie within the columns; the rest are beyond them."""


@dataclass(frozen=True, slots=True)
class Column:
    """The events that lie within some days."""

    interval: Interval
    count: int


@dataclass(frozen=True, slots=True)
class Plot:
    """Columns of one unit, side by side, and how many events they leave out."""

    unit: Unit
    columns: tuple[Column, ...]
    before: int
    after: int
    unplaced: int


def plot(events: Sequence[Event]) -> Plot:
    """The finest columns that hold most of the events which can be placed on them.

    An event is placed where its days lie within one column: "in 2024" is in no month.
    """
    for unit in ("day", "month", "year"):
        keys = sorted(
            key for e in events if (key := _key(e.interval, unit)) is not None and _exact(e)
        )
        start = _densest(keys)
        inside = [key for key in keys if start <= key < start + COLUMNS]
        if unit == "year" or (keys and len(inside) >= _ENOUGH * max(len(keys), len(events) / 3)):
            break
    counts = Counter(inside)
    reach = range(min(counts, default=0), max(counts, default=-1) + 1)
    return Plot(
        unit,
        tuple(Column(_days(key, unit), counts[key]) for key in reach),
        sum(key < start for key in keys),
        sum(key >= start + COLUMNS for key in keys),
        len(events) - len(keys),
    )


def _exact(event: Event) -> bool:
    return event.mention.bound == "in"


def _densest(keys: Sequence[int]) -> int:
    """Where a window of `COLUMNS` keys begins that holds the most of these sorted ones."""
    held = [(bisect_right(keys, key + COLUMNS - 1) - n, key) for n, key in enumerate(keys)]
    return max(held, default=(0, 0))[1]


def _key(interval: Interval, unit: Unit) -> int | None:
    """The number of the day, month or year that an interval lies in; None when in no one."""
    first, last = _number(interval.first, unit), _number(interval.last, unit)
    return first if first == last else None


def _number(day: date, unit: Unit) -> int:
    if unit == "day":
        return day.toordinal()
    return day.year * 12 + day.month - 1 if unit == "month" else day.year


def _days(key: int, unit: Unit) -> Interval:
    if unit == "day":
        return Interval(date.fromordinal(key), date.fromordinal(key))
    return months(key // 12, key % 12 + 1) if unit == "month" else years(key)


def question(interval: Interval) -> str | None:
    """What a press on these days asks; None where they are no day, month or year."""
    day = interval.first
    if interval.days == 1:
        return f"What happened on {timeline.days(interval)}?"
    if interval in (months(day.year, day.month), years(day.year)):
        return f"What happened in {timeline.days(interval)}?"
    return None


def plot_html(events: Sequence[Event]) -> str:
    """The columns; each with events in it asks about its days when pressed."""
    drawn = plot(events)
    if len(drawn.columns) < 2:
        return ""
    most = max(column.count for column in drawn.columns)
    counted = len(drawn.columns) <= _COUNTED
    bars = "".join(element("li", _bar(column, most, counted)) for column in drawn.columns)
    scale = "" if counted else element("p", f"{most:,}", "scale")
    few = len(drawn.columns) <= _FEW
    named = drawn.columns if few else (drawn.columns[0], drawn.columns[-1])
    ends = "".join(element("span", escape(timeline.days(each.interval))) for each in named)
    left = [
        (drawn.before, "before these columns"),
        (drawn.after, "after them"),
        (drawn.unplaced, f"of no single {drawn.unit}"),
    ]
    more = ", ".join(f"{count:,} {where}" for count, where in left if count)
    note = element("p", f"In the list only: {more}.", "aside") if more else ""
    head = f"Events by {drawn.unit}, at most {most:,} in one. Press a column to ask about it."
    body = element("p", head, "aside") + scale + element("ol", bars, "bars")
    body += element("p", ends, "ends day" if few else "ends")
    return sanitised(element("div", body + note, "plot"))


def _bar(column: Column, most: int, counted: bool) -> str:
    asks = question(column.interval)
    if not column.count or asks is None:
        return element("span", "", "bar h0")
    height = max(1, round(STEPS * column.count / most))
    days = timeline.days(column.interval)
    what = f"{days}: {column.count} event{'s' if column.count > 1 else ''}"
    label = element("span", escape(what), "tip")
    count = element("span", f"{column.count:,}", "count") if counted else ""
    return button(f"ask:{asks}", label + element("span", count, f"bar h{height}"), "column")


def events_html(events: Sequence[Event]) -> str:
    """What is reported of which days, oldest first, each with its words."""
    if not events:
        return sanitised(element("p", "No article dates anything like that.", "aside"))
    return sanitised(element("ol", "".join(element("li", _event(e)) for e in events), "events"))


def _event(event: Event) -> str:
    when = escape(timeline.dated(event))
    asks = question(event.interval) if _exact(event) else None
    head = element("span", when, "date")
    if asks:
        more = element("span", f" about {when}", "sr")
        head += button(f"ask:{asks}", "Ask" + more, "ask")
    also = "".join(_mention(each, "where") for each in event.also)
    if also:
        also = element("div", element("span", "Also told by", "where") + also, "also")
    return element("div", head, "when") + _mention(event.mention, "words") + also


def _mention(mention: Mention, css: str) -> str:
    article = mention.article
    place = f"{article.source}:{article.line(mention.start)}"
    known = f"{article.outlet}, {place}" if article.outlet else place
    pick = f"a{article.id}:{mention.start}-{mention.end}"
    if css == "where":
        return button(pick, element("span", escape(known), "where"), "title")
    quote = element("span", escape(" ".join(mention.quote.split())), "words")
    return button(pick, quote + element("span", escape(known), "where"), "title")
