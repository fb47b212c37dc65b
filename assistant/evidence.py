"""From search to evidence: the best sentences, each with the probability that it answers."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from importlib.resources import files
from operator import attrgetter

import numpy as np
from pydantic import BaseModel, ConfigDict

from assistant.alignment import Alignment, Weights
from assistant.features import Asked, Features, Reading
from index.retrieval import Candidate, Found


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence and how likely it is to answer the question, from 0 to 1.

    `features` is the close reading it had; None for the many that search found and nobody read.
    """

    candidate: Candidate
    probability: float
    features: Features | None = None

    @property
    def score(self) -> float:
        """What search orders by: the probability, and where that is equal the fused score."""
        return 0.999 * self.probability + 0.001 * self.candidate.score

    @property
    def day(self) -> int:
        """The day its article was published, as an ordinal; 0 where that is not known."""
        published = self.candidate.article.published
        return published.toordinal() if published else 0


def log_odds(probability: float, least: float = 1e-6) -> float:
    """Of a probability, which is kept so far off 0 and 1."""
    inside = min(max(probability, least), 1 - least)
    return math.log(inside / (1 - inside))


def newest_first(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Latest publication first; those of one day keep their order."""
    return sorted(evidence, key=lambda each: -each.day)


def distinct(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The same, without a sentence that an earlier one already says word for word."""
    kept: list[Evidence] = []
    for each in evidence:
        if not any(_same(each.candidate.text, other.candidate.text) for other in kept):
            kept.append(each)
    return kept


def _same(one: str, other: str) -> bool:
    a, b = set(re.findall(r"\w+", one.lower())), set(re.findall(r"\w+", other.lower()))
    return len(a & b) >= 0.85 * max(len(a), len(b), 1)


class _Recipe(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    recipe: str
    intercept: float
    weights: dict[str, float]
    alignment: Weights


class Ranker:
    """A logistic model over `Features` and the alignment: P(this sentence answers the question).

    The weights are `assistant/data/ranker.json`, made by `evals/fit_ranker.py`; the file says from
    what.
    """

    def __init__(self) -> None:
        text = (files("assistant") / "data/ranker.json").read_text(encoding="utf-8")
        recipe = _Recipe.model_validate_json(text)
        names = [field.name for field in fields(Features)]
        if set(names) != set(recipe.weights):
            raise ValueError("assistant/data/ranker.json was made for other features; fit it again")
        self._row = attrgetter(*names)
        self._weights = np.array([recipe.weights[name] for name in names])
        self._intercept = recipe.intercept
        self._alignment = Alignment(recipe.alignment)

    def rank(
        self,
        found: Found,
        read: Sequence[Candidate],
        asked: Asked,
        readings: Sequence[Reading],
    ) -> list[Evidence]:
        """The sentences that were read, most probable first; then the others, at probability 0."""
        judged = [
            Evidence(candidate, probability, reading.features)
            for candidate, reading, probability in zip(
                read, readings, self.probabilities(asked, readings), strict=True
            )
        ]
        judged.sort(key=lambda each: (-each.score, each.candidate.article.source))
        done = {(c.article.source, c.n) for c in read}
        rest = [c for c in found.sentences if (c.article.source, c.n) not in done]
        return judged + [Evidence(candidate, 0.0) for candidate in rest]

    def probabilities(self, asked: Asked, readings: Sequence[Reading]) -> list[float]:
        """P(answers) of each sentence, between 0 and 1."""
        if not readings:
            return []
        # `astuple` copies, and takes as long as all the rest
        table = np.array([self._row(reading.features) for reading in readings])
        aligned = self._alignment.score(asked.tokens, [reading.tokens for reading in readings])
        z = table @ self._weights + self._intercept + aligned
        return [float(p) for p in 1 / (1 + np.exp(-z))]
