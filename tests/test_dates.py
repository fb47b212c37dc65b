"""Dated expressions: what is one, and which days it names."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.dates import CALENDAR, JAPAN, WASHINGTON, fiscal_year, read
from index.moments import moments

FRIDAY = date(2024, 3, 15)
WORDS = (
    "early last next this 12 Friday May in 2024 since by the 5 to two weeks ago quarter third of "
    "fiscal 1990s today - late decade"
)


def days(text: str, published: date | None = FRIDAY) -> list[str]:
    """Each expression's days, with "from" or "to" before them; "?" where they cannot be told."""
    found = []
    for each in read(text, published):
        assert text[each.start : each.end] == each.words
        first, last = (each.interval.first, each.interval.last) if each.interval else ("?", "?")
        span = f"{first}" if first == last else f"{first} {last}"
        found.append(span if each.bound == "in" else f"{each.bound} {span}")
    return found


@pytest.mark.parametrize(
    ("text", "placed"),
    [
        ("The market closed on March 12, 2024.", "2024-03-12"),
        ("The market closed on Tuesday, March 12.", "2024-03-12"),
        ("The market closed on 12 March.", "2024-03-12"),
        ("The market closed on 29 December.", "2023-12-29"),
        ("The market will close on 29 December.", "2024-12-29"),
        ("The council said on Friday that it was over.", "2024-03-15"),
        ("The council voted on Monday.", "2024-03-11"),
        ("On Monday the council will vote.", "2024-03-18"),
        ("The council is set to vote Monday.", "2024-03-18"),
        ("The vote comes Tuesday.", "2024-03-19"),
        ("She said on Tuesday that she will go.", "2024-03-12"),
        ("They met last Friday.", "2024-03-08"),
        ("They meet next Monday.", "2024-03-18"),
        ("They met this past Sunday.", "2024-03-10"),
        ("They met yesterday.", "2024-03-14"),
        ("They meet tomorrow.", "2024-03-16"),
        ("They met last night.", "2024-03-14"),
        ("They met this morning.", "2024-03-15"),
        ("They met last week.", "2024-03-04 2024-03-10"),
        ("They met last weekend.", "2024-03-09 2024-03-10"),
        ("They met earlier this week.", "2024-03-11 2024-03-15"),
        ("They meet later this month.", "2024-03-15 2024-03-31"),
        ("It sold last month.", "2024-02-01 2024-02-29"),
        ("It opened last year.", "2023-01-01 2023-12-31"),
        ("It opens next year.", "2025-01-01 2025-12-31"),
        ("It closed in January.", "2024-01-01 2024-01-31"),
        ("It closed in December.", "2023-12-01 2023-12-31"),
        ("It will close in December.", "2024-12-01 2024-12-31"),
        ("It closed last September.", "2023-09-01 2023-09-30"),
        ("It closed in March last year.", "2023-03-01 2023-03-31"),
        ("It closed last fall.", "2023-09-01 2023-11-30"),
        ("It opened in the summer of 2019.", "2019-06-01 2019-08-31"),
        ("It closed two weeks ago.", "2024-02-26 2024-03-03"),
        ("It closed three days ago.", "2024-03-12"),
        ("It closed a decade ago.", "2014-01-01 2014-12-31"),
        ("It grew over the past two years.", "2022-03-15 2024-03-15"),
        ("It will grow over the next five years.", "2024-03-15 2029-03-15"),
        ("It grew in the third quarter.", "2023-07-01 2023-09-30"),
        ("It grew in the third quarter of 2022.", "2022-07-01 2022-09-30"),
        ("It grew in the first half of this year.", "2024-01-01 2024-06-30"),
        ("It opens in early 2025.", "2025-01-01 2025-04-30"),
        ("It opens in mid-2025.", "2025-05-01 2025-08-31"),
        ("It was built in the 1990s.", "1990-01-01 1999-12-31"),
        ("It was built in the late 1990s.", "1997-01-01 1999-12-31"),
        ("It has run since March.", "from 2024-03-01 2024-03-31"),
        ("It must open by 2030.", "to 2030-01-01 2030-12-31"),
        ("It must open by Monday.", "to 2024-03-18"),
        ("It runs through at least the end of 2024.", "to 2024-12-01 2024-12-31"),
        ("The fair ran from 2 to 5 May.", "2023-05-02 2023-05-05"),
        ("The fair ran from May 2-5, 2022.", "2022-05-02 2022-05-05"),
        ("It ran between 2015 and 2019.", "2015-01-01 2019-12-31"),
        ("It ran in 2018-19.", "2018-01-01 2019-12-31"),
        ("The 2020 election was close.", "2020-01-01 2020-12-31"),
        ("The fair ran from 2 May to 9 June.", "2023-05-02 2023-06-09"),
    ],
)  # fmt: skip
def test_an_expression_names_its_days(text: str, placed: str) -> None:
    assert days(text) == [placed]


