"""From search to evidence: the best sentences, each with the probability that it answers."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from importlib.resources import files
from operator import attrgetter

import numpy as np
from pydantic import BaseModel, ConfigDict

from assistant.alignment import Alignment, Weights
from assistant.around import Around
from assistant.attribution import stance_asked
from assistant.features import Asked, Features, Reading
from assistant.fitting import introduces
from assistant.questions import plain
from index.crossencoder import CrossEncoder, Seen
from index.retrieval import Candidate, Found


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence and how likely it is to answer the question, from 0 to 1.

    `features` is the close reading it had; None for the many that search found and nobody read.
    `seen` is what the cross-encoder made of it; None where it was not among the likeliest.
    """

    candidate: Candidate
    probability: float
    features: Features | None = None
    seen: Seen | None = None

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


class _Together(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    recipe: str
    intercept: float
    alone: float
    together: float


class Ranker:
    """P(this sentence answers the question), in two steps.

    A logistic model over `Features` and the alignment reads every sentence alone; the likeliest of
    them are then read together with the question by the cross-encoder, and the log-odds of both
    are added with a weight for each. The weights are `assistant/data/ranker.json`, made by
    `evals/fit_ranker.py`, and `assistant/data/together.json`, made by `evals/fit_together.py`; each
    file says from what.
    """

    TOGETHER, OF_SEVERAL = 6, 10
    """Sentences read together with the question, at about five milliseconds each: the second number
    where several things are asked for. On stories kept aside the first sentence answered as often
    with four, six, eight and sixteen."""

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
        text = (files("assistant") / "data/together.json").read_text(encoding="utf-8")
        self._weighed = _Together.model_validate_json(text)
        self._crossencoder = CrossEncoder()

    def rank(
        self,
        found: Found,
        read: Sequence[Candidate],
        asked: Asked,
        readings: Sequence[Reading],
        *,
        several: bool = False,
    ) -> list[Evidence]:
        """The sentences that were read, most probable first; then the others, at probability 0.

        Where the question asks for `several` things, more of them are read together with it.
        """
        alone = self.alone(asked, readings)
        most = self.OF_SEVERAL if several else self.TOGETHER
        order = sorted(range(len(alone)), key=lambda n: -alone[n])[:most]
        together = self.together(
            asked.text, [read[n].text for n in order], [readings[n].around for n in order]
        )
        seen = dict(zip(order, together, strict=True))
        for n, each in seen.items():
            # What is said in passing of someone is no answer to the cross-encoder, nor that he has
            # not spoken.
            if introduces(asked.text, read[n].text):
                seen[n] = replace(each, answers=max(each.answers, alone[n]))
            elif other := stance_asked(asked.text, read[n].text):
                [again] = self.together(other, [read[n].text], [readings[n].around])
                seen[n] = max(each, again, key=lambda one: one.answers)
        odds = self._both(alone, seen)
        judged = [
            Evidence(candidate, 1 / (1 + math.exp(-z)), reading.features, seen.get(n))
            for n, (candidate, reading, z) in enumerate(zip(read, readings, odds, strict=True))
        ]
        judged.sort(key=lambda each: (-each.score, each.candidate.article.source))
        done = {(c.article.source, c.n) for c in read}
        rest = [c for c in found.sentences if (c.article.source, c.n) not in done]
        return judged + [Evidence(candidate, 0.0) for candidate in rest]

    def warm(self) -> None:
        """Begin to load what `rank` needs, beside what the caller does next."""
        self._crossencoder.warm()

    def alone(self, asked: Asked, readings: Sequence[Reading]) -> list[float]:
        """The log-odds that each sentence answers, from its features and the alignment alone."""
        if not readings:
            return []
        # `astuple` copies, and takes as long as all the rest
        table = np.array([self._row(reading.features) for reading in readings])
        aligned = self._alignment.score(asked.tokens, [reading.tokens for reading in readings])
        return [float(z) for z in table @ self._weights + self._intercept + aligned]

    def together(
        self, question: str, sentences: Sequence[str], around: Sequence[Around]
    ) -> list[Seen]:
        """What each sentence says to the question, read together with it."""
        beside = [str(each) for each in around]
        return self._crossencoder.read(plain(question), sentences, beside)

    def _both(self, alone: Sequence[float], seen: Mapping[int, Seen]) -> list[float]:
        """Both readings weighed; what is not read together is like the worst that is."""
        together = {n: each.answers for n, each in seen.items()}
        worst, by = min(together.values(), default=0.0), self._weighed
        return [
            by.intercept + by.alone * z + by.together * together.get(n, worst)
            for n, z in enumerate(alone)
        ]
