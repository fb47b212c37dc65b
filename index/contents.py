"""What a verb of saying reports: a clause, a quotation, an infinitive or an object, as offsets."""

from collections.abc import Sequence

from index import cues, people
from index.parsing import Tree
from index.subjects import SUBJECTS

_PAUSES = frozenset({",", ":", ";", ".", "-", "--", "\u2013", "\u2014"})
_APART = 4
"""Tokens between a speaker and the verb of a quotation before them."""
_SHORT = 60
"""Characters between a verb and the quotation after it: "told reporters on Friday,"."""
_TOPICAL = frozenset("as for of from with over about to against".split())
_ADDING = frozenset("who whom which whose although though while".split())
_SUBORDINATE = frozenset("when while if as although though because after before since".split())

Part = tuple[int, int]


def content(tree: Tree, n: int, who: int, quoted: Sequence[Part]) -> tuple[Part, ...]:
    """What verb `n` of speaker `who` reports; nothing where it reports nothing."""
    word = tree.lower[n]
    beside = _beside(tree, n, who, quoted) if word in cues.QUOTING else None
    clause = _clause(tree, n, who)
    if clause and beside and clause[-1][1] <= tree.starts[n] < beside[0]:
        return (beside,)
    if clause:
        cue = tree.starts[n]
        outside = [(a, b) for a, b in quoted if not a <= cue < b]
        return tuple(whole(part, outside) for part in clause)
    if beside:
        return (beside,)
    if word in cues.QUOTING and (around := _parenthetical(tree, n)):
        return around
    if found := _infinitive(tree, n, word):
        return (found,)
    if found := _object(tree, n, word):
        return (found,)
    return ()


def _clause(tree: Tree, n: int, who: int) -> tuple[Part, ...]:
    """The clause that hangs on a verb; in two parts where the verb stands inside it."""
    if tree.lower[n] not in cues.CLAUSE:
        return ()
    for k in tree.kids[n]:
        if tree.deps[k] != "ccomp":
            continue
        first, last = tree.edges(k)
        if first > n:
            first = _from_that(tree, k, first)
            return (trimmed(tree, first, _to_the_end(tree, n, k, last)),)
        if k > n or tree.lower[first] in _SUBORDINATE:
            continue
        before, after = sorted((n, who)) if who in (n - 1, n + 1) else (n, n)
        before = min(before, tree.edges(who)[0]) if who < n else before
        after = max(after, tree.edges(who)[1]) if who > n else after
        start = tree.edges(tree.root(n))[0]
        if tree.lower[start] not in _SUBORDINATE:
            first = min(first, start)
        parts = [trimmed(tree, first, min(last, before - 1))]
        if last > after + 1:
            parts.append(trimmed(tree, after + 1, last))
        return tuple(parts)
    return ()


def _from_that(tree: Tree, k: int, first: int) -> int:
    """Where a clause begins: at "that" in "said, citing sources at the port, that …"."""
    marks = (m for m in tree.kids[k] if tree.deps[m] == "mark" and first < m < k)
    return next((m for m in marks if tree.words[m - 1] == ","), first)


def _to_the_end(tree: Tree, n: int, k: int, last: int) -> int:
    """The end of a clause after its verb: with "and" what is said too, without what is a new cue.

    "She said it was late and the talks would end": the parser hangs the end on either verb.
    """
    for conj in tree.kids[n]:
        if tree.deps[conj] == "conj" and conj > last and tree.lower[conj] not in cues.ALL:
            own = tree.find(conj, *SUBJECTS, "expl")
            _, end = tree.edges(conj)
            if own is not None and tree.words[last + 1 : last + 2] in (["and"], ["or"], ["but"]):
                return end
    for conj in tree.kids[k]:
        said = tree.deps[conj] == "conj" and tree.tags[conj] == tree.tags[n]
        if said and tree.lower[conj] in cues.QUOTING and tree.find(conj, *SUBJECTS) is None:
            joint = [j for j in tree.kids[k] if tree.deps[j] == "cc" and j < conj]
            return min([*joint, conj]) - 1
    return last


def whole(part: Part, quoted: Sequence[Part]) -> Part:
    """With the whole of every quotation that it holds a part of."""
    start, end = part
    for a, b in quoted:
        if a <= end + 1 and start < b:
            start, end = min(start, a), max(end, b)
    return start, end


def _beside(tree: Tree, n: int, who: int, quoted: Sequence[Part]) -> Part | None:
    """The quotation that the verb and its speaker stand beside."""
    first, last = n, n
    if who < n:
        first = min(first, tree.edges(who)[0]) if n - who <= _APART else n
    else:
        last = max(last, tree.edges(who)[1])
    for a, b in reversed(quoted):
        if b <= tree.starts[first] and not _words_between(tree, b, tree.starts[first]):
            return a, b
    for a, b in quoted:
        if a >= tree.ends[last]:
            between = tree.text[tree.ends[last] - tree.offset : a - tree.offset].strip()
            near = len(between) <= 1 or (between.endswith((",", ":")) and len(between) <= _SHORT)
            return (a, b) if near and "." not in between else None
    return None


