"""A bar in the terminal for work that is long."""

from collections.abc import Callable
from typing import Any, TypeVar

Result = TypeVar("Result")
_LONG = 50


def with_bar(doing: str, work: Callable[..., Result]) -> Result:
    """Run work that takes `progress` and reports to it, with a bar where there is much to do."""
    from tqdm import tqdm

    bar: tqdm[Any] | None = None

    def progress(done: int, total: int) -> None:
        nonlocal bar
        if bar is None and total >= _LONG:
            bar = tqdm(total=total, unit="article", desc=doing, disable=None)
        if bar is not None:
            bar.total = total  # it grows when a file turns out to hold several articles
            bar.update(done - bar.n)

    try:
        return work(progress=progress)
    finally:
        if bar is not None:
            bar.close()
