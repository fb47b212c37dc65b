"""Whether the articles answer a question at all: a second look, at what the ranker put first.

The ranker weighs one sentence against the question. That nothing answers shows in more than the
best one: in how the next two compare, in a word or an event that is told of nowhere, in whose words
were found.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from importlib.resources import files

import numpy as np
from pydantic import BaseModel, ConfigDict

from assistant.evidence import Evidence, log_odds
from assistant.premises import Unmet

_BELOW = 3.0
"""How far below the best sentence another counts at most: in a handful of articles there is none
that comes near, and that says nothing."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of a question once sentences were found for it.

    `best`, `second` and `third` are log-odds that a sentence answers; `together` is the best that
    the cross-encoder alone gave to any; `untold` is 1 where the event or attribute that is asked
    about is told of nowhere, `unmet` where something else is missing (`assistant.premises`);
    `heard` is 1 and `near` the nearness, about 0 to 2, where someone's words were asked for and
    found (`assistant.sayings.nearest`). The others are `Features` of the best sentence.
    """

    best: float
    second: float
    third: float
    together: float
    untold: float
    unmet: float
    heard: float
    near: float
    late: float
    soft_coverage: float
    soft_least: float
    near_coverage: float
    absent_name: float
    name_coverage: float
    context_name_coverage: float
    unreal: float
    misfit_figure: float
    misfit_name: float
    misfit_reason: float
    misfit_other: float
    passage_cosine: float


OF_BEST = tuple(field.name for field in fields(Signs))[8:]
"""The signs that are features of the best sentence."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """P(the articles answer), from 0 to 1, whether that is enough, and what nothing tells of."""

    probability: float
    answers: bool
    unmet: Unmet | None


class _Recipe(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    recipe: str
    intercept: float
    threshold: float
    weights: dict[str, float]


class Answerable:
    """A logistic model over `Signs`.

    The weights are `assistant/data/answerable.json`, made by `evals/fit_answerable.py`; the file
    says from what.
    """

    def __init__(self) -> None:
        text = (files("assistant") / "data/answerable.json").read_text(encoding="utf-8")
        recipe = _Recipe.model_validate_json(text)
        names = [field.name for field in fields(Signs)]
        if names != list(recipe.weights):
            raise ValueError(
                "assistant/data/answerable.json was made for other signs; fit it again"
            )
        self._weights = np.array(list(recipe.weights.values()))
        self._intercept, self._threshold = recipe.intercept, recipe.threshold

    def judge(
        self, evidence: Sequence[Evidence], near: float | None, unmet: Unmet | None
    ) -> Verdict:
        """Whether what was found, best first, answers; `near` and `unmet` as `Signs` has them."""
        seen = signs(evidence, near, unmet)
        if seen is None:
            return Verdict(0.0, False, unmet)
        z = float(np.array(astuple(seen)) @ self._weights) + self._intercept
        probability = float(1 / (1 + np.exp(-z)))
        if unmet is not None and unmet.nobody:  # another's words are no answer, however near
            return Verdict(min(probability, self._threshold / 2), False, unmet)
        return Verdict(probability, probability >= self._threshold, unmet)


def signs(evidence: Sequence[Evidence], near: float | None, unmet: Unmet | None) -> Signs | None:
    """The signs of what was found, best first; None where nothing was."""
    features = evidence[0].features if evidence else None
    if features is None:
        return None
    odds = [log_odds(each.probability) for each in evidence[:3] if each.features]
    least = odds[0] - _BELOW
    odds = [max(least, each) for each in odds] + [least] * 2
    shared = {name: getattr(features, name) for name in OF_BEST}
    return Signs(
        best=odds[0],
        second=odds[1],
        third=odds[2],
        together=max((e.seen.answers for e in evidence if e.seen), default=odds[0]),
        untold=float(unmet is not None and unmet.happened),
        unmet=float(unmet is not None and not unmet.happened),
        heard=float(near is not None),
        near=near or 0.0,
        **shared,
    )
