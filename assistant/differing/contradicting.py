"""Where articles answer a question for yes or no differently, or one has gone further."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.content import stem, stems
from assistant.differing.accounts import Difference
from assistant.differing.competing import SURE
from assistant.differing.stances import BESIDE, Firm, Stance, asked, cancelled, stance
from assistant.differing.superseding import superseded
from assistant.evidence import Evidence
from assistant.happenings import happenings
from assistant.names import names
from assistant.questions import Question, Wants

_TOLD = 0.67
"""The part of the question's other words that must stand in a sentence or just before it."""
_LONGEST = 48
"""Characters of a value; of a longer one the verb alone is given."""
_TO_COME = re.compile(r"^\W*(?:will|is\b.*\bgoing to|are\b.*\bgoing to|does\b.*\bplan)\b", re.I)
_STATUS = re.compile(r"^\W*(?:has|have)\b|\balready\b|\byet\b", re.I)
_REVERSED = re.compile(
    r"\b(?:(?:has|have|had) )?(?:changed (?:his|her|its|their) minds?|made a u-turn|backtracked"
    r"|revers(?:ed|ing) (?:his|her|its|their) (?:decision|position|plan|stance|course))\b",
    re.I,
)
"""What says that a plan no longer stands, without saying which."""
_LOOSE = frozenset(
    """anyone anybody someone people go going ahead happen happened take place plan planned
    true false""".split()
)
"""Words of a question that what it asks about need not be told with."""


@dataclass(frozen=True, slots=True)
class _View:
    evidence: Evidence
    stance: Stance

    @property
    def value(self) -> str:
        text, said = self.evidence.candidate.text, self.stance
        whole = text[said.start : said.end]
        return whole if len(whole) <= _LONGEST else whole.split()[-1]


def contradiction(
    question: Question, chosen: Sequence[Evidence], read: Sequence[Evidence]
) -> tuple[Difference, ...]:
    """The two sides of a question for yes or no, the likeliest first; empty where there is one.

    Both sentences tell of the same event, people and thing as the question does. A plan, or a
    denial of one, that a later article overtakes is superseded; two reports of what has been
    contradict each other, unless the later one says that it changed.
    """
    if question.wants is not Wants.YES_NO or (verb := asked(question)) is None:
        return ()
    if found := _opposed(question, verb, chosen, read):
        return found
    for word in _others(question, verb):
        found = _opposed(question, word, chosen, read, denied=True)
        if found:
            return found
    return ()


def _others(question: Question, verb: str) -> list[str]:
    """The question's other plain words, the last first: any may be what is denied."""
    plain = [w.text for w in question.words if not w.name and w.text.lower() not in _LOOSE | BESIDE]
    return list(dict.fromkeys(word for word in reversed(plain) if word != verb))


def _opposed(
    question: Question,
    verb: str,
    chosen: Sequence[Evidence],
    read: Sequence[Evidence],
    *,
    denied: bool = False,
) -> tuple[Difference, ...]:
    """The two sides of whether what a word says is so, or only where one denies it."""
    views = [_View(each, said) for each in read if (said := _said(question, verb, each))]
    for one in views:
        if one.evidence not in chosen or one.evidence.probability < SURE:
            continue
        for other in views:
            if _source(other) == _source(one) or (denied and one.stance.yes == other.stance.yes):
                continue
            if found := _sides(question, one, other):
                return found
    return () if denied else _reversal(question, verb, chosen, read, views)


def _reversal(
    question: Question,
    verb: str,
    chosen: Sequence[Evidence],
    read: Sequence[Evidence],
    views: Sequence[_View],
) -> tuple[Difference, ...]:
    """A later sentence that a plan was given up ("has changed his mind"), and the plan."""
    for new in read:
        match = _REVERSED.search(new.candidate.text)
        if not match or not _of_it(question, verb, new):
            continue
        for old in views:
            likely = any(e in chosen and e.probability >= SURE for e in (new, old.evidence))
            planned = old.stance.firm is Firm.DECIDED and old.evidence.day
            if likely and planned and old.evidence.day < new.day:
                said = Difference(match[0], (new,))
                return said, Difference(old.value, (old.evidence,), superseded=True)
    return ()


def _source(view: _View) -> str:
    return view.evidence.candidate.article.source


def _said(question: Question, verb: str, evidence: Evidence) -> Stance | None:
    text = evidence.candidate.text
    if not _of_it(question, verb, evidence):
        return None
    if found := stance(verb, text):
        return found
    if _TO_COME.search(question.text) and (at := cancelled(text)):
        return Stance(False, Firm.DECIDED, *at)
    return None


def _of_it(question: Question, verb: str, evidence: Evidence) -> bool:
    """Whether a sentence is of what the question names, and of no namesake of it."""
    candidate = evidence.candidate
    spans = candidate.spans[max(0, candidate.n - 1) : candidate.n + 1]
    around = " ".join(candidate.article.text[s.start : s.end] for s in spans)
    around = f"{candidate.article.title or ''} {around}"
    there = stems(around)
    if any(stem(name.split()[-1]) not in there for name in question.names):
        return False
    if of_namesake(question, candidate.text):
        return False
    others = [
        word.text
        for word in question.words
        if not word.name
        and stem(word.text) != stem(verb)
        and word.text.lower() not in _LOOSE | BESIDE
    ]
    met = [
        stem(word) in there or any(kind.told.search(around) for kind in happenings(word))
        for word in others
    ]
    return not met or sum(met) / len(met) >= _TOLD


def of_namesake(question: Question, text: str) -> bool:
    """Whether a sentence names another of the same last name, and not the one of the question."""
    for asked_of in (name for each in question.names for name in names(f"x {each}")):
        first, _, last = asked_of.rpartition(" ")
        if not first or asked_of in text:
            continue
        for name in names(text):
            before, _, surname = name.rpartition(" ")
            if surname == last and before and before.split()[-1] not in first.split():
                return True
    return False


def _sides(question: Question, one: _View, other: _View) -> tuple[Difference, ...]:
    a, b = one.stance, other.stance
    old, new = sorted((one, other), key=lambda each: each.evidence.day)
    later = bool(old.evidence.day) and new.evidence.day > old.evidence.day
    if a.yes == b.yes:
        if not a.yes or a.firm is b.firm:
            return ()
        if Firm.CONSIDERED not in (a.firm, b.firm) and not _STATUS.search(question.text):
            return ()
        if later and Firm.CONSIDERED in (a.firm, b.firm) and new.stance.firm < old.stance.firm:
            return ()
        changed = later and new.stance.firm > old.stance.firm
    else:
        changed = later and (
            old.stance.firm is not Firm.DONE or superseded(old.evidence, new.evidence)
        )
    return tuple(
        Difference(each.value, (each.evidence,), superseded=changed and each is old)
        for each in (one, other)
    )
