"""What a number counts: four of "thirty states, but in four of them" are not the states."""

import re

from assistant.content import stem
from assistant.differing.accounts import Account, Value
from assistant.fitting import COUNTED
from assistant.quantities import Quantity
from assistant.questions import Question, Wants

_REACH = 3
"""Content words behind a number in which what it counts stands."""
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


def _bare(value: Value) -> bool:
    return isinstance(value.what, Quantity) and not value.what.unit
