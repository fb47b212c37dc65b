"""A question about what the articles do not tell is refused, however near they come to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Settings
from assistant.happenings import happenings
from assistant.premises import asks_twice
from assistant.questions import analyse

DAM = """\
---
outlet: Orrin Times
date: 2024-05-02
---

# Three fined over leak at Sallow dam

Engineer Petra Voss stepped down on Tuesday as head of the Sallow dam, a week after the leak.

"I should have looked at the pumps," Voss told the Orrin Times.

The leak flooded eleven farms. Nobody was hurt.

Contractor Mika Thorne was arrested on Thursday because he had hidden the plans of the spillway.

Inspector Ludo Harne, who has led the inquiry since April, was not at the dam.
"""
BOARD = """\
---
outlet: Tarn Courier
date: 2024-05-06
---

# Board weighs new dam

The river board plans to sell the Sallow dam to the county. It has refused to pay the farmers.

Treasurer Ines Kolb hopes to sell it for 12 million pounds.
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    place = tmp_path_factory.mktemp("dam")
    folder: Path = place / "news"
    folder.mkdir()
    (folder / "dam.md").write_text(DAM, encoding="utf-8")
    (folder / "board.md").write_text(BOARD, encoding="utf-8")
    opened = Assistant.open(folder, Settings(home=place / "home", model="none"))
    opened.sync()
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("Why was Mika Thorne arrested?", "hidden the plans"),
        ("When did Petra Voss resign?", "stepped down on Tuesday"),
        ("What did Petra Voss say about the pumps?", "should have looked"),
        ("How many farms were flooded by the leak?", "eleven farms"),
    ],
)
def test_what_is_told_is_answered_in_whatever_words(
    desk: Assistant, question: str, holds: str
) -> None:
    answer = desk.ask(question)
    assert not answer.abstained
    assert holds in answer.text


@pytest.mark.parametrize(
    ("question", "unmet"),
    [
        ("Why did Mika Thorne apologise?", "apologise"),  # nobody did
        ("When did Petra Voss divorce?", "divorce"),
        ("When was the Sallow dam sold to the county?", "sold"),  # it is only planned
        ("How much did Petra Voss earn at the Sallow dam?", "earn"),
        ("What did Ludo Harne say about the leak?", None),  # he said nothing
        ("What did Petra Voss say about the county election?", None),
    ],
)
def test_what_nobody_tells_is_refused(desk: Assistant, question: str, unmet: str | None) -> None:
    answer = desk.ask(question)
    assert answer.abstained, answer.text
    assert answer.text.startswith("The articles do not say.")
    assert not answer.citations
    if unmet:
        assert f"not about this: {unmet}." in answer.text


def test_a_word_that_has_other_senses_asks_for_no_event() -> None:
    for question in ("Who left the room?", "What is paid on Friday?", "What works at night?"):
        assert not happenings(question)
    [resigning] = happenings("Why did she quit?")
    assert resigning.told.search("his departure")
    assert not resigning.told.search("his arrival")


def test_the_answer_is_the_same_with_and_without_the_words_of_another_article(
    desk: Assistant,
) -> None:
    """Files that are left out of a search cannot make an event told."""
    told = desk.ask("Why was Mika Thorne arrested?", sources=("dam.md",))
    untold: Answer = desk.ask("Why was Mika Thorne arrested?", sources=("board.md",))
    assert not told.abstained
    assert untold.abstained


@pytest.fixture(scope="module")
def strike(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    place = tmp_path_factory.mktemp("strike")
    folder: Path = place / "news"
    folder.mkdir()
    for n, told in enumerate(STRIKE):
        (folder / f"{n}.txt").write_text(told, encoding="utf-8")
    opened = Assistant.open(folder, Settings(home=place / "home", model="none"))
    opened.sync()
    yield opened
    opened.close()


STRIKE = (
    "Ferry strike begins\n\nDeckhands of the Lisk ferries went on strike on Monday.\n\n"
    "The night boats to Orrin sail as before, because another firm runs them.\n",
    "Second day without ferries\n\nThe ferry strike went into a second day on Tuesday.\n\n"
    "Union secretary Maud Ferris said members were owed a rest between two shifts.\n",
    "Ferry talks resume\n\nTalks to end the strike at the Lisk ferries resumed on Wednesday.\n\n"
    "In the vote 412 members were for the strike and 38 against it.\n",
)


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("Do the night boats to Orrin sail during the strike?", "sail as before"),
        ("Going by the vote, how many members were for the strike and how many against?", "412"),
    ],
)
def test_what_the_whole_story_is_about_need_not_be_told_again_beside_the_answer(
    strike: Assistant, question: str, holds: str
) -> None:
    answer = strike.ask(question)
    assert not answer.abstained
    assert holds in answer.text


def test_a_common_word_that_opens_a_question_is_no_name() -> None:
    assert analyse("Going by the vote, how many were for it?", str.split).names == ()
    assert analyse("Nissan's shares fell by how much?", str.split).names == ("Nissan",)


def test_a_namesake_s_words_are_nobody_else_s(desk: Assistant) -> None:
    assert desk.ask("What did Rolf Voss say?").abstained
    assert desk.ask("What did Rolf Voss say about the pumps?").abstained
    assert "should have looked" in desk.ask("What did Petra Voss say about the pumps?").text
    assert "should have looked" in desk.ask("What did Voss say about the pumps?").text


def test_of_two_questions_in_one_neither_event_must_be_told_beside_the_other(
    strike: Assistant,
) -> None:
    twice = strike.signs(strike.search("When did the strike begin, and why did Ferris resign?"))
    once = strike.signs(strike.search("Why did Ferris resign?"))
    assert twice and once and (twice.untold, once.untold) == (0.0, 1.0)


def test_an_event_that_is_only_planned_may_be_mentioned_but_not_asked_about(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    told = "Deckhands of the Lisk ferries want to strike in May.\n\nMayor Ana Ruiz met the union."
    (folder / "lisk.txt").write_text(told, encoding="utf-8")
    opened = Assistant.open(folder, Settings(home=tmp_path / "home", model="none"))
    opened.sync()
    mentioned = opened.signs(opened.search("Whom did Ana Ruiz meet before the strike?"))
    asked = opened.signs(opened.search("Why did the deckhands strike?"))
    opened.close()
    assert mentioned and asked and (mentioned.untold, asked.untold) == (0.0, 1.0)


def test_whether_a_question_is_two_is_read_at_once() -> None:
    """Where it is not, this test runs into its time limit."""
    assert asks_twice("Who said so, and when was it?") and not asks_twice("Who said so, then?")
    assert not asks_twice(("who did say " * 300 + "," * 3_000)[:8_000])
