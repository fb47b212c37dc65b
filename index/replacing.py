"""A file or folder put in another's place: what was there stays until the new is durable."""

import os
import shutil
import tempfile
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


def write(path: Path, text: str) -> None:
    """Put a text in a file, whole and durably or not at all."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


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
