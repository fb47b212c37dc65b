"""What a sentence states, taken apart by rule: numbers, dates, names, words, and how surely."""

from datetime import date

import pytest

from assistant.claims import contradicted, foretold, hardened, reversed_, swapped
from assistant.moments import ungiven, without
from assistant.names import borrowed, names, unknown
from assistant.quantities import quantities, unfounded
from assistant.scope import carried
from assistant.speakers import misattributed, misquoted, speakers

THURSDAY = date(2024, 3, 14)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("27 workers", 27, ""),
        ("twenty-seven workers", 27, ""),
        ("a hundred and five people", 105, ""),
        ("three dozen", 36, ""),
        ("1.2 million", 1_200_000, ""),
        ("$1,200,000", 1_200_000, "USD"),
        ("\u20ac5bn", 5e9, "EUR"),
        ("4 million pounds", 4e6, "GBP"),
        ("6.5 million kroner", 6.5e6, "krone"),
        ("1 krone", 1, "krone"),
        ("6.1%", 6.1, "percent"),
        ("6.1 per cent", 6.1, "percent"),
        ("two-thirds", 2 / 3, ""),
        ("112 years", 112, "year"),
        ("the 3rd time", 3, "ordinal"),
    ],
)
def test_a_number_is_read_with_its_scale_and_unit(text: str, value: float, unit: str) -> None:
    [found] = quantities(text)
    assert found.value == pytest.approx(value)
    assert found.unit == unit


def test_both_ends_of_a_range_have_its_unit_and_scale() -> None:
    assert [(q.value, q.unit) for q in quantities("10 to 12 million euros")] == [
        (10e6, "EUR"),
        (12e6, "EUR"),
    ]
    assert [q.unit for q in quantities("$10,000 to 12,000")] == ["USD", "USD"]


def test_figures_inside_a_name_are_no_numbers() -> None:
    assert not quantities("COVID-19, MH370 and the F-150")


@pytest.mark.parametrize(
    ("draft", "evidence", "missing"),
    [
        ("It hurt 27 people.", "It hurt twenty-seven people.", []),
        ("It hurt 28 people.", "It hurt twenty-seven people.", ["28"]),
        ("It cost $12,000.", "It cost $10,000.", ["$12,000"]),
        ("It cost $4 million.", "It cost 4 million euros.", ["$4 million"]),
        ("It cost $4 million.", "It cost $4,000,000.", []),
        ("27 percent agreed.", "27 people agreed.", ["27 percent"]),
        ("It cost about 4 million pounds.", "It cost 4.2 million pounds.", []),
        ("It cost 4 million pounds.", "It cost 4.2 million pounds.", ["4 million pounds"]),
        ("It cost more than 4 million.", "It cost 3.9 million.", ["4 million"]),
        ("It was one of the worst.", "It was bad.", []),
    ],
)
def test_a_number_must_be_given_in_a_unit_that_fits(
    draft: str, evidence: str, missing: list[str]
) -> None:
    assert unfounded(draft, [evidence]) == missing


@pytest.mark.parametrize(
    ("draft", "evidence", "missing"),
    [
        ("It opens on March 15.", "It opens on Friday.", []),
        ("It opened on March 8, 2024.", "It opened on Friday.", []),
        ("It opened on March 9.", "It opened on Friday.", ["March 9"]),
        ("It opened on Friday.", "It opened on March 8.", []),
        ("It opened on Thursday.", "It opened on March 8.", ["Thursday"]),
        ("It opened on 13 March.", "It opened yesterday.", []),
        ("It opened in 2023.", "It opened last year.", []),
        ("It opened in 2022.", "It opened last year.", ["2022"]),
        ("It opened in February 2024.", "It opened in February.", []),
        ("It opened in February 2022.", "It opened in February.", ["February 2022"]),
        ("It opened in 2024.", "It opened.", ["2024"]),
        ("It fell in March.", "It fell in February, they said on Friday.", ["March"]),
        ("They said on March 14 that it fell.", "It fell.", []),
        ("It fell on March 14.", "It fell.", ["March 14"]),
    ],
)
def test_a_date_must_be_given_once_the_evidence_is_resolved(
    draft: str, evidence: str, missing: list[str]
) -> None:
    assert ungiven(draft, [(evidence, THURSDAY)]) == missing


