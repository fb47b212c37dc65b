"""What a terminal is told of indexing: a bar where it is long, and that another process does it."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from index.embedding import Embedder
from index.library import Library, Locked, Progress, SyncReport

if TYPE_CHECKING:
    from assistant.desk import Assistant

Result = TypeVar("Result")
_LONG = 50


def with_bar(doing: str, work: Callable[..., Result]) -> Result:
    """Run work that takes `progress` and reports to it, with a bar where there is much to do."""
    with _bar(doing) as progress:
        return work(progress=progress)


def synced(assistant: "Assistant", encoder: Embedder | None = None) -> SyncReport:
    """`Assistant.sync`, with a bar for each of its parts."""
    catalog = assistant.library.catalog
    known = catalog.counts()[0]

    def read() -> int:
        return catalog.counts()[0] - known

    with _bar("Indexing", read) as indexing, _bar("Reading who said what") as reading:
        return assistant.sync(indexing, reading, encoder)


def tell_of_another(library: Library, error: Locked) -> None:
    """Say what is answered from while another process indexes: the articles that have vectors.

    Raises the error itself where nothing is indexed yet.
    """
    if not library.catalog.counts()[0]:
        raise error
    articles = library.catalog.encoded()
    there = "the 1 article" if articles == 1 else f"the {articles:,} articles"
    told = f"answering from {there} indexed so far"
    if not articles:
        told = "no article has its vectors yet, and by words alone few questions can be answered"
    print(f"dateline: {error.doing}; {told}", file=sys.stderr)


@contextmanager
def _bar(doing: str, read: Callable[[], int] = lambda: 0) -> Iterator[Progress]:
    """A bar; beside it how many articles were `read`, as long as that is more than are done.

    `read` is asked only where the bar is drawn again, which is as often as tqdm draws it.
    """
    from tqdm import tqdm

    bar: tqdm[Any] | None = None

    def progress(done: int, total: int) -> None:
        nonlocal bar
        if bar is None and total >= _LONG:
            # It is drawn again also while texts are read and none is done (`miniters`).
            bar = tqdm(total=total, unit="article", desc=doing, disable=None, miniters=0)
        if bar is not None and not bar.disable:
            bar.total = total  # it grows when a file turns out to hold several articles
            if done >= total or time.time() - bar.last_print_t >= bar.mininterval:
                told = f"{there:,} read" if done < (there := read()) < total else ""
                bar.set_postfix_str(told, refresh=False)
            bar.update(done - bar.n)

    try:
        yield progress
    finally:
        if bar is not None:
            bar.close()
