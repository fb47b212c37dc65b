"""Which value of a sentence is what a question asks for: the 14 of "sailed with 14 of its 17"."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.content import stem
from assistant.differing.accounts import Account, Value, bound, unit
from assistant.differing.counted import of_another_count, of_another_name
from assistant.differing.tolls import of_another_toll
from assistant.evidence import Evidence, log_odds
from assistant.quantities import Quantity
from assistant.questions import Question, Wants
from index.moments import Moment
from index.spans import Kind

_CLOCK = frozenset({"am", "pm"})
_TIMES = frozenset("year month week day hour minute second".split())
_MONEY = frozenset("USD EUR GBP JPY CNY INR RUB AUD CAD franc peso krone cent".split())
_FAR = 9
"""Content words away: as far as none at all."""
_LONG, _LEAST = 400, 1e-4
_HOUR = 60

_UNREAD = -8.0
"""Log-odds of the words of a sentence that was not read together with the question."""

Sort = Literal["date", "clock", "number", "name"]


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a value as the answer to a question.

    `odds` are the ranker's log-odds that its sentence answers and `rank` that sentence's place, 0
    to 1; `inside` the cross-encoder's log-odds that the value is the answer; `near` is how many
    content words lie between the value and a word of the question, as a share of `_FAR`;
    `asked_beside` the share of the question's words that stand around it; `alone` one divided by
    how many such values the sentence has. `named` is 1 for a name where a person or body is asked
    for, `bare` for a number without a unit.
    """

    odds: float
    rank: float
    inside: float
    date: float
    name: float
    named: float
    bare: float
    ordinal: float
    limit: float
    near: float
    asked_beside: float
    alone: float
    in_question: float
    headline: float
    long: float


@dataclass(frozen=True, slots=True)
class Telling:
    """A value that may be what is asked for, where it stands, and what is known of it.

    `given_up`: its sentence says that it is wrong or past ("not 17").
    """

    account: Account
    value: Value
    place: int
    given_up: bool
    told: Told

    @property
    def evidence(self) -> Evidence:
        return self.account.evidence

    @property
    def text(self) -> str:
        return self.evidence.candidate.text[self.value.start : self.value.end]


def tellings(question: Question, accounts: Sequence[Account]) -> list[Telling]:
    """Every value of these sentences, which come best first, that is of the kind asked for."""
    asked = {stem(word.text) for word in question.words}
    found = []
    for place, account in enumerate(accounts):
        everything = (*account.values, *account.given_up)
        kinds = Counter((sort(value), family(value)) for value in everything)
        for value in sorted(everything, key=lambda value: value.start):
            if not _fits(question.wants, value) or _names_asked(question, value):
                continue
            if of_another_toll(question, account, value):
                continue
            if of_another_count(question, account, value) or of_another_name(
                question, account, value
            ):
                continue
            like = kinds[sort(value), family(value)]
            told = _told(question, asked, account, value, place / len(accounts), like)
            found.append(Telling(account, value, place, value in account.given_up, told))
    return found


def sort(value: Value) -> Sort:
    if isinstance(value.what, Moment):
        return "date"
    if isinstance(value.what, Quantity):
        return "clock" if unit(value) in _CLOCK else "number"
    return "name"


def family(value: Value) -> str:
    """What a number counts or measures; times of day are of one family."""
    return "clock" if unit(value) in _CLOCK else unit(value)


def minutes(quantity: Quantity) -> float:
    """A time of day in minutes after midnight: 6.4 am, which is how "6.40am" is read, is 400."""
    hours = int(quantity.value)
    past = round(100 * (quantity.value - hours))
    return _HOUR * (hours % 12 + 12 * (quantity.unit == "pm")) + past


def _fits(wants: Wants, value: Value) -> bool:
    kind, of = sort(value), family(value)
    match wants:
        case Wants.WHEN:
            return kind in ("date", "clock")
        case Wants.MONEY:
            return kind == "number" and (of in _MONEY or not of)
        case Wants.SHARE:
            return kind == "number" and of in ("percent", "")
        case Wants.SPAN:
            return kind == "number" and (of in _TIMES or not of)
        case Wants.NUMBER:
            return kind == "number" and of not in _MONEY
        case Wants.WHO | Wants.NAME | Wants.WHICH | Wants.WHERE:
            return kind == "name"
        case Wants.WHY | Wants.SAID:
            return False
        case Wants.YES_NO:
            return kind != "name"
        case _:
            return True


def _names_asked(question: Question, value: Value) -> bool:
    return isinstance(value.what, str) and value.what in question.text


def _told(
    question: Question,
    asked: set[str],
    account: Account,
    value: Value,
    rank: float,
    like: int,
) -> Told:
    candidate = account.evidence.candidate
    name = sort(value) == "name"
    beside = [*enumerate(reversed(value.before)), *enumerate(value.after)]
    return Told(
        odds=log_odds(account.evidence.probability, _LEAST),
        rank=rank,
        inside=_inside(account.evidence, value),
        date=float(sort(value) == "date"),
        name=float(name),
        named=float(name and question.wants in (Wants.WHO, Wants.NAME)),
        bare=float(not family(value)),
        ordinal=float(family(value) == "ordinal"),
        limit=float(bool(bound(account, value))),
        near=min((n for n, word in beside if word in asked), default=_FAR) / _FAR,
        asked_beside=len(asked & {word for _, word in beside}) / max(1, len(asked)),
        alone=1 / max(1, like),
        in_question=float(_written(candidate.text, value) in question.text.lower()),
        headline=float(candidate.span.kind is not Kind.BODY),
        long=min(len(candidate.text), _LONG) / _LONG,
    )


def _inside(evidence: Evidence, value: Value) -> float:
    found = evidence.seen.within(value.start, value.end) if evidence.seen else None
    return _UNREAD if found is None else max(found, _UNREAD)


def _written(text: str, value: Value) -> str:
    return re.sub(r"\s+", " ", text[value.start : value.end]).lower()
