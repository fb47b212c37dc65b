"""What a question asks for, and whether a sentence holds it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.fitting import contradicts, denied, fits, introduces, unreal
from assistant.overview_forms import topic
from assistant.questions import Question, Wants, analyse, plain, spell_out
from assistant.quotations import balanced, quoted


def stems(text: str) -> list[str]:
    return [
        word.lower().strip(".,'").removesuffix("ing").removesuffix("ed") for word in text.split()
    ]


def question(text: str) -> Question:
    return analyse(text, stems)


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("When will the bridge open?", Wants.WHEN),
        ("In what year did the mayor resign?", Wants.WHEN),
        ("What did the mayor say when the bridge opened?", Wants.SAID),
        ("How many workers were hurt?", Wants.NUMBER),
        ("How much did the bridge cost?", Wants.MONEY),
        ("How much did the crane weigh?", Wants.NUMBER),
        ("How much did ticket prices rise?", Wants.MONEY),
        ("How much did the river rise?", Wants.NUMBER),
        ("What percentage of voters agreed?", Wants.SHARE),
        ("How long did the strike last?", Wants.SPAN),
        ("Who opened the bridge?", Wants.WHO),
        ("Which company built it?", Wants.WHO),
        ("Where was the meeting held?", Wants.WHERE),
        ("Why did the union object?", Wants.WHY),
        ("What is the ship called?", Wants.NAME),
        ("What has Acme said about the strike?", Wants.SAID),
        ("Did the mayor resign?", Wants.YES_NO),
        ("bridge closure", Wants.OTHER),
    ],
)
def test_the_kind_of_answer_is_read_from_the_form(text: str, wants: Wants) -> None:
    assert question(text).wants is wants


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("What has Acme said about the strike?", "Acme"),
        ("What did Maria Ortega say?", "Maria Ortega"),
        ("What was Acme's reaction to the ruling?", "Acme"),
        ("Is there any comment by Maria Ortega?", "Maria Ortega"),
        ("What did Acme's lawyer say about it?", "Acme's lawyer"),
        ("How did Acme's shares react to the news?", None),
        ("When did the strike end?", None),
        ("How did the pledge to keep the office change?", None),
        ("How did his view of it change?", None),
        ("What did Acme reply to the tweet?", "Acme"),
        ("What did they say?", None),
    ],
)
def test_who_is_asked_about(text: str, speaker: str | None) -> None:
    assert question(text).speaker == speaker


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("In what month did Acme drop the plan?", "When did Acme drop the plan?"),
        ("which year was the bridge built?", "When was the bridge built?"),
        ("By which year should it close?", "By when should it close?"),
        ("On what date did it close?", "On what date did it close?"),
        ("What day of the week was it?", "What day of the week was it?"),
        ("In what year's budget was it?", "In what year's budget was it?"),
        ("When did Acme drop the plan?", "When did Acme drop the plan?"),
    ],
)
def test_a_question_about_a_date_is_read_as_people_ask_it_most(text: str, read: str) -> None:
    assert plain(text) == read


def test_names_are_not_the_words_that_open_a_question() -> None:
    assert question("Who told Maria Ortega about Acme?").names == ("Maria Ortega", "Acme")


@pytest.mark.parametrize(
    ("text", "holds", "lacks"),
    [
        ("When did it open?", "It opened last week.", "It opened to great applause."),
        ("How much did it cost?", "It cost $3.5 million.", "It cost more than planned."),
        ("How much did it cost?", "It cost 6.5 million kroner.", "It cost 6.5 million."),
        ("How many ships sank?", "Three ships sank in 2019.", "Ships sank in 2019."),
        ("Who opened it?", "It was opened by Maria Ortega.", "It was opened in style."),
        ("Where was it held?", "It was held in Lisbon.", "It was held indoors."),
        ("Why did it close?", "It closed because of rust.", "It closed."),
    ],
)
def test_a_sentence_fits_when_it_holds_the_kind_of_thing_asked_for(
    text: str, holds: str, lacks: str
) -> None:
    assert fits(question(text), holds) > fits(question(text), lacks)


def test_a_denial_of_what_the_question_takes_for_granted_is_seen() -> None:
    why = question("Why did Ortega resign?")
    assert denied(why, "She said she will not resign.", stems)
    assert not denied(why, "She said she will not run, and resigned.", stems)
    assert not denied(question("Will Ortega resign?"), "She will not resign.", stems)
    assert contradicts(why, "She never left.") == 1.0


@pytest.mark.parametrize(
    ("text", "holds", "lacks"),
    [
        ("When will it open?", "It will not open until May.", "It will not open, she said in May."),
        ("When was it tested?", "It had not been tested since 2019.", "It was never tested."),
        ("How far will it rise?", "It will not rise by more than 3%.", "It will not rise."),
        ("Where will it be held?", "It will not be held here but in Lyon.", "It is not held."),
        ("How many customers were hit?", "9, but no customer's money.", "No customers were hit."),
    ],
)
def test_a_bound_is_no_denial(text: str, holds: str, lacks: str) -> None:
    assert not denied(question(text), holds, stems)
    assert denied(question(text), lacks, stems)


def test_what_may_happen_is_told_from_what_happened() -> None:
    assert unreal(question("When did the bridge open?"), "It could open in May.") == 1.0
    assert unreal(question("When will the bridge open?"), "It could open in May.") == 0.0


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('He said "yes" twice.', 'He said "yes" twice.'),
        ('He said: "It will open in May.', "It will open in May."),
        ('It will open in May," he said.', "It will open in May,"),
        ('"It will open in May.', "It will open in May."),
        ("She \u201cmight\u201d go.", "She \u201cmight\u201d go."),
        ("## Honda: a short list", "Honda: a short list"),
        ("(Wire) - Acme said on Thursday it would close.", "Acme said on Thursday it would close."),
        ("May 3, 2024 (WIRE) \u2014 Acme said it would.", "Acme said it would."),
        ("TARN (Wire) \u2014 It sank.", "TARN (Wire) \u2014 It sank."),
        (
            "Tarn (the port) \u2014 and its pier \u2014 is old.",
            "Tarn (the port) \u2014 and its pier \u2014 is old.",
        ),
        ('"It opened in May," he said.[3] It was late.', '"It opened in May," he said.'),
    ],
)
def test_a_quote_has_no_lone_quotation_mark_footnote_heading_mark_or_dateline(
    text: str, kept: str
) -> None:
    start, end = balanced(text, 0, len(text))
    assert text[start:end] == kept


def test_words_that_hold_quotation_marks_get_none_around_them() -> None:
    assert quoted("It opened.") == "\u201cIt opened.\u201d"
    assert quoted('"It opened," he said.') == '"It opened," he said.'


def test_what_stands_between_footnotes_is_quoted_piece_by_piece() -> None:
    assert quoted("It will cost \u00a33m [7], they said [2].") == (
        "\u201cIt will cost \u00a33m\u201d, \u201cthey said\u201d"
    )


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='ab ,.[]17"\u201c\u201d', min_size=1, max_size=60))
def test_no_footnote_of_an_article_looks_like_one_of_our_marks(text: str) -> None:
    start, end = balanced(text, 0, len(text))
    shown = quoted(text[start:end])
    assert not re.search(r"\[\d+\]", shown)
    if not re.search('["\u201c\u201d]', text):
        assert all(piece in text for piece in re.findall("\u201c(.+?)\u201d", shown))


def test_an_abbreviation_is_spelled_out_as_the_articles_do() -> None:
    texts = ["The United Port Authority met.", "It was the United Port Authority that paid."]
    asked = "What did the UPA pay?"
    assert spell_out(asked, texts, lambda _: False) == "What did the United Port Authority pay?"
    assert spell_out(asked, texts, lambda _: True) == asked
    assert spell_out(asked, ["Nothing to see."], lambda _: False) == asked


@pytest.mark.parametrize(
    ("asked", "text", "spelled"),
    [
        (
            "How many US troops left?",
            "About a dozen U.S. troops left.",
            "How many U.S. troops left?",
        ),
        ("How many U.S. troops left?", "A dozen US troops left.", "How many US troops left?"),
        ("Did the US leave?", "U.S. troops left; US marines stayed.", "Did the US leave?"),
    ],
)
def test_an_abbreviation_is_dotted_as_the_articles_have_it(
    asked: str, text: str, spelled: str
) -> None:
    assert spell_out(asked, [text], lambda _: True) == spelled


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("**The hall closed. ", "The hall closed. "),
        ("It will open in June.**", "It will open in June."),
        ("_It will open in June._", "It will open in June."),
        ("**Now:** the **hall** is open", "**Now:** the **hall** is open"),
        ("***The hall closed.", "The hall closed."),
        ("Sales* rose 3 percent.", "Sales* rose 3 percent."),
        ("* The hall closed.", "* The hall closed."),
    ],
)
def test_marks_of_emphasis_without_their_other_half_are_not_quoted(text: str, kept: str) -> None:
    start, end = balanced(text, 0, len(text))
    assert text[start:end] == kept


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Do the reports agree on how many shots were fired?", ["shots", "fired"]),
        ("Are there conflicting accounts of the escape?", ["escape"]),
        ("Is it disputed whether the alarm sounded?", ["alarm", "sounded"]),
        ("What did sources say about the match?", ["sources", "match"]),
        ("Did Boeing dispute the report?", ["Boeing", "dispute"]),
        ("Did the union and Ford agree on a contract?", ["union", "Ford", "agree", "contract"]),
    ],
)
def test_whether_reports_agree_is_asked_about_and_is_not_what_is_asked_about(
    question: str, expected: list[str]
) -> None:
    stop = {"there", "whether"}
    found = analyse(question, lambda word: [] if word in stop else [word])
    assert [word.text for word in found.words] == expected


@pytest.mark.parametrize(
    "text",
    ["a " + "-" * 7_990 + " b", "- a " * 2_000, "what is new on a" + "-" * 7_900 + "b"],
    ids=["dashes", "words between dashes", "an overview"],
)
def test_an_odd_question_takes_no_longer_to_read_than_another(text: str) -> None:
    """Where it does, this test runs into its time limit."""
    assert analyse(text, stems).wants is Wants.OTHER
    assert topic(text) is None or text.startswith("what")


@pytest.mark.parametrize(
    ("text", "sentence", "does"),
    [
        ("Who is Ines Calder?", "Mayor Ines Calder said the hall was unsafe.", True),
        ("who's Calder", "Ines Calder, 54, the mayor, said the hall was unsafe.", True),
        ("Who was Tove Brandt?", "The firm's chief executive, Tove Brandt, left.", True),
        ("Who is Ines Calder?", "Ines Calder said the hall was unsafe.", False),
        ("Who is Ines Calder?", "Mayor Tom Akande met Ines Calder.", False),
        ("Who is Calder's wife?", "Mayor Ines Calder said the hall was unsafe.", False),
        ("When did Ines Calder speak?", "Mayor Ines Calder said the hall was unsafe.", False),
    ],
)
def test_someone_is_introduced_in_passing(text: str, sentence: str, does: bool) -> None:
    assert introduces(text, sentence) is does
