"""The Chroma vector store: a projection of the catalog that can be rebuilt without encoding.

The only importer of chromadb, whose client for servers is opened here too; see `index.served`.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from index import failpoints, replacing
from index.catalog import Entry
from index.embedding import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api import ServerAPI as ServerAPI
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.models.Collection import Collection as Collection

_CONNECT = 5.0
"""Seconds that a server has to take a connection."""
_WRITING = "writing"
"""A file beside Chroma's that is there while they are written."""
_AGAIN = 30.0
"""Seconds at least between two openings of the files, to see what another process has written."""
_REFS = """
SELECT embedding_id FROM embeddings
JOIN segments ON segments.id = embeddings.segment_id
JOIN collections ON collections.id = segments.collection
WHERE collections.name = ?
"""


@dataclass(frozen=True, slots=True)
class VectorHit:
    """`ref` is a chunk's id, `cosine` between -1 and 1."""

    ref: str
    cosine: float


class VectorStore:
    """One collection, named for the embedder, so that two embedders can never mix."""

    name = "vectors"
    trouble = ""
    """Why the store cannot be used now, in a sentence; empty while it can."""
    address = ""
    """Where the server is that holds it, and the collection; empty for files of our own."""
    _batch = 5_000
    """Chroma takes at most 5,461 rows at once."""

    def __init__(self, path: Path, embedder: str) -> None:
        self._path, self._embedder = path, embedder
        self._collection_name = f"chunks-{embedder}"
        self._seen = 0
        self._shut = -_AGAIN
        self._lock, self._users = Lock(), 0

    def __reduce__(self) -> tuple[type["VectorStore"], tuple[Path, str]]:
        """Another process opens the files for itself."""
        return VectorStore, (self._path, self._embedder)

    def hits(self, vector: Vectors, k: int) -> list[VectorHit]:
        """The `k` nearest chunks, best first (approximate: HNSW); fewer when fewer are there."""
        with self._used() as collection:
            found = collection.query(
                query_embeddings=vector.reshape(1, -1),
                n_results=k,
                include=["distances"],
            )
        distances = (found["distances"] or [[]])[0]
        return [VectorHit(id, 1 - d) for id, d in zip(found["ids"][0], distances, strict=True)]

    def count(self) -> int:
        """How many chunks are stored."""
        return len(self.refs())

    def refs(self) -> set[str]:
        """The ids of all chunks that are stored.

        They are read from Chroma's own file, without Chroma: it takes 1.3 s to import, and where
        the files of its graph are damaged it ends the process that opens them.
        """
        file = self._path / "chroma.sqlite3"
        if not file.exists():
            return set()
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as db:
            return {row[0] for row in db.execute(_REFS, [self._collection_name])}

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """The vectors of these chunks, in their order, shape (n, d); fewer where some are gone."""
        with self._used() as collection:
            found = collection.get(ids=list(ids), include=["embeddings"])
        rows = dict(zip(found["ids"], found["embeddings"], strict=True))  # type: ignore[arg-type]
        return np.array([rows[id] for id in ids if id in rows], dtype=np.float32)

    def holds(self, articles: int, chunks: int) -> bool:
        """Whether all of that many are here: what was deleted or cut short shows in the count."""
        return self.count() == chunks

    def apply(self, add: Iterable[Entry], remove: Iterable[str]) -> None:
        """Durably add these articles and remove those ids; applying twice changes nothing."""
        with self._overwriting():
            for id in remove:
                failpoints.reached("vectors.delete")
                self._delete(id)
            self._add(add)
            failpoints.reached("vectors.written")

    def _add(self, add: Iterable[Entry]) -> None:
        ids: list[str] = []
        vectors: list[Vectors] = []
        metadatas: list[dict[str, str | int]] = []
        for entry in add:
            ids += entry.chunk_ids
            vectors += list(entry.chunk_vectors)
            metadatas += [
                {"article": entry.article.id, "start": c.start, "end": c.end} for c in entry.chunks
            ]
        for at in range(0, len(ids), self._batch):
            rows = slice(at, at + self._batch)
            failpoints.reached("vectors.upsert")
            self._upsert(ids[rows], vectors[rows], metadatas[rows])

    def is_at(self, oldest: int, newest: int) -> bool:
        """Whether the last generation it was marked with lies between these.

        Files of our own are not marked with one, since nobody else can have put others in their
        place. But whoever was killed while it wrote may have left them torn.
        """
        return not (self._path / _WRITING).exists()

    def mark(self, generation: int) -> None:
        """Note that everything up to this change is here."""
        self._seen = generation

    def follow(self, generation: int) -> None:
        """See what another process has written up to this change, soon.

        Chroma reads its files once: what others write it sees only when it writes too. So it is
        closed, and opened by who needs it next: not while it is in use, and not often, since
        opening takes about a second at 100,000 chunks.
        """
        with self._lock:
            late = monotonic() - self._shut >= _AGAIN
            if generation > self._seen and not self._users and late:
                self._seen = generation
                if "_client" in self.__dict__:
                    self._shut = monotonic()
                    self.close()

    def rebuild(self, windows: Iterable[Iterable[Entry]]) -> None:
        """Hold these articles and no other; what is here stays until the new is durable."""
        made = VectorStore(replacing.new(self._path), self._embedder)
        try:
            made._collection.count()  # makes the files, should there be no article
            for window in windows:
                made.apply(window, [])
        finally:
            made.close()  # Chroma would give the next one its handles, of files that are gone
        self.close()
        replacing.put(made._path, self._path)

    def close(self) -> None:
        """Let go of the files, so that they can be removed or opened again."""
        client = self.__dict__.pop("_client", None)
        self.__dict__.pop("_collection", None)
        if client is not None:
            client.close()

    @contextmanager
    def _overwriting(self) -> Iterator[None]:
        """What writes: should the process be killed in it, a mark stays.

        Chroma writes the five files of its graph over what was there, one after the other. Of those
        that are torn some it cannot read, and in some it misses vectors without a word.
        """
        self._path.mkdir(parents=True, exist_ok=True)
        replacing.write(self._path / _WRITING, "")
        try:
            yield
        except KeyboardInterrupt:  # comes between two writes, not in one
            (self._path / _WRITING).unlink()
            raise
        (self._path / _WRITING).unlink()

    @contextmanager
    def _used(self) -> "Iterator[Collection]":
        """The collection to read or to write, which stays open meanwhile."""
        with self._lock:
            collection = self._collection
            self._users += 1
        try:
            yield collection
        finally:
            with self._lock:
                self._users -= 1

    def _delete(self, article: str) -> None:
        with self._used() as collection:
            collection.delete(where={"article": article})

    def _upsert(
        self, ids: list[str], vectors: list[Vectors], metadatas: list[dict[str, str | int]]
    ) -> None:
        with self._used() as collection:
            collection.upsert(ids=ids, embeddings=vectors, metadatas=metadatas)  # type: ignore[arg-type]

    @cached_property
    def _client(self) -> "ClientAPI":
        import chromadb
        from chromadb.config import Settings

        self._path.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(
            str(self._path), settings=Settings(anonymized_telemetry=False)
        )

    @cached_property
    def _collection(self) -> "Collection":
        # Chroma's default embedding function downloads a model: always None, on get and create.
        return self._client.get_or_create_collection(
            self._collection_name, embedding_function=None, configuration=_configuration()
        )


