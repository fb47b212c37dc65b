"""Chroma and tantivy kept in step with the catalog, through its outbox."""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain

from index.catalog import Catalog, Change, Entry, Filter
from index.database import CatalogError
from index.retrieval import EXACT_UP_TO
from index.vectors import VectorStore
from index.words import Words

_WINDOW = 128
"""Articles read from the catalog at once."""


class Projections:
    """Both projections of one catalog. Only the process that may write calls what changes them."""

    def __init__(self, catalog: Catalog, words: Words, vectors: VectorStore) -> None:
        self._catalog, self._words, self._vectors = catalog, words, vectors
        self._both: tuple[Words, VectorStore] = (words, vectors)

    def in_step(self) -> bool:
        """Whether both have every change and as many articles and chunks as the catalog."""
        return all(self._is_current(projection) for projection in self._both)

    def repair(self) -> None:
        """Make again what is not in step."""
        for projection in self._both:
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
        return self._holds(self._words)

    def rebuild(self) -> None:
        """Make both again, without encoding."""
        for projection in self._both:
            self._rebuild(projection)

    def behind(self) -> int:
        """How many changes the slower one has yet to apply."""
        applied = min(self._catalog.applied(projection.name) for projection in self._both)
        return self._catalog.generation() - applied

    def _is_current(self, projection: Words | VectorStore) -> bool:
        generation = self._catalog.generation()
        applied = self._catalog.applied(projection.name)
        return generation == 0 or (applied == generation and self._holds(projection))

    def _holds(self, projection: Words | VectorStore) -> bool:
        try:
            return projection.holds(*self._catalog.counts())
        except Exception:  # whatever a damaged store raises, it must be made again
            return False

    def drain(self) -> None:
        """Bring both projections up to the catalog's generation, or make them again."""
        for projection in self._both:
            generation = self._catalog.generation()
            applied = self._catalog.applied(projection.name)
            changes = self._catalog.changes(applied)
            try:
                lost = len(changes) < generation - applied  # of the outbox, which keeps not all
                if (not applied and generation) or lost:
                    self._rebuild(projection)
                elif changes:
                    self._apply(projection, changes)
                    self._catalog.acknowledge(projection.name, generation)
            except (CatalogError, MemoryError):
                raise
            except Exception:  # tantivy and Chroma raise what their storage raises
                self._rebuild(projection)

    def _apply(self, projection: Words | VectorStore, changes: Iterable[Change]) -> None:
        touched = dict.fromkeys(c.article for c in changes if c.action != "move")
        _, chunks = self._catalog.counts()
        if projection is self._words and chunks <= EXACT_UP_TO and self._words.knows(touched):
            self._words.refill(chain.from_iterable(self._windows()))
        elif touched:
            present = self._catalog.entries(list(touched))
            projection.apply(present.values(), [id for id in touched if id not in present])

    def _windows(self) -> Iterator[Collection[Entry]]:
        ids = sorted(self._catalog.matching(Filter()))
        for at in range(0, len(ids), _WINDOW):
            yield self._catalog.entries(ids[at : at + _WINDOW]).values()

    def _rebuild(self, projection: Words | VectorStore) -> None:
        generation = self._catalog.generation()
        self._catalog.acknowledge(projection.name, 0)  # killed half-way, it is begun again
        projection.rebuild(self._windows())
        self._catalog.acknowledge(projection.name, generation)
