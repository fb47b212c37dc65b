"""The front door of this room: a folder of articles, kept in step and searchable."""

import hashlib
import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Literal

import numpy as np

from index import readers
from index.articles import Article
from index.catalog import Catalog, CatalogError, Change, Entry, FileRecord, Filter
from index.chunks import chunk
from index.embedding import Embedder, EmbeddingError, Vectors
from index.readers import Unreadable
from index.retrieval import EXACT_UP_TO, Found, Retriever
from index.sandbox import Sandbox
from index.spans import Span, front_matter, split
from index.vectors import VectorStore
from index.words import Words

Outcome = Literal["added", "updated", "renamed", "unchanged", "removed", "duplicate", "skipped"]
Progress = Callable[[int, int], None]
"""Called with (files done, files to do) while a folder is read."""

_FIRST_WINDOW, _WINDOW = 16, 128
"""Articles encoded and committed together: few at first, so that the first are soon searchable."""


class LibraryError(Exception):
    """The folder or its index cannot be used; the message says what to do."""


class Locked(LibraryError):
    """Another process is writing this library."""


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
class Status:
    """The library in numbers. A projection's count is None when it is damaged or absent."""

    folder: Path
    home: Path
    articles: int
    chunks: int
    sentences: int
    in_words: int | None
    in_vectors: int | None
    behind: int
    files: tuple[FileStatus, ...]


