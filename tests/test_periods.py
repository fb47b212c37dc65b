"""The days that a question asks of, taken out of its words."""

from datetime import date

import pytest

from assistant.periods import Asked, spanned, taken

FIRST, LAST = date(2024, 3, 12), date(2024, 3, 16)
THURSDAY, FRIDAY = date(2024, 3, 14), date(2024, 3, 15)
SATURDAY = LAST


def asked(question: str, since: date | None = None, until: date | None = None) -> Asked:
    return taken(question, lambda: (FIRST, LAST), since, until)


@pytest.mark.parametrize(
    ("question", "text", "since", "until"),
    [
        ("What is known as of 14 March?", "What is known?", None, THURSDAY),
        ("As of 14 March, what is known?", "What is known?", None, THURSDAY),
        ("What was known before Friday?", "What was known?", None, THURSDAY),
        ("What was said until 14 March?", "What was said?", None, THURSDAY),
        ("What has changed since Thursday?", "What has changed?", THURSDAY, None),
        ("Has anyone spoken since Friday?", "Has anyone spoken?", FRIDAY, None),
        ("What did they do after March 15, 2024?", "What did they do?", SATURDAY, None),
        ("What did they say from 15 March on?", "What did they say?", FRIDAY, None),
        ("What was reported yesterday?", "What was reported?", FRIDAY, FRIDAY),
        ("Which articles from 14 March say so?", "Which articles say so?", THURSDAY, THURSDAY),
        ("What was known as of May 2023?", "What was known?", None, date(2023, 5, 31)),
    ],
)
def test_words_that_narrow_the_articles_are_taken_and_told(
    question: str, text: str, since: date | None, until: date | None
) -> None:
    found = asked(question)
    assert (found.text, found.since, found.until) == (text, since, until)
    assert found.note == f"Only articles {spanned(since, until)} were searched."


@pytest.mark.parametrize(
    "question",
    [
        "What did Honda say on Friday?",
        "What did Honda do in March?",
        "What happened before the announcement?",
        "Will it open before Friday?",
        "Did it open before Friday?",
        "When did it close after Friday?",
        "What must they do by Friday?",
        "Who led it before 2020?",
        "How many has it sold since 2010?",
        "What will happen after Friday?",
        "What was the plan from Friday?",
        "Since Friday?",
        "What about after Thursday?",
    ],
)
def test_words_about_the_thing_itself_stay_in_the_question(question: str) -> None:
    assert asked(question) == Asked(question)


def test_days_that_were_given_win_over_the_question() -> None:
    found = asked("What was known before Friday?", until=FIRST)
    assert (found.since, found.until) == (None, FIRST)
    assert asked("What was known before Friday?", FRIDAY).text == "What was known before Friday?"


def test_without_a_dated_article_nothing_is_taken() -> None:
    question = "What is known as of 14 March?"
    assert taken(question, lambda: None) == Asked(question)


def test_the_articles_days_are_looked_up_only_for_a_question_that_names_a_period() -> None:
    def unexpected() -> tuple[date, date]:
        raise AssertionError

    assert taken("What did Honda say?", unexpected) == Asked("What did Honda say?")


def test_a_span_is_told_in_words() -> None:
    assert spanned(THURSDAY, LAST) == "from 14 March 2024 up to 16 March 2024"
    assert spanned(None, LAST) == "up to 16 March 2024"
    assert spanned(LAST, LAST) == "of 16 March 2024"
