"""Questions about the articles themselves are answered from what is known of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Settings
from evals.torture.serving import serving

ARTICLES = {
    "harbour.md": (
        "---\ntitle: Ferry line gets a new ship\noutlet: Harbour Wire\ndate: 2024-03-14\n"
        "author: Ines Hale\n---\n\n# Ferry line gets a new ship\n\n"
        "The Skerry ferry will be replaced by a ship that runs on hydrogen.\n"
    ),
    "post.md": (
        "---\noutlet: The Calder Post\ndate: 2024-03-15\n---\n\n"
        "The council of Calder will pay 31 million pounds for the hydrogen ship.\n\n"
        "Related\n\nBergen yard opens to visitors\n"
    ),
    "yard.txt": "A yard in Bergen is to build it. It beat two other yards, the council said.\n",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("news")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, "utf-8")
    settings = Settings(home=tmp_path_factory.mktemp("home"), model="none")
    desk = Assistant.open(folder, settings)
    desk.sync()
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def ask(desk: Assistant) -> Callable[[str], Answer]:
    return desk.ask


@pytest.mark.parametrize(
    ("question", "says", "quote"),
    [
        (
            "Who wrote the Harbour Wire story?",
            "Harbour Wire (14 March 2024) is by Ines Hale.",
            "Ines Hale",
        ),
        (
            "When was the article in the Calder Post published?",
            "The Calder Post dates it 15 March 2024 (stated by front matter).",
            "2024-03-15",
        ),
        (
            "What is the headline of Harbour Wire's report?",
            "The headline of Harbour Wire (14 March 2024): \u201cFerry line gets a new ship\u201d",
            "Ferry line gets a new ship",
        ),
        (
            "Who is the author of the article \u201cFerry line gets a new ship\u201d?",
            "Harbour Wire (14 March 2024) is by Ines Hale.",
            "Ines Hale",
        ),
    ],
)
def test_one_article_s_particulars_are_given_with_the_place_they_stand_at(
    ask: Callable[[str], Answer], question: str, says: str, quote: str
) -> None:
    answer = ask(question)
    assert not answer.abstained
    assert [line.text for line in answer.sentences] == [says]
    [cited] = answer.citations
    text = ARTICLES[cited.source]
    assert text[cited.start : cited.end] == cited.quote == quote


def test_of_all_articles_those_are_named_that_give_it(ask: Callable[[str], Answer]) -> None:
    answer = ask("When were these articles published?")
    assert [c.source for c in answer.citations] == ["post.md", "harbour.md"]


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Who wrote the Calder Post article?", "The Calder Post (15 March 2024) names no author."),
        ("When was the article yard.txt written?", "yard.txt gives no date."),
        ("What is the headline of the article yard.txt?", "yard.txt has no headline."),
        ("Which articles mention Oslo?", "No sentence of the 3 articles mentions it."),
    ],
)
def test_what_an_article_does_not_give_is_said_and_abstained(
    ask: Callable[[str], Answer], question: str, says: str
) -> None:
    answer = ask(question)
    assert answer.abstained and not answer.citations
    assert says in answer.text


def test_articles_that_mention_something_come_newest_first_each_with_its_words(
    ask: Callable[[str], Answer],
) -> None:
    answer = ask("Which articles mention hydrogen?")
    assert answer.sentences[0].text == "2 of 3 articles mention it."
    assert [c.source for c in answer.citations] == ["post.md", "harbour.md"]
    assert all("hydrogen" in c.quote for c in answer.citations)


def test_a_headline_of_another_article_is_no_mention(ask: Callable[[str], Answer]) -> None:
    answer = ask("Which articles mention Bergen?")
    assert answer.sentences[0].text == "1 of 3 articles mentions it."
    assert [c.source for c in answer.citations] == ["yard.txt"]


def test_of_two_things_both_are_mentioned_in_one_sentence(ask: Callable[[str], Answer]) -> None:
    answer = ask("Which articles mention anything about both the council and the ship?")
    assert [c.source for c in answer.citations] == ["post.md"]


def test_a_filter_narrows_what_is_counted(desk: Assistant) -> None:
    answer = desk.ask("Which articles mention hydrogen?", outlets=("Harbour Wire",))
    assert answer.sentences[0].text == "1 of 1 articles mentions it."
    answer = desk.ask("Which articles mention hydrogen?", sources=("post.md", "yard.txt"))
    assert [c.source for c in answer.citations] == ["post.md"]


def test_outlets_are_counted(ask: Callable[[str], Answer]) -> None:
    assert [line.text for line in ask("Which outlets are there?").sentences] == [
        "There are 3 articles, from Harbour Wire (1), The Calder Post (1).",
        "Of 1 the outlet is not known.",
    ]


def test_no_model_is_asked_for_what_is_known(desk: Assistant) -> None:
    with serving() as server:
        answer = desk.ask("Who wrote the Harbour Wire story?", model=server.spec)
    assert "Ines Hale" in answer.text and not server.requests


def test_an_outlet_is_not_said_to_be_mentioned_nowhere(ask: Callable[[str], Answer]) -> None:
    answer = ask("What did Harbour Wire pay for its office?")
    assert answer.abstained and "mentions" not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the song?",
        "When was the treaty published?",
        "Who wrote the report on the crash?",
        "What is the title of the new law?",
        "How many stories has the tower?",
        "How many papers did he sign?",
        "What reports are due in May?",
        "Which papers are about to close?",
        "Which newspapers named Ann Lund mayor of the year?",
        "Which articles mention the ship or the ferry?",
        "How many posts are there?",
    ],
)
def test_other_questions_are_of_what_articles_tell(
    ask: Callable[[str], Answer], question: str
) -> None:
    text = ask(question).text
    assert not any(ours in text for ours in (" is by ", "dates it", " it.", "There are"))


def test_of_more_mentions_than_are_read_the_count_is_the_least(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    for n in range(30):
        said = "".join(f"The ferry made trip {n}-{k} on Sunday. " for k in range(20))
        (folder / f"{n}.txt").write_text(said, "utf-8")
    desk = Assistant.open(folder, Settings(home=tmp_path / "home", model="none"))
    desk.sync()
    says = desk.ask("Which articles mention the ferry?").sentences[0].text
    desk.close()
    assert says.startswith("At least ") and says.endswith("the newest 8 follow.")
