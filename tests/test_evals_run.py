"""A run keeps its rows, goes on where it stopped, refuses to mix, and closes the gate."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.desk import Assistant
from assistant.settings import Settings
from evals import baseline, rows, run, summary
from evals.cases import HARD, Case
from evals.cli import main
from evals.intervals import Interval
from evals.plan import Plan, texts_of
from evals.record import Fingerprint, Record, RecordError, fingerprint
from evals.scoring import Scorer
from evals.summary import Mean
from evals.systems import Dateline, Reply, System
from evals.torture.serving import Handler, serving

BRIDGE = {
    "id": "bridge", "question": "When will the Tarn bridge open to cars?", "kind": "time",
    "answerable": True, "facts": [["May 6"]], "files": ["bridge.md"],
    "sentences": ["The new road bridge over the Tarn will open to cars on May 6, the county said "
                  "on Thursday."],
}  # fmt: skip
MARKET = {
    "id": "market", "kind": "fact",
    "question": "Which lawyer of the stall holders expects a hearing?",
    "answerable": True, "facts": [["Tom Akande"]], "files": ["harbour.txt"],
}  # fmt: skip
NOTHING = {
    "id": "nothing", "question": "Who won the chess championship in Oslo?",
    "kind": "unanswerable", "answerable": False,
}  # fmt: skip
CASES = [BRIDGE, MARKET, NOTHING]
STORIES = Path(str(baseline.__file__)).parent / "stories" / "kept"


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    return write(tmp_path / "mine.jsonl", CASES)


def write(path: Path, cases: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(case) + "\n" for case in cases))
    return path


def tell(folder: Path, into: Path, **stories: list[dict[str, object]]) -> Path:
    """Stories over copies of the folder's articles, with these cases."""
    for name, cases in stories.items():
        shutil.copytree(folder, into / name / "articles")
        write(into / name / "cases.jsonl", cases)
    return into


@pytest.fixture
def desk(folder: Path, home: Path) -> Iterator[Assistant]:
    desk = Assistant.open(folder, Settings(home=home))
    desk.sync()
    yield desk
    desk.close()


def mean(name: str, value: float) -> Mean:
    return Mean(name, Interval(value, value - 0.1, value + 0.1, 3))


class DiesAfter:
    """The real system, until its model goes away after so many questions."""

    name, model = "dateline", "none"

    def __init__(self, system: System, questions: int) -> None:
        self._system, self.left = system, questions

    def ask(self, case: Case) -> Reply:
        if not self.left:
            raise ConnectionError("the model is gone")
        self.left -= 1
        return self._system.ask(case)


