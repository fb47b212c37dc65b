"""Where independent articles say the same thing with a different date, number or name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.content import Word, content, stem
from assistant.evidence import Evidence
from assistant.features import READ
from assistant.moments import moments, resolved, without
from assistant.names import names
from assistant.quantities import Quantity, quantities
from assistant.questions import Question, Wants
from index.moments import Moment

SURE, LIKELY = 0.1, 0.3
"""The least probability of a sentence that others are held against, and of two that are worded
differently but answer alike."""
_AROUND, _BESIDE = 6, 2
"""Content words on either side of a value that show what it is a value of."""
_NEXT = 3
"""Content words between a value and the question's own word, at most."""
_SHARED, _LEAST = 0.6, 3
"""The part of the smaller surrounding that the other must have, and how many words at least."""
_COPIED = 0.8
"""The same, from which on two sentences with several numbers each are held to be one, changed."""
_LIMIT = re.compile(r"\b(?:since|until|till|before|after|by|from)\s*$", re.I)
_WORDS = re.compile(r"\w+(?:[.,]\d+)*")
_PRONOUNS = frozenset({"one", "first", "a", "an"})
_NUMBERS = (Wants.NUMBER, Wants.MONEY, Wants.SHARE, Wants.SPAN, Wants.OTHER)
_NAMES = (Wants.WHO, Wants.NAME, Wants.WHICH, Wants.WHERE, Wants.OTHER)


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
    """A sentence, the value of the answer's kind that it gives, and all its values."""

    evidence: Evidence
    values: tuple[Value, ...]

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
            return a.matches(b) or b.matches(a)
        if isinstance(a, str) and isinstance(b, str):
            one, two = _parts(a), _parts(b)
            return one <= two or two <= one
        return False


@dataclass(frozen=True, slots=True)
class Difference:
    """One value for what is asked, as written, and the sentences that give it, best first."""

    value: str
    evidence: tuple[Evidence, ...]


def dispute(
    question: Question, chosen: Sequence[Evidence], evidence: Sequence[Evidence]
) -> tuple[Difference, ...]:
    """The different values that articles give in answer to a question; empty where they do not.

    Each of the `chosen` sentences is held against the likeliest ones of other articles. Two differ
    where they speak of the same thing in much the same words, or answer alike, give values of the
    kind that is asked for, and neither has the other's. Sentences about different times do not.
    docs/decisions/011 has what this finds and misses.
    """
    read = [_account(each) for each in evidence[:READ]]
    for account in map(_account, chosen):
        if account.evidence.probability < SURE:
            continue
        rivals = [each for each in read if _rivals(account, each)]
        pairs = [(each, pair) for each in rivals if (pair := _conflict(question, account, each))]
        if pairs:
            mine = pairs[0][1][0]
            kept = [(each, theirs) for each, (same, theirs) in pairs if same == mine]
            return _sides(account, mine, kept)
    return ()


def _account(evidence: Evidence) -> Account:
    text = evidence.candidate.text
    words = content(text)
    found = [Value(start, end, what, *_near(words, start, end)) for start, end, what in _all(text)]
    return Account(evidence, tuple(found))


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


def _rivals(one: Account, other: Account) -> bool:
    here, there = one.evidence, other.evidence
    return here.candidate.article.source != there.candidate.article.source


def _conflict(question: Question, one: Account, other: Account) -> tuple[Value, Value] | None:
    """The value of each that cannot both hold, those with most around them in common."""
    found = [
        (alike, mine, theirs)
        for mine in one.values
        for theirs in other.values
        if _asked(question.wants, mine) and type(mine.what) is type(theirs.what)
        if (
            alike := max(
                _common((one, mine), (other, theirs)),
                _answering(question, (one, mine), (other, theirs)),
            )
        )
        if not any(one.agrees(mine, each, other) for each in other.values)
        if not any(one.agrees(each, theirs, other) for each in one.values)
        if not _known(one, mine, other) and not _known(other, theirs, one)
        if not _listed(one, mine) and not _listed(other, theirs)
    ]
    if not found:
        return None
    _, mine, theirs = max(found, key=lambda each: each[0])
    if not isinstance(mine.what, Moment) and _other_times(one, other):
        return None
    return mine, theirs


def _asked(wants: Wants, value: Value) -> bool:
    if isinstance(value.what, Moment):
        return wants in (Wants.WHEN, Wants.OTHER)
    return wants in (_NUMBERS if isinstance(value.what, Quantity) else _NAMES)


