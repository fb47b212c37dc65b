"""Named points around every durable step, where a test can stop the program for good.

No setting and no variable turns them on: a program that wants to be told assigns `reached`, as the
children of the suite that kills them do.
"""

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
]
"""`commit`, `delete`, `upsert` and `ready` come before the step, the others after it."""

POINTS: tuple[Point, ...] = get_args(Point)


def reached(point: Point) -> None:
    """Called at each point; does nothing here."""
