"""The proper names of a sentence, and whether other sentences have them in any usual form."""

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant import words
from assistant.content import FUNCTION, stem
from assistant.nations import forms
from assistant.words import any_of

_CAPITAL = (
    r"(?:(?:[A-Z]\.)+[A-Z]\b|(?:[A-Z]\.){2,}|[A-Z]\.(?=\s[A-Z])"
    r"|\b(?:[A-Z][\w-]*|[a-z]{1,2}[A-Z]\w+)(?:['\u2019][A-Z]\w+|&\w+)*)"
)
_NAME = re.compile(rf"{_CAPITAL}(?:\s(?:(?:of|de|van|von|bin|al|der|la)\s)?{_CAPITAL})*")
_OPENING = re.compile(r"(?:[.!?:]\s|[\"\u201c(\n])$")
_POSSESSIVE = re.compile(r"(?:['\u2019]s|(?<=s)['\u2019])$")
_TITLES = frozenset(
    """mr mrs ms miss dr sir dame lord lady professor prof president vice prime minister mayor
    governor gov senator sen representative rep judge justice captain colonel chief
    executive officer ceo cfo chairman chairwoman chair director secretary inspector sergeant
    king queen prince princess pope bishop councillor commissioner engineer manager spokesman
    spokeswoman spokesperson coach deputy the a an inc co corp ltd plc llc""".split()
)
_OFFICES = frozenset(
    """general attorney minister superintendent supt sheriff officer detective agent inspector
    champion driver actor actress star reporter analyst lawyer expert host founder leader
    democrat republican senator candidate nominee chancellor speaker premier ambassador congressman
    congresswoman marshal lieutenant lt sgt capt archbishop prosecutor rev reverend pastor foreign
    interior finance home defence defense police fire state former deputy baroness judge""".split()
)
_NOT_NAMES = re.compile(
    rf"^(?:{any_of(words.COUNTS)}|{any_of(words.MONTHS)}|{any_of(words.SHORT_MONTHS)}"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|i|police|people|production|both|overall)$",
    re.I,
)
_DEMONYM = re.compile(r"(?:ese|[ia]?ans?|ish|i|ic)$")
_COMMON = re.compile(r"(?:[^s]s|ing|ly|ed|ion|ment|ness|ity|ance|ence)$")
"""Endings of a common noun, verb or adverb that opens a sentence ("Workers", "Nearly")."""
_UN = frozenset({"un", "nations"})


def names(text: str) -> list[str]:
    """The proper names of `text`, without titles and possessives, in order.

    A single capitalised word that opens a sentence is one only if it does not look like a common
    word.
    """
    found: list[str] = []
    for match in _NAME.finditer(text):
        at = match.start()
        opens = not at or bool(_OPENING.search(text[max(0, at - 2) : at]))
        parts = match[0].split()
        if opens and parts[0].lower() in FUNCTION | _TITLES:
            parts, opens = parts[1:], False
        parts = [
            p for p in parts if not _NOT_NAMES.match(p) and p.strip(".").lower() not in _TITLES
        ]
        while parts and parts[-1].islower():
            parts.pop()
        if not parts or (len(parts) == 1 and is_common(parts[0], opens)):
            continue
        found.append(" ".join(parts))
    return list(dict.fromkeys(found))


@lru_cache(256)
def only_namesakes(name: str, text: str) -> bool:
    """Whether a text has people of a full name's surname, with other first names only.

    The same initial will do: "Mike" is "Michael". What stands before a surname may be an office.
    """
    if " " not in name or name in text or names(name) != [name]:
        return False
    first, *_, last = name.split()
    if last not in text or first.lower() in _OFFICES:
        return False
    others = False
    for each in names(text):
        *before, surname = each.split()
        given = [word for word in before if word.lower() not in _OFFICES]
        if surname != last or not given:
            continue
        if any(word[0] == first[0] for word in given):
            return False
        others = True
    return others


def is_common(word: str, opens: bool) -> bool:
    """Whether a capitalised word is no name; one that opens a sentence where it looks like none."""
    if len(word) > 1 and word.isupper():
        return False
    return word.lower() in FUNCTION or (opens and bool(_COMMON.search(word)))


def unknown(draft: str, known: Sequence[str]) -> list[str]:
    """The names of `draft` that no text of `known` has.

    Each word of a name must be there, in any letter case; a surname alone, initials ("GM" for
    "General Motors", and back) and a country for its people will do. First name and surname of two
    different people make no name.
    """
    texts = " \n ".join(known)
    present = {_plain(word) for word in re.findall(r"[\w.&'\u2019-]+", texts)}
    present |= {part for word in present for part in word.split("-")}
    given = names(texts)
    full = [name.lower().split() for name in given]
    short = {_initials(name) for name in given}
    return [
        name
        for name in names(draft)
        if not _known(name, present, short, given) or _crossed(name.lower().split(), full)
    ]


def named(draft: str, context: Sequence[str]) -> set[str]:
    """The stems of the words in the names of `draft` that the context has too."""
    around = {stem(word) for text in context for word in re.findall(r"[\w.&'\u2019-]+", text)}
    return {stem(part) for name in names(draft) for part in name.split()} & around


def borrowed(draft: str, evidence: Sequence[str]) -> list[str]:
    """The names of `draft` that the evidence lacks, where it has a name that the draft leaves out.

    Such a name can only come from the context, and may have taken the place of the right one.
    """
    if not unknown("\n".join(evidence), [draft]):
        return []
    return unknown(draft, evidence)


def _known(name: str, present: set[str], short: set[str], given: Sequence[str]) -> bool:
    if _plain(name) in short or any(_initials(name) == _plain(g) for g in given if " " in name):
        return True
    return all(_has(part, present) for part in name.split() if not part.islower())


def _has(word: str, present: set[str]) -> bool:
    plain = _plain(word)
    if plain in present or all(part in present for part in plain.split("-")):
        return True
    if len(plain) == 1:
        return any(other.startswith(plain) for other in present)
    if present & forms(plain) or (plain in _UN and present & _UN):
        return True
    root = stem(plain)
    return len(plain) >= 4 and any(
        other[:4] == plain[:4] and (stem(other) == root or _demonym(other, plain))
        for other in present
    )


def _demonym(one: str, other: str) -> bool:
    """ "Japan" and "Japanese", "Canada" and "Canadian": one is most of the other."""
    longer, shorter = sorted((one, other), key=len, reverse=True)
    root = _DEMONYM.sub("", longer)
    return root != longer and shorter[:-1].startswith(root[:-1])


def _crossed(name: list[str], given: Sequence[list[str]]) -> bool:
    """Whether the first word is of one two-word name and the last of another."""
    if len(name) != 2 or any(set(name) <= set(each) for each in given):
        return False
    firsts = any(len(g) == 2 and g[0] == name[0] for g in given)
    lasts = any(len(g) == 2 and g[1] == name[1] for g in given)
    return firsts and lasts


def _initials(name: str) -> str:
    parts = [part for part in name.split() if part[:1].isupper()]
    return "".join(part[0] for part in parts).lower() if len(parts) > 1 else ""


def _plain(word: str) -> str:
    return _POSSESSIVE.sub("", word).replace(".", "").replace("\u2019", "'").lower().strip("'-")
