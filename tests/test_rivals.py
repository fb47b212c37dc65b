"""Different values for one thing are found in any words; no others are made out of them."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import fields
from importlib.resources import files
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Settings
from assistant.differing.accounts import other_round
from assistant.differing.pairs import Apart
from assistant.differing.telling import Told, minutes
from assistant.quantities import quantities
from evals import fit_rivals
from evals.stories import FITTED, KEPT, folders

Ask = Callable[..., Answer]


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    """Ask a question of a few articles, each (outlet, date, text)."""
    opened: list[Assistant] = []

    def put(question: str, *articles: tuple[str, str, str]) -> Answer:
        folder = tmp_path / "news"
        folder.mkdir()
        for n, (outlet, date, text) in enumerate(articles):
            head = f"---\noutlet: {outlet}\ndate: {date}\n---\n\n"
            (folder / f"{n}.md").write_text(f"{head}# News of the day\n\n{text}\n", "utf-8")
        opened.append(Assistant.open(folder, Settings(home=tmp_path / "home", model="none")))
        opened[-1].sync()
        return opened[-1].ask(question)

    yield put
    for each in opened:
        each.close()


def values(answer: Answer) -> list[str]:
    return [side.value for each in answer.disagreements for side in each.sides]


RIDERS = ("Courier", "2024-03-12", "About 71,000 passengers board Calder buses on an average "
          "weekday, county figures show.")  # fmt: skip
CARRIED = ("Post", "2024-03-13", "The company carries around 68,000 passengers on weekdays on its "
           "buses in Calder. It is owned by a group in Toronto.")  # fmt: skip
LIFEBOATS = ("Harbour Post", "2024-02-06", "Three lifeboats, not two as our website had it on "
             "Tuesday, went out to the Skellay ferry. The wind had dropped by noon.")  # fmt: skip
AGROUND = ("Wire", "2024-02-05", "Two lifeboats went out to the Skellay ferry, which ran aground "
           "early on Monday.")  # fmt: skip
BROKE_OUT = ("Courier", "2024-03-12", "The fire at Brackley Mill broke out at 6.40am on Monday "
             "because of a faulty heater, the brigade said.")  # fmt: skip
STARTED = ("Post", "2024-03-13", "The fire at Brackley Mill started at 7.15am on Monday because a "
           "heater was faulty, a worker said.")  # fmt: skip


def test_two_numbers_in_sentences_that_are_built_differently_differ(ask: Ask) -> None:
    answer = ask("How many passengers ride Calder buses on weekdays?", RIDERS, CARRIED)
    assert values(answer) == ["68,000", "71,000"]


def test_who_will_do_it_is_told_in_two_ways(ask: Ask) -> None:
    answer = ask(
        "Who will manage the Valcorno railway after the sale?",
        ("Courier", "2024-03-12", "The Valcorno railway will be managed by Silvia Prandi after the "
         "sale, its owners said."),
        ("Post", "2024-03-15", "Marc Oberti will manage the Valcorno railway after the sale, a "
         "spokeswoman for the buyer said."),
    )  # fmt: skip
    assert values(answer) == ["Marc Oberti", "Silvia Prandi"]


def test_names_where_several_are_asked_for_are_all_given_and_are_no_rivals(tmp_path: Path) -> None:
    with closing(Assistant.open(None, Settings(home=tmp_path, model="none"))) as desk:
        desk.sync()
        question = "Which other companies is Honda working with on EVs?"
        answer = desk.ask(question)
        several = desk.search(question).evidence
        one = desk.search("Which company is Honda working with on EVs?").evidence
    assert [sum(e.features is not None for e in found) for found in (several, one)] == [24, 16]
    assert [sum(e.seen is not None for e in found) for found in (several, one)] == [10, 6]
    assert "General Motors" in answer.text and "Sony" in answer.text
    assert not answer.disagreements


def test_times_of_day_differ_and_a_reason_given_twice_does_not(ask: Ask) -> None:
    answer = ask("When did the fire at Brackley Mill start?", BROKE_OUT, STARTED)
    assert values(answer) == ["7.15am", "6.40am"]


def test_a_question_for_a_reason_is_not_answered_with_two_times(ask: Ask) -> None:
    answer = ask("Why did the fire at Brackley Mill start?", BROKE_OUT, STARTED)
    assert not answer.abstained and not answer.disagreements


def test_a_sentence_that_corrects_a_number_is_shown_with_the_article_that_has_it(ask: Ask) -> None:
    answer = ask("How many lifeboats went out to the Skellay ferry?", LIFEBOATS, AGROUND)
    (differ,) = answer.disagreements
    assert [(side.value, side.superseded) for side in differ.sides] == [
        ("Three", False), ("Two", True),
    ]  # fmt: skip
    by_number = {citation.n: citation.source for citation in answer.citations}
    assert [by_number[side.citations[0]] for side in differ.sides] == ["0.md", "1.md"]


def test_a_correction_alone_cites_the_one_sentence_that_has_both(ask: Ask) -> None:
    answer = ask("How many lifeboats went out to the Skellay ferry?", LIFEBOATS)
    said = "Harbour Post (6 February 2024) gives \u201cThree\u201d, not \u201ctwo\u201d."
    assert answer.sentences[0].text == said
    assert answer.sentences[0].citations == (1,) and len(answer.citations) == 1
    (differ,) = answer.disagreements
    assert all(side.citations == (1,) for side in differ.sides)


def test_two_who_count_differently_in_one_sentence_are_two_sides(ask: Ask) -> None:
    answer = ask(
        "How many people marched through Halmstead?",
        ("Courier", "2024-03-12", "The union says that 15,000 people marched through Halmstead; "
         "police spoke of 9,000 people on the march."),
    )  # fmt: skip
    assert values(answer) == ["15,000", "9,000"]


@pytest.mark.parametrize(
    "other",
    [
        "Exactly 71,240 passengers ride Calder buses on weekdays, the county says.",
        "More than 68,000 passengers ride Calder buses on weekdays, the county says.",
        "The operator of the Calder buses, which carries passengers on weekdays, has 680 drivers.",
    ],
    ids=["rounded", "a lower bound", "another thing, far off"],
)
def test_a_number_that_can_hold_beside_the_other_is_no_rival(ask: Ask, other: str) -> None:
    answer = ask(
        "How many passengers ride Calder buses on weekdays?",
        RIDERS, ("Post", "2024-03-13", other),
    )  # fmt: skip
    assert not answer.abstained and not answer.disagreements


def test_a_count_that_rose_is_no_correction(ask: Ask) -> None:
    answer = ask(
        "How many workers did the fire at Brackley Mill hurt?",
        ("Courier", "2024-03-12", "The number of workers hurt in the fire at Brackley Mill rose to "
         "17 from 12, the brigade said."),
    )  # fmt: skip
    assert not answer.abstained and not answer.disagreements


def test_each_side_shows_its_own_value_where_a_third_could_be_either(ask: Ask) -> None:
    answer = ask(
        "How many people were injured in the Orrin crash?",
        ("Courier", "2024-03-12", "More than 100 people were injured in the Orrin crash."),
        ("Post", "2024-03-12", "The Orrin crash injured 110 people, the hospital said."),
        ("Wire", "2024-03-12", "A total of 118 people were injured in the Orrin crash."),
    )
    assert {"110", "118"} == set(values(answer))
    (differ,) = answer.disagreements
    for side in differ.sides:
        assert side.value in side.text and side.citations
        assert "More than 100" not in side.text, "it may be either"


def test_a_correction_is_no_later_article_than_the_one_that_still_has_the_old_value(
    ask: Ask,
) -> None:
    late = ("Wire", "2024-02-09", "Two lifeboats went out to the Skellay ferry, which ran aground.")
    answer = ask("How many lifeboats went out to the Skellay ferry?", LIFEBOATS, late)
    assert "A later article" not in answer.text


def test_two_values_that_are_both_denied_are_no_answers(ask: Ask) -> None:
    answer = ask(
        "How many lifeboats went out to the Skellay ferry?",
        ("Post", "2024-02-06", "Not two lifeboats went out to the Skellay ferry, the crew said."),
        ("Wire", "2024-02-05", "Not four lifeboats went out to the Skellay ferry, police said."),
    )
    assert not answer.disagreements


def test_times_on_either_side_of_midnight_are_near(ask: Ask) -> None:
    answer = ask(
        "When did the fire at Brackley Mill start?",
        ("Courier", "2024-03-12", "The fire at Brackley Mill broke out at 11.40pm, crews said."),
        ("Post", "2024-03-13", "The fire at Brackley Mill started at 12.10am, a worker said."),
    )
    assert set(values(answer)) == {"11.40pm", "12.10am"}


def test_a_correction_of_something_else_is_no_answer(ask: Ask) -> None:
    answer = ask(
        "How many people live on Skellay island?",
        ("Post", "2024-02-06", "Skellay island has 412 people, the census says. The ferry has nine "
         "decks, not eight as was said of it."),
    )  # fmt: skip
    assert not answer.abstained and not answer.disagreements


def test_a_rounded_million_agrees_with_the_exact_number() -> None:
    [about], [exact] = quantities("about 4.1 million"), quantities("4,112,000")
    assert not other_round(about, exact)
    [about], [exact] = quantities("about 71,000"), quantities("about 68,000")
    assert other_round(about, exact)


def test_a_table_of_numbers_and_hundreds_of_digits_are_read_like_any_text(ask: Ask) -> None:
    table = " ".join(f"{n} passengers" for n in range(1000, 1090))
    answer = ask(
        "How many passengers ride Calder buses on weekdays?",
        RIDERS, ("Post", "2024-03-13", f"Calder buses carry on weekdays {table}."),
        ("Wire", "2024-03-14", f"Calder buses had {'9' * 400} passengers on weekdays."),
    )  # fmt: skip
    assert not answer.abstained


@pytest.mark.parametrize(
    ("written", "expected"),
    [("6.40am", 400), ("1:50 p.m.", 830), ("12.30pm", 750), ("12:05 a.m.", 5), ("9 pm", 1260)],
)
def test_a_time_of_day_is_read_in_minutes(written: str, expected: int) -> None:
    (time,) = quantities(written)
    assert minutes(time) == expected


def test_the_command_goes_from_stories_to_a_file_like_the_one_that_ships(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "rivals.json"
    some = [str(each) for each in folders(FITTED) if each.name in ("ferry", "mine")]
    assert fit_rivals.main([*some, "--out", str(out), "--threshold", "0.4"]) == 0
    assert "0.5: of 36 disagreements" in capsys.readouterr().out
    made = json.loads(out.read_text(encoding="utf-8"))
    ships = json.loads((files("assistant") / "data/rivals.json").read_text(encoding="utf-8"))
    assert made.keys() == ships.keys() and made["threshold"] == 0.4
    for name, signs in (("told", Told), ("apart", Apart)):
        expected = [field.name for field in fields(signs)]
        assert list(made[name]["weights"]) == list(ships[name]["weights"]) == expected
    assert made["told"]["weights"]["odds"] > 0 and made["apart"]["weights"]["less"] > 0


def test_the_stories_that_are_kept_aside_are_in_no_fit() -> None:
    ships = json.loads((files("assistant") / "data/rivals.json").read_text(encoding="utf-8"))
    kept = {each.name for each in folders(KEPT)}
    assert kept and not kept & set(ships["recipe"].split(": ", 1)[1].split(", "))
