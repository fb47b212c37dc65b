"""Cases and a system in, one row a question out, kept as they come."""

import time
from collections.abc import Callable, Sequence

from evals.cases import Case
from evals.record import Record
from evals.rows import Row
from evals.scoring import Scorer
from evals.systems import System


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

    `progress` is given how many questions are done, at the start and after each. Raises RunStopped.
    """
    done = {row.case.id: row for row in record.rows} if record else {}
    progress(len(done))
    for case in cases:
        if case.id not in done:
            done[case.id] = row = _ask(case, system, scorer, record)
            if record:
                record.append(row)
            progress(len(done))
    return [done[case.id] for case in cases]


def _ask(case: Case, system: System, scorer: Scorer, record: Record | None) -> Row:
    started = time.perf_counter()
    try:
        reply = system.ask(case)
        return scorer.row(case, reply, 1000 * (time.perf_counter() - started))
    except Exception as error:  # a model's client raises what its network raises
        kept = (
            f"{len(record.rows)} rows are kept in {record.folder}: run the same command to go on"
            if record
            else "nothing is kept: give --out to be able to go on"
        )
        about = " ".join(str(error).split())[:300] or type(error).__name__
        raise RunStopped(f"{system.name} failed on case {case.id} ({about}); {kept}") from error
