"""Where independent articles say the same thing with a different date, number or name."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from assistant.content import stem
from assistant.differing.accounts import (
    Account,
    Difference,
    Value,
    account_of,
    bound,
    listed,
    other_times,
    times,
    unit,
)
from assistant.differing.alternatives import alternatives
from assistant.differing.competing import SURE, answering, of_another
from assistant.differing.contradicting import contradiction
from assistant.differing.counted import of_another_count, of_another_name
from assistant.differing.kinds import differing
from assistant.differing.pairs import FARTHEST
from assistant.differing.rivals import Rival, Rivals
from assistant.differing.superseding import superseded
from assistant.differing.telling import sort
from assistant.differing.tolls import of_another_toll
from assistant.evidence import Evidence
from assistant.features import READ
from assistant.quantities import Quantity, apart
from assistant.questions import Question, Wants
from index.moments import Moment
from index.tenses import tense

_BESIDE = 2
"""Content words beside a value, one of which two accounts must share."""
_SHARED, _LEAST = 0.6, 3
"""The part of the smaller surrounding that the other must have, and how many words at least."""
_COPIED = 0.8
"""The same, from which on two sentences with several numbers each are held to be one, changed."""
_SAID = re.compile(r",[^,;]{0,40}\b(?:said|says|told|announced|reported)\b[^,;]{0,20}$")
_TO_COME = re.compile(r"\bwhen (?:will|is|are|does|do)\b", re.I)
_WHERE = re.compile(r"\bin\s+(?:the\s+)?$")
_NUMBERS = (Wants.NUMBER, Wants.MONEY, Wants.SHARE, Wants.SPAN, Wants.OTHER)
_NAMES = (Wants.WHO, Wants.NAME, Wants.WHICH, Wants.WHERE, Wants.OTHER)


def dispute(
    question: Question, chosen: Sequence[Evidence], evidence: Sequence[Evidence]
) -> tuple[Difference, ...]:
    """The different values that articles give in answer to a question; empty where they do not.

    Each of the `chosen` sentences is held against the likeliest ones of other articles. Two differ
    where they speak of the same thing in much the same words, or answer alike, give values of the
    kind that is asked for, and neither has the other's. Sentences about different times do not.
    docs/decisions/011 has what this finds and misses.
    """
    near = evidence[:READ]
    if found := contradiction(question, chosen, near) or alternatives(question, chosen, near):
        return found
    if (found_of_kind := differing(question, chosen, near)) is not None:
        return found_of_kind
    read = [account_of(each) for each in near]
    for account in map(account_of, chosen):
        if account.evidence.probability < SURE or of_another(question, account):
            continue
        rivals = [
            each for each in read if _rivals(account, each) and not of_another(question, each)
        ]
        pairs = [(each, pair) for each in rivals if (pair := _conflict(question, account, each))]
        if pairs:
            mine = pairs[0][1][0]
            kept = [(each, theirs) for each, (same, theirs) in pairs if same == mine]
            sides = _sides(account, mine, kept)
            more = _learned().further(question, chosen, read, sides)
            return (*sides, *(_side(each, more) for each in more))
    rival_values = _learned().find(question, chosen, read)
    return tuple(_side(each, rival_values) for each in rival_values)


@cache
def _learned() -> Rivals:
    return Rivals()


def _side(one: Rival, found: Sequence[Rival]) -> Difference:
    """A value and the sentences that give it; superseded where one found is said to replace it."""
    others = [each for each in found if each is not one]
    replaced = any(
        one.given_up or superseded(one.evidence[0], new.evidence[0], one.value, new.value)
        for new in others
    )
    return Difference(one.value, one.evidence, superseded=replaced)


def _rivals(one: Account, other: Account) -> bool:
    here, there = one.evidence, other.evidence
    return here.candidate.article.source != there.candidate.article.source


def _conflict(question: Question, one: Account, other: Account) -> tuple[Value, Value] | None:
    """The value of each that cannot both hold, those with most around them in common."""
    found = [
        (alike, mine, theirs)
        for mine in _told(question, one)
        for theirs in _told(question, other)
        if _asked(question, mine)
        and not _place(question, one, mine)
        and type(mine.what) is type(theirs.what)
        and not _far_apart(mine, theirs)
        if (
            alike := max(
                _common((one, mine), (other, theirs)),
                answering(question, (one, mine), (other, theirs)),
            )
        )
        if not any(one.agrees(mine, each, other) for each in other.values)
        if not any(one.agrees(each, theirs, other) for each in one.values)
        if not _known(one, mine, other) and not _known(other, theirs, one)
        if not listed(one, mine) and not listed(other, theirs)
    ]
    if not found:
        return None
    _, mine, theirs = max(found, key=lambda each: each[0])
    if not isinstance(mine.what, Moment) and other_times(one, other):
        return None
    return mine, theirs


def _far_apart(one: Value, other: Value) -> bool:
    a, b = one.what, other.what
    return isinstance(a, Quantity) and isinstance(b, Quantity) and apart(a, b) > FARTHEST


def _told(question: Question, account: Account) -> list[Value]:
    """Its values, without the day on which somebody said so, of what will be, days gone by, and
    what counts the injured where the dead are asked for."""
    text = account.evidence.candidate.text
    dates = times(account)
    if _TO_COME.search(question.text):
        told = _SAID.sub("", text)  # "is August 21, the builder said" is not past
        dates = [each for each in dates if tense(told, each.start, each.end) != "past"]
    return [
        each
        for each in account.values
        if not isinstance(each.what, Moment) or each in dates
        if not of_another_toll(question, account, each)
        if not of_another_count(question, account, each)
        if not of_another_name(question, account, each)
    ]


def _asked(question: Question, value: Value) -> bool:
    wants = question.wants
    if wants is Wants.OTHER and not isinstance(value.what, str):
        plain = {stem(word.text) for word in question.words if not word.name}
        if not plain & {*value.before[-_BESIDE:], *value.after[:_BESIDE]}:
            return False
    if sort(value) in ("date", "clock"):
        return wants in (Wants.WHEN, Wants.OTHER)
    return wants in (_NUMBERS if isinstance(value.what, Quantity) else _NAMES)


def _place(question: Question, account: Account, value: Value) -> bool:
    """Whether a name that would be a person or a body is only where something was: "in Europe"."""
    text = account.evidence.candidate.text
    return question.wants is Wants.WHO and bool(_WHERE.search(text, 0, value.start))


def _common(one: tuple[Account, Value], other: tuple[Account, Value]) -> float:
    """The part of their surroundings that two values share; 0 when they are not of one thing."""
    mine, theirs = one[1], other[1]
    if unit(mine) != unit(theirs) or bound(*one) != bound(*other) or not _next_to(mine, theirs):
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


def _alone(account: Account, value: Value) -> bool:
    """Whether the sentence gives no second value of the same kind and unit."""
    like = [v for v in account.values if type(v.what) is type(value.what)]
    return isinstance(value.what, str) or sum(unit(v) == unit(value) for v in like) == 1


def _shared(one: Sequence[str], other: Sequence[str]) -> float:
    both = len({*one} & {*other})
    part = both / max(1, min(len({*one}), len({*other})))
    return part if both >= _LEAST and part >= _SHARED else 0.0


def _known(one: Account, value: Value, other: Account) -> bool:
    """Whether a name stands elsewhere in the other article: then it is no rival account of it."""
    return isinstance(value.what, str) and value.what in other.evidence.candidate.article.text


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
    made = [
        Difference(
            group[0][0].evidence.candidate.text[group[0][1].start : group[0][1].end],
            tuple(each.evidence for each, _ in group),
        )
        for group in groups
    ]
    newest = max(made, key=lambda each: each.evidence[0].day)
    return tuple(replace(each, superseded=_changed_by(each, newest)) for each in made)


def _changed_by(each: Difference, newest: Difference) -> bool:
    if each is newest:
        return False
    return superseded(each.evidence[0], newest.evidence[0], each.value, newest.value)
