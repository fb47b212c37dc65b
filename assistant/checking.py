"""Is a drafted sentence supported by the sentences it cites, and if not, why not."""

import math
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, fields
from importlib.resources import files

import numpy as np
from pydantic import BaseModel, ConfigDict

from assistant.content import content, stems
from assistant.findings import Findings, Support, find
from assistant.likeness import Likeness, Read, covered, likeness, read, unnamed
from assistant.names import named
from index.embedding import Embedder
from index.spans import LONGEST

__all__ = ["Checker", "Features", "Support", "Verdict"]

_CACHED = 500
_READ = 24
"""Candidates that `best_support` reads with the encoder: those that share most words."""
_SPREAD = 0.1
"""What a candidate's likeness to the whole sentence counts beside what it adds to the others."""
_FOUND = 0.5
"""Words covered less than this are named in the reason when nothing else is wrong."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence is supported.

    `score` is P(supported), 0 to 1, below the threshold whenever `supported` is false. `reason`
    says in words what is wrong, "" when nothing is.
    """

    supported: bool
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Features:
    """What the model sees: a `Likeness`, how many things `Findings` names, log content words."""

    soft: float
    least: float
    one: float
    late: float
    numbers: float
    dates: float
    names: float
    quotes: float
    speakers: float
    denied: float
    reversed: float
    borrowed: float
    hardened: float
    length: float


@dataclass(frozen=True, slots=True)
class Judged:
    """A draft held against its evidence: what the rules found and what the model sees."""

    draft: Read
    evidence: tuple[Read, ...]
    findings: Findings
    features: Features


class _Recipe(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    recipe: str
    intercept: float
    threshold: float
    weights: dict[str, float]


class Checker:
    """Checks drafted sentences. Holds a bounded cache of sentences read by the encoder.

    The rules of `findings` say what is wrong; a logistic model over them and over how the words are
    covered gives P(supported). Its weights are `assistant/data/checker.json`, made by
    `evals/fit_checker.py`; docs/decisions/005-checking.md has the figures and the threshold's
    reason.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: OrderedDict[str, Read] = OrderedDict()
        text = (files("assistant") / "data/checker.json").read_text(encoding="utf-8")
        recipe = _Recipe.model_validate_json(text)
        names = [field.name for field in fields(Features)]
        if set(names) != set(recipe.weights):
            raise ValueError(
                "assistant/data/checker.json was made for other features; fit it again"
            )
        self._weights = np.array([recipe.weights[name] for name in names])
        self._intercept, self.threshold = recipe.intercept, recipe.threshold

    def check(self, sentence: str, evidence: Sequence[Support]) -> Verdict:
        """Whether these sentences support `sentence`.

        What `Findings.hard` names is never made up for by likeness.
        """
        if not evidence:
            return Verdict(False, 0.0, "it cites no sentence")
        if len(sentence) > LONGEST:
            return Verdict(False, 0.0, f"it is longer than {LONGEST} characters")
        judged = self.judge(sentence, evidence)
        if not judged.draft.words:
            return Verdict(False, 0.0, "it says nothing that can be checked")
        score = self._probability(judged.features)
        found = judged.findings
        supported = score >= self.threshold and not found.hard
        if supported:
            return Verdict(True, score, "")
        reasons = found.reasons() or [_uncovered(judged)]
        return Verdict(False, min(score, 0.99 * self.threshold), "; ".join(reasons))

    def judge(self, sentence: str, evidence: Sequence[Support]) -> Judged:
        """What speaks for and against a sentence, before it is decided."""
        draft, *rest = self._read([sentence, *(each.text for each in evidence)])
        draft = unnamed(draft, named(sentence, [each.context for each in evidence]))
        found = find(sentence, evidence)
        seen = _features(draft, likeness(draft, rest), found)
        return Judged(draft, tuple(rest), found, seen)

    def best_support(
        self, sentence: str, candidates: Sequence[Support], k: int = 4
    ) -> list[Support]:
        """The `k` candidates that together cover most of the sentence, the most useful first.

        The next one is always the one that adds most to those chosen; of the candidates only the
        `_READ` that share most words are read.
        """
        said = {word.stem for word in content(sentence)}
        if not said or not candidates:
            return []
        order = sorted(range(len(candidates)), key=lambda n: -len(said & stems(candidates[n].text)))
        near = [candidates[n] for n in sorted(order[:_READ])]
        draft, *rest = self._read([sentence, *(each.text for each in near)])
        table = covered(draft, rest)
        best = np.zeros(len(draft.words))
        chosen: list[int] = []
        while len(chosen) < min(k, len(near)):
            gains = np.maximum(table, best).sum(axis=1) + _SPREAD * table.mean(axis=1)
            gains[chosen] = -1
            chosen.append(int(gains.argmax()))
            best = np.maximum(best, table[chosen[-1]])
        return [near[n] for n in chosen]

    def _read(self, texts: Sequence[str]) -> list[Read]:
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        for text, tokens in zip(missing, self._embedder.tokens(missing), strict=True):
            self._known[text] = read(text, tokens)
        found = [self._known[text] for text in texts]
        while len(self._known) > _CACHED:
            self._known.popitem(last=False)
        return found

    def _probability(self, seen: Features) -> float:
        z = float(self._weights @ np.array(astuple(seen))) + self._intercept
        return 1 / (1 + math.exp(-z))


def _features(draft: Read, alike: Likeness, found: Findings) -> Features:
    return Features(
        **asdict(alike),
        numbers=min(len(found.numbers), 2),
        dates=min(len(found.dates), 2),
        names=min(len(found.names), 3),
        quotes=min(len(found.quotes), 1),
        speakers=float(bool(found.speakers)),
        denied=float(bool(found.denied)),
        reversed=float(bool(found.reversed)),
        borrowed=float(bool(found.borrowed)),
        hardened=found.hardened,
        length=math.log(max(len(draft.words), 1)),
    )


def _uncovered(judged: Judged) -> str:
    best = covered(judged.draft, judged.evidence).max(axis=0)
    words = zip(judged.draft.words, best, strict=True)
    weak = [judged.draft.text[w.start : w.end] for w, cover in words if cover < _FOUND]
    if not weak:
        return "the cited sentences do not say this together"
    return "the cited sentences do not say " + ", ".join(f'"{word}"' for word in weak[:5])
