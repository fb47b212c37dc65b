"""The suites that crash Dateline reach every durable step, and would see a loss."""

import subprocess
import sys
from pathlib import Path

import pytest

from evals.torture.hashed import HashedWords
from evals.torture.states import Machine, steps
from index import failpoints
from index.failpoints import POINTS, Point
from index.library import Library

CONTROL = """
import sys, time
from evals.torture import kills
kills._warm()
commits = sys.argv[1] == "commits"
found = kills.run(int(sys.argv[2]), 1, time.monotonic() + 90, commits=commits)
print(found.cycles, len(found.lost), len(found.disagree), len(found.recoveries))
"""


def test_each_point_is_passed_when_articles_come_change_and_go(tmp_path: Path) -> None:
    passed: list[Point] = []
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("The council met on Monday.\n")
    with (
        failpoints.telling(passed.append),
        Library.open(folder, tmp_path / "home", HashedWords()) as library,
    ):
        library.sync()
        (folder / "a.txt").write_text("The council met on Tuesday, and it rained.\n")
        library.sync()
        (folder / "a.txt").unlink()
        library.sync()
    assert set(passed) == set(POINTS)


def test_nothing_stops_at_a_point_unless_a_program_asks_for_it() -> None:
    for point in POINTS:
        failpoints.reached(point)


def kills(what: str, cycles: int) -> list[int]:
    command = [sys.executable, "-c", CONTROL, what, str(cycles)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [int(each) for each in said.split()]


def test_the_suite_that_kills_reports_loss_where_nothing_is_committed() -> None:
    cycles, lost, _, _ = kills("nothing", 3)
    assert cycles == 3
    assert lost > 0


def test_processes_that_are_killed_lose_nothing_and_leave_the_stores_in_agreement() -> None:
    cycles, lost, disagree, recovered = kills("commits", 4)
    assert (cycles, lost, disagree) == (4, 0, 0)
    assert recovered > 0


def test_any_order_of_changes_and_crashes_leaves_what_a_dictionary_would_have() -> None:
    taken, diverged = steps(30, 7, float("inf"))
    assert diverged == ""
    assert taken >= 30


def test_the_dictionary_differs_where_the_library_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forgetful(Machine):
        def _opened(self) -> Library:
            library = super()._opened()
            library.catalog.forget(["0.txt"])
            return library

    machine = Forgetful()
    try:
        machine.write("0.txt", "The harbour was closed.\n")
        machine.write("north/1.txt", "The bridge was closed. It rained.\n")
        machine.sync()
        (machine.folder / "0.txt").unlink()
        with pytest.raises(AssertionError, match="texts"):
            machine.sync()
    finally:
        machine.teardown()
