"""A backup put back: all of it is checked first, and nothing is removed before the new is kept."""

import argparse
import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant import plugging
from assistant.backup import FORMAT, KEPT, MANIFEST, BackupError, Manifest, copied, counted
from assistant.settings import Settings
from index import database, homes, readers, replacing, served
from index.database import CatalogError
from index.embedding import Embedder, MiniLM
from index.library import Library
from index.locks import writing
from index.server import Server
from index.sqlite import SQLite
from index.stores import Store, StoreAway

_MOST_FILES, _LONGEST_MANIFEST = 1_000_000, 256_000_000
_SPARE = 100_000_000
"""Bytes of disk that are left free."""


class _Format(BaseModel):
    """What can be read of a backup of any release."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: int


def restore(
    file: Path,
    home: Path,
    embedder: Embedder,
    folder: Path | None = None,
    server: Server | None = None,
    store: Store | None = None,
) -> list[str]:
    """Put a backup back; gives a line for each thing that a person should know.

    `folder` is where its articles are now, if not where they were; `server` where the catalog is to
    be, if not in a file, and `store` where the vectors are. What is there and differs is kept under
    another name. Raises BackupError, and then nothing was changed.
    """
    home = home.expanduser().resolve()
    try:
        home.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(file) as archive, tempfile.TemporaryDirectory(dir=home) as beside:
            manifest = _read(archive, file)
            there = Path(folder or manifest.folder).expanduser().resolve()
            if not there.is_dir():
                raise BackupError(
                    f"the folder of its articles, {there}, is not here; put it back, or say where "
                    "it is with --articles DIR"
                )
            _unpack(archive, manifest, Path(beside), file)
            said = [f"from {manifest.made}: {counted(manifest)}"]
            said += _place_index(manifest, Path(beside), there, home, embedder, server, store)
            said += _place_kept(manifest, Path(beside), home)
            return said
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise BackupError(f"{file} is damaged or is not a backup ({error})") from error
    except OSError as error:
        what = error.filename or file
        raise BackupError(f"{what}: {error.strerror or error}; it was not restored") from error


def _read(archive: zipfile.ZipFile, file: Path) -> Manifest:
    """The manifest, and every name in the file held against it."""
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(names) > _MOST_FILES or len(set(names)) < len(names) or MANIFEST not in names:
        raise BackupError(f"{file} is not a backup that `dateline backup` made")
    with archive.open(MANIFEST) as stream:
        text = stream.read(_LONGEST_MANIFEST)
    try:
        if _Format.model_validate_json(text).format > FORMAT:
            raise BackupError(f"{file} was made by a newer release; upgrade dateline")
        manifest = Manifest.model_validate_json(text)
    except ValidationError as error:
        raise BackupError(f"{file} is not a backup that `dateline backup` made") from error
    newer = manifest.catalog > database.VERSION or manifest.readers > readers.VERSION
    if newer:
        raise BackupError(f"{file} was made by a newer release; upgrade dateline")
    if set(names) != {MANIFEST, *manifest.files} or not all(
        _is_safe(entry) for entry in entries if entry.filename != MANIFEST
    ):
        raise BackupError(f"{file} holds files that no backup has; it was not restored")
    return manifest


def _is_safe(entry: zipfile.ZipInfo) -> bool:
    """A regular file with a name that stays inside the folders that are kept."""
    name, mode = entry.filename, entry.external_attr >> 16
    if entry.is_dir() or (stat.S_IFMT(mode) and not stat.S_ISREG(mode)):
        return False
    parts = PurePosixPath(name).parts
    odd = "\0" in name or (os.sep != "/" and os.sep in name)
    plain = "/".join(parts) == name and ".." not in parts and not odd
    return plain and (name == homes.CATALOG or (len(parts) > 1 and parts[0] in KEPT))


def _unpack(archive: zipfile.ZipFile, manifest: Manifest, beside: Path, file: Path) -> None:
    """Every file, counted while it is read, with the size and the checksum of the manifest."""
    total = sum(each.size for each in manifest.files.values())
    if total + _SPARE > shutil.disk_usage(beside).free or any(
        each.size < 0 for each in manifest.files.values()
    ):
        raise BackupError(f"{file} would take {total / 1e9:,.1f} GB, more than is free here")
    for name, about in manifest.files.items():
        path = beside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, path.open("wb") as target:
            if copied(source, target, about.size) != about:
                raise BackupError(f"{file} is damaged: {name} is not what was backed up")
            target.flush()
            os.fsync(target.fileno())


def _place_index(
    manifest: Manifest,
    beside: Path,
    folder: Path,
    home: Path,
    embedder: Embedder,
    server: Server | None,
    store: Store | None,
) -> Sequence[str]:
    versions = database.VERSION, readers.VERSION, embedder.fingerprint
    if (manifest.catalog, manifest.readers, manifest.embedder) != versions:
        return ["its index is of an earlier release: the articles are indexed anew when asked"]
    inside = homes.prepare(folder, home, embedder.fingerprint, server)
    place = homes.place(folder, embedder.fingerprint, server)
    with writing(inside, folder), place.writing(folder):
        made = homes.make(replacing.new(inside), folder, embedder.fingerprint)
        try:
            _check(beside / homes.CATALOG)
            new = place.new()
            new.load(made, beside / homes.CATALOG)
            with Library(folder, made, embedder, new, store) as library:
                with suppress(StoreAway):  # the catalog has it all; the next sync fills the store
                    library.rebuild()
                away = library.trouble
                articles, _ = library.catalog.counts()
        except (BackupError, CatalogError) as error:
            replacing.remove(made)
            raise BackupError(f"its index is damaged ({error}); it was not restored") from error
        place.put(new)
        before = homes.collection_of(inside)
        replacing.put(made, inside)
        served.discard(inside, before, store)
    return [f"index of {folder}: {articles} articles", *([away] if away else [])]


def _check(catalog: Path) -> None:
    database = SQLite(catalog)
    try:
        damage = database.damage()
    finally:
        database.close()
    if damage:
        raise BackupError(damage[0])


def _place_kept(manifest: Manifest, beside: Path, home: Path) -> list[str]:
    said = []
    for name in sorted(manifest.files):
        made, path = beside / name, home / name
        if name == homes.CATALOG:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            if path.read_bytes() == made.read_bytes():
                continue
            other = _unused(path)
            os.link(path, other)
            said.append(f"{name} differed: what was here is now {other.name}")
        replacing.place(made, path)
    return said


def _unused(path: Path) -> Path:
    names = (f"{path.stem}.before-restore{n or ''}{path.suffix}" for n in range(10_000))
    return next(other for name in names if not (other := path.with_name(name)).exists())


def run(options: argparse.Namespace, settings: Settings) -> None:
    """`dateline restore FILE`."""
    server, store = settings.server(), plugging.store(settings)
    for line in restore(options.file, settings.home, MiniLM(), options.articles, server, store):
        print(line)