def _words_between(tree: Tree, start: int, end: int) -> bool:
    return any(c.isalnum() for c in tree.text[start - tree.offset : end - tree.offset])


def _parenthetical(tree: Tree, n: int) -> tuple[Part, ...]:
    """The sentence around "…, he said, …"."""
    top = tree.heads[n]
    if tree.deps[n] not in ("parataxis", "ccomp", "advcl") or top == n:
        return ()
    first, last = tree.edges(n)
    if "," not in tree.words[max(0, first - 1) : first + 1]:
        return ()
    if "," not in tree.words[last : last + 2]:
        return ()
    if tree.lower[first] in ("that", "as", "because", "if", "when", "after", "while"):
        return ()
    left, right = tree.edges(top)
    parts = []
    if left < first:
        parts.append(trimmed(tree, left, first - 1))
    if last < right:
        parts.append(trimmed(tree, last + 1, right))
    return tuple(p for p in parts if p[1] - p[0] > 2)


def _infinitive(tree: Tree, n: int, word: str) -> Part | None:
    k = tree.find(n, "xcomp")
    if k is None or k < n or (word not in cues.TO and word not in cues.OTHERS_TO):
        return None
    first, last = tree.edges(k)
    other = tree.find(n, "dobj")
    if word in cues.OTHERS_TO and word not in cues.ADDRESSED and other is not None and other > n:
        first = min(first, tree.edges(other)[0])
    return trimmed(tree, first, last)


def _object(tree: Tree, n: int, word: str) -> Part | None:
    lemma = cues.ALL[word]
    kids = [k for k in tree.kids[n] if k > n]
    if word in cues.OBJECT:
        main = next((k for k in kids if tree.deps[k] in ("dobj", "oprd", "ccomp", "pcomp")), None)
        passive = tree.find(n, "nsubjpass")
        if main is None and passive is not None:
            first, last = tree.edges(passive)
            return trimmed(tree, first, last)
        if main is not None and lemma in ("quote", "cite") and _is_source(tree, main):
            return None  # whom they have it from, not what they say
        if main is not None:
            first, last = tree.edges(main)
            for k in kids:
                if k > main and _belongs(tree, k):
                    last = max(last, tree.edges(k)[1])
            return trimmed(tree, first, last)
    allowed = cues.PREPOSITIONS.get(lemma, "").split()
    for k in kids:
        if tree.deps[k] in ("prep", "prt", "agent") and tree.lower[k] in allowed:
            first, last = tree.edges(k)
            if first == k and last > k:
                return trimmed(tree, k + 1, last)
    return None


def _is_source(tree: Tree, n: int) -> bool:
    word = tree.lower[n]
    return tree.tags[n] in ("NNP", "NNPS") or bool(
        {word, word.removesuffix("s")} & (cues.SOURCES | people.ROLES)
    )


def _belongs(tree: Tree, k: int) -> bool:
    """Whether what hangs on a verb tells what is said rather than when or where."""
    dep = tree.deps[k]
    if dep == "prep":
        return tree.lower[k] in _TOPICAL or tree.find(k, "pcomp") is not None
    return dep in ("oprd", "xcomp", "acomp", "dative")


def trimmed(tree: Tree, first: int, last: int) -> Part:
    """Offsets of the tokens `first` to `last`, without what is added after a comma at the end."""
    last = _cut(tree, first, last)
    while first < last and _bare(tree.words[first]):
        first += 1
    while last > first and _bare(tree.words[last]):
        last -= 1
    return tree.starts[first], tree.ends[last]


def _cut(tree: Tree, first: int, last: int) -> int:
    """The last token before a clause that ends the sentence and is the writer's own addition."""
    for n in range(first + 2, last):
        if tree.words[n] not in _PAUSES:
            continue
        after = tree.lower[n + 1]
        if after in _ADDING or (tree.tags[n + 1] == "VBG" and after in cues.ALL):
            verb = n + 1
            while tree.deps[verb] not in ("relcl", "advcl", "acl") and tree.heads[verb] > n:
                if tree.heads[verb] == verb:
                    break
                verb = tree.heads[verb]
            end = tree.edges(verb)[1]
            ends = not any(word[0].isalnum() for word in tree.words[end + 1 : last + 1])
            if tree.deps[verb] in ("relcl", "advcl") and ends:
                return n - 1
    return last


def _bare(word: str) -> bool:
    return word.isspace() or word in _PAUSES
