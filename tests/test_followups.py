"""A follow-up becomes the question a person would have asked without what came before."""

from datetime import date

import pytest

from assistant.answers import Answer, Citation
from assistant.followups import standalone
from assistant.turns import Rewritten, Turn


def turn(asked: str, *quotes: str, published: str | None = "2024-03-14") -> Turn:
    cited = tuple(
        Citation(n, "a.txt", None, None, published, quote, 0, len(quote), 1)
        for n, quote in enumerate(quotes, 1)
    )
    return Turn(asked, Rewritten(asked), Answer(asked, "", False, (), cited))


def after(asked: str, question: str, *quotes: str) -> str:
    return standalone(question, [turn(asked, *quotes)]).text


STRIKE = "What has Acme Corp said about the strike?"
FIRED = "How many workers did Acme fire in Germany?"
MARKET = "Why did Mayor Ines Calder close the fish market?"
BRIDGE = "When will the bridge open?"


@pytest.mark.parametrize(
    ("asked", "question", "alone"),
    [
        (STRIKE, "and Bolt?", "What has Bolt said about the strike?"),
        (STRIKE, "What about the union?", "What has the union said about the strike?"),
        (FIRED, "and in France?", "How many workers did Acme fire in France?"),
        (FIRED, "how many in Poland?", "How many workers did Acme fire in Poland?"),
        ("What share of the Chinese market is Acme's?", "And in Japan?",
         "What share of the Japanese market is Acme's?"),
        ("Why is Acme suing Bolt?", "And Bolt?", "Why is Bolt suing Acme?"),
        ("Who are Acme's partners?", "And Bolt's?", "Who are Bolt's partners?"),
        ("How well has the Ariya sold?", "what about the Leaf?", "How well has the Leaf sold?"),
        ("Which plans does Acme have for vans?", "And for lorries?",
         "Which plans does Acme have for lorries?"),
        ("Which vans does Acme make?", "and lorries?", "Which lorries does Acme make?"),
        (BRIDGE, "and the ramp?", "When will the ramp open?"),
        ("When will Acme sell the mill?", "And the price?", "What about the price of the mill?"),
        ("Has the council approved the plan?", "What about the mayor?",
         "Has the mayor approved the plan?"),
        ("Does Acme plan vans?", "Does Bolt?", "Does Bolt plan vans?"),
        ("Is Acme closing the mill?", "Is that true of Bolt as well?", "Is Bolt closing the mill?"),
    ],
)  # fmt: skip
def test_a_name_or_a_thing_takes_the_place_of_its_like(
    asked: str, question: str, alone: str
) -> None:
    assert after(asked, question) == alone


@pytest.mark.parametrize(
    ("asked", "question", "alone"),
    [
        ("Did Acme close the mill?", "Why?", "Why did Acme close the mill?"),
        ("Did Acme close the mill?", "When was that?", "When did Acme close the mill?"),
        ("Has Acme closed the mill?", "why not?", "Why has Acme not closed the mill?"),
        (BRIDGE, "and how come?", "Why will the bridge open?"),
        (FIRED, "In what year?", "In what year did Acme fire workers in Germany?"),
        ("What is Acme planning?", "How many mills?", "How many mills is Acme planning?"),
        ("Does Acme plan mills?", "Which ones?", "Which mills does Acme plan?"),
        ("Could Acme build vans for Bolt?", "which ones?", "Which vans could Acme build for Bolt?"),
        ("What are Acme's vans?", "Which one is new?", "Which of Acme's vans is new?"),
        ("Which city is the largest?", "Since when?", "Since when is the city the largest?"),
        ("Who founded Acme?", "when?", "When was Acme founded?"),
        ("Which banks failed?", "how many?", "How many banks failed?"),
        ("Which banks failed?", "which were saved?", "Which banks were saved?"),
        (MARKET, "Who else?", "Who else closed the fish market?"),
        ("Is Acme going to buy Bolt?", "Why would it?", "Why would Acme buy Bolt?"),
        (STRIKE, "When?", "When has Acme Corp said that about the strike?"),
    ],
)
def test_a_bare_question_word_is_asked_of_the_last_question(
    asked: str, question: str, alone: str
) -> None:
    assert after(asked, question) == alone


@pytest.mark.parametrize(
    ("asked", "question", "alone"),
    [
        ("Did Acme close the mill?", "Who said so?", "Who said that Acme closed the mill?"),
        ("Will Acme close the mill?", "Who reported that?",
         "Who reported that Acme will close the mill?"),
        (BRIDGE, "says who?", "Who said when the bridge will open?"),
        ("Is Acme closing the mill?", "is that confirmed?",
         "Is it confirmed whether Acme is closing the mill?"),
        (BRIDGE, "did they say why?", "Did they say why the bridge will open?"),
        (STRIKE, "any more?", "What else is reported about the strike?"),
        ("Is Acme suing Bolt?", "What did Bolt say about it?",
         "What did Bolt say about Acme suing Bolt?"),
        ("Did Acme close the mill?", "Who announced it?",
         "Who announced that Acme closed the mill?"),
    ],
)  # fmt: skip
def test_the_last_question_as_a_whole_is_put_into_words(
    asked: str, question: str, alone: str
) -> None:
    assert after(asked, question) == alone


