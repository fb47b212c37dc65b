"""What a number counts: four of "thirty states, but in four of them" are not the states."""

import re

from assistant.content import stem, stems
from assistant.differing.accounts import Account, Value, parts, unit
from assistant.fitting import COUNTED
from assistant.names import names
from assistant.quantities import Quantity
from assistant.questions import Question, Wants

_REACH = 3
"""Content words behind a number in which what it counts stands."""
_JOINED = re.compile(r";|,(?=\s)|\b(?:and|but|while|whereas)\b")
_OF_ITS_OWN = re.compile(r"\s+(?:of\b|(?:[a-z-]+\s+)?[a-z]{3,}s\b)")
"""What shows that a number counts something: "four of them", "three activist justices"."""


def of_another_count(question: Question, account: Account, value: Value) -> bool:
    """Whether a number counts something of its own, beside another that counts what is asked for.

    "Thirty states allow it, but in four of them governors do not" has thirty of them.
    """
    asked = COUNTED.search(question.text)
    if question.wants is not Wants.NUMBER or not asked or not _bare(value):
        return False
    wanted = stem(asked[1])
    others = [each for each in account.values if each is not value and _bare(each)]
    return (
        wanted not in value.after[:_REACH]
        and bool(_OF_ITS_OWN.match(account.evidence.candidate.text, value.end))
        and any(wanted in each.after[:_REACH] for each in others)
    )


def of_another_name(question: Question, account: Account, value: Value) -> bool:
    """Whether a number is of somebody else, where the one who is asked about has another.

    "Lund was paid $130,000, and Obi was paid $150,000" gives one of each.
    """
    if not isinstance(value.what, Quantity):
        return False
    asked = {stem(word.text) for word in question.words if word.name}
    text = account.evidence.candidate.text
    mine = _clause(text, value.start)
    named = {part for name in names(mine) for part in parts(name)}
    if not asked or not named or asked & named:
        return False
    return any(
        unit(each) == unit(value) and asked & stems(_clause(text, each.start))
        for each in account.values
        if isinstance(each.what, Quantity) and _clause(text, each.start) != mine
    )


def _clause(text: str, at: int) -> str:
    """The clause that a character stands in, as far as marks and joining words show."""
    cuts = [m.start() for m in _JOINED.finditer(text)]
    start = max((cut for cut in cuts if cut <= at), default=0)
    return text[start : min((cut for cut in cuts if cut > at), default=len(text))]


def _bare(value: Value) -> bool:
    return isinstance(value.what, Quantity) and not value.what.unit
