"""The vectors of a library on a Chroma server that others use too: `chroma run`.

The catalog stays the one source of truth. A server that is away, full or emptied costs nothing but
time: search compares the catalog's vectors meanwhile, and the next sync fills the server again.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from index import failpoints, homes, replacing, stores, vectors
from index.catalog import Entry
from index.embedding import Vectors
from index.stores import Missing, Store, StoreAway, Stranger
from index.vectors import VectorHit, VectorStore

if TYPE_CHECKING:
    from index.vectors import Collection, ServerAPI

Result = TypeVar("Result")
_PAUSE = 15.0
"""Seconds that a server which failed is left alone, so that nobody waits for it twice."""
_PAGE = 5_000


def store(home: Path, embedder: str, server: Store | None) -> VectorStore:
    """Where the vectors of the library in `home` are: on a server, if there is one."""
    path = home / "chroma"
    if server is None:
        return VectorStore(path, embedder)
    return ServedVectors(path, embedder, server, homes.collection(home, embedder))


def discard(home: Path, collection: str | None, server: Store | None) -> None:
    """Remove a collection that no library has any more, if its server is there."""
    if collection and server:
        old = ServedVectors(home / "chroma", "", server, collection)
        with suppress(StoreAway):
            old.discard()
        old.close()


class ServedVectors(VectorStore):
    """One collection on a server, named for the library and the embedder.

    It is marked with the catalog's generation, so that one that was emptied, put back from an
    earlier copy, or passed over while the vectors were kept elsewhere is noticed and made again.
    Raises StoreAway for whatever the server does wrong, in bounded time.
    """

    _batch = 1_000

    def __init__(self, path: Path, embedder: str, server: Store, collection: str) -> None:
        """`path` is where the vectors would be without a server: what is there is out of date."""
        super().__init__(path, embedder)
        self._server, self._away_until = server, 0.0
        self._collection_name = collection
        self.address = f"{server.url}, collection {collection}"

    def __reduce__(self) -> NoReturn:
        """Raises TypeError: it would take the server's token along."""
        raise TypeError("vectors on a server are not sent to another process; open them there")

    def hits(self, vector: Vectors, k: int) -> list[VectorHit]:
        """As in files of our own. Raises StoreAway also when the server lacks the collection."""
        return self._asked(lambda: VectorStore.hits(self, vector, k))

    def count(self) -> int:
        """How many chunks are stored; 0 where the server has no such collection."""
        return self._asked_or(0, lambda: self._collection.count())

    def refs(self) -> set[str]:
        """The ids of all chunks that are stored."""
        found: set[str] = set()
        before = -1
        while before < len(found):
            before = len(found)
            none: list[str] = []
            found.update(self._asked_or(none, lambda: self._ids(len(found))))
        return found

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """As in files of our own."""
        return self._asked(lambda: VectorStore.vectors(self, ids))

    def is_at(self, oldest: int, newest: int) -> bool:
        """Whether the generation that the collection is marked with lies between these."""
        self.__dict__.pop("_collection", None)  # its metadata are those of when it was opened
        found = self._asked_or(0, lambda: (self._collection.metadata or {}).get("generation", 0))
        return oldest <= found <= newest

    def mark(self, generation: int) -> None:
        """Note in the collection what it has; vectors in files of our own are old from now on."""
        self._asked(lambda: self._target.modify(metadata={"generation": generation}))
        replacing.remove(self._path)

    def follow(self, generation: int) -> None:
        """Nothing: a server knows what everybody writes."""

    def rebuild(self, windows: Iterable[Iterable[Entry]]) -> None:
        """Hold these articles and no other; what is there stays until the new is durable."""
        name = f"{self._collection_name}-new"
        made = ServedVectors(self._path, self._embedder, self._server, name)
        try:
            made.discard()
            made._asked(lambda: made._target)  # makes it, should there be no article
            for window in windows:
                made.apply(window, [])
            failpoints.reached("replace.ready")
            self.discard()
            failpoints.reached("replace.aside")
            made._asked(lambda: made._target.modify(name=self._collection_name))
            failpoints.reached("replace.placed")
        except StoreAway:
            self.trouble, self._away_until = made.trouble, made._away_until
            raise
        finally:
            made.close()
            self._let_go()

    def discard(self) -> None:
        """Remove the collection from the server, if it is there."""
        self._asked_or(None, lambda: self._writer.delete_collection(self._collection_name))
        self._let_go()

    def close(self) -> None:
        """Close the connections."""
        self._let_go()
        for name in ("_reader", "_writer"):
            if client := self.__dict__.pop(name, None):
                vectors.hang_up(client)

    def _delete(self, article: str) -> None:
        self._asked(lambda: self._target.delete(where={"article": article}))

    def _upsert(
        self, ids: list[str], rows: list[Vectors], metadatas: list[dict[str, str | int]]
    ) -> None:
        self._asked(
            lambda: self._target.upsert(ids=ids, embeddings=rows, metadatas=metadatas)  # type: ignore[arg-type]
        )

    @contextmanager
    def _overwriting(self) -> Iterator[None]:
        """No files of ours are written."""
        yield

    @contextmanager
    def _used(self) -> "Iterator[Collection]":
        """The collection to read: there are no files that another could close."""
        yield self._collection

    def _ids(self, after: int) -> list[str]:
        return list(self._collection.get(include=[], limit=_PAGE, offset=after)["ids"])

    @cached_property
    def _reader(self) -> "ServerAPI":
        return self._opened(self._server.patience)

    @cached_property
    def _writer(self) -> "ServerAPI":
        return self._opened(12 * self._server.patience)

    def _opened(self, seconds: float) -> "ServerAPI":
        client = vectors.client(self._server.url, self._server.token, seconds)
        try:
            client.heartbeat()
        except Exception as error:
            vectors.hang_up(client)
            raise Stranger from error
        return client

    @cached_property
    def _collection(self) -> "Collection":
        return vectors.found(self._reader, self._collection_name)

    @cached_property
    def _target(self) -> "Collection":
        """Made when absent; a request to it may take longer."""
        return vectors.made(self._writer, self._collection_name)

    def _let_go(self) -> bool:
        """Forget which collection has the name: a rebuild gives it to another."""
        known = [self.__dict__.pop(name, None) for name in ("_collection", "_target")]
        return known != [None, None]

    def _asked_or(self, absent: Result, work: Callable[[], Result]) -> Result:
        """`absent` where the server has no such collection."""
        try:
            return self._asked(work)
        except Missing:
            return absent

    def _asked(self, work: Callable[[], Result]) -> Result:
        """What a request gives, tried again when the collection's name has gone to another."""
        if time.monotonic() < self._away_until:
            raise StoreAway(self.trouble)
        try:
            found = self._twice(work)
        except (StoreAway, MemoryError):
            raise
        except Exception as error:  # Chroma's client raises bare exceptions, among others
            self.trouble = stores.why(self._server, error)
            self._away_until = time.monotonic() + _PAUSE
            self.close()
            raise StoreAway(self.trouble) from error
        self.trouble = ""
        return found

    def _twice(self, work: Callable[[], Result]) -> Result:
        for last in (False, True):
            try:
                return work()
            except Exception as error:
                if not vectors.is_gone(error):
                    raise
                if last or not self._let_go():
                    url = self._server.url
                    says = f"the Chroma server at {url} lacks the vectors; run `dateline sync`"
                    raise Missing(says) from error
        raise AssertionError("the second try returns or raises")
