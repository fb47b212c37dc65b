"""The files that citations point at: their bytes as a hash, their text as offsets count in it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from index import members, readers
from index.readers import Unreadable
from index.sandbox import Sandbox


class NoOriginal(Exception):
    """There is no such article to compare with; the message says why, as the end of a line."""


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it is now.

    `sha256` is of its bytes, 64 hex digits. `text` is what offsets count in; `text_sha256` is of
    its UTF-8 form, and None where that is the file itself, so that one hash says it all.
    """

    sha256: str
    text: str
    text_sha256: str | None

    def line(self, offset: int) -> int:
        """The number of the line, from 1, that the character at `offset` stands on."""
        return self.text.count("\n", 0, offset) + 1


class Originals:
    """The files of one folder, each read once. Use from one thread; close when done."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.expanduser().resolve()
        self._sandbox = Sandbox()
        self._read: dict[str, Original | NoOriginal] = {}

    def __enter__(self) -> "Originals":
        return self

    def __exit__(self, *_: object) -> None:
        self._sandbox.close()

    def open(self, source: str) -> Original:
        """The file that an answer or a brief names so. Raises NoOriginal.

        A name may come from a stranger: one that leads out of the folder is never opened.
        """
        if source not in self._read:
            try:
                self._read[source] = self._opened(source)
            except NoOriginal as error:
                self._read[source] = error
        found = self._read[source]
        if isinstance(found, NoOriginal):
            raise NoOriginal(str(found))
        return found

    def _opened(self, source: str) -> Original:
        path, name = self._holder(source)
        if path.suffix.lower() not in readers.FORMATS:
            raise NoOriginal("refused: it is no kind of file that articles are read from")
        if not path.exists():
            raise NoOriginal("the file is gone")
        try:
            data = readers.read_bytes(path)
            text = self._text(path, name, source)
        except Unreadable as error:
            raise NoOriginal(f"the file cannot be read: {error}") from error
        encoded = text.encode("utf-8")
        own = None if encoded == data else hashlib.sha256(encoded).hexdigest()
        return Original(hashlib.sha256(data).hexdigest(), text, own)

    def _holder(self, source: str) -> tuple[Path, str]:
        """The file that is, or that holds, what a source names, and its own source."""
        paths = [(self._inside(name), name) for name in members.holders(source)]
        # Of `wire.jsonl#3` there is no such file, unless someone has made one.
        return next(((path, name) for path, name in paths if path.is_file()), paths[-1])

    def _text(self, path: Path, name: str, source: str) -> str:
        for each in readers.read_all(path, name, {}, self._sandbox):
            if each.source == source:
                if each.article is None:
                    raise Unreadable(each.reason)
                return each.article.text
        raise NoOriginal("the article is no longer in its file")

    def _inside(self, source: str) -> Path:
        path = self._folder / source
        try:
            inside = path.resolve().is_relative_to(self._folder)
        except (OSError, ValueError, RuntimeError):  # a null character, a ring of links
            inside = False
        if not inside:
            raise NoOriginal("refused: its path leads out of the folder")
        return path
