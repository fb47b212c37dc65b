"""Yes against no, considered against decided, and one of two named answers against the other."""

import pytest

from assistant.differing.stances import Firm, asked, stance
from assistant.questions import analyse
from tests.test_disagreements import Ask, ask

__all__ = ["ask"]

OLD, NEW = "2024-01-10", "2024-02-14"


@pytest.mark.parametrize(
    ("question", "verb"),
    [
        ("Will the Harrow library close?", "close"),
        ("Has the board of Tolland approved the merger?", "approved"),
        ("Did Mayor Lund know about the leak?", "know"),
        ("Is Anna Reyes going to resign?", "resign"),
        ("Have Nissan and Honda already signed the memorandum?", "signed"),
        ("Was the sluice gate at Marl Mill closed?", "closed"),
        ("Who closed the gate?", None),
    ],
)
def test_the_word_that_a_question_for_yes_or_no_is_about(question: str, verb: str | None) -> None:
    assert asked(analyse(question, lambda word: [word])) == verb


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("The Harrow library will close in June.", (True, Firm.DECIDED, "will close")),
        ("The Harrow library will not close.", (False, Firm.DECIDED, "will not close")),
        ("The Harrow library may close.", (True, Firm.CONSIDERED, "may close")),
        ("The council ruled out that the library closed.", (False, Firm.DONE, None)),
        ("The Harrow library has closed.", (True, Firm.DONE, "closed")),
        ("The Harrow library opened in June.", (False, Firm.DONE, "opened")),
        ("Readers asked whether the Harrow library will close.", None),
        ("The pressure on the Harrow library to close has eased.", None),
        ("Jobs go if both the school and the Harrow library close.", None),
        ("The school stays and the Harrow library will close.", (True, Firm.DECIDED, "will close")),
        ("The Harrow library did not close because of the flood.", (False, Firm.DONE, None)),
        ("The Harrow library has not only closed.", None),
        ("The Harrow library is old.", None),
        ("No library has closed in Harrow.", (False, Firm.DONE, None)),
        ("The council said that no libraries were closed.", (False, Firm.DONE, None)),
        ("There is no doubt that the library will close.", (True, Firm.DECIDED, None)),
    ],
)
def test_what_a_sentence_says_to_it(text: str, says: tuple[bool, Firm, str | None] | None) -> None:
    found = stance("close", text)
    if says is None or found is None:
        assert found is None and says is None
    else:
        assert (found.yes, found.firm) == says[:2]
        assert says[2] is None or text[found.start : found.end] == says[2]


@pytest.mark.parametrize(
    ("question", "one", "day", "other", "values", "kind"),
    [
        ("Did Mayor Lund know about the leak?",
         "Mayor Erik Lund knew about the leak at the Tarn works in March, an aide said.", OLD,
         "Mayor Erik Lund denied that he knew about the leak at the Tarn works.",
         {"knew", "denied that he knew"}, "contradictory"),
        ("Will the Harrow library close?", "The Harrow library will close in June.", NEW,
         "The Harrow library will not close, the council said after protests.",
         {"will close", "will not close"}, "superseded"),
        ("Has the board of Tolland approved the merger?",
         "The board of Tolland is considering the merger with Ostler and may approve it.", NEW,
         "The board of Tolland approved the merger with Ostler on Tuesday.",
         {"may approve", "approved"}, "superseded"),
        ("Will the strike go ahead?", "The strike at Dunmore will go ahead on Friday.", NEW,
         "The union called off the strike at Dunmore after talks.",
         {"will go ahead", "called off"}, "superseded"),
        ("Is Terry Quill retiring?", "Ashby's manager, Terry Quill, will retire this summer.", NEW,
         "Terry Quill has changed his mind and will manage Ashby for one more season. "
         "He had said after the final that he would retire.",
         {"will retire", "has changed his mind"}, "superseded"),
        ("Is the Lindholm ferry diesel or electric?", "The Lindholm ferry is a diesel ship.", OLD,
         "The Lindholm ferry is an electric ship.", {"diesel", "electric"}, "contradictory"),
    ],
)  # fmt: skip
def test_articles_that_say_yes_and_no_are_shown_side_by_side(
    ask: Ask, question: str, one: str, day: str, other: str, values: set[str], kind: str
) -> None:
    answer = ask(question, ("Courier", OLD, "News", one), ("Post", day, "News", other))
    (differ,) = answer.disagreements
    assert {side.value for side in differ.sides} == values
    assert differ.kind == kind


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (  # a namesake
            "Will Nora Quill run for mayor?",
            "Nora Quill will run for mayor of Ashby.",
            "Terry Quill will not run for mayor of Ashby.",
        ),
        (  # something else was not approved
            "Did the council approve the budget?",
            "The Skarvik council approved the budget on Monday by nine votes to four.",
            "The Skarvik council did not approve the plan for a school, but passed the budget.",
        ),
        (  # someone else was not arrested
            "Did the police arrest a suspect?",
            "Police arrested a suspect in the Marl robbery on Tuesday.",
            "Police have not arrested the owner of the van used in the Marl robbery.",
        ),
        (  # both say no
            "Did the union accept the offer?",
            "The union rejected the offer of 4%.",
            "The union did not accept the offer of 4%.",
        ),
    ],
)
def test_a_no_to_something_else_is_no_disagreement(
    ask: Ask, question: str, one: str, other: str
) -> None:
    answer = ask(question, ("Courier", OLD, "News", one), ("Post", OLD, "News", other))
    assert not answer.disagreements, answer.text


@pytest.mark.parametrize(
    ("question", "one", "other", "values"),
    [
        ("Which sport did Mark Dale play?", "Mark Dale played rugby for Ashby.",
         "Mark Dale was a hockey player for Ashby.", {"rugby", "hockey"}),
        ("What illness did the patients at Lindow have?", "The patients at Lindow had measles.",
         "The patients at Lindow had typhoid, a nurse said.", {"measles", "typhoid"}),
        ("Which sport did Mark Dale play?", "Mark Dale played hockey for Ashby.",
         "Mark Dale was an ice hockey player for Ashby.", set()),
        ("Which sport did Mark Dale play?", "Mark Dale played rugby for Ashby.",
         "Rolf Dale was a hockey player for Ashby.", set()),
    ],
    ids=["a sport", "an illness", "the same, more exactly", "a namesake"],
)  # fmt: skip
def test_common_nouns_of_the_kind_asked_for_are_values(
    ask: Ask, question: str, one: str, other: str, values: set[str]
) -> None:
    answer = ask(question, ("Courier", OLD, "News", one), ("Post", OLD, "News", other))
    assert not answer.abstained
    assert {side.value for each in answer.disagreements for side in each.sides} == values
