"""One writer at a time among machines: a lock of the server's, held for as long as a connection."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.locks import Locked
from index.wire import Lost, Wire


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
    if not wire.run("SELECT pg_try_advisory_lock(?)", [key(name)])[0][0]:
        raise Locked(
            f"{_holder(wire, name)} is indexing {folder}; wait for it to finish, or stop it"
        )


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
