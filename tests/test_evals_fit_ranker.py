"""From stories with cases and twins to a file of the ranker's weights, by one command."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from evals import fit_ranker
from evals.ranker_examples import read_story

BRIDGE = "The new road bridge over the Tarn will open on May 6. It cost 38 million pounds.\n"
MARKET = "Port Elder's council voted to close the fish market. Ines Calder opposed the plan.\n"


def story(folder: Path, text: str, question: str, sentence: str, asked: str, twin: str) -> Path:
    """One article, one question that it answers, and one that only its twin does."""
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "a.txt").write_text(text)
    yes = {"id": "yes", "question": question, "answerable": True, "files": ["a.txt"]}
    no = {"id": "no", "question": asked, "answerable": False, "files": []}
    cases = [yes | {"sentences": [sentence]}, no]
    (folder / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in cases))
    put = {"id": "no", "file": "a.txt", "after": sentence[:-2], "sentence": twin}
    (folder / "twins.jsonl").write_text(json.dumps(put) + "\n")
    return folder


@pytest.fixture
def stories(tmp_path: Path) -> list[Path]:
    return [
        story(
            tmp_path / "bridge", BRIDGE, "When will the Tarn bridge open?",
            "The new road bridge over the Tarn will open on May 6.",
            "Who built the Tarn bridge?", "Reyes and Sons built it.",
        ),
        story(
            tmp_path / "market", MARKET, "Who opposed the plan in Port Elder?",
            "Ines Calder opposed the plan.",
            "How old is the fish market in Port Elder?", "The fish market is 112 years old.",
        ),
    ]  # fmt: skip


def test_a_story_gives_its_questions_those_of_strangers_and_their_twins(
    stories: list[Path], tmp_path: Path
) -> None:
    asked, no, stranger, twin = read_story(stories[1], stories, tmp_path)
    assert [each.kind for each in (asked, no, stranger, twin)] == [
        "asked", "asked", "stranger", "twin",
    ]  # fmt: skip
    assert (sum(asked.answers), sum(no.answers), sum(stranger.answers)) == (1, 0, 0)
    assert twin.answerable and sum(twin.answers) == 1
    assert len(twin.answers) == len(no.answers) + 1
    assert (stories[1] / "articles" / "a.txt").read_text() == MARKET


def test_the_command_goes_from_stories_to_a_file_like_the_one_that_ships(
    stories: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("jax", reason="fitting needs the dependency group fit")
    out = tmp_path / "ranker.json"
    assert fit_ranker.main([*map(str, stories), "--out", str(out), "--steps", "4"]) == 0
    assert "2 answerable, 2 not: hit@1" in capsys.readouterr().out
    made = json.loads(out.read_text())
    ships = json.loads((files("assistant") / "data/ranker.json").read_text())
    assert made.keys() == ships.keys()
    assert made["weights"].keys() == ships["weights"].keys()
    assert made["alignment"].keys() == ships["alignment"].keys()


@pytest.mark.parametrize(("given", "says"), [(1, "two stories or more"), (0, "is no story")])
def test_folders_that_cannot_be_used_are_named_before_anything_is_read(
    given: int, says: str, stories: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("jax", reason="fitting needs the dependency group fit")
    folders = [str(each) for each in stories[:given]] or [str(tmp_path)]
    with pytest.raises(SystemExit):
        fit_ranker.main([*folders, "--out", str(tmp_path / "x.json")])
    assert says in capsys.readouterr().err


def test_a_twin_that_has_no_place_in_its_article_is_named(
    stories: list[Path], tmp_path: Path
) -> None:
    line = {"id": "no", "file": "a.txt", "after": "Not in it", "sentence": "It is."}
    (stories[0] / "twins.jsonl").write_text(json.dumps(line) + "\n")
    with pytest.raises(ValueError, match=r"twins\.jsonl, no: a\.txt does not have \"Not in it\""):
        list(read_story(stories[0], stories, tmp_path))
