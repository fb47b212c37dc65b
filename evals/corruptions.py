"""Supported sentences made wrong by rule: what a checker must learn to refuse."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.findings import Support
from assistant.names import names

_AUXILIARY = re.compile(r"\b(is|are|was|were|has|have|had|will|would|can|could)\b(?! not)")
_OPPOSITES = (
    "more less", "before after", "rose fell", "won lost", "opened closed", "highest lowest",
    "largest smallest", "increased decreased", "higher lower", "began ended", "first last",
    "bought sold", "best worst", "above below", "earlier later", "over under",
)  # fmt: skip
_FLIP = {a: b for pair in _OPPOSITES for a, b in (pair.split(), pair.split()[::-1])}
_FLIPPED = re.compile(rf"\b(?:{'|'.join(_FLIP)})\b")
_SURE = re.compile(r"\b(?:is|are|was|were|has|had|have|will)\b")
Pair = tuple[str, list[Support]]


def negated(claim: str, evidence: Sequence[Support]) -> Pair:
    """With "not" after the first auxiliary verb."""
    return _AUXILIARY.sub(r"\1 not", claim, count=1), list(evidence)


def reversed_(claim: str, evidence: Sequence[Support]) -> Pair:
    """With the first word of direction turned round."""
    return _FLIPPED.sub(lambda match: _FLIP[match[0]], claim, count=1), list(evidence)


def hardened(claim: str, evidence: Sequence[Support]) -> Pair:
    """With evidence that says only that it may be so."""
    return claim, [replace(each, text=_SURE.sub("may", each.text)) for each in evidence]


def swapped(claim: str, evidence: Sequence[Support]) -> Pair:
    """With its first two names in each other's place."""
    found = [name for name in names(claim) if claim.count(name) == 1][:2]
    if len(found) < 2 or found[0] in found[1] or found[1] in found[0]:
        return claim, list(evidence)
    one, other = found
    return claim.replace(one, "\0").replace(other, one).replace("\0", other), list(evidence)


def borrowed(claim: str, evidence: Sequence[Support]) -> Pair:
    """With a name that the evidence has replaced by one that only the context has."""
    texts = " ".join(each.text for each in evidence)
    mine = [name for name in names(claim) if name in texts]
    around = names(" ".join(each.context for each in evidence))
    other = [name for name in around if name not in texts and name not in claim]
    if not mine or not other:
        return claim, list(evidence)
    return claim.replace(mine[0], random.Random(claim).choice(other)), list(evidence)  # noqa: S311


ALL: tuple[Callable[[str, Sequence[Support]], Pair], ...] = (
    negated, reversed_, hardened, swapped, borrowed,
)  # fmt: skip


def corruptions(claim: str, evidence: Sequence[Support]) -> list[Pair]:
    """Every corruption that changes something."""
    made = [corrupt(claim, evidence) for corrupt in ALL]
    return [pair for pair in made if pair != (claim, list(evidence))]
