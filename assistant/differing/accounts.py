"""A sentence as an account of something: the dates, numbers and names it gives, and around what."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from assistant.content import Word, content, stem
from assistant.evidence import Evidence
from assistant.moments import moments, resolved, without
from assistant.names import names
from assistant.quantities import Quantity, quantities
from index.moments import Moment

_AROUND = 6
"""Content words on either side of a value that show what it is a value of."""
_LIMIT = re.compile(r"\b(?:since|until|till|before|after|by|from)\s*$", re.I)
_BY_SO_MANY, _OF = re.compile(r"\w(?:ed|en|wn) by\s*$", re.I), re.compile(r"\s+of\b", re.I)
_REPORTED = re.compile(
    r"\b(?:said|says|told|reported|announced|published)\b[^.;,]{0,20}$|^\W*[A-Z][A-Z .]+,\s*$", re.I
)
_GIVEN_UP = re.compile(
    r"\b(?:not|rather than|instead of|(?:up|down|rising|falling) from)\s+(?:about\s+|the\s+)?$",
    re.I,
)
"""What stands before a value that a sentence does not hold: "17, not 12", "up from 47%"."""
_WORDS = re.compile(r"\w+(?:[.,]\d+)*")
_PRONOUNS = frozenset({"one", "first", "a", "an"})


@dataclass(frozen=True, slots=True)
class Value:
    """A date, a number or a name in a sentence: its characters, and the stems before and after."""

    start: int
    end: int
    what: Moment | Quantity | str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """A sentence, the values it gives, and those it says are wrong or past ("17, not 12")."""

    evidence: Evidence
    values: tuple[Value, ...]
    given_up: tuple[Value, ...] = ()

    def agrees(self, mine: Value, theirs: Value, other: "Account") -> bool:
        """Whether two values can both hold: one may say the same less exactly."""
        a, b = mine.what, theirs.what
        if isinstance(a, Moment) and isinstance(b, Moment):
            days = [each.evidence.candidate.article.published for each in (self, other)]
            unplaced = any(m.relative and not day for m, day in zip((a, b), days, strict=True))
            return unplaced or any(
                one.within(two) or two.within(one)
                for one in resolved(a, days[0])
                for two in resolved(b, days[1])
            )
        if isinstance(a, Quantity) and isinstance(b, Quantity):
            return (a.matches(b) or b.matches(a)) and not other_round(a, b)
        if isinstance(a, str) and isinstance(b, str):
            one, two = parts(a), parts(b)
            return one <= two or two <= one
        return False


@dataclass(frozen=True, slots=True)
class Difference:
    """One value for what is asked, as written, and the sentences that give it, best first.

    `superseded`: a later article says that it has changed.
    """

    value: str
    evidence: tuple[Evidence, ...]
    superseded: bool = False


def other_round(one: Quantity, other: Quantity) -> bool:
    """Whether "about 71,000" and "about 68,000" are two numbers: each is given to the thousand.

    "More than 68,000" may be either.
    """
    limits = [
        each for each in (one, other) if (each.least == each.value) != (each.most == each.value)
    ]
    if limits or not any(each.least < each.value for each in (one, other)):
        return False
    grain = max(_grain(one.value), _grain(other.value))
    return abs(one.value - other.value) > grain


def _grain(number: float) -> float:
    """The place of the last figure that is not a zero: 1,000 for 71,000, .1 for 3.4."""
    exponent = Decimal(f"{number:.12g}").normalize().as_tuple().exponent
    return float(10.0**exponent) if isinstance(exponent, int) else 0.0


def account_of(evidence: Evidence) -> Account:
    text = evidence.candidate.text
    words = content(text)
    held: list[Value] = []
    given_up: list[Value] = []
    for start, end, what in _all(text):
        gone = _GIVEN_UP.search(text, max(0, start - 30), start)
        (given_up if gone else held).append(Value(start, end, what, *_near(words, start, end)))
    return Account(evidence, tuple(held), tuple(given_up))


def unit(value: Value) -> str:
    return value.what.unit if isinstance(value.what, Quantity) else ""


def bound(account: Account, value: Value) -> str:
    """ "since", "before" or their like, where one stands before a value: it is only a limit.

    "Backed by 61 percent of voters" has none: they are who backed it.
    """
    text = account.evidence.candidate.text
    if isinstance(value.what, Quantity) and _BY_SO_MANY.search(text, 0, value.start):
        return "" if _OF.match(text, value.end) else "by"
    found = _LIMIT.search(text, 0, value.start)
    return found[0].strip().lower() if found else ""


def listed(account: Account, value: Value) -> bool:
    """Whether a number is one of several of one thing: "five counts of …, four counts of …"."""
    return isinstance(value.what, Quantity) and any(
        other is not value
        and isinstance(other.what, Quantity)
        and other.after[:1] == value.after[:1]
        for other in account.values
        if value.after
    )


def times(account: Account) -> list[Value]:
    """The dates of what a sentence tells, without that of the report ("police said on Sunday")."""
    text = account.evidence.candidate.text
    return [
        value
        for value in account.values
        if isinstance(value.what, Moment) and not _REPORTED.search(text, 0, value.start)
    ]


def other_times(one: Account, other: Account) -> bool:
    """Whether two sentences tell of different times: each gives dates, and none agree."""
    mine, theirs = times(one), times(other)
    return bool(mine and theirs) and not any(one.agrees(m, t, other) for m in mine for t in theirs)


@lru_cache(4096)
def parts(name: str) -> frozenset[str]:
    return frozenset(stem(word) for word in _WORDS.findall(name))


def _all(text: str) -> Iterator[tuple[int, int, Moment | Quantity | str]]:
    yield from ((m.start, m.end, m) for m in moments(text))
    for q in quantities(without(text)):
        if q.text.lower() not in _PRONOUNS:
            yield q.start, q.end, q
    for name in names(text):
        if (at := text.find(name)) >= 0:
            yield at, at + len(name), name


def _near(words: Sequence[Word], start: int, end: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    before = [word.stem for word in words if word.end <= start]
    after = [word.stem for word in words if word.start >= end]
    return tuple(before[-_AROUND:]), tuple(after[:_AROUND])
