"""Whether a sentence holds the kind of thing a question asks for, and speaks of the same world."""

import re
from collections.abc import Callable, Sequence

from assistant import words
from assistant.questions import Question, Wants
from assistant.words import any_of
from index import people

_COUNT = rf"(?:{any_of(words.COUNTS)})"
_DAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_RELATIVE = (
    r"(?:last|this|next|earlier this|later this|past|previous)"
    r" (?:year|month|week|fall|autumn|spring|summer|winter|night|weekend|decade)"
)
_DATE = re.compile(
    rf"\b({any_of(words.MONTHS)}|({any_of(words.SHORT_MONTHS)})\.?(?= \d)|{_DAYS}"
    r"|(19|20)\d\d(s|-\d\d)?"
    rf"|today|yesterday|tomorrow|tonight|{_RELATIVE}|(years?|months?|weeks?|days?|hours?)"
    r" (ago|later|earlier)|recent (years|weeks|months|days)|\d{1,2}(:\d\d)? ?[ap]\.?m\.?"
    r"|decade|century)\b",
    re.I,
)
_NUMBER = re.compile(rf"\b{_COUNT}\b", re.I)
_PLAIN_NUMBER = re.compile(rf"\d|\b(?:{any_of(words.LARGE_COUNTS)})\b", re.I)
_YEAR = re.compile(
    rf"\b(19|20)\d\d\b|\b({any_of(words.MONTHS)}|{any_of(words.SHORT_MONTHS)})\.? \d{{1,2}}\b", re.I
)
COUNTED = re.compile(r"\bhow many (?:(?:more|other|new|additional) )?(?:\w+ )??(\w{3,})", re.I)
_MONEY = re.compile(
    rf"[$\u20ac\u00a3\u00a5]\s?\d|\b{_COUNT}(?:\s\w+)?\s+({any_of(words.CURRENCIES)})\b", re.I
)
_SHARE = re.compile(
    rf"\d\s?%|\b{_COUNT}\s+(percent|per cent|percentage)\b"
    r"|\b(half|third|quarter|fifth|majority|one in)\b|\d-\d",
    re.I,
)
_SPAN = re.compile(
    rf"\b{_COUNT}(?:\s|-)(?:\w+(?:\s|-)){{0,2}}({any_of(words.PERIODS)})\b|\baged?\b|\b\d\d?,"
    r"|\b(for|over|within) (a|several|many|more than) \w+|\b(year|month|decade|week)-?long\b",
    re.I,
)
_ROLE = re.compile(rf"\b({any_of(words.ROLES)})\b", re.I)
_ROLES = "|".join(sorted(people.ROLES | people.TITLES))
_CAPITALISED = r"[A-Z][\w.'\u2019-]*"
_WHO_IS = re.compile(
    r"(?i:\s*who(?: is| was| are| were|'s|\u2019s)) "
    rf"({_CAPITALISED}(?: {_CAPITALISED})*)\W*$"
)
_PLACE = re.compile(
    r"\b(?:in|at|near|from|outside|to|across|of|inside|into)\s+(?:the\s+)?([A-Z][\w.-]+)"
)
_REASON = re.compile(rf"\b({any_of(words.BECAUSE)})\b", re.I)
_PURPOSE = re.compile(r"\bto [a-z]{3,}\b|\bwants?\b|\bso\b|\bas\b")
_CUE = re.compile(rf"\b({any_of(words.CUES)})\b", re.I)
_CAPITAL = re.compile(r"(?<![.!?] )(?<!^)(?<![\"\u201c])\b[A-Z][\w'\u2019-]+")
_NO_NAME = re.compile(
    rf"{_DAYS}|{any_of(words.MONTHS)}|{any_of(words.SHORT_MONTHS)}|{any_of(words.TITLES)}"
    r"|the|a|an|i|we|it|he|she|they|but|and"
)
_NOT = re.compile(
    r"\b(?:not|no|never|none|without|nor|neither|deny|denied|denies|refused?)\b|n['\u2019]t\b", re.I
)
_DENIED = re.compile(
    r"(?:\bnot|n['\u2019]t|\bnever|\bno)\s+"
    r"(?:(?:be|been|being|have|had|yet|to|any|ever|a|an|the|particularly|especially|really)\s+)*"
    r"(?P<what>\w+)(?!['\u2019]s|\w)",
    re.I,
)
"""Whose something is not, is not denied itself: "no customer's data"."""
_LIMITED = re.compile(
    r"[^.;:,\"\u201c\u201d]{0,60}?"
    r"\b(?:until|till|before|since|but|(?:more|less|later|earlier) than)\b"
)
"""What makes a "not" the bound of something that is so: "will not open until May"."""
_UNREAL = re.compile(rf"\b({any_of(words.UNREAL)})\b", re.I)
_PAST = re.compile(r"\b(?:did|was|were|had|has|have)\b", re.I)
_ANSWER = {
    Wants.WHEN: _DATE,
    Wants.MONEY: _MONEY,
    Wants.SHARE: _SHARE,
    Wants.SPAN: _SPAN,
    Wants.SAID: _CUE,
}
_OPEN = {Wants.WHO, Wants.SAID, Wants.YES_NO, Wants.OTHER, Wants.SHARE}
"""Questions of these kinds take little for granted that a "not" could deny."""


