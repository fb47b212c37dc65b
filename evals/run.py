"""Cases and a system in, one row a question out, kept as they come."""

import time
from collections.abc import Callable, Mapping, Sequence

from evals.cases import Case
from evals.model_judge import JudgeError
from evals.record import Record
from evals.rows import Row
from evals.scoring import Scorer
from evals.systems import System

FAILURES = 3
"""Answers in a row that a model did not take part in because it failed: it is taken to be gone."""


class RunStopped(Exception):
    """The system failed in the middle; what was asked before is kept where there is a record."""


def run(
    cases: Sequence[Case],
    system: System,
    scorer: Scorer,
    *,
    record: Record | None = None,
    progress: Callable[[int], object] = lambda done: None,
) -> list[Row]:
    """Ask every question that the record does not have yet; all rows, in the order of the cases.

    A question that the model took no part in is asked once more at the end, and by the next run
    with the same record; one that it refuses twice, while it answers another before and after, is
    `refused` and not asked again. `progress` is given how many questions are done, at the start and
    after each. Raises RunStopped.
    """
    done = {row.case.id: row for row in _whole(record)}
    gone: list[Case] = []  # without their model, and kept only when they were asked twice
    in_a_row = 0
    progress(len(done))
    for case in cases:
        if case.id in done:
            continue
        done[case.id] = row = _ask(case, system, scorer, record)
        if row.without_model:
            gone.append(case)
            in_a_row += 1
        else:
            _keep(row, record)
            in_a_row = 0
        if in_a_row == FAILURES:
            last = [done[case.id] for case in gone[-FAILURES:]]
            if not (row.perhaps_refused and _still_answers(last, done, system, scorer, record)):
                raise RunStopped(
                    f"{system.name} was without its model on {FAILURES} questions in a row, the "
                    f"last of them case {case.id} ({row.degraded}); {_left(record)}"
                )
            in_a_row = 0
        progress(len(done))
    for case in gone:
        done[case.id] = _ask(case, system, scorer, record)
        _keep(done[case.id], record)
    refused = [done[case.id] for case in gone if done[case.id].perhaps_refused]
    if refused and _still_answers(refused, done, system, scorer, record):
        for row in refused:
            done[row.case.id] = row.model_copy(update={"refused": True})
            _keep(done[row.case.id], record)
    return [done[case.id] for case in cases]


def _ask(case: Case, system: System, scorer: Scorer, record: Record | None) -> Row:
    started = time.perf_counter()
    try:
        reply = system.ask(case)
        return scorer.row(case, reply, 1000 * (time.perf_counter() - started))
    except Exception as error:  # a model's client raises what its network raises
        who = "the judge" if isinstance(error, JudgeError) else system.name
        about = " ".join(str(error).split())[:300] or type(error).__name__
        raise RunStopped(f"{who} failed on case {case.id} ({about}); {_left(record)}") from error


def _still_answers(
    refused: Sequence[Row],
    done: Mapping[str, Row],
    system: System,
    scorer: Scorer,
    record: Record | None,
) -> bool:
    """Whether the model answers once more the last question that it answered.

    A refusal does not tell whether it is of the question or of everything; this does. A model that
    cannot write still judges, and so abstains: where it may have been asked to write what it
    refused, only an answer tells.
    """
    judging = all(row.abstained for row in refused)

    def tells(row: Row) -> bool:
        return row.answered_by_model and (judging or not row.abstained)

    answered = [row.case for row in done.values() if tells(row)]
    return bool(answered) and tells(_ask(answered[-1], system, scorer, record))


def _whole(record: Record | None) -> list[Row]:
    """The kept rows that a model took part in, where one was to."""
    return [row for row in record.rows if not row.without_model] if record else []


def _keep(row: Row, record: Record | None) -> None:
    if record:
        record.append(row)


def _left(record: Record | None) -> str:
    if record is None:
        return "nothing is kept: give --out to be able to go on"
    return f"{len(_whole(record))} rows are kept in {record.folder}: run the same command to go on"
