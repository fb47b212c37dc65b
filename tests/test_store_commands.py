"""The command line with vectors on a server: where they are is said, and so is why they are not."""

import json
from pathlib import Path

import pytest
from serving_chroma import Chroma

from assistant.cli import main

AWAY = "http://127.0.0.1:1"
QUESTION = "What did Port Elder's council vote to close?"


@pytest.fixture(autouse=True)
def _settings(folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"ARTICLES": str(folder), "HOME": str(home), "MODEL": "none"}.items():
        monkeypatch.setenv(f"DATELINE_{name}", value)


def test_the_commands_say_where_the_vectors_are(
    chroma_server: Chroma, capsys: pytest.CaptureFixture[str]
) -> None:
    store = ["--store", chroma_server.url]
    assert main(["sync", *store]) == 0
    capsys.readouterr()
    assert main(["status", *store]) == 0
    assert f"passages, at {chroma_server.url}, collection dateline-" in capsys.readouterr().out
    assert main(["status", "--json", *store]) == 0
    status = json.loads(capsys.readouterr().out)
    assert status["in_vectors"] == status["passages"]
    assert (status["store"].startswith(chroma_server.url), status["trouble"]) == (True, None)
    assert main(["doctor", *store]) == 0
    assert f"the vectors are at {chroma_server.url}" in capsys.readouterr().out


def test_without_the_server_a_question_is_answered_and_a_sync_says_what_is_missing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["sync", "--store", AWAY]) == 1
    said = capsys.readouterr()
    assert "3 added" in said.out
    assert said.err.startswith(
        f"dateline: the articles are indexed, but the Chroma server at {AWAY}"
    )
    assert main(["ask", QUESTION, "--store", AWAY]) == 0
    said = capsys.readouterr()
    assert "harbour.txt, line" in said.out
    assert (said.err.count("does not answer"), said.err.count("\n")) == (1, 1)
    assert main(["status", "--store", AWAY]) == 0
    assert "vectors    unknown, at http://127.0.0.1:1" in capsys.readouterr().out
    assert main(["doctor", "--repair", "--store", AWAY]) == 1
    said = capsys.readouterr()
    assert "does not answer" in said.err
    assert "Traceback" not in said.err


def test_an_address_with_a_user_is_refused_and_not_repeated(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_STORE", "http://me:hush@127.0.0.1:8000")
    assert main(["ask", QUESTION]) == 2
    said = capsys.readouterr()
    assert "write http://host:port" in said.err
    assert "hush" not in said.out + said.err
