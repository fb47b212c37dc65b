"""SQuAD 2.0 as search over all its passages pooled (Rajpurkar et al. 2018, arXiv:1806.03822).

Reads JSON lines with question, answers, answerable, passage_id and passage, one question a line.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from evals.cases import Case, read_lines
from evals.external.sets import ExternalSet


class SquadQuestion(BaseModel):
    """One line of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    answers: tuple[str, ...]
    answerable: bool
    passage_id: str
    passage: str


def read(path: Path) -> ExternalSet:
    """One case a line, asked of every passage of the file. Raises CaseError."""
    documents, cases = {}, []
    for number, line in read_lines(path, SquadQuestion):
        file = f"{line.passage_id}.txt"
        documents[file] = line.passage
        cases.append(
            Case(
                id=f"squad2-{number}",
                question=line.question,
                kind="answerable" if line.answerable else "near-miss",
                answerable=line.answerable,
                facts=(line.answers,) if line.answerable else (),
                files=(file,) if line.answerable else (),
            )
        )
    return ExternalSet(tuple(cases), documents)
