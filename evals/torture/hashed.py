"""A real encoder that takes no time: each word has a direction, drawn from its hash.

For suites that index small folders thousands of times. It follows `index.embedding.Embedder` and
finds texts that share words, as a bag of words does; nothing else about it is clever.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from index.embedding import Narrow, Pooled, Ranges, Tokens, Vectors

_WORD = re.compile(r"\w+|[^\w\s]")


class HashedWords:
    """`dimension` wide; `name` makes encoders of one width differ, as versions of a model do."""

    def __init__(self, dimension: int = 32, name: str = "a") -> None:
        self.dimension, self._name = dimension, name
        self._of = lru_cache(maxsize=4096)(self._direction)

    @property
    def fingerprint(self) -> str:
        return f"hashed-words-{self.dimension}-{self._name}"

    def pool(self, texts: Sequence[str], sentences: Sequence[Ranges]) -> Iterator[Pooled]:
        for text, ranges in zip(texts, sentences, strict=True):
            words = [self._words(text[start:end]) for start, end in ranges]
            rows = np.array([_unit(each.sum(axis=0)) for each in words], dtype=np.float32)
            rows = rows.reshape(len(ranges), self.dimension)
            yield Pooled(self.embed(text), rows, tuple(self.narrow(each) for each in words))

    def embed(self, text: str) -> Vectors:
        return _unit(self._words(text).sum(axis=0))

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        places = [tuple(m.span() for m in _WORD.finditer(text)) for text in texts]
        return [Tokens(self._words(text), at) for text, at in zip(texts, places, strict=True)]

    def narrow(self, vectors: Vectors) -> Narrow:
        narrow: Narrow = np.clip(np.rint(vectors * 127) + 128, 0, 255).astype(np.uint8)
        return narrow

    def widen(self, narrow: Narrow) -> Vectors:
        if not narrow.size:
            return np.zeros((0, self.dimension), dtype=np.float32)
        wide: Vectors = ((narrow.astype(np.float32) - 128) / 127).astype(np.float32)
        return wide

    def _words(self, text: str) -> Vectors:
        found = [self._of(word.lower()) for word in _WORD.findall(text)]
        return np.array(found, dtype=np.float32).reshape(len(found), self.dimension)

    def _direction(self, word: str) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(f"{self._name} {word}".encode()).digest()[:8], "big")
        drawn = np.random.default_rng(seed).normal(size=self.dimension)
        return _unit(drawn.astype(np.float32))


def _unit(vector: Vectors) -> Vectors:
    """A text without words has a direction too: the length of every vector kept must be one."""
    norm = float(np.linalg.norm(vector))
    if norm < 1e-6:
        vector, norm = np.eye(1, len(vector), dtype=np.float32)[0], 1.0
    unit: Vectors = (vector / norm).astype(np.float32)
    return unit
