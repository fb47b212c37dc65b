"""What a sentence claims beyond its words: whether so, how surely, which way, who to whom."""

import re
from collections.abc import Sequence

from assistant.content import FUNCTION, content, stem, stems
from assistant.names import names

_NEGATOR = re.compile(
    r"\b(?:not(?! (?:\w+ ){0,3}(?:worse|better|higher|lower|bigger|larger|more))"
    r"|no|never|none|nobody|nothing|nor|neither|without|cannot|den(?:y|ies|ied|ying)"
    r"|refus(?:e|es|ed|ing)|declin(?:ed|es|ing)(?= to)|fail(?:s|ed)?(?= to)|unable|unlikely"
    r"|too (?:early|soon) to)\b|n['\u2019]t\b",
    re.I,
)
_DENIED, _HEDGED = 2, 4
"""Content words after a negation, and after a hedge, that it bears on."""
_HEDGES = (
    # A possibility, then an intention, then what is announced.
    re.compile(
        r"\b(?:may|might|could|would|consider(?:s|ed|ing)?|weigh(?:s|ed|ing)?|explor(?:e|es|ed|ing)"
        r"|provided|unless|must|needs?|require[sd]?|await(?:s|ed|ing)?|pending|subject to"
        r"|possib(?:le|ly|ility)|potential(?:ly)?|perhaps|mull(?:s|ed|ing)?|talks|discuss(?:es|ed|ing|ions?)?"
        r"|propos(?:e|es|ed|al|als|ing)|whether|if|suggest(?:s|ed)?|appears?|seems?|study(?:ing)?"
        r"|alleg(?:ed|edly|es|ations?)|reportedly|rumou?red|apparently|unconfirmed|suspected"
        r"|sources|people familiar|feasibility|likely|hop(?:e|es|ed|ing)|seek(?:s|ing)?|sought"
        r"|urg(?:e|es|ed|ing)|want(?:s|ed)?|ask(?:s|ed|ing)?|demand(?:s|ed)?|recommend(?:s|ed)?)\b",
        re.I,
    ),
    re.compile(
        r"\b(?:plan(?:s|ned|ning)?|expect(?:s|ed|ing)?|intend(?:s|ed)?|aim(?:s|ed|ing)?"
        r"|set to|due to|scheduled|target(?:s|ed|ing)?|forecast(?:s|ed)?|should"
        r"|hopes? to|prepar(?:es|ed|ing)|promis(?:es?|ed)|pledg(?:es?|ed)|vow(?:s|ed))\b",
        re.I,
    ),
    re.compile(
        r"\b(?:will|shall|to be|(?:is|are|was|were) to|going to|won['\u2019]t|['\u2019]ll)\b", re.I
    ),
)
_WILL = re.compile(r"\b(?:will|won['\u2019]t|going to)\b", re.I)
_AHEAD = re.compile(
    r"\b(?:will|shall|won['\u2019]t|to|due|next|soon|later|tomorrow|future|coming|upcoming|ahead|by|from"
    r"|until|would|could|may|might|should|plan\w*|propos\w*|expect\w*|promis\w*|20\d\d)\b"
    r"|['\u2019]ll\b",
    re.I,
)
SURE = len(_HEDGES)
"""The certainty of what is told as a fact; below it announced, intended, possible."""
_OPPOSED = (
    ("rise risen rose increase grow grew gain climb jump surge higher raise expand soar improve",
     "fall fell fallen drop decrease decline shrink shrank lower cut reduce slump plunge worsen"),
    ("more above over exceed", "less fewer below under"),
    ("before earlier ahead", "after later following"),
    ("win won beat", "lose lost"),
    ("buy bought acquire", "sell sold"),
    ("accept approve back support favour favor welcome", "reject oppose block veto criticise"),
    ("open start begin began launch", "close shut end stop halt"),
    ("hire recruit", "fire dismiss sack"),
    ("confirm admit", "deny denied denies"),
    ("faster quicker", "slower"),
    ("larger bigger greater", "smaller"),
    ("cheaper", "dearer costlier pricier"),
    ("import", "export"),
    ("guilty convict", "acquit innocent clear"),
    ("most highest largest biggest best first", "least lowest smallest worst last"),
)  # fmt: skip
_GENITIVE = ("'", "\u2019")
_PASSIVE = re.compile(r"\bby\b")
_LITTLE = frozenset(map(stem, FUNCTION))
_NO_WAY = re.compile(
    r"\bmore (?:slow|weak)\w*|\b(?:in|last|next|this|the|of) fall\b|\b(?:open|close) to\b"
    r"|\bback (?:to|in|from)\b|\bat (?:least|first|last|most)\b",
    re.I,
)
"""Where a word of direction has none."""
_WAYS = tuple(
    (frozenset(map(stem, a.split())), frozenset(map(stem, b.split()))) for a, b in _OPPOSED
)


