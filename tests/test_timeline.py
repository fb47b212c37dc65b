"""The timeline: dated sentences kept in the catalog, and the events made of them."""

from datetime import date
from pathlib import Path

import pytest

from assistant.timeline import dated, days, plain, shown
from index.events import Event
from index.intervals import Interval
from index.library import Library

COPY = """\
---
title: Tarn bridge to open
outlet: The Vale Echo
date: 2024-03-15
---

# Tarn bridge to open

The county said on Thursday that the new road bridge over the Tarn will open to cars on May 6.
Who pays for the repairs of 2025? Nobody knows.
"""
UNDATED = """\
The ferry was sold on Monday to a man who means to live on it.

The ferry was built in 1961 for the crossing to Port Elder.
"""


@pytest.fixture
def news(folder: Path, library: Library) -> Library:
    """The three articles of every test, one that repeats the bridge's opening, one undated."""
    (folder / "copy.md").write_text(COPY, encoding="utf-8")
    (folder / "undated.txt").write_text(UNDATED, encoding="utf-8")
    library.sync()
    return library


def told(events: list[Event]) -> list[tuple[str, str]]:
    return [(dated(event), event.mention.words) for event in events]


def opening(events: list[Event]) -> Event:
    day = Interval(date(2024, 5, 6), date(2024, 5, 6))
    return next(event for event in events if event.interval == day)


def test_events_come_oldest_first_with_their_exact_words(news: Library) -> None:
    events = news.timeline()
    assert [event.interval.first for event in events] == sorted(e.interval.first for e in events)
    for event in events:
        for mention in (event.mention, *event.also):
            assert mention.article.text[mention.start : mention.end] == mention.quote
            assert mention.words in mention.quote
    assert ("12 February 2024", "Monday") in told(events), "from the date in the page's markup"
    assert ("12 March 2024", "Tuesday") in told(events), "from the dateline"


def test_one_event_told_by_two_articles_is_one_with_both_places(news: Library) -> None:
    event = opening(news.timeline())
    assert event.mention.article.source == "bridge.md", "the one who told it first"
    assert [mention.article.source for mention in event.also] == ["copy.md"]
    text = shown(event)
    assert text.startswith("6 May 2024  The new road bridge over the Tarn")
    assert "The Tarn Courier, bridge.md:10" in text
    assert "also The Vale Echo, copy.md:9" in text


def test_captions_questions_and_unplaced_words_are_no_events(news: Library) -> None:
    quotes = [event.mention.quote for event in news.timeline()]
    assert not any(quote.endswith("?") or quote.startswith("File photo") for quote in quotes)
    assert not any("sold on Monday" in quote for quote in quotes), "its article has no date"
    assert any("built in 1961" in quote for quote in quotes), "its words have one"


def test_days_bound_the_events_and_outlets_the_articles(news: Library) -> None:
    first, last = date(2024, 5, 6), date(2024, 5, 31)
    later = news.timeline(since=first, until=last)
    assert {event.interval.first for event in later} == {date(2024, 5, 1), first}
    [outlet] = {event.mention.article.outlet for event in news.timeline(outlets=("the vale echo",))}
    assert outlet == "The Vale Echo"


@pytest.mark.parametrize("topic", ["gardening", "xyzzy", "cheese prices in France"])
def test_a_topic_that_no_article_has_leaves_nothing(news: Library, topic: str) -> None:
    assert news.timeline(topic) == []


def test_a_topic_leaves_what_is_about_it(news: Library) -> None:
    events = news.timeline("bridge over the Tarn")
    mentions = [mention for event in events for mention in (event.mention, *event.also)]
    assert {mention.article.source for mention in mentions} == {"bridge.md", "copy.md"}
    assert news.timeline("the ferry to Port Elder", outlets=("Eastvale Post",)) is not None


@pytest.mark.parametrize(
    ("title", "second"),
    [
        ("Corve Valley plant will shut", "It opened in 1974 and made tins for fruit"),
        ("Owner sells up", "The plant opened in 1974 and made tins for fruit"),
    ],
)
def test_an_article_about_the_topic_gives_all_its_events(
    news: Library, title: str, second: str
) -> None:
    text = (
        f"---\ntitle: {title}\ndate: 2024-06-10\n---\n\n# {title}\n\nThe plant in the Corve "
        f"valley will close on 30 September.\n\n{second}.\n\nThe other site was sold in 2019.\n"
    )
    (news.folder / "plant.md").write_text(text, encoding="utf-8")
    (news.folder / "tins.md").write_text(
        "---\ntitle: Fruit growers look for tins\ndate: 2024-06-12\n---\n\nGrowers asked the plant "
        "for its last tins on Tuesday.\n\nThe orchards were planted in 1961.\n",
        encoding="utf-8",
    )
    news.sync()
    events = [e for e in news.timeline("plant") if e.mention.article.source == "plant.md"]
    assert [event.interval.first.year for event in events] == [1974, 2019, 2024]


def test_an_event_beside_the_topic_is_not_listed_with_it(news: Library) -> None:
    text = (
        "---\ndate: 2024-03-15\n---\n\nPelham Foods was founded in 1961 by two brothers.\n\n"
        "Workers at Pelham voted in February to strike.\n\nPelham Foods made a loss in 2023.\n"
    )
    (news.folder / "pelham.md").write_text(text, encoding="utf-8")
    news.sync()
    (event,) = news.timeline("the strike at Pelham")
    assert "voted in February to strike" in event.mention.quote


def test_the_dated_sentences_are_kept_by_sync_and_go_with_their_article(
    news: Library, folder: Path
) -> None:
    kept = news.catalog.notes("dated.2")
    assert len(kept) == 5
    (folder / "copy.md").unlink()
    news.sync()
    assert len(news.catalog.notes("dated.2")) == 4
    assert not opening(news.timeline()).also


def test_an_article_that_was_not_read_yet_is_in_the_timeline_all_the_same(
    news: Library, home: Path
) -> None:
    before = news.timeline()
    with news.catalog._db.transaction() as db:
        db.run("DELETE FROM notes")
    assert news.timeline() == before
    news.sync()
    assert len(news.catalog.notes("dated.2")) == 5


def test_plain_values_say_how_the_date_was_reckoned(news: Library) -> None:
    row = plain(opening(news.timeline()))
    assert (row["first"], row["last"], row["bound"]) == ("2024-05-06", "2024-05-06", "in")
    assert row["words"] == "May 6"
    assert row["how"] == "from the publication date, 2024-03-14"
    assert row["also"][0]["source"] == "copy.md"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2024, 3, 15), date(2024, 3, 15), "15 March 2024"),
        (date(2024, 3, 11), date(2024, 3, 17), "11 \u2013 17 March 2024"),
        (date(2024, 2, 26), date(2024, 3, 3), "26 February \u2013 3 March 2024"),
        (date(2024, 3, 1), date(2024, 3, 31), "March 2024"),
        (date(2024, 4, 1), date(2024, 6, 30), "April \u2013 June 2024"),
        (date(2023, 12, 1), date(2024, 2, 29), "December 2023 \u2013 February 2024"),
        (date(2024, 1, 1), date(2024, 12, 31), "2024"),
        (date(1990, 1, 1), date(1999, 12, 31), "1990s"),
    ],
)
def test_days_are_told_as_shortly_as_they_can_be(first: date, last: date, words: str) -> None:
    assert days(Interval(first, last)) == words
