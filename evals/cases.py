"""Cases: questions with what a right answer holds, read from JSON lines."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

BUNDLED = Path(__file__).parent / "cases.jsonl"
"""Questions as most people type them."""
HARD = Path(__file__).parent / "cases-hard.jsonl"
"""Loose, far paraphrases, and near-misses that name what the articles name."""

Kind = Literal[
    "fact",
    "attribution",
    "several",
    "disagreement",
    "time",
    "follow-up",
    "unanswerable",
    "false-premise",
]


class CaseError(Exception):
    """A file of cases cannot be used; the message names the line, the field and the reason."""


class Case(BaseModel):
    """One question about a folder of articles.

    `facts`: each is a list of wordings of which an answer must hold one. `files`: the articles in
    which a right answer stands, by name. `sentences`: the sentences of those articles that answer,
    word for word. All are empty for a question that the articles do not answer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    kind: Kind
    answerable: bool
    facts: tuple[tuple[str, ...], ...] = ()
    files: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> "Case":
        if self.answerable and not (self.facts and self.files and all(self.facts)):
            raise ValueError("an answerable case needs facts (each with a wording) and files")
        if not self.answerable and (self.facts or self.files):
            raise ValueError("a case that is not answerable has no facts and no files")
        return self


def read(path: Path) -> list[Case]:
    """Every case of a file. Raises CaseError."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CaseError(f"{path} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise CaseError(f"{path} is not UTF-8 text") from error
    cases: list[Case] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            case = Case.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"]) or "the line"
            raise CaseError(f"{path}, line {number}, {field}: {first['msg']}") from error
        if case.id in seen:
            raise CaseError(f"{path}, line {number}, id: {case.id} is also on line {seen[case.id]}")
        seen[case.id] = number
        cases.append(case)
    if not cases:
        raise CaseError(f"{path} holds no cases")
    return cases
