"""Which of two undated articles was written first, as far as the weekdays in them show it."""

from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.weekdays import written_before
from index.spans import split

FIRST = (
    "Acme Motors is weighing a link with Apex on electric vans, sources close to it said Thursday. "
    "Apex's stance on the tie-up remains unclear.\n"
)
LATER = (
    "Acme Motors and Apex are to study a tie-up on electric vans.\n"
    "The carmakers on Friday announced that they had signed a memorandum on it.\n"
    "Citing sources at Acme, the Tarn Post reported on Thursday that Acme was weighing a link with "
    "Apex.\n"
)


def body(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split(text)]


def test_who_reports_what_was_said_the_day_before_wrote_later() -> None:
    assert written_before(body(FIRST), body(LATER))
    assert not written_before(body(LATER), body(FIRST))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FIRST.replace("Thursday", "Saturday"), LATER),
        (FIRST.replace("Thursday", "last Thursday"), LATER),
        (FIRST.replace("Acme Motors", "The port").replace("Apex", "Zenith"), LATER),
        (FIRST, LATER.replace("on Thursday ", "")),
        (FIRST, LATER.replace("Friday", "Tuesday")),
        (FIRST.replace("Thursday", "in a note"), LATER),
        (FIRST, LATER.replace("Friday", "Thursday")),
    ],
    ids=[
        "no word of it",
        "another week",
        "another story",
        "not told",
        "too far",
        "no weekday",
        "same day",
    ],
)
def test_nothing_is_made_of_weekdays_that_show_nothing(one: str, other: str) -> None:
    assert not written_before(body(one), body(other))


@pytest.mark.parametrize("day", [None, "2024-03-20"])
def test_the_earlier_report_is_marked_as_probably_earlier_unless_it_has_a_date(
    day: str | None, tmp_path: Path
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "first.txt").write_text(FIRST)
    (folder / "later.txt").write_text(LATER)
    if day:
        (folder / "articles.csv").write_text(f"file,published\nfirst.txt,{day}\n")
    desk = Assistant.open(folder, Settings(home=tmp_path / "home", model="none"))
    desk.sync()
    sentences = desk.ask("What has Apex said about the tie-up?").sentences
    desk.close()
    [said] = [each for each in sentences if "memorandum" in each.text]
    [unclear] = [each for each in sentences if "unclear" in each.text]
    assert said.text.startswith("later.txt, on Acme Motors and Apex: \u201cThe carmakers on Friday")
    probably = unclear.text.startswith("Probably earlier, by the weekdays it names, first.txt")
    assert probably is (day is None)