class Library:
    """One folder's articles, indexed under `home`. Open with `Library.open`; close when done.

    One process writes at a time (an operating-system lock); any number may read.
    """

    def __init__(self, folder: Path, home: Path, embedder: Embedder) -> None:
        self.folder, self.home, self._embedder = folder, home, embedder
        self.catalog = Catalog(home / "catalog.sqlite")
        self._words = Words(home / "words")
        self._vectors = VectorStore(home / "chroma", embedder.fingerprint)
        self._retriever = Retriever(self.catalog, self._words, self._vectors, embedder)

    @classmethod
    def open(cls, folder: Path, home: Path, embedder: Embedder) -> "Library":
        """The library of `folder`, in its own directory under `home`, made when absent.

        The directory's name holds a hash of the folder's path, the embedder's fingerprint and the
        version of the readers, so that two of either never mix. Raises LibraryError.
        """
        folder = folder.expanduser().resolve()
        if not folder.exists():
            raise LibraryError(f"there is no folder {folder}; give the folder that holds articles")
        if not folder.is_dir():
            raise LibraryError(f"{folder} is a file; give the folder that holds it")
        name = re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-")[:40] or "articles"
        key = hashlib.sha256(
            f"{folder}\n{embedder.fingerprint}\n{readers.VERSION}".encode()
        ).hexdigest()[:12]
        inside = home.expanduser().resolve() / f"{name}-{key}"
        try:
            inside.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(
                f"the index cannot be kept in {home} ({error.strerror}); set DATELINE_HOME to a "
                "folder you can write to"
            ) from error
        return cls(folder, inside, embedder)

    def close(self) -> None:
        """Let go of every file."""
        self._vectors.close()
        self.catalog.close()

    def __enter__(self) -> "Library":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- reading ---------------------------------------------------------------------------

    def search(self, question: str, *, within: Filter | None = None) -> Found:
        """Scored sentences and their passages, best first.

        When a projection is damaged it is answered around: Chroma by comparing all stored vectors;
        words by rebuilding them, which takes no encoding.
        """
        within = within or Filter()
        try:
            return self._retriever.search(question, within=within)
        except (CatalogError, EmbeddingError, MemoryError):
            raise
        except Exception:  # tantivy and Chroma raise what their storage raises
            if not self._holds(self._words):
                with self._writing():
                    self._rebuild(self._words)
        return self._retriever.search(question, within=within, exact=True)

    def articles(self) -> list[Article]:
        """Every article, by source."""
        return self.catalog.articles()

    def entry(self, article: str) -> Entry | None:
        """One article, by its id, with its spans and vectors; None when it is gone."""
        return self._retriever.entry(article)

    def terms(self, text: str) -> list[str]:
        """The stems that full-text search sees in a text."""
        return self._words.terms(text)

    def frequency(self, term: str) -> int:
        """How many articles contain a stem."""
        return self._words.frequency("article", term)

    @property
    def embedder(self) -> Embedder:
        return self._embedder

    def status(self) -> Status:
        """Counts in the catalog and in both projections, and every file's last outcome."""
        articles, chunks = self.catalog.counts()
        generation = self.catalog.generation()
        behind = generation - min(
            self.catalog.applied(self._words.name), self.catalog.applied(self._vectors.name)
        )
        records = self.catalog.files()
        now = _owners(records)
        files = tuple(_settled(_as_before(each), records, now, now) for each in records.values())
        return Status(
            self.folder,
            self.home,
            articles,
            chunks,
            self.catalog.sentences(),
            _counted(self._words.count),
            _counted(self._vectors.count),
            behind,
            files,
        )

    # -- writing ---------------------------------------------------------------------------

    def sync(self, *, progress: Progress | None = None) -> SyncReport:
        """Follow the folder: new, changed, renamed and deleted files; nothing for the rest.

        What is finished when it is interrupted stays, and the next sync goes on from there.
        Raises LibraryError when the folder is gone, Locked when another process is writing.
        """
        known = self.catalog.files()
        kept = _owners(known)
        on_disk = _scan(self.folder)
        sidecar_time = _mtime(self.folder / readers.SIDECAR)
        todo, statuses = [], list[FileStatus]()
        for source, about in on_disk.items():
            record = known.get(source)
            time = about.st_mtime_ns + sidecar_time  # a sidecar may come with any time, or go
            if not _sayable(source):
                name = os.fsencode(source).decode("utf-8", "backslashreplace")
                statuses.append(FileStatus(name, "skipped", "its name is not UTF-8; rename it"))
            elif record and _is_current(record, about.st_size, time, kept):
                statuses.append(_as_before(record))
            else:
                todo.append((source, about.st_size, time))
        gone = [source for source in known if source not in on_disk]
        records = known
        if todo or gone or not all(self._in_step(each) for each in self._projections):
            with self._writing():
                statuses += self._follow(todo, set(gone), progress)
                self._drain()
                for projection in self._projections:
                    if not self._in_step(projection):
                        self._rebuild(projection)
            records = self.catalog.files()
        now = _owners(records)
        settled = [_settled(status, records, now, kept) for status in statuses]
        return SyncReport(tuple(sorted(settled, key=lambda status: status.source)))

    def rebuild(self) -> None:
        """Make both projections again from the catalog, without encoding. Raises Locked."""
        with self._writing():
            for projection in self._projections:
                self._rebuild(projection)

    def _follow(
        self, todo: Sequence[tuple[str, int, int]], gone: set[str], progress: Progress | None
    ) -> Iterator[FileStatus]:
        sidecar = readers.read_sidecar(self.folder)
        known = self.catalog.files()
        claims = _Claims(_owners(known), defaultdict(list))
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
                    return FileRecord(at[0], at[1], at[2], "", state, reason, article)

                try:
                    article = readers.read(
                        self.folder / source,
                        source,
                        sidecar.get(source, readers.Metadata()),
                        sandbox,
                    )
                except Unreadable as error:
                    self._release(held, source, claims)
                    self.catalog.record([record("skipped", str(error))])
                    yield FileStatus(source, "skipped", str(error))
                    continue
                owner = claims.owners.get(article.id)
                if owner == source:
                    self.catalog.record([record("indexed", article=article.id)])
                    yield FileStatus(source, "unchanged")
                elif owner in gone:
                    self._release(held, source, claims)
                    self.catalog.move(article.id, record("indexed", article=article.id))
                    claims.owners[article.id] = source
                    yield FileStatus(source, "renamed", f"was {owner}")
                elif owner is not None:
                    reason = f"the same text as {owner}"
                    self._release(held, source, claims)
                    copy = record("duplicate", reason, article.id)
                    self.catalog.record([copy])
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
        left = self.catalog.files()
        for source in sorted(gone & left.keys()):
            held = left[source].article if left[source].state == "indexed" else None
            self._release(held, source, claims)
            self.catalog.forget([source])
            yield FileStatus(source, "removed")

    def _release(self, article: str | None, source: str, claims: "_Claims") -> None:
        """Let go of `source`'s article: to a file that has the same text, or for good."""
        if article and not self._hand_over(article, claims):
            self.catalog.forget([source])

    def _hand_over(self, article: str, claims: "_Claims") -> bool:
        """Give an article to the next file that has the same text; False when there is none."""
        claims.owners.pop(article, None)
        if not claims.heirs[article]:
            return False
        heir = claims.heirs[article].pop(0)
        self.catalog.move(article, replace(heir, state="indexed", reason=""))
        claims.owners[article] = heir.source
        return True

    def _commit(
        self, window: Sequence[tuple[Article, FileRecord, str | None]], claims: "_Claims"
    ) -> None:
        if not window:
            return
        for entry, (_, file, held) in zip(
            self._compute([article for article, _, _ in window]), window, strict=True
        ):
            handed = held is not None and self._hand_over(held, claims)
            self.catalog.put(entry, file, replaces=None if handed else held)
        self._drain()

    def _compute(self, articles: Sequence[Article]) -> list[Entry]:
        """Spans, chunks and vectors of these articles, encoded together."""
        spans = [
            split(article.text, body=front_matter(article.text), title=article.title)
            for article in articles
        ]
        chunks = [chunk(each) for each in spans]
        texts, ranges = [], []
        for article, these, parts in zip(articles, spans, chunks, strict=True):
            for part in parts:
                texts.append(article.text[part.start : part.end])
                inside = these[part.first : part.last + 1]
                ranges.append([(s.start - part.start, s.end - part.start) for s in inside])
        pooled = self._embedder.pool(texts, ranges)
        entries = []
        for article, these, parts in zip(articles, spans, chunks, strict=True):
            vectors = np.zeros((len(these), self._embedder.dimension), dtype=np.float32)
            rows: list[Vectors] = []
            for part in parts:
                found = next(pooled)
                rows.append(found.passage)
                vectors[part.first : part.last + 1] = found.sentences
            of_chunks = np.array(rows, dtype=np.float32).reshape(
                len(parts), self._embedder.dimension
            )
            entries.append(Entry(article, tuple(these), tuple(parts), vectors, of_chunks))
        return entries

    # -- projections -----------------------------------------------------------------------

    @property
    def _projections(self) -> tuple[Words, VectorStore]:
        return self._words, self._vectors

    def _in_step(self, projection: Words | VectorStore) -> bool:
        generation = self.catalog.generation()
        applied = self.catalog.applied(projection.name)
        return generation == 0 or (applied == generation and self._holds(projection))

    def _holds(self, projection: Words | VectorStore) -> bool:
        try:
            return projection.holds(*self.catalog.counts())
        except Exception:  # whatever a damaged store raises, it must be made again
            return False

    def _drain(self) -> None:
        """Bring both projections up to the catalog's generation, or make them again."""
        for projection in self._projections:
            generation = self.catalog.generation()
            applied = self.catalog.applied(projection.name)
            changes = self.catalog.changes(applied)
            try:
                if not applied and generation:
                    self._rebuild(projection)
                elif changes:
                    self._apply(projection, changes)
                    self.catalog.acknowledge(projection.name, generation)
            except (CatalogError, MemoryError):
                raise
            except Exception:  # tantivy and Chroma raise what their storage raises
                self._rebuild(projection)

    def _apply(self, projection: Words | VectorStore, changes: Iterable[Change]) -> None:
        touched = dict.fromkeys(c.article for c in changes if c.action != "move")
        _, chunks = self.catalog.counts()
        if projection is self._words and chunks <= EXACT_UP_TO and self._words.knows(touched):
            self._words.refill(chain.from_iterable(self._windows()))
        elif touched:
            present = self.catalog.entries(list(touched))
            projection.apply(present.values(), [id for id in touched if id not in present])

    def _windows(self) -> Iterator[Collection[Entry]]:
        ids = sorted(self.catalog.matching(Filter()))
        for at in range(0, len(ids), _WINDOW):
            yield self.catalog.entries(ids[at : at + _WINDOW]).values()

    def _rebuild(self, projection: Words | VectorStore) -> None:
        generation = self.catalog.generation()
        self.catalog.acknowledge(projection.name, 0)  # killed half-way, it is begun again
        projection.reset()
        if isinstance(projection, Words):
            projection.refill(chain.from_iterable(self._windows()))
        else:
            for entries in self._windows():
                projection.apply(entries, [])
        self.catalog.acknowledge(projection.name, generation)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        holder = self.home / "writer.json"
        lock = FileLock(str(self.home / "writer.lock"))
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise Locked(
                f"process {_holder(holder)} is indexing {self.folder}; wait for it to finish, "
                "or stop it"
            ) from error
        try:
            holder.write_text(json.dumps({"pid": os.getpid()}), encoding="utf-8")
            yield
        finally:
            lock.release()


