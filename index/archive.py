"""The articles in a .zip, one level deep: sizes are counted while reading, not believed."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from index.characters import clean

Found = dict[str, Any]

ENTRY_BYTES = 10_000_000
TOTAL_BYTES = 100_000_000
MOST = 10_000
_BLOCK = 65_536


def members(
    data: bytes, formats: Mapping[str, str], parse: Callable[[str, bytes], Iterator[Found]]
) -> Iterator[Found]:
    """What `parse` finds in each file of an archive that is of a format; others are passed over."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        yield {"error": "it is not a zip archive, or damaged"}
        return
    if len(archive.infolist()) > MOST:
        yield {"error": f"it holds more than {MOST:,} files; split it"}
        return
    taken: set[str] = set()
    left = TOTAL_BYTES
    for entry in archive.infolist():
        name = _name(entry.filename)
        suffix = PurePosixPath(name).suffix.lower()
        if entry.is_dir() or _unseen(name) or (suffix not in formats):
            continue
        member = f"/{name}"
        while member in taken:
            member += "'"
        taken.add(member)
        if suffix == ".zip":
            yield {"member": member, "error": "an archive inside an archive is not opened"}
            continue
        content = read_entry(archive, entry, min(ENTRY_BYTES, left))
        if isinstance(content, str):
            yield {"member": member, "error": content}
            continue
        left -= len(content)
        for found in parse(formats[suffix], content):
            yield {**found, "member": member + found.get("member", "")}


def read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes | str:
    """The bytes of one file of an archive, or why there are none: words for its owner."""
    if entry.flag_bits & 1:
        return "it is encrypted; save it without a password"
    content = bytearray()
    try:
        with archive.open(entry) as stream:
            while block := stream.read(_BLOCK):
                content += block
                if len(content) > most:
                    return f"it inflates to more than {most // 1_000_000} MB"
    except MemoryError:
        raise
    except Exception:  # each way of packing has errors of its own: zlib.error, LZMAError
        return "it is damaged"
    return bytes(content)


def _name(raw: str) -> str:
    """A name to show: nothing is ever written under it."""
    parts = clean(raw).replace("\\", "/").replace("\n", " ").split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))[:300]


def _unseen(name: str) -> bool:
    """Whether a file is hidden, or what a Mac adds to an archive."""
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))
