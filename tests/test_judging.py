"""One word, or its probability, becomes a verdict."""

import math
from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.answers import Judged
from assistant.completing import Piece
from assistant.judging import Judge
from evals.torture.serving import serving


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


def test_the_margin_is_the_difference_of_the_log_probabilities(judge: Judge) -> None:
    likely = (("Yes", math.log(0.6)), (" yes", math.log(0.1)), ("No", math.log(0.2)))
    assert judge.margin([Piece("Yes", likely)]) == pytest.approx(math.log(0.7 / 0.2))


def test_a_place_where_neither_word_is_likely_is_passed_over(judge: Judge) -> None:
    first = Piece("**", (("**", -0.01), ("Yes", -9.0)))
    second = Piece("No", (("No", -0.1), ("Yes", -2.4)))
    assert judge.margin([first, second]) == pytest.approx(-2.3)


@pytest.mark.parametrize(("said", "sign"), [("Yes", 1), ("no.", -1), ("Answer: NO", -1)])
def test_without_probabilities_the_word_counts(judge: Judge, said: str, sign: int) -> None:
    margin = judge.margin([Piece(letter) for letter in said])
    assert margin is not None and math.copysign(1, margin) == sign


def test_a_reply_that_says_neither_is_no_verdict(judge: Judge) -> None:
    assert judge.margin([Piece("I know nothing of yesterday")]) is None


def test_ranker_and_model_both_count(judge: Judge) -> None:
    assert judge.probability(Judged(0.9, 2.0)) > judge.probability(Judged(0.1, 2.0))
    assert judge.probability(Judged(0.5, 2.0)) > judge.probability(Judged(0.5, -2.0))


def test_no_margin_is_so_wide_that_it_cannot_be_weighed(judge: Judge) -> None:
    low, high = judge.probability(Judged(0.0, -1e9)), judge.probability(Judged(1.0, 1e9))
    assert 0 < low < high < 1


def test_the_judge_reads_the_likeliest_sentence_and_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    told = "The bridge over the Tarn cost 38 million pounds, the county said."
    beside = "The bridge over the Tarn replaces a ferry that cost the county a lot of sleep."
    (folder / "bridge.txt").write_text(f"{beside}\n\n{told}\n", encoding="utf-8")
    with serving() as server:
        settings = Settings(home=tmp_path / "home", model=server.spec, writer="quoting")
        opened = Assistant.open(folder, settings)
        opened.sync()
        opened.ask("How much did the bridge over the Tarn cost?")
        opened.close()
    [asked] = server.requests
    said = asked["messages"][-1]["content"]
    assert said.startswith(told) and beside not in said