@pytest.mark.parametrize(
    ("asked", "question", "alone"),
    [
        (MARKET, "What are her plans?", "What are Mayor Ines Calder's plans?"),
        (MARKET, "Who opposes it?", "Who opposes the fish market?"),
        ("Who is Ines Calder?", "What did she say?", "What did Ines Calder say?"),
        ("What is Ampere?", "Who owns it?", "Who owns Ampere?"),
        ("Is Acme working with Bolt?", "What have they built?", "What have Acme and Bolt built?"),
        ("What would Acme get from Bolt?", "What would it pay them?", "What would Acme pay Bolt?"),
        ("When will Acme sell electric vans?", "What are they good for?",
         "What are electric vans good for?"),
        ("Which van is Acme dropping?", "Why is it bad?",
         "Why is the van that Acme is dropping bad?"),
        (STRIKE, "How long will it last?", "How long will the strike involving Acme Corp last?"),
        (STRIKE, "And what about its rivals?", "What about Acme Corp's rivals?"),
        ("Have the firms agreed?", "When did they announce it?",
         "When did the firms announce that the firms have agreed?"),
        ("Will the Honda e be dropped?", "Will it be replaced?", "Will the Honda e be replaced?"),
        ("What happened in Eastvale?", "Who lives there?", "Who lives in Eastvale?"),
    ],
)  # fmt: skip
def test_a_pronoun_is_whom_or_what_was_spoken_of_last(
    asked: str, question: str, alone: str
) -> None:
    assert after(asked, question) == alone


def test_he_is_the_speaker_in_the_answer_when_the_question_names_no_one() -> None:
    quote = '"We have run out of road," said Tom Akande, a lawyer for the stall holders.'
    assert after("Who is against it?", "What did he want?", quote) == "What did Tom Akande want?"


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor of Eastvale?",
        "When did Bolt say it would close?",
        "Why does Bolt want to cut its costs?",
        "What about Bolt, who owns it?",
        "And when does Bolt open its mill?",
        "What did the court say that the mill owner ignored?",
        "Is that mill still open?",
        "thanks",
        "?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert standalone(question, [turn(STRIKE)]) == Rewritten(question)


def test_the_first_question_of_a_conversation_is_left_alone() -> None:
    assert standalone("and Honda?", []) == Rewritten("and Honda?")


def test_names_typed_in_small_letters_are_known_from_what_was_said() -> None:
    quote = "The strike at Acme Corp has spread to Bolt."
    assert after(STRIKE, "and bolt?", quote) == "What has Bolt said about the strike?"


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What about after Friday?", date(2024, 3, 16), None),
        ("and since Friday?", date(2024, 3, 15), None),
        ("before 15 March?", None, date(2024, 3, 14)),
        ("Until 2024-03-20?", None, date(2024, 3, 20)),
        ("and after that?", date(2024, 3, 15), None),
    ],
)
def test_a_day_becomes_a_filter_and_the_question_stays(
    question: str, since: date | None, until: date | None
) -> None:
    found = standalone(question, [turn(STRIKE, "x")])
    assert (found.text, found.since, found.until) == (STRIKE, since, until)


def test_a_day_is_read_against_the_articles_when_no_answer_has_a_date() -> None:
    before = [turn(STRIKE)]
    told = standalone("after Friday?", before, newest=date(2024, 3, 16))
    assert told.since == date(2024, 3, 16)
    assert standalone("after Friday?", before).text == f"{STRIKE[:-1]} after Friday?"


def test_a_period_replaces_the_one_in_the_question_or_joins_it() -> None:
    assert after("Which banks failed in 2008?", "and in 2009?") == "Which banks failed in 2009?"
    assert after(BRIDGE, "What about after the repair?") == f"{BRIDGE[:-1]} after the repair?"


def test_a_filter_that_a_day_set_holds_for_the_next_follow_up() -> None:
    first = turn(STRIKE, "x")
    second = standalone("What about after Friday?", [first])
    third = standalone("and Bolt?", [first, Turn("x", second, first.answer)])
    assert third.text == "What has Bolt said about the strike?"
    assert third.since == second.since
    assert str(third).endswith("(only articles from 16 March 2024)")


def test_what_was_done_is_said_in_words() -> None:
    found = standalone("When did he say that?", [turn("What did Tom Akande want?")])
    assert found.changed and '"he" is Tom Akande' in found.why


@pytest.mark.parametrize(
    "question", ["\u0000", "why " * 400, "and the " * 300, "it's", "[(?", "\u2019"]
)
@pytest.mark.parametrize("asked", [STRIKE, "bridge closure", "?", "who"])
def test_any_text_is_taken(asked: str, question: str) -> None:
    assert isinstance(after(asked, question), str)
