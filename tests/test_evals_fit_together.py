"""From stories to the weights of the two readings, by one command."""

import json
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import pytest

from assistant.evidence import Ranker
from evals import fit_crossencoder, fit_together, pools
from evals.cases import CaseError
from evals.readings import Asked, Read, figures, questions, read, read_labelled

TEXT = (
    "The new road bridge over the Tarn will open on May 6. It cost 38 million pounds.\n\n"
    "The old bridge was closed in 2019 after a flood.\n"
)


def story(folder: Path, questions: dict[str, str | None]) -> Path:
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "a.txt").write_text(TEXT)
    cases = [
        {"id": str(n), "question": question, "kind": "fact", "answerable": bool(sentence)}
        | ({"sentences": [sentence], "files": ["a.txt"]} if sentence else {})
        for n, (question, sentence) in enumerate(questions.items())
    ]
    (folder / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in cases))
    return folder


@pytest.fixture
def stories(tmp_path: Path) -> list[Path]:
    opens = "The new road bridge over the Tarn will open on May 6."
    return [
        story(tmp_path / "one", {"When will the new bridge open?": opens, "Who built it?": None}),
        story(
            tmp_path / "two",
            {"What did the bridge cost?": "It cost 38 million pounds.", "Who paid for it?": None},
        ),
    ]


def test_what_was_found_is_read_likeliest_first_and_marked_where_it_answers(
    stories: list[Path], tmp_path: Path
) -> None:
    [pool] = pools.read([str(stories[0])], tmp_path)
    opens, built = read(pool, tmp_path / "home", Ranker())
    assert (opens.answerable, built.answerable) == (True, False)
    assert [each.text for each in opens.found if each.answers] == [TEXT.split(" It cost")[0]]
    assert not any(each.answers for each in built.found)
    odds = [each.odds for each in opens.found]
    assert odds == sorted(odds, reverse=True) and len(odds) == 3


def test_marked_sentences_are_found_again_with_their_words(
    stories: list[Path], tmp_path: Path
) -> None:
    opens = {"file": "a.txt", "sentence": TEXT.split(" It cost")[0], "words": ["May 6"]}
    lines = [
        {"question": "When will the new bridge open?", "answers": [opens]},
        {"question": "Who built the bridge?", "answers": []},
    ]
    asked = stories[0] / "questions.jsonl"
    asked.write_text("".join(json.dumps(line) + "\n" for line in lines))
    when, who = read_labelled(stories[0], tmp_path / "home", Ranker())
    assert (when.answerable, who.answerable) == (True, False)
    [right] = [each for each in when.found if each.answers]
    assert [right.text[start:end] for start, end in right.words] == ["May 6"]
    assert not any(each.answers for each in who.found)
    asked.write_text('{"question": "When?"}\n')
    with pytest.raises(CaseError, match=r"questions\.jsonl, line 1: 1 validation error"):
        questions(asked)


@pytest.mark.skipif(
    bool(find_spec("torch") and find_spec("onnx")),
    reason="nothing is missing: the fit group is installed",
)
def test_training_without_its_packages_says_what_to_install(
    stories: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [str(stories[0]), "--held", str(stories[1]), "--out", str(tmp_path / "x.onnx")]
    with pytest.raises(SystemExit):
        fit_crossencoder.main(given)
    assert "is not installed; run: pip install --group fit" in capsys.readouterr().err


def test_figures_are_of_the_order_that_log_odds_give() -> None:
    asked = [
        Asked("?", True, (Read("a", 0, False), Read("b", 0, True))),
        Asked("?", True, (Read("c", 0, True), Read("d", 0, False))),
        Asked("?", False, (Read("e", 0, False),)),
    ]
    assert "hit@1 0.500, hit@3 1.000, abstention AUROC 1.000" in figures(
        asked, [[3.0, 2.0], [3.0, 2.0], [1.0]]
    )
    assert "hit@1 1.000, hit@3 1.000, abstention AUROC 0.500" in figures(
        asked, [[2.0, 3.0], [0.0, -1.0], [1.0]]
    )


def test_the_command_goes_from_stories_to_a_file_like_the_one_that_ships(
    stories: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "together.json"
    assert fit_together.main([*map(str, stories), "--out", str(out)]) == 0
    assert "both: 2 answerable, 2 not" in capsys.readouterr().out
    made = json.loads(out.read_text())
    shipped = json.loads((files("assistant") / "data/together.json").read_text())
    assert made.keys() == shipped.keys()
    assert made["together"] > 0 and "4 questions in 2 folders" in made["recipe"]


def test_one_story_is_too_few(stories: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        fit_together.main([str(stories[0]), "--out", "never.json"])
    assert "give two stories or more" in capsys.readouterr().err
