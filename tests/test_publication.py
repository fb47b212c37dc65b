from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.publication import parse, publication

MARCH_14 = date(2024, 3, 14)


@pytest.mark.parametrize(
    "text",
    [
        "March 14, 2024",
        "Mar. 14, 2024",
        "Mar 14 2024",
        "14 March 2024",
        "14th of no use; 14th March 2024",
        "2024-03-14",
        "2024-03-14T09:00:00Z",
        "2024-03-14 09:00",
        "published MARCH 14TH, 2024, updated March 15, 2024",
    ],
)
def test_a_full_date_is_read_in_the_usual_forms(text: str) -> None:
    assert parse(text) == MARCH_14


@pytest.mark.parametrize(
    "text",
    ["", "March 2024", "March 14", "February 30, 2024", "2024-13-01", "2024-03-141", "32 May 2024"],
)
def test_what_is_not_a_full_date_is_none(text: str) -> None:
    assert parse(text) is None


@settings(deadline=None, derandomize=True)
@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    assert parse(day.isoformat()) == day
    assert parse(f"{day:%B} {day.day}, {day.year}") == day
    assert parse(f"{day.day} {day:%b} {day.year}") == day


@settings(deadline=None, derandomize=True)
@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    parse(text)
    publication(text)


@pytest.mark.parametrize(
    "line",
    [
        "PORT ELDER, March 14, 2024 (Harbour Wire) - The council voted to close the fish market.",
        "PORT ELDER \u2014 14 March 2024",
        "Thu, Mar 14 2024 09:48 AM EST",
        "Lena Obi Thu, Mar 14 2024 09:48 AM EST",
        "By Lena Obi | Thu, Mar 14 2024 | 3 min read",
        "By Lena Obi and Tom Akande, March 14, 2024.",
        "Published: March 14, 2024",
        "Last updated at 5 p.m. on March 14, 2024.",
        "2024-03-14T09:00:00Z",
    ],
)
def test_a_dateline_or_a_byline_gives_the_publication_date(line: str) -> None:
    assert publication(f"Council closes market\n\n{line}\n\nThe hall was full.\n") == MARCH_14


@pytest.mark.parametrize(
    "line",
    [
        "The market was closed on March 14, 2024.",
        'The mayor had promised it for "March 14, 2024".',
        "By March 14, 2024, the stall holders must leave the market.",
        "Council to close market on March 14, 2024",
        "Talks on March 14, 2024 - the third in a month - failed, people at the hall said later "
        "that night, and no more are planned before the summer.",
        "Porters marched March 14, 2024 - the third day in a row - and said they would go on until "
        "the council gave in and left the market where it is.",
        "PORT ELDER (Harbour Wire) - A judge ruled on March 14, 2024 that the market must close.",
        "File photo: The mayor speaks in Port Elder on March 14, 2024. (Harbour Wire)",
        "Photo: Harbour Wire, March 14, 2024",
        "The mayor at the market, Port Elder, March 14, 2024. (Getty Images)",
    ],
)
def test_a_date_in_a_sentence_a_headline_or_a_caption_is_not_the_publication_date(
    line: str,
) -> None:
    assert publication(f"{line}\n\nThe hall was full.\n") is None


def test_a_date_far_down_the_text_is_not_the_publication_date() -> None:
    body = "The hall was full on the night.\n\n" * 8
    assert publication(f"{body}March 14, 2024\n") is None
