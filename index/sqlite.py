"""The catalog in a file of its own, by SQLite: what one machine needs."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from index import failpoints
from index.database import TABLES, VERSION, CatalogError, NewerRelease, Session

_WORDS = {"text": "TEXT", "integer": "INTEGER", "blob": "BLOB", "strict": "STRICT"}
_OUTBOX = """;
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, action TEXT NOT NULL, article TEXT NOT NULL
) STRICT;
CREATE TABLE projections (name TEXT PRIMARY KEY, applied INTEGER NOT NULL) STRICT;
"""


class _Statements:
    """SQLite's connection as a session."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def run(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        return self._db.execute(query, values).fetchall()

    def many(self, query: str, rows: Iterable[Sequence[Any]]) -> None:
        self._db.executemany(query, rows)


class SQLite:
    """A `Database` in one file. Any number of processes may read it while one writes."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._path = path
        try:
            self._db = sqlite3.connect(
                path, timeout=30, isolation_level=None, check_same_thread=False
            )
        except sqlite3.DatabaseError as error:
            raise _unusable(path, error) from error
        self._session = _Statements(self._db)
        try:
            self._inode = path.stat().st_ino
            self._prepare()
        except CatalogError:
            self._db.close()
            raise

    def _prepare(self) -> None:
        with self._using():
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA foreign_keys = ON")
        if self._version() == 0:
            with self.transaction() as session:
                if self._version() == 0:
                    for statement in (TABLES.format(**_WORDS) + _OUTBOX).split(";\n"):
                        session.run(statement)
                    session.run(f"PRAGMA user_version = {VERSION:d}")
        if self._version() > VERSION:
            raise NewerRelease(f"{self._path} was written by a newer release; upgrade dateline")

    def _version(self) -> int:
        ((version,),) = self.all("PRAGMA user_version")
        return int(version)

    def close(self) -> None:
        """Close the file; nothing else can be called afterwards."""
        with self._lock:
            self._db.close()

    def all(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Every row of a query."""
        with self._using():
            return self._session.run(query, values)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """All of what is written inside, or nothing."""
        with self._using():
            self._check_place()
            self._db.execute("BEGIN IMMEDIATE")
            failpoints.reached("catalog.begun")
            try:
                yield self._session
                failpoints.reached("catalog.commit")
                self._db.execute("COMMIT")
                failpoints.reached("catalog.committed")
            except BaseException:
                if self._db.in_transaction:  # some errors (a full disk) end it themselves
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """What is read inside is of one moment, whatever others write meanwhile."""
        with self._using():
            self._db.execute("BEGIN")
            try:
                yield self._session
            finally:
                self._db.execute("ROLLBACK")

    def writing(self, folder: Path) -> AbstractContextManager[None]:
        """The lock on the directory that the file is in is enough."""
        return nullcontext()

    def announce(self, session: Session, action: str, article: str) -> None:
        """Put a change in the outbox."""
        session.run("INSERT INTO outbox (action, article) VALUES (?, ?)", (action, article))

    def generation(self) -> int:
        """The number of the last change that was committed; it never goes back."""
        query = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'outbox'"
        return int(self.all(query)[0][0])

    def applied(self, projection: str) -> int:
        """The last change that a projection has; 0 for one without any."""
        rows = self.all("SELECT applied FROM projections WHERE name = ?", [projection])
        return rows[0][0] if rows else 0

    def acknowledge(self, projection: str, seq: int) -> None:
        """Note that a projection durably has every change up to `seq`; drop what both have."""
        with self.transaction() as session:
            session.run("INSERT OR REPLACE INTO projections VALUES (?, ?)", (projection, seq))
            session.run(
                "DELETE FROM outbox WHERE seq <= (SELECT min(applied) FROM projections) "
                "AND (SELECT count(*) FROM projections) = 2"
            )

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
    def _using(self) -> Iterator[None]:
        """The connection, for one thread at a time."""
        try:
            with self._lock:
                yield
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
