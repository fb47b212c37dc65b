"""Questions offered to a reader are drawn from the articles, and answered by them."""

from collections.abc import Iterator

import pytest

from assistant import Answer, Assistant
from assistant.examples import Drafted, answered, drafts
from index.articles import Article
from index.library import Library


@pytest.fixture(scope="module")
def desk(news_library: Library) -> Iterator[Assistant]:
    yield Assistant(news_library)


def test_every_example_is_answered_from_the_file_it_was_drawn_from(desk: Assistant) -> None:
    found = list(answered(drafts(desk.articles()), desk.ask, most=4))
    assert len(found) >= 2
    for each in found:
        answer = desk.ask(each.question)
        assert not answer.abstained and each.source in {c.source for c in answer.citations}


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("\u201cIt is over,\u201d said Ines Calder.", "What did Ines Calder say?"),
        ("Ines Calder, mayor of Port Elder, said it was over.", "What did Ines Calder say?"),
        ("The northern ramp will open in May.", "When will the northern ramp open?"),
        ("Tarn's new ferry is due on 4 May.", "When is Tarn's new ferry due?"),
        ("The bridge cost 38 million pounds.", "How much does the bridge cost?"),
        ("Its plan calls for 27 new boats by 2030.", "How many new boats are planned by 2030?"),
        ("By now, Brackley wants to appeal.", "What does Brackley want to do?"),
        ("Brackley has said that it will appeal.", "What has Brackley said?"),
        ("Mayor Ines Calder said it was over.", "What did Ines Calder say?"),
        ("They met Paul Reyes, an engineer.", "Who is Paul Reyes?"),
    ],
)
def test_a_question_is_drawn_from_how_a_sentence_is_built(sentence: str, question: str) -> None:
    article = Article("a.txt", f"Of harbours at Tarn, and of Brackley.\n\n{sentence}\n")
    assert question in [each.question for each in drafts([article])]


@pytest.mark.parametrize(
    "sentence",
    [
        "It will open in May.",
        "Prosecutors said it was over.",
        "The ramp will open.",
        "The ramp will be closed in May.",
        "They said it was over.",
        "The bridge cost too much.",
        "For Honda, the two said, it is over.",
    ],
)
def test_nothing_is_drawn_where_a_question_would_not_stand_alone(sentence: str) -> None:
    assert list(drafts([Article("a.txt", f"Of harbours.\n\n{sentence}\n")])) == []


@pytest.mark.parametrize("word", ["Aim", "Board", "Council", "Data", "Research", "Yesterday"])
def test_a_word_that_only_opens_a_sentence_or_is_written_small_too_is_no_speaker(word: str) -> None:
    said = f"{word} has said that it will appeal."
    small = f"Much is known of the {word.lower()}. The {word} has said that it will appeal."
    for text in (said, small):
        assert list(drafts([Article("a.txt", f"Of harbours.\n\n{text}\n")])) == []


def test_questions_much_alike_are_drawn_once_and_kinds_and_files_take_turns() -> None:
    text = "Ines Calder, the mayor, said it was over.\n\nThe {} ramp will open in May.\n"
    one, two = Article("a.txt", text.format("long")), Article("b.txt", text.format("tall"))
    drawn = list(drafts([one, two]))
    assert [each.source for each in drawn[:2]] == ["b.txt", "a.txt"]
    asked = [each.question for each in drawn]
    assert asked.count("What did Ines Calder say?") == 1
    assert [q for q in asked if q.startswith("When")] == ["When will the long ramp open?"]


def test_no_more_are_tried_than_it_takes() -> None:
    tried: list[str] = []

    def refuse(question: str) -> Answer:
        tried.append(question)
        return Answer(question, "", True, (), ())

    many = (Drafted(f"Question {n}?", "a.txt") for n in range(1000))
    assert list(answered(many, refuse, most=4)) == [] and len(tried) < 50
