"""A copy of an index, its conversations and feedback in one file, made while others write."""

import argparse
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from pydantic import BaseModel, ConfigDict

from assistant.desk import CONVERSATIONS
from assistant.feedback import FOLDER as FEEDBACK
from assistant.intake import OWN, REMOVED
from assistant.settings import Settings
from index import database, homes, readers, replacing
from index.embedding import MiniLM
from index.library import LibraryError
from index.server import Server

FORMAT = 1
MANIFEST = "manifest.json"
KEPT = (CONVERSATIONS, FEEDBACK, OWN, REMOVED)
"""Folders of the home that hold what a person did, and cannot be made again."""
_PART = 1 << 20


class BackupError(LibraryError):
    """A backup cannot be made or restored; the message says why, and nothing was changed."""


class File(BaseModel):
    """Of one file in a backup: its bytes, and their SHA-256."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: int
    sha256: str


class Manifest(BaseModel):
    """What a backup holds: `files` by their name in it; `catalog` and `readers` are versions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    made: str
    folder: str
    embedder: str
    catalog: int
    readers: int
    files: dict[str, File]


def make(
    folder: Path, home: Path, embedder: str, target: Path, server: Server | None = None
) -> Manifest:
    """Write a backup of a folder's index and of all that is kept in `home` to `target`.

    What is at `target` stays until the new one is durable. Another process may go on indexing: the
    catalog is copied as it was at one moment, to a file of SQLite's also where it is on a `server`,
    and the other files are replaced whole by whoever writes them. Chroma and tantivy are left out;
    `restore` makes them from the catalog.
    """
    folder, home = folder.expanduser().resolve(), home.expanduser().resolve()
    inside = homes.directory(folder, home, embedder, server)
    place = homes.place(folder, embedder, server)
    if not place.exists(inside):
        raise BackupError(f"there is no index of {folder} yet; run `dateline sync` first")
    try:
        with tempfile.TemporaryDirectory(dir=target.absolute().parent) as beside:
            copy = Path(beside, homes.CATALOG)
            place.save(inside, copy)
            written = Path(beside, "backup.zip")
            with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
                files = {homes.CATALOG: _add(archive, homes.CATALOG, copy)}
                for path in _kept(home):
                    name = path.relative_to(home).as_posix()
                    files[name] = _add(archive, name, path)
                manifest = Manifest(
                    format=FORMAT,
                    made=datetime.now(UTC).isoformat(timespec="seconds"),
                    folder=str(folder),
                    embedder=embedder,
                    catalog=database.VERSION,
                    readers=readers.VERSION,
                    files=files,
                )
                archive.writestr(MANIFEST, manifest.model_dump_json())
            with written.open("rb") as file:
                os.fsync(file.fileno())
            replacing.place(written, target)
    except OSError as error:
        raise BackupError(f"{target} cannot be written ({error.strerror})") from error
    return manifest


def counted(manifest: Manifest) -> str:
    """What a backup holds, for a person."""
    parts = ["the index"]
    for kind, name in (
        (CONVERSATIONS, "conversation"),
        (FEEDBACK, "file of feedback"),
        (OWN, "article of its own"),
        (REMOVED, "removed file"),
    ):
        n = sum(each.startswith(f"{kind}/") for each in manifest.files)
        if n:
            parts.append(f"{n} {name}{'' if n == 1 else 's'}")
    return ", ".join(parts)


def _kept(home: Path) -> Iterator[Path]:
    for kind in KEPT:
        for path in sorted((home / kind).rglob("*")):
            inside = path.relative_to(home).parts
            sayable = str(path).encode("utf-8", "replace") == os.fsencode(path)
            if path.is_file() and not path.is_symlink() and inside[-1][0] != "." and sayable:
                yield path


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> File:
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        return copied(source, target)


def copied(source: IO[bytes], target: IO[bytes], most: int | None = None) -> File:
    """Copy a stream and say what it held; stops beyond `most` bytes."""
    digest, size = hashlib.sha256(), 0
    while part := source.read(_PART):
        size += len(part)
        if most is not None and size > most:
            break
        digest.update(part)
        target.write(part)
    return File(size=size, sha256=digest.hexdigest())


def run(options: argparse.Namespace, settings: Settings) -> None:
    """`dateline backup FILE`."""
    folder = options.articles or settings.folder()
    manifest = make(folder, settings.home, MiniLM.fingerprint, options.file, settings.server())
    size = options.file.stat().st_size / 1e6
    print(f"{options.file} ({size:.1f} MB) holds {counted(manifest)}; `dateline restore` reads it")
