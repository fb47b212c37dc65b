"""Whom "he" and "she" stand for: the last subject that may be meant, or nobody.

Of 60 that were resolved to the last person named at all, 16 were wrong: news names many whom it
does not speak of. A wrong name is worse than none, so a subject without a name ends the search.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index import people
from index.cues import QUOTING
from index.names import name_at
from index.parsing import Tree

_NEAR = 3
"""Paragraphs back that a pronoun may reach."""
_SUBJECTS = ("nsubj", "nsubjpass")
_GENDERS = {"he": "m", "his": "m", "him": "m", "she": "f", "her": "f"}
_HUMANS = people.ROLES | frozenset(
    """man woman boy girl juror victim suspect guest protester witness voter parent person
    candidate patient driver passenger survivor whistleblower""".split()
)
_MARKS = re.compile('["\u201c\u201d]')


@dataclass(frozen=True, slots=True)
class Subject:
    """A person as a subject: `name` is empty for one without; a pronoun has a gender only.

    `speaks`: of a verb that stands beside quotations.
    """

    start: int
    paragraph: int
    sentence: int
    name: str
    gender: str
    pronoun: bool
    speaks: bool


def gender_of(pronoun: str) -> str:
    """ "m" for "he", "f" for "she", else nothing."""
    return _GENDERS.get(pronoun, "")


def subjects(
    tree: Tree, paragraph: int, known: Callable[[str, str], str | None]
) -> Iterator[Subject]:
    """The persons who are subjects in a paragraph, outside quotations.

    `known` gives the name of a person for a name and its title; None where it is none's.
    """
    inside = _quoted(tree)
    for n, word in enumerate(tree.lower):
        beside = _beside_quotation(tree, n, inside)
        if inside[n] or not (beside or _stands_as_subject(tree, n)):
            continue
        place = tree.starts[n], paragraph, tree.starts[tree.root(n)]
        speaks = beside or tree.lower[tree.heads[n]] in QUOTING
        if tree.tags[n] == "PRP" and word in ("he", "she"):
            yield Subject(*place, "", _GENDERS[word], pronoun=True, speaks=speaks)
            continue
        named = [k for k in tree.kids[n] if tree.deps[k] == "appos" and k > n]
        named += [k for k in tree.kids[tree.heads[n]] if tree.deps[k] in _SUBJECTS and k > n]
        single = [k for k in (n, *named) if tree.tags[k] != "NNPS"]
        found = [name for k in single if (name := known(*name_at(tree, k)))]
        if found:
            yield Subject(*place, found[0], "", pronoun=False, speaks=speaks)
        elif tree.tags[n] == "NN" and (word in _HUMANS or speaks):
            yield Subject(*place, "", people.gender("", word), pronoun=False, speaks=speaks)


def antecedent(
    among: Sequence[Subject],
    at: int,
    paragraph: int,
    gender: str,
    who: Callable[[Subject], tuple[str, str]],
) -> str | None:
    """The name of the last subject before an offset that a pronoun of this gender may mean.

    In a sentence who speaks comes before others, and then the first. Another pronoun stands for
    whom it does itself. `who` gives the full name and gender of a subject that has a name.
    """
    while True:
        found = _nearest(among, at, paragraph, gender, who)
        if found is None or not found.pronoun:
            return who(found)[0] if found and found.name else None
        at, paragraph = found.start, found.paragraph


def _nearest(
    among: Sequence[Subject],
    at: int,
    paragraph: int,
    gender: str,
    who: Callable[[Subject], tuple[str, str]],
) -> Subject | None:
    before = [s for s in among if s.start < at and 0 <= paragraph - s.paragraph <= _NEAR]
    before.sort(key=lambda s: (-s.sentence, not s.speaks, s.start))
    for each in before:
        theirs = who(each)[1] if each.name else each.gender
        if theirs in ("", gender):
            return each
    return None


def _beside_quotation(tree: Tree, n: int, inside: Sequence[bool]) -> bool:
    """Whether a name is set behind a quotation without a verb: “…,” Ines Calder, the mayor."""
    if tree.tags[n] != "NNP" or tree.tags[n + 1 : n + 2] in (["NNP"], ["NNPS"]):
        return False
    first = n
    while first and tree.tags[first - 1] in ("NNP", "NNPS"):
        first -= 1
    return first > 1 and bool(_MARKS.match(tree.words[first - 1])) and inside[first - 2]


def _stands_as_subject(tree: Tree, n: int) -> bool:
    """A subject, but not of an infinitive, or whom something is according to."""
    head = tree.heads[n]
    if tree.tags[head] == "VB" and any(tree.lower[k] == "to" for k in tree.kids[head]):
        return False
    by = tree.deps[n] == "pobj" and tree.lower[head] == "to" and head > 0
    return tree.deps[n] in _SUBJECTS or (by and tree.lower[head - 1] == "according")


def _quoted(tree: Tree) -> list[bool]:
    """Of each token whether it stands between quotation marks of the paragraph."""
    marks = [(m.start() + tree.offset, m[0]) for m in _MARKS.finditer(tree.text)]
    inside, at, states = False, 0, []
    for start in tree.starts:
        while at < len(marks) and marks[at][0] <= start:
            inside = marks[at][1] == "\u201c" or (marks[at][1] == '"' and not inside)
            at += 1
        states.append(inside)
    return states
