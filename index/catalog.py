"""The catalog: one SQLite file that holds everything the library knows, and is always right.

Chroma and tantivy are projections of it: each change to the articles is written here together
with a line in the outbox, in one transaction, and the projections read the outbox when they can.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import numpy as np

from index.articles import Article
from index.chunks import Chunk
from index.database import Connection, Database
from index.embedding import Narrow, Vectors
from index.spans import Kind, Span

State = Literal["indexed", "duplicate", "skipped", "opened"]
"""A file that is `opened` holds several articles, each with a record of its own."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What was found the last time a file was read. `article` is None for a skipped file."""

    source: str
    size: int
    mtime_ns: int
    state: State
    reason: str
    article: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with everything computed from it.

    `vectors` has one row of float32 for each span (zeros for chrome); `chunk_vectors` one row for
    each chunk; `tokens` the narrow token vectors of each span. Tokens are read back apart, with
    `Catalog.tokens`: they are ten times the rest and few are ever looked at.
    """

    article: Article
    spans: tuple[Span, ...]
    chunks: tuple[Chunk, ...]
    vectors: Vectors
    chunk_vectors: Vectors
    tokens: tuple[Narrow, ...] = ()

    @property
    def chunk_ids(self) -> list[str]:
        """Stable ids: the article's content hash and the chunk's place in it."""
        article = self.article.id
        return [f"{article}-{n}" for n in range(len(self.chunks))]


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the outbox."""

    seq: int
    action: Literal["add", "remove", "move"]
    article: str


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles count. Dates are inclusive; an undated article passes no date filter."""

    since: date | None = None
    until: date | None = None
    outlets: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.outlets or self.sources)


class Catalog:
    """Open with a path; safe to use from several threads and readable by several processes."""

    def __init__(self, path: Path) -> None:
        self._db = Database(path)
        self._counted = (-1, (0, 0))

    def close(self) -> None:
        """Close the file. The catalog cannot be used afterwards."""
        self._db.close()

    # -- writing ---------------------------------------------------------------------------

    def put(self, entry: Entry, file: FileRecord, *, replaces: str | None = None) -> None:
        """Make an article visible, and hide the one it replaces, in one transaction."""
        article, dimension = entry.article, entry.vectors.shape[1]
        with self._db.transaction() as db:
            if replaces:
                self._drop(db, replaces)
            db.execute(
                "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    article.id,
                    article.source,
                    article.title,
                    article.outlet,
                    article.byline,
                    article.published.toordinal() if article.published else None,
                    article.url,
                    article.published_from,
                    article.outlet.casefold() if article.outlet else None,
                    article.text,
                    _pack_spans(entry.spans),
                    entry.vectors.astype(np.float16).tobytes(),
                ),
            )
            db.executemany(
                "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (
                        id,
                        article.id,
                        c.first,
                        c.last,
                        *_pack_tokens(entry.tokens[c.first : c.last + 1]),
                    )
                    for id, c in zip(entry.chunk_ids, entry.chunks, strict=True)
                ],
            )
            assert entry.chunk_vectors.shape == (len(entry.chunks), dimension)
            packed = entry.chunk_vectors.astype(np.float32).tobytes()
            row = (article.id, len(entry.chunks), packed)
            db.execute("INSERT INTO vectors VALUES (?, ?, ?)", row)
            db.execute("INSERT INTO outbox (action, article) VALUES ('add', ?)", (article.id,))
            self._record(db, file)

    def record(self, files: Iterable[FileRecord]) -> None:
        """Note what was found of files whose articles did not change."""
        with self._db.transaction() as db:
            for file in files:
                self._record(db, file)

    def move(self, article: str, file: FileRecord) -> None:
        """The same text under another name: nothing is computed again."""
        with self._db.transaction() as db:
            db.execute("DELETE FROM files WHERE article = ? AND state = 'indexed'", (article,))
            db.execute("UPDATE articles SET source = ? WHERE id = ?", (file.source, article))
            # The projections stay as they are, but what readers have cached has the old name.
            db.execute("INSERT INTO outbox (action, article) VALUES ('move', ?)", (article,))
            self._record(db, file)

    def forget(self, sources: Iterable[str]) -> None:
        """Remove files that are gone, and the articles that came from them."""
        with self._db.transaction() as db:
            for source in sources:
                for (article,) in db.execute(
                    "DELETE FROM files WHERE source = ? RETURNING "
                    "CASE state WHEN 'indexed' THEN article END",
                    (source,),
                ).fetchall():
                    if article:
                        self._drop(db, article)

    @staticmethod
    def _record(db: Connection, file: FileRecord) -> None:
        db.execute(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)",
            (
                file.source,
                file.size,
                file.mtime_ns,
                file.state,
                file.reason,
                file.article,
            ),
        )

    @staticmethod
    def _drop(db: Connection, article: str) -> None:
        db.execute("DELETE FROM articles WHERE id = ?", (article,))
        db.execute("INSERT INTO outbox (action, article) VALUES ('remove', ?)", (article,))

    # -- reading ---------------------------------------------------------------------------

    def files(self) -> dict[str, FileRecord]:
        """Every file ever recorded and not forgotten, by source."""
        rows = self._db.all("SELECT * FROM files ORDER BY source")
        return {row[0]: FileRecord(*row) for row in rows}

    def counts(self) -> tuple[int, int]:
        """(articles, chunks). Counted once for each generation: a million rows take long."""
        generation = self.generation()
        if self._counted[0] != generation:
            (row,) = self._db.all(
                "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM chunks)"
            )
            self._counted = generation, (row[0], row[1])
        return self._counted[1]

    def sentences(self) -> int:
        """Spans in all articles, chrome included."""
        (row,) = self._db.all(
            f"SELECT coalesce(sum(length(spans)) / {_SPAN.itemsize}, 0) FROM articles"
        )
        return int(row[0])

    def articles(self) -> list[Article]:
        """Every article, by source."""
        rows = self._db.all(f"SELECT {_FIELDS} FROM articles ORDER BY source")
        return [_article(row) for row in rows]

    def entries(self, ids: Sequence[str]) -> dict[str, Entry]:
        """The articles with these ids that exist, with their spans, chunks and vectors."""
        found = {}
        for id in ids:
            with self._db.using() as db:
                row = db.execute(
                    f"SELECT {_FIELDS}, spans, vectors, flat FROM articles "
                    "JOIN vectors ON article = id WHERE id = ?",
                    (id,),
                ).fetchone()
                chunks = db.execute(
                    "SELECT first, last FROM chunks WHERE article = ? ORDER BY first", (id,)
                ).fetchall()
            if row:
                found[id] = _entry(row, chunks)
        return found

    def tokens(self, chunk: str) -> list[Narrow]:
        """The narrow token vectors of each sentence of a chunk, by its id; none when it is gone."""
        rows = self._db.all("SELECT tokens, counts FROM chunks WHERE id = ?", [chunk])
        if not rows:
            return []
        counts = np.frombuffer(rows[0][1], dtype="<u2").astype(np.int64)
        flat = np.frombuffer(rows[0][0], dtype=np.uint8)
        total = int(counts.sum())
        if not total:
            return [np.zeros((0, 0), dtype=np.uint8)] * len(counts)
        return np.split(flat.reshape(total, -1), np.cumsum(counts)[:-1])

    def matching(self, within: Filter) -> set[str]:
        """The ids of the articles that pass the filter."""
        where, values = _conditions(within)
        return {row[0] for row in self._db.all(f"SELECT id FROM articles WHERE {where}", values)}

    def how_many(self, within: Filter) -> int:
        """How many articles pass the filter."""
        where, values = _conditions(within)
        (row,) = self._db.all(f"SELECT count(*) FROM articles WHERE {where}", values)
        return int(row[0])

    def passing(self, within: Filter, articles: Iterable[str]) -> set[str]:
        """Those of a few articles, by id, that pass the filter."""
        where, values = _conditions(within)
        asked = list(articles)
        query = f"SELECT id FROM articles WHERE id IN ({_marks(asked)}) AND {where}"
        return {row[0] for row in self._db.all(query, [*asked, *values])}

    def chunk_vectors(self, within: Filter | None = None) -> tuple[list[str], Vectors]:
        """(chunk ids, unit vectors of shape (n, d)) of the articles that pass, by article."""
        where, values = _conditions(within or Filter())
        rows = self._db.all(
            "SELECT article, chunks, flat FROM articles JOIN vectors ON article = id "
            f"WHERE {where} ORDER BY article",
            values,
        )
        ids = [f"{article}-{n}" for article, chunks, _ in rows for n in range(chunks)]
        flat = np.frombuffer(b"".join(row[2] for row in rows), dtype=np.float32)
        return ids, flat.reshape(len(ids), -1) if ids else flat.reshape(0, 0)

    def days(self) -> tuple[date, date] | None:
        """The first and the last publication day of the dated articles; None without any."""
        ((first, last),) = self._db.all("SELECT min(published), max(published) FROM articles")
        return (date.fromordinal(first), date.fromordinal(last)) if first else None

    def sources(self) -> dict[str, str]:
        """The file of each article, by the article's id."""
        return dict(self._db.all("SELECT id, source FROM articles ORDER BY source"))

    def damage(self) -> list[str]:
        """What is wrong with the file itself, in words; see `index.integrity` for what it holds."""
        return self._db.damage()

    # -- notes -----------------------------------------------------------------------------

    def unnoted(self, kind: str) -> list[str]:
        """The ids of the articles of which no note of this kind is kept, by source."""
        rows = self._db.all(
            "SELECT id FROM articles WHERE id NOT IN (SELECT article FROM notes WHERE kind = ?) "
            "ORDER BY source",
            [kind],
        )
        return [row[0] for row in rows]

    def note(self, kind: str, notes: Mapping[str, bytes]) -> None:
        """Keep what was read out of articles, by id; an article that is gone meanwhile has none."""
        with self._db.transaction() as db:
            db.executemany(
                "INSERT OR REPLACE INTO notes SELECT ?, id, ? FROM articles WHERE id = ?",
                [(kind, content, article) for article, content in notes.items()],
            )

    def notes(self, kind: str, articles: Iterable[str] | None = None) -> dict[str, bytes]:
        """The notes of a kind on these articles, or on all, by id; fewer where some have none."""
        if articles is None:
            return dict(self._db.all("SELECT article, content FROM notes WHERE kind = ?", [kind]))
        query = "SELECT article, content FROM notes WHERE kind = ? AND article = ?"
        return dict(row for id in articles for row in self._db.all(query, [kind, id]))

    # -- the outbox ------------------------------------------------------------------------

    def generation(self) -> int:
        """The number of the last change; it never goes back."""
        (row,) = self._db.all(
            "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name='outbox'"
        )
        return int(row[0])

    def applied(self, projection: str) -> int:
        """The last change this projection has; 0 when it must be built from nothing."""
        rows = self._db.all("SELECT applied FROM projections WHERE name = ?", [projection])
        return rows[0][0] if rows else 0

    def changes(self, after: int) -> list[Change]:
        """Changes later than `after`, oldest first."""
        return [Change(*row) for row in self._db.all("SELECT * FROM outbox WHERE seq > ?", [after])]

    def acknowledge(self, projection: str, seq: int) -> None:
        """Note that a projection durably has everything up to `seq`; drop what all have."""
        with self._db.transaction() as db:
            db.execute("INSERT OR REPLACE INTO projections VALUES (?, ?)", (projection, seq))
            db.execute(
                "DELETE FROM outbox WHERE seq <= (SELECT min(applied) FROM projections) "
                "AND (SELECT count(*) FROM projections) = 2"
            )


