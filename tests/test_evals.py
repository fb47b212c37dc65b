"""Cases are checked, metrics are right on hand-made answers, and the gate closes."""

import json
from pathlib import Path

import pytest

from assistant.answers import Answer, Citation, Sentence
from evals import baseline, cases, metrics
from evals.cli import main
from evals.external import squad2
from evals.run import Mean


def case(**changes: object) -> cases.Case:
    fields: dict[str, object] = {
        "id": "one",
        "question": "When?",
        "kind": "fact",
        "answerable": True,
        "facts": (("on Friday", "Friday"), ("Lisbon",)),
        "files": ("a.txt",),
    }
    return cases.Case.model_validate(fields | changes)


def answer(text: str, *sources: str, abstained: bool = False) -> Answer:
    cited = tuple(
        Citation(n, source, None, None, None, "x", 0, 1, 1) for n, source in enumerate(sources, 1)
    )
    sentence = Sentence(text, tuple(c.n for c in cited), "verbatim")
    return Answer("When?", text, abstained, (sentence,), cited)


def test_fact_recall_counts_any_wording_once() -> None:
    assert metrics.fact_recall(case(), answer("It met  on FRIDAY, Friday.")) == 0.5
    assert metrics.fact_recall(case(), answer("Friday in Lisbon")) == 1.0


def test_citation_metrics_look_at_files() -> None:
    assert metrics.cites_gold(case(), answer("x", "b.txt", "a.txt")) == 1.0
    assert metrics.citation_precision(case(), answer("x", "b.txt", "a.txt")) == 0.5
    assert metrics.citation_precision(case(), answer("x")) == 0.0


def test_a_quote_that_is_not_in_its_file_is_counted() -> None:
    assert metrics.quotes_exact(answer("x", "a.txt", "a.txt"), {"a.txt": "xyz"}) == 1.0
    assert metrics.quotes_exact(answer("x", "a.txt"), {"a.txt": "yyy"}) == 0.0


def test_a_citation_that_no_sentence_uses_is_counted() -> None:
    loose = answer("x", "a.txt")
    bare = Answer("q", "x", False, (Sentence("x", (2,), "verbatim"),), loose.citations)
    assert metrics.loose_marks(loose) == 0
    assert metrics.loose_marks(bare) == 2


def test_auroc_counts_ties_half() -> None:
    assert metrics.auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx(0.875)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2"),
        ('{"id": "x"}', "line 2, question"),
        (json.dumps(case().model_dump() | {"extra": 1}), "line 2, extra"),
        (json.dumps(case().model_dump() | {"facts": []}), "needs facts"),
        (json.dumps(case().model_dump()), "also on line 1"),
    ],
)
def test_a_bad_case_is_named_by_line_and_field(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(case().model_dump()) + "\n" + line + "\n")
    with pytest.raises(cases.CaseError, match=message):
        cases.read(path)


@pytest.mark.parametrize("path", [cases.BUNDLED, cases.HARD])
def test_the_bundled_cases_are_many_and_of_every_kind(path: Path) -> None:
    found = cases.read(path)
    assert len(found) >= 80
    assert sum(not each.answerable for each in found) >= 25
    assert {each.kind for each in found} == set(cases.Kind.__args__)  # type: ignore[attr-defined]


def test_the_gate_closes_on_a_lower_mean_and_on_a_missing_one() -> None:
    kept = {
        "fact_recall": baseline.Figure(mean=0.9, n=3),
        "false_abstention": baseline.Figure(mean=0.1, n=3),
        "gone": baseline.Figure(mean=1.0, n=3),
    }
    found = [Mean("fact_recall", 0.8, 3), Mean("false_abstention", 0.2, 3)]
    complaints = baseline.worse(kept, found)
    assert len(complaints) == 3
    assert not baseline.worse({"fact_recall": kept["fact_recall"]}, [Mean("fact_recall", 0.9, 3)])


def test_kept_figures_are_read_back_and_shown(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    baseline.keep(path, "cases", [Mean("fact_recall", 0.9, 3)])
    baseline.keep(path, "other", [Mean("fact_recall", 0.5, 4)])
    assert baseline.read(path)["cases"]["fact_recall"].mean == 0.9
    assert "| fact recall | 0.900 (n=3) | 0.500 (n=4) |" in baseline.table(path)


def test_the_command_prints_rows_with_reasons_and_means(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("The harbour bridge opened on Friday in Lisbon.\n")
    path = tmp_path / "mine.jsonl"
    rows = [
        case(question="When did the harbour bridge open?").model_dump(),
        case(id="two", question="Who is the mayor of Oslo?", answerable=False, facts=(), files=(),
             kind="unanswerable").model_dump(),
    ]  # fmt: skip
    path.write_text("\n".join(json.dumps(row) for row in rows))
    assert main(["run", "--cases", str(path), "--articles", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "ok   one" in printed
    assert "fact_recall          1.000  n=1" in printed
    missing = tmp_path / "missing.json"
    assert (
        main(["run", "--cases", str(path), "--articles", str(folder), "--gate", str(missing)]) == 1
    )
    wrong = case(files=("b.txt",)).model_dump()
    path.write_text(json.dumps(wrong))
    assert main(["run", "--cases", str(path), "--articles", str(folder)]) == 1
    assert "no article b.txt" in capsys.readouterr().err


def test_squad_questions_are_searched_over_all_passages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "squad.jsonl"
    rows = [
        {"question": "Who designed the harbour bridge?", "answers": ["Maria Ortega"],
         "answerable": True, "passage_id": "p1",
         "passage": "The harbour bridge was designed by Maria Ortega. It opened in 1931."},
        {"question": "Who painted the town hall?", "answers": [], "answerable": False,
         "passage_id": "p2", "passage": "The old mill stands by the river. It grinds no more."},
    ]  # fmt: skip
    path.write_text("\n".join(json.dumps(row) for row in rows))
    assert main(["squad2", str(path)]) == 0
    assert "hit@1 1.000" in capsys.readouterr().out
    path.write_text("{}")
    with pytest.raises(cases.CaseError, match="line 1"):
        squad2.read(path)
