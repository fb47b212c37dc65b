"""What the catalog needs of a database: its tables, transactions, and what can be wrong with it.

`index.sqlite` and `index.postgresql` are the two that there are.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

VERSION = 7
TABLES = """
CREATE TABLE files (
    source {text} PRIMARY KEY, size {integer} NOT NULL, mtime_ns {integer} NOT NULL,
    state {text} NOT NULL, reason {text} NOT NULL, article {text}
) {strict};
CREATE TABLE articles (
    id {text} PRIMARY KEY, source {text} NOT NULL UNIQUE, title {text}, outlet {text},
    byline {text}, published {integer}, url {text}, published_from {text}, outlet_from {text},
    folded_outlet {text}, text {text} NOT NULL, spans {blob} NOT NULL, vectors {blob} NOT NULL
) {strict};
CREATE INDEX articles_published ON articles (published, id);
CREATE INDEX articles_outlet ON articles (folded_outlet, id);
CREATE TABLE vectors (
    article {text} PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
    chunks {integer} NOT NULL, flat {blob} NOT NULL
) {strict};
CREATE TABLE chunks (
    id {text} PRIMARY KEY, article {text} NOT NULL REFERENCES articles ON DELETE CASCADE,
    first {integer} NOT NULL, last {integer} NOT NULL,
    tokens {blob} NOT NULL, counts {blob} NOT NULL
) {strict};
CREATE INDEX chunks_article ON chunks (article);
CREATE TABLE notes (
    kind {text} NOT NULL, article {text} NOT NULL REFERENCES articles ON DELETE CASCADE,
    content {blob} NOT NULL, PRIMARY KEY (kind, article)
) {strict};
CREATE INDEX notes_article ON notes (article)
"""
"""The tables that both have, in the words that each puts in; the outbox is each one's own."""
OF_ARTICLES = ("articles", "vectors", "chunks", "notes")
"""Those with rows of articles; all but the first have a column `article`."""


class CatalogError(Exception):
    """The catalog cannot be used: damaged, replaced, out of reach, or by a newer release."""


class NewerRelease(CatalogError):
    """The catalog was written by a newer release; there is nothing to repair."""


class Unreachable(CatalogError):
    """The database server does not answer or does not let us in; there is nothing to repair."""


class Session(Protocol):
    """A connection inside a transaction. Values are bound to question marks."""

    def run(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Every row that a statement gives."""

    def many(self, query: str, rows: Iterable[Sequence[Any]]) -> None:
        """One statement for each row of values."""


class Database(Protocol):
    """One connection, shared by threads. Raises CatalogError for what the database is to blame for.

    The outbox numbers each change by one more than the last, in the order of their transactions.
    """

    def close(self) -> None:
        """Nothing else can be called afterwards."""

    def all(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Every row of a query."""

    def transaction(self) -> AbstractContextManager[Session]:
        """All of what is written inside, or nothing."""

    def snapshot(self) -> AbstractContextManager[Session]:
        """What is read inside is of one moment, whatever others write meanwhile."""

    def writing(self, folder: Path) -> AbstractContextManager[None]:
        """Hold the right to write the articles of `folder`, against processes that do not share
        the library's directory. Raises index.locks.Locked."""

    def announce(self, session: Session, action: str, article: str) -> None:
        """Put a change in the outbox."""

    def generation(self) -> int:
        """The number of the last change that was committed; it never goes back."""

    def applied(self, projection: str) -> int:
        """The last change that a projection beside this connection has; 0 for one without any."""

    def acknowledge(self, projection: str, seq: int) -> None:
        """Note that a projection durably has every change up to `seq`."""

    def damage(self) -> list[str]:
        """What the database's own checks find wrong, and rows of articles that are gone."""
