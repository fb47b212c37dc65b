"""Does the likeliest sentence answer? One word from a model, weighed with what is known."""

import math
import re
from collections.abc import Iterable, Sequence
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, TypeAdapter

from assistant.answers import Judged
from assistant.completing import Piece
from assistant.evidence import log_odds

ALTERNATIVES = 10
"""Log-probabilities asked for: "Yes", "yes", " Yes" and the like are added up."""
MOST_TOKENS = 4
_CLIP, _WIDEST = 0.001, 8.0
"""No probability is taken to be surer, no margin wider: neither must silence the other."""
_NEVER = -20.0
"""The log-probability given to a word that is not among the alternatives."""
_ANY = "any"
_BARE = 2.0
"""The margin that a bare word counts for, where a server gives no log-probabilities."""
_WORD = re.compile(r"[a-z]+", re.I)


class _Recipe(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    recipe: str
    intercept: float
    ranker: float
    margin: float
    threshold: float


class Judge:
    """P(the articles answer), from a verdict's log P(Yes) - log P(No) and what is known without it.

    A logistic model on the margin and the ranker's log-odds. Its numbers are in
    `assistant/data/judge.json`, made by `evals/fit_judge.py`: for models whose margins are known to
    lie elsewhere their own, for all others those of `any`.
    """

    def __init__(self) -> None:
        text = (files("assistant") / "data/judge.json").read_text(encoding="utf-8")
        self._recipes = TypeAdapter(dict[str, _Recipe]).validate_json(text)

    def probability(self, judged: Judged, model: str = _ANY) -> float:
        """Both together, from 0 to 1."""
        r = self._recipe(model)
        ranker, margin = weighed(judged)
        z = r.intercept + r.ranker * ranker + r.margin * margin
        return 1 / (1 + math.exp(-z))

    def passes(self, probability: float, model: str = _ANY) -> bool:
        return probability >= self._recipe(model).threshold

    def margin(self, pieces: Iterable[Piece]) -> float | None:
        """What a reply says, as log P(Yes) - log P(No); None when it says neither.

        With log-probabilities the first place where either word is likely decides, otherwise the
        first of the words that was written.
        """
        said, margin = "", None
        for piece in pieces:  # to the end, where the tokens are counted
            margin = _margin(piece.likely) if margin is None else margin
            said += piece.text
        if margin is not None:
            return margin
        for word in _WORD.findall(said):
            if word.lower() in ("yes", "no"):
                return _BARE if word.lower() == "yes" else -_BARE
        return None

    def _recipe(self, model: str) -> _Recipe:
        return self._recipes.get(model) or self._recipes[_ANY]


def weighed(judged: Judged) -> tuple[float, float]:
    """The log-odds without the model, and its margin, as they are weighed."""
    margin = min(max(judged.margin, -_WIDEST), _WIDEST)
    return log_odds(judged.ranker, _CLIP), margin


def _margin(likely: Sequence[tuple[str, float]]) -> float | None:
    odds = {"yes": 0.0, "no": 0.0}
    for token, logprob in likely:
        word = token.strip().strip("\"'*.").lower()
        if word in odds:
            odds[word] += math.exp(logprob)
    if sum(odds.values()) < 0.01:
        return None
    yes, no = (math.log(max(odds[word], math.exp(_NEVER))) for word in ("yes", "no"))
    return yes - no
