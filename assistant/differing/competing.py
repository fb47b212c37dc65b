"""Whether two sentences answer one question, in whatever words, so that their values compete."""

import re

from assistant import words
from assistant.content import stem, stems
from assistant.differing.accounts import Account, Value, bound, parts, unit
from assistant.fitting import COUNTED
from assistant.happenings import happenings
from assistant.names import names
from assistant.quantities import Quantity
from assistant.questions import Question, Wants

SURE, LIKELY = 0.1, 0.3
"""The least probability of a sentence that others are held against, and of one of two that are
worded differently but answer alike."""
_HOSTED = 0.01
"""The same of one that names a host where a place is asked for: the ranking looks for "in"."""
_NEXT = 3
"""Content words between a value and the question's own word, at most."""
_TOLD = 0.5
"""The part of the question's own words that a sentence must have, or others for them."""
_LEAD = 3
"""Sentences at the start of an article that show what it is about."""
_PLACED = re.compile(r"\b(?:in|at|near)\s+(?:the\s+)?([A-Z]\w+)")
_OF_A_NAME = re.compile(r"\b[Tt]he\s+([A-Z]\w+)\s+[a-z]")
"""The name that tells one thing of a kind from another: "the Halse tunnel"."""
_DOER = {"won": stem("winner"), "win": stem("winner")}
"""Who did something is named by another word than that it was done."""
_HOST = re.compile(r"\s+(?:(?:will|would|is to|was to|is set to|has|had)\s+)?host(?:s|ed)?\b")
_TIMES = frozenset(words.TIMES.split())
"""What asks for a date and is not told with one: "what time", "which year"."""
_YEAR = re.compile(r"\b[12]\d{3}\b")


def answering(
    question: Question, one: tuple[Account, Value], other: tuple[Account, Value]
) -> float:
    """1 where two sentences answer alike, in whatever words, and each with one value.

    Both tell of what is asked and of whom, the less likely one the more of it; a value stands
    beside a word of the question that is no name ("was founded in 1972", "founded in 1975,"; what
    is counted comes after its number), or is the only one of its kind in its sentence.
    """
    if question.wants is Wants.OTHER or unit(one[1]) != unit(other[1]):
        return 0.0
    named = isinstance(one[1].what, str)
    if not named and bound(*one) != bound(*other):
        return 0.0
    if not all(_answers(question, account, value) for account, value in (one, other)):
        return 0.0
    less, more = sorted(account.evidence.probability for account, _ in (one, other))
    told = min(_told(question, account, named) for account, _ in (one, other))
    if more < (SURE if told == 1 else LIKELY) or (named and question.several):
        return 0.0
    if any(_hosts(question, account, value) for account, value in (one, other)):
        least = _HOSTED
    else:
        least = LIKELY if named and told < 1 else SURE
    if told < _TOLD or less < least:
        return 0.0
    return float(not of_two_things(question, one[1], other[1]))


def of_another(question: Question, account: Account) -> bool:
    """Whether a sentence tells of another thing, place or year than the question does."""
    text = account.evidence.candidate.text
    years = set(_YEAR.findall(question.text))
    if years and (given := set(_YEAR.findall(text))) and not years & given:
        return True
    named = {stem(word.text) for word in question.words if word.name}
    if named and not named & stems(text) and {stem(n) for n in _OF_A_NAME.findall(text)} - named:
        return True
    here = {stem(word) for word in _PLACED.findall(text)}
    return bool(here and named and not here & named and not named & stems(text)) and bool(
        _PLACED.search(question.text)
    )


def of_two_things(question: Question, one: Value, other: Value) -> bool:
    """Whether "a repair would cost" stands before one and "a station would cost" before the other.

    Where one of the two is what the question names, the sentence that lacks it is of another.
    """
    same = 0
    for mine, theirs in zip(reversed(one.before), reversed(other.before), strict=False):
        if mine != theirs:
            break
        same += 1
    if not isinstance(one.what, Quantity) or not same:
        return False
    asked = {stem(word.text) for word in question.words}
    here, there = {*one.before[:-same]}, {*other.before[:-same]}
    return bool(here and there and not here & there and not (here & asked and there & asked))


def _answers(question: Question, account: Account, value: Value) -> bool:
    """Whether a value is the one of its sentence that answers."""
    asked = {stem(word.text) for word in question.words}
    if isinstance(value.what, str):
        new = [v for v in account.values if isinstance(v.what, str) and not parts(v.what) & asked]
        shouted = " " in value.what and value.what.isupper()
        begins = value.start == 0 and " " not in value.what
        return new == [value] and not shouted and (not begins or _hosts(question, account, value))
    if isinstance(value.what, Quantity):
        if counted := COUNTED.search(question.text):
            if stem(counted[1]) in value.after[:_NEXT]:
                return True
        elif asked & {*value.before[-1:], *value.after[:_NEXT]}:
            return True
    elif asked & {*value.before[-_NEXT:], *value.after[:_NEXT]}:
        return True
    like = [v for v in account.values if type(v.what) is type(value.what)]
    return [v for v in like if unit(v) == unit(value)] == [value]


def _hosts(question: Question, account: Account, value: Value) -> bool:
    """Whether a place is asked for and a name is told to host it."""
    text = account.evidence.candidate.text
    return question.wants is Wants.WHERE and bool(_HOST.match(text, value.end))


def _told(question: Question, account: Account, alone: bool) -> float:
    """How much of what is asked a sentence tells, in these or other words; 0 when not of whom.

    The one before it is read with it, unless it must tell that `alone`.
    """
    candidate = account.evidence.candidate
    before = candidate.spans[candidate.n if alone else max(0, candidate.n - 1)]
    text = candidate.article.text[before.start : candidate.span.end]
    there = stems(text)
    plain = {word.text for word in question.words if not word.name}
    if question.wants is Wants.WHEN:
        plain -= _TIMES
    if counted := COUNTED.search(question.text):
        plain.add(counted[1])
    met = [
        stem(word) in there
        or _DOER.get(word, word) in there
        or any(kind.told.search(text) for kind in happenings(word))
        for word in plain
    ]
    return sum(met) / max(1, len(met)) if _about(question, account) else 0.0


def _about(question: Question, account: Account) -> bool:
    """Whether a sentence names what the question names, or stands in an article about that."""
    candidate = account.evidence.candidate
    named = {stem(word.text) for word in question.words if word.name}
    if not named - stems(candidate.text):
        return True
    others = {part for name in names(candidate.text) for part in parts(name)} - named
    lead = candidate.article.text[: candidate.spans[min(_LEAD, len(candidate.spans) - 1)].end]
    if others and account.evidence.probability < LIKELY:
        return False
    return not named - stems(f"{candidate.article.title}\n{lead}")
