"""One process writes a library at a time: an operating-system lock, and who holds it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.following import LibraryError


class Locked(LibraryError):
    """Another process is writing this library; `doing` is that alone, without what to do."""

    def __init__(self, doing: str) -> None:
        super().__init__(f"{doing}; wait for it to finish, or stop it")
        self.doing = doing


@contextmanager
def writing(home: Path, folder: Path) -> Iterator[None]:
    """Hold the right to write the library of `folder` that is kept in `home`. Raises Locked."""
    from filelock import FileLock, Timeout

    holder = home / "writer.json"
    lock = FileLock(str(home / "writer.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise Locked(f"process {_holder(holder)} is indexing {folder}") from error
    try:
        holder.write_text(json.dumps({"pid": os.getpid()}), encoding="utf-8")
        yield
    finally:
        lock.release()


def _holder(path: Path) -> str:
    try:
        return str(int(json.loads(path.read_text(encoding="utf-8"))["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return "(unknown)"
