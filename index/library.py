"""The front door of this room: a folder of articles, kept in step and searchable."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index import homes, integrity, replacing, served
from index.articles import Article
from index.catalog import Catalog, Entry, Filter
from index.database import CatalogError
from index.embedding import Embedder, EmbeddingError, Narrow, Vectors
from index.events import Event, Timeline
from index.following import Follower, LibraryError, compare, scan
from index.integrity import Fault
from index.locks import Locked, writing
from index.origins import Origin, Origins
from index.places import Inside, Place
from index.projections import Projections
from index.retrieval import Candidate, Found, Mentions, Retriever
from index.server import Server
from index.statements import Statement
from index.statuses import FileStatus, Progress, SyncReport, as_before, owners_of, settled
from index.stores import Store
from index.testimony import Testimonies, Testimony
from index.words import Words

if TYPE_CHECKING:
    from llama_index.core.tools import RetrieverTool

    from index.llamaindex import LibraryRetriever

_NONE: Narrow = np.zeros((0, 0), dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Status:
    """The library in numbers. A projection's count is None when it is damaged or absent.

    `waiting` is how many articles have no vectors yet, while they are encoded or after a sync that
    was cut off; words find them. `store` is the server that has the vectors, with its collection,
    and `trouble` why it has not.
    """

    folder: Path
    home: Path
    articles: int
    chunks: int
    sentences: int
    in_words: int | None
    in_vectors: int | None
    behind: int
    waiting: int
    files: tuple[FileStatus, ...]
    store: str = ""
    trouble: str = ""


class Library:
    """One folder's articles, indexed under `home`. Open with `Library.open`; close when done.

    One process writes at a time (an operating-system lock); any number may read. With a server the
    vectors are there, in a collection of its own.
    """

    def __init__(
        self,
        folder: Path,
        home: Path,
        embedder: Embedder,
        place: Place | None = None,
        store: Store | None = None,
    ) -> None:
        self.folder, self.home, self._embedder = folder, home, embedder
        self.catalog = Catalog((place or Inside()).open(home))
        self._words = Words(home / "words")
        self._vectors = served.store(home, embedder.fingerprint, store)
        self._retriever = Retriever(self.catalog, self._words, self._vectors, embedder)
        self._projections = Projections(self.catalog, self._words, self._vectors)
        self._origins = Origins(self.catalog)
        self._testimonies = Testimonies(self.catalog)
        self._timeline = Timeline(self.catalog)
        self._follower = Follower(folder, self.catalog, embedder, self._projections.drain)

    @classmethod
    def open(
        cls,
        folder: Path,
        home: Path,
        embedder: Embedder,
        server: Server | None = None,
        store: Store | None = None,
    ) -> "Library":
        """The library of `folder`, in its own directory under `home`, made when absent.

        The directory's name holds a hash of the folder's path and of the embedder's fingerprint,
        so that two of either never mix; its card has the versions of what wrote it. With a `server`
        the catalog is there, and one for all machines where the folder has the same path.

        Raises LibraryError, and NewerRelease for the index of a newer release.
        """
        folder = folder.expanduser().resolve()
        if not folder.exists():
            raise LibraryError(f"there is no folder {folder}; give the folder that holds articles")
        if not folder.is_dir():
            raise LibraryError(f"{folder} is a file; give the folder that holds it")
        inside = homes.prepare(folder, home, embedder.fingerprint, server)
        place = homes.place(folder, embedder.fingerprint, server)
        return cls(folder, inside, embedder, place, store)

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
            exact = self._projections.lags()
            return self._retriever.search(question, within=within, exact=exact)
        except (CatalogError, EmbeddingError, MemoryError):
            raise
        except Exception:  # tantivy and Chroma raise what their storage raises
            if not self._projections.has_words():
                with writing(self.home, self.folder):  # the catalog is not written for it
                    self._projections.repair_words()
        return self._retriever.search(question, within=within, exact=True)

    def articles(self) -> list[Article]:
        """Every article, by source."""
        return self.catalog.articles()

    def article(self, source: str) -> Article | None:
        """The article of a source, as answers name it; None when there is none."""
        found = [self.entry(id) for id in self.catalog.matching(Filter(sources=(source,)))]
        return next((entry.article for entry in found if entry), None)

    def entry(self, article: str) -> Entry | None:
        """One article, by its id, with its spans and vectors; None when it is gone."""
        return self._retriever.entry(article)

    def mentioning(
        self, terms: Sequence[str], within: Filter | None = None, *, anywhere: bool = False
    ) -> Mentions:
        """See `index.retrieval.Retriever.mentioning`."""
        return self._retriever.mentioning(terms, within or Filter(), anywhere=anywhere)

    def naming(self, terms: Sequence[str], within: Filter | None = None) -> set[str] | None:
        """See `index.retrieval.Retriever.naming`."""
        return self._retriever.naming(terms, within or Filter())

    def origins(self, among: Sequence[Article] | None = None) -> list[Origin]:
        """Copies and articles that pass on one report, grouped; and lone articles that pass one on.

        Largest group first. An article that is in none is an origin of its own. With `among` only
        these articles are looked at, which is fast for a few.
        """
        return self._origins.all() if among is None else self._origins.among(among)

    def origin_of(self, articles: Iterable[str]) -> dict[str, str]:
        """For each of these articles, by id, the one of them that stands for its origin.

        `len(set(library.origin_of(ids).values()))` independent sources say what these say.
        """
        return self._origins.standing(articles)

    def timeline(
        self,
        topic: str | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
        outlets: tuple[str, ...] = (),
    ) -> list[Event]:
        """What the articles date, oldest first; the same event told by several is one.

        `since` and `until` are of the events, not of the articles: an event counts whose days touch
        them. With a topic only sentences count that `search` finds for it and that have its words,
        and all of an article that has them in its title or in most of its sentences.
        """
        filters = Filter(outlets=outlets)
        if topic is None:
            return self._timeline.events(self.catalog.matching(filters), since, until)
        found = self.search(topic, within=filters).sentences
        return self._timeline.about(found, topic, self.terms, since, until)

    def tokens(self, candidates: Sequence[Candidate]) -> list[Vectors]:
        """The token vectors of each sentence in its passage's context, shape (t, w) each.

        None (t = 0) for a sentence beyond the encoder's reach or no longer there.
        """
        chunks = dict.fromkeys(f"{c.article.id}-{c.number}" for c in candidates)
        read = {id: self.catalog.tokens(id) for id in chunks}
        found = []
        for c in candidates:
            sentences = read[f"{c.article.id}-{c.number}"]
            inside = c.n - c.chunk.first
            kept = sentences[inside] if inside < len(sentences) else _NONE
            found.append(self._embedder.widen(kept))
        return found

    def statements(
        self,
        speaker: str | None = None,
        about: str | None = None,
        since: date | None = None,
        until: date | None = None,
        outlets: Sequence[str] = (),
    ) -> list[Testimony]:
        """Who said what, newest article first; see `index.testimony` for how names compare.

        What `read_statements` has not kept yet is read now, which takes a second for some 15
        articles.
        """
        within = Filter(since=since, until=until, outlets=tuple(outlets))
        return self._testimonies.find(within, speaker, about, self.terms)

    def as_retriever(self, k: int = 10, within: Filter | None = None) -> "LibraryRetriever":
        """The library as a LlamaIndex retriever of the `k` best passages."""
        from index.llamaindex import LibraryRetriever

        return LibraryRetriever(self, k, within or Filter())

    def as_tool(self, k: int = 10, within: Filter | None = None) -> "RetrieverTool":
        """The library as a LlamaIndex tool, which an agent searches with."""
        from index import llamaindex

        return llamaindex.tool(self, k, within or Filter())

    def kept_statements(self, article: str) -> tuple[Statement, ...] | None:
        """Who said what in one article, by its id; None where it has not been read yet.

        Nothing is read for it: this is for an answer that cannot wait.
        """
        return self._testimonies.kept(article)

    def terms(self, text: str) -> list[str]:
        """The stems that full-text search sees in a text."""
        return self._words.terms(text)

    def frequency(self, term: str) -> int:
        """How many articles contain a stem."""
        return self._words.frequency("article", term)

    @property
    def trouble(self) -> str:
        """Why the server of the vectors was last of no use, in a sentence; empty when it was."""
        return self._vectors.trouble

    @property
    def embedder(self) -> Embedder:
        return self._embedder

    def status(self) -> Status:
        """Counts in the catalog and in both projections, and every file's last outcome."""
        articles, chunks = self.catalog.counts()
        return Status(
            self.folder,
            self.home,
            articles,
            chunks,
            self.catalog.sentences(),
            _counted(self._words.count),
            _counted(self._vectors.count),
            self._projections.behind(),
            self.catalog.waiting()[0],
            self.files(),
            self._vectors.address,
            self._vectors.trouble,
        )

    def files(self) -> tuple[FileStatus, ...]:
        """Every file's last outcome, by source; then what cannot be looked into now."""
        records = self.catalog.files()
        now = owners_of(records)
        read = (each for each in records.values() if each.state != "opened")
        files = (settled(as_before(each), records, now, now) for each in read)
        return (*files, *scan(self.folder).closed)

    def behind(self) -> bool:
        """Whether `sync` has anything to do: the folder has changed, or vectors are missing.

        Nothing of the folder is read.

        Raises LibraryError when the folder is gone.
        """
        differences = compare(self.folder, self.catalog.files())
        return bool(differences.todo or differences.gone or self.catalog.waiting()[0])

    @property
    def answerable(self) -> bool:
        """Whether there are articles with vectors, and both projections have what was committed.

        By the words of articles alone few questions can be answered.
        """
        return bool(self.catalog.encoded()) and not self._projections.behind()

    # -- writing ---------------------------------------------------------------------------

    def claim(self) -> None:
        """Nothing, where this process could write. Raises Locked."""
        with self._writing():
            pass

    def sync(
        self, *, progress: Progress | None = None, encoder: Embedder | None = None
    ) -> SyncReport:
        """Follow the folder: new, changed, renamed and deleted files; nothing for the rest.

        New texts can be searched by their words at once; their vectors fill in behind.
        What is finished when it is interrupted stays, and the next sync goes on from there.
        `encoder` encodes in the embedder's place: the same vectors, made by many (index.cluster).
        `progress` is called by one thread at a time, which need not be the caller's; what it raises
        ends the sync and is raised here.
        Raises LibraryError when the folder is gone, Locked when another process is writing.
        """
        known = self.catalog.files()
        differences = compare(self.folder, known)
        statuses, records = list(differences.settled), known
        stale = self.catalog.waiting()[0] or not (
            self._projections.in_step() and self._origins.complete() and self._timeline.complete()
        )
        if differences.todo or differences.gone or stale:
            with self._writing(drains=True):
                statuses += self._follower.follow(differences, progress, encoder)
                self._projections.drain()
                self._projections.repair()
                self._origins.fill()
                self._timeline.fill()
            records = self.catalog.files()
        now, before = owners_of(records), owners_of(known)
        done = [settled(status, records, now, before) for status in statuses]
        by_source = sorted(done, key=lambda status: status.source)
        return SyncReport(tuple(by_source), self._vectors.trouble)

    def read_statements(self, *, progress: Progress | None = None) -> None:
        """Read who said what out of the articles not read yet. Raises Locked.

        Apart from `sync`, since it takes as long again and search does not need it; what is
        finished when it is interrupted stays.
        """
        if not self._testimonies.complete():
            with self._writing():
                self._testimonies.fill(progress)

    def statements_unread(self) -> int:
        """How many articles `read_statements` has still to read."""
        return self._testimonies.unread()

    def rebuild(self) -> None:
        """Make both projections again from the catalog, without encoding. Raises Locked."""
        with self._writing():
            self._projections.rebuild()

    def check(self, progress: Progress | None = None, *, apart: bool = False) -> list[Fault]:
        """Read everything that is kept and say what is wrong; see `index.integrity`. Raises Locked.

        `apart` survives a Chroma that ends the process, at the cost of starting another.
        """
        with self._writing():
            stores = self._words, self._vectors
            return integrity.check(self.catalog, *stores, progress, apart=apart)

    def repair(self, faults: Iterable[Fault]) -> None:
        """Make again what these faults are of, from the catalog. Raises Locked.

        A fault of the catalog itself needs `remake`.
        """
        parts = {fault.part for fault in faults}
        with self._writing():
            if "words" in parts:
                self._projections.repair_words()
            if "vectors" in parts:
                self._projections.repair_vectors()
            for ledger in (self._origins.ledger, self._timeline.ledger, self._testimonies.ledger):
                ledger.renew([id for f in faults for kind, id in f.notes if kind == ledger.kind])

    @classmethod
    def remake(
        cls,
        folder: Path,
        home: Path,
        embedder: Embedder,
        progress: Progress | None = None,
        server: Server | None = None,
        store: Store | None = None,
    ) -> None:
        """Index a folder anew; the index it has stays until the new one is durable.

        No library of it may be open. Raises LibraryError, and keeps the old index, when a folder
        inside cannot be listed.
        """
        folder = folder.expanduser().resolve()
        inside = homes.prepare(folder, home, embedder.fingerprint, server)
        place = homes.place(folder, embedder.fingerprint, server)
        with writing(inside, folder), place.writing(folder):
            made, beside = replacing.new(inside), place.new()
            homes.make(made, folder, embedder.fingerprint)
            with cls(folder, made, embedder, beside, store) as library:
                library.sync(progress=progress)
            for closed in scan(folder).closed:
                replacing.remove(made)
                raise LibraryError(f"{closed.source}: {closed.reason}; nothing was repaired")
            place.put(beside)
            before = homes.collection_of(inside)
            replacing.put(made, inside)
            served.discard(inside, before, store)

    @contextmanager
    def _writing(self, *, drains: bool = False) -> Iterator[None]:
        """Hold the library's directory, and its catalog where that is elsewhere. Raises Locked.

        What another machine that writes has committed is in the projections here then (`drains`).
        """
        with writing(self.home, self.folder), ExitStack() as held:
            try:
                held.enter_context(self.catalog.writing(self.folder))
            except Locked:
                if drains:
                    self._projections.drain()
                raise
            yield


def _counted(count: Callable[[], int]) -> int | None:
    try:
        return count()
    except Exception:  # whatever a damaged store raises, the status is "damaged"
        return None


__all__ = ["FileStatus", "Library", "LibraryError", "Locked", "Progress", "Status", "SyncReport"]
