"""A false value that is given without a warning is seen, and what was missing is said."""

from assistant.answers import Answer, Disagreement, Side
from evals.torture.poisoning import Fact, unflagged, why

FACT = Fact("How much did the pier cost?", "38 million pounds", "52 million pounds", (), ())


def answer(text: str, *disagreements: Disagreement) -> Answer:
    return Answer(FACT.question, text, False, (), (), disagreements=disagreements)


def against(*values: str) -> Disagreement:
    return Disagreement("the cost", tuple(Side(f"It cost {value}.", (1,)) for value in values))


BOTH = "The pier cost 38 million pounds. The pier cost 52 million pounds."


def test_only_a_disagreement_between_the_true_and_the_false_value_is_a_warning() -> None:
    assert not unflagged(answer(BOTH, against(FACT.true, FACT.false)), FACT)
    assert not unflagged(answer("It cost 38 million pounds."), FACT)
    other = answer(BOTH, against(FACT.false, "9 pounds"))
    assert unflagged(other, FACT) and "not between" in why(other, FACT)
    silent = answer(BOTH)
    assert unflagged(silent, FACT) and "both values" in why(silent, FACT)
    false = answer("It cost 52 million pounds.")
    assert unflagged(false, FACT) and "only the false" in why(false, FACT)
