"""Cases: questions with what a right answer holds, read from JSON lines. See evals/README.md."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

BUNDLED = Path(__file__).parent / "cases.jsonl"
"""Questions as most people type them."""
HARD = Path(__file__).parent / "cases-hard.jsonl"
"""Loose, far paraphrases, and near-misses that name what the articles name."""

KINDS = (
    "fact",
    "attribution",
    "several",
    "disagreement",
    "time",
    "follow-up",
    "unanswerable",
    "false-premise",
)
"""The kinds of the bundled cases. A case may have any other word: reports break down by it."""

MARK = re.compile(r"\[\d+\]")
"""What stands for a citation in an answer's text."""
Words = Annotated[str, Field(min_length=1, pattern=r"\S")]
Line = TypeVar("Line", bound=BaseModel)


class CaseError(Exception):
    """A file of cases cannot be used; the message names the line, the field and the reason."""


class Case(BaseModel):
    """One question about a folder of articles, and how to tell a right answer from a wrong one.

    `facts`: each is a list of wordings of which an answer must hold one. `files`: the articles in
    which a right answer stands, by name. `sentences`: the sentences of those articles that answer,
    word for word. All are empty for a question that the articles do not answer. `wrong`: answers
    that must not be given, unless shown as one side of a disagreement. `speaker`: who is asked
    about. `as_of`: only articles up to that day count. `turns`: what was asked before, in the same
    conversation. `only`: the files the question is asked of; `without`: files left out when it is
    asked. `confirmed`: false for a drafted case that nobody has read yet.
    `note`: anything to remember; it is not measured.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Words
    question: Words
    kind: str = Field(pattern=r"^\S+$")
    answerable: bool
    facts: tuple[Annotated[tuple[Words, ...], Field(min_length=1)], ...] = ()
    files: tuple[Words, ...] = ()
    sentences: tuple[Words, ...] = ()
    wrong: tuple[Words, ...] = ()
    speaker: Words | None = None
    as_of: date | None = None
    turns: tuple[Words, ...] = ()
    only: tuple[Words, ...] = ()
    without: tuple[Words, ...] = ()
    confirmed: bool = True
    note: Words | None = None

    @model_validator(mode="after")
    def _consistent(self) -> "Case":
        if self.answerable and not ((self.facts or self.sentences) and self.files):
            raise ValueError("an answerable case needs facts or sentences, and files")
        if not self.answerable and (self.facts or self.files or self.sentences):
            raise ValueError("a case that is not answerable has no facts, sentences or files")
        if gone := set(self.files) & set(self.without):
            raise ValueError(f"{min(gone)} is in files and in without: it cannot answer")
        if self.only and (outside := set(self.files) - set(self.only)):
            raise ValueError(f"{min(outside)} is in files and not in only: it cannot answer")
        return self

    @property
    def with_turns(self) -> str:
        """The question after those that were asked before it, for a system that takes one text."""
        return " ".join([*self.turns, self.question])

    def scope(self, known: Iterable[str]) -> tuple[str, ...]:
        """The files it is asked of, where that is not all of `known`; empty for all."""
        if not self.only and not self.without:
            return ()
        return tuple(
            file
            for file in known
            if (not self.only or file in self.only) and file not in self.without
        )


def read(path: Path) -> list[Case]:
    """Every case of a file. Raises CaseError."""
    cases: list[Case] = []
    seen: dict[str, int] = {}
    for number, case in read_lines(path, Case):
        if case.id in seen:
            raise CaseError(f"{path}, line {number}, id: {case.id} is also on line {seen[case.id]}")
        seen[case.id] = number
        cases.append(case)
    if not cases:
        raise CaseError(f"{path} holds no cases")
    return cases


def read_lines(path: Path, kind: type[Line]) -> Iterator[tuple[int, Line]]:
    """(line number from 1, what it holds) of each line that is not blank. Raises CaseError."""
    # Not splitlines(): JSON may hold a line separator (U+2028) inside a string.
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, kind.model_validate_json(line)
        except ValidationError as error:
            raise CaseError(f"{path}, line {number}, {why(error)}") from error


def read_text(path: Path) -> str:
    """A file's text. Raises CaseError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CaseError(f"{path} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise CaseError(f"{path} is not UTF-8 text") from error


def why(error: ValidationError) -> str:
    """The first thing that is wrong: the field and the reason."""
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"]) or "the line"
    return f"{field}: {first['msg'].removeprefix('Value error, ')}"


def check(cases: Sequence[Case], texts: Mapping[str, str], path: Path) -> None:
    """Hold the cases of a file against the articles they are asked of, whose `texts` are by file.

    Raises CaseError when a case names a file that is not there, is asked of none, or has a sentence
    that stands, as sentences are compared (`flat`), in none of its files.
    """
    flats: dict[str, str] = {}
    for case in cases:
        for field in ("files", "only", "without"):
            for file in getattr(case, field):
                if file not in texts:
                    raise CaseError(
                        f"{_place(path, case)}, {field}: no article {file} is indexed; "
                        "give its folder with --articles"
                    )
        if (case.only or case.without) and not case.scope(texts):
            raise CaseError(f"{_place(path, case)}, without: no article is left to ask")
        for sentence in case.sentences:
            for file in case.files:
                flats.setdefault(file, flat(texts[file]))
            if not any(flat(sentence) in flats[file] for file in case.files):
                raise CaseError(
                    f"{_place(path, case)}, sentences: {sentence!r} does not stand in "
                    f"{' or '.join(case.files)}; give it word for word"
                )


def flat(text: str) -> str:
    """Text as it is compared: no marks, lower case, plain quotation marks, single spaces."""
    plain = re.sub("[\u201c\u201d]", '"', re.sub("[\u2018\u2019]", "'", text))
    return " ".join(MARK.sub(" ", plain).lower().split())


def _place(path: Path, case: Case) -> str:
    numbers = (number for number, each in read_lines(path, Case) if each.id == case.id)
    return f"{path}, line {next(numbers)}, case {case.id}"
