"""A question and a sentence read together: does the one answer the other, and with which words?

Vectors made apart tell what two texts are about. Whether a sentence that is about the question
also answers it needs each word of the one seen beside the other's: a cross-encoder (Nogueira and
Cho, 2019). This one is the bundled encoder, trained further by `evals/fit_crossencoder.py` and kept
as a graph of its own in eight bits; the vectors of the vocabulary, which training leaves as they
are, are read from the encoder's file.
"""

import os
import re
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index import encoder
from index.weights import EmbeddingError, verified

if TYPE_CHECKING:
    from index.encoder import Encoding, InferenceSession

SHA256 = "40ca216ec6594fe498de1a875c871641e3e67743361c138ebf40065b86b41d5d"
"""Of the graph."""
QUESTION, SENTENCE, AROUND = 300, 500, 300
"""Characters that are read of each: what is longer is no sentence that a person would print."""
_ENDS = " [SEP] "
"""Between a sentence and what stands around it."""
_MARK = re.compile(r"\[(?=(?:CLS|SEP|PAD|UNK|MASK)\])")
"""The start of what the tokenizer takes for a mark of ours: no text may end itself by one."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence as the cross-encoder sees it beside a question; all are log-odds.

    `answers`: that it answers. `words`: of each word piece, by its characters, that it is a part
    of the answer.
    """

    answers: float
    words: tuple[tuple[int, int, float], ...]

    def within(self, start: int, end: int) -> float | None:
        """The mean over the word pieces of `text[start:end]`; None where none was read."""
        found = [z for a, b, z in self.words if a < end and start < b]
        return sum(found) / len(found) if found else None


def pair(question: str, sentence: str, around: str = "") -> tuple[str, str]:
    """What is read of a question, a sentence and what stands around it, as two texts."""
    asked, kept, beside = (
        _MARK.sub("(", text[:most])  # of one length, so that offsets stay
        for text, most in ((question, QUESTION), (sentence, SENTENCE), (around, AROUND))
    )
    return asked, f"{kept}{_ENDS}{beside}" if beside else kept


def pieces(encoding: "Encoding", sentence: str) -> list[tuple[int, int, int]]:
    """The word pieces of the sentence in a pair that was read: place, first character, end."""
    end = min(len(sentence), SENTENCE)
    places = zip(encoding.sequence_ids, encoding.offsets, strict=True)
    return [(n, a, b) for n, (text, (a, b)) in enumerate(places) if text == 1 and a < b <= end]


class CrossEncoder:
    """The bundled cross-encoder. All of one process share what it loads. Thread-safe."""

    def __init__(self, threads: int | None = None) -> None:
        self._workers = ThreadPoolExecutor(threads or os.cpu_count() or 1, "crossencoder")

    def warm(self) -> None:
        """Begin to load beside what the caller does next; what fails is said when it is used."""
        if not _opened.cache_info().currsize:
            threading.Thread(target=_load, name="crossencoder", daemon=True).start()

    def read(
        self, question: str, sentences: Sequence[str], around: Sequence[str] = ()
    ) -> list[Seen]:
        """What each sentence says to the question, in their order. Raises EmbeddingError.

        `around` has for each what a reader knows who comes to it: the headline, who speaks.
        """
        if not sentences:
            return []
        reader = _reader()
        beside = around or [""] * len(sentences)
        pairs = [pair(question, s, a) for s, a in zip(sentences, beside, strict=True)]
        encodings = encoder.tokenizer().encode_batch(pairs)
        # Each by itself, a processor each: nothing is padded, and since a run is brought to eight
        # bits as a whole, what else was found has no part in how a sentence is read.
        return list(self._workers.map(reader.read, encodings, sentences))


class _Reader(NamedTuple):
    session: "InferenceSession"
    vocabulary: NDArray[np.int8]
    scales: NDArray[np.float32]

    def read(self, encoding: "Encoding", sentence: str) -> Seen:
        ids, types, mask = encoder.table([encoding])
        words = self.vocabulary[ids] * self.scales[ids]
        feed = {"words": words, "types": types, "mask": mask.astype(np.float32)}
        [answers], [inside] = self.session.run(["answers", "inside"], feed)
        found = ((a, b, float(inside[n])) for n, a, b in pieces(encoding, sentence))
        return Seen(float(answers), tuple(found))


_loading = threading.Lock()


def _load() -> None:
    with suppress(EmbeddingError):
        _reader()


def _reader() -> _Reader:
    with _loading:
        return _opened()


@cache
def _opened() -> _Reader:
    session = encoder.opened(str(verified("index", "data/crossencoder.onnx", SHA256)), threads=1)
    known = session.get_modelmeta().custom_metadata_map
    rows, width = int(known["rows"]), int(known["width"])
    file = np.memmap(encoder.model(), dtype=np.uint8, mode="r")
    at, scales = int(known["words"]), int(known["scales"])
    return _Reader(
        session,
        file[at : at + rows * width].view(np.int8).reshape(rows, width),
        file[scales : scales + 4 * rows].copy().view(np.float32).reshape(rows, 1),
    )
