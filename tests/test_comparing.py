"""Whether accounts agree is asked of each of them; an agreement is asked about as it stands."""

import pytest

from assistant.comparing import compared
from tests.test_disagreements import Ask, ask

__all__ = ["ask"]


@pytest.mark.parametrize(
    ("question", "of_each"),
    [
        ("Do the reports differ on who heads the board?", "Who heads the board?"),
        ("Do the articles agree on how far it is to Tolland?", "How far it is to Tolland?"),
        ("Do accounts differ on the year the mill opened?", "What year the mill opened?"),
        (
            "Are the outlets consistent about the date of the vote?",
            "What date was the vote?",
        ),
        ("Is it disputed whether the gate was locked?", "Was the gate locked?"),
        ("Is there conflicting information about whether Ann Lund will go?", "Will Ann Lund go?"),
        ("Are there different figures for what Ann Lund earned?", "What Ann Lund earned?"),
        (
            "Is there any disagreement about the amount the town owes?",
            "What is the amount the town owes?",
        ),
        ("Did the outlets give the same number of arrests?", "How many arrests?"),
        ("How old is the bridge, and do sources differ?", "How old is the bridge?"),
        ("How much was found? Does everyone agree?", "How much was found?"),
        (
            "Do police and organisers agree on the size of the march?",
            "What is the size of the march, according to police and organisers?",
        ),
    ],
)
def test_what_is_compared_is_asked_of_each_account(question: str, of_each: str) -> None:
    assert compared(question) == of_each


@pytest.mark.parametrize(
    "question",
    [
        "Did the union and Ford agree on a contract?",
        "Do Ford and the union agree on whether to go on?",
        "Is there a dispute between Ford and the union?",
        "Was there a conflict in the region?",
        "Do the articles agree?",
        "What do the outlets disagree about?",
        "How many arrests did the police make at the trial match?",
        "Are there different models in the range?",
        "Is there a dispute over the island?",
        "Is there any doubt about the safety of the bridge?",
        "Are there differences in how states count votes?",
        "Did the witnesses agree to testify?",
        "Do the figures agree with the forecast?",
        "Do the outlets report different numbers?",
        "Do the two sides agree on what to do next?",
        "Did Ford and the union meet, and did they agree?",
    ],
)
def test_no_other_question_compares(question: str) -> None:
    assert compared(question) is None


def wire(*said: str) -> tuple[str, str, str, str]:
    return "Northwire", "2024-03-12", "Fire at Brackley Mill", " ".join(said)


def star(*said: str) -> tuple[str, str, str, str]:
    return "Tarn Star", "2024-03-12", "Mill burns down", " ".join(said)


HOLM = "Ida Holm, the mill's owner, was abroad."
STARTED = (
    wire("The blaze at Brackley Mill started at 6.40am on Monday, the county police said.", HOLM),
    star("The Star understands that the blaze at Brackley Mill began at 7.15am on Monday."),
)
CAME = (
    wire("The crowd outside Brackley Mill numbered 700, the county police said.", HOLM),
    star("Organisers of the vigil said 1,200 people had come to Brackley Mill."),
)


@pytest.mark.parametrize(
    ("question", "articles", "values"),
    [
        ("Do the papers agree on what time the blaze at Brackley Mill started?", STARTED,
         {"6.40am", "7.15am"}),
        ("What time did the blaze at Brackley Mill start?", STARTED, {"6.40am", "7.15am"}),
        ("Do the papers give the same number of people at the mill?", CAME, {"700", "1,200"}),
        ("How many people came to the mill?", CAME, {"700", "1,200"}),
    ],
)  # fmt: skip
def test_accounts_that_a_question_compares_stand_side_by_side(
    ask: Ask, question: str, articles: tuple[tuple[str, str, str, str], ...], values: set[str]
) -> None:
    answer = ask(question, *articles)
    assert {side.value for each in answer.disagreements for side in each.sides} == values
    assert answer.question == question


def test_what_no_account_tells_is_refused_as_it_is_when_asked_plainly(ask: Ask) -> None:
    assert ask("Do the papers agree on how much Ida Holm earned?", *STARTED).abstained