def _conditions(within: Filter) -> tuple[str, list[Any]]:
    """The filter as SQL over `articles`, and its values."""
    wheres, values = ["1"], list[Any]()
    if within.since:
        wheres.append("published >= ?")
        values.append(within.since.toordinal())
    if within.until:
        wheres.append("published <= ?")
        values.append(within.until.toordinal())
    if within.outlets:
        wheres.append(f"folded_outlet IN ({_marks(within.outlets)})")
        values += [outlet.casefold() for outlet in within.outlets]
    if within.sources:
        wheres.append(f"source IN ({_marks(within.sources)})")
        values += within.sources
    return " AND ".join(wheres), values


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


_FIELDS = "source, text, title, outlet, byline, published, url, published_from"
_KINDS = {int(kind): kind for kind in Kind}
_SPAN = np.dtype([("start", "<i4"), ("end", "<i4"), ("kind", "<i4"), ("paragraph", "<i4")])


def _pack_spans(spans: Sequence[Span]) -> bytes:
    rows = [(span.start, span.end, int(span.kind), span.paragraph) for span in spans]
    return np.array(rows, dtype=_SPAN).tobytes()


def _pack_tokens(tokens: Sequence[Narrow]) -> tuple[bytes, bytes]:
    """(all tokens of these sentences, how many each has)."""
    counts = np.array([len(each) for each in tokens], dtype="<u2")
    return b"".join(each.tobytes() for each in tokens), counts.tobytes()


def _article(row: Sequence[Any]) -> Article:
    source, text, title, outlet, byline, published, url, origin = row[:8]
    day = date.fromordinal(published) if published else None
    return Article(source, text, title, outlet, byline, day, url, origin)


def _entry(row: Sequence[Any], chunk_rows: Sequence[Any]) -> Entry:
    fields = np.frombuffer(row[8], dtype=_SPAN).tolist()
    spans = tuple([Span(start, end, _KINDS[kind], at) for start, end, kind, at in fields])
    chunks = tuple(
        Chunk(spans[first].start, spans[last].end, first, last) for first, last in chunk_rows
    )
    vectors = np.frombuffer(row[9], dtype=np.float16).astype(np.float32)
    flat = np.frombuffer(row[10], dtype=np.float32)
    return Entry(
        _article(row),
        spans,
        chunks,
        vectors.reshape(len(spans), -1) if spans else vectors.reshape(0, 1),
        flat.reshape(len(chunks), -1) if chunks else flat.reshape(0, 1),
    )
