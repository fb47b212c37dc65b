"""Feedback on answers becomes cases that the evals run as they are."""

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from briefing import QUOTE, TEXT, answered, cited

from assistant.answers import Answer, Quote, Retrieved
from assistant.feedback import Case, Feedback, FeedbackError, case, keep, place
from evals import cases
from evals.cli import main

TEXTS = {"news.txt": TEXT}
ANSWER = answered(cited(), text="He said so. [1]", retrieved=(Retrieved("news.txt", 0, 9, 1.0),))
REFUSED = replace(ANSWER, abstained=True, citations=(), sentences=(), text="Nothing.")
NEAR = replace(REFUSED, closest=(Quote("news.txt", QUOTE, 25, 25 + len(QUOTE)),))


@pytest.mark.parametrize(
    ("answer", "given", "expected"),
    [
        (ANSWER, Feedback(True), {"answerable": True, "sentences": (QUOTE,)}),
        (REFUSED, Feedback(True), {"answerable": False, "confirmed": True}),
        (ANSWER, Feedback(False), {"answerable": False, "wrong": (QUOTE,), "confirmed": False}),
        (ANSWER, Feedback(False, fact="on  tuesday"), {"facts": (("on tuesday",),),
                                                       "files": ("news.txt",), "confirmed": True}),
        (ANSWER, Feedback(False, fact="on Friday"), {"files": ("news.txt",), "confirmed": False}),
        (REFUSED, Feedback(False), {"answerable": False, "confirmed": False}),
        (NEAR, Feedback(False), {"answerable": True, "sentences": (QUOTE,), "confirmed": False}),
        (ANSWER, Feedback(False, "see  p. 3"), {"note": "see p. 3"}),
    ],
)  # fmt: skip
def test_feedback_becomes_the_case_that_it_says(
    answer: Answer, given: Feedback, expected: dict[str, object], tmp_path: Path
) -> None:
    path = tmp_path / "feedback.jsonl"
    keep(path, case(answer, given, TEXTS))
    (read,) = cases.read(path)
    assert {name: getattr(read, name) for name in expected} == expected
    assert read.question == "What did Calder say?" and read.kind == "feedback"


def test_a_second_thought_on_an_answer_replaces_the_first(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    other = replace(ANSWER, question="Another?")
    for answer, given in ((ANSWER, Feedback(True)), (other, Feedback(True)),
                          (ANSWER, Feedback(False))):  # fmt: skip
        keep(path, case(answer, given, TEXTS))
    assert [(each.question, each.confirmed) for each in cases.read(path)] == [
        ("Another?", True),
        ("What did Calder say?", False),
    ]


def test_feedback_given_at_the_same_time_is_all_kept(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    threads = [
        threading.Thread(target=keep, args=(path, Case(f"feedback-{n}", "Who?\u2028", False)))
        for n in range(40)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(cases.read(path)) == 40
    assert {each.name for each in tmp_path.iterdir()} <= {"feedback.jsonl", "feedback.lock"}


@pytest.mark.parametrize(
    "given",
    [Feedback(False, "x" * 2_001), Feedback(False, fact="x" * 2_001), Feedback(True, "", "x")],
)
def test_feedback_that_cannot_be_used_is_refused(given: Feedback) -> None:
    with pytest.raises(FeedbackError):
        case(ANSWER, given, TEXTS)


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FeedbackError, match="DATELINE_HOME"):
        keep(tmp_path / "file" / "feedback.jsonl", Case("a", "q", False))


def test_the_evals_run_what_was_kept_as_it_is(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    from assistant import Assistant, Settings

    with_texts = Assistant.open(folder, Settings(home=tmp_path / "home"))
    with_texts.sync()
    texts = {each.source: each.text for each in with_texts.articles()}
    path = place(tmp_path / "home", folder)
    for question, given in (
        ("When will the Tarn bridge open to cars?", Feedback(True, "as printed")),
        ("How much did the bridge cost?", Feedback(False, fact="38 million pounds")),
        ("Who is the king of Norway?", Feedback(True)),
    ):
        keep(path, case(with_texts.ask(question), given, texts))
    with_texts.close()
    out = tmp_path / "run"
    done = main(["run", "--cases", str(path), "--articles", str(folder), "--out", str(out)])
    assert done == 0, capsys.readouterr().err
    rows = [json.loads(line) for line in (out / "rows.jsonl").read_text().splitlines()]
    assert len(rows) == 3
    assert rows[0]["values"]["sentence_recall"] == 1.0 and rows[1]["values"]["fact_recall"] == 1.0
    assert rows[2]["values"]["correct_abstention"] == 1.0
    assert "as printed" in (out / "rows.jsonl").read_text()