def test_a_run_prints_reasons_and_means_with_n(
    folder: Path, mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "--cases", str(mine), "--articles", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "ok   bridge" in printed
    assert "fact_recall            1.000" in printed
    assert "hit_at_3               1.000" in printed
    assert "  n=2" in printed


def test_an_ineligible_case_has_no_value_and_a_missing_answer_scores_zero(
    desk: Assistant,
) -> None:
    scorer = Scorer(texts_of(desk))
    refused = Case.model_validate(BRIDGE | {"id": "x", "question": "Zzyzx qwv?"})
    found = run.run([refused, Case.model_validate(NOTHING)], Dateline(desk), scorer)
    assert found[0].abstained
    assert found[0].values["fact_recall"] == found[0].values["sentence_recall"] == 0.0
    assert found[0].values["cites_gold"] == 0.0
    assert "fact_recall" not in found[1].values
    assert "wrong_answer" not in found[0].values


def test_an_as_of_date_and_files_left_out_make_a_question_unanswerable(desk: Assistant) -> None:
    system, scorer = Dateline(desk), Scorer(texts_of(desk))
    gone = BRIDGE | {"answerable": False, "facts": [], "files": [], "sentences": []}
    for change in ({"without": ["bridge.md"]}, {"as_of": "2024-03-13"}):
        case = Case.model_validate(gone | change)
        (row,) = run.run([case], system, scorer)
        assert all(found.source != "bridge.md" for found in row.ranked)
        assert all(cited.source != "bridge.md" for cited in row.citations)


def test_a_model_that_dies_half_way_leaves_rows_and_the_run_goes_on(
    desk: Assistant, tmp_path: Path
) -> None:
    asked = [Case.model_validate(case) for case in CASES]
    about = fingerprint("mine", "dateline", "none", asked, desk.articles(), "none")
    scorer, system = Scorer(texts_of(desk)), Dateline(desk)
    record = Record.begin(tmp_path / "out", about)
    with pytest.raises(run.RunStopped, match=r"case nothing .the model is gone.; 2 rows are kept"):
        run.run(asked, DiesAfter(system, 2), scorer, record=record)
    again, seen = Record.begin(tmp_path / "out", about), list[int]()
    only_one_left = DiesAfter(system, 1)
    found = run.run(asked, only_one_left, scorer, record=again, progress=seen.append)
    assert [row.case.id for row in found] == ["bridge", "market", "nothing"]
    assert seen == [2, 3]
    assert len(rows.read(tmp_path / "out" / "rows.jsonl")) == 3


def test_a_model_that_is_gone_stops_the_run_and_its_quoted_answers_are_not_kept(
    folder: Path, mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    others = [MARKET | {"id": f"market-{n}"} for n in range(3)]
    write(mine, [BRIDGE, *others])
    command = ["run", "--cases", str(mine), "--articles", str(folder), "--out", str(tmp_path / "o")]
    with serving() as server:
        server.draft = "[1] The bridge opens on May 6.\n"

        def gone(handler: Handler) -> None:
            last = handler.body["messages"][-1]["content"]
            handler.status(404) if "stall holders" in last else handler.good()

        server.replies |= {"judge": gone, "write": gone}
        assert main([*command, "--model", server.spec]) == 1
        said = capsys.readouterr().err
        assert "dateline was without its model on 3 questions in a row" in said
        assert "does not exist at that address" in said and "1 rows are kept" in said
        server.replies.clear()
        assert main([*command, "--model", server.spec]) == 0
    again = rows.read(tmp_path / "o" / "rows.jsonl")
    assert [row.case.id for row in again] == ["bridge", "market-0", "market-1", "market-2"]


def test_questions_that_lost_their_model_fail_are_asked_once_more_and_again_by_the_next_run(
    folder: Path, mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, own = tmp_path / "o", tmp_path / "figures.json"
    command = ["run", "--cases", str(mine), "--articles", str(folder), "--out", str(out)]
    command += ["--keep", str(own)]
    asked: list[str] = []
    with serving() as server:

        def gone(handler: Handler) -> None:
            last = handler.body["messages"][-1]["content"]
            lost = "stall holders" in last
            asked.extend(["market"] * lost)
            handler.status(404) if lost else handler.good()

        server.draft = "[1] The bridge opens on May 6.\n"
        server.replies |= {"judge": gone, "write": gone}
        assert main([*command, "--model", server.spec]) == 1
        said = capsys.readouterr()
        assert "1 of 3 questions were answered without the model, because the model" in said.err
        assert "the same command asks them again" in said.err
        assert "FAIL market" in said.out
        assert "answered without the model" in (out / "report.html").read_text()
        assert len(asked) == 2 and not own.exists()
        server.replies.clear()
        server.requests.clear()
        assert main([*command, "--model", server.spec]) == 0
        assert {"stall holders" in str(body) for body in server.requests} == {True}
    kept = Record.read(out).rows
    assert {row.case.id for row in kept if not row.without_model} == {"bridge", "market", "nothing"}
    assert own.exists()


@pytest.mark.parametrize(
    "refuses",
    [
        lambda handler: handler.status(400, "content management policy"),
        lambda handler: handler.status(403),
        lambda handler: handler.text("I", "content_filter"),
        lambda handler: handler.text(""),
    ],
    ids=["400", "403", "filtered", "empty"],
)
def test_questions_that_the_model_refuses_while_it_answers_others_are_outcomes_and_figures_are_kept(
    refuses: Callable[[Handler], None],
    folder: Path,
    mine: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Three in a row, and the last of the file: as many as would mean that the model is gone."""
    others = [MARKET | {"id": f"market-{n}"} for n in range(3)]
    write(mine, [BRIDGE, *others])
    out, own = tmp_path / "o", tmp_path / "figures.json"
    command = ["run", "--cases", str(mine), "--articles", str(folder), "--out", str(out)]
    with serving() as server:
        server.draft = "[1] Cows give blue milk.\n"  # refused by us, and yet a reply

        def refusing(handler: Handler) -> None:
            about = handler.body["messages"][-1]["content"]
            refuses(handler) if "stall holders" in about else handler.good()

        server.replies["write"] = refusing
        assert main([*command, "--keep", str(own), "--model", server.spec]) == 0
        said = capsys.readouterr()
        assert "FAIL market-0" in said.out and "answered without the model, because" in said.out
        assert "degraded               1.000" in said.out
        assert "3 of 4 questions the model refused twice, while it answered others" in said.out
        server.requests.clear()
        assert main([*command, "--gate", str(own), "--model", server.spec]) == 0
        assert not server.requests
    kept = Record.read(out).rows
    assert [row.refused for row in kept] == [False, True, True, True]
    assert all(row.degraded and row.reasons for row in kept if row.refused)


def test_a_model_that_refuses_from_some_question_on_is_gone_whatever_it_answered_before(
    folder: Path, mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "o"
    command = ["run", "--cases", str(mine), "--articles", str(folder), "--out", str(out)]
    with serving() as server:
        server.draft = "[1] The bridge opens on May 6.\n"

        def refusing(handler: Handler) -> None:
            gone = any("stall holders" in str(body) for body in server.requests)
            handler.status(403) if gone else handler.good()

        server.replies |= {"judge": refusing, "write": refusing}
        for others in (1, 3):  # fewer in a row than stop a run, and as many
            write(mine, [BRIDGE, *(MARKET | {"id": f"market-{n}"} for n in range(others))])
            server.requests.clear()
            shutil.rmtree(out, ignore_errors=True)
            assert main([*command, "--model", server.spec]) == 1
            said = capsys.readouterr().err
            assert "without the model" in said if others == 1 else "3 questions in a row" in said
            assert not any(row.refused for row in Record.read(out).rows)


@pytest.mark.parametrize(
    "refuses",
    [
        lambda handler: handler.status(400, "the maximum context length is 512"),
        lambda handler: handler.status(422),
        lambda handler: handler.text(""),
    ],
    ids=["too-long", "422", "empty"],
)
def test_a_model_that_judges_and_cannot_write_is_gone_and_refuses_no_question(
    refuses: Callable[[Handler], None],
    folder: Path,
    mine: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out, own = tmp_path / "o", tmp_path / "figures.json"
    command = ["run", "--cases", str(mine), "--articles", str(folder), "--out", str(out)]
    with serving() as server:

        def judging(handler: Handler) -> None:
            chess = "chess" in handler.body["messages"][-1]["content"]
            yes, no = (-5.0, -0.01) if chess else (-0.01, -5.0)
            server.verdict = {"Yes": yes, "No": no}
            handler.good()

        server.replies |= {"judge": judging, "write": refuses}
        for others in (1, 3):  # fewer in a row than stop a run, and as many
            write(mine, [NOTHING, *(MARKET | {"id": f"market-{n}"} for n in range(others))])
            shutil.rmtree(out, ignore_errors=True)
            assert main([*command, "--keep", str(own), "--model", server.spec]) == 1
            said = capsys.readouterr().err
            assert "1 of 2 questions" in said if others == 1 else "3 questions in a row" in said
            kept = Record.read(out).rows
            assert any(row.answered_by_model for row in kept)
            assert not any(row.refused for row in kept)
    assert not own.exists()


def test_a_row_that_was_cut_off_is_asked_again(folder: Path, mine: Path, tmp_path: Path) -> None:
    command = ["run", "--cases", str(mine), "--articles", str(folder), "--out", str(tmp_path / "o")]
    assert main(command) == 0
    kept = tmp_path / "o" / "rows.jsonl"
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-40])
    assert main(command) == 0
    read = rows.read(kept)
    assert [row.case.id for row in read] == ["bridge", "market", "nothing"]
    again = [json.loads(line) | {"ms": 0} for line in kept.read_text().splitlines()]
    assert again == [json.loads(line) | {"ms": 0} for line in whole.decode().splitlines()]


def test_a_folder_or_cases_that_changed_are_not_mixed_into_a_run(
    folder: Path, mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["run", "--cases", str(mine), "--articles", str(folder), "--out", str(tmp_path / "o")]
    assert main(command) == 0
    (folder / "new.txt").write_text("A ferry sank off Skerry Isle on Sunday. Nobody was hurt.\n")
    assert main(command) == 1
    assert "the articles have changed since it began" in capsys.readouterr().err
    (folder / "new.txt").unlink()
    write(mine, CASES[:2])
    assert main(command) == 1
    assert "the cases have changed since it began" in capsys.readouterr().err
    assert main([*command, "--peer", "bm25"]) == 1
    assert "it asked dateline, not bm25" in capsys.readouterr().err


def test_settings_that_an_answer_depends_on_are_not_mixed_in_a_run(tmp_path: Path) -> None:
    def made(**settings: str) -> Fingerprint:
        used = Settings.model_validate(settings)
        return fingerprint("mine", "dateline", "openai:x", [], [], "none", settings=used)

    Record.begin(tmp_path / "o", made())
    for settings, message in (
        ({"writer": "quoting"}, "its sentences were written by the model, not quoting"),
        ({"embedder": "openai:e"}, "its encoder was bundled, not openai:e"),
        ({"reranker": "llamaindex:a:B#c"}, "its reranker was none, not llamaindex:a:B#c"),
    ):
        with pytest.raises(RecordError, match=message):
            Record.begin(tmp_path / "o", made(**settings))
    Record.begin(tmp_path / "o", made(writer="model"))


def test_the_command_keeps_the_settings_it_answered_with(
    folder: Path, mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_WRITER", "quoting")
    command = ["run", "--cases", str(mine), "--articles", str(folder), "--out", str(tmp_path / "o")]
    with serving() as server:
        assert main([*command, "--model", server.spec]) == 0
    kept = Record.read(tmp_path / "o").fingerprint
    assert (kept.writer, kept.embedder, kept.reranker) == ("quoting", "bundled", "none")


def test_a_folder_without_a_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="holds no run"):
        Record.read(tmp_path)


def test_an_unknown_file_a_bad_set_and_a_model_are_refused_in_one_line(
    folder: Path, mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(mine, [BRIDGE | {"files": ["b.txt"]}])
    command = ["run", "--cases", str(mine), "--articles", str(folder)]
    for arguments, message in (
        (command, "mine.jsonl, line 1, case bridge, files: no article b.txt is indexed"),
        (["run", "--set", "nonesuch", str(tmp_path)], "no set is called nonesuch"),
        (["run", "--set", "squad2", str(tmp_path / "x")], "cannot be read"),
        ([*command, "--out", str(folder / "runs")], "is among the articles"),
        ([*command, "--gate", str(tmp_path / "x")], "cannot be read"),
        (["run", "--model", "openai:x"], "--model: openai:x needs a key; set OPENAI_API_KEY"),
    ):
        assert main(arguments) == 1
        said = capsys.readouterr().err
        assert message in said
        assert said.count("\n") == 1


def test_the_gate_closes_on_a_lower_mean_and_on_a_missing_one() -> None:
    kept = {
        "fact_recall": baseline.Figure(mean=0.9, n=3),
        "false_abstention": baseline.Figure(mean=0.1, n=3),
        "gone": baseline.Figure(mean=1.0, n=3),
    }
    found = [mean("fact_recall", 0.8), mean("false_abstention", 0.2)]
    assert len(baseline.worse(kept, found)) == 3
    assert not baseline.worse({"fact_recall": kept["fact_recall"]}, [mean("fact_recall", 0.9)])


def test_kept_figures_are_read_back_and_shown_with_n_and_interval(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    baseline.keep(path, "cases", [], [mean("fact_recall", 0.9)])
    baseline.keep(path, "other", [], [mean("fact_recall", 0.5)])
    assert baseline.read(path)["cases"].figures["fact_recall"].mean == 0.9
    expected = "| fact recall | 0.900 [0.80, 1.00] (n=3) | 0.500 [0.40, 0.60] (n=3) |"
    assert expected in baseline.table(path)


def test_a_gate_of_ones_own_is_kept_where_one_says(
    mine: Path, folder: Path, tmp_path: Path
) -> None:
    bundled, own = baseline.BUNDLED.read_bytes(), str(tmp_path / "figures.json")
    command = ["run", "--cases", str(mine), "--articles", str(folder), "--quiet"]
    assert main([*command, "--keep", own]) == 0
    assert main([*command, "--gate", own]) == 0
    assert main([*command, "--gate", own, "--peer", "abstain"]) == 1
    good = Path(own).read_bytes()
    assert main([*command, "--gate", own, "--keep", own, "--peer", "abstain"]) == 1
    assert Path(own).read_bytes() == good
    assert baseline.BUNDLED.read_bytes() == bundled


def test_the_gate_and_the_bundled_figures_are_of_the_cases_they_were_kept_of(
    mine: Path, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of one's own that happens to be called as a bundled one is not taken for it."""
    bundled, own = baseline.BUNDLED.read_bytes(), str(tmp_path / "figures.json")
    called = write(tmp_path / "cases.jsonl", CASES)
    command = ["run", "--cases", str(called), "--articles", str(folder), "--quiet"]
    assert main([*command, "--gate", str(baseline.BUNDLED)]) == 1
    said = capsys.readouterr()
    assert "has the figures of 90 other cases called cases: keep those of these 3" in said.err
    assert said.err.count("\n") == 1 and not said.out
    assert main([*command, "--keep"]) == 1
    assert "give a file for yours: --keep FILE" in capsys.readouterr().err
    assert baseline.BUNDLED.read_bytes() == bundled
    assert main([*command, "--keep", own]) == 0
    write(called, [BRIDGE, MARKET, NOTHING | {"question": "Who won the chess in Rome?"}])
    assert main([*command, "--gate", own]) == 1
    assert "has the figures of 3 other cases called cases" in capsys.readouterr().err


def test_the_bundled_figures_are_of_the_bundled_cases() -> None:
    for plan in (Plan(), Plan(cases=HARD), Plan(stories=STORIES)):
        assert baseline.figures_of(baseline.BUNDLED, plan.name, plan.asked())


def test_stories_with_their_own_articles_are_measured_together_and_kept_apart(
    folder: Path, mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stories = tell(folder, tmp_path / "stories", one=CASES, two=CASES[:1])
    figures, runs = tmp_path / "figures.json", tmp_path / "runs"
    command = ["run", "--stories", str(stories), "--quiet"]
    assert main([*command, "--keep", str(figures), "--out", str(runs)]) == 0
    printed = capsys.readouterr().out
    assert "fact_recall            1.000  [1.000, 1.000]  n=3" in printed
    assert "quotes_exact           1.000  [1.000, 1.000]  n=4" in printed
    assert baseline.read(figures)["stories"].figures["fact_recall"].n == 3
    assert [len(Record.read(runs / name).rows) for name in ("one", "two")] == [3, 1]
    assert main([*command, "--gate", str(figures)]) == 0


def test_a_run_over_stories_is_compared_and_reported_as_one(
    folder: Path, mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stories = tell(folder, tmp_path / "stories", one=CASES, two=CASES)
    command = ["run", "--stories", str(stories), "--quiet", "--out"]
    a, b = tmp_path / "a", tmp_path / "b"
    assert main([*command, str(a)]) == 0
    assert str(a / "report.html") in capsys.readouterr().out
    page = (a / "report.html").read_text()
    assert main([*command, str(b), "--peer", "abstain"]) == 0
    capsys.readouterr()
    assert main(["compare", str(a), str(b)]) == 0
    said = capsys.readouterr().out
    assert "6 cases in both" in said
    assert "fact_recall              1.000   0.000   -1.000  [-1.000, -1.000]   4  worse" in said
    assert "  one/bridge  When will" in said and "  two/bridge  When will" in said
    (a / "report.html").unlink()
    assert main(["report", str(a)]) == 0
    assert (a / "report.html").read_text() == page
    assert "6 cases" in page and "two/market" in page
    shutil.copytree(a / "two", a / "three")  # is no part of it
    assert main(["compare", str(a), str(b)]) == 0
    assert "6 cases in both" in capsys.readouterr().out
    shutil.rmtree(a / "two")
    shutil.copytree(b / "two", a / "two")  # of another system
    assert main(["compare", str(a), str(b)]) == 1
    assert "runs that are not of one: of two, unlike one, it asked dateline, not abstain" in (
        capsys.readouterr().err
    )


def test_runs_below_a_folder_are_one_only_where_they_are_over_its_stories(
    folder: Path, mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs, over = tmp_path / "runs", tmp_path / "over"
    each = ["run", "--cases", str(mine), "--articles", str(folder), "--quiet", "--out"]
    for name in ("first", "second"):
        assert main([*each, str(runs / name)]) == 0
    stories = tell(folder, tmp_path / "stories", one=CASES, two=CASES)
    command = ["run", "--stories", str(stories), "--quiet", "--out"]
    assert main([*command, str(over)]) == 0
    rows_of_two = over / "two" / "rows.jsonl"
    rows_of_two.write_bytes(rows_of_two.read_bytes().partition(b"\n")[0] + b"\n")
    capsys.readouterr()
    unfinished = "is not finished: of the story two, 1 of 3 questions were asked"
    for arguments, message in (
        (["report", str(runs)], "holds no run; give the folder that --out named"),
        (["report", str(over)], unfinished),
        (["compare", str(over), str(runs / "first")], unfinished),
        ([*each, str(over)], "holds a run over stories. Give another folder with --out"),
        ([*command, str(runs / "first")], "holds a run that is not over stories. Give another"),
    ):
        assert main(arguments) == 1
        said = capsys.readouterr()
        assert message in said.err and said.err.count("\n") == 1
    assert main([*command, str(over)]) == 0
    shutil.rmtree(stories / "two")
    assert main([*command, str(over)]) == 0
    assert {row.case.id.partition("/")[0] for row in Record.read(over).rows} == {"one"}


def test_stories_that_turn_out_not_to_be_of_one_run_are_reported_and_their_figures_not_kept(
    folder: Path,
    mine: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    stories = tell(folder, tmp_path / "stories", one=CASES[:1], two=CASES[:1])
    out, own = tmp_path / "o", tmp_path / "figures.json"
    command = ["run", "--stories", str(stories), "--out", str(out), "--keep", str(own)]
    with serving() as server:
        server.draft = "[1] The bridge opens on May 6.\n"

        def changing(handler: Handler) -> None:
            monkeypatch.setenv("DATELINE_WRITER", "quoting")  # while the first is asked
            handler.good()

        server.replies["judge"] = changing
        assert main([*command, "--model", server.spec]) == 1
    said = capsys.readouterr()
    assert "of two, unlike one, its sentences were written by the model, not quoting" in said.err
    assert all((out / name / "report.html").exists() for name in ("one", "two"))
    assert not own.exists()


@pytest.mark.parametrize("wrong", ["line", "file"])
def test_every_story_is_checked_before_one_is_asked(
    wrong: str, folder: Path, mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = {"id": "b"} if wrong == "line" else BRIDGE | {"files": ["b.txt"]}
    stories = tell(folder, tmp_path / "stories", one=CASES, two=[BRIDGE | {"id": "a"}, bad])
    command = ["run", "--stories", str(stories), "--out", str(tmp_path / "o")]
    assert main(command) == 1
    said = capsys.readouterr()
    assert "two/cases.jsonl, line 2, " in said.err and said.err.count("\n") == 1
    assert not said.out and not (tmp_path / "o").exists()


def test_a_story_whose_articles_changed_is_told_before_any_is_asked(
    folder: Path, mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stories = tell(folder, tmp_path / "stories", one=CASES, two=CASES)
    command = ["run", "--stories", str(stories), "--out", str(tmp_path / "o")]
    assert main(command) == 0
    shutil.rmtree(tmp_path / "o" / "one")
    (stories / "two" / "articles" / "new.txt").write_text("A ferry sank. Nobody died.")
    capsys.readouterr()
    assert main(command) == 1
    said = capsys.readouterr()
    assert "the articles have changed since it began" in said.err and not said.out
    assert not (tmp_path / "o" / "one").exists()


def test_stories_that_are_none_are_told_apart_from_other_options(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for more, message in (
        ([], "has no stories: each is a folder with articles/ and cases.jsonl"),
        (["--articles", str(folder)], "leave out --articles, --cases and --set"),
    ):
        assert main(["run", "--stories", str(folder), *more]) == 1
        said = capsys.readouterr().err
        assert message in said
        assert said.count("\n") == 1


def test_every_figure_of_a_row_is_described() -> None:
    names = {metric.name for metric in summary.METRICS}
    source = (Path(str(run.__file__)).parent / "scoring.py").read_text(encoding="utf-8")
    used = {part.split('"')[0] for part in source.split('values["')[1:]}
    assert used <= names


def test_two_runs_without_a_case_in_common_are_not_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a", "b"):
        Record.begin(tmp_path / name, fingerprint(name, "dateline", "none", [], [], "none"))
    assert main(["compare", str(tmp_path / "a"), str(tmp_path / "b")]) == 1
    said = capsys.readouterr()
    assert "have no case in common" in said.err and not said.out


def test_two_runs_are_compared_question_by_question(
    folder: Path,
    mine: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    write_news: Callable[[Path], None],
) -> None:
    command = ["run", "--cases", str(mine), "--articles", str(folder), "--quiet", "--out"]
    assert main([*command, str(tmp_path / "a")]) == 0
    assert main([*command, str(tmp_path / "b"), "--peer", "abstain"]) == 0
    capsys.readouterr()
    assert main(["compare", str(tmp_path / "a"), str(tmp_path / "b")]) == 0
    said = capsys.readouterr().out
    assert "3 cases in both" in said
    assert "fact_recall              1.000   0.000   -1.000  [-1.000, -1.000]   2  worse" in said
    assert "right in B only (0):" in said
    assert "bridge  When will the Tarn bridge open to cars?" in said
    assert "abstained, though the articles answer" in said
