"""A file or folder put in another's place: what was there stays until the new is durable."""

import os
import secrets
import shutil
from pathlib import Path

from index import failpoints


def new(path: Path) -> Path:
    """Where what will replace `path` is made; nothing is left there of one that was cut off."""
    beside = path.with_name(f"{path.name}.new")
    remove(beside)
    return beside


def put(made: Path, path: Path) -> None:
    """Move `made`, which is durable, to `path`, and only then remove what was there."""
    old = _old(path)
    failpoints.reached("replace.ready")
    remove(old)
    if os.path.lexists(path):
        path.rename(old)
    failpoints.reached("replace.aside")
    made.rename(path)
    sync(path.parent)
    failpoints.reached("replace.placed")
    remove(old)


def settle(path: Path) -> None:
    """Undo a replacement that was cut off between its two moves."""
    old = _old(path)
    if os.path.lexists(old) and not os.path.lexists(path):
        old.rename(path)


def write(path: Path, data: str | bytes, mode: int = 0o600) -> None:
    """Put a text or bytes in a file, whole and durably or not at all.

    `mode` is its permissions, of which the process's mask is taken away.
    """
    # Not of the file's own name, which may be as long as names can be.
    beside = path.with_name(f".{secrets.token_hex(8)}.new")
    try:
        with open(beside, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(data.encode() if isinstance(data, str) else data)
            file.flush()
            os.fsync(file.fileno())
        place(beside, path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def place(made: Path, path: Path) -> None:
    """Move a file, which is durable, to where another may be, and make that durable."""
    failpoints.reached("write.ready")
    made.replace(path)
    sync(path.parent)
    failpoints.reached("write.placed")


def remove(path: Path) -> None:
    """Remove a file or a folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def sync(folder: Path) -> None:
    """Make what was moved in a folder durable."""
    if os.name == "nt":  # a folder cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _old(path: Path) -> Path:
    return path.with_name(f"{path.name}.old")