def _common(one: tuple[Account, Value], other: tuple[Account, Value]) -> float:
    """The part of their surroundings that two values share; 0 when they are not of one thing."""
    mine, theirs = one[1], other[1]
    if _unit(mine) != _unit(theirs) or _bound(*one) != _bound(*other) or not _next_to(mine, theirs):
        return 0.0
    part = max(
        _shared(mine.before, theirs.before),
        _shared(mine.after, theirs.after),
        _shared(mine.before + mine.after, theirs.before + theirs.after),
    )
    return part if part >= _COPIED or (_alone(*one) and _alone(*other)) else 0.0


def _next_to(one: Value, other: Value) -> bool:
    """Whether a word beside both is the same: the next one for a name, and what a number counts."""
    last = bool(one.before and other.before and one.before[-1] == other.before[-1])
    first = bool(one.after and other.after and one.after[0] == other.after[0])
    if isinstance(one.what, str):
        return (last or first) and min(one.start, other.start) > 0
    after = bool({*one.after[:_BESIDE]} & {*other.after[:_BESIDE]})
    if isinstance(one.what, Quantity) and not one.what.unit:
        return last or after
    return after or bool({*one.before[-_BESIDE:]} & {*other.before[-_BESIDE:]})


def _bound(account: Account, value: Value) -> str:
    """ "since", "before" or their like, where one stands before a value: it is only a limit."""
    found = _LIMIT.search(account.evidence.candidate.text, 0, value.start)
    return found[0].strip().lower() if found else ""


def _alone(account: Account, value: Value) -> bool:
    """Whether the sentence gives no second value of the same kind and unit."""
    like = [v for v in account.values if type(v.what) is type(value.what)]
    return isinstance(value.what, str) or sum(_unit(v) == _unit(value) for v in like) == 1


def _listed(account: Account, value: Value) -> bool:
    """Whether a number is one of several of one thing: "five counts of …, four counts of …"."""
    return isinstance(value.what, Quantity) and any(
        other is not value
        and isinstance(other.what, Quantity)
        and other.after[:1] == value.after[:1]
        for other in account.values
        if value.after
    )


def _shared(one: Sequence[str], other: Sequence[str]) -> float:
    both = len({*one} & {*other})
    part = both / max(1, min(len({*one}), len({*other})))
    return part if both >= _LEAST and part >= _SHARED else 0.0


def _answering(
    question: Question, one: tuple[Account, Value], other: tuple[Account, Value]
) -> float:
    """1 where both values stand beside the same word of the question that is no name.

    Both sentences must be likely and name what it names: "Acme was founded in 1972", "Acme, founded
    in 1975,". What is counted stands after its number.
    """
    if (
        isinstance(one[1].what, str)
        or question.wants is Wants.OTHER
        or _unit(one[1]) != _unit(other[1])
    ):
        return 0.0
    if not all(account.evidence.probability >= LIKELY for account, _ in (one, other)):
        return 0.0
    asked = {stem(word.text) for word in question.words if not word.name}
    named = {stem(word.text) for word in question.words if word.name}
    for account, value in (one, other):
        before = () if isinstance(value.what, Quantity) else value.before[-_NEXT:]
        asked &= {*before, *value.after[:_NEXT]}
        named &= {word.stem for word in content(account.evidence.candidate.text)}
    return float(bool(asked and named))


def _unit(value: Value) -> str:
    return value.what.unit if isinstance(value.what, Quantity) else ""


def _known(one: Account, value: Value, other: Account) -> bool:
    """Whether a name stands elsewhere in the other article: then it is no rival account of it."""
    return isinstance(value.what, str) and value.what in other.evidence.candidate.article.text


def _other_times(one: Account, other: Account) -> bool:
    mine = [value for value in one.values if isinstance(value.what, Moment)]
    theirs = [value for value in other.values if isinstance(value.what, Moment)]
    return bool(mine and theirs) and not any(one.agrees(m, t, other) for m in mine for t in theirs)


def _sides(
    account: Account, mine: Value, rivals: Sequence[tuple[Account, Value]]
) -> tuple[Difference, ...]:
    groups: list[list[tuple[Account, Value]]] = [[(account, mine)]]
    heard = {account.evidence.candidate.article.source}
    for rival, value in rivals:
        source = rival.evidence.candidate.article.source
        if source in heard:
            continue
        heard.add(source)
        for group in groups[1:]:
            if rival.agrees(value, group[0][1], group[0][0]):
                group.append((rival, value))
                break
        else:
            groups.append([(rival, value)])
    return tuple(
        Difference(
            group[0][0].evidence.candidate.text[group[0][1].start : group[0][1].end],
            tuple(each.evidence for each, _ in group),
        )
        for group in groups
    )


def _parts(name: str) -> frozenset[str]:
    return frozenset(stem(word) for word in _WORDS.findall(name))
