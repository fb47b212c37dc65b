"""Cells of `articles.csv`, the table beside a folder's files, set without touching the rest."""

import csv
import io
import os
import threading
from collections.abc import Mapping
from pathlib import Path

from index.readers import LARGEST, SIDECAR

_ONE_AT_A_TIME = threading.Lock()


class SidecarError(Exception):
    """The table cannot be changed; the message says why and what to do."""


def put(folder: Path, rows: Mapping[str, Mapping[str, str]]) -> None:
    """Set these cells (column to value) of these files' rows, by source.

    Other rows, columns and their order stay as they are. The file is replaced in one step, so that
    who reads it meanwhile sees the old table or the new one. Raises SidecarError.
    """
    path = folder / SIDECAR
    with _ONE_AT_A_TIME:
        try:
            old = path.read_bytes() if path.exists() else b""
            new = changed(old, rows)
            if new != old:
                _replace(path, new)
        except OSError as error:
            reason = f"{SIDECAR} cannot be written ({error.strerror}); nothing was changed"
            raise SidecarError(reason) from error


def changed(old: bytes, rows: Mapping[str, Mapping[str, str]]) -> bytes:
    """The table's bytes with these cells set. Raises SidecarError."""
    mark = b"\xef\xbb\xbf" if old.startswith(b"\xef\xbb\xbf") else b""
    text = _decoded(old)
    line = "\r\n" if "\r\n" in text else "\n"
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise SidecarError(f"{SIDECAR} is not a table ({error}); mend it by hand first") from error
    table = table or [["file"]]
    _set(table, rows)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=line).writerows(table)
    new = mark + out.getvalue().encode()
    if len(new) > LARGEST:
        raise SidecarError(f"{SIDECAR} would be larger than {LARGEST // 1_000_000} MB")
    return new


def _decoded(data: bytes) -> str:
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise SidecarError(f"{SIDECAR} is not UTF-8; save it as UTF-8 first") from error


def _set(table: list[list[str]], rows: Mapping[str, Mapping[str, str]]) -> None:
    head = [cell.strip().lower() for cell in table[0]]
    for column in ("file", *dict.fromkeys(name for cells in rows.values() for name in cells)):
        # Without a "file" column, readers take "source" for the file's name.
        if column not in head and not (column == "file" and "source" in head):
            table[0] += [column]
            head.append(column)
    key = head.index("file" if "file" in head else "source")
    for source, cells in rows.items():
        mine = [row for row in table[1:] if len(row) > key and row[key].strip() == source]
        if not mine:
            mine = [[source if n == key else "" for n in range(len(head))]]
            table += mine
        for row in mine:
            row += [""] * (len(head) - len(row))
            for column, value in cells.items():
                row[head.index(column)] = value


def _replace(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
