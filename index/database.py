"""The SQLite file behind the catalog: its tables, its transactions, and what can be wrong with it.

The only importer of sqlite3.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from index import failpoints

VERSION = 6
Connection = sqlite3.Connection
_SCHEMA = """
CREATE TABLE files (
    source TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    state TEXT NOT NULL, reason TEXT NOT NULL, article TEXT
) STRICT;
CREATE TABLE articles (
    id TEXT PRIMARY KEY, source TEXT NOT NULL UNIQUE, title TEXT, outlet TEXT, byline TEXT,
    published INTEGER, url TEXT, published_from TEXT, folded_outlet TEXT,
    text TEXT NOT NULL, spans BLOB NOT NULL, vectors BLOB NOT NULL
) STRICT;
CREATE INDEX articles_published ON articles (published, id);
CREATE INDEX articles_outlet ON articles (folded_outlet, id);
CREATE TABLE vectors (
    article TEXT PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
    chunks INTEGER NOT NULL, flat BLOB NOT NULL
) STRICT;
CREATE TABLE chunks (
    id TEXT PRIMARY KEY, article TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    first INTEGER NOT NULL, last INTEGER NOT NULL, tokens BLOB NOT NULL, counts BLOB NOT NULL
) STRICT;
CREATE INDEX chunks_article ON chunks (article);
CREATE TABLE notes (
    kind TEXT NOT NULL, article TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    content BLOB NOT NULL, PRIMARY KEY (kind, article)
) STRICT;
CREATE INDEX notes_article ON notes (article);
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, action TEXT NOT NULL, article TEXT NOT NULL
) STRICT;
CREATE TABLE projections (name TEXT PRIMARY KEY, applied INTEGER NOT NULL) STRICT;
"""


class CatalogError(Exception):
    """The catalog file cannot be used: damaged, replaced, or written by a newer release."""


class NewerRelease(CatalogError):
    """The catalog was written by a newer release; there is nothing to repair."""


class Database:
    """One connection, shared by threads. Raises CatalogError for what the file is to blame for."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._path = path
        try:
            self._db = sqlite3.connect(
                path, timeout=30, isolation_level=None, check_same_thread=False
            )
        except sqlite3.DatabaseError as error:
            raise _unusable(path, error) from error
        try:
            self._inode = path.stat().st_ino
            self._prepare()
        except CatalogError:
            self._db.close()
            raise

    def _prepare(self) -> None:
        with self.using() as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            (version,) = db.execute("PRAGMA user_version").fetchone()
        if version == 0:
            with self.transaction() as db:
                if not db.execute("PRAGMA user_version").fetchone()[0]:
                    for statement in _SCHEMA.split(";\n"):
                        db.execute(statement)
                    db.execute(f"PRAGMA user_version = {VERSION:d}")
        if version > VERSION:
            raise NewerRelease(f"{self._path} was written by a newer release; upgrade dateline")

    def close(self) -> None:
        """Close the file; nothing else can be called afterwards."""
        with self._lock:
            self._db.close()

    def all(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Every row of a query."""
        with self.using() as db:
            return db.execute(query, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of what is written inside, or nothing."""
        with self.using() as db:
            self._check_place()
            db.execute("BEGIN IMMEDIATE")
            failpoints.reached("catalog.begun")
            try:
                yield db
                failpoints.reached("catalog.commit")
                db.execute("COMMIT")
                failpoints.reached("catalog.committed")
            except BaseException:
                if db.in_transaction:  # some errors (a full disk) end it themselves
                    db.execute("ROLLBACK")
                raise

    def damage(self) -> list[str]:
        """What SQLite's own checks find wrong with the file and its references, in words."""
        found = [row[0] for row in self.all("PRAGMA integrity_check") if row[0] != "ok"]
        loose = {row[0] for row in self.all("PRAGMA foreign_key_check")}
        return found + [f"{table} has rows of articles that are gone" for table in sorted(loose)]

    def _check_place(self) -> None:
        """What is written to a file that another has replaced would be lost."""
        if not self._path.exists() or self._path.stat().st_ino != self._inode:
            raise CatalogError(f"{self._path} was replaced by another process; start again")

    @contextmanager
    def using(self) -> Iterator[sqlite3.Connection]:
        """The connection, for one thread at a time."""
        try:
            with self._lock:
                yield self._db
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise  # a mistake in this program, not in the file
        except sqlite3.DatabaseError as error:
            raise _unusable(self._path, error) from error


def copy(source: Path, target: Path) -> None:
    """A catalog as it is at one moment, while others write it, for stores that are yet to be made.

    Raises CatalogError.
    """
    try:
        with (
            closing(sqlite3.connect(source, timeout=30)) as db,
            closing(sqlite3.connect(target)) as made,
        ):
            db.backup(made)
            made.execute("DELETE FROM projections")
            made.commit()
            made.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        raise _unusable(source, error) from error


def _unusable(path: Path, error: Exception) -> CatalogError:
    return CatalogError(
        f"{path} is damaged or cannot be used ({error}); if it is damaged, "
        "`dateline doctor --repair` makes it again"
    )