def test_without_a_publication_date_a_weekday_is_no_date() -> None:
    assert ungiven("It opens on March 15.", [("It opens on Friday.", None)]) == ["March 15"]


def test_the_numbers_of_dates_are_not_counted_as_quantities() -> None:
    assert not quantities(without("It opened on March 14, 2024, and in 2023."))


def test_names_are_found_without_titles_dates_and_openings() -> None:
    text = "On Tuesday Mayor Ines Calder met J. K. Rowling. Workers at Brackley Mill watched."
    assert names(text) == ["Ines Calder", "J. K. Rowling", "Brackley Mill"]


@pytest.mark.parametrize(
    ("draft", "known", "missing"),
    [
        ("Calder agreed.", "Ines Calder agreed.", []),
        ("Ines Calder agreed.", "Calder agreed.", ["Ines Calder"]),
        ("GM agreed.", "General Motors agreed.", []),
        ("General Motors agreed.", "GM agreed.", []),
        ("Toyota will close.", "Honda will close.", ["Toyota"]),
        ("The Japanese firm agreed.", "The firm in Japan agreed.", []),
        ("The British court ruled.", "The UK court ruled.", []),
        ("Carlos Uchida left.", "Carlos Ghosn met Makoto Uchida.", ["Carlos Uchida"]),
    ],
)
def test_a_name_must_be_known_in_a_usual_form(draft: str, known: str, missing: list[str]) -> None:
    assert unknown(draft, [known]) == missing


def test_a_name_in_the_place_of_another_is_noticed_though_the_context_has_it() -> None:
    assert borrowed("Ampera will build it.", ["Voltane will build it."]) == ["Ampera"]
    assert not borrowed("Voltane will build it.", ["It will be built."])


@pytest.mark.parametrize(
    ("draft", "evidence", "wrong"),
    [
        ('She said "it is safe."', "\u201cIt is safe,\u201d she said.", 0),
        ('She said "it is very safe."', "\u201cIt is safe,\u201d she said.", 1),
        ('She called it "safe ... and cheap".', '"It is safe, dry and cheap."', 0),
        ('She said "it is saf".', '"It is safe," she said.', 1),
    ],
)
def test_words_in_quotation_marks_must_be_verbatim(draft: str, evidence: str, wrong: int) -> None:
    assert len(misquoted(draft, [evidence])) == wrong


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Honda said the plant will open.", "Honda"),
        ('"We are out," Mayor Ines Calder told the council.', "Mayor Ines Calder"),
        ("According to the county, it opens in May.", "the county"),
        ('"No," said Mr. Webb.', "Mr Webb"),
        ("The plant opens in May, the county said.", "the county"),
    ],
)
def test_the_speaker_is_found(text: str, who: str) -> None:
    assert speakers(text) == [who]


def test_what_is_said_by_nobody_has_no_speaker() -> None:
    assert speakers("More is promised: Honda said that a new family is coming.") == ["Honda"]
    assert speakers("The closure was announced on Monday.") == []


@pytest.mark.parametrize(
    ("draft", "evidence", "context", "wrong"),
    [
        ("Webb said it would close.", "Calder said it would close.", "Webb left.", ["Webb"]),
        ("Calder said it would close.", "She said it would close.", "Ines Calder came.", []),
        ("The mayor said it would close.", "Calder said so.", "Calder is the mayor.", []),
        ("Calder said it would close.", "It will close.", "", []),
    ],
)
def test_words_must_stay_with_their_speaker(
    draft: str, evidence: str, context: str, wrong: list[str]
) -> None:
    assert misattributed(draft, [evidence], [context]) == wrong


