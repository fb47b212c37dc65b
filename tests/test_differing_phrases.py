"""Answers in plain words: which of two say the same."""

import pytest

from assistant.content import content
from assistant.differing.accounts import Phrase


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("on leave", "suspended", False),
        ("chairman", "chairman of the board", True),
        ("a faulty valve", "the valve that failed", True),
        ("illness of the chief negotiator", "could not agree on a mandate", False),
    ],
)
def test_two_phrases_agree_where_they_share_half_of_what_either_says(
    one: str, other: str, same: bool
) -> None:
    a, b = (Phrase(frozenset(word.stem for word in content(each))) for each in (one, other))
    assert a.agrees(b) is b.agrees(a) is same
