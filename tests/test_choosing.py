"""What of the sentences that were found is quoted, and what in them counts as a value."""

import pytest

from assistant.differing.accounts import account_of
from assistant.differing.counted import of_another_count
from assistant.evidence import Evidence
from assistant.questions import analyse
from assistant.quoting import choose
from tests.test_attribution import sentence


def found(text: str, probability: float = 0.9) -> Evidence:
    return Evidence(sentence(text), probability)


@pytest.mark.parametrize(
    ("beside", "quoted"),
    [
        ("(Harbour Wire file)", False),
        ("(Jane Roe via AP)", False),
        ("(Jane Roe/Harbour Wire)", False),
        ("(The ferry costs 5 pounds a trip.)", True),
        ("The ferry costs 5 pounds a trip.", True),
    ],
)
def test_a_picture_s_credit_gives_way_and_a_sentence_in_brackets_does_not(
    beside: str, quoted: bool
) -> None:
    question = analyse("How much does the ferry cost?", str.split)
    sentences = [found(beside), found("It is the last of its kind.", 0.8)]
    assert (sentences[0] in choose(question, sentences)) == quoted


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Thirty states allow it, but in four of them governors do not.", ["Thirty"]),
        ("Thirty states allow it, and two large counties do not.", ["Thirty"]),
        ("Police spoke of 20 states; the union said 30 allow it.", ["20", "30"]),
        ("It is allowed in 30.", ["30"]),
        ("Four of them have 20 counties.", ["Four", "20"]),
    ],
)
def test_what_a_number_counts_beside_another_that_counts_what_is_asked(
    text: str, counts: list[str]
) -> None:
    question = analyse("How many states allow it?", str.split)
    account = account_of(found(text))
    kept = [v for v in account.values if not of_another_count(question, account, v)]
    assert [text[v.start : v.end] for v in kept] == counts
