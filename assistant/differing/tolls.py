"""Which event a number counts those of: the 17 of "five people died and 17 were injured"."""

import re

from assistant.differing.accounts import Account, Value
from assistant.happenings import TOLLS, Happening, happenings
from assistant.quantities import Quantity
from assistant.questions import Question, Wants

_APART = re.compile(r"[,;:]|\b(?:and|but|while|with|after|as|who)\b", re.I)
_BREAK = 4
"""Words that a comma or a conjunction between a number and an event counts for."""


def of_another_toll(question: Question, account: Account, value: Value) -> bool:
    """Whether a number counts the injured where the dead are asked for, or the other way round.

    The event that stands nearest to it, in its own part of the sentence, decides; but not where
    none of the sentence's numbers stands nearer to what is asked for.
    """
    asked = TOLLS.intersection(happenings(question.text))
    if question.wants is not Wants.NUMBER or len(asked) != 1 or not _counts(value):
        return False
    text = account.evidence.candidate.text
    (kind,) = asked
    (other,) = TOLLS - asked
    mine, its = _nearest(text, value, kind), _nearest(text, value, other)
    if its is None or (mine is not None and mine <= its):
        return False
    rest = [each for each in account.values if each is not value and _counts(each)]
    return mine is None or any((_nearest(text, each, kind) or 0) < mine for each in rest)


def _counts(value: Value) -> bool:
    return isinstance(value.what, Quantity) and not value.what.unit


def _nearest(text: str, value: Value, kind: Happening) -> int | None:
    """How many words lie between a number and the nearest telling of such an event, if any."""
    return min((_between(text, value, found) for found in kind.told.finditer(text)), default=None)


def _between(text: str, value: Value, event: re.Match[str]) -> int:
    """How many words stand between a number and an event, more where their parts are apart."""
    if event.end() <= value.start:
        between = text[event.end() : value.start]
    else:
        between = text[value.end : event.start()]
    return len(between.split()) + _BREAK * len(_APART.findall(between))
