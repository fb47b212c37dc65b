"""Follow-ups against the same questions written out by hand: what the rewriting loses.

    python -m evals.conversations

`conversations.jsonl` holds cases whose `turns` were asked before; `conversations-alone.jsonl` the
last question of each as a person would write it to stand alone.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.answers import Answer
from assistant.desk import Assistant
from assistant.settings import Settings
from evals import answer_metrics
from evals.cases import Case, CaseError

BUNDLED = Path(__file__).parent / "conversations.jsonl"
ALONE = Path(__file__).parent / "conversations-alone.jsonl"

Line = TypeVar("Line", bound=BaseModel)


class FollowUp(Case):
    """A question that leans on `turns`, the ones asked before it in the same conversation."""

    turns: tuple[str, ...] = Field(min_length=1)


class Alone(BaseModel):
    """The last question of a conversation, written out by hand."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    question: str


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation: what its last question was taken to mean, and what that found.

    `found` and `by_hand` are fact recall, or for a question that the articles do not answer 1 when
    it was refused: of the follow-up, of the question written out by hand, and of the follow-up as
    it was typed, with nothing before it.
    """

    id: str
    question: str
    rewritten: str
    alone: str
    answerable: bool
    found: float
    by_hand: float
    as_typed: float


def read(path: Path = BUNDLED, alone: Path = ALONE) -> list[tuple[FollowUp, str]]:
    """Every conversation with its last question written out. Raises CaseError."""
    by_hand = {each.id: each.question for each in _lines(alone, Alone)}
    found = _lines(path, FollowUp)
    for case in found:
        if case.id not in by_hand:
            raise CaseError(f"{alone} has no line for {case.id}")
    return [(case, by_hand[case.id]) for case in found]


def _lines(path: Path, kind: type[Line]) -> list[Line]:
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            found.append(kind.model_validate_json(line))
        except ValidationError as error:
            raise CaseError(f"{path}, line {number}: {error.errors()[0]['msg']}") from error
    return found


def run(
    cases: Sequence[tuple[FollowUp, str]],
    assistant: Assistant,
    *,
    progress: Callable[[], object] | None = None,
) -> list[Row]:
    """Hold every conversation, and ask its last question by hand as well."""
    rows = []
    for case, alone in cases:
        talk = assistant.conversation(f"eval-{case.id}")
        turns = [talk.ask(question) for question in (*case.turns, case.question)]
        rows.append(
            Row(
                id=case.id,
                question=case.question,
                rewritten=str(turns[-1].rewritten),
                alone=alone,
                answerable=case.answerable,
                found=_score(case, turns[-1].answer),
                by_hand=_score(case, assistant.ask(alone)),
                as_typed=_score(case, assistant.ask(case.question)),
            )
        )
        if progress:
            progress()
    return rows


def _score(case: FollowUp, answer: Answer) -> float:
    if not case.answerable:
        return float(answer.abstained)
    return answer_metrics.fact_recall(case, answer)


def summary(rows: Sequence[Row]) -> list[str]:
    """A line for each part of the file, by the ids' first word."""
    lines = []
    for part, group in groupby(rows, lambda row: row.id.partition("-")[0]):
        asked = [row for row in group if row.answerable]
        found = sum(row.found == 1 for row in asked)
        by_hand = sum(row.by_hand == 1 for row in asked)
        both = sum(row.found == row.by_hand == 1 for row in asked)
        typed = sum(row.as_typed == 1 for row in asked)
        lines.append(
            f"{part:6} all facts: follow-up {found}, by hand {by_hand}, both {both}, "
            f"as typed {typed}, of {len(asked)}; "
            f"follow-up over by hand {found / max(by_hand, 1):.2f}"
        )
    return lines


def main() -> None:
    """Print every conversation's last question as it was understood, and the figures."""
    from tqdm import tqdm

    cases = read()
    with tempfile.TemporaryDirectory() as home:
        assistant = Assistant.open(None, Settings(home=Path(home)))
        assistant.sync()
        with tqdm(total=len(cases), unit="conversation", disable=None) as bar:
            rows = run(cases, assistant, progress=bar.update)
        assistant.close()
    for row in rows:
        mark = "ok  " if row.found >= row.by_hand else "LESS"
        print(f"{mark} {row.id}  {row.question}\n       as {row.rewritten}")
    print("\n".join(["", *summary(rows)]))


if __name__ == "__main__":
    main()