@pytest.mark.parametrize(
    ("text", "placed"),
    [
        ("The council voted on Monday to close it on 30 June.", ["2024-03-11", "2024-06-30"]),
        ("They agreed to meet in December.", ["2024-12-01 2024-12-31"]),
        ("It put off the vote until 2 May.", ["to 2024-05-02"]),
        ("It delayed the end of the ferry from 30 June to 31 December.",
         ["2024-06-30", "2024-12-31"]),
        ("She managed to win on 30 June.", ["2023-06-30"]),
        ("They voted to leave on Friday.", ["2024-03-15"]),
    ],
)  # fmt: skip
def test_what_was_decided_or_put_off_in_the_past_is_itself_to_come(
    text: str, placed: list[str]
) -> None:
    assert days(text) == placed


@pytest.mark.parametrize(
    "text",
    [
        "It may close.",
        "May I ask?",
        "They march on the hall.",
        "The march drew 2,000 people.",
        "Some 2000 people came.",
        "Flight 2024 was late.",
        "It stands at 2020 Main Street.",
        "Theresa May said so.",
        "They won on Super Tuesday.",
        "It is open every Friday.",
        "It opens on Sundays.",
        "He spoke on the Today show.",
        "They scored in the second half.",
        "He came back the next day.",
        "He was in his 20s.",
        "It cost $2024.",
        "The police arrested him, May said.",
        "March told the court so.",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert days(text) == []


def test_without_a_publication_date_relative_words_are_kept_and_not_placed() -> None:
    text = "On Friday it said that last year it had sold 90, in March 7, and in 2019 none."
    assert days(text, None) == ["?", "?", "?", "2019-01-01 2019-12-31"]
    assert read("It closed on Friday.")[0].how == "it has no publication date to reckon from"


def test_a_number_that_is_not_told_is_not_guessed() -> None:
    assert days("It closed a few years ago.") == ["?"]


def test_a_day_that_there_is_not_is_not_placed() -> None:
    assert days("It closed on February 30, 2024.") == ["?"]


@pytest.mark.parametrize(
    ("article", "first"),
    [
        ("The Tokyo maker plans it.", date(2028, 4, 1)),
        ("Congress plans it.", date(2027, 10, 1)),
        ("The maker plans it.", date(2028, 1, 1)),
    ],
)
def test_a_fiscal_year_is_that_of_whom_the_article_names(article: str, first: date) -> None:
    [found] = read("It comes by fiscal 2028.", FRIDAY, fiscal=fiscal_year(article))
    assert found.interval is not None
    assert (found.interval.first, found.words, found.bound) == (first, "by fiscal 2028", "to")
    assert "taken to run from" in found.how


def test_the_three_fiscal_years_differ() -> None:
    assert len({each.year(2028) for each in (CALENDAR, JAPAN, WASHINGTON)}) == 3


@settings(deadline=None, derandomize=True)
@given(st.text(max_size=200), st.dates() | st.none())
def test_no_text_and_no_day_break_the_reading(text: str, published: date | None) -> None:
    read(text, published)


@settings(deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from(WORDS.split()), max_size=12),
    st.dates(),
)
def test_no_row_of_calendar_words_breaks_the_reading(words: list[str], published: date) -> None:
    for found in read(" ".join(words), published):
        assert found.interval is None or found.interval.first <= found.interval.last


@pytest.mark.parametrize(
    "text",
    [
        "It opens in May.",
        "It may be as early as May.",
        "April, May and June were dry.",
        "It was over by March.",
        "It ran from May to June.",
        "It is 4 May.",
    ],
)
def test_a_month_that_is_a_word_too_is_one_where_something_shows_it(text: str) -> None:
    assert moments(text)


@pytest.mark.parametrize("text", ["May said no.", "They met with May.", "March told them so."])
def test_and_a_name_or_a_verb_elsewhere(text: str) -> None:
    assert not moments(text)