@pytest.mark.parametrize(
    ("draft", "evidence", "noticed"),
    [
        ("The market will close.", "The market will not close.", True),
        ("The clinic would be closed.", "She denied that the clinic would be closed.", True),
        ("Nobody was charged.", "They charged the owner.", True),
        ("He did not close the market.", "He denied closing the market.", False),
        ("It was not worse.", "It was bad.", False),
    ],
)
def test_a_lost_or_added_negation_is_noticed(draft: str, evidence: str, noticed: bool) -> None:
    assert bool(contradicted(draft, [evidence])) == noticed


@pytest.mark.parametrize(
    ("draft", "evidence", "noticed"),
    [
        ("Honda will close the plant.", "Honda is considering closing the plant.", True),
        ("Honda has closed the plant.", "Honda plans to close the plant.", True),
        ("The plant caught fire.", "Sources said the plant caught fire.", True),
        ("Honda may close the plant.", "Honda is considering closing the plant.", False),
        ("Honda plans to close the plant.", "Honda will close the plant.", False),
        ("Honda closed the plant.", "Honda closed the plant and may hire Ms Lee.", False),
    ],
)
def test_a_dropped_hedge_is_noticed(draft: str, evidence: str, noticed: bool) -> None:
    assert (hardened(draft, [evidence]) > 0) == noticed


@pytest.mark.parametrize(
    ("draft", "evidence", "wrong"),
    [
        ("Sales rose.", "Sales fell.", ["rose"]),
        ("It began before noon.", "It began after noon.", ["before"]),
        ("Sales rose.", "Sales climbed.", []),
        ("Sales rose.", "Sales fell, then rose.", []),
        ("It opened in the fall.", "It opened as temperatures rose.", []),
    ],
)
def test_a_reversed_direction_is_noticed(draft: str, evidence: str, wrong: list[str]) -> None:
    assert [word.strip(".") for word in reversed_(draft, [evidence])] == wrong


def test_two_names_in_each_others_place_are_noticed() -> None:
    assert swapped("Pellow agreed to buy Larkspur.", ["Larkspur agreed to buy Pellow."])
    assert not swapped("Pellow was bought by Larkspur.", ["Larkspur bought Pellow."])
    assert not swapped("Larkspur bought Pellow.", ["Larkspur bought Pellow."])


JAPAN = "In Japan, the share of electric cars is just 2%, so there is a long way to go."
CHINA = "Electric cars now hold roughly 20% of the market in China."


@pytest.mark.parametrize(
    ("draft", "evidence", "numbers"),
    [
        ("The share of electric cars is just 2%.", [JAPAN], ["2%"]),
        ("China's share of electric cars is just 2%.", [JAPAN, CHINA], ["2%"]),
        ("The Japanese share of electric cars is 2%.", [JAPAN], []),
        ("It is 2% in Japan and roughly 20% in China.", [JAPAN, CHINA], []),
        (
            "Voltlark laid off 40 people.",
            ["Tessel laid off 40 people.", "So did Voltlark."],
            ["40"],
        ),
        ("Voltlark laid off 40 people.", ["Voltlark is in debt. It laid off 40 people."], []),
        ("Across Europe, 40 plants closed.", ["Across Europe, 40 plants closed."], []),
    ],
)
def test_a_number_is_not_carried_to_another_place_or_name(
    draft: str, evidence: list[str], numbers: list[str]
) -> None:
    assert carried(draft, evidence) == numbers


@pytest.mark.parametrize(
    ("draft", "told", "found"),
    [
        ("The van will not become popular.", "Nor has the van become popular.", ["will"]),
        ("The van will come in May.", "The van is due in May.", []),
        ("The van will be cheap.", "The firm plans a cheap van.", []),
        ("The van has come.", "The van has come.", []),
    ],
)
def test_what_is_told_of_the_past_is_not_foretold(draft: str, told: str, found: list[str]) -> None:
    assert foretold(draft, [told]) == found
