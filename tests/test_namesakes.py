"""Whose words are asked for: who has an office before the name, and nobody else of that surname."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Settings
from assistant.names import only_namesakes

Ask = Callable[..., Answer]


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    """Ask a question of texts, each of a day of May 2024, or of none for a day of 0."""
    opened: list[Assistant] = []

    def put(question: str, *articles: tuple[int, str]) -> Answer:
        folder = tmp_path / "news"
        folder.mkdir()
        for n, (day, text) in enumerate(articles):
            date = f"date: 2024-05-{day:02}\n" if day else ""
            head = f"---\noutlet: Tarn Star\n{date}---\n\n"
            (folder / f"{n:03}.md").write_text(f"{head}{text}\n", "utf-8")
        opened.append(Assistant.open(folder, Settings(home=tmp_path / "home", model="none")))
        opened[0].sync()
        return opened[0].ask(question)

    yield put
    for each in opened:
        each.close()


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("Mayor Tom Calder resigned. Calder said he was ill.", True),
        ("Superintendent Tom T. Calder resigned.", True),
        ("British Foreign Secretary Ines Calder resigned.", False),
        ("Attorney General Calder resigned.", False),
        ("I. Calder resigned.", False),
        ("Ines Maria Calder resigned.", False),
        ("Chancellor Calder resigned.", False),
        ("Calder resigned.", False),
        ("Tom Calder resigned, and Ines Calder stayed.", False),
        ("Nobody resigned.", False),
    ],
)
def test_others_of_a_surname_are_known_by_their_first_names(text: str, others: bool) -> None:
    assert only_namesakes("Ines Calder", text) == others
    assert not only_namesakes("Calder", text)
    assert not only_namesakes("Sheriff Calder", text)


QUOTED = (
    "The mill at Brackley burned down on Sunday. “The sprinklers had been off for a year,” "
    "Eastvale Fire Marshal Ida Holm said."
)


def test_an_office_before_the_name_asked_for_makes_nobody_else_of_it(ask: Ask) -> None:
    answer = ask("What did Ida Holm say about the sprinklers?", (6, QUOTED))
    assert "off for a year" in answer.text and not answer.abstained


def test_words_of_another_of_the_surname_are_not_given(ask: Ask) -> None:
    answer = ask("What did Per Holm say about the sprinklers?", (6, QUOTED))
    assert answer.abstained


def test_in_a_large_folder_the_articles_that_name_a_speaker_are_looked_through(ask: Ask) -> None:
    firm = "Holm & Holm, the insurers, said the fire at mill {n} was a rare thing. Holm said so."
    reports = [(1 + n % 28, firm.format(n=n)) for n in range(60)]
    theirs = (29, "Ida Holm was there. “A fire like this one is a rare thing,” Holm said.")
    answer = ask("What did Ida Holm say about the fire?", *reports, theirs)
    assert {c.source for c in answer.citations} == {"060.md"}


SHIP = (
    "Ann Lund met reporters in Tarn on Monday.\n\nA new ship would be a month late, she said.\n\n"
    "“We will not wait for ever for this ship,” she said.\n\nThe yard is in Norway."
)


def test_a_reporter_s_words_on_somebody_are_told_from_that_person_s_own(ask: Ask) -> None:
    answer = ask("What did Ann Lund say about the ship?", (7, SHIP))
    told = {line.text.partition(":")[0] for line in answer.sentences}
    assert told == {
        "Tarn Star (7 May 2024), on Ann Lund",
        "Ann Lund, in Tarn Star (7 May 2024)",
    }


def test_all_that_somebody_said_has_no_words_twice_and_no_undated_ones_as_earlier(
    ask: Ask,
) -> None:
    answer = ask(
        "What did Ann Lund say?",
        (7, "“The ship is late,” Ann Lund said. “It is not our fault, and we will pay no fine,” "
            "she added."),
        (0, "Ann Lund said the yard was to blame."),
    )  # fmt: skip
    quotes = [(c.source, c.start, c.end) for c in answer.citations]
    for n, (source, start, end) in enumerate(quotes):
        assert not any(source == s and start < b and a < end for s, a, b in quotes[:n])
    assert "yard was to blame" in answer.text and "Earlier" not in answer.text


@pytest.mark.parametrize(
    ("question", "article", "note"),
    [
        (
            "What did Lund say about the ship?",
            "Ann Lund said the ship was late.",
            "No article quotes Lund directly.",
        ),
        (
            "What did Acme say about the ship?",
            "Acme said the ship was late.",
            "No article quotes Acme itself.",
        ),
    ],
)
def test_a_person_is_not_quoted_directly_and_a_company_not_itself(
    ask: Ask, question: str, article: str, note: str
) -> None:
    assert note in ask(question, (7, article)).text
