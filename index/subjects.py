"""Who a verb of saying is said by: its subject, wherever the sentence has it."""

from collections.abc import Sequence

from index import cues
from index.parsing import Tree

SUBJECTS = ("nsubj", "nsubjpass", "csubj")
VERBS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})
_NEAR = 3
"""Characters between a quotation and a verb that comes before its subject."""
_FAR = 8
"""Steps up the tree."""


def speaker(tree: Tree, n: int) -> int | None:
    """The head of the subject of verb `n`, found up the tree where the verb shares another's."""
    seen, seen_from = 0, n
    while seen < _FAR:
        seen += 1
        passive = any(tree.deps[k] == "auxpass" for k in tree.kids[n])
        if passive or (tree.tags[n] == "VBN" and tree.deps[n] == "acl"):
            agent = tree.find(n, "agent")
            if agent is not None:
                return tree.find(agent, "pobj")
            if passive:
                return tree.find(n, "nsubjpass") if seen > 1 else None
        subject = tree.find(n, *SUBJECTS)
        if subject is not None:
            return subject
        dep, head = tree.deps[n], tree.heads[n]
        if dep == "relcl":
            return head
        if dep == "acl" and tree.tags[n] == "VBG":
            return head if tree.lower[head] not in cues.UTTERED else None
        if dep in ("conj", "xcomp", "advcl", "dep") and head != n and tree.tags[head] in VERBS:
            if dep == "conj" and not _joined(tree, head, n):
                return None
            if dep == "xcomp" and tree.lower[head] in cues.OTHERS_TO:
                other = tree.find(head, "dobj")
                if other is not None:
                    return other
            n = head
            if _resumes(tree, seen_from, head):
                n = tree.heads[head]
        elif dep == "pcomp" and head != n:
            above = tree.heads[head]
            if above == head or tree.tags[above] not in VERBS:
                return None
            n = above
        else:
            return None
    return None


def _joined(tree: Tree, head: int, n: int) -> bool:
    """Whether anything joins a verb to the one that it is said to go on from.

    In "to build the successor to the car announced last year" the parser takes "announced" for a
    second verb of the sentence.
    """
    between = range(head + 1, n)
    return any(tree.tags[k] in ("CC", ",", ":") for k in between)


def _resumes(tree: Tree, n: int, head: int) -> bool:
    """Whether "… and said" goes on with the speaker of the sentence, not of the clause before."""
    above = tree.heads[head]
    return (
        tree.deps[n] == "conj"
        and tree.deps[head] == "ccomp"
        and tree.lower[n] in cues.QUOTING
        and tree.lower[above] in cues.QUOTING
        and tree.tags[n] == tree.tags[above]
    )


def inverted(tree: Tree, n: int, quoted: Sequence[tuple[int, int]]) -> int | None:
    """The noun after a verb that stands after a quotation, whatever the parser makes of it."""
    near = tree.starts[n]
    if not any(b <= near and near - b <= _NEAR for _, b in quoted):
        return None
    for k in range(n + 1, min(n + 9, len(tree))):
        tag = tree.tags[k]
        if tag in ("PRP", "NNP", "NN", "NNS", "NNPS") and (
            k + 1 == len(tree) or tree.tags[k + 1] not in ("NN", "NNS", "NNP", "NNPS")
        ):
            return k
        if tag in (".", ",", "IN", "VBD"):
            return None
    return None
