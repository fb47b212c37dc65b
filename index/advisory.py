"""One writer at a time among machines: a lock of the server's, held for as long as a connection."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.locks import Locked
from index.wire import Lost, Wire

_PAUSES = (0.0, 0.02, 0.1, 0.2)
"""Seconds before each try: the server takes a moment to see that a killed process is gone."""


@contextmanager
def held(wire: Wire, name: str, folder: Path) -> Iterator[None]:
    """Hold the right to write what has this name. Raises Locked, which says who holds it."""
    acquire(wire, name, folder)
    try:
        yield
    finally:
        release(wire, name)


def acquire(wire: Wire, name: str, folder: Path) -> None:
    """Take the right to write, until the connection ends at the latest. Raises Locked."""
    for pause in _PAUSES:
        time.sleep(pause)
        if wire.run("SELECT pg_try_advisory_lock(?)", [key(name)])[0][0]:
            return
    raise Locked(f"{_holder(wire, name)} is indexing {folder}")


def release(wire: Wire, name: str) -> None:
    """Give the right back."""
    with suppress(Lost):
        wire.run("SELECT pg_advisory_unlock(?)", [key(name)])


def key(name: str) -> int:
    """The number of a lock: 64 bits, with a sign."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


def _holder(wire: Wire, name: str) -> str:
    """Who has the lock, from what a connection calls itself."""
    rows = wire.run(
        "SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid) "
        "WHERE locktype = 'advisory' AND granted AND objsubid = 1 "
        "AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
        "AND (classid::bigint << 32) + objid::bigint = ?",
        [key(name)],
    )
    parts = rows[0][0].split() if rows else []
    return f"process {parts[2]} on {parts[1]}" if len(parts) == 3 else "another process"
