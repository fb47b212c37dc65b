"""Drafted cases read naturally, are the same each time, and are marked as unconfirmed."""

import re
import time
from pathlib import Path

import pytest

from evals import cases, drafts
from evals.asking import common, named_in, question_of
from evals.cli import main
from index.articles import Article


@pytest.mark.parametrize(
    ("sentence", "question", "fact"),
    [
        (
            "Mayor Ines Calder said the building could no longer be insured.",
            "What did Mayor Ines Calder say about the building?",
            "the building could no longer be insured",
        ),
        (
            "“The steel will arrive in two ships,” said Paul Reyes, an engineer.",
            "What did Paul Reyes say about the steel?",
            "The steel will arrive in two ships",
        ),
        (
            "The new road bridge over the Tarn will open to cars on May 6, the county said.",
            "When will the new road bridge over the Tarn open to cars?",
            "May 6",
        ),
        (
            "Port Elder's council voted on Tuesday to close the fish market on Quay Street.",
            "When did Port Elder's council vote to close the fish market on Quay Street?",
            "Tuesday",
        ),
        (
            "Brackley Mill was sold to a Dutch firm in March 2021.",
            "When was Brackley Mill sold to a Dutch firm?",
            "March 2021",
        ),
        (
            "In 2019, Brackley Mill closed its dye works.",
            None,
            None,
        ),
        (
            "In 2019, Brackley Mill closed the old dye works.",
            "When did Brackley Mill close the old dye works?",
            "2019",
        ),
        (
            "The Tarn bridge cost 38 million pounds, 6 million more than planned.",
            "How much did the Tarn bridge cost?",
            "38 million pounds",
        ),
        (
            "Brackley Mill employs 140 people in Eastvale.",
            "How many people does Brackley Mill employ in Eastvale?",
            "140",
        ),
        (
            "Their lawyer is Tom Akande, a partner at the law firm Obi and Sons.",
            None,
            None,
        ),
        (
            "The ruling pleased Ruth Sandell, an analyst at Eastvale Bank.",
            "Who is Ruth Sandell?",
            "an analyst at Eastvale Bank",
        ),
        (
            "The Tarn bridge will open on May 6, the county said on Friday.",
            "When will the Tarn bridge open?",
            "May 6",
        ),
        ("The Tarn bridge cost $48 million.", "How much did the Tarn bridge cost?", "$48 million"),
        (
            "The jobless rate in Tarn rose to 7.4% in March.",
            "What did the jobless rate in Tarn rise to in March?",
            "7.4%",
        ),
        (
            "Profits of Brackley Mill fell by 12 percent in 2023, the firm said.",
            "By how much did Profits of Brackley Mill fall in 2023?",
            "12 percent",
        ),
        ("One would have hoped for a leader of Oslo, Hans Obi said.", None, None),
        ("Ten is far too many for the town of Oslo, Hans Obi said.", None, None),
        ("In 2013, Mexico accepted the George W. Bush plan.", None, None),
        ("On Monday, Sanders made the following comment.", None, None),
        ('The answers are not "meeting the need of Oslo," said Paul Obi.', None, None),
        ("It cost 38 million pounds.", None, None),
        ("She said the building could no longer be insured.", None, None),
        ("They were seen there on Tuesday, he said.", None, None),
    ],
)
def test_a_question_is_what_a_person_would_ask_or_none(
    sentence: str, question: str | None, fact: str | None
) -> None:
    made = question_of(sentence)
    assert (made and made.question, made and made.fact) == (question, fact)


def test_a_thing_has_the_name_and_the_capital_that_its_article_gives_it() -> None:
    assert named_in("The bridge shut.", "The Tarn bridge is old.") == "The Tarn bridge shut."
    two = "The Tarn bridge is old. The Corve bridge is new."
    assert named_in("The bridge shut.", two) == "The bridge shut."
    text = "Sales at Brackley Mill fell 12 percent. Other mills had no sales. A bank failed."
    assert common("Did Sales at Oslo fall?", "Sales at Oslo", text) == "Did sales at Oslo fall?"
    assert common("Did Bank of Oslo fall?", "Bank of Oslo", text) == "Did Bank of Oslo fall?"
    assert common("Did Oslo sue?", "Oslo sued", text) == "Did Oslo sue?"


