"""The Chroma vector store: a projection of the catalog that can be rebuilt without encoding."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index import failpoints, replacing
from index.catalog import Entry
from index.embedding import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_BATCH = 5_000
"""Chroma takes at most 5,461 rows at once."""
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

    def __init__(self, path: Path, embedder: str) -> None:
        self._path, self._embedder = path, embedder
        self._collection_name = f"chunks-{embedder}"

    def hits(self, vector: Vectors, k: int) -> list[VectorHit]:
        """The `k` nearest chunks, best first (approximate: HNSW); fewer when fewer are there."""
        found = self._collection.query(
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
        found = self._collection.get(ids=list(ids), include=["embeddings"])
        rows = dict(zip(found["ids"], found["embeddings"], strict=True))  # type: ignore[arg-type]
        return np.array([rows[id] for id in ids if id in rows], dtype=np.float32)

    def holds(self, articles: int, chunks: int) -> bool:
        """Whether all of that many are here: what was deleted or cut short shows in the count."""
        return self.count() == chunks

    def apply(self, add: Iterable[Entry], remove: Iterable[str]) -> None:
        """Durably add these articles and remove those ids; applying twice changes nothing."""
        for id in remove:
            failpoints.reached("vectors.delete")
            self._collection.delete(where={"article": id})
        ids: list[str] = []
        vectors: list[Vectors] = []
        metadatas: list[dict[str, str | int]] = []
        for entry in add:
            ids += entry.chunk_ids
            vectors += list(entry.chunk_vectors)
            metadatas += [
                {"article": entry.article.id, "start": c.start, "end": c.end} for c in entry.chunks
            ]
        for at in range(0, len(ids), _BATCH):
            rows = slice(at, at + _BATCH)
            failpoints.reached("vectors.upsert")
            self._collection.upsert(
                ids=ids[rows],
                embeddings=vectors[rows],  # type: ignore[arg-type]
                metadatas=metadatas[rows],  # type: ignore[arg-type]
            )
        failpoints.reached("vectors.written")

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
            self._collection_name,
            embedding_function=None,
            configuration={
                "hnsw": {
                    "space": "cosine",
                    "max_neighbors": 32,
                    "ef_construction": 200,
                    # Of the ten nearest of 100,000, 200 finds .84, 500 .96 and 800 .997, where
                    # fifty articles are almost alike; a search then takes 3 ms, not 2.
                    "ef_search": 800,
                }
            },
        )
