"""End to end with a real model: DATELINE_MODEL, or one that `dateline model get` fetched."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering import Checked
from assistant.desk import Assistant
from assistant.models import resolve
from assistant.settings import Settings
from seeds import ARTICLES

pytestmark = [pytest.mark.model, pytest.mark.timeout(600)]
REAL = Settings.from_environment()
"""Read before the tests' own environment is set."""
ANSWERED = {
    "Which electric car is Honda dropping?": "Honda e",
    "By when does Nissan want solid-state batteries in use?": "2028",
    "What share of the Japanese market do electric cars have?": "2%",
}
NOT_THERE = [
    "What is Toyota's battery plan?",
    "How much will the Honda e cost in 2030?",
    "Who is the chief executive of Volkswagen?",
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    if resolve(REAL) == "none":
        pytest.skip("no model: set DATELINE_MODEL, or run `make model`")
    settings = REAL.model_copy(update={"home": tmp_path_factory.mktemp("home")})
    opened = Assistant.open(ARTICLES, settings)
    opened.sync()
    opened.ask("What has Honda said?")
    yield opened
    opened.close()


@pytest.mark.parametrize("question", list(ANSWERED))
def test_what_the_articles_say_is_answered_with_its_source(desk: Assistant, question: str) -> None:
    answer = desk.ask(question)
    assert not answer.abstained and answer.degraded is None
    assert ANSWERED[question] in answer.text
    for cited in answer.citations:
        text = next(a.text for a in desk.articles() if a.source == cited.source)
        assert text[cited.start : cited.end] == cited.quote


@pytest.mark.parametrize("question", NOT_THERE)
def test_what_the_articles_do_not_say_is_not_answered(desk: Assistant, question: str) -> None:
    answer = desk.ask(question)
    assert answer.abstained and answer.model is not None and answer.degraded is None


def test_the_first_sentence_does_not_wait_for_the_last(desk: Assistant) -> None:
    started = time.monotonic()
    times = [
        time.monotonic() - started
        for event in desk.stream("What are Nissan's targets for electric models and new batteries?")
        if isinstance(event, Checked)
    ]
    assert times and times[0] < 60


def test_a_model_is_stopped_with_the_assistant(desk: Assistant, tmp_path: Path) -> None:
    settings = REAL.model_copy(update={"home": tmp_path})
    for _ in range(2):
        opened = Assistant.open(ARTICLES, settings)
        opened.sync()
        assert opened.ask("Which electric car is Honda dropping?").degraded is None
        opened.close()