def test_a_small_folder_gives_an_unanswerable_question_too() -> None:
    made = drafts.cases([article(0), article(1)], 8, seed=1)
    assert [case.answerable for case in made] == [True, True, False]
    assert len(set(made[2].without)) == 1
    alone = drafts.cases([article(0)], 8, seed=1)
    assert [case.answerable for case in alone] == [True]  # nothing is left to ask


@pytest.mark.parametrize(("n", "without"), [(1, 0), (2, 1), (3, 1), (5, 2), (6, 2), (8, 3)])
def test_a_third_is_kept_for_unanswerable_questions_however_many_answerable_ones_there_are(
    n: int, without: int
) -> None:
    made = drafts.cases([article(n) for n in range(8)], n, seed=1)
    assert len(made) == n and sum(not case.answerable for case in made) == without
    assert len({case.question for case in made}) == n
    alone = Article("all.txt", "\n\n".join(EVENTS))
    assert [case.answerable for case in drafts.cases([alone], n, seed=1)] == [True] * n


def test_a_question_that_cannot_be_made_unanswerable_leaves_that_to_another() -> None:
    told = [Article(f"{n}.txt", f"{EVENTS[0]} {EVENTS[n]} It was long ago.\n") for n in (1, 2, 3)]
    made = drafts.cases(told, 8, seed=1)
    assert [case.answerable for case in made] == [True] * 4 + [False] * 2
    assert not any("Brackley" in case.question for case in made[4:])
    few = drafts.cases(told, 3, seed=1)
    assert [case.answerable for case in few] == [True, True, False]


EVENTS = [
    "Brackley Mill was sold to a Dutch firm in March 2001.",
    "Ashdown Bridge was painted by prisoners in June 2002.",
    "The Corve canal opened to pleasure boats on May 6, 2003.",
    "Denholm Castle closed to visitors in August 2004.",
    "Judge Amara Finch retired from the bench in April 2005.",
    "The Farnley ferry sank near Skerry Isle on July 9, 2006.",
    "Goring Park cost 38 million pounds.",
    "Hexham Bakery employs 140 people.",
]


def article(n: int) -> Article:
    return Article(f"{n}.txt", f"{EVENTS[n]} It was a long time ago.\n")


def test_drafts_are_unconfirmed_repeat_and_some_are_made_unanswerable() -> None:
    articles = [article(n) for n in range(8)]
    made = drafts.cases(articles, 8, seed=1)
    assert made == drafts.cases(articles, 8, seed=1)
    assert made != drafts.cases(articles, 8, seed=2)
    assert len(made) == 8
    assert not any(case.confirmed for case in made)
    gone = [case for case in made if not case.answerable]
    assert len(gone) == 3
    for case in gone:
        (source,) = case.without
        name = max(re.findall("[A-Z][a-z]+", articles[int(source[0])].text), key=len)
        assert name in case.question or name in {"March", "April", "August"}
    for case in (case for case in made if case.answerable):
        text = articles[int(case.files[0][0])].text
        assert case.facts[0][0] in text
        assert case.sentences[0] in text


def test_a_newsroom_goes_from_its_folder_to_a_report(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    mine, out = tmp_path / "mine.jsonl", tmp_path / "out"
    new = ["new", "--articles", str(folder), "--out", str(mine)]
    assert main(new) == 0
    assert "cases drafted" in capsys.readouterr().out
    assert len(cases.read(mine)) >= 2
    assert main(new) == 1
    assert "is there already" in capsys.readouterr().err
    assert main(["run", "--cases", str(mine), "--articles", str(folder), "--out", str(out)]) == 0
    assert "drafts that nobody has confirmed" in capsys.readouterr().out
    assert "drafts that nobody has confirmed" in (out / "report.html").read_text()


@pytest.mark.parametrize("n", ["0", "-3", "many"])
def test_how_many_drafts_is_a_number_of_one_or_more(
    n: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["new", "--articles", str(folder), "--out", str(tmp_path / "x.jsonl"), "--n", n])
    assert ended.value.code == 2
    assert f"'{n}' is not a number of 1 or more" in capsys.readouterr().err


def test_hostile_sentences_are_passed_over_quickly() -> None:
    started = time.perf_counter()
    for sentence in ("The " + "a " * 148, "A " * 150, "The cat's " * 30, "X, the " * 42, "1" * 300):
        question_of(sentence)
    assert time.perf_counter() - started < 2
