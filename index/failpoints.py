"""Named points around every durable step, where a test can stop the program for good.

No setting and no variable turns them on: a program that wants to be told says so with `tell`, as
the children of the suite that kills them do.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, get_args

Point = Literal[
    "catalog.begun",
    "catalog.commit",
    "catalog.committed",
    "words.commit",
    "words.committed",
    "vectors.delete",
    "vectors.upsert",
    "vectors.written",
    "replace.ready",
    "replace.aside",
    "replace.placed",
    "write.ready",
    "write.placed",
]
"""`commit`, `delete`, `upsert` and `ready` come before the step, the others after it."""

POINTS: tuple[Point, ...] = get_args(Point)


_listeners: list[Callable[[Point], None]] = []


def reached(point: Point) -> None:
    """Called at each point; does nothing unless someone is to be told."""
    for listener in _listeners:
        listener(point)


def tell(listener: Callable[[Point], None]) -> None:
    """From now on `listener` is called at each point; what it raises stops the step."""
    _listeners.append(listener)


@contextmanager
def telling(listener: Callable[[Point], None]) -> Iterator[None]:
    """`tell`, until the end of the block."""
    tell(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
