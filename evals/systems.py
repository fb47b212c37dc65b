"""What is measured: anything that takes a case and gives an answer and a ranking."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from assistant.answers import Answer
from assistant.desk import Assistant, Ranked
from assistant.followups import standalone
from assistant.models import Models
from assistant.turns import Turn
from evals.cases import Case
from index.retrieval import Candidate

RANKED = 100
"""Sentences kept of a ranking: more than any metric looks at."""


class SystemUnusable(Exception):
    """A system cannot be used as it was asked for; the message says what to do."""


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """One result of a search, `text_of(source)[start:end] == text`."""

    source: str
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer and the sentences found for it, best first; None where nothing is searched."""

    answer: Answer
    ranked: tuple[RankedSentence, ...] | None


class System(Protocol):
    """One way of answering over one folder. `name` and `model` go into the run's fingerprint."""

    @property
    def name(self) -> str: ...
    @property
    def model(self) -> str: ...
    def ask(self, case: Case) -> Reply: ...


class Dateline:
    """This project: search, then answer from what was found.

    Earlier turns of a case are asked one after another, and each question is taken in the light of
    those before it, as in a conversation.
    """

    name = "dateline"

    def __init__(self, desk: Assistant, model: str = "none") -> None:
        self._desk, self.model = desk, model
        self._files = [article.source for article in desk.articles()]

    def ask(self, case: Case) -> Reply:
        sources = case.scope(self._files)
        turns: list[Turn] = []
        for asked in case.turns:
            found = self._search(asked, turns, case.as_of, sources)
            turns.append(
                Turn(asked, standalone(asked, turns), self._desk.answer(found, model=self.model))
            )
        found = self._search(case.question, turns, case.as_of, sources)
        ranking = ranked((each.candidate, each.score) for each in found.evidence[:RANKED])
        return Reply(self._desk.answer(found, model=self.model), ranking)

    def _search(
        self, asked: str, turns: Sequence[Turn], as_of: date | None, sources: tuple[str, ...]
    ) -> Ranked:
        meant = standalone(asked, turns)
        until = min((day for day in (as_of, meant.until) if day), default=None)
        return self._desk.search(meant.text, since=meant.since, until=until, sources=sources)


def ranked(found: Iterable[tuple[Candidate, float]]) -> tuple[RankedSentence, ...]:
    """Candidates of the index with their scores, as a ranking."""
    return tuple(
        RankedSentence(c.article.source, c.span.start, c.span.end, c.text, round(score, 6))
        for c, score in found
    )


def open_system(name: str, desk: Assistant, model: str, models: Models) -> System:
    """The system of that name over the assistant's folder. Raises SystemUnusable."""
    if name == "dateline":
        return Dateline(desk, model)
    from evals import peers

    return peers.open_peer(name, desk, model, models)