def client(url: str, token: str | None, seconds: float) -> "ServerAPI":
    """A client for the Chroma server at a URL; no request waits longer than `seconds`.

    Not `chromadb.HttpClient`, which it is the inside of: that one waits for ever, and asks the
    server before it can be told not to.
    """
    from chromadb.api.fastapi import FastAPI
    from chromadb.config import Settings, System

    settings = Settings(
        anonymized_telemetry=False,
        chroma_api_impl="chromadb.api.fastapi.FastAPI",
        chroma_server_host=url,
        chroma_server_http_port=0,  # the URL has it
        chroma_server_ssl_enabled=url.startswith("https:"),
        chroma_server_headers={"Authorization": f"Bearer {token}"} if token else {},
    )
    made = FastAPI(System(settings))
    made._session.timeout = (min(seconds, _CONNECT), seconds, seconds, seconds)
    return made


def hang_up(client: "ServerAPI") -> None:
    """Close a client's connections."""
    client._session.close()  # type: ignore[attr-defined]


def found(client: "ServerAPI", name: str) -> "Collection":
    """A collection of a server. Raises what `is_gone` knows when there is none."""
    from chromadb.api.models.Collection import Collection

    return Collection(client, client.get_collection(name), embedding_function=None)


def made(client: "ServerAPI", name: str) -> "Collection":
    """A collection of a server, made when absent."""
    from chromadb.api.models.Collection import Collection

    model = client.get_or_create_collection(name, configuration=_configuration())
    return Collection(client, model, embedding_function=None)


def is_gone(error: Exception) -> bool:
    """Whether a server says by this error that there is no such collection."""
    from chromadb.errors import NotFoundError

    return isinstance(error, NotFoundError)


def reason(error: Exception) -> tuple[str, int]:
    """Why a request failed, in a few words, and the HTTP status, 0 where there was no answer.

    What the server said is left out: it may repeat a token.
    """
    import httpx

    if isinstance(error, httpx.TransportError):
        return " ".join(str(error).split())[:100] or type(error).__name__, 0
    cause = error.__context__  # Chroma's client raises a bare Exception over the one with a status
    if isinstance(cause, httpx.HTTPStatusError):
        return f"HTTP {cause.response.status_code}", cause.response.status_code
    refused = "Auth" in type(error).__name__
    return type(error).__name__, 401 if refused else 200


def _configuration() -> "CreateCollectionConfiguration":
    return {
        "hnsw": {
            "space": "cosine",
            "max_neighbors": 32,
            "ef_construction": 200,
            # Of the ten nearest of 100,000, 200 finds .84, 500 .96 and 800 .997, where fifty
            # articles are almost alike; a search then takes 3 ms, not 2.
            "ef_search": 800,
        }
    }
