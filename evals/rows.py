"""Rows: one question's answer, scores and reasons, as they are kept in `rows.jsonl`."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.answering import WROTE_NOTHING
from assistant.refusals import OF_ONE_QUESTION
from evals.cases import Case, CaseError, why


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Passage(_Kept):
    """A quote with the words around it, so that a report can show it highlighted."""

    n: int
    source: str
    start: int
    end: int
    before: str
    quote: str
    after: str
    about: str


class Ranked(_Kept):
    """One of the first sentences of the ranking, and whether it is one that answers."""

    source: str
    start: int
    end: int
    text: str
    score: float
    gold: bool


class JudgedSentence(_Kept):
    """What a sentence claims, and whether a model says that the words it cites support it.

    `score` is P(Yes) against P(No), 0 to 1.
    """

    text: str
    supported: bool
    score: float
    reason: str


class Judged(_Kept):
    """A model's verdicts on the sentences of one answer, by the model's spec."""

    model: str
    sentences: tuple[JudgedSentence, ...]


class Row(_Kept):
    """One question. `values` holds the metrics that apply to it, and no others.

    `reasons` say in words what is wrong with the answer; none when nothing is. What a model judged
    is in neither of the two, only in `judge`. Offsets count characters of the article as it is
    indexed; `ms` is wall time, a judge's apart. `refused`: the model gave no answer to this
    question, twice, and answered others before and after.
    """

    case: Case
    values: dict[str, float]
    reasons: tuple[str, ...] = ()
    text: str
    abstained: bool
    probability: float
    citations: tuple[Passage, ...] = ()
    closest: tuple[Passage, ...] = ()
    ranked: tuple[Ranked, ...] = ()
    degraded: str | None = None
    tokens: dict[str, int] = {}
    ms: float
    judge: Judged | None = None
    refused: bool = False

    @property
    def failing(self) -> bool:
        return bool(self.reasons)

    @property
    def without_model(self) -> bool:
        """Whether the model failed, and not only what it wrote or this one question."""
        return failed_model(self.degraded) and not self.refused

    @property
    def answered_by_model(self) -> bool:
        """Whether a model was asked, which it is where anything was found, and replied."""
        return "degraded" in self.values and bool(self.ranked) and not failed_model(self.degraded)

    @property
    def perhaps_refused(self) -> bool:
        """Whether the model failed for a reason that may lie in this question alone."""
        return self.degraded is not None and self.degraded.endswith(OF_ONE_QUESTION)


def failed_model(degraded: str | None) -> bool:
    """Whether that is why a model took no part in an answer; what it wrote may be bad as well."""
    return degraded is not None and not degraded.endswith(WROTE_NOTHING)


def read(path: Path) -> list[Row]:
    """The last row of each case of a file. Raises CaseError.

    A last line without its line feed was cut off when a run was stopped, and does not count.
    """
    return _last(row for row, _ in _complete(path))


def mend(path: Path) -> list[Row]:
    """The same of a file that is cut back to its last complete line. Raises CaseError."""
    found = list(_complete(path))
    whole = found[-1][1] if found else 0
    if path.stat().st_size > whole:
        with path.open("r+b") as file:
            file.truncate(whole)
    return _last(row for row, _ in found)


def append(path: Path, row: Row) -> None:
    """Write one row down at once, so that a run that dies later keeps it."""
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(row.model_dump_json() + "\n")


def _last(found: Iterable[Row]) -> list[Row]:
    return list({row.case.id: row for row in found}.values())


def _complete(path: Path) -> Iterator[tuple[Row, int]]:
    """(row, the byte it ends at) of each line that ends."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CaseError(f"{path} cannot be read ({error.strerror})") from error
    end = 0
    for number, line in enumerate(data.split(b"\n")[:-1], 1):
        end += len(line) + 1
        try:
            yield Row.model_validate_json(line), end
        except ValidationError as error:
            raise CaseError(
                f"{path}, line {number}, {why(error)}: delete the line, and it is asked again"
            ) from error
