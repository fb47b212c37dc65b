"""An article with all that is computed from it, and the rows of the catalog that hold it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from index.articles import Article
from index.chunks import Chunk
from index.embedding import Narrow, Vectors
from index.spans import Kind, Span

State = Literal["indexed", "duplicate", "skipped", "opened"]
"""A file that is `opened` holds several articles, each with a record of its own."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What was found the last time a file was read. `article` is None for a skipped file."""

    source: str
    size: int
    mtime_ns: int
    state: State
    reason: str
    article: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with everything computed from it.

    `vectors` has one row for each span (zeros for chrome), in float32 when encoded and as they are
    kept, in float16, when read back: a search reads thousands and looks at few. `chunk_vectors` has
    one row of float32 for each chunk; `tokens` the narrow token vectors of each span. Tokens are
    read back apart, with `Catalog.tokens`: they are ten times the rest. An article that is not
    `encoded` yet has words only: its vectors are zeros, and it has no tokens.
    """

    article: Article
    spans: tuple[Span, ...]
    chunks: tuple[Chunk, ...]
    vectors: Vectors | NDArray[np.float16]
    chunk_vectors: Vectors
    tokens: tuple[Narrow, ...] = ()
    encoded: bool = True

    @property
    def chunk_ids(self) -> list[str]:
        """Stable ids: the article's content hash and the chunk's place in it."""
        article = self.article.id
        return [f"{article}-{n}" for n in range(len(self.chunks))]


@dataclass(frozen=True, slots=True)
class Heading:
    """What is known of an article without its text, which has `characters`."""

    source: str
    title: str | None
    outlet: str | None
    byline: str | None
    published: date | None
    url: str | None
    characters: int


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the outbox."""

    seq: int
    action: Literal["add", "encode", "remove", "move", "confirm"]
    article: str


FIELDS = "source, text, title, outlet, byline, published, url, published_from, outlet_from"
"""The columns of `articles` that `article` reads."""
HEADING = "source, title, outlet, byline, published, url, length(text)"
"""The columns that `heading` reads; no text comes into memory for them."""
SPAN = np.dtype([("start", "<i4"), ("end", "<i4"), ("kind", "<i4"), ("paragraph", "<i4")])
_KINDS = {int(kind): kind for kind in Kind}


def of_article(entry: Entry) -> tuple[Any, ...]:
    """The row of `articles`."""
    article = entry.article
    spans = [(span.start, span.end, int(span.kind), span.paragraph) for span in entry.spans]
    return (
        article.id,
        article.source,
        article.title,
        article.outlet,
        article.byline,
        article.published.toordinal() if article.published else None,
        article.url,
        article.published_from,
        article.outlet_from,
        article.outlet.casefold() if article.outlet else None,
        article.text,
        np.array(spans, dtype=SPAN).tobytes(),
        of_sentences(entry),
    )


def of_sentences(entry: Entry) -> bytes:
    """What `articles` holds of the sentences' vectors."""
    return entry.vectors.astype(np.float16).tobytes()


def of_vectors(entry: Entry) -> tuple[Any, ...]:
    """The row of `vectors`: all chunks of an article in one."""
    assert entry.chunk_vectors.shape == (len(entry.chunks), entry.vectors.shape[1])
    packed = entry.chunk_vectors.astype(np.float32).tobytes()
    return entry.article.id, len(entry.chunks), packed


def of_chunks(entry: Entry) -> Iterator[tuple[Any, ...]]:
    """The rows of `chunks`: each with all tokens of its sentences, and how many each has."""
    for id, chunk in zip(entry.chunk_ids, entry.chunks, strict=True):
        tokens = entry.tokens[chunk.first : chunk.last + 1]
        counts = np.array([len(each) for each in tokens], dtype="<u2").tobytes()
        flat = b"".join(each.tobytes() for each in tokens)
        yield id, entry.article.id, chunk.first, chunk.last, flat, counts


def article(row: Sequence[Any]) -> Article:
    """An article from `FIELDS`."""
    source, text, title, outlet, byline, published, url, dated, named = row[:9]
    day = date.fromordinal(published) if published else None
    return Article(source, text, title, outlet, byline, day, url, dated, named)


def heading(row: Sequence[Any]) -> Heading:
    """A heading from `HEADING`."""
    source, title, outlet, byline, published, url, characters = row
    day = date.fromordinal(published) if published else None
    return Heading(source, title, outlet, byline, day, url, characters)


def entry(row: Sequence[Any], chunk_rows: Sequence[Any]) -> Entry:
    """An entry from `FIELDS`, spans, vectors and chunk vectors, and (first, last) of each chunk.

    The chunk vectors are None where the article is not encoded yet.
    """
    fields = np.frombuffer(row[9], dtype=SPAN).tolist()
    spans = tuple([Span(start, end, _KINDS[kind], at) for start, end, kind, at in fields])
    chunks = tuple(
        Chunk(spans[first].start, spans[last].end, first, last) for first, last in chunk_rows
    )
    vectors = np.frombuffer(row[10], dtype=np.float16)
    vectors = vectors.reshape(len(spans), -1) if spans else vectors.reshape(0, 1)
    if row[11] is None:
        flat = np.zeros((len(chunks), vectors.shape[1]), dtype=np.float32)
        return Entry(article(row), spans, chunks, vectors, flat, encoded=False)
    flat = np.frombuffer(row[11], dtype=np.float32)
    flat = flat.reshape(len(chunks), -1) if chunks else flat.reshape(0, 1)
    return Entry(article(row), spans, chunks, vectors, flat)


def tokens(flat: bytes, counts: bytes) -> list[Narrow]:
    """The token vectors of each sentence of a chunk."""
    lengths = np.frombuffer(counts, dtype="<u2").astype(np.int64)
    total = int(lengths.sum())
    if not total:
        return [np.zeros((0, 0), dtype=np.uint8)] * len(lengths)
    kept = np.frombuffer(flat, dtype=np.uint8).reshape(total, -1)
    return np.split(kept, np.cumsum(lengths)[:-1])
