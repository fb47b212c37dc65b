"""Where a library's catalog is: a file in the library's directory, or a schema on a server."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index import sqlite
from index.database import Database, Unreachable
from index.server import Server
from index.sqlite import SQLite

FILE = "catalog.sqlite"


class Place(Protocol):
    """A catalog that is opened from a library's `directory`, copied, and replaced as a whole."""

    def open(self, directory: Path) -> Database:
        """The database, made where it is absent. Raises CatalogError."""

    def exists(self, directory: Path) -> bool:
        """Whether there is one."""

    def writing(self, folder: Path) -> AbstractContextManager[None]:
        """Hold the right to write, without opening what may be damaged. Raises Locked."""

    def new(self) -> "Place":
        """Where what will replace this one is made; nothing is left there of an earlier one."""

    def put(self, made: "Place") -> None:
        """Put what was made in the place of this one, in one step."""

    def save(self, directory: Path, target: Path) -> None:
        """Copy what is here at one moment to a file of SQLite's, while others write."""

    def load(self, directory: Path, source: Path) -> None:
        """Fill an empty place from such a file, which may be used up."""


@dataclass(frozen=True, slots=True)
class Inside:
    """A file in the library's directory: it is replaced with it."""

    def open(self, directory: Path) -> Database:
        return SQLite(directory / FILE)

    def exists(self, directory: Path) -> bool:
        return (directory / FILE).exists()

    def writing(self, folder: Path) -> AbstractContextManager[None]:
        return nullcontext()

    def new(self) -> "Inside":
        return self

    def put(self, made: Place) -> None:
        pass

    def save(self, directory: Path, target: Path) -> None:
        sqlite.copy(directory / FILE, target)

    def load(self, directory: Path, source: Path) -> None:
        source.replace(directory / FILE)


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema of its own in a database of PostgreSQL, which other machines may use too."""

    server: Server
    name: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9_]{1,63}", self.name):
            raise ValueError(self.name)

    def open(self, directory: Path) -> Database:
        from index.postgresql import PostgreSQL

        return PostgreSQL(self.server, self.name, directory)

    def exists(self, directory: Path) -> bool:
        from index.wire import Wire

        with closing(Wire(self.server)) as wire:
            return bool(
                wire.run("SELECT to_regclass(?) IS NOT NULL", [f"{self.name}.library"])[0][0]
            )

    @contextmanager
    def writing(self, folder: Path) -> Iterator[None]:
        from index.advisory import held
        from index.wire import Wire

        with closing(Wire(self.server)) as wire, held(wire, self.name, folder):
            yield

    def new(self) -> "Schema":
        from index.wire import Wire

        with closing(Wire(self.server)) as wire:
            wire.run("SET client_min_messages TO warning")
            for name in (f"{self.name}_new", f"{self.name}_old"):
                wire.run(f'DROP SCHEMA IF EXISTS "{name}" CASCADE')
        return Schema(self.server, f"{self.name}_new")

    def put(self, made: Place) -> None:
        from index.wire import Wire

        assert isinstance(made, Schema)
        with closing(Wire(self.server)) as wire:
            wire.run("BEGIN")
            if wire.run("SELECT to_regnamespace(?) IS NOT NULL", [self.name])[0][0]:
                wire.run(f'ALTER SCHEMA "{self.name}" RENAME TO "{self.name}_old"')
            wire.run(f'ALTER SCHEMA "{made.name}" RENAME TO "{self.name}"')
            wire.run("COMMIT")
            wire.run("SET client_min_messages TO warning; SET lock_timeout TO 5000")
            with suppress(Unreachable):  # someone still reads it: the next replacement drops it
                wire.run(f'DROP SCHEMA IF EXISTS "{self.name}_old" CASCADE')

    def save(self, directory: Path, target: Path) -> None:
        from index.transfer import transfer

        with closing(self.open(directory)) as source, closing(SQLite(target)) as made:
            transfer(source, made)

    def load(self, directory: Path, source: Path) -> None:
        from index.transfer import transfer

        with closing(SQLite(source)) as kept, closing(self.open(directory)) as made:
            transfer(kept, made)


def of(server: Server | None, library: str) -> Place:
    """The place of a library's catalog, by the library's name, which identifies it."""
    if server is None:
        return Inside()
    name, key = library.rsplit("-", 1)
    return Schema(server, f"dateline_{re.sub(r'[^a-z0-9]+', '_', name)[:30]}_{key}")
