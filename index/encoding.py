"""Vectors for the articles that have none yet: words can be searched before, these fill in behind.

Only the process that may write calls it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain

from index.catalog import Catalog, Entry
from index.embedding import Embedder
from index.entries import Layout, compute

_FIRST_WINDOW, _WINDOW = 16, 64
"""Articles encoded together, and lost together by who is killed meanwhile; few at first."""


def windows(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Articles as they are encoded together."""
    at, size = 0, _FIRST_WINDOW
    while at < len(ids):
        yield ids[at : at + size]
        at, size = at + size, _WINDOW


def fill(
    catalog: Catalog,
    embedder: Embedder,
    drain: Callable[[], None],
    tell: Callable[[int], None],
    windows: Iterable[Sequence[str]],
) -> None:
    """Encode the articles of each window; `tell` hears of how many more are encoded.

    What is encoded is put into the catalog, and `drain` called, by a thread of its own while the
    next window is encoded. What is finished when it is interrupted stays.
    """

    def keep(entries: Iterable[Entry]) -> None:
        for entry in entries:
            catalog.encode(entry)
        drain()

    with ThreadPoolExecutor(1, "keeper") as keeper:
        keeping: tuple[Future[None], int] | None = None
        for window in chain(windows, [()]):  # with the last, what is being kept is waited for
            bare = catalog.entries(window).values()
            encoded = compute([Layout(e.article, e.spans, e.chunks) for e in bare], embedder)
            if keeping:
                keeping[0].result()
                tell(keeping[1])
            keeping = (keeper.submit(keep, encoded), len(window)) if window else None
