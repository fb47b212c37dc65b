"""SQuAD 2.0 as search over all its passages pooled (Rajpurkar et al. 2018, arXiv:1806.03822).

Reads JSON lines with question, answers, answerable, passage_id and passage, one question a line.
"""

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.desk import Assistant
from evals.cases import CaseError
from evals.metrics import auroc, hit_at, mean


class SquadQuestion(BaseModel):
    """One line of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    answers: tuple[str, ...]
    answerable: bool
    passage_id: str
    passage: str


@dataclass(frozen=True, slots=True)
class SquadScores:
    """hit@k: an accepted answer stands in the first k sentences; AUROC: of the probability."""

    answerable: int
    unanswerable: int
    hit_at_1: float
    hit_at_3: float
    abstention_auroc: float


def read(path: Path) -> list[SquadQuestion]:
    """The questions of a file. Raises CaseError."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CaseError(f"{path} cannot be read ({error.strerror})") from error
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(SquadQuestion.model_validate_json(line))
        except ValidationError as error:
            raise CaseError(f"{path}, line {number}: {error.errors()[0]['msg']}") from error
    return found


def write_passages(questions: list[SquadQuestion], folder: Path) -> None:
    """Each passage once, as a text file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for question in questions:
        (folder / f"{question.passage_id}.txt").write_text(question.passage, encoding="utf-8")


def score(questions: list[SquadQuestion], assistant: Assistant) -> SquadScores:
    """Search for every question over an assistant whose folder holds the passages."""
    hits: list[list[bool]] = []
    yes: list[float] = []
    no: list[float] = []
    for question in questions:
        evidence = assistant.search(question.question).evidence[:3]
        best = evidence[0].probability if evidence else 0.0
        (yes if question.answerable else no).append(best)
        if question.answerable:
            texts = [each.candidate.text for each in evidence]
            hits.append([any(answer in text for answer in question.answers) for text in texts])
    return SquadScores(
        answerable=len(yes),
        unanswerable=len(no),
        hit_at_1=mean([hit_at(1, row) for row in hits]),
        hit_at_3=mean([hit_at(3, row) for row in hits]),
        abstention_auroc=auroc(yes, no),
    )
