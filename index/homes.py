"""The directories of indexes: which one a folder's library is kept in, and which are left over."""

import hashlib
import os
import re
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from index import database, places, readers, replacing
from index.database import NewerRelease
from index.following import LibraryError
from index.locks import writing
from index.places import Place
from index.server import Server

CARD = "library.json"
CATALOG = places.FILE
_NUMBER = "collection.txt"


class Card(BaseModel):
    """What a directory holds: of which folder, by which encoder, in which versions.

    What a newer release adds to it is ignored: that release must be named, not called damage.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    folder: str
    embedder: str
    catalog: int = database.VERSION
    readers: int = readers.VERSION

    @property
    def is_newer(self) -> bool:
        """Whether a newer release made it."""
        return self.catalog > database.VERSION or self.readers > readers.VERSION

    @property
    def is_older(self) -> bool:
        """Whether an earlier release made it, which read articles or kept them otherwise."""
        return self.catalog < database.VERSION or self.readers < readers.VERSION


@dataclass(frozen=True, slots=True)
class Leftover:
    """A directory that no library needs, its size in bytes, and why it is there."""

    path: Path
    size: int
    why: str


def directory(folder: Path, home: Path, embedder: str, server: Server | None = None) -> Path:
    """Where the library of a folder is kept, for the encoder with this fingerprint.

    With a catalog on a server it is another one, which has all of a library but the catalog.
    """
    apart = [server.place] if server else []
    return home.expanduser().resolve() / _named(folder, "\n".join([embedder, *apart]))


def place(folder: Path, embedder: str, server: Server | None = None) -> Place:
    """Where the catalog of that library is: on a server the same from every home."""
    return places.of(server, _named(folder, embedder))


def prepare(folder: Path, home: Path, embedder: str, server: Server | None = None) -> Path:
    """The directory, made where there is none. One of an earlier release is set aside, whole.

    Raises NewerRelease for one of a newer release, LibraryError where none can be made.
    """
    inside = directory(folder, home, embedder, server)
    try:
        replacing.settle(inside)
        if (inside / (CARD if server else CATALOG)).exists():
            card = read(inside)
            if card and card.is_newer:
                raise NewerRelease(
                    f"{inside} was written by a newer release; upgrade dateline, or set "
                    "DATELINE_HOME to another folder"
                )
            if card is None or card.is_older:
                with writing(inside, folder):
                    inside.rename(_unused(inside))
        if read(inside) is None:
            make(inside, folder, embedder)
    except OSError as error:
        raise LibraryError(
            f"the index cannot be kept in {home} ({error.strerror}); set DATELINE_HOME to a "
            "folder you can write to"
        ) from error
    return inside


def make(path: Path, folder: Path, embedder: str) -> Path:
    """A directory with its card, for the library of a folder."""
    path.mkdir(parents=True, exist_ok=True)
    write(path, Card(folder=str(folder), embedder=embedder))
    return path


def read(directory: Path) -> Card | None:
    """A directory's card; None where it has none that can be read."""
    try:
        return Card.model_validate_json((directory / CARD).read_bytes())
    except (OSError, ValidationError):
        return None


def write(directory: Path, card: Card) -> None:
    """Put a card in a directory, whole or not at all."""
    replacing.write(directory / CARD, card.model_dump_json())


def collection(directory: Path, embedder: str) -> str:
    """The name of a library's collection on a server that others use too, the same ever after.

    Two machines may have a folder of the same path: a number drawn when it is first asked for tells
    them apart. It stays with the directory, so that a library made anew fills a collection anew.
    """
    path = directory / _NUMBER
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", encoding="ascii", dir=directory) as file:
            file.write(secrets.token_hex(8))
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileExistsError):  # another process was first
                os.link(file.name, path)
    card = read(directory)
    name = _plain(Path(card.folder)) if card else "articles"
    return f"dateline-{name}-{path.read_text(encoding='ascii')}-{embedder}"


def collection_of(directory: Path) -> str | None:
    """The same for whatever library a directory holds; None where it never had a collection."""
    card = read(directory)
    there = card is not None and (directory / _NUMBER).exists()
    return collection(directory, card.embedder) if card and there else None


def leftovers(home: Path, used: Path) -> list[Leftover]:
    """Indexes under `home` that nothing opens any more, beside the one that is used."""
    found = []
    for path in sorted(home.expanduser().resolve().iterdir()):
        held = (path / CATALOG).exists() or (path / CARD).exists()
        if path != used and path.is_dir() and held:
            why = _why(path, read(path), read(used))
            if why:
                found.append(Leftover(path, sum(_sizes(path)), why))
    return found


def discard(leftover: Leftover) -> None:
    """Remove one. Raises Locked when a process is writing it after all."""
    with writing(leftover.path, leftover.path):
        pass
    replacing.remove(leftover.path)


def _why(path: Path, card: Card | None, used: Card | None) -> str:
    if path.suffix in (".old", ".new"):
        return "of a replacement that was cut off"
    if card is None or card.is_older or ".before-" in path.name:
        return "of an earlier release"
    if not Path(card.folder).is_dir():
        return f"its folder {card.folder} is gone"
    if used and card.folder == used.folder and card.embedder != used.embedder:
        return "of another encoder"
    return ""


def _named(folder: Path, identity: str) -> str:
    key = hashlib.sha256(f"{folder}\n{identity}".encode()).hexdigest()[:12]
    return f"{_plain(folder)}-{key}"


def _plain(folder: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-")[:40] or "articles"


def _sizes(path: Path) -> Iterator[int]:
    for each in path.rglob("*"):
        if each.is_file():
            yield each.lstat().st_size


def _unused(inside: Path) -> Path:
    base = f"{inside.name}.before-{database.VERSION}.{readers.VERSION}"
    names = (base if n == 0 else f"{base}-{n}" for n in range(1000))
    return next(path for name in names if not (path := inside.with_name(name)).exists())
