"""Reports of speech in a parsed text: the words that report, whose, and what they report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index import cues
from index.contents import Part, content, trimmed, whole
from index.parsing import Tree
from index.subjects import VERBS, inverted, speaker

_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP", "DT", "CD", "WP"})
_AUXILIARIES = frozenset({"aux", "auxpass", "neg", "prt"})
_NO_ONE = frozenset("you we us one 's there let".split())
"""Subjects outside quotation marks that are the writer and the reader."""
_POINTERS = frozenset("this that it these those so them".split())
_MARKS = "'\"\u2019\u201d"
_ENDS = ".?!" + _MARKS
_APART = 4
"""Words between two quotations of one sentence that one cue gives."""


@dataclass(frozen=True, slots=True)
class Report:
    """A cue, who speaks and what; `speaker` is the head token of the mention in the tree.

    The cue is empty where a quotation stands beside a name without a verb.

    `parts` are offsets of what is said, apart where the cue stands between them.
    """

    cue: Part
    verb: int
    lemma: str
    speaker: int
    parts: tuple[Part, ...]
    declined: bool = False


def reports(tree: Tree, quoted: Sequence[Part]) -> Iterator[Report]:
    """Every report in a tree; `quoted` are the offsets of its quotations, marks included."""
    found = list(_single(tree, quoted))
    found += _after_colon(tree, found, quoted)
    found += _without_verb(tree, found, quoted)
    outer = [one for one in found if not (_nested(tree, one, found) or _mute(tree, one))]
    yield from _joined(tree, outer, quoted)


def _mute(tree: Tree, one: Report) -> bool:
    """Whether what "speaks" cannot; what others say inside it stays the writer's guess."""
    word = tree.lower[one.speaker]
    written = one.lemma in ("say", "state") and word in cues.DOCUMENTS
    return tree.tags[one.speaker] in ("NN", "NNS") and word in cues.MUTE and not written


def _infinite(tree: Tree, n: int) -> bool:
    """Whether a verb is an infinitive ("to say", "hear her say"): what may be, not what is."""
    return tree.tags[n] == "VB" and not any(
        tree.deps[k] == "aux" and tree.tags[k] != "TO" for k in tree.kids[n]
    )


def _nested(tree: Tree, one: Report, found: Sequence[Report]) -> bool:
    """Whether a report is itself part of what another one reports: hearsay, and no one's words."""
    return any(
        _holds(other, one) and not (_holds(one, other) and _above(tree, one.verb, other.verb))
        for other in found
        if other is not one
    )


def _holds(outer: Report, inner: Report) -> bool:
    return any(start <= inner.cue[0] < end for start, end in outer.parts)


def _above(tree: Tree, n: int, below: int) -> bool:
    """Whether token `below` hangs on `n`, near or far."""
    while tree.heads[below] != below:
        below = tree.heads[below]
        if below == n:
            return True
    return False


def _single(tree: Tree, quoted: Sequence[Part]) -> Iterator[Report]:
    for n, word in enumerate(tree.lower):
        if _inside(tree, n, quoted):
            continue
        if tree.tags[n] in VERBS and not _infinite(tree, n) and (lemma := cues.ALL.get(word)):
            found = _of_verb(tree, n, lemma, quoted)
        elif word == "according" and tree.lower[n + 1 : n + 2] == ["to"]:
            found = _according(tree, n, quoted)
        elif word in cues.NOUNS and tree.tags[n] in _NOUNS:
            found = _of_noun(tree, n)
        else:
            continue
        if found and found.parts and not _points_back(tree, found):
            yield found


def _points_back(tree: Tree, one: Report) -> bool:
    """Whether what is said is in another sentence: "sources revealed this"."""
    [(start, end), *more] = one.parts
    return not more and tree.text[start - tree.offset : end - tree.offset].lower() in _POINTERS


def _after_colon(tree: Tree, found: Sequence[Report], quoted: Sequence[Part]) -> Iterator[Report]:
    """Quotations after a colon whose sentence has a person's verb: "Akande gave his verdict: …"."""
    for a, b in quoted:
        if any(start < b and a < end for one in found for start, end in one.parts):
            continue
        mark = max((n for n, end in enumerate(tree.ends) if end <= a), default=-1)
        if mark < 0 or tree.words[mark] != ":":
            continue
        first = tree.edges(tree.root(mark))[0]
        verb = next((n for n in range(first, mark) if _is_main(tree, n)), None)
        who = None if verb is None else tree.find(verb, "nsubj")
        if verb is not None and who is not None and _could_speak(tree, who):
            yield Report(_cue(tree, verb), verb, tree.lower[verb], who, ((a, b),))


def _without_verb(tree: Tree, found: Sequence[Report], quoted: Sequence[Part]) -> Iterator[Report]:
    """Quotations that end on a comma before a name and no verb: “…,” Ines Calder, the mayor."""
    for a, b in quoted:
        if any(start < b and a < end for one in found for start, end in one.parts):
            continue
        said = tree.text[a - tree.offset : b - tree.offset]
        before = tree.text[: a - tree.offset].rstrip()
        if said.rstrip(_MARKS)[-1:] not in tuple(",?!") or not (not before or before[-1] in _ENDS):
            continue
        last = next((n for n, start in enumerate(tree.starts) if start >= b), len(tree)) - 1
        while tree.tags[last + 1 : last + 2] in (["NNP"], ["NNPS"]):
            last += 1
        behind = tree.words[last + 1 : last + 2]
        if tree.starts[last] >= b and tree.tags[last] == "NNP" and behind in ([], [","], ["."]):
            cue = tree.ends[last], tree.ends[last]
            yield Report(cue, last, "", last, ((a, b),))


