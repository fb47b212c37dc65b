"""Models on the command line: named, listed, degraded to a quotation, replayed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.model_commands import HINT
from evals.torture.serving import ModelServer, closed_port, serving

QUESTION = "What did Port Elder's council vote to close?"
TRUE = "Port Elder's council voted to close the fish market on Quay Street."


@pytest.fixture(autouse=True)
def _places(folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(home))
    monkeypatch.setenv("DATELINE_ARTICLES", str(folder))


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving() as server:
        server.draft = f"[1] {TRUE}\n"
        yield server


def test_a_model_named_on_the_command_line_writes(
    server: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", QUESTION, "--model", server.spec]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{TRUE} [1]") and f"Written by {server.spec}" in said
    assert HINT not in said


def test_a_model_that_fails_exits_with_zero_and_says_why(
    capsys: pytest.CaptureFixture[str],
) -> None:
    spec = f"http://127.0.0.1:{closed_port()}/v1#tiny"
    assert main(["ask", QUESTION, "--model", spec]) == 0
    said = capsys.readouterr()
    assert "“" in said.out and "is not reachable" in said.out and "Traceback" not in said.err


def test_a_model_that_is_not_set_up_is_a_usage_error_before_anything_is_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["ask", QUESTION, "--model", "openai:gpt-4.1"]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "set OPENAI_API_KEY" in said.err and said.err.count("\n") == 1


def test_without_a_model_a_person_is_told_how_to_add_one_and_a_program_is_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["ask", QUESTION])
    assert capsys.readouterr().out.rstrip().endswith(HINT)
    main(["ask", QUESTION, "--json"])
    assert HINT not in capsys.readouterr().out
    main(["ask", QUESTION, "--model", "none"])
    assert HINT not in capsys.readouterr().out


def test_the_list_marks_the_model_in_use(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["models"])
    assert "* none" in capsys.readouterr().out
    monkeypatch.setenv("DATELINE_MODEL", "ollama:tiny")
    main(["models"])
    assert "* ollama:tiny" in capsys.readouterr().out


def test_a_saved_answer_is_asked_again_and_what_changed_is_said(
    server: ModelServer, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    saved = tmp_path / "answers.jsonl"
    main(["ask", QUESTION, "--model", server.spec, "--json"])
    saved.write_text(capsys.readouterr().out)
    main(["replay", str(saved)])
    assert "the same answer" in capsys.readouterr().out
    server.draft = "[1] The council voted to close the market.\n"
    main(["replay", str(saved), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found["changed"] == ["text"] and found["answer"]["prompt"]


@pytest.mark.parametrize("text", ["", "not json\n", '{"question": 1}\n'])
def test_a_file_that_holds_no_answers_is_a_usage_error(
    text: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "answers.jsonl").write_text(text)
    assert main(["replay", str(tmp_path / "answers.jsonl")]) == 2
    assert str(tmp_path / "answers.jsonl") in capsys.readouterr().err
