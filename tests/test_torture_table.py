"""The table of figures keeps what did not run, and replaces what did."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evals.torture import table
from evals.torture.figures import Figure


def figure(suite: str, value: str, *, met: bool = True, note: str = "") -> Figure:
    return Figure(suite, "lost", value, "0", met, 100, 7, 1.0, note)


def page(tmp_path: Path) -> Path:
    path = tmp_path / "reliability.md"
    path.write_text("before\n<!-- figures -->\n<!-- end of figures -->\nafter\n", encoding="utf-8")
    return path


def test_a_suite_that_ran_again_replaces_its_own_rows_only(tmp_path: Path) -> None:
    path = page(tmp_path)
    table.keep(path, [figure("kill", "3"), figure("fetching", "0")])
    table.keep(path, [figure("kill", "0")])
    text = path.read_text(encoding="utf-8")
    assert text.startswith("before\n") and text.endswith("\nafter\n")
    assert text.count("| kill |") == 1 and "| kill | lost | 0 | 0 |" in text
    assert text.count("| fetching |") == 1


def test_a_missed_goal_says_so_and_why(tmp_path: Path) -> None:
    path = page(tmp_path)
    table.keep(path, [figure("kill", "3", met=False, note="the disk was full")])
    assert "MISSED: the disk was full" in path.read_text(encoding="utf-8")


def test_a_page_without_the_marks_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match="no table"):
        table.keep(path, [figure("kill", "0")])
    assert path.read_text(encoding="utf-8") == "nothing"


def test_every_case_that_was_wrong_is_written_down_under_its_figure(tmp_path: Path) -> None:
    case = {"question": "Who?", "answer": "Café", "why": "only the false value"}
    table.write_misses(
        tmp_path / "misses.jsonl",
        [replace(figure("poisoning", "1", met=False), missed=(case,)), figure("kill", "0")],
    )
    lines = (tmp_path / "misses.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(each) for each in lines] == [
        {"suite": "poisoning", "figure": "lost", **case}
    ]


def test_the_load_of_the_machine_stands_beside_the_time(tmp_path: Path) -> None:
    path = page(tmp_path)
    table.keep(path, [replace(figure("kill", "0"), load=7.6)])
    assert "| 1 (load 8) |" in path.read_text(encoding="utf-8")
