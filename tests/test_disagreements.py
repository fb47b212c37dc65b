"""Articles that differ are shown side by side; articles that do not are left in peace."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Settings
from evals.torture.serving import serving

Ask = Callable[..., Answer]

MILL = """\
---
outlet: {outlet}
date: {date}
---

# {title}

{body}
"""


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    """Ask a question of a few articles, each (outlet, date, title, body)."""
    opened: list[Assistant] = []

    def put(question: str, *articles: tuple[str, str, str, str], model: str = "none") -> Answer:
        folder = tmp_path / "news"
        folder.mkdir(exist_ok=True)
        for n, (outlet, date, title, body) in enumerate(articles):
            text = MILL.format(outlet=outlet, date=date, title=title, body=body)
            (folder / f"{n}.md").write_text(text, encoding="utf-8")
        opened.append(Assistant.open(folder, Settings(home=tmp_path / "home", model=model)))
        opened[-1].sync()
        return opened[-1].ask(question)

    yield put
    for each in opened:
        each.close()


COURIER = (
    "The Tarn Courier", "2024-03-12", "Fire at Brackley Mill",
    "The fire at Brackley Mill injured 14 workers on Monday night, the brigade said. It began in "
    "the drying room.",
)  # fmt: skip
POST = (
    "Eastvale Post", "2024-03-13", "Mill fire under investigation",
    "The fire at Brackley Mill injured 19 workers on Monday night, the hospital said. Police are "
    "looking into the cause.",
)  # fmt: skip


def test_different_numbers_are_shown_side_by_side_newest_first(ask: Ask) -> None:
    answer = ask("How many workers did the fire at Brackley Mill injure?", COURIER, POST)
    note = answer.sentences[0].text
    assert note == "The articles give different answers: \u201c19\u201d and \u201c14\u201d."
    (differ,) = answer.disagreements
    assert ["19 workers" in side.text for side in differ.sides] == [True, False]
    assert "14 workers" in differ.sides[1].text
    assert differ.sides[1].text.startswith("Earlier, The Tarn Courier (12 March 2024)")


def test_each_side_cites_its_own_article_and_every_citation_is_used(ask: Ask) -> None:
    answer = ask("How many workers did the fire at Brackley Mill injure?", COURIER, POST)
    sources = {citation.n: citation.source for citation in answer.citations}
    sides = answer.disagreements[0].sides
    assert [sources[n] for side in sides for n in side.citations] == ["1.md", "0.md"]
    marks = {int(n) for n in re.findall(r"\[(\d+)\]", answer.text)}
    assert marks == sources.keys()


@pytest.mark.parametrize(("when", "differs"), [("in 1994", True), ("on 6 May 1998", False)])
def test_another_date_is_a_disagreement_and_a_more_exact_one_is_not(
    ask: Ask, when: str, differs: bool
) -> None:
    answer = ask(
        "When was the bridge over the Tarn opened?",
        ("Courier", "2024-06-01", "The bridge", "The bridge over the Tarn was opened in 1998."),
        ("Post", "2024-06-02", "Tarn", f"The bridge over the Tarn was opened {when} by a mayor."),
    )
    assert bool(answer.disagreements) is differs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("injured 14 workers", "injured about 14 workers"),
        ("injured fourteen workers", "injured 14 workers"),
        ("injured 14 workers in January", "injured 19 workers in February"),
    ],
)
def test_the_same_number_or_another_time_is_no_disagreement(ask: Ask, one: str, other: str) -> None:
    answer = ask(
        "How many workers did the fire at Brackley Mill injure?",
        ("Courier", "2024-03-12", "Mill", f"The fire at Brackley Mill {one}, the brigade said."),
        ("Post", "2024-03-13", "Fire", f"The fire at Brackley Mill {other}, the hospital said."),
    )
    assert not answer.abstained and not answer.disagreements


def test_an_employer_that_someone_is_at_is_no_place(ask: Ask) -> None:
    answer = ask(
        "Which organisation does Ines Calder work for?",
        ("Courier", "2024-03-12", "Levy", "Ines Calder, a senior analyst at Harbour Research, "
         "said the levy was too high."),
        ("Post", "2024-03-12", "Fish", "Ines Calder, a senior analyst at Quayside "
         "Institute, called the levy too high."),
    )  # fmt: skip
    assert len(answer.disagreements) == 1


def test_an_employer_named_differently_is_a_disagreement(ask: Ask) -> None:
    answer = ask(
        "Which organisation does Ines Calder work for?",
        ("Courier", "2024-03-12", "Levy", "Ines Calder, a senior analyst at Harbour Research, "
         "said the levy was too high."),
        ("Post", "2024-03-12", "Fish", "Ines Calder, who is a senior analyst with the Quayside "
         "Institute, called the levy too high."),
    )  # fmt: skip
    (differ,) = answer.disagreements
    assert {
        "Harbour Research" in s.text or "Quayside Institute" in s.text for s in differ.sides
    } == {True}


def test_two_sentences_of_one_article_are_not_rival_accounts(ask: Ask) -> None:
    body = (
        "The fire at Brackley Mill injured 14 workers on Monday.\n\nIn all, the fire at Brackley "
        "Mill injured 19 workers."
    )
    answer = ask(
        "How many workers did the fire at Brackley Mill injure?",
        ("Courier", "2024-03-12", "Mill", body),
    )
    assert not answer.abstained and not answer.disagreements


def test_a_model_that_picks_one_side_does_not_hide_the_other(ask: Ask) -> None:
    with serving() as server:
        server.draft = "[1] The fire at Brackley Mill injured 14 workers on Monday night.\n"
        answer = ask(
            "How many workers did the fire at Brackley Mill injure?",
            COURIER,
            POST,
            model=server.spec,
        )
    assert answer.writer == "model"
    assert answer.sentences[-1].text.startswith("The articles give different answers:")
    sources = {citation.n: citation.source for citation in answer.citations}
    sides = answer.disagreements[0].sides
    assert [sources[n] for side in sides for n in side.citations] == ["1.md", "0.md"]
    marks = {int(n) for n in re.findall(r"\[(\d+)\]", answer.text)}
    assert marks == sources.keys()


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            "When was the bridge over the Tarn opened?",
            "The bridge over the Tarn was opened in 1998.",
            "The bridge over the Tarn was opened after 1990 by a mayor.",
        ),
        (
            "Which organisation does Ines Calder work for?",
            "Ines Calder, a senior analyst at Harbour Research, said the levy was too high.",
            "Ines Calder, a senior analyst at the Quayside Institute, called the levy too high. "
            "The institute was founded by Harbour Research.",
        ),
        (
            "How many workers did the fire at Brackley Mill injure?",
            "The fire at Brackley Mill injured 14 workers and 3 firemen.",
            "The fire at Brackley Mill killed 2 workers and 5 dogs, the vet said.",
        ),
    ],
    ids=["a limit", "a name the other article has too", "sentences with several numbers"],
)
def test_values_that_may_both_hold_are_no_disagreement(
    ask: Ask, question: str, one: str, other: str
) -> None:
    answer = ask(question, ("Courier", "2024-03-12", "A", one), ("Post", "2024-03-13", "B", other))
    assert not answer.abstained and not answer.disagreements


def test_one_of_several_counts_is_no_other_answer(ask: Ask) -> None:
    answer = ask(
        "How many counts does Tom Akande face?",
        ("Wire", "2024-03-12", "Trial", "Tom Akande faces 18 counts of fraud in the trial."),
        (
            "Post",
            "2024-03-13",
            "Counts",
            "Tom Akande faces five counts of filing false returns, four counts of hiding accounts "
            "and nine counts of bank fraud in the trial.",
        ),
    )
    assert not answer.disagreements and "18 counts" in answer.text


def test_the_month_of_publication_stands_for_the_month_asked_about(tmp_path: Path) -> None:
    def probability(day: str) -> float:
        folder = tmp_path / day
        folder.mkdir()
        text = MILL.format(
            outlet="Wire",
            date=day,
            title="Treaty",
            body="Norland left the Eastvale treaty on Friday.",
        )
        (folder / "a.md").write_text(text, encoding="utf-8")
        assistant = Assistant.open(folder, Settings(home=tmp_path / "home", model="none"))
        assistant.sync()
        found = assistant.ask("Which treaty did Norland leave in August 2019?").probability
        assistant.close()
        return found or 0.0

    assert probability("2019-08-02") > probability("2018-02-02")


@pytest.mark.parametrize(
    ("question", "one", "other", "values"),
    [
        (
            "How much did the Orrin dam cost?",
            "Taxpayers paid 17 million pounds for the Orrin dam.",
            "The price of the Orrin dam was 29 million pounds, officials said.",
            ("17 million pounds", "29 million pounds"),
        ),
        (
            "Who designed the Orrin library?",
            "It was Noor Halabi who designed the Orrin library.",
            "The design of the Orrin library is by Jon Hask, the town said.",
            ("Noor Halabi", "Jon Hask"),
        ),
        (
            "Where will the Orrin fair be held?",
            "The Orrin fair goes to Rossfield, where it will be held in May.",
            "Delegates will travel to Eastvale, where the Orrin fair will be held.",
            ("Rossfield", "Eastvale"),
        ),
        (
            "How many homes were evacuated?",
            "About 900 homes were evacuated.",
            "Some 1,200 homes have been evacuated, according to the council.",
            ("900", "1,200"),
        ),
        (
            "When will the Brindle clinic open?",
            "The opening of the Brindle clinic is set for June 3.",
            "The date for the opening of the Brindle clinic is August 21, the builder said.",
            ("June 3", "August 21"),
        ),
        (
            "Where will the Kestrel summit be held?",
            "The Kestrel summit will be held in Port Elder, the organisers said.",
            "Wexley will host the Kestrel summit, which is held every four years.",
            ("Port Elder", "Wexley"),
        ),
        (
            "What share of voters backed the night market?",
            "Some 47 percent of voters backed the night market on Sunday.",
            "The night market was backed by 65 percent of voters.",
            ("47 percent", "65 percent"),
        ),
    ],
)
def test_values_in_unlike_wordings_are_shown_side_by_side(
    ask: Ask, question: str, one: str, other: str, values: tuple[str, str]
) -> None:
    answer = ask(
        question, ("Courier", "2024-03-12", "Orrin", one), ("Post", "2024-03-12", "Orrin", other)
    )
    (differ,) = answer.disagreements
    assert all(any(value in side.text for side in differ.sides) for value in values)
    assert all(f"\u201c{value}\u201d" in answer.sentences[0].text for value in values)


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (  # elsewhere
            "How many people were killed in Orrin?",
            "A gunman killed 22 people in Orrin, police said.",
            "A second gunman killed nine people in Dunmore, police said.",
        ),
        (  # another one of a name
            "When did the 1973 strike at Brackley Mill begin?",
            "The 1973 strike at Brackley Mill began on 4 May 1973.",
            "The strike at Brackley Mill in 1979 began on 7 June 1979.",
        ),
        (  # a limit
            "When was the Tarn crown introduced?",
            "The Tarn crown was introduced in 1941.",
            "The Tarn crown, introduced by the county, was in use until 1945.",
        ),
        (  # another one in an article that also tells of this one
            "When will the Brindle clinic open?",
            "People can enter the Brindle clinic from June 3 on, when it will open.",
            "The county spends more on the Brindle clinic. It hired nurses for it.\n\n"
            "Roads were mended.\n\nThe mayor welcomed that.\n\n"
            "People can enter the Halse tunnel from April 15 on, when it will open.",
        ),
        (  # several answers
            "Who were the critics of the Orrin levy?",
            "Ines Calder was a critic of the Orrin levy.",
            "Tom Hale was a critic of the Orrin levy.",
        ),
    ],
)
def test_what_differs_because_it_is_of_something_else_is_no_disagreement(
    ask: Ask, question: str, one: str, other: str
) -> None:
    answer = ask(
        question, ("Courier", "2024-03-12", "News", one), ("Post", "2024-03-12", "News", other)
    )
    assert not answer.abstained and not answer.disagreements, answer.text


VOTE = (
    "Coastal Post", "2025-03-03", "Council votes to close the ferry",
    "The Skarvik council voted on Monday to close the Lindholm ferry on 30 June. A repair of the "
    "ferry would cost the council 11 million kroner.",
)  # fmt: skip
END = (
    "Harbour Gazette", "2025-03-28", "Ferry to end in December",
    "The Lindholm ferry will close on 31 December, the Skarvik council said on Friday. A charging "
    "station would cost the council 6.5 million kroner.",
)  # fmt: skip


def test_the_days_on_which_it_was_voted_and_said_are_no_rivals_of_the_day_it_will_be(
    ask: Ask,
) -> None:
    note = ask("When will the Lindholm ferry close?", VOTE, END).sentences[0].text
    assert (
        note
        == "The articles give different answers: \u201c31 December\u201d and \u201c30 June\u201d."
    )


def test_what_someone_else_was_paid_in_the_same_sentence_is_no_other_answer(ask: Ask) -> None:
    told = (
        "The Tarn Courier", "2024-03-12", "Payments by the mill",
        "The mill made two payments that were kept from its owners. Lund was paid 130,000 pounds, "
        "and Obi was paid 150,000 pounds.",
    )  # fmt: skip
    other = (
        "Eastvale Post", "2024-03-13", "Mill payments under investigation",
        "The mill's lawyer arranged the payment of 130,000 pounds to Lund in May.",
    )  # fmt: skip
    answer = ask("How much was paid to Lund?", told, other)
    assert not answer.disagreements and "130,000" in answer.text


def test_figures_of_one_article_are_not_laid_at_the_door_of_several(ask: Ask) -> None:
    told = (
        "The Tarn Courier", "2024-03-12", "Counts of the march",
        "Police said that 2,100 people had come to the march in Tarn, while the union put it at "
        "3,000 people.",
    )  # fmt: skip
    answer = ask("How many people came to the march? Police and the union differ.", told)
    assert answer.disagreements
    assert "One article gives different answers: " in answer.text
    assert "The articles give" not in answer.text


def test_what_two_things_cost_is_no_disagreement(ask: Ask) -> None:
    assert not ask("How much does it cost the council?", VOTE, END).disagreements


TALLY = (
    "Courier", "2024-01-10", "Crash", "A train crash at Orrin killed 12 people, police said.",
)  # fmt: skip


def test_a_side_gives_its_value_bare_beside_the_sentence(ask: Ask) -> None:
    (differ,) = ask(
        "How many workers did the fire at Brackley Mill injure?", COURIER, POST
    ).disagreements
    assert [side.value for side in differ.sides] == ["19", "14"]
    assert differ.kind == "contradictory" and not any(side.superseded for side in differ.sides)


@pytest.mark.parametrize(
    ("day", "body", "kind"),
    [
        ("2024-01-12", "The train crash at Orrin is now known to have killed 17 people.",
         "superseded"),
        ("2024-01-12", "The train crash at Orrin killed 17 people, not 12, the hospital said.",
         "superseded"),
        ("2024-01-12", "The train crash at Orrin killed 17 people, the union said.",
         "contradictory"),
        ("2024-01-10", "The train crash at Orrin is now known to have killed 17 people.",
         "contradictory"),
    ],
    ids=["it says now", "it says not 12", "it only says otherwise", "of the same day"],
)  # fmt: skip
def test_a_later_report_that_says_it_changed_supersedes_the_older_one(
    ask: Ask, day: str, body: str, kind: str
) -> None:
    answer = ask(
        "How many people did the train crash at Orrin kill?", TALLY, ("Post", day, "Orrin", body)
    )
    (differ,) = answer.disagreements
    assert differ.kind == kind
    changed = kind == "superseded"
    assert [side.superseded for side in differ.sides] == [False, changed]
    said = "A later article (Post, 12 January 2024) gives \u201c17\u201d; earlier: \u201c12\u201d."
    assert (answer.sentences[0].text == said) is changed


def test_a_surname_is_enough_to_deny_it(ask: Ask) -> None:
    answer = ask(
        "Did Dominic Farrell offer to resign?",
        (
            "Region TV",
            "2025-03-12",
            "Chief executive",
            "Dominic Farrell offered to resign on Friday.",
        ),
        ("Post", "2025-03-14", "Club meeting", "Farrell never offered to resign, the chair said."),
    )
    (differ,) = answer.disagreements
    assert {side.value for side in differ.sides} == {"offered", "never offered"}


def test_a_noun_that_is_only_spoken_of_is_not_denied(ask: Ask) -> None:
    answer = ask(
        "Did the council close the library in Harrow?",
        ("Courier", "2025-03-12", "Harrow", "The council closed the library in Harrow in May."),
        (
            "Post",
            "2025-03-14",
            "Harrow",
            "The council could see the library in Harrow closed in May.",
        ),
    )
    assert all("library" not in s.value for d in answer.disagreements for s in d.sides)


def test_two_versions_of_one_text_that_differ_are_not_called_one_source(ask: Ask) -> None:
    rest = (
        " It began in the drying room. Smoke could be seen from the harbour, and two streets were "
        "closed until noon. The mill has made paper since 1911 and belongs to the Brackley family."
    )
    question = "How many workers did the fire at Brackley Mill injure?"
    changed = (*POST[:3], COURIER[3].replace("14", "19") + rest)
    answer = ask(question, (*COURIER[:3], COURIER[3] + rest), changed)
    assert [side.value for side in answer.disagreements[0].sides] == ["19", "14"]
    assert "one source" not in answer.text


def test_a_number_is_of_the_event_that_it_stands_beside(ask: Ask) -> None:
    articles = (
        (
            "Harbour Echo", "2025-03-04", "Warehouse fire",
            "The blaze at the Brennick warehouse killed four and injured 12, the fire chief said.",
        ),
        (
            "Coast Post", "2025-03-05", "After the fire",
            "Five people died in the fire at the Brennick warehouse, the fire service said, and 17 "
            "were injured.",
        ),
    )  # fmt: skip
    for question, values in (
        ("How many people died in the fire at the Brennick warehouse?", ["Five", "four"]),
        ("How many people were injured in the fire at the Brennick warehouse?", ["17", "12"]),
    ):
        answer = ask(question, *articles)
        assert [side.value for side in answer.disagreements[0].sides] == values


def test_a_third_answer_in_other_words_is_shown_beside_two_that_are_known_to_differ(
    ask: Ask,
) -> None:
    answer = ask(
        "How much did the crane weigh?",
        (
            "Harbour Echo", "2025-03-04", "Crane falls in Port Quell",
            "A crane collapsed at the port of Quell on Tuesday. The crane weighed 900 tonnes, the "
            "port authority said. Nobody was hurt.",
        ),
        (
            "Coast Post", "2025-03-05", "Port shut after crane collapse",
            "The port was closed after the fall of a crane that weighed 1,200 tonnes, according to "
            "its maker. Ships were turned away.",
        ),
        (
            "Northern Wire", "2025-03-06", "Crane inquiry",
            "Inspectors said the collapsed crane in Quell weighed 1,500 tonnes when fully loaded. "
            "They will report next month.",
        ),
    )  # fmt: skip
    values = [side.value for side in answer.disagreements[0].sides]
    assert values == ["1,500 tonnes", "1,200 tonnes", "900 tonnes"]


def test_only_the_dead_and_the_injured_are_told_apart(ask: Ask) -> None:
    answer = ask(
        "How much was Doran Smith fined?",
        (
            "Echo", "2025-03-04", "Smith fined",
            "Doran Smith was fined $500 by the court in Marl on Monday.",
        ),
        (
            "Post", "2025-03-05", "Court",
            "Doran Smith, who admitted the theft, was fined $800 by the court in Marl.",
        ),
    )  # fmt: skip
    assert {side.value for side in answer.disagreements[0].sides} == {"$500", "$800"}
