"""Articles to catalog entries: sentences, chunks and vectors, computed in one pass."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.articles import Article
from index.catalog import Entry
from index.chunks import Chunk, chunk
from index.embedding import Embedder, Vectors
from index.spans import Span, front_matter, split


@dataclass(frozen=True, slots=True)
class Layout:
    """An article with its sentences, and the chunks that they are encoded in."""

    article: Article
    spans: tuple[Span, ...]
    chunks: tuple[Chunk, ...]


def lay_out(article: Article) -> Layout:
    """Split an article."""
    spans = split(article.text, body=front_matter(article.text), title=article.title)
    return Layout(article, tuple(spans), tuple(chunk(spans)))


def unencoded(layout: Layout, dimension: int) -> Entry:
    """An article as its words are kept until it is encoded."""
    vectors, of_chunks = (
        np.zeros((len(parts), dimension), dtype=np.float32)
        for parts in (layout.spans, layout.chunks)
    )
    return Entry(
        layout.article, layout.spans, layout.chunks, vectors, of_chunks, encoded=not layout.chunks
    )


def compute(layouts: Sequence[Layout], embedder: Embedder) -> list[Entry]:
    """The vectors of these articles, encoded together."""
    texts, ranges = [], []
    for each in layouts:
        for part in each.chunks:
            texts.append(each.article.text[part.start : part.end])
            inside = each.spans[part.first : part.last + 1]
            ranges.append([(s.start - part.start, s.end - part.start) for s in inside])
    pooled = embedder.pool(texts, ranges)
    entries = []
    for article, these, parts in ((e.article, e.spans, e.chunks) for e in layouts):
        vectors = np.zeros((len(these), embedder.dimension), dtype=np.float32)
        rows: list[Vectors] = []
        tokens = [np.zeros((0, 0), dtype=np.uint8)] * len(these)
        for part in parts:
            found = next(pooled)
            rows.append(found.passage)
            vectors[part.first : part.last + 1] = found.sentences
            tokens[part.first : part.last + 1] = found.tokens
        of_chunks = np.array(rows, dtype=np.float32).reshape(len(parts), embedder.dimension)
        entries.append(Entry(article, these, parts, vectors, of_chunks, tuple(tokens)))
    return entries
