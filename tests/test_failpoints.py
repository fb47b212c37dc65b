"""The suites that crash Dateline reach every durable step, and would see a loss."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import feedback
from assistant.addresses import Policy
from assistant.answers import Answer
from assistant.feedback import Case
from assistant.history import History
from assistant.intake import Intake, Offered
from assistant.links import Links
from assistant.turns import Rewritten, Turn
from evals.torture.hashed import HashedWords
from evals.torture.states import Machine, steps
from index import failpoints, replacing, sidecar
from index.failpoints import POINTS, Point
from index.library import Library
from index.sandbox import Draft

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


class Crash(BaseException):
    """The end of the process, as far as a file on disk can tell."""


def offered(folder: Path, name: str, text: str) -> Offered:
    path = folder / "sent" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return Offered(name, path)


def asked(text: str) -> Turn:
    return Turn(text, Rewritten(text), Answer(text, text, False, (), ()))


WRITERS: dict[str, Callable[[Path, str], object]] = {
    "replacing": lambda folder, text: replacing.write(folder / "a.txt", text),
    "sidecar": lambda folder, text: sidecar.put(folder, {"a.txt": {"title": text}}),
    "intake": lambda folder, text: Intake(folder / "articles", folder).take(
        [offered(folder, "a.txt", text)]
    ),
    "history": lambda folder, text: History(folder, "a").write([asked(text)]),
    "feedback": lambda folder, text: feedback.keep(folder / "a.jsonl", Case("1", text, False)),
    "links": lambda folder, text: Links(folder, Policy())._save(Draft(text=text), "http://a/b"),
}


def visible(folder: Path) -> dict[str, bytes]:
    """What is in a folder, besides what was offered and what is never read."""
    return {
        path.name: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name[0] != "." and path.suffix != ".lock"
        if path.parent.name != "sent"
    }


@pytest.mark.parametrize("point", ["write.ready", "write.placed"])
@pytest.mark.parametrize("name", WRITERS)
def test_a_crash_while_a_file_is_written_leaves_the_old_or_the_new_whole(
    tmp_path: Path, name: str, point: Point
) -> None:
    def stop(at: Point) -> None:
        if at == point:
            raise Crash

    (tmp_path / "whole").mkdir()
    (tmp_path / "crashed").mkdir()
    write, states = WRITERS[name], list[dict[str, bytes]]()
    for text in ("old", "new"):
        write(tmp_path / "whole", text)
        states.append(visible(tmp_path / "whole"))
    write(tmp_path / "crashed", "old")
    with failpoints.telling(stop), pytest.raises(Crash):
        write(tmp_path / "crashed", "new")
    assert visible(tmp_path / "crashed") == states[point == "write.placed"]


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
