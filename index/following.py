"""A folder's files compared with the catalog, and the differences followed."""

import os
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, takewhile
from pathlib import Path
from queue import SimpleQueue

from index import encoding, members, readers
from index.catalog import Catalog, FileRecord
from index.embedding import Embedder
from index.readahead import read_ahead
from index.settling import Settling
from index.statuses import FileStatus, Progress, as_before, owners_of


class LibraryError(Exception):
    """The folder or its index cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Differences:
    """What a folder has that its catalog does not: (source, size, time) to read, sources gone.

    `settled` has a status for each file that needs nothing; `inside` the members known of files
    that hold several articles.
    """

    todo: tuple[tuple[str, int, int], ...]
    gone: frozenset[str]
    settled: tuple[FileStatus, ...]
    inside: Mapping[str, tuple[str, ...]]


def compare(folder: Path, known: Mapping[str, FileRecord]) -> Differences:
    """Look at every file's size and time; nothing is read. Raises LibraryError."""
    kept = owners_of(known)
    listing = scan(folder)
    on_disk = listing.files
    inside = members.by_container(known, on_disk)
    sidecar_time = _mtime(folder / readers.SIDECAR)
    todo, done = [], list(listing.closed)
    for source, about in on_disk.items():
        records = [known[each] for each in (source, *inside.get(source, ())) if each in known]
        time = about.st_mtime_ns + sidecar_time  # a sidecar may come with any time, or go
        if not _sayable(source):
            reason = "its name is not UTF-8; rename it"
            done.append(FileStatus(_shown(source), "skipped", reason))
        elif source in known and all(_is_current(r, about.st_size, time, kept) for r in records):
            done += [as_before(record) for record in records if record.state != "opened"]
        else:
            todo.append((source, about.st_size, time))
    held = {each for found in inside.values() for each in found}
    missing = known.keys() - on_disk.keys() - held
    shut = tuple(status.source for status in listing.closed)
    hidden = {source for source in missing if source.startswith(shut)}
    records = [known[source] for source in sorted(hidden)]
    done += [as_before(record) for record in records if record.state != "opened"]
    # New names first: a text that only moved is seen before its old file has another.
    todo.sort(key=lambda file: file[0] in known)
    return Differences(tuple(todo), frozenset(missing - hidden), tuple(done), inside)


class Follower:
    """Brings a catalog up to its folder, and calls `drain` after each window that it commits."""

    def __init__(
        self, folder: Path, catalog: Catalog, embedder: Embedder, drain: Callable[[], None]
    ) -> None:
        self._folder, self._catalog = folder, catalog
        self._embedder, self._drain = embedder, drain

    def follow(
        self, differences: Differences, progress: Progress | None, encoder: Embedder | None = None
    ) -> list[FileStatus]:
        """Read what is new or changed, forget what is gone; gives a status for each.

        A thread of its own reads, and says so to `progress`; what had no vectors before, and then
        what is put into the catalog, is encoded here meanwhile, by another encoder of the same
        vectors if one is given. What is encoded together never depends on which thread was faster:
        the encoder rounds by what is in a batch.
        """
        encoder = encoder or self._embedder
        left = encoding.windows(self._catalog.unencoded())
        stored, stopped = SimpleQueue[Sequence[str] | None](), threading.Event()
        work = Settling(
            self._catalog,
            self._embedder.dimension,
            self._drain,
            stored.put,
            progress,
            todo={source for source, _, _ in differences.todo},
            gone=differences.gone,
            inside=differences.inside,
        )

        def settle() -> list[FileStatus]:
            try:
                with closing(self._settled(work, differences)) as settled:
                    return list(takewhile(lambda _: not stopped.is_set(), settled))
            finally:
                stored.put(None)

        with ThreadPoolExecutor(1, "settler") as aside:
            settling = aside.submit(settle)
            windows = chain(left, iter(stored.get, None))
            going = takewhile(lambda _: not (settling.done() and settling.exception()), windows)
            try:
                encoding.fill(self._catalog, encoder, self._drain, work.done, going)
            finally:
                stopped.set()
            statuses = settling.result()
        work.end()
        return statuses

    def _settled(self, work: Settling, differences: Differences) -> Generator[FileStatus]:
        known = self._catalog.sources().keys()
        with closing(read_ahead(self._folder, differences.todo, known)) as files:
            for read in files:
                yield from work.take(read)
            yield from work.finish()


def _is_current(record: FileRecord, size: int, time: int, owners: Mapping[str, str]) -> bool:
    if record.state == "duplicate" and record.article not in owners:
        return False  # a sync was cut off before the original was kept
    return (record.size, record.mtime_ns) == (size, time)


@dataclass(frozen=True, slots=True)
class Listing:
    """Regular files that may be articles, by source, and a status for each folder that cannot be
    looked into: what that one holds is not gone."""

    files: dict[str, os.stat_result]
    closed: tuple[FileStatus, ...]


def scan(folder: Path) -> Listing:
    """What a folder holds; links are not followed, dot files not read.

    Raises LibraryError when the folder itself is gone or cannot be listed.
    """
    found: dict[str, os.stat_result] = {}
    errors: dict[Path, OSError] = {}
    if not folder.is_dir():
        raise LibraryError(f"there is no folder {folder}; give the folder that holds articles")

    def note(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):  # removed since its parent was listed
            errors[Path(error.filename)] = error

    for parent, folders, files in os.walk(folder, onerror=note, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(parent, name)
            if name.startswith(".") or path.suffix.lower() not in readers.FORMATS:
                continue
            try:
                found[path.relative_to(folder).as_posix()] = path.lstat()
            except FileNotFoundError:  # removed since the folder was listed
                continue
            except OSError as error:
                errors[path.parent] = error
    if folder in errors:
        raise LibraryError(f"{folder} cannot be listed ({errors[folder].strerror})")
    closed = (_closed(path.relative_to(folder), error) for path, error in sorted(errors.items()))
    return Listing(found, tuple(closed))


def _closed(path: Path, error: OSError) -> FileStatus:
    reason = f"this folder cannot be listed ({error.strerror}); what it held is kept as it was"
    return FileStatus(f"{_shown(path.as_posix())}/", "skipped", reason)


def _shown(source: str) -> str:
    return os.fsencode(source).decode("utf-8", "backslashreplace")


def _sayable(source: str) -> bool:
    try:
        source.encode()
    except UnicodeEncodeError:
        return False
    return True


def _mtime(path: Path) -> int:
    try:
        return path.lstat().st_mtime_ns
    except OSError:
        return 0
