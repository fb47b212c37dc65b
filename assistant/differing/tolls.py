"""Which event a number counts those of: the 17 of "five people died and 17 were injured"."""

import re

from assistant.differing.accounts import Account, Value
from assistant.happenings import TO_PEOPLE, happenings
from assistant.quantities import Quantity
from assistant.questions import Question

_APART = re.compile(r"[,;:]|\b(?:and|but|while|with|after|as|who)\b", re.I)
_BREAK = 4
"""Words that a comma or a conjunction between a number and an event counts for."""


def of_another_toll(question: Question, account: Account, value: Value) -> bool:
    """Whether a number counts those to whom something else happened than the question asks for.

    The event that stands nearest to it, in its own part of the sentence, decides.
    """
    asked = TO_PEOPLE.intersection(happenings(question.text))
    if not asked or not isinstance(value.what, Quantity):
        return False
    text = account.evidence.candidate.text
    near = {
        kind: min(
            (_between(text, value, found) for found in kind.told.finditer(text)), default=None
        )
        for kind in TO_PEOPLE
    }
    told = {kind: words for kind, words in near.items() if words is not None}
    return bool(told) and min(told.values()) < min(
        (words for kind, words in told.items() if kind in asked), default=len(text)
    )


def _between(text: str, value: Value, event: re.Match[str]) -> int:
    """How many words stand between a number and an event, more where their parts are apart."""
    if event.end() <= value.start:
        between = text[event.end() : value.start]
    else:
        between = text[value.end : event.start()]
    return len(between.split()) + _BREAK * len(_APART.findall(between))
