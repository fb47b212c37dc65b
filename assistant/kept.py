"""Every conversation that is kept in a folder, newest first, and those that hold some words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.history import History, HistoryError, titled


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation on disk. `first` is its first question, empty where it cannot be read."""

    name: str
    first: str
    turns: int
    changed: datetime

    @property
    def title(self) -> str:
        """The title someone gave it; without one, its first question."""
        return titled(self.name) or self.first or self.name


class Conversations:
    """The conversations of one folder, each read again only when its file has changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[tuple[str, int, int], tuple[Kept, str]] = {}

    def find(self, words: str = "") -> tuple[Kept, ...]:
        """Newest first; with words, those whose name, questions and answers hold all of them."""
        found = list(self._found())
        self._read = dict(found)
        wanted = words.casefold().split()
        held = [kept for _, (kept, text) in found if all(word in text for word in wanted)]
        return tuple(sorted(held, key=lambda kept: (kept.changed, kept.name), reverse=True))

    def _found(self) -> Iterator[tuple[tuple[str, int, int], tuple[Kept, str]]]:
        known = self._read
        for path in self.folder.glob("*.jsonl"):
            try:
                about = path.stat()
                key = (path.name, about.st_mtime_ns, about.st_size)
                yield key, known.get(key) or _kept(path, about.st_mtime)
            except OSError:
                continue  # deleted or moved away since it was listed


def _kept(path: Path, changed: float) -> tuple[Kept, str]:
    """A conversation and the text that it is searched by."""
    try:
        turns = History(path.parent, path.stem).read()
    except HistoryError:
        turns = ()
    said = [part for turn in turns for part in (turn.asked, turn.answer.text)]
    first = turns[0].asked if turns else ""
    kept = Kept(path.stem, first, len(turns), datetime.fromtimestamp(changed))
    return kept, "\n".join([titled(path.stem), path.stem, *said]).casefold()
