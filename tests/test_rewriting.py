"""A model may make a follow-up stand alone; what it brings in of its own is not used."""

from collections.abc import Iterator

import pytest

from assistant.desk import Assistant
from assistant.patience import Limits
from assistant.settings import Settings
from assistant.turns import Turn
from evals.torture.serving import ModelServer, serving
from index.library import Library

FIRST = "What did Port Elder's council vote to close?"


@pytest.fixture(scope="module")
def library(news_library: Library) -> Library:
    return news_library


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving() as server:
        yield server


def second(library: Library, server: ModelServer, name: str, rewritten: str) -> Turn:
    """The turn that "And why?" makes after the first question, the model writing `rewritten`."""
    server.rewritten = rewritten
    talk = Assistant(library, Settings(model=server.spec), Limits()).conversation(name)
    talk.ask(FIRST)
    return talk.ask("And why?")


def test_the_models_question_is_asked_and_shown(library: Library, server: ModelServer) -> None:
    wanted = "Why did Port Elder's council vote to close the fish market?"
    turn = second(library, server, "asked", wanted)
    assert turn.rewritten.text == wanted
    assert turn.rewritten.why == "rewritten by the model"
    assert "rewrite" in server.stages()


@pytest.mark.parametrize(
    "written",
    [
        "Why did the council of Grimsby vote to close it?",
        "Because the building could not be insured.",
        "",
        "Why? " * 100,
    ],
)
def test_what_is_no_question_or_names_someone_new_gives_way_to_the_rules(
    library: Library, server: ModelServer, written: str
) -> None:
    turn = second(library, server, f"ruled-{len(written)}", written)
    assert turn.rewritten.text.strip() != written.strip()
    assert "model" not in turn.rewritten.why


def test_a_model_that_is_down_gives_way_to_the_rules(library: Library, server: ModelServer) -> None:
    server.replies["rewrite"] = lambda handler: handler.status(500)
    turn = second(library, server, "down", "Why did the council vote to close the fish market?")
    assert "model" not in turn.rewritten.why
