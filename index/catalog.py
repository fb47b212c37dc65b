"""The catalog: one database that holds everything the library knows, and is always right.

Chroma and tantivy are projections of it: each change to the articles is written here together
with a line in the outbox, in one transaction, and the projections read the outbox when they can.
The SQL is what SQLite and PostgreSQL both take; what each says in its own way is in `Database`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import numpy as np

from index import rows
from index.articles import Article
from index.database import Database, Session
from index.embedding import Narrow, Vectors
from index.filters import Filter, conditions, marks
from index.rows import Change, Entry, FileRecord, Heading, State

__all__ = ["Catalog", "Change", "Entry", "FileRecord", "Filter", "Heading", "State"]

_AT_ONCE = 100
"""Articles asked for in one query."""
_WAITING = "articles WHERE id NOT IN (SELECT article FROM vectors)"


class Catalog:
    """What a database holds; safe to use from several threads, readable by several processes."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._counted: dict[str, tuple[int, tuple[int, int]]] = {}

    def close(self) -> None:
        """Close the database. The catalog cannot be used afterwards."""
        self._db.close()

    def writing(self, folder: Path) -> AbstractContextManager[None]:
        """Hold the right to write the articles of `folder`; see `Database.writing`."""
        return self._db.writing(folder)

    # -- writing ---------------------------------------------------------------------------

    def put(self, entry: Entry, file: FileRecord, *, replaces: str | None = None) -> None:
        """Make an article visible, and hide the one it replaces, in one transaction.

        One that is not encoded can be found by its words until `encode` brings its vectors.
        """
        with self._db.transaction() as db:
            if replaces:
                self._drop(db, replaces)
            db.run(
                "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows.of_article(entry),
            )
            db.many("INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?)", rows.of_chunks(entry))
            if entry.encoded:
                db.run("INSERT INTO vectors VALUES (?, ?, ?)", rows.of_vectors(entry))
            self._db.announce(db, "add", entry.article.id)
            self._record(db, file)

    def encode(self, entry: Entry) -> None:
        """Give an article that was put without vectors those that it has now, unless it is gone.

        Nothing is done to one that has all it needs: without a sentence it was put as encoded.
        """
        with self._db.transaction() as db:
            waits = "SELECT 1 FROM articles WHERE id = ? AND NOT EXISTS (SELECT 1 FROM vectors"
            if not db.run(f"{waits} WHERE article = articles.id)", (entry.article.id,)):
                return
            changed = rows.of_sentences(entry), entry.article.id
            db.run("UPDATE articles SET vectors = ? WHERE id = ?", changed)
            tokens = ((flat, counts, id) for id, *_, flat, counts in rows.of_chunks(entry))
            db.many("UPDATE chunks SET tokens = ?, counts = ? WHERE id = ?", tokens)
            db.run("INSERT INTO vectors VALUES (?, ?, ?)", rows.of_vectors(entry))
            self._db.announce(db, "encode", entry.article.id)

    def record(self, files: Iterable[FileRecord]) -> None:
        """Note what was found of files whose articles did not change."""
        with self._db.transaction() as db:
            for file in files:
                self._record(db, file)

    def confirm(self, article: Article, file: FileRecord) -> None:
        """The same article, whose outlet or date may be known from elsewhere now."""
        known = article.published_from, article.outlet_from
        query = "SELECT published_from, outlet_from FROM articles WHERE id = ?"
        with self._db.transaction() as db:
            if [tuple(row) for row in db.run(query, (article.id,))] != [known]:
                db.run(
                    "UPDATE articles SET published_from = ?, outlet_from = ? WHERE id = ?",
                    (*known, article.id),
                )
                self._db.announce(db, "confirm", article.id)
            self._record(db, file)

    def move(self, article: str, file: FileRecord) -> None:
        """The same text under another name: nothing is computed again."""
        with self._db.transaction() as db:
            db.run("DELETE FROM files WHERE article = ? AND state = 'indexed'", (article,))
            db.run("UPDATE articles SET source = ? WHERE id = ?", (file.source, article))
            # The projections stay as they are, but what readers have cached has the old name.
            self._db.announce(db, "move", article)
            self._record(db, file)

    def forget(self, sources: Iterable[str]) -> None:
        """Remove files that are gone, and the articles that came from them."""
        with self._db.transaction() as db:
            for source in sources:
                for (article,) in db.run(
                    "DELETE FROM files WHERE source = ? RETURNING "
                    "CASE state WHEN 'indexed' THEN article END",
                    (source,),
                ):
                    if article:
                        self._drop(db, article)

    @staticmethod
    def _record(db: Session, file: FileRecord) -> None:
        db.run(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET "
            "size = excluded.size, mtime_ns = excluded.mtime_ns, state = excluded.state, "
            "reason = excluded.reason, article = excluded.article",
            (file.source, file.size, file.mtime_ns, file.state, file.reason, file.article),
        )

    def _drop(self, db: Session, article: str) -> None:
        db.run("DELETE FROM articles WHERE id = ?", (article,))
        self._db.announce(db, "remove", article)

    # -- reading ---------------------------------------------------------------------------

    def files(self) -> dict[str, FileRecord]:
        """Every file ever recorded and not forgotten, by source."""
        found = self._db.all("SELECT * FROM files ORDER BY source")
        return {row[0]: FileRecord(*row) for row in found}

    def counts(self) -> tuple[int, int]:
        """(articles, chunks)."""
        return self._count("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM chunks)")

    def waiting(self) -> tuple[int, int]:
        """(articles, chunks) that have no vectors yet."""
        chunks = "(SELECT count(*) FROM chunks WHERE article = articles.id)"
        return self._count(f"SELECT count(*), coalesce(sum({chunks}), 0) FROM {_WAITING}")

    def _count(self, query: str) -> tuple[int, int]:
        """Counted once for each generation: a million rows take long."""
        generation = self.generation()
        if self._counted.get(query, (-1,))[0] != generation:
            ((articles, chunks),) = self._db.all(query)
            self._counted[query] = generation, (int(articles), int(chunks))
        return self._counted[query][1]

    def encoded(self) -> int:
        """How many articles have their vectors."""
        return self._count("SELECT count(*), 0 FROM vectors")[0]

    def unencoded(self) -> list[str]:
        """The ids of the articles that have no vectors yet, by source."""
        return [row[0] for row in self._db.all(f"SELECT id FROM {_WAITING} ORDER BY source")]

    def sentences(self) -> int:
        """Spans in all articles, chrome included."""
        (row,) = self._db.all(
            f"SELECT coalesce(sum(length(spans)) / {rows.SPAN.itemsize}, 0) FROM articles"
        )
        return int(row[0])

    def articles(self) -> list[Article]:
        """Every article, by source."""
        found = self._db.all(f"SELECT {rows.FIELDS} FROM articles ORDER BY source")
        return [rows.article(row) for row in found]

    def outlets(self) -> list[str]:
        """The names of all outlets, in order."""
        found = self._db.all("SELECT DISTINCT outlet FROM articles WHERE outlet IS NOT NULL")
        return sorted(name for (name,) in found)

    def headings(self, within: Filter, limit: int, offset: int) -> list[Heading]:
        """Some of the articles that pass the filter, by source; no text is read into memory."""
        where, values = conditions(within)
        found = self._db.all(
            f"SELECT {rows.HEADING} FROM articles WHERE {where} ORDER BY source LIMIT ? OFFSET ?",
            [*values, limit, offset],
        )
        return [rows.heading(row) for row in found]

    def entries(self, ids: Sequence[str]) -> dict[str, Entry]:
        """The articles with these ids that exist, with their spans, chunks and vectors."""
        found = {}
        for some in _windows(ids):
            # An article never changes under its id, but it may come or go between the two queries:
            # chunks first, and whoever has fewer of them than it should came in between.
            chunks: dict[str, list[tuple[int, int]]] = {id: [] for id in some}
            for article, first, last in self._db.all(
                f"SELECT article, first, last FROM chunks WHERE article IN ({marks(some)}) "
                "ORDER BY article, first",
                some,
            ):
                chunks[article].append((first, last))
            articles = self._db.all(
                f"SELECT {rows.FIELDS}, spans, vectors, flat, "
                "(SELECT count(*) FROM chunks WHERE article = articles.id), id FROM articles "
                f"LEFT JOIN vectors ON article = id WHERE id IN ({marks(some)})",
                some,
            )
            read = {row[-1]: row for row in articles if row[-2] == len(chunks[row[-1]])}
            found.update({id: rows.entry(read[id], chunks[id]) for id in some if id in read})
        return found

    def tokens(self, chunk: str) -> list[Narrow]:
        """The narrow token vectors of each sentence of a chunk, by its id; none when it is gone."""
        found = self._db.all("SELECT tokens, counts FROM chunks WHERE id = ?", [chunk])
        return rows.tokens(*found[0]) if found else []

    def matching(self, within: Filter) -> set[str]:
        """The ids of the articles that pass the filter."""
        where, values = conditions(within)
        return {row[0] for row in self._db.all(f"SELECT id FROM articles WHERE {where}", values)}

    def how_many(self, within: Filter) -> int:
        """How many articles pass the filter."""
        where, values = conditions(within)
        (row,) = self._db.all(f"SELECT count(*) FROM articles WHERE {where}", values)
        return int(row[0])

    def passing(self, within: Filter, articles: Iterable[str]) -> set[str]:
        """Those of a few articles, by id, that pass the filter."""
        where, values = conditions(within)
        found = set[str]()
        for some in _windows(list(articles)):
            query = f"SELECT id FROM articles WHERE id IN ({marks(some)}) AND {where}"
            found.update(row[0] for row in self._db.all(query, [*some, *values]))
        return found

    def chunk_vectors(self, within: Filter | None = None) -> tuple[list[str], Vectors]:
        """(chunk ids, unit vectors of shape (n, d)) of the articles that pass, by article.

        Of those that are not encoded yet there are none.
        """
        where, values = conditions(within or Filter())
        both = "articles JOIN vectors ON article = id"
        found = self._db.all(f"SELECT article, chunks, flat FROM {both} WHERE {where}", values)
        found.sort()  # told to sort, SQLite reads every vector there is in the order of articles
        ids = [f"{article}-{n}" for article, chunks, _ in found for n in range(chunks)]
        flat = np.frombuffer(b"".join(row[2] for row in found), dtype=np.float32)
        return ids, flat.reshape(len(ids), -1) if ids else flat.reshape(0, 0)

    def days(self) -> tuple[date, date] | None:
        """The first and the last publication day of the dated articles; None without any."""
        ((first, last),) = self._db.all("SELECT min(published), max(published) FROM articles")
        return (date.fromordinal(first), date.fromordinal(last)) if first else None

    def sources(self) -> dict[str, str]:
        """The file of each article, by the article's id."""
        return dict(self._db.all("SELECT id, source FROM articles ORDER BY source"))

    def damage(self) -> list[str]:
        """What is wrong with the database itself; see `index.integrity` for what it holds."""
        return self._db.damage()

    # -- notes -----------------------------------------------------------------------------

    def unnoted(self, kind: str) -> list[str]:
        """The ids of the articles of which no note of this kind is kept, by source."""
        found = self._db.all(
            "SELECT id FROM articles WHERE id NOT IN (SELECT article FROM notes WHERE kind = ?) "
            "ORDER BY source",
            [kind],
        )
        return [row[0] for row in found]

    def note(self, kind: str, notes: Mapping[str, bytes]) -> None:
        """Keep what was read out of articles, by id; an article that is gone meanwhile has none."""
        with self._db.transaction() as db:
            db.many(
                "INSERT INTO notes SELECT ?, id, ? FROM articles WHERE id = ? "
                "ON CONFLICT (kind, article) DO UPDATE SET content = excluded.content",
                [(kind, content, article) for article, content in notes.items()],
            )

    def notes(self, kind: str, articles: Iterable[str] | None = None) -> dict[str, bytes]:
        """The notes of a kind on these articles, or on all, by id; fewer where some have none."""
        if articles is None:
            return dict(self._db.all("SELECT article, content FROM notes WHERE kind = ?", [kind]))
        found = dict[str, bytes]()
        for some in _windows(list(articles)):
            query = (
                f"SELECT article, content FROM notes WHERE kind = ? AND article IN ({marks(some)})"
            )
            read = dict(self._db.all(query, [kind, *some]))
            found.update({id: read[id] for id in some if id in read})
        return found

    # -- the outbox ------------------------------------------------------------------------

    def generation(self) -> int:
        """The number of the last change; it never goes back."""
        return self._db.generation()

    def applied(self, projection: str) -> int:
        """The last change this projection has; 0 when it must be built from nothing."""
        return self._db.applied(projection)

    def changes(self, after: int) -> list[Change]:
        """Changes later than `after`, oldest first, as far as they are kept."""
        query = "SELECT seq, action, article FROM outbox WHERE seq > ? ORDER BY seq"
        return [Change(*row) for row in self._db.all(query, [after])]

    def acknowledge(self, projection: str, seq: int) -> None:
        """Note that a projection durably has everything up to `seq`."""
        self._db.acknowledge(projection, seq)


def _windows(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(ids), _AT_ONCE):
        yield ids[at : at + _AT_ONCE]
