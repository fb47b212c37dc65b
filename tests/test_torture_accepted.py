"""A missed goal is let pass only where it is written down, and only while it is no worse."""

import subprocess

import pytest

from evals.torture import egress
from evals.torture.accepted import Accepted, amount, read, verdicts, why
from evals.torture.figures import Figure

KNOWN = Accepted.model_validate(
    {
        "quick": {
            "poisoning": {"unflagged": {"most": 26.7, "why": "unlike wordings"}},
            "load": {"p95": {"most": None, "why": "the machine's"}},
        }
    }
)


def figure(suite: str, name: str, value: str, *, met: bool = False) -> Figure:
    return Figure(suite, name, value, "0", met, 30, 0, 1.0)


@pytest.mark.parametrize(
    ("value", "number"),
    [("8 (26.7%)", 26.7), ("11.26 s", 11.26), ("1,346 ms", 1346), ("0", 0), (".5 s", 0.5)],
)
def test_a_share_counts_before_a_count(value: str, number: float) -> None:
    assert amount(figure("x", "y", value)) == number


@pytest.mark.parametrize(
    ("found", "held", "told"),
    [
        (figure("poisoning", "unflagged", "8 (26.7%)"), True, ""),
        (figure("poisoning", "unflagged", "9 (30.0%)"), False, "worse than the 26.7"),
        (figure("poisoning", "unflagged", "2 (6.7%)"), True, "lower it"),
        (figure("poisoning", "unflagged", "0 (0.0%)", met=True), True, "take it out"),
        (figure("poisoning", "another", "1"), False, "nothing in accepted.json"),
        (figure("load", "p95", "9000 ms"), True, ""),
        (figure("load", "p95", "inf ms"), True, ""),
        (figure("kills", "lost", "1"), False, "nothing in accepted.json"),
    ],
)
def test_what_is_worse_than_written_down_fails(found: Figure, held: bool, told: str) -> None:
    said, kept = verdicts([found], "quick", KNOWN)
    assert kept is held and (told in said[0] if told else not said)


def test_a_missed_goal_has_the_reason_that_is_written_down_and_one_that_is_met_has_none() -> None:
    assert why(figure("load", "p95", "9000 ms"), "quick", KNOWN) == "the machine's"
    assert why(figure("load", "p95", "9 ms", met=True), "quick", KNOWN) == ""
    assert why(figure("load", "p95", "9000 ms"), "full", KNOWN) == ""


@pytest.mark.parametrize(
    ("said", "code", "attempts", "met", "note"),
    [
        ("3 passed in 1s", 0, [], True, ""),
        ("FAILED tests/a.py::b - no\n1 failed, 3 passed", 1, [], False, "first tests/a.py::b"),
        ("ERROR tests/a.py\n1 error in 1s", 2, [], False, "1 tests failed, first tests/a.py"),
        ("3 passed", 137, [], False, "code 137"),
        ("3 passed", 0, ["9.9.9.9:80"], False, "9.9.9.9:80"),
        ("no tests ran", 0, [], False, ""),
    ],
)
def test_a_run_with_failed_tests_shows_nothing_of_what_leaves_the_machine(
    said: str, code: int, attempts: list[str], met: bool, note: str
) -> None:
    done = subprocess.CompletedProcess([], code, stdout=said)
    found = egress.figure(done, attempts, 0, 1.0, guarded=True)
    assert found.met is met and note in found.note


def test_what_is_accepted_of_a_quick_run_is_not_of_a_full_one() -> None:
    assert not verdicts([figure("load", "p95", "9000 ms")], "full", KNOWN)[1]


def test_every_accepted_figure_says_what_it_is_missed_by() -> None:
    suites = [suite for mode in read().root.values() for suite in mode.values()]
    assert suites and all(entry.why for suite in suites for entry in suite.values())
