"""A model's verdicts are kept beside the figures, never among them, and held against people's."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evals import agreement, fit_judge, rows
from evals.cli import main
from evals.stories import FITTED, folders
from evals.torture.serving import Handler, ModelServer, serving

BRIDGE = {
    "id": "bridge", "question": "When will the Tarn bridge open to cars?", "kind": "time",
    "answerable": True, "facts": [["May 6"]], "files": ["bridge.md"],
}  # fmt: skip
MARKET = {
    "id": "market", "kind": "fact",
    "question": "Which lawyer of the stall holders expects a hearing?",
    "answerable": True, "facts": [["Tom Akande"]], "files": ["harbour.txt"],
}  # fmt: skip
MILL = {
    "id": "mill", "question": "What did the court fine the owner of Brackley Mill?",
    "kind": "fact", "answerable": True, "facts": [["90,000 pounds"]], "files": ["verdict.html"],
}  # fmt: skip


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving() as server:
        yield server


@pytest.fixture
def command(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    cases = write(tmp_path / "mine.jsonl", BRIDGE, MARKET, MILL)
    return ["run", "--cases", str(cases), "--articles", str(folder), "--out", str(tmp_path / "o")]


def write(path: Path, *lines: object) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def asked(body: dict[str, object]) -> str:
    text: str = body["messages"][-1]["content"]  # type: ignore[index]
    return text


def no_when(words: str) -> Callable[[Handler], None]:
    """A judge that says No to what has these words."""
    return lambda handler: handler.text("No" if words in asked(handler.body) else "Yes")


def test_verdicts_are_in_the_rows_and_change_no_figure(
    command: list[str], server: ModelServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.replies["judge"] = no_when("Akande")
    assert main([*command, "--judge", server.spec]) == 0
    said = capsys.readouterr().out
    judged = rows.read(tmp_path / "o" / "rows.jsonl")
    assert main([*command[:-1], str(tmp_path / "plain")]) == 0
    plain = rows.read(tmp_path / "plain" / "rows.jsonl")
    assert [row.values for row in judged] == [row.values for row in plain]
    assert [row.reasons for row in judged] == [row.reasons for row in plain]
    first, second, _ = (row.judge for row in judged)
    assert first and second and first.model == server.spec
    assert all(each.supported for each in first.sentences)
    refused = [each for each in second.sentences if not each.supported]
    assert refused and all("Akande" in each.text for each in refused)
    before, _, apart = said.partition(f"judged by {server.spec}, in no figure above")
    assert "unsupported_by_judge" in apart and "unsupported_by_judge" not in before
    assert "its agreement with people has not been measured" in apart
    page = (tmp_path / "o" / "report.html").read_text()
    assert "Judged by a model" in page and refused[0].text in page
    assert "Judged by a model" not in (tmp_path / "plain" / "report.html").read_text()


def test_the_judge_reads_the_sentence_and_the_words_it_cites_and_nothing_else(
    command: list[str], server: ModelServer
) -> None:
    assert main([*command, "--judge", server.spec]) == 0
    (first, *_) = [asked(body) for body in server.requests]
    evidence, _, statement = first.partition("\n\nStatement: ")
    assert "May 6" in evidence and "38 million" not in evidence
    assert "May 6" in statement and "[1]" not in statement


def test_a_judge_that_dies_half_way_leaves_rows_and_the_run_goes_on(
    command: list[str], server: ModelServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def dies_at_the_mill(handler: Handler) -> None:
        if "Mill" in asked(handler.body):
            handler.status(400)
        else:
            handler.text("Yes")

    server.replies["judge"] = dies_at_the_mill
    assert main([*command, "--judge", server.spec]) == 1
    said = capsys.readouterr().err
    assert "the judge failed on case mill (the model http" in said
    assert "2 rows are kept" in said and said.count("\n") == 1
    assert len(rows.read(tmp_path / "o" / "rows.jsonl")) == 2
    del server.replies["judge"]
    server.requests.clear()
    assert main([*command, "--judge", server.spec]) == 0
    again = [asked(body) for body in server.requests]
    assert any("Mill" in text for text in again)
    assert not any("May 6" in text or "Akande" in text for text in again)
    assert len(rows.read(tmp_path / "o" / "rows.jsonl")) == 3
    assert main([*command, "--judge", f"{server.spec}2"]) == 1
    assert "its sentences were judged by" in capsys.readouterr().err


def test_a_reply_that_is_neither_yes_nor_no_supports_nothing(
    command: list[str], server: ModelServer, tmp_path: Path
) -> None:
    server.verdict = "Perhaps"
    assert main([*command, "--judge", server.spec]) == 0
    for row in rows.read(tmp_path / "o" / "rows.jsonl"):
        assert row.judge and all(not each.supported for each in row.judge.sentences)
        assert {each.reason for each in row.judge.sentences} == {
            "the model says neither Yes nor No"
        }


def test_a_judge_that_cannot_be_used_is_named_before_anything_is_asked(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--judge", "openai:x"]) == 1
    assert capsys.readouterr().err == (
        "dateline-eval: --judge: openai:x needs a key; set OPENAI_API_KEY\n"
    )


def test_agreement_with_people_is_measured_on_labelled_claims(
    server: ModelServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = ["The mill closed in May.", "It had no water."]
    claims = [
        {"label": label, "claim": claim, "evidence": page, "supporting_sentences": [[0]]}
        for label, claim in (
            ("supported", "The mill closed in May."),
            ("supported", "The mill had no water."),
            ("partially_supported", "The mill closed in June."),
            ("not_supported", "The mill reopened in June."),
        )
    ]
    path = write(tmp_path / "wice.jsonl", *claims)
    server.replies["judge"] = no_when("June.")
    agree = ["judge-agreement", "--judge", server.spec, "--set", "wice", str(path)]
    assert main([*agree, "--out", str(tmp_path / "o")]) == 0
    said = capsys.readouterr().out
    assert "on the 4 claims of wice: Cohen's kappa 1.000 [1.000, 1.000], accuracy 1.000" in said
    server.replies["judge"] = no_when("mill")
    assert main(agree) == 0  # yes and no for half of the claims each, by chance: no agreement
    assert "Cohen's kappa 0.000" in capsys.readouterr().out
    assert main([*agree[:-2], "squad2", str(path)]) == 1
    assert main([*agree[:2], "none", *agree[3:]]) == 1
    assert "there is no model to judge" in capsys.readouterr().err


def test_a_kept_agreement_is_shown_only_for_the_question_it_was_measured_with(
    tmp_path: Path,
) -> None:
    figure = agreement.Figure(mean=0.5, n=349, low=0.4, high=0.6)
    found = agreement.Agreement(
        set="wice", prompt=agreement.PROMPT, accuracy=figure, kappa=figure, auroc=figure
    )
    path = tmp_path / "agreement.json"
    assert "has not been measured" in agreement.known(path, "local:small")
    agreement.keep(path, "local:small", found)
    agreement.keep(path, "local:medium", found.model_copy(update={"prompt": "another"}))
    assert "kappa 0.500 [0.400, 0.600]" in agreement.known(path, "local:small")
    assert "on the 349 claims of wice" in agreement.known(path, "local:small")
    assert "has not been measured" in agreement.known(path, "local:medium")


def test_the_judge_s_weights_are_made_by_asking_the_model_about_stories(
    server: ModelServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, story = tmp_path / "judge.json", str(folders(FITTED)[0])
    given = [story, "--model", server.spec, "--most", "20", "--out", str(out)]
    assert fit_judge.main(given) == 0
    assert set(server.stages()) == {"judge"} and len(server.requests) <= 20
    assert "AUROC: without" in capsys.readouterr().out
    made = json.loads(out.read_text(encoding="utf-8"))
    assert fit_judge.main([*given, "--name", "any"]) == 0
    assert list(json.loads(out.read_text(encoding="utf-8"))) == [server.spec, "any"]
    assert made[server.spec]["ranker"] > 0
