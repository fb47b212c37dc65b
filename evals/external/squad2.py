"""SQuAD 2.0 as search over all its passages pooled (Rajpurkar et al. 2018, arXiv:1806.03822).

Reads the official JSON file (`dev-v2.0.json`), or JSON lines with question, answers, answerable,
passage_id and passage, one question a line.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.cases import Case, CaseError, read_lines, read_text, why
from evals.external.sets import ExternalSet, name_of


class SquadQuestion(BaseModel):
    """One line of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    answers: tuple[str, ...]
    answerable: bool
    passage_id: str
    passage: str


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    text: str


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    question: str
    answers: tuple[_Answer, ...]
    is_impossible: bool


class _Paragraph(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    context: str
    qas: tuple[_Asked, ...]


class _Page(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    paragraphs: tuple[_Paragraph, ...]


class Official(BaseModel):
    """The official file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    data: tuple[_Page, ...]


def read(path: Path) -> ExternalSet:
    """One case a question, asked of every passage of the file. Raises CaseError."""
    documents, cases = {}, []
    for name, line in _official(path) or read_lines(path, SquadQuestion):
        file = f"{line.passage_id}.txt"
        documents[file] = line.passage
        cases.append(
            Case(
                id=f"squad2-{name}",
                question=line.question,
                kind="answerable" if line.answerable else "near-miss",
                answerable=line.answerable,
                facts=(tuple(dict.fromkeys(line.answers)),) if line.answerable else (),
                files=(file,) if line.answerable else (),
            )
        )
    return ExternalSet(tuple(cases), documents)


def _official(path: Path) -> list[tuple[str, SquadQuestion]]:
    """(id, question) of each question of the official file; none where it is another."""
    try:
        held = json.loads(read_text(path))
    except ValueError:  # more lines than one
        return []
    if not isinstance(held, dict) or "data" not in held:
        return []
    try:
        pages = Official.model_validate(held).data
    except ValidationError as error:
        raise CaseError(f"{path}, {why(error)}") from error
    return list(_flat(pages))


def _flat(pages: tuple[_Page, ...]) -> Iterator[tuple[str, SquadQuestion]]:
    for paragraph in (each for page in pages for each in page.paragraphs):
        for asked in paragraph.qas:
            yield (
                asked.id,
                SquadQuestion(
                    question=asked.question,
                    answers=tuple(answer.text for answer in asked.answers),
                    answerable=not asked.is_impossible,
                    passage_id=name_of(paragraph.context).removesuffix(".txt"),
                    passage=paragraph.context,
                ),
            )
