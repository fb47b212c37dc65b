"""What stands around a sentence: its headline, who speaks, the one that a pronoun points to."""

from pathlib import Path

import pytest

from assistant.around import Around, around
from assistant.voices import Voices
from index.embedding import MiniLM
from index.library import Library

ARTICLE = """---
title: Ferry under inspection
date: 2024-03-12
---
Inspector Ann Lund visited the port on Monday. "The ship is unsafe," she said.

The stall holders of the fish market are angry. Their lawyer, Tom Akande, expects a hearing.

The market opened in 1954.

Council leader Bo Li visited it on Tuesday. "Lisbon has a finer one," he said.
"""


@pytest.fixture
def found(tmp_path: Path) -> dict[str, Around]:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "ferry.md").write_text(ARTICLE)
    with Library.open(folder, tmp_path / "home", MiniLM()) as library:
        library.sync()
        library.read_statements()
        voices = Voices(library)
        sentences = library.search("the ship, the market and its lawyer").sentences
        return {" ".join(each.text.split()): around(each, voices) for each in sentences}


def test_who_speaks_is_told_where_the_sentence_does_not_name_her(found: dict[str, Around]) -> None:
    said = found['"The ship is unsafe," she said.']
    assert said.speaker == "Ann Lund"
    assert said.before == "Inspector Ann Lund visited the port on Monday."
    assert said.headline == "Ferry under inspection"
    assert str(said) == (
        "Ann Lund. Inspector Ann Lund visited the port on Monday. Ferry under inspection."
    )
    assert not found["Inspector Ann Lund visited the port on Monday."].speaker


def test_a_name_inside_another_word_names_nobody(found: dict[str, Around]) -> None:
    assert found['"Lisbon has a finer one," he said.'].speaker == "Bo Li"


def test_only_a_word_for_somebody_brings_the_sentence_before(found: dict[str, Around]) -> None:
    lawyer = found["Their lawyer, Tom Akande, expects a hearing."]
    assert lawyer.before == "The stall holders of the fish market are angry."
    assert not found["The market opened in 1954."].before


def test_nothing_around_is_no_text() -> None:
    assert str(Around()) == ""
