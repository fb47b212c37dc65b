"""A question that names outlets is asked of their articles alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.outlets import asked_of

ARTICLES = {
    "wire.md": ("The Harbour Wire", "2024-03-14",
                "The Skerry ferry struck a rock at 6.40am on Tuesday, the coastguard said.\n\n"
                "The yard that built it is closed."),
    "news.md": ("Calder News (Web)", "2024-03-15",
                "The Skerry ferry struck a rock at 7.15am on Tuesday, passengers said.\n\n"
                "It will be towed to Calder."),
    "stars.md": ("Stars and Stripes", "2024-03-16", "The ferry is to be raised in May."),
    "calder.md": ("Calder News", "2024-03-16", "The ferry was towed to Calder on Friday."),
    "older.md": ("Calder News (Web)", "2023-01-02",
                 "A bakery on Mill Street in Calder will close after 80 years."),
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("news")
    for name, (outlet, day, text) in ARTICLES.items():
        head = f"---\noutlet: {outlet}\ndate: {day}\n---\n\n"
        (folder / name).write_text(f"{head}{text}\n", "utf-8")
    settings = Settings(home=tmp_path_factory.mktemp("home"), model="none")
    desk = Assistant.open(folder, settings)
    desk.sync()
    yield desk
    desk.close()


@pytest.mark.parametrize(
    ("question", "text", "outlets"),
    [
        (
            "What has the Harbour Wire reported about the ferry?",
            "What is the news on the ferry?",
            ("The Harbour Wire",),
        ),
        (
            "According to Calder News, where will it be towed?",
            "Where will it be towed?",
            ("Calder News", "Calder News (Web)"),
        ),
        (
            "When did it strike, according to Harbour Wire and Calder News?",
            "When did it strike?",
            ("The Harbour Wire", "Calder News", "Calder News (Web)"),
        ),
        ("Who does Calder say saw it?", "Who saw it?", ("Calder News", "Calder News (Web)")),
        (
            "According to Stars and Stripes, when will it be raised?",
            "When will it be raised?",
            ("Stars and Stripes",),
        ),
        ("What has Calder reported about the ferry?", None, ()),
        ("According to the coastguard, when did it strike?", None, ()),
        ("What has the coastguard reported about the ferry?", None, ()),
        ("When did the Harbour Wire report on the ferry?", None, ()),
        ("What is the Harbour Wire?", None, ()),
    ],
)
def test_outlets_that_articles_have_narrow_a_question(
    desk: Assistant, question: str, text: str | None, outlets: tuple[str, ...]
) -> None:
    asked = asked_of(question, desk.library.catalog)
    assert (asked.text, asked.outlets) == (text or question, outlets)
    assert bool(asked.note) == bool(outlets)


def test_only_their_articles_answer_and_the_answer_says_so(desk: Assistant) -> None:
    answer = desk.ask("According to the Harbour Wire, when did the ferry strike a rock?")
    assert {c.source for c in answer.citations} == {"wire.md"}
    assert answer.sentences[-1].text == "Only articles from The Harbour Wire were searched."
    refused = desk.ask("According to the Harbour Wire, which bakery will close?")
    assert refused.abstained


def test_outlets_that_are_to_be_compared_are_the_only_ones_asked(desk: Assistant) -> None:
    answer = desk.ask("Do the Harbour Wire and Calder News agree on when the ferry struck a rock?")
    (differ,) = answer.disagreements
    assert {side.value for side in differ.sides} == {"6.40am", "7.15am"}


def test_a_given_outlet_wins(desk: Assistant) -> None:
    question = "According to the Harbour Wire, when did the ferry strike a rock?"
    answer = desk.ask(question, outlets=("Calder News (Web)",))
    assert {c.source for c in answer.citations} <= {"news.md", "older.md"}


def test_of_an_outlet_s_articles_the_one_on_a_topic_is_meant(desk: Assistant) -> None:
    answer = desk.ask("When did Calder News publish its article about the bakery?")
    assert [c.source for c in answer.citations] == ["older.md"]
    assert "2 January 2023" in answer.text


def test_the_day_of_a_bare_weekday_is_given(desk: Assistant) -> None:
    lines = [line.text for line in desk.ask("When did the Skerry ferry strike a rock?").sentences]
    note = "By the date of that article, \u201cTuesday\u201d is 12 March 2024."
    assert note in lines
    assert not any("By the date" in s.text for s in desk.ask("Where will it be towed?").sentences)
