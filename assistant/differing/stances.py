"""Yes against no, and decided against considered: what a sentence says to a question that asks
whether something is so."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from assistant.content import FUNCTION, content, stem
from assistant.differing.opposites import IRREGULAR, OPPOSITES
from assistant.happenings import happenings
from assistant.questions import Question

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_CLAUSE = re.compile(
    r"[;:\u2014]|,(?! (?:who|which)\b)|\b(?:but|although|though|while|because|and)\b", re.I
)
"""Where the reach of a word that denies ends."""
_INFINITIVE = re.compile(
    r"\b(?:calls?|pressure|heat|pleas?|demands?|appeals?|reasons?|time|right|power|reluctan(?:t|ce))\b"
    r"[^.;]{0,40}\bto\s+(?:\w+ly\s+)?$",
    re.I,
)
_BOTH = re.compile(r"\b(?:both|either)\s+[\w.'\u2019-]+(?:\s[\w.'\u2019-]+){0,3}\s$", re.I)
_NO = re.compile(
    r"\b(?:not|never|no longer|no one|nobody|none|neither|nor|without|cannot|den(?:y|ies|ied|ying)"
    r"|refus(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|rul(?:es?|ed|ing) out|fail(?:s|ed)? to"
    r"|stop(?:s|ped)? short of|reject(?:s|ed)?|scrap(?:s|ped)?|abandon(?:s|ed)?"
    r"|drop(?:s|ped)|call(?:s|ed) off|cancel(?:s|led|ed))\b|n['\u2019]t\b",
    re.I,
)
_NO_SUBJECT = re.compile(r"^\W*(?:no|nobody|none)\b", re.I)
_NO_SUCH = re.compile(
    r"\bno (?!(?:doubt|longer|less|more|fewer|later|one)\b)(?:[\w-]+ )?"
    r"(?:(?:has|have|had|was|were|is|are|been|be) ){0,2}$",
    re.I,
)
"""What denies a noun or its verb from right before it: "no (criminal) inquiry", "no shots were
(fired)"."""
_CANCELLED = re.compile(
    r"\b(?:was|were|is|are|been|be|being)\s+(?:\w+ly\s+)?(?:scrapped|dropped|cancell?ed|called off"
    r"|abandoned|shelved|rejected|ruled out|denied|blocked)\b|\b(?:scrap(?:s|ped)?|abandon(?:s|ed)"
    r"|shelv(?:es|ed)|call(?:s|ed) off|cancel(?:s|led|ed)|drop(?:s|ped)|halt(?:s|ed))\b",
    re.I,
)
"""What ends a plan: the answer no to whether it will go on."""
_NOT_NO = re.compile(
    r"\bnot (?:only|just|merely|simply|because|least|yet clear|clear|known)\b", re.I
)
_OPEN = re.compile(
    r"\b(?:if|whether|unless|should|must|ought|wants?|wanted|urged?|call(?:s|ed)? (?:on|for)"
    r"|asked|demand(?:s|ed)?|unclear|would have|hope[sd]?|until|before|after|when|how|why)\b",
    re.I,
)
"""What makes it no report of whether it is so."""
_MAY = re.compile(
    r"\b(?:may|might|could|consider(?:s|ed|ing)?|weigh(?:s|ed|ing)?|mull(?:s|ed|ing)?|possibly"
    r"|thinking about|(?:in|holding) talks|explor(?:es|ing)|examining|discuss(?:es|ing))\b"
)
_WEIGHED = re.compile(r"\b(?:consider|weigh|mull|discuss|examin)\w*\s+whether\b", re.I)
_WILL = re.compile(
    r"\b(?:will|would|shall|going to|(?:is|are|was|were) (?:due |set |expected )?to|plans? to"
    r"|planned to|intends? to|(?:has|have|had) decided to|decided to|vow(?:s|ed) to"
    r"|promis(?:es|ed) to|agreed to|won['\u2019]t)\b",
    re.I,
)
_AUXILIARY = re.compile(
    r"^\W*(?:and |but |so )?(?:did|does|do|will|is|are|was|were|has|have|had|would|can|could)\b",
    re.I,
)
BESIDE = frozenset("already still really actually ever officially also now finally yet".split())
_ABOUT_TO = frozenset("going decided planning plan about due set agreed".split())
_ARTICLES = frozenset("the a an this that these those its his her their all both".split())
_NOUN_JOINS = frozenset("of at in on from near for".split())


class Firm(IntEnum):
    """How far a thing has come in a sentence that says it."""

    CONSIDERED = 0
    DECIDED = 1
    DONE = 2


