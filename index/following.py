"""A folder's files compared with the catalog, and the differences followed."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from index import readers
from index.articles import Article
from index.catalog import Catalog, FileRecord
from index.embedding import Embedder
from index.entries import compute
from index.readers import Unreadable
from index.sandbox import Sandbox


class LibraryError(Exception):
    """The folder or its index cannot be used; the message says what to do."""


Outcome = Literal["added", "updated", "renamed", "unchanged", "removed", "duplicate", "skipped"]
Progress = Callable[[int, int], None]
"""Called with (files done, files to do) while a folder is read."""

_FIRST_WINDOW, _WINDOW = 16, 128
"""Articles encoded and committed together: few at first, so that the first are soon searchable."""


@dataclass(frozen=True, slots=True)
class FileStatus:
    """What became of one file. `reason` is in words, empty when there is nothing to explain."""

    source: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did, a line for each file it saw or missed, by source."""

    files: tuple[FileStatus, ...]

    def count(self, *outcomes: Outcome) -> int:
        return sum(file.outcome in outcomes for file in self.files)

    @property
    def changed(self) -> bool:
        return self.count("added", "updated", "renamed", "removed") > 0


@dataclass(frozen=True, slots=True)
class Differences:
    """What a folder has that its catalog does not: (source, size, time) to read, sources gone.

    `settled` has a status for each file that needs nothing.
    """

    todo: tuple[tuple[str, int, int], ...]
    gone: frozenset[str]
    settled: tuple[FileStatus, ...]


def compare(folder: Path, known: Mapping[str, FileRecord]) -> Differences:
    """Look at every file's size and time; nothing is read. Raises LibraryError."""
    kept = owners_of(known)
    listing = scan(folder)
    on_disk = listing.files
    sidecar_time = _mtime(folder / readers.SIDECAR)
    todo, done = [], list(listing.closed)
    for source, about in on_disk.items():
        record = known.get(source)
        time = about.st_mtime_ns + sidecar_time  # a sidecar may come with any time, or go
        if not _sayable(source):
            reason = "its name is not UTF-8; rename it"
            done.append(FileStatus(_shown(source), "skipped", reason))
        elif record and _is_current(record, about.st_size, time, kept):
            done.append(as_before(record))
        else:
            todo.append((source, about.st_size, time))
    missing = known.keys() - on_disk.keys()
    shut = tuple(status.source for status in listing.closed)
    hidden = {source for source in missing if source.startswith(shut)}
    done += [as_before(known[source]) for source in sorted(hidden)]
    return Differences(tuple(todo), frozenset(missing - hidden), tuple(done))


