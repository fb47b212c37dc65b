"""How well a sentence's words answer a question's, judged by a small network over token vectors.

Decomposable attention (Parikh et al. 2016, arXiv:1606.01933) over the encoder's frozen vectors:
each token of the question is set against what the sentence has for it, and what the sentence has
beyond the question against the kind of thing the question wants. About 11,000 weights, fitted by
`evals/fit_ranker.py`; nothing is encoded here.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from index.embedding import Vectors

LONGEST_QUESTION = 32
LONGEST_SENTENCE = 80
"""Tokens looked at; longer texts are cut."""
_SHARPNESS = 12.0
_FAMILIAR = 0.6
"""The cosine at which a token counts half as one of the question's own."""
_OUT = -9.0


class Weights(BaseModel):
    """The network's matrices by rows; w is the width of token vectors.

    `project` (w, d), `compare` (4d, h) with `compare_bias` (h), `attend` (w), `asks` and `holds`
    (w, k), `out` (2h + k).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    project: list[list[float]]
    compare: list[list[float]]
    compare_bias: list[float]
    attend: list[float]
    asks: list[list[float]]
    holds: list[list[float]]
    out: list[float]


class Alignment:
    """Log-odds that each sentence answers a question, to be added to the other features'."""

    def __init__(self, weights: Weights) -> None:
        self._project, self._compare = _array(weights.project), _array(weights.compare)
        self._bias, self._attend = _array(weights.compare_bias), _array(weights.attend)
        self._asks, self._holds = _array(weights.asks), _array(weights.holds)
        self._out = _array(weights.out)

    def score(self, question: Vectors, sentences: Sequence[Vectors]) -> Vectors:
        """One number for each sentence. `question` is (m, w), each sentence (t, w).

        A sentence without tokens scores as if it had one that is like nothing.
        """
        if not sentences:
            return np.zeros(0, dtype=np.float32)
        asked = question[:LONGEST_QUESTION]
        width, count = self._project.shape[0], len(sentences)
        if not len(asked):
            return np.zeros(count, dtype=np.float32)
        longest = max(1, *(min(len(s), LONGEST_SENTENCE) for s in sentences))
        tokens = np.zeros((count, longest, width), dtype=np.float32)
        absent = np.full((count, longest), _OUT, dtype=np.float32)
        for n, sentence in enumerate(sentences):
            kept = sentence[:longest]
            tokens[n, : len(kept)] = kept if len(kept) else 0.0
            absent[n, : max(1, len(kept))] = 0.0
        cosine = np.einsum("md,ntd->nmt", asked, tokens) + absent[:, None, :]
        weight = np.exp(np.clip(asked @ self._attend, -3, 3))
        weight /= weight.sum()
        compared = self._compared(asked, tokens, cosine)
        kinds = self._kinds(asked, weight, tokens, cosine, absent)
        mean = np.einsum("m,nmh->nh", weight, compared)
        found: Vectors = np.concatenate([mean, compared.max(axis=1), kinds], axis=1) @ self._out
        return found

    def _compared(self, asked: Vectors, tokens: Vectors, cosine: Vectors) -> Vectors:
        """(n, m, h): each question token beside what the sentence has for it."""
        share = np.exp(_SHARPNESS * (cosine - cosine.max(axis=2, keepdims=True)))
        share /= share.sum(axis=2, keepdims=True)
        there = np.einsum("nmt,ntd->nmd", share, tokens @ self._project)
        here = np.broadcast_to(asked @ self._project, there.shape)
        pair = np.concatenate([here, there, here * there, np.abs(here - there)], axis=2)
        hidden: Vectors = np.maximum(pair @ self._compare + self._bias, 0.0)
        return hidden

    def _kinds(
        self, asked: Vectors, weight: Vectors, tokens: Vectors, cosine: Vectors, absent: Vectors
    ) -> Vectors:
        """(n, k): how far the sentence's new tokens are of the kinds the question wants."""
        new = 1 / (1 + np.exp(-8.0 * (_FAMILIAR - cosine.max(axis=1))))
        wanted = 3.0 * np.tanh((weight @ asked) @ self._asks)
        each = wanted * (tokens @ self._holds) * new[:, :, None] + absent[:, :, None]
        kinds: Vectors = np.maximum(each.max(axis=1), -3.0)
        return kinds


def _array(values: Sequence[float] | Sequence[Sequence[float]]) -> NDArray[np.float32]:
    return np.array(values, dtype=np.float32)
