"""Chroma and tantivy kept in step with the catalog, through its outbox."""

import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from itertools import chain

from index.catalog import Catalog, Change, Entry, Filter
from index.database import CatalogError
from index.retrieval import EXACT_UP_TO
from index.stores import StoreAway
from index.vectors import VectorStore
from index.words import Words

_WINDOW = 128
"""Articles read from the catalog at once."""


class Projections:
    """Both projections of one catalog. Only the process that may write calls what changes them."""

    def __init__(self, catalog: Catalog, words: Words, vectors: VectorStore) -> None:
        self._catalog, self._words, self._vectors = catalog, words, vectors
        self._both: tuple[Words, VectorStore] = (words, vectors)
        self._draining = threading.Lock()

    def in_step(self) -> bool:
        """Whether both have every change and as many articles and chunks as the catalog."""
        return all(self._is_current(projection) for projection in self._both)

    def repair(self) -> None:
        """Make again what is not in step; a server of vectors that is away is left as it is."""
        for projection in self._both:
            with suppress(StoreAway):
                if not self._is_current(projection):
                    self._rebuild(projection)

    def repair_words(self) -> None:
        """Make the full-text index again."""
        self._rebuild(self._words)

    def repair_vectors(self) -> None:
        """Make the vector index again, without encoding."""
        self._rebuild(self._vectors)

    def has_words(self) -> bool:
        """Whether the full-text index can be read and is whole."""
        return self._holds(self._words, 0)

    def rebuild(self) -> None:
        """Make both again, without encoding."""
        for projection in self._both:
            self._rebuild(projection)

    def lags(self) -> bool:
        """Whether a server of vectors lacks changes, as long as it was away for them."""
        if not self._vectors.address:
            return False
        return self._catalog.applied(self._vectors.name) < self._catalog.generation()

    def behind(self) -> int:
        """How many changes the slower one has yet to apply."""
        applied = min(self._catalog.applied(projection.name) for projection in self._both)
        return self._catalog.generation() - applied

    def _is_current(self, projection: Words | VectorStore) -> bool:
        generation = self._catalog.generation()
        applied = self._catalog.applied(projection.name)
        try:
            return generation == 0 or (applied == generation and self._holds(projection, applied))
        except StoreAway:  # nothing can be made again now; the store says why
            return True

    def _holds(self, projection: Words | VectorStore, applied: int) -> bool:
        articles, chunks = self._catalog.counts()
        try:
            if projection is self._words:
                return projection.holds(articles, chunks)
            _, waiting = self._catalog.waiting()
            marked = self._vectors.is_at(applied, applied)
            return marked and projection.holds(articles, chunks - waiting)
        except StoreAway:
            raise
        except Exception:  # whatever a damaged store raises, it must be made again
            return False

    def drain(self) -> None:
        """Bring both projections up to the catalog's generation, or make them again.

        Threads that call it at once wait for each other.
        """
        with self._draining:
            for projection in self._both:
                self._catch_up(projection)

    def _catch_up(self, projection: Words | VectorStore) -> None:
        generation = self._catalog.generation()
        applied = self._catalog.applied(projection.name)
        changes = self._catalog.changes(applied)
        lost = len(changes) < generation - applied  # of the outbox, which keeps not all
        try:
            kept = bool(changes and applied) and not lost
            if kept and self._was_left_at(projection, applied):
                self._apply(projection, changes)
                self._acknowledge(projection, generation)
            elif changes or lost or (generation and not applied):
                self._rebuild(projection)
        except StoreAway:
            return  # the store says why; the outbox keeps what it has yet to apply
        except (CatalogError, MemoryError):
            raise
        except Exception:  # tantivy and Chroma raise what their storage raises
            self._rebuild(projection)

    def _was_left_at(self, projection: Words | VectorStore, applied: int) -> bool:
        """Whether what it is marked with is what the catalog says, or what a crash left."""
        newest = self._catalog.generation()
        return projection is self._words or self._vectors.is_at(applied, newest)

    def _acknowledge(self, projection: Words | VectorStore, generation: int) -> None:
        if projection is self._vectors:
            self._vectors.mark(generation)
        self._catalog.acknowledge(projection.name, generation)

    def _apply(self, projection: Words | VectorStore, changes: Sequence[Change]) -> None:
        idle = {"move", "confirm"} | ({"encode"} if projection is self._words else set())
        touched = dict.fromkeys(c.article for c in changes if c.action not in idle)
        _, chunks = self._catalog.counts()
        if projection is self._words and chunks <= EXACT_UP_TO and self._words.knows(touched):
            self._words.refill(chain.from_iterable(self._windows(projection)))
        elif touched:
            present = self._shown(projection, list(touched))
            removed = dict.fromkeys(c.article for c in changes if c.action == "remove")
            projection.apply(present.values(), [id for id in removed if id not in present])

    def _windows(self, projection: Words | VectorStore) -> Iterator[Collection[Entry]]:
        ids = sorted(self._catalog.matching(Filter()))
        for at in range(0, len(ids), _WINDOW):
            yield self._shown(projection, ids[at : at + _WINDOW]).values()

    def _shown(self, projection: Words | VectorStore, ids: Sequence[str]) -> dict[str, Entry]:
        """Those of these articles that a projection has something of."""
        found = self._catalog.entries(ids)
        if projection is self._words:
            return found
        return {id: entry for id, entry in found.items() if entry.encoded}

    def _rebuild(self, projection: Words | VectorStore) -> None:
        generation = self._catalog.generation()
        if projection is self._vectors:
            self._vectors.is_at(0, 0)  # a server that is away keeps what it had
        self._catalog.acknowledge(projection.name, 0)  # killed half-way, it is begun again
        projection.rebuild(self._windows(projection))
        self._acknowledge(projection, generation)
