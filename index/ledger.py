"""What is read out of each article once, after it can be searched, and kept beside it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from index.catalog import Catalog, Entry
from index.statuses import Progress

Row = TypeVar("Row")
_WINDOW = 16
"""Articles read and committed together: what a killed process has to do again."""


class Ledger(Generic[Row]):
    """Rows of one kind for every article, such as who said what in it.

    `read` gives the rows of each of the articles it is called with, in their order; it is called
    only for articles that have none yet. `kind` names the rows and the version of what reads them,
    so that a better reader makes them anew. Rows go with their article.
    """

    def __init__(
        self,
        catalog: Catalog,
        kind: str,
        row: type[Row],
        read: Callable[[Sequence[Entry]], Iterable[Sequence[Row]]],
    ) -> None:
        self._catalog, self.kind, self._read = catalog, kind, read
        self._rows: TypeAdapter[tuple[Row, ...]] = TypeAdapter(tuple[row, ...])  # type: ignore[valid-type]

    def complete(self) -> bool:
        """Whether every article has been read."""
        return not self.unread()

    def fill(self, progress: Progress | None = None) -> None:
        """Read the articles that have not been read; only the process that may write calls it.

        What is finished when it is interrupted stays, and the next call goes on from there.
        """
        todo = self._catalog.unnoted(self.kind)
        for done in range(0, len(todo), _WINDOW):
            self.renew(todo[done : done + _WINDOW])
            if progress:
                progress(min(done + _WINDOW, len(todo)), len(todo))

    def renew(self, articles: Sequence[str]) -> None:
        """Read these articles again; what was kept of them stays until then."""
        found = self._computed(articles)
        self._catalog.note(self.kind, {id: self._rows.dump_json(rows) for id, rows in found})

    def unread(self) -> int:
        """How many articles have not been read."""
        return len(self._catalog.unnoted(self.kind))

    def kept(self, article: str) -> tuple[Row, ...] | None:
        """The rows of an article that has been read; None, and nothing is read, for another."""
        found = self._catalog.notes(self.kind, [article])
        return self._rows.validate_json(found[article]) if found else None

    def rows(self, articles: Iterable[str] | None = None) -> dict[str, tuple[Row, ...]]:
        """The rows of these articles, or of all, by article id.

        What is not kept yet is read now and not kept, so that a reader beside a writer sees all.
        """
        ids = None if articles is None else list(articles)
        kept = self._catalog.notes(self.kind, ids)
        found = {id: self._rows.validate_json(content) for id, content in kept.items()}
        missing = self._catalog.unnoted(self.kind) if ids is None else ids
        for start in range(0, len(missing), _WINDOW):
            window = [id for id in missing[start : start + _WINDOW] if id not in found]
            found.update(self._computed(window))
        return found

    def _computed(self, ids: Sequence[str]) -> Iterator[tuple[str, tuple[Row, ...]]]:
        entries = self._catalog.entries(ids)
        if entries:
            for id, rows in zip(entries, self._read(list(entries.values())), strict=True):
                yield id, tuple(rows)
