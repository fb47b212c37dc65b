"""Questions that name two answers ("electric or electrified?"), and articles that give one each."""

import re
from collections.abc import Iterator, Sequence

from assistant.content import FUNCTION, content, stem
from assistant.differing.accounts import Difference
from assistant.differing.competing import SURE
from assistant.evidence import Evidence
from assistant.questions import Question

_OR = re.compile(
    r"(?<=\w),? or (?:(?:merely|just|only|rather|even|simply|a|an|the|is it)\s+)*", re.I
)
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_MOST = 2
"""Words of an alternative."""
_NEXT = 2
"""Words right beside the two that are the same, from which on no more are asked for."""
_SHARED, _LEAST = 0.5, 2
"""The part of the shorter sentence's other words that both must have, and how many at least."""


def alternatives(
    question: Question, chosen: Sequence[Evidence], read: Sequence[Evidence]
) -> tuple[Difference, ...]:
    """Two sentences of different articles of which each gives another one of two answers named.

    They must say much the same besides, and neither may have the other's word.
    """
    for first, second in _named(question.text):
        for one in chosen:
            if one.probability < SURE:
                continue
            for mine, theirs in ((first, second), (second, first)):
                for other in read:
                    if found := _apart(question, one, mine, other, theirs):
                        return found
    return ()


def _named(text: str) -> Iterator[tuple[str, str]]:
    """What stands before and after "or", the longer ones first."""
    for match in _OR.finditer(text):
        before = re.split(r"[,;:?]", text[: match.start()])[-1]
        after = re.split(r"[,;:?.]", text[match.end() :])[0]
        left = [m[0] for m in _WORD.finditer(before)]
        right = [m[0] for m in _WORD.finditer(after)]
        for n in range(_MOST, 0, -1):
            for k in range(_MOST, 0, -1):
                one, other = left[-n:], right[:k]
                if (
                    len(one) == n
                    and len(other) == k
                    and not _function(one)
                    and not _function(other)
                ):
                    yield " ".join(one), " ".join(other)


def _function(words: Sequence[str]) -> bool:
    return any(word.lower() in FUNCTION for word in words)


def _apart(
    question: Question, one: Evidence, mine: str, other: Evidence, theirs: str
) -> tuple[Difference, ...]:
    a, b = one.candidate, other.candidate
    here, there = _given(mine, a.text), _given(theirs, b.text)
    if a.article.source == b.article.source or not here or not there:
        return ()
    if _given(theirs, a.text) or _given(mine, b.text) or not _same(a.text, here, b.text, there):
        return ()
    return Difference(here, (one,)), Difference(there, (other,))


def _given(words: str, text: str) -> str:
    """The words as a sentence has them, in the plural or not; empty where it has not."""
    parts = [rf"{re.escape(word.removesuffix('s'))}s?" for word in words.split()]
    form = r"\s".join(parts)
    match = re.search(rf"(?<![\w-]){form}(?![\w-])", text, re.I)
    return match[0] if match else ""


def _same(one: str, mine: str, other: str, theirs: str) -> bool:
    if _beside(one, mine, other, theirs) >= _NEXT:
        return True
    values = {stem(word) for value in (mine, theirs) for word in value.split()}
    a, b = ({word.stem for word in content(text)} - values for text in (one, other))
    both = len(a & b)
    return both >= _LEAST and both >= _SHARED * min(len(a), len(b))


def _beside(one: str, mine: str, other: str, theirs: str) -> int:
    """How many words next to the two, on both sides without a gap, are the same: "a … move"."""
    count = 0
    a, b = one.index(mine), other.index(theirs)
    pairs = (
        (reversed(_words(one[:a])), reversed(_words(other[:b]))),
        (_words(one[a + len(mine) :]), _words(other[b + len(theirs) :])),
    )
    for left, right in pairs:
        for here, there in zip(left, right, strict=False):
            if here != there:
                break
            count += 1
    return count


def _words(text: str) -> list[str]:
    return [match[0].lower() for match in _WORD.finditer(text)]
