"""Drafted cases read naturally, are the same each time, and are marked as unconfirmed."""

import re
import time
from pathlib import Path

import pytest

from evals import cases, drafts
from evals.asking import question_of
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
    assert len(gone) == 2
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


def test_hostile_sentences_are_passed_over_quickly() -> None:
    started = time.perf_counter()
    for sentence in ("The " + "a " * 148, "A " * 150, "The cat's " * 30, "X, the " * 42, "1" * 300):
        question_of(sentence)
    assert time.perf_counter() - started < 2
