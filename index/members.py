"""The names of what a file that holds several articles has in it: `wire.jsonl#3`."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from index.catalog import FileRecord
from index.readers import CONTAINERS, Reading

_INSIDE = re.compile(
    rf"(?:{'|'.join(re.escape(suffix) for suffix in CONTAINERS)})(?=#\d+$|/)", re.I
)


def holders(source: str) -> list[str]:
    """The files that may hold what a source names, itself first: of `a.zip/b.txt`, `a.zip`."""
    return [source, *(source[: match.end()] for match in _INSIDE.finditer(source))]


def by_container(sources: Collection[str], on_disk: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The sources that are members of a file on disk, by that file."""
    found = defaultdict[str, list[str]](list)
    for source in sources:
        container = next((each for each in holders(source) if each in on_disk), None)
        if container is not None and container != source:
            found[container].append(source)
    return {container: tuple(members) for container, members in found.items()}


def in_order(readings: Sequence[Reading], known: Mapping[str, FileRecord]) -> list[Reading]:
    """The readings, each after the one that has taken over what its name stood for.

    So an article that only moved, as all do when one is put before them, is moved in the catalog
    and not encoded again: its new name is free by then.
    """
    takers = {each.article.id: each for each in reversed(readings) if each.article}
    placed = dict[str, Reading]()
    for reading in readings:
        chain = dict[str, Reading]()
        following: Reading | None = reading
        while following and following.source not in chain and following.source not in placed:
            chain[following.source] = following
            record = known.get(following.source)
            held = record.article if record and record.state == "indexed" else None
            following = takers.get(held) if held else None
        placed |= reversed(chain.items())
    return list(placed.values())
