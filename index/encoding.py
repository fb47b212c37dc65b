"""Vectors for the articles that have none yet: words can be searched before, these fill in behind.

Only the process that may write calls it.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from index.catalog import Catalog, Entry
from index.embedding import Embedder
from index.entries import Layout, compute

_FIRST_WINDOW, _WINDOW = 16, 64
"""Articles encoded together, and lost together by who is killed meanwhile; few at first."""


def fill(
    catalog: Catalog,
    embedder: Embedder,
    drain: Callable[[], None],
    tell: Callable[[int], None],
    *,
    most: int | None = None,
) -> None:
    """Encode every article that is not, or so many of them; `tell` hears of how many more are.

    What is encoded is put into the catalog, and `drain` called, by a thread of its own while the
    next window is encoded. What is finished when it is interrupted stays.
    """
    waiting = catalog.unencoded()[:most]
    size = _FIRST_WINDOW

    def keep(entries: Iterable[Entry]) -> None:
        for entry in entries:
            catalog.encode(entry)
        drain()

    with ThreadPoolExecutor(1, "keeper") as keeper:
        keeping: tuple[Future[None], int] | None = None
        while waiting or keeping:
            window, waiting, size = waiting[:size], waiting[size:], _WINDOW
            bare = catalog.entries(window).values()
            encoded = compute([Layout(e.article, e.spans, e.chunks) for e in bare], embedder)
            if keeping:
                keeping[0].result()
                tell(keeping[1])
            keeping = (keeper.submit(keep, encoded), len(window)) if window else None
