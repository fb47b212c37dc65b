"""Whether the articles answer is told from several signs at once, learned from whole stories."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import fields
from importlib.resources import files
from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.answerable import Answerable, Signs, signs
from assistant.premises import Unmet
from evals import cases, fit_answerable, fit_rivals
from evals.stories import FITTED, KEPT, folders

TOLD = """\
The new road bridge over the Tarn will open on May 6. It cost 38 million pounds.

Engineer Ines Calder said that the old bridge would be pulled down in June.
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Assistant]:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "bridge.txt").write_text(TOLD, encoding="utf-8")
    opened = Assistant.open(tmp_path / "news", Settings(home=tmp_path / "home", model="none"))
    opened.sync()
    yield opened
    opened.close()


def test_a_question_that_nothing_was_found_for_has_no_signs_and_no_answer(desk: Assistant) -> None:
    assert signs((), None, None) is None
    verdict = Answerable().judge((), None, None)
    assert (verdict.probability, verdict.answers) == (0.0, False)


def test_what_is_told_of_nowhere_makes_an_answer_less_likely(desk: Assistant) -> None:
    evidence = desk.search("When will the Tarn bridge open?").evidence
    answerable = Answerable()
    met = answerable.judge(evidence, None, None)
    untold = answerable.judge(evidence, None, Unmet("open", happened=True))
    assert met.answers
    assert met.probability > untold.probability


def test_signs_are_of_the_three_best_sentences_and_of_how_the_best_one_reads(
    desk: Assistant,
) -> None:
    ranked = desk.search("When will the Tarn bridge open?")
    seen = desk.signs(ranked)
    best = ranked.evidence[0].features
    assert seen is not None and best is not None
    assert seen.best >= seen.second >= seen.third
    assert seen.together == max(each.seen.answers for each in ranked.evidence if each.seen)
    assert (seen.late, seen.misfit_figure) == (best.late, best.misfit_figure)
    assert (seen.untold, seen.unmet, seen.heard) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(("asked", "told"), [("British", "Britain"), ("Britain", "UK")])
def test_a_country_is_no_absent_name_where_another_of_its_names_stands(
    tmp_path: Path, asked: str, told: str
) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "a.txt").write_text(f"The plant in {told} builds the Aro, a small van.\n")
    with closing(Assistant.open(articles, Settings(home=tmp_path, model="none"))) as desk:
        desk.sync()
        [best] = desk.search(f"Which plant in {asked} builds the Aro?").evidence
        other = desk.search("Which plant in Belgium builds the Aro?").evidence[0]
    assert best.features is not None and other.features is not None
    assert (best.features.absent_name, other.features.absent_name) == (0.0, 1.0)


def test_the_command_goes_from_stories_to_a_file_like_the_one_that_ships(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "answerable.json"
    some = [str(each) for each in folders(FITTED)[:2]]
    assert fit_answerable.main([*some, "--out", str(out), "--threshold", "0.4"]) == 0
    assert "AUROC" in capsys.readouterr().out
    made = json.loads(out.read_text(encoding="utf-8"))
    ships = json.loads((files("assistant") / "data/answerable.json").read_text(encoding="utf-8"))
    assert made.keys() == ships.keys() and made["threshold"] == 0.4
    assert list(made["weights"]) == list(ships["weights"]) == [f.name for f in fields(Signs)]
    assert made["weights"]["best"] > 0 > made["weights"]["untold"]


def test_a_public_set_is_fitted_on_beside_a_story(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {"question": "Who designed the harbour bridge?", "answers": ["Maria Ortega"],
         "answerable": True, "passage_id": "p1", "passage": "Maria Ortega designed the harbour "
         "bridge."},
        {"question": "Who painted the town hall?", "answers": [], "answerable": False,
         "passage_id": "p2", "passage": "The old mill stands by the river."},
    ]  # fmt: skip
    data = tmp_path / "dev.jsonl"
    data.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    out, story = tmp_path / "answerable.json", str(folders(FITTED)[0])
    assert fit_answerable.main([story, f"squad2={data}", "--out", str(out)]) == 0
    assert "squad2       n=   2" in capsys.readouterr().out
    assert "2 folders: airline, squad2" in json.loads(out.read_text(encoding="utf-8"))["recipe"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([str(folders(FITTED)[0])], "two stories or more"),
        ([str(folders(FITTED)[0])] * 2, "is given twice"),
        (["."], "is no story"),
        (["squad9=x.jsonl"], "squad9 is no set"),
        (["squad2=nowhere.jsonl"], "nowhere.jsonl"),
    ],
)
@pytest.mark.parametrize("fitting", [fit_answerable.main, fit_rivals.main])
def test_what_cannot_be_fitted_on_is_named_before_anything_is_read(
    fitting: Callable[[list[str]], int],
    given: list[str],
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        fitting([*given, "--out", str(tmp_path / "x.json")])
    assert says in capsys.readouterr().err


def test_the_stories_that_are_kept_aside_are_in_no_fit() -> None:
    ships = json.loads((files("assistant") / "data/answerable.json").read_text(encoding="utf-8"))
    kept = {each.name for each in folders(KEPT)}
    assert kept and not kept & set(ships["recipe"].split(": ", 1)[1].split(", "))


@pytest.mark.parametrize("folder", [*folders(FITTED), *folders(KEPT)], ids=lambda each: each.name)
def test_every_fact_of_a_story_stands_in_a_file_that_its_case_names(folder: Path) -> None:
    for case in cases.read(folder / "cases.jsonl"):
        texts = [(folder / "articles" / name).read_text(encoding="utf-8") for name in case.files]
        for fact in case.facts:
            assert any(wording.lower() in text.lower() for text in texts for wording in fact), (
                case.id
            )


def recipes(held: object) -> list[str]:
    """Every recipe of a file of weights."""
    if not isinstance(held, dict):
        return []
    below = [recipe for each in held.values() for recipe in recipes(each)]
    return ([held["recipe"]] if "recipe" in held else []) + below


def test_weights_name_the_script_that_made_them_and_the_rivals_its_version() -> None:
    evals = Path(str(fit_rivals.__file__)).parent
    weights = {path.name: path.read_text() for path in files("assistant").joinpath("data").iterdir()
               if path.name.endswith(".json") and path.name != "prices.json"}  # fmt: skip
    for name, text in weights.items():
        assert recipes(json.loads(text)), name
        for recipe in recipes(json.loads(text)):
            (script,) = re.findall(r"\bevals[./]\w+", recipe)
            assert (evals / f"{script[6:]}.py").exists(), recipe
    made = hashlib.sha256((evals / "fit_rivals.py").read_bytes()).hexdigest()[:12]
    assert f"evals/fit_rivals.py ({made})" in weights["rivals.json"]
