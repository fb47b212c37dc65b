"""The catalog in a schema of its own on a PostgreSQL server, which several machines share."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from index import advisory, failpoints, readers, replacing
from index.database import (
    OF_ARTICLES,
    TABLES,
    VERSION,
    CatalogError,
    NewerRelease,
    Session,
    Unreachable,
)
from index.locks import Locked
from index.server import Server
from index.wire import Lost, Wire

APPLIED = "applied.json"
"""In the library's directory: of which catalog its projections are, and how much of it they have.

Beside the projections, not in the catalog: a copy of the directory then has a copy of this too.
"""
_KEPT = 100_000
"""Changes that stay in the outbox. What is further behind than these is made anew."""
# The "C" collation orders text as SQLite does, by its UTF-8.
_WORDS = {"text": 'TEXT COLLATE "C"', "integer": "BIGINT", "blob": "BYTEA", "strict": ""}
# A sequence would count what was rolled back, and show readers what is not committed yet.
_OUTBOX = """;
CREATE TABLE outbox (
    seq BIGINT PRIMARY KEY, action TEXT NOT NULL, article TEXT NOT NULL
);
CREATE TABLE library (
    version BIGINT NOT NULL, readers BIGINT NOT NULL, id TEXT NOT NULL, generation BIGINT NOT NULL
);
"""


class PostgreSQL:
    """A `Database` in one schema, made where it is absent. `directory` is the library's own.

    Reading connects again, once, where the connection was lost. Writing does not: whoever was
    writing has lost the right to, and another may have it by now.
    """

    def __init__(self, server: Server, schema: str, directory: Path) -> None:
        self._lock = threading.RLock()
        self._server, self._schema, self._directory = server, schema, directory
        self._writes = False
        self._wire = self._connected()
        try:
            self._oid, self._id = self._prepare()
        except BaseException:
            self._wire.close()
            raise

    def close(self) -> None:
        """Hang up; nothing else can be called afterwards."""
        with self._lock:
            self._wire.close()

    def all(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Every row of a query."""
        with self._lock:
            try:
                return self._wire.run(query, values)
            except Lost:
                self._reconnect()
                return self._wire.run(query, values)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """All of what is written inside, or nothing."""
        with self._lock:
            self._check_place(self._begun("BEGIN"))
            failpoints.reached("catalog.begun")
            try:
                yield self._wire
                failpoints.reached("catalog.commit")
                self._wire.run("COMMIT")
                failpoints.reached("catalog.committed")
            except BaseException:
                self._undo()
                raise

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """What is read inside is of one moment, whatever others write meanwhile."""
        with self._lock:
            self._begun("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                yield self._wire
            finally:
                self._undo()

    @contextmanager
    def writing(self, folder: Path) -> Iterator[None]:
        """Hold the right to write, for as long as the connection lasts. Raises Locked."""
        with self._lock:
            self.all("SELECT 1")  # on a connection that is there
            advisory.acquire(self._wire, self._schema, folder)
            self._writes = True
        try:
            yield
        finally:
            with self._lock:
                self._writes = False
                advisory.release(self._wire, self._schema)

    def announce(self, session: Session, action: str, article: str) -> None:
        """Put a change in the outbox."""
        session.run(
            "WITH next AS (UPDATE library SET generation = generation + 1 RETURNING generation) "
            "INSERT INTO outbox SELECT generation, ?, ? FROM next",
            (action, article),
        )

    def generation(self) -> int:
        """The number of the last change that was committed; it never goes back."""
        return int(self.all("SELECT generation FROM library")[0][0])

    def applied(self, projection: str) -> int:
        """The last change that a projection here has; 0 where it is of another catalog."""
        return self._applied().get(projection, 0)

    def acknowledge(self, projection: str, seq: int) -> None:
        """Note that a projection here durably has every change up to `seq`; drop old changes."""
        with self._lock:
            marks = {"catalog": self._id, "applied": self._applied() | {projection: seq}}
            replacing.write(self._directory / APPLIED, json.dumps(marks))
        if seq > _KEPT and self.all("SELECT 1 FROM outbox WHERE seq <= ? LIMIT 1", [seq - _KEPT]):
            with self.transaction() as session:
                session.run("DELETE FROM outbox WHERE seq <= ?", [seq - _KEPT])

    def damage(self) -> list[str]:
        """Rows of articles that are gone. What the server itself finds wrong, reading tells."""
        return [
            f"{table} has rows of articles that are gone"
            for table in OF_ARTICLES[1:]
            if self.all(
                f"SELECT 1 FROM {table} WHERE article NOT IN (SELECT id FROM articles) LIMIT 1"
            )
        ]

    # -- the connection ----------------------------------------------------------------------

    def _connected(self) -> Wire:
        wire = Wire(self._server)
        wire.run(f'SET search_path TO "{self._schema}"')
        return wire

    def _reconnect(self) -> None:
        """Once what was lost was only reading."""
        self._wire.close()
        if self._writes:
            raise Lost.of(self._server)
        self._wire = self._connected()

    def _begun(self, begin: str) -> Sequence[Any]:
        """What identifies the schema, from inside a transaction that was begun."""
        asked = f"{begin}; SELECT to_regnamespace(current_schema())::oid::bigint"
        try:
            return self._wire.run(asked)
        except Lost:
            self._reconnect()
            return self._wire.run(asked)

    def _undo(self) -> None:
        with suppress(Lost):
            self._wire.run("ROLLBACK")

    def _check_place(self, found: Sequence[Any]) -> None:
        """What is written by whoever knows another catalog of the same name would be wrong."""
        if [list(row) for row in found] != [[self._oid]]:
            self._undo()
            raise CatalogError(
                f"{self._server}: the catalog was replaced by another process; start again"
            )

    # -- what is kept ------------------------------------------------------------------------

    def _prepare(self) -> tuple[int, str]:
        """The schema's number and the catalog's id; both are new where there was none."""
        self._wire.run("BEGIN; SET LOCAL client_min_messages TO warning")
        try:
            self._wire.run(
                "SELECT pg_advisory_xact_lock(?)", [advisory.key(f"{self._schema} made")]
            )
            if self._wire.run("SHOW server_encoding") != [["UTF8"]]:
                raise Unreachable(f"{self._server} is not in UTF-8; make one with ENCODING 'UTF8'")
            if not self._wire.run("SELECT to_regclass('library')")[0][0]:
                self._make()
            [[version, read_by, id]] = self._wire.run("SELECT version, readers, id FROM library")
            if version > VERSION or read_by > readers.VERSION:
                raise NewerRelease(
                    f"{self._server}: the catalog was written by a newer release; upgrade dateline"
                )
            if version < VERSION or read_by < readers.VERSION:
                self._set_aside(version, read_by)
                self._make()
                [[id]] = self._wire.run("SELECT id FROM library")
            [[oid]] = self._wire.run("SELECT to_regnamespace(current_schema())::oid::bigint")
            self._wire.run("COMMIT")
        except BaseException:
            self._undo()
            raise
        return oid, id

    def _make(self) -> None:
        self._wire.run(f'CREATE SCHEMA IF NOT EXISTS "{self._schema}"')
        self._wire.run(TABLES.format(**_WORDS) + _OUTBOX)
        row = (VERSION, readers.VERSION, uuid4().hex)
        self._wire.run("INSERT INTO library VALUES (?, ?, ?, 0)", row)

    def _set_aside(self, version: int, read_by: int) -> None:
        """Whole, until the next release sets another aside: this one is made anew in its place."""
        [[free]] = self._wire.run(
            "SELECT pg_try_advisory_xact_lock(?)", [advisory.key(self._schema)]
        )
        if not free:
            raise Locked("a process of an earlier release is indexing")
        self._wire.run(f'DROP SCHEMA IF EXISTS "{self._schema}_before" CASCADE')
        self._wire.run(f'ALTER SCHEMA "{self._schema}" RENAME TO "{self._schema}_before"')

    def _applied(self) -> dict[str, int]:
        try:
            marks = json.loads((self._directory / APPLIED).read_bytes())
            found = marks["applied"] if marks["catalog"] == self._id else {}
            return {name: int(found[name]) for name in found}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}
