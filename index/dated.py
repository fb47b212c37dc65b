"""The dated sentences of articles, read once: a row for each dated expression in a body."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.catalog import Entry
from index.dates import Bound, fiscal_year, read
from index.publication import dateline
from index.spans import Kind

KIND = "dated.2"
"""Of the ledger's rows; another number whenever `read_dated` would read other ones."""
LONGEST = 3_653
"""Days. What is placed no closer than a decade is no event."""


@dataclass(frozen=True, slots=True)
class DatedSentence:
    """A row of the ledger: the article's span `n` and a dated expression in it.

    `start` and `end` are the expression's, in the article's text. `first` and `last` are None where
    the expression cannot be placed.
    """

    n: int
    start: int
    end: int
    first: date | None
    last: date | None
    bound: Bound
    how: str


def read_dated(entries: Sequence[Entry]) -> Iterator[list[DatedSentence]]:
    """The dated expressions in the body of each article, placed where they can be."""
    for entry in entries:
        article = entry.article
        fiscal = fiscal_year(article.text)
        rows = []
        for n, span in enumerate(entry.spans):
            if span.kind is not Kind.BODY:
                continue
            text = article.text[span.start : span.end]
            told = dateline(text)  # when it was written, not when anything happened
            for found in read(text, article.published, fiscal=fiscal):
                if found.start < told:
                    continue
                days = found.interval
                rows.append(
                    DatedSentence(
                        n=n,
                        start=span.start + found.start,
                        end=span.start + found.end,
                        first=days.first if days else None,
                        last=days.last if days else None,
                        bound=found.bound,
                        how=found.how,
                    )
                )
        yield rows


def within(
    rows: Iterable[DatedSentence], since: date | None, until: date | None
) -> list[DatedSentence]:
    """The rows that are placed, and that touch the days from `since` to `until`."""
    return [
        row
        for row in rows
        if row.first
        and row.last
        and (row.last - row.first).days < LONGEST
        and (since is None or row.last >= since)
        and (until is None or row.first <= until)
    ]
