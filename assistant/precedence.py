"""Readers' questions come first: other work on the same articles waits between its steps."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice

from index.embedding import Embedder, MiniLM, Narrow, Pooled, Ranges, Tokens, Vectors

_MOST = 0.5
"""Seconds that one step waits at most, so that work goes on beside questions without end."""
_TOGETHER = 2
"""Batches that are encoded between two looks: some 0.3 s on two processors."""


class Precedence:
    """How many questions are being answered. Safe to use from several threads."""

    def __init__(self) -> None:
        self._asked = 0
        self._changed = threading.Condition()

    @contextmanager
    def asked(self) -> Iterator[None]:
        """A question is being answered inside."""
        with self._changed:
            self._asked += 1
        try:
            yield
        finally:
            with self._changed:
                self._asked -= 1
                self._changed.notify_all()

    def give_way(self, most: float = _MOST) -> bool:
        """Wait until no question is being answered; False where that takes longer than `most`."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._asked, most)


class Patient:
    """An `index.embedding.Embedder` that calls `between` before each few batches of passages.

    Its vectors are those of the embedder that it is made of, byte for byte: the bundled one rounds
    by what is in a batch, so batches stay as they were. `between` may raise, which ends it.
    """

    def __init__(self, embedder: Embedder, between: Callable[[], None]) -> None:
        self._embedder, self._between = embedder, between

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    def pool(self, texts: Sequence[str], sentences: Sequence[Ranges]) -> Iterator[Pooled]:
        """As the embedder's."""
        if not isinstance(self._embedder, MiniLM):
            for each in self._embedder.pool(texts, sentences):
                self._between()
                yield each
            return
        found: dict[int, Pooled] = {}
        batches = iter(self._embedder.batches(texts))
        while some := list(chain(*islice(batches, _TOGETHER))):
            self._between()
            pooled = self._embedder.pool([texts[n] for n in some], [sentences[n] for n in some])
            found.update(zip(some, pooled, strict=True))
        yield from (found[n] for n in range(len(texts)))

    def embed(self, text: str) -> Vectors:
        return self._embedder.embed(text)

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        return self._embedder.tokens(texts)

    def narrow(self, vectors: Vectors) -> Narrow:
        return self._embedder.narrow(vectors)

    def widen(self, narrow: Narrow) -> Vectors:
        return self._embedder.widen(narrow)
