"""A language model as judge: is a sentence supported by the words it cites, yes or no?

Its verdicts stand apart from every other figure. How far it agrees with people is measured on
claims that people labelled; see `evals/agreement.py`.
"""

import hashlib
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.completing import Message, ModelError
from assistant.conferring import Talk
from assistant.judging import ALTERNATIVES, MOST_TOKENS, Judge
from assistant.models import Models, SpecError
from assistant.patience import Caller, Limits
from assistant.settings import Settings
from evals.answer_metrics import Evidence
from evals.systems import SystemUnusable

_ASK = """\
{evidence}

Statement: {statement}
Does the text above state everything that the statement says? Answer with one word, Yes or No."""
PROMPT = hashlib.sha256(_ASK.encode()).hexdigest()[:12]
"""Which question was put: an agreement measured with another one says nothing of this one."""
_LIMITS = Limits(first_token=120.0, total=300.0)
"""Nobody is waiting for the answer: a model on a busy machine is given time."""


class JudgeError(Exception):
    """The judge gave no verdict; the message says why."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model says of one sentence. `score` is P(Yes) against P(No), 0 to 1."""

    supported: bool
    score: float
    reason: str


class ModelJudge:
    """A checker that asks a model, one sentence a call. `name` is the model's spec."""

    def __init__(self, caller: Caller) -> None:
        self._caller, self._read = caller, Judge()

    @property
    def name(self) -> str:
        return self._caller.name

    def __call__(self, sentence: str, evidence: Sequence[Evidence]) -> Judgement:
        """Raises JudgeError when there is no reply; one without a Yes or a No supports nothing."""
        if not evidence:
            return Judgement(False, 0.0, "it cites no sentence")
        shown = "\n".join(_flat(each.text) for each in evidence)
        asked = _ASK.format(evidence=shown, statement=_flat(sentence))
        pieces = Talk(self._caller).say(
            [Message("user", asked)], most=MOST_TOKENS, alternatives=ALTERNATIVES
        )
        try:
            margin = self._read.margin(pieces)
        except ModelError as error:
            raise JudgeError(f"the model {self.name} {error}") from error
        if margin is None:
            return Judgement(False, 0.5, "the model says neither Yes nor No")
        score = 1 / (1 + math.exp(-margin))
        return Judgement(margin > 0, round(score, 4), "" if margin > 0 else "the model says No")


@contextmanager
def model_judge(spec: str, settings: Settings) -> Iterator[ModelJudge | None]:
    """The judge of a spec, None for "none"; a model that runs here is stopped afterwards.

    Raises evals.systems.SystemUnusable.
    """
    models = Models(settings, _LIMITS)
    try:
        caller = models.open(spec)
    except SpecError as error:
        raise SystemUnusable(f"--judge: {error}") from error
    try:
        yield ModelJudge(caller) if caller else None
    finally:
        models.close()


def _flat(text: str) -> str:
    return " ".join(text.split())