@dataclass(frozen=True, slots=True)
class _Claims:
    """While a folder is followed: the file each article is kept under, and who is next in line."""

    owners: dict[str, str]
    heirs: defaultdict[str, list[FileRecord]]


def _owners(files: Mapping[str, FileRecord]) -> dict[str, str]:
    return {f.article: f.source for f in files.values() if f.article and f.state == "indexed"}


def _is_current(record: FileRecord, size: int, time: int, owners: Mapping[str, str]) -> bool:
    if record.state == "duplicate" and record.article not in owners:
        return False  # a sync was cut off before the original was kept
    return (record.size, record.mtime_ns) == (size, time)


def _as_before(record: FileRecord) -> FileStatus:
    outcome: Outcome = "unchanged" if record.state == "indexed" else record.state
    return FileStatus(record.source, outcome, record.reason)


def _settled(
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


def _holder(path: Path) -> str:
    try:
        return str(int(json.loads(path.read_text(encoding="utf-8"))["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return "(unknown)"


def _scan(folder: Path) -> dict[str, os.stat_result]:
    """Regular files that may be articles, by source; links are not followed, dot files not read."""
    found: dict[str, os.stat_result] = {}
    if not folder.is_dir():
        raise LibraryError(f"there is no folder {folder}; give the folder that holds articles")
    for parent, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(parent, name)
            if name.startswith(".") or path.suffix.lower() not in readers.FORMATS:
                continue
            found[path.relative_to(folder).as_posix()] = path.lstat()
    return found


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


def _counted(count: Callable[[], int]) -> int | None:
    try:
        return count()
    except Exception:  # whatever a damaged store raises, the status is "damaged"
        return None


__all__ = ["EXACT_UP_TO", "FileStatus", "Library", "LibraryError", "Locked", "Span", "SyncReport"]
