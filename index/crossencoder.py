"""A question and a sentence read together: does the one answer the other?

Vectors made apart tell what two texts are about. Whether a sentence that is about the question
also answers it needs each word of the one seen beside the other's: a cross-encoder (Nogueira and
Cho, 2019). This one is the bundled encoder, trained further by `evals/fit_crossencoder.py`; of its
graph only the weights that training moved are other, and only those are kept, as a patch of the
encoder's file.
"""

import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index import encoder
from index.weights import EmbeddingError, verified

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

SHA256 = "26446570a5de25b44627feda258088e8603d3dbfe3ed15c1e850b9eb939d0342"
"""Of the patch."""
_BATCH_TOKENS = 400
"""Tokens read together, padding included."""
_QUESTION, _SENTENCE = 300, 500
"""Characters that are read of each: what is longer is no sentence that a person would print."""


class _Reader(NamedTuple):
    session: "InferenceSession"
    weights: NDArray[np.float32]
    bias: float


class CrossEncoder:
    """The bundled cross-encoder. All of one process share what it loads. Thread-safe."""

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads or os.cpu_count() or 1

    def warm(self) -> None:
        """Begin to load beside what the caller does next; what fails is said when it is used."""
        if self._threads not in _readers:
            threading.Thread(target=self._load, name="crossencoder", daemon=True).start()

    def _load(self) -> None:
        with suppress(EmbeddingError):
            _reader(self._threads)

    def log_odds(self, question: str, sentences: Sequence[str]) -> list[float]:
        """The log-odds that each sentence answers, in their order. Raises EmbeddingError."""
        if not sentences:
            return []
        reader = _reader(self._threads)
        pairs = [(question[:_QUESTION], sentence[:_SENTENCE]) for sentence in sentences]
        encodings = encoder.tokenizer().encode_batch(pairs)
        lengths = [len(encoding.ids) for encoding in encodings]
        order = sorted(range(len(pairs)), key=lambda n: lengths[n])
        found: dict[int, float] = {}
        for batch in encoder.batches(order, lengths, most=_BATCH_TOKENS):
            hidden = encoder.run([encodings[n] for n in batch], reader.session)
            for row, n in zip(hidden, batch, strict=True):
                seen = np.concatenate([row[0], row[: lengths[n]].mean(axis=0)])
                found[n] = float(seen @ reader.weights) + reader.bias
        return [found[n] for n in range(len(pairs))]


_readers: dict[int, _Reader] = {}
_loading = threading.Lock()


def _reader(threads: int) -> _Reader:
    with _loading:
        if threads not in _readers:
            _readers[threads] = _patched(threads)
        return _readers[threads]


def _patched(threads: int) -> _Reader:
    """The encoder's file with the patch laid over it, and the last layer."""
    path = verified("index", "data/crossencoder.npz", SHA256)
    with np.load(path) as patch:
        graph = laid_over(encoder.model().read_bytes(), patch["places"], patch["bytes"])
        weights, bias = patch["weights"], float(patch["bias"])
    return _Reader(encoder.opened(graph, threads), weights, bias)


def laid_over(file: bytes, places: NDArray[np.int64], patch: NDArray[np.uint8]) -> bytes:
    """A file in which, at each (start, length) of `places`, the next bytes of the patch stand."""
    patched, at = bytearray(file), 0
    for start, length in places.tolist():
        patched[start : start + length] = patch[at : at + length].tobytes()
        at += length
    return bytes(patched)
