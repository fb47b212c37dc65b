"""Chunks: runs of whole sentences, the unit that is encoded once and stored as one vector."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.spans import Kind, Span

LENGTH = 900
"""Characters, about 200 tokens: the encoder was trained on 256, and 900 was measured fastest."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """`article.text[start:end]`, made of the article's spans `first` to `last`, both included."""

    start: int
    end: int
    first: int
    last: int


def chunk(spans: Sequence[Span], *, length: int = LENGTH) -> list[Chunk]:
    """Whole sentences up to `length` characters together; a longer sentence stands alone.

    Chrome is in no chunk, and no chunk reaches across it.
    """
    return [
        Chunk(spans[first].start, spans[last].end, first, last)
        for first, last in _runs(spans, length)
    ]


def _runs(spans: Sequence[Span], length: int) -> Iterator[tuple[int, int]]:
    first: int | None = None
    for n, span in enumerate(spans):
        if span.kind is Kind.CHROME:
            if first is not None:
                yield first, n - 1
            first = None
        elif first is None:
            first = n
        elif span.end - spans[first].start > length:
            yield first, n - 1
            first = n
    if first is not None:
        yield first, len(spans) - 1
