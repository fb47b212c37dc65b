"""How far a sentence's words are found in others: by stem, by near token, by neighbours."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.content import Word, content, stems
from index.embedding import Tokens

_UNLIKE, _ALIKE = 0.25, 0.75
"""Token cosines of unrelated words are about .3, of synonyms in place about .6."""


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence with what is compared of it: content words, all stems, tokens in context."""

    text: str
    words: tuple[Word, ...]
    stems: frozenset[str]
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a sentence is covered by others, each number 0 to 1.

    `soft`: the mean over its content words of the best cover, 1 for a shared stem and in part for a
    near token; `least`: the same of the worst covered word; `one`: `soft` by the best single
    sentence; `late`: the mean best cosine of all tokens (late interaction).
    """

    soft: float
    least: float
    one: float
    late: float


def read(text: str, tokens: Tokens) -> Read:
    """What is compared of a sentence whose tokens are known."""
    return Read(text, tuple(content(text)), frozenset(stems(text)), tokens)


def unnamed(draft: Read, named: Set[str]) -> Read:
    """The draft without the words of names that the context gives, unless nothing else is left."""
    kept = tuple(word for word in draft.words if word.stem not in named)
    return replace(draft, words=kept or draft.words)


def covered(draft: Read, evidence: Sequence[Read]) -> NDArray[np.float64]:
    """How far each sentence has each content word of the draft, 0 to 1, shape (n, words)."""
    pieces = [_pieces(word, draft.tokens) for word in draft.words]
    table = np.zeros((len(evidence), len(draft.words)))
    for row, other in zip(table, evidence, strict=True):
        near = _nearest(draft.tokens, other.tokens)
        for n, (word, tokens) in enumerate(zip(draft.words, pieces, strict=True)):
            if word.stem in other.stems:
                row[n] = 1.0
            elif tokens:
                cosine = float(near[tokens].mean())
                row[n] = min(max((cosine - _UNLIKE) / (_ALIKE - _UNLIKE), 0.0), 1.0)
    return table


def likeness(draft: Read, evidence: Sequence[Read]) -> Likeness:
    """How the draft is covered by these sentences together."""
    if not draft.words or not evidence:
        return Likeness(0, 0, 0, 0)
    by_sentence = covered(draft, evidence)
    best = by_sentence.max(axis=0)
    nearest = [_nearest(draft.tokens, each.tokens) for each in evidence]
    return Likeness(
        soft=float(best.mean()),
        least=float(best.min()),
        one=float(by_sentence.mean(axis=1).max()),
        late=float(np.max(nearest, axis=0).mean()),
    )


def _pieces(word: Word, tokens: Tokens) -> list[int]:
    return [n for n, (a, b) in enumerate(tokens.offsets) if a < word.end and b > word.start]


def _nearest(draft: Tokens, other: Tokens) -> NDArray[np.float32]:
    """The cosine of each of the draft's tokens to the nearest of the other's."""
    if not len(other.vectors):
        return np.zeros(len(draft.vectors), dtype=np.float32)
    nearest: NDArray[np.float32] = (draft.vectors @ other.vectors.T).max(axis=1)
    return nearest
