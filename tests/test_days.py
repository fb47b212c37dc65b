"""What happened on a day is answered with what the articles date to that day."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, Settings

VERDICT = """\
---
outlet: Brackley Herald
date: 2024-07-05
---

# Orlov jailed

BRACKLEY, July 5 (Brackley Herald)

Builder Dennis Orlov was sentenced to nine years in prison on Wednesday. An appeal will be heard on
12 December.

The first written warning came in November 2021. The mayor was not in town.
"""
FERRY = """\
---
outlet: Tarn Courier
date: 2024-07-04
---

# Ferry sold

The ferry at Port Elder was sold on Wednesday for 90,000 pounds.

It had been built in 1961, and 2024 was its last year.
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    place = tmp_path_factory.mktemp("days")
    folder: Path = place / "news"
    folder.mkdir()
    (folder / "verdict.md").write_text(VERDICT, encoding="utf-8")
    (folder / "ferry.md").write_text(FERRY, encoding="utf-8")
    opened = Assistant.open(folder, Settings(home=place / "home", model="none"))
    opened.sync()
    yield opened
    opened.close()


def test_the_events_of_a_day_are_told_and_no_bylines(desk: Assistant) -> None:
    answer = desk.ask("What happened on 3 July?")  # "on Wednesday", two and one days before
    assert not answer.abstained
    assert [citation.source for citation in answer.citations] == ["ferry.md", "verdict.md"]
    assert "was sold on Wednesday" in answer.text
    assert "sentenced to nine years" in answer.text
    assert "(Brackley Herald)" not in answer.text
    assert len(answer.sentences) == 2


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("What happened in November 2021?", "first written warning", "sold"),
        ("What will happen on 12 December?", "appeal will be heard", "sold"),
        ("What happened to the ferry on 3 July 2024?", "was sold", "sentenced"),
    ],
)
def test_a_month_a_day_to_come_and_a_topic_are_understood(
    desk: Assistant, question: str, holds: str, lacks: str
) -> None:
    answer = desk.ask(question)
    assert holds in answer.text
    assert lacks not in answer.text


def test_a_year_that_holds_the_day_is_no_report_of_it(desk: Assistant) -> None:
    assert "last year" not in desk.ask("What happened on 3 July 2024?").text


def test_articles_that_are_filtered_out_tell_nothing(desk: Assistant) -> None:
    answer = desk.ask("What happened on 3 July?", sources=("verdict.md",))
    assert [citation.source for citation in answer.citations] == ["verdict.md"]
