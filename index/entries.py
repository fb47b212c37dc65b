"""Articles to catalog entries: sentences, chunks and vectors, computed in one pass."""

from collections.abc import Sequence

import numpy as np

from index.articles import Article
from index.catalog import Entry
from index.chunks import chunk
from index.embedding import Embedder, Vectors
from index.spans import front_matter, split


def compute(articles: Sequence[Article], embedder: Embedder) -> list[Entry]:
    """Spans, chunks and vectors of these articles, encoded together."""
    spans = [
        split(article.text, body=front_matter(article.text), title=article.title)
        for article in articles
    ]
    chunks = [chunk(each) for each in spans]
    texts, ranges = [], []
    for article, these, parts in zip(articles, spans, chunks, strict=True):
        for part in parts:
            texts.append(article.text[part.start : part.end])
            inside = these[part.first : part.last + 1]
            ranges.append([(s.start - part.start, s.end - part.start) for s in inside])
    pooled = embedder.pool(texts, ranges)
    entries = []
    for article, these, parts in zip(articles, spans, chunks, strict=True):
        vectors = np.zeros((len(these), embedder.dimension), dtype=np.float32)
        rows: list[Vectors] = []
        tokens = [np.zeros((0, 0), dtype=np.uint8)] * len(these)
        for part in parts:
            found = next(pooled)
            rows.append(found.passage)
            vectors[part.first : part.last + 1] = found.sentences
            tokens[part.first : part.last + 1] = found.tokens
        of_chunks = np.array(rows, dtype=np.float32).reshape(len(parts), embedder.dimension)
        entries.append(
            Entry(article, tuple(these), tuple(parts), vectors, of_chunks, tuple(tokens))
        )
    return entries