class Follower:
    """Brings a catalog up to its folder, then calls `drain` after each window that it commits."""

    def __init__(
        self, folder: Path, catalog: Catalog, embedder: Embedder, drain: Callable[[], None]
    ) -> None:
        self._folder, self._catalog = folder, catalog
        self._embedder, self._drain = embedder, drain

    def follow(self, differences: Differences, progress: Progress | None) -> Iterator[FileStatus]:
        """Read what is new or changed, forget what is gone; gives a status for each.

        What is read is encoded and committed in windows.
        """
        todo, gone = differences.todo, differences.gone
        sidecar = readers.read_sidecar(self._folder)
        known = self._catalog.files()
        claims = _Claims(owners_of(known), defaultdict(list))
        moving = gone | {source for source, _, _ in todo}
        for file in known.values():
            if file.state == "duplicate" and file.article and file.source not in moving:
                claims.heirs[file.article].append(file)
        window: list[tuple[Article, FileRecord, str | None]] = []
        size = _FIRST_WINDOW
        sandbox = Sandbox()
        try:
            for done, (source, length, time) in enumerate(todo):
                old = known.get(source)
                held = old.article if old and old.state == "indexed" else None

                def record(
                    state: Literal["indexed", "duplicate", "skipped"],
                    reason: str = "",
                    article: str | None = None,
                    at: tuple[str, int, int] = (source, length, time),
                ) -> FileRecord:
                    return FileRecord(at[0], at[1], at[2], state, reason, article)

                try:
                    article = readers.read(
                        self._folder / source,
                        source,
                        sidecar.get(source, readers.Metadata()),
                        sandbox,
                    )
                except Unreadable as error:
                    self._release(held, source, claims)
                    self._catalog.record([record("skipped", str(error))])
                    yield FileStatus(source, "skipped", str(error))
                    continue
                owner = claims.owners.get(article.id)
                if owner == source:
                    self._catalog.record([record("indexed", article=article.id)])
                    yield FileStatus(source, "unchanged")
                elif owner in gone:
                    self._release(held, source, claims)
                    self._catalog.move(article.id, record("indexed", article=article.id))
                    claims.owners[article.id] = source
                    yield FileStatus(source, "renamed", f"was {owner}")
                elif owner is not None:
                    reason = f"the same text as {owner}"
                    self._release(held, source, claims)
                    copy = record("duplicate", reason, article.id)
                    self._catalog.record([copy])
                    claims.heirs[article.id].append(copy)
                    yield FileStatus(source, "duplicate", reason)
                else:
                    claims.owners[article.id] = source
                    window.append((article, record("indexed", article=article.id), held))
                    yield FileStatus(source, "updated" if held else "added")
                if len(window) >= size:
                    self._commit(window, claims)
                    window, size = [], _WINDOW
                if progress:
                    progress(done + 1 - len(window), len(todo))
            self._commit(window, claims)
            if progress:
                progress(len(todo), len(todo))
        finally:
            sandbox.close()
        left = self._catalog.files()
        for source in sorted(gone & left.keys()):
            held = left[source].article if left[source].state == "indexed" else None
            self._release(held, source, claims)
            self._catalog.forget([source])
            yield FileStatus(source, "removed")

    def _release(self, article: str | None, source: str, claims: "_Claims") -> None:
        """Let go of `source`'s article: to a file that has the same text, or for good."""
        if article and not self._hand_over(article, claims):
            self._catalog.forget([source])

    def _hand_over(self, article: str, claims: "_Claims") -> bool:
        """Give an article to the next file that has the same text; False when there is none."""
        claims.owners.pop(article, None)
        if not claims.heirs[article]:
            return False
        heir = claims.heirs[article].pop(0)
        self._catalog.move(article, replace(heir, state="indexed", reason=""))
        claims.owners[article] = heir.source
        return True

    def _commit(
        self, window: Sequence[tuple[Article, FileRecord, str | None]], claims: "_Claims"
    ) -> None:
        if not window:
            return
        for entry, (_, file, held) in zip(
            compute([article for article, _, _ in window], self._embedder), window, strict=True
        ):
            handed = held is not None and self._hand_over(held, claims)
            self._catalog.put(entry, file, replaces=None if handed else held)
        self._drain()


@dataclass(frozen=True, slots=True)
class _Claims:
    """While a folder is followed: the file each article is kept under, and who is next in line."""

    owners: dict[str, str]
    heirs: defaultdict[str, list[FileRecord]]


def owners_of(files: Mapping[str, FileRecord]) -> dict[str, str]:
    return {f.article: f.source for f in files.values() if f.article and f.state == "indexed"}


def _is_current(record: FileRecord, size: int, time: int, owners: Mapping[str, str]) -> bool:
    if record.state == "duplicate" and record.article not in owners:
        return False  # a sync was cut off before the original was kept
    return (record.size, record.mtime_ns) == (size, time)


def as_before(record: FileRecord) -> FileStatus:
    outcome: Outcome = "unchanged" if record.state == "indexed" else record.state
    return FileStatus(record.source, outcome, record.reason)


def settled(
    status: FileStatus,
    files: Mapping[str, FileRecord],
    now: Mapping[str, str],
    before: Mapping[str, str],
) -> FileStatus:
    """A duplicate as it ended: it may have taken over, or its original have another name."""
    if status.outcome != "duplicate":
        return status
    record = files[status.source]
    article = record.article or ""
    if record.state == "indexed":
        return FileStatus(status.source, "renamed", f"was {before.get(article)}")
    return FileStatus(status.source, "duplicate", f"the same text as {now.get(article)}")


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
