"""`articles.csv`, the table beside a folder's files: read, and cells of it set.

Anyone's table may lie there, so neither holds more of it in memory than a row and what is kept.
"""

import csv
import io
import os
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from index import metadata, replacing
from index.characters import clean
from index.metadata import Metadata
from index.readers import LARGEST, SIDECAR, Unreadable, read_bytes

WEIGHT = 40_000_000
"""Bytes that what is kept of all rows takes in memory: some 100,000 rows, since outlets repeat."""
_ROW = 250
"""Bytes that a row takes besides its cells."""
_LONGEST_ROW = 200_000
"""Characters."""
_ONE_AT_A_TIME = threading.Lock()


class SidecarError(Exception):
    """The table cannot be changed; the message says why and what to do."""


def read(folder: Path) -> dict[str, Metadata]:
    """What its rows say, by source; nothing where there is no table.

    Columns: file (or source), and any of title, outlet, byline, published, url. A cell that cannot
    be used is left out. Raises Unreadable with the reason when the table as a whole cannot be.
    """
    path = folder / SIDECAR
    if not os.path.lexists(path):
        return {}
    table = _rows(read_bytes(path), strict=False)
    head = _head(next(table, []))
    if _key(head) is None:
        raise Unreadable("it has no column of files; call it file")
    found, weight, shared = dict[str, Metadata](), 0, dict[str, str]()
    for row in table:
        cells = dict(zip(head, row, strict=False))
        name = clean(cells.pop("file", "") or cells.pop("source", "")).strip()
        about = metadata.of(cells) if name else Metadata()
        if (outlet := about.outlet) and outlet in shared:
            about = replace(about, outlet=shared[outlet])
        elif outlet:
            shared[outlet] = outlet
            weight += sys.getsizeof(outlet)
        kept = (name, about.title, about.byline, about.url)
        weight += _ROW + sum(sys.getsizeof(each) for each in kept if each)
        if weight > WEIGHT:
            raise Unreadable(
                "it has too many rows, some 100,000 being read; put what is known into the files"
            )
        if name:
            found[name] = about
    return found


def put(folder: Path, rows: Mapping[str, Mapping[str, str]]) -> None:
    """Set these cells (column to value) of these files' rows, by source.

    Other rows, columns and their order stay as they are. The file is replaced in one step, so that
    who reads it meanwhile sees the old table or the new one. Raises SidecarError.
    """
    path = folder / SIDECAR
    with _ONE_AT_A_TIME:
        try:
            old = read_bytes(path) if path.exists() and path.stat().st_size else b""
            new = changed(old, rows)
            if new != old:
                replacing.write(path, new, 0o666)
        except Unreadable as error:
            raise SidecarError(f"{SIDECAR} cannot be changed: {error}") from error
        except OSError as error:
            reason = f"{SIDECAR} cannot be written ({error.strerror}); nothing was changed"
            raise SidecarError(reason) from error


def changed(old: bytes, rows: Mapping[str, Mapping[str, str]]) -> bytes:
    """The table's bytes with these cells set. Raises Unreadable."""
    new = io.BytesIO(b"\xef\xbb\xbf" if old.startswith(b"\xef\xbb\xbf") else b"")
    new.seek(0, io.SEEK_END)
    text = io.TextIOWrapper(new, encoding="utf-8", newline="")
    windows = b"\r\n" in old or b"\r\0\n" in old  # the second in UTF-16
    csv.writer(text, lineterminator="\r\n" if windows else "\n").writerows(
        _set(_rows(old, strict=True), rows)
    )
    text.flush()
    if new.tell() > LARGEST:
        raise Unreadable(f"it would be larger than {LARGEST // 1_000_000} MB")
    return new.getvalue()


def _rows(data: bytes, *, strict: bool) -> Iterator[list[str]]:
    """The rows of a table. Raises Unreadable."""
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encoding = "utf-16" if utf16 else "utf-8-sig"
    text = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
    left = _LONGEST_ROW

    def lines() -> Iterator[str]:
        nonlocal left
        while line := text.readline(left + 1):
            left -= len(line)
            if left < 0:
                raise csv.Error(f"a row of more than {_LONGEST_ROW:,} characters")
            yield line

    try:
        for row in csv.reader(lines(), strict=strict):
            left = _LONGEST_ROW
            yield row
    except csv.Error as error:
        raise Unreadable(f"it is not a table ({error}); mend it by hand") from error
    except UnicodeDecodeError as error:
        raise Unreadable("it is not UTF-8; save it as UTF-8") from error


def _head(row: Iterable[str]) -> list[str]:
    return [cell.strip().lower() for cell in row]


def _key(head: list[str]) -> int | None:
    """The column that names files: without "file", readers take "source" for it."""
    return next((head.index(name) for name in ("file", "source") if name in head), None)


def _set(table: Iterator[list[str]], rows: Mapping[str, Mapping[str, str]]) -> Iterator[list[str]]:
    first = next(table, ["file"])
    head = _head(first)
    wanted = () if _key(head) is not None else ("file",)
    new = dict.fromkeys((*wanted, *(name for cells in rows.values() for name in cells)))
    first += [column for column in new if column not in head]
    head = _head(first)
    yield first
    key, left = _key(head) or 0, dict(rows)
    for row in table:
        source = row[key].strip() if len(row) > key else ""
        yield _filled(row, head, rows[source]) if source in rows else row
        left.pop(source, None)
    for source, cells in left.items():
        yield _filled([source if n == key else "" for n in range(len(head))], head, cells)


def _filled(row: list[str], head: list[str], cells: Mapping[str, str]) -> list[str]:
    row += [""] * (len(head) - len(row))
    for column, value in cells.items():
        row[head.index(column)] = value
    return row
