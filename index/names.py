"""Proper names in a parsed text, with the title, role and organisation that stand beside them."""

from collections.abc import Iterator

from index import people
from index.parsing import Tree

_PROPER = frozenset({"NNP", "NNPS"})
_COMMON = frozenset({"NN", "NNS"})
_LONGEST = 4
"""Words in a person's name, the title apart."""


def heads(tree: Tree) -> Iterator[int]:
    """The last token of each run of proper nouns."""
    for n, tag in enumerate(tree.tags):
        if tag in _PROPER and (n + 1 == len(tree) or tree.tags[n + 1] not in _PROPER):
            yield n


def name_at(tree: Tree, head: int) -> tuple[str, str]:
    """(the proper name that ends at a token, the title before it); both may be empty."""
    if tree.tags[head] not in _PROPER:
        return "", ""
    words = list(tree.words[_first(tree, head) : head + 1])
    titles = [n for n, word in enumerate(words) if word.lower().strip(".") in people.TITLES]
    if len(titles) == len(words):
        return "", ""
    last = max((n for n in titles if n < len(words) - 1), default=-1) + 1
    rest = words[last:]
    if not last or people.is_organisation(" ".join(rest)) or len(rest) > _LONGEST:
        return " ".join(words), ""
    title = " ".join(words[:last])
    if title == "State" and tree.lower[max(0, head - len(rest) - 2) :][:1] == ["of"]:
        title = "Secretary of State"
    return " ".join(rest), title


def _first(tree: Tree, head: int) -> int:
    while head > 0 and tree.tags[head - 1] in _PROPER:
        head -= 1
    return head


def role_at(tree: Tree, head: int, title: str) -> tuple[str | None, str | None]:
    """What is said beside a name of who it is: (role, organisation)."""
    first = start = _first(tree, head)
    while start > 0 and (
        tree.tags[start - 1] in _COMMON or tree.tags[start - 1] in ("JJ", "NNP", "HYPH", "POS")
    ):
        start -= 1
    before = list(range(start, first))
    if any(tree.tags[n] in _COMMON and tree.lower[n] in people.ROLES for n in before):
        role = " ".join([*(tree.words[n] for n in before), title]).strip()
        owner = [tree.words[n] for n in before if tree.tags[n] in _PROPER]
        return role, " ".join(owner) or None
    for k in tree.kids[head]:
        if tree.deps[k] == "appos" and k > head and tree.lower[k] in people.ROLES:
            a, b = tree.edges(k)
            words = list(range(a, min(b, k + 8) + 1))
            while words and tree.tags[words[0]] == "DT":
                words.pop(0)
            stop = next((i for i, n in enumerate(words) if tree.words[n] in ",;("), len(words))
            return " ".join(tree.words[n] for n in words[:stop]), _organisation(tree, k)
    if (noun := _predicate(tree, head)) is not None:
        start, stop = tree.edges(noun)
        while tree.tags[start] == "DT":
            start += 1
        return " ".join(tree.words[start : stop + 1]), _organisation(tree, noun)
    if title and title.lower().strip(".") not in people.HONORIFICS:
        return title, None
    if tree.tags[head] in _COMMON:
        return None, _organisation(tree, head)
    return None, None


def _predicate(tree: Tree, head: int) -> int | None:
    """The noun of "…, who is a senior analyst at …" or "…, who works as one for …"."""
    for verb in tree.kids[head]:
        if tree.deps[verb] != "relcl" or verb < head:
            continue
        noun = tree.find(verb, "attr")
        for k in tree.kids[verb]:
            if tree.deps[k] == "prep" and tree.lower[k] == "as":
                noun = tree.find(k, "pobj")
        if noun is not None and tree.lower[noun] in people.ROLES:
            return noun
    return None


def _organisation(tree: Tree, noun: int) -> str | None:
    """The proper name in "of …", "at …", "for …" after a role, or the one before it."""
    for k in tree.kids[noun]:
        if tree.deps[k] == "prep" and tree.lower[k] in ("of", "at", "for", "with", "from"):
            inside = tree.find(k, "pobj")
            if inside is not None and tree.tags[inside] in _PROPER:
                return name_at(tree, inside)[0] or None
    owner = [k for k in tree.kids[noun] if k < noun and tree.tags[k] in _PROPER]
    return " ".join(tree.words[k] for k in owner) or None
