"""End to end with a real model: DATELINE_MODEL, or one that `dateline model get` fetched.

A small model refuses some questions that the articles answer (docs/decisions/006-models.md has how
many), so what is promised of several questions together is not promised of each.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering import Checked, Finished
from assistant.desk import Assistant
from assistant.models import resolve
from assistant.patience import Limits
from assistant.settings import Settings
from index.embedding import MiniLM
from index.library import Library
from seeds import ARTICLES

PATIENT = Limits(first_token=240, between=60, total=500)
"""What the model says is tested here, not how fast this machine is."""
pytestmark = [pytest.mark.model, pytest.mark.timeout(600)]
REAL = Settings.from_environment()
"""Read before the tests' own environment is set."""
ANSWERED = {
    "Which electric car is Honda dropping?": "Honda e",
    "By when does Nissan want solid-state batteries in use?": "2028",
    "What share of the Japanese market do electric cars have?": "2%",
    "How many electrified models does Nissan plan by fiscal 2030?": "27",
    "What did Honda and Nissan sign on Friday?": "memorandum",
    "What did Seiji Sugiura say about the partnership?": "realistic",
}
NOT_THERE = [
    "What is Toyota's battery plan?",
    "How much will the Honda e cost in 2030?",
    "Who is the chief executive of Volkswagen?",
]


def open_desk(home: Path, **also: str) -> Assistant:
    settings = REAL.model_copy(update={"home": home, **also})
    desk = Assistant(Library.open(ARTICLES, home, MiniLM()), settings, PATIENT)
    desk.sync()
    return desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    if resolve(REAL) == "none":
        pytest.skip("no model: set DATELINE_MODEL, or run `make model`")
    opened = open_desk(tmp_path_factory.mktemp("home"))
    yield opened
    opened.close()


def test_most_of_what_the_articles_say_is_answered_with_its_source(desk: Assistant) -> None:
    texts = {article.source: article.text for article in desk.articles()}
    answers = {question: desk.ask(question) for question in ANSWERED}
    right = [question for question, a in answers.items() if ANSWERED[question] in a.text]
    assert len(right) >= len(ANSWERED) - 2, answers
    for answer in answers.values():
        assert answer.degraded is None and answer.judged is not None
        assert answer.abstained or answer.citations
        for cited in answer.citations:
            assert texts[cited.source][cited.start : cited.end] == cited.quote


@pytest.mark.parametrize("question", NOT_THERE)
def test_what_the_articles_do_not_say_is_not_answered(desk: Assistant, question: str) -> None:
    answer = desk.ask(question)
    assert answer.abstained and answer.model is not None and answer.degraded is None


def test_the_first_sentence_does_not_wait_for_the_last(desk: Assistant, tmp_path: Path) -> None:
    """Of a model that writes, as the local ones do only when they are told to."""
    writing = open_desk(tmp_path, writer="model")
    *shown, last = writing.stream("By when does Nissan want solid-state batteries in use?")
    writing.close()
    assert isinstance(last, Finished) and last.answer.degraded is None
    assert [each.sentence for each in shown if isinstance(each, Checked)] == [
        each for each in last.answer.sentences if each.citations
    ]
    assert last.answer.writer == "model" and shown


def test_a_model_is_stopped_with_the_assistant(desk: Assistant, tmp_path: Path) -> None:
    for _ in range(2):
        opened = open_desk(tmp_path)
        assert opened.ask("Which electric car is Honda dropping?").degraded is None
        opened.close()
