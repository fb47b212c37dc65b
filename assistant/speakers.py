"""Whose words a sentence gives, and whether others give the same words to the same speaker."""

import re
from collections.abc import Sequence

from assistant import words
from assistant.content import content, stem, stems
from assistant.names import names
from assistant.words import any_of

_QUOTED = re.compile(r"\"([^\"]+)\"|\u201c([^\u201d]+)\u201d")
_SAID = rf"(?:{any_of(words.SAID)}|told|tells)"
_ABBREVIATED = re.compile(
    r"\b(Inc|Co|Corp|Ltd|Mr|Mrs|Ms|Dr|Gov|Sen|Rep|Gen|St|U\.S|U\.K|[A-Z])\.(?=\s)"
)
_WHO = (
    r"(?:[Tt]he |[Aa]n? |[Ii]ts |[Hh]is |[Hh]er )?"
    r"(?:[\w.&'\u2019-]+ ){0,4}?[\w.&\u2019-]*[\w&]"
)
_SAYING = [
    re.compile(rf"\b[Aa]ccording to (?P<who>{_WHO})(?=[,.;]|$|\s(?:on|in|at|who|which|that)\b)"),
    re.compile(
        rf"[,\"\u201d]\s?(?:{_SAID}) (?!that|the (?:plan|deal))(?P<who>{_WHO})"
        r"(?=[,.;]|$|\s(?:on|in|at|who|of)\b)"
    ),
    re.compile(
        rf"(?:^|[,.;:\"\u201d]\s|\b(?:and|but|while|as) )(?P<who>{_WHO})"
        rf"(?:, (?P<also>[^,]{{2,80}}),)? (?:has |have |had |also |later |then )*"
        rf"(?:{_SAID})\b(?! by\b)"
    ),
]
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|gets?|got)$", re.I)
"""What ends where nobody speaks: "more is promised", "it was announced"."""
_PRONOUN = re.compile(r"^(?:he|she|they|it|who|i|we)$", re.I)
_ANYONE = frozenset(
    map(stem, "sources people officials company firm authorities report spokesperson".split())
)
"""Roles that a draft may give to whoever speaks."""


def misquoted(draft: str, evidence: Sequence[str]) -> list[str]:
    """The words in quotation marks in `draft` that no sentence of the evidence has verbatim.

    White space, the form of quotation marks and apostrophes, a comma or full stop moved inside the
    marks and words left out at "..." are no difference.
    """
    given = [_flat(text) for text in evidence]
    quotes = [match[1] or match[2] for match in _QUOTED.finditer(draft)]
    return [quote for quote in quotes if not any(_verbatim(quote, text) for text in given)]


def speakers(text: str) -> list[str]:
    """Who says something in `text`, as written ("the mayor", "Toshihiro Mibe", "she")."""
    outside = " ".join(_ABBREVIATED.sub(r"\1", _QUOTED.sub(" \u201d ", text)).split())
    found = []
    for form in _SAYING:
        for match in form.finditer(outside):
            if _PASSIVE.search(match["who"]):
                continue
            also = match.groupdict().get("also")
            found.append(f"{match['who']}, {also}" if also else match["who"].strip())
    return list(dict.fromkeys(found))


def misattributed(draft: str, evidence: Sequence[str], context: Sequence[str]) -> list[str]:
    """The speakers of `draft` whom the evidence does not let speak.

    Nothing is asked where the evidence has no speaker. Where it has "he said" or "the company
    said", the sentences around may name who that is; a role ("the mayor") may be anyone's whose
    role they give.
    """
    spoken = [who for text in evidence for who in speakers(text)]
    if not spoken:
        return []
    around = (*evidence, *context)
    heard = stems(" ".join(spoken)) | {_initials(name) for who in spoken for name in _named(who)}
    if not all(map(_named, spoken)):
        heard |= {stem(part) for text in around for name in names(text) for part in name.split()}
    roles = _ANYONE.union(*map(stems, around))
    return [
        who
        for who in speakers(draft)
        if not _PRONOUN.match(who) and not _keys(who) & (heard if _named(who) else roles)
    ]


def _verbatim(quote: str, text: str) -> bool:
    parts = [part.strip(" ,.;") for part in re.split(r"\[?(?:\.\.\.|\u2026)\]?", _flat(quote))]
    form = ".*".join(rf"(?<!\w){re.escape(part)}(?!\w)" for part in parts if part)
    return bool(re.search(form, text))


def _named(who: str) -> list[str]:
    return names(f"x {who}")  # as if inside a sentence, where every capital counts


def _keys(who: str) -> set[str]:
    named = {stem(part) for name in _named(who) for part in name.split()}
    return named or {word.stem for word in content(who)[-1:]}


def _initials(name: str) -> str:
    return "".join(part[0] for part in name.split()).lower()


def _flat(text: str) -> str:
    text = re.sub(r"[\u201c\u201d]", '"', text.replace("\u2019", "'").replace("\u2018", "'"))
    return " ".join(text.lower().split())