def fits(question: Question, text: str) -> float:
    """How well `text` holds the kind of thing the question wants, 0 to 1.

    A date for "when", an amount for "how much"; 1 too when the question wants nothing of a form.
    For "how many models", a number beside another noun is worth half.
    """
    wants = question.wants
    if wants in (Wants.WHO, Wants.NAME, Wants.WHICH):
        if new_names(question, text):
            return 1.0
        return 0.5 if wants is Wants.WHO and _ROLE.search(text) else 0.0
    if wants is Wants.NUMBER:
        return _fits_number(question, _YEAR.sub(" ", text))
    if wants is Wants.WHY:
        return 1.0 if _REASON.search(text) else 0.5 if _PURPOSE.search(text) else 0.0
    if wants is Wants.WHERE:
        known = {word.text.lower() for word in question.words}
        return float(any(m[1].lower() not in known for m in _PLACE.finditer(text)))
    form = _ANSWER.get(wants)
    return float(form is None or bool(form.search(text)))


def introduces(question: str, text: str) -> bool:
    """Whether a sentence says in passing who someone is, whatever else it is about.

    "Who is Ines Calder?" is answered by "Mayor Ines Calder said …" and "Ines Calder, the mayor, …".
    """
    asked = _WHO_IS.match(question)
    if asked is None:
        return False
    name = re.escape(asked[1].split()[-1])
    where = r"(?:,? (?:of|for|at) [\w' \u2019-]{1,40})?"
    before = rf"\b(?i:{_ROLES}){where},? (?:{_CAPITALISED} )?{name}\b"
    after = rf"\b{name}, (?:\d+, )?(?:[\w'\u2019-]+ ){{0,5}}?(?i:{_ROLES})\b"
    return bool(re.search(f"{before}|{after}", text))


def _fits_number(question: Question, text: str) -> float:
    if not _NUMBER.search(text):
        return 0.0
    counted = COUNTED.search(question.text)
    if not counted:
        return 1.0
    beside = rf"\b{_COUNT}(?:[\s-]+[\w-]+){{0,4}}?[\s-]+{re.escape(counted[1][:4])}"
    if re.search(beside, text, re.I):
        return 1.0
    return 0.5 if _PLAIN_NUMBER.search(text) else 0.25


def new_names(question: Question, text: str) -> Sequence[str]:
    """Capitalised words of `text` that the question does not already have."""
    known = {word.text.lower().rstrip("s") for word in question.words}
    return [
        name
        for name in _CAPITAL.findall(text)
        if (plain := re.sub(r"['\u2019]s?$", "", name.lower()).rstrip("s")) not in known
        and not _NO_NAME.fullmatch(plain)
    ]


def contradicts(question: Question, text: str) -> float:
    """1 when the text says "not" and the question does not: it may deny what is asked about."""
    return float(bool(_NOT.search(text)) and not _NOT.search(question.text))


def unreal(question: Question, text: str) -> float:
    """1 when the question asks about what happened and the text about what may happen."""
    asks_past = bool(_PAST.search(question.text)) and not _UNREAL.search(question.text)
    return float(asks_past and bool(_UNREAL.search(text)))


def denied(question: Question, text: str, stems: Callable[[str], list[str]]) -> bool:
    """Whether the text says "not" of the very thing that the question takes for granted.

    "Why did he resign?" takes it that he did; "he said he will not resign" denies it, and "he did
    not resign until May" does not.
    """
    if question.wants in _OPEN or _NOT.search(question.text):
        return False
    asked = {word.stem for word in question.words if not word.name}
    return any(
        asked & set(stems(match["what"])) and not _LIMITED.match(text, match.end())
        for match in _DENIED.finditer(text)
    )