@dataclass(frozen=True, slots=True)
class Stance:
    """What a sentence says to whether something is so, and the words that say it."""

    yes: bool
    firm: Firm
    start: int
    end: int


def stance(verb: str, text: str) -> Stance | None:
    """What a sentence says to whether something is so; None where it does not say, or says both.

    The question's own verb is looked for, another word for it or its opposite, and before it in its
    clause what denies it and what shows how far it has come.
    """
    found = list(_stances(verb, text))
    if not found or len({each.yes for each in found}) > 1:
        return None
    return max(found, key=lambda each: each.firm)


def asked(question: Question) -> str | None:
    """The word that a question for yes or no is about: "close" in "Will the library close?"."""
    opening = _AUXILIARY.match(question.text)
    if not opening:
        return None
    named = {word.start for word in question.words if word.name}
    tokens = list(_WORD.finditer(question.text, opening.end()))
    runs = list(_runs(tokens, named))
    if not runs:
        return None
    for n, (words, after, led) in enumerate(runs):
        later = runs[n + 1 :]
        if led and after in _NOUN_JOINS and any(not run[2] for run in later):
            continue
        if words[0].lower() in _ABOUT_TO and later:
            return later[0][0][0]
        return words[-1] if led else words[0]
    return None


def _runs(
    tokens: Sequence[re.Match[str]], named: set[int]
) -> Iterator[tuple[list[str], str, bool]]:
    """Stretches of content words that are no names, the word after each, and whether an article or
    a preposition stands before it."""
    run: list[str] = []
    led = named_after = False
    before = ""
    for token in tokens:
        low = token[0].lower()
        name = token.start() in named
        if low not in FUNCTION and low not in BESIDE and not name:
            if not run:
                led = named_after or (before in FUNCTION and before not in ("", "anyone"))
            run.append(token[0])
        elif run:
            yield run, low, led
            run = []
        named_after = name and (named_after or before in _ARTICLES)
        before = low
    if run:
        yield run, "", led


def _stances(verb: str, text: str) -> Iterator[Stance]:
    for start, end, opposite in _told(verb, text):
        clause = max((m.end() for m in _CLAUSE.finditer(text, 0, start) if _parts(m)), default=0)
        before, behind = text[clause:start], text[end : end + 60]
        if _NOT_NO.search(before) or _OPEN.search(_WEIGHED.sub(" may ", before)):
            continue
        negations = list(_NO.finditer(before))
        such = _NO_SUBJECT.search(before) or _NO_SUCH.search(before)
        no = len(negations) % 2 == 1 or bool(such and not negations)
        cancelled = _CANCELLED.match(behind.lstrip())
        firm, at = Firm.DONE, start
        if found := _last(_WILL, before):
            firm, at = Firm.DECIDED, clause + found.start()
        if found := _last(_MAY, before):
            firm, at = Firm.CONSIDERED, clause + found.start()
        if firm is Firm.DONE and not no and _INFINITIVE.search(before):
            continue  # "calls for her to resign": whether she does is not told
        if negations:
            at = min(at, clause + negations[-1].start())
        elif such:
            at = min(at, clause + such.start())
        yield Stance(not (no ^ opposite ^ bool(cancelled)), firm, at, end)


def _parts(joint: re.Match[str]) -> bool:
    """Whether clauses part here; "if both Lund and Holm resign" is one."""
    return not (joint[0].lower() == "and" and _BOTH.search(joint.string, 0, joint.start()))


def _told(verb: str, text: str) -> Iterator[tuple[int, int, bool]]:
    """Where a text has a word, another for it, or its opposite (True)."""
    forms = {stem(verb), stem(verb) + stem(verb)[-1]}  # "cancelled" of "cancel"
    forms |= {stem(form) for row in IRREGULAR if verb.lower() in row for form in row}
    seen = set[int]()
    for word in content(text):
        if word.stem in forms:
            seen.add(word.start)
            yield word.start, word.end, False
    for match in _WORD.finditer(text):
        low = match[0].lower()
        if match.start() in seen:
            continue
        for pair in OPPOSITES:
            for n, side in enumerate(pair):
                if verb.lower() in side and low in side | pair[1 - n]:
                    seen.add(match.start())
                    yield match.start(), match.end(), low in pair[1 - n]
    if not seen:
        for kind in happenings(verb):
            if told := kind.told.search(text):
                yield told.start(), told.end(), False
                return


def cancelled(text: str) -> tuple[int, int] | None:
    """The words that say a plan has ended, where a sentence has them and does not deny them."""
    match = _CANCELLED.search(text)
    if match is None or _NO.search(text[max(0, match.start() - 25) : match.start()]):
        return None
    return match.span()


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return found[-1] if found else None