def _is_main(tree: Tree, n: int) -> bool:
    finite = tree.tags[n] in ("VBD", "VBZ", "VBP")
    return finite and tree.deps[n] in ("ROOT", "ccomp", "parataxis")


def _could_speak(tree: Tree, who: int) -> bool:
    return tree.tags[who] in ("NNP", "NNPS") or tree.lower[who] in ("he", "she", "they")


def _joined(tree: Tree, found: list[Report], quoted: Sequence[Part]) -> list[Report]:
    """With each quotation that goes on after its cue (“…,” he said. “…”) given to that cue."""
    ends = {b for _, b in quoted}
    for a, b in quoted:
        if any(start < b and a < end for report in found for start, end in report.parts):
            continue
        before = [
            (report.parts[-1][1] in ends, report.cue[0], n)
            for n, report in enumerate(found)
            if _goes_on(tree, report, a)
        ]
        if before:
            *_, n = max(before)
            found[n] = replace(found[n], parts=(*found[n].parts, (a, b)))
    return found


def _goes_on(tree: Tree, report: Report, at: int) -> bool:
    """Whether a quotation at `at` comes right after what a report gives and who said it."""
    start = max(report.parts[-1][1], report.cue[1])
    if start > at or report.cue[0] > at:
        return False
    inside = [n for n, where in enumerate(tree.starts) if start <= where < at]
    said = [n for n in inside if tree.words[n][0].isalnum()]
    if not said:
        return True
    stops = [n for n in inside if tree.tags[n] == "."]
    if not stops:
        return tree.words[inside[-1]] in (",", ":", "and", "but") and len(said) <= _APART
    return len(stops) == 1 and stops[0] > said[-1]


def _inside(tree: Tree, n: int, quoted: Sequence[Part]) -> bool:
    start = tree.starts[n]
    return any(a <= start < b for a, b in quoted)


# -- verbs ---------------------------------------------------------------------------------


def _of_verb(tree: Tree, n: int, lemma: str, quoted: Sequence[Part]) -> Report | None:
    who = speaker(tree, n)
    if who is None and tree.lower[n] in cues.QUOTING:
        who = inverted(tree, n, quoted)
    if who is None or _inside(tree, who, quoted) or tree.lower[who] in _NO_ONE:
        return None
    if _asks(tree, n):
        return None
    parts = content(tree, n, who, quoted)
    if not parts:
        return None
    declined = lemma in ("decline", "refuse") or (
        lemma in ("respond", "comment") and _negated(tree, n)
    )
    return Report(_cue(tree, n), n, lemma, who, parts, declined)


def _asks(tree: Tree, n: int) -> bool:
    """Whether a clause is a question that is a subject.

    "What Acme thinks of it is unclear" and "How Acme sees it is unclear" give nothing that it
    thinks; the parser takes the second's first verb for that of the sentence.
    """
    before = [k for k in tree.kids[n] if k < n]
    if tree.deps[n] == "csubj":
        return any(tree.tags[k] in ("WP", "WRB") for k in before)
    return tree.deps[n] == "ROOT" and any(tree.lower[k] in ("how", "why") for k in before)


def _negated(tree: Tree, n: int) -> bool:
    return tree.find(n, "neg") is not None


def _cue(tree: Tree, n: int) -> Part:
    first = last = n
    for k in tree.kids[n]:
        if tree.deps[k] in _AUXILIARIES:
            first, last = min(first, k), max(last, k)
    while last > n and last - n > 2:
        last = n
    if n - first > 4:
        first = n
    return tree.starts[first], tree.ends[last]


# -- "according to" and nouns ------------------------------------------------------------------


def _according(tree: Tree, n: int, quoted: Sequence[Part]) -> Report | None:
    to = n + 1
    who = tree.find(to, "pobj") or tree.find(n, "pobj")
    if who is None:
        return None
    first, last = n, tree.edges(who)[1]
    if tree.lower[who] in cues.WRITTEN:
        who = _whose(tree, who)
    top = tree.root(n)
    left, right = tree.edges(top)
    parts = []
    if left < first:
        parts.append(trimmed(tree, left, first - 1))
    if last < right:
        parts.append(trimmed(tree, last + 1, right))
    stretches = [whole(part, quoted) for part in parts if part[1] - part[0] > 2]
    return Report((tree.starts[n], tree.ends[to]), n, "according", who, tuple(stretches))


def _whose(tree: Tree, written: int) -> int:
    """Whom something that is written is by: the broadcaster, for "a report by the broadcaster"."""
    for k in tree.kids[written]:
        if tree.deps[k] == "prep" and tree.lower[k] in ("by", "from"):
            return tree.find(k, "pobj") or written
    return written


def _of_noun(tree: Tree, n: int) -> Report | None:
    who = tree.find(n, "poss")
    if who is None:
        return None
    for k in tree.kids[n]:
        if k > n and tree.deps[k] in ("acl", "ccomp", "relcl") and tree.tags[k] != "VBN":
            first, last = tree.edges(k)
            if tree.lower[first] in ("that", "to") and tree.deps[k] != "relcl":
                return Report(
                    (tree.starts[n], tree.ends[n]), n, tree.lower[n], who,
                    (trimmed(tree, first, last),),
                )  # fmt: skip
        if k > n and tree.deps[k] == "prep" and tree.lower[k] in ("for", "of", "about", "on"):
            first, last = tree.edges(k)
            if last > k:
                return Report(
                    (tree.starts[n], tree.ends[k]), n, tree.lower[n], who,
                    (trimmed(tree, k + 1, last),),
                )  # fmt: skip
    return None
