"""Who is speaking in a sentence, judged from its form."""

import pytest

from assistant.attribution import attribute, stance_asked
from index.articles import Article
from index.chunks import chunk
from index.retrieval import Candidate
from index.spans import split


def sentence(text: str, n: int = 0) -> Candidate:
    """The n-th sentence of a text of its own, as search would give it."""
    spans = split(text)
    [part, *_] = chunk(spans)
    return Candidate(Article("a.txt", text), tuple(spans), n, part, 0, 0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "Acme said the plant would open in May.",
        "Acme Corp. said in a report that the plant would open in May.",
        "Mills, the mayor of Eastvale, said the plant would open in May.",
        "The plant will open in May, according to J. Mills.",
        '"The plant will open in May without fail," Mr. Mills said.',
    ],
)
def test_the_one_who_says_it_is_the_speaker(text: str) -> None:
    speaker = "Acme" if "Acme" in text else "Mills"
    assert attribute(speaker, sentence(text)).own


@pytest.mark.parametrize(
    "text",
    [
        "Acme was praised by the mayor, who said the plant would open in May.",
        "The mayor said of Acme that the plant would open in May.",
        "The plant of Acme opens in May.",
    ],
)
def test_the_one_spoken_of_is_not_the_speaker(text: str) -> None:
    assert not attribute("Acme", sentence(text)).own


def test_he_said_belongs_to_the_person_named_before() -> None:
    text = (
        'Ada Marsh, the mayor, said the quay was safe. "We tested every beam of it," she said. '
        "The council meets in May."
    )
    assert attribute("Ada Marsh", sentence(text, 1)).direct
    assert not attribute("Joan Bell", sentence(text, 1))


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        (
            "What did Apex say about the sale of the port?",
            "Apex's stance on the sale is unclear.",
            "What is Apex's stance on the sale of the port?",
        ),
        (
            "What has Ines Calder said so far about the sale?",
            "Calder declined to comment on the sale.",
            "What is Ines Calder's stance on the sale?",
        ),
        ("What did Apex say about the sale?", "Acme's stance on the sale is unclear.", None),
        ("What did Apex say about the sale?", "Apex said the sale would go ahead.", None),
        ("What is Apex's view of the sale?", "Apex's stance on the sale is unclear.", None),
    ],
)
def test_a_sentence_on_where_someone_stands_is_read_as_the_answer_to_that(
    question: str, text: str, other: str | None
) -> None:
    assert stance_asked(question, text) == other