def negated(text: str) -> set[str]:
    """The stems of what `text` denies: the content words that follow a negation."""
    return _after(text, _NEGATOR, _DENIED)


def contradicted(draft: str, evidence: Sequence[str]) -> list[str]:
    """The words of `draft` that one side denies and the other states."""
    if bool(_NEGATOR.search(draft)) == any(map(_NEGATOR.search, evidence)):
        return []
    if mine := negated(draft):
        return _written(draft, mine & set[str]().union(*map(stems, evidence)))
    return _written(draft, set[str]().union(*map(negated, evidence)))


def certainty(text: str, about: set[str]) -> int:
    """How surely `text` speaks of the stems `about`: 0 may, 1 intends, 2 will, 3 (`SURE`) is."""
    for level, hedge in enumerate(_HEDGES):
        if _after(text, hedge, _HEDGED) & about:
            return level
    return SURE


def hardened(draft: str, evidence: Sequence[str]) -> float:
    """How much surer `draft` is than the evidence of the same things, 0 to 1."""
    said = {word.stem for word in content(draft)}
    mine = min((level for level, hedge in enumerate(_HEDGES) if hedge.search(draft)), default=SURE)
    theirs = max((certainty(text, said) for text in evidence if stems(text) & said), default=SURE)
    return max(mine - theirs, 0) / SURE


def foretold(draft: str, evidence: Sequence[str]) -> list[str]:
    """The "will" of `draft` where no sentence of the evidence looks ahead in any way."""
    will = _WILL.search(draft)
    return [] if will is None or not evidence or any(map(_AHEAD.search, evidence)) else [will[0]]


def reversed_(draft: str, evidence: Sequence[str]) -> list[str]:
    """The words of direction in `draft` ("rose") where the evidence has only the opposite."""
    plain = _NO_WAY.sub(" ", draft)
    said = stems(plain)
    given = set[str]().union(*(stems(_NO_WAY.sub(" ", text)) for text in evidence))
    found: set[str] = set()
    for one, other in _WAYS:
        for mine, theirs in ((one, other), (other, one)):
            if said & mine and not said & theirs and given & theirs and not given & mine:
                found |= said & mine
    return [word for word in plain.split() if stems(word) & found]


def swapped(draft: str, evidence: Sequence[str]) -> list[str]:
    """Two names of `draft` with a verb between that the evidence has the other way round."""
    return [
        f"{one} ... {other}"
        for one, between, other in _acts(draft)
        for text in evidence
        for first, middle, second in _acts(text)
        if not middle.startswith(_GENITIVE)
        and not between.startswith(_GENITIVE)
        and _initial_word(first) == _initial_word(other)
        and _initial_word(second) == _initial_word(one)
        and stems(between) & stems(middle) - _LITTLE
        and bool(_PASSIVE.search(between)) == bool(_PASSIVE.search(middle))
    ]


def _written(text: str, found: set[str]) -> list[str]:
    return [text[word.start : word.end] for word in content(text) if word.stem in found]


def _after(text: str, marker: re.Pattern[str], reach: int) -> set[str]:
    spoken = content(text)
    found: set[str] = set()
    for match in marker.finditer(text):
        stop = re.search(r"[;:.!?](?:\s|$)|,\s(?:but|and|while)\b|\bbut\b", text[match.end() :])
        last = match.end() + stop.start() if stop else len(text)
        found |= {w.stem for w in [w for w in spoken if match.end() <= w.start < last][:reach]}
    return found


def _acts(text: str) -> list[tuple[str, str, str]]:
    """Each name with what stands between it and the next."""
    found, position = [], 0
    for name in names(text):
        at = text.find(name, position)
        if at >= 0:
            found.append((name, at, at + len(name)))
            position = at + len(name)
    pairs = [(a, b) for n, a in enumerate(found) for b in found[n + 1 : n + 2]]
    return [(a[0], text[a[2] : b[1]], b[0]) for a, b in pairs]


def _initial_word(name: str) -> str:
    return name.split()[0].lower()
