"""Files read, and split into sentences, by a thread of its own, ahead of whoever encodes them."""

from collections import deque
from collections.abc import Generator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from index import readers, sidecar
from index.entries import Layout, lay_out
from index.metadata import Metadata
from index.readers import SIDECAR, Reading, Unreadable
from index.sandbox import Sandbox

_FILES, _BYTES = 64, 8_000_000
"""How far ahead at most: a window of files, and no more text than that."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a file of some size and time holds; `layouts`, by article id, of what was not known."""

    source: str
    at: tuple[int, int]
    readings: Sequence[Reading]
    layouts: Mapping[str, Layout]


def read_ahead(
    folder: Path, todo: Sequence[tuple[str, int, int]], known: AbstractSet[str]
) -> Generator[Read]:
    """Each of these (source, size, time) in their order. `known` are articles indexed already."""
    try:
        table, trouble = sidecar.read(folder), list[Reading]()
    except Unreadable as error:
        table, trouble = {}, [Reading(SIDECAR, None, str(error))]
    sandbox = Sandbox()
    reader = ThreadPoolExecutor(1, "reader")
    waiting = deque[tuple[int, Future[Read]]]()
    try:
        for file in todo:
            if file[0] == SIDECAR:
                yield Read(SIDECAR, file[1:], trouble, {})
                continue
            asked = reader.submit(_read, folder, file, known, table, sandbox)
            waiting.append((file[1], asked))
            while len(waiting) > _FILES or sum(size for size, _ in waiting) > _BYTES:
                yield waiting.popleft()[1].result()
        while waiting:
            yield waiting.popleft()[1].result()
    finally:
        reader.shutdown(cancel_futures=True)
        sandbox.close()


def _read(
    folder: Path,
    file: tuple[str, int, int],
    known: AbstractSet[str],
    table: Mapping[str, Metadata],
    sandbox: Sandbox,
) -> Read:
    source, size, time = file
    try:
        readings = readers.read_all(folder / source, source, table, sandbox)
    except Unreadable as error:
        readings = [Reading(source, None, str(error))]
    found = [each.article for each in readings if each.article and each.article.id not in known]
    return Read(source, (size, time), readings, {each.id: lay_out(each) for each in found})
