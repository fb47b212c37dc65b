"""Work that a reader waits for, and may stop waiting for at any moment."""

import queue
import threading
from collections.abc import Iterator
from typing import TypeVar

Step = TypeVar("Step")
_OFTEN = 0.1
"""Seconds within which it is noticed that the reader has stopped."""


class Stopped(Exception):
    """The reader no longer waits."""


def awaited(steps: Iterator[Step], left: threading.Event) -> Iterator[Step]:
    """The steps as they come, from a thread of their own; raises Stopped once `left` is set.

    A step that is under way then is not interrupted, but nothing waits for it and no further one is
    begun. When this is closed, `left` is set.
    """
    come: queue.SimpleQueue[tuple[Step | None, BaseException | None]] = queue.SimpleQueue()

    def work() -> None:
        try:
            for step in steps:
                come.put((step, None))
                if left.is_set():
                    return
            come.put((None, None))
        except BaseException as error:
            come.put((None, error))

    threading.Thread(target=work, daemon=True).start()
    try:
        while True:
            try:
                step, error = come.get(timeout=_OFTEN)
            except queue.Empty:
                step, error = None, None
                if not left.is_set():
                    continue
            if left.is_set():
                raise Stopped
            if error:
                raise error
            if step is None:
                return
            yield step
    finally:
        left.set()
