"""Values that different articles, or different people in one, give in answer to a question."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from importlib.resources import files
from operator import attrgetter

import numpy as np
from pydantic import BaseModel, ConfigDict

from assistant.differing.accounts import Account, Difference
from assistant.differing.pairs import Apart, Pair, agree, pairs
from assistant.differing.telling import Telling, Told, family, tellings
from assistant.evidence import Evidence
from assistant.questions import Question

_NOT = re.compile(r"\bnot\s+(?:the\s+|about\s+)?$", re.I)
_ASKED = -1.4
"""Log-odds (.2) from which on a value may be what is asked for."""
_FURTHER = 0.3
"""The probability from which on a value differs from one of two that are known to, or where the
question asks whether accounts differ."""
_MOST = 4
"""Sides that are shown, at most."""


@dataclass(frozen=True, slots=True)
class Rival:
    """One of the different values, and the sentences that give it, its own first.

    `given_up`: no sentence found holds it; one says that it was wrong.
    """

    value: str
    evidence: tuple[Evidence, ...]
    given_up: bool


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    intercept: float
    weights: dict[str, float]


class _Recipe(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    recipe: str
    threshold: float
    told: _Model
    apart: _Model


class Rivals:
    """Two logistic models, of a value as what is asked for and of two as different answers.

    The weights are `assistant/data/rivals.json`, made by `evals/fit_rivals.py`; the file says from
    what.
    """

    def __init__(self) -> None:
        text = (files("assistant") / "data/rivals.json").read_text(encoding="utf-8")
        recipe = _Recipe.model_validate_json(text)
        for model, made in ((recipe.told, Told), (recipe.apart, Apart)):
            if list(model.weights) != [field.name for field in fields(made)]:
                raise ValueError(
                    "assistant/data/rivals.json was made for other signs; fit it again"
                )
        self._told, self._apart = recipe.told, recipe.apart
        self._threshold = recipe.threshold

    def find(
        self, question: Question, chosen: Sequence[Evidence], read: Sequence[Account]
    ) -> tuple[Rival, ...]:
        """The values that differ, the likeliest first; empty where none do.

        At least one of the two stands in a `chosen` sentence.
        """
        told, odds, found = self._compared(question, chosen, read)
        least = _FURTHER if question.compares else self._threshold
        likely = [each for each in found if each[0] >= least or _corrected(each[1])]
        if not likely:
            return ()
        _, best = likely[0]
        values = [best.one, best.other]
        _grow(values, [pair for p, pair in found if p >= _FURTHER or _corrected(pair)])
        return _rivals(values, told, odds)

    def further(
        self,
        question: Question,
        chosen: Sequence[Evidence],
        read: Sequence[Account],
        sides: Sequence[Difference],
    ) -> tuple[Rival, ...]:
        """Values that differ from these sides, which are known to differ: that takes less."""
        told, odds, found = self._compared(question, chosen, read)
        known = [
            each
            for each in told
            if any(each.text == s.value and each.evidence is s.evidence[0] for s in sides)
        ]
        values = list(known)
        _grow(values, [pair for p, pair in found if p >= _FURTHER])
        return _rivals(values, told, odds)[len(known) :]

    def _compared(
        self, question: Question, chosen: Sequence[Evidence], read: Sequence[Account]
    ) -> tuple[list[Telling], list[float], list[tuple[float, Pair]]]:
        """Every value, the odds that each is what is asked for, and every pair of them with the
        probability that they are different answers, the likeliest first."""
        told = tellings(question, read)
        odds = _odds(self._told, [each.told for each in told])
        paired = pairs(question, chosen, told, odds)
        unlike = _odds(self._apart, [pair.apart for pair in paired])
        found = [(1 / (1 + math.exp(-z)), pair) for z, pair in zip(unlike, paired, strict=True)]
        found.sort(key=lambda each: -each[0])
        return told, odds, found


def _grow(values: list[Telling], pairs: Sequence[Pair]) -> None:
    """Add what differs from a value that is there, and agrees with none."""
    for pair in pairs:
        for new, old in ((pair.one, pair.other), (pair.other, pair.one)):
            if any(agree(old, each) for each in values) and not any(
                agree(new, each) for each in values
            ):
                values.append(new)


def _rivals(
    values: Sequence[Telling], told: Sequence[Telling], odds: Sequence[float]
) -> tuple[Rival, ...]:
    asked = [each for each, z in zip(told, odds, strict=True) if z >= _ASKED]
    return tuple(_rival(each, values, asked) for each in values[:_MOST])


def _corrected(pair: Pair) -> bool:
    """Whether a sentence says of a value that may be asked for that it is not another: "three
    lifeboats, not two as we had it"."""
    one, other = pair.one, pair.other
    if one.place != other.place or one.given_up == other.given_up or pair.apart.less < _ASKED:
        return False
    wrong = one if one.given_up else other
    before = wrong.evidence.candidate.text[: wrong.value.start]
    return bool(_NOT.search(before))


def _rival(value: Telling, values: Sequence[Telling], asked: Sequence[Telling]) -> Rival:
    """A value with its own sentence first, then others that give it and none of the others."""
    others = [each for each in values if each is not value]
    same = [
        each
        for each in asked
        if each is not value
        and not each.given_up
        and family(each.value) == family(value.value)
        and agree(each, value)
        and not any(agree(each, other) for other in others)
    ]
    same.sort(key=lambda each: (each.told.headline, each.place))
    if not value.given_up or not same:
        same = [value, *same]
    evidence = {id(each.evidence): each.evidence for each in same}
    return Rival(same[0].text, tuple(evidence.values()), same[0].given_up)


def _odds(model: _Model, signs: Sequence[Told] | Sequence[Apart]) -> list[float]:
    if not signs:
        return []
    row = attrgetter(*model.weights)  # `astuple` copies, and takes longer than all the rest
    table = np.array([row(each) for each in signs])
    weights = np.array(list(model.weights.values()))
    return [float(z) for z in table @ weights + model.intercept]
