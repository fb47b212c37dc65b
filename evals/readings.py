"""Questions with the sentences that search found for them, as the ranker reads each alone."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.around import Around
from assistant.evidence import Ranker
from assistant.features import Reader, select
from assistant.questions import analyse
from assistant.voices import Voices
from evals import answer_metrics
from evals.cases import Case, CaseError, flat
from evals.metrics import auroc, hit_at, mean
from evals.pools import Pool
from index.catalog import Filter
from index.embedding import MiniLM
from index.library import Library
from index.retrieval import Candidate

_NOTHING = Around()


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence that search found, what stands around it, the log-odds that it answers by the
    ranker alone, whether it does, and with which of its characters where that is known."""

    text: str
    odds: float
    answers: bool
    around: Around = _NOTHING
    words: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what was found for it, the likeliest first."""

    question: str
    answerable: bool
    found: tuple[Read, ...]


class Labelled(BaseModel):
    """A sentence that answers, as someone marked it: `words` are parts of it, letter for letter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sentence: str
    words: tuple[str, ...] = ()


class Question(BaseModel):
    """A line of a story's `questions.jsonl`: all sentences of its articles that answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    answers: tuple[Labelled, ...]


def read(pool: Pool, home: Path, ranker: Ranker) -> Iterator[Asked]:
    """Every question of a pool that follows no other."""
    with Library.open(pool.articles, home, MiniLM()) as library:
        library.sync()
        library.read_statements()
        sources = [article.source for article in library.articles()]
        find = _Finder(library, ranker)
        for case in pool.cases:
            if case.turns:
                continue
            found = find(case.question, case.scope(sources))
            if found:
                read = tuple(_read(each, _answers(case, each.candidate)) for each in found)
                yield Asked(case.question, case.answerable, read)


def read_labelled(folder: Path, home: Path, ranker: Ranker) -> Iterator[Asked]:
    """Every question of a story with `articles/` and `questions.jsonl`. Raises CaseError."""
    asked = questions(folder / "questions.jsonl")
    with Library.open(folder / "articles", home, MiniLM()) as library:
        library.sync()
        library.read_statements()
        find = _Finder(library, ranker)
        for each in asked:
            found = find(each.question)
            if found:
                read = tuple(_labelled(one, each.answers) for one in found)
                yield Asked(each.question, bool(each.answers), read)


def questions(path: Path) -> list[Question]:
    """The lines of a file of labelled questions. Raises CaseError."""
    made = []
    for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            made.append(Question.model_validate(json.loads(line)))
        except (ValueError, ValidationError) as error:
            raise CaseError(f"{path}, line {n}: {error}") from error
    return made


def _answers(case: Case, candidate: Candidate) -> bool:
    return bool(answer_metrics.golds(case, candidate.article.source, candidate.text))


def _labelled(found: "_Found", labels: Sequence[Labelled]) -> Read:
    label = next((each for each in labels if _is(each, found.candidate)), None)
    words = tuple(_places(found.candidate.text, label.words)) if label else ()
    return _read(found, label is not None, words)


def _read(found: "_Found", answers: bool, words: tuple[tuple[int, int], ...] = ()) -> Read:
    return Read(found.candidate.text, found.odds, answers, found.around, words)


def _is(label: Labelled, candidate: Candidate) -> bool:
    """Whether a sentence as we split it is the one that is marked, or a part of it, or has it."""
    if label.file != candidate.article.source:
        return False
    one, other = flat(label.sentence), flat(candidate.text)
    return one in other or (other in one and any(w in candidate.text for w in label.words))


def _places(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    for each in words:
        if (at := text.find(each)) >= 0:
            yield at, at + len(each)


class _Found(NamedTuple):
    candidate: Candidate
    odds: float
    around: Around


class _Finder:
    """What search and the ranker find for a question in one library."""

    def __init__(self, library: Library, ranker: Ranker) -> None:
        self._library, self._ranker = library, ranker
        self._voices = Voices(library)
        self._reader = Reader(library, self._voices)

    def __call__(self, text: str, sources: Sequence[str] = ()) -> list[_Found]:
        question = analyse(text, self._library.terms)
        found = self._library.search(question.text, within=Filter(sources=tuple(sources)))
        chosen = select(question, found, self._voices)
        asked = self._reader.ask(question)
        readings = self._reader.read(question, asked, chosen)
        odds = self._ranker.alone(asked, readings)
        read = [
            _Found(candidate, z, reading.around)
            for candidate, z, reading in zip(chosen, odds, readings, strict=True)
        ]
        return sorted(read, key=lambda each: -each.odds)


def figures(asked: Sequence[Asked], odds: Sequence[Sequence[float]]) -> str:
    """How often the likeliest and one of the three likeliest sentences answers, and how well the
    best log-odds tell the answerable from the rest; `odds` are of each question's first sentences.
    """
    best, golds, unanswerable = [], [], []
    for each, given in zip(asked, odds, strict=True):
        if each.answerable:
            best.append(max(given))
            order = sorted(range(len(given)), key=lambda n: -given[n])
            golds.append([each.found[n].answers for n in order])
        else:
            unanswerable.append(max(given))
    return (
        f"{len(best)} answerable, {len(unanswerable)} not: "
        f"hit@1 {mean([hit_at(1, g) for g in golds]):.3f}, "
        f"hit@3 {mean([hit_at(3, g) for g in golds]):.3f}, "
        f"abstention AUROC {auroc(best, unanswerable):.3f}"
    )
