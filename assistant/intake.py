"""Files taken into a folder of articles, and out of it again: kept under safe names, undone."""

import hashlib
import json
import os
import re
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from index import readers, replacing, sidecar
from index.members import holders
from index.readers import FORMATS, LARGEST, SIDECAR

IN_ALL = 100_000_000
"""Bytes that are taken in one go."""
MOST = 2_000
"""Files that are taken in one go."""
ADDED = "added"
"""The folder inside a user's own that files are taken into: what they had there stays apart."""
OWN = "articles"
"""The folder in the home that files are taken into when the bundled sample is open."""
REMOVED = "removed"
_LETTERS = str.maketrans("0123456789abcdef", "bcdfghjklmnpqrst")


class IntakeError(Exception):
    """The file cannot be taken in or out; the message says why."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file. `name` is its owner's; `source` is None where it was not taken."""

    name: str
    source: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """A file to take in: a copy at `path`, which its owner calls `name`."""

    name: str
    path: Path


class Intake:
    """Takes files into one folder of articles, `folder`, and removes what was taken.

    What is removed is kept in `home` until it is put back or deleted by hand.
    """

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        own = (home / OWN).resolve()
        self.root = folder if folder == own else folder / ADDED
        """Where files are taken in; it may not be there yet."""
        self._removed = home.resolve() / REMOVED

    def take(self, offered: Sequence[Offered]) -> list[Taken]:
        """Copy these files in. One that cannot be is said why, and costs no other.

        Rows of an `articles.csv` among them go with the files that they name.
        """
        if len(offered) > MOST:
            reason = f"more than {MOST:,} files at once; add the folder in parts"
            return [Taken(each.name, None, reason) for each in offered]
        done, left = list[Taken](), IN_ALL
        for each in offered:
            if each.name.lower() != SIDECAR:
                try:
                    data = _read(each, left)
                    left -= len(data)
                    done.append(self._keep(each.name, data))
                except IntakeError as error:
                    done.append(Taken(each.name, None, str(error)))
        tables = [each for each in offered if each.name.lower() == SIDECAR]
        return done + [self._describe(table, done) for table in tables]

    def owned(self, source: str) -> str | None:
        """The file that holds an article, if it was taken in here and may be removed; else None.

        It is the source itself, or the file of which that is a member.
        """
        for file in holders(source):
            path = self.folder / file
            inside = ".." not in Path(file).parts and path.parent == self.root
            if inside and path.is_file() and not path.is_symlink():
                return file
        return None

    def remove(self, source: str) -> None:
        """Move a file that was taken in out of the folder. Raises IntakeError."""
        if self.owned(source) != source:
            raise IntakeError(f"{source} was not added here, so it is not removed here")
        place = self._removed / f"{time.time_ns()}"
        try:
            place.mkdir(parents=True)
            about = {"folder": str(self.folder), "source": source}
            replacing.write(place / "from.json", json.dumps(about))
            _move(self.folder / source, place / Path(source).name)
        except OSError as error:
            raise IntakeError(f"{source} cannot be removed ({error.strerror})") from error

    def last_removed(self) -> str | None:
        """The source of the file that `put_back` brings back; None when there is none."""
        return next((source for _, source in self._trash()), None)

    def put_back(self) -> str:
        """Bring back the file that was removed last; its source. Raises IntakeError."""
        for place, source in self._trash():
            target = self.folder / source
            if target.exists():
                raise IntakeError(f"{source} is there already, so it is not put back over it")
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                _move(place / target.name, target)
                (place / "from.json").unlink()
                place.rmdir()
            except OSError as error:
                raise IntakeError(f"{source} cannot be put back ({error.strerror})") from error
            return source
        raise IntakeError("nothing was removed")

    def _trash(self) -> Iterator[tuple[Path, str]]:
        """(where it is, its source) of what was removed from this folder, newest first."""
        places = self._removed.iterdir() if self._removed.is_dir() else ()
        for place in sorted(places, reverse=True):
            try:
                about = json.loads((place / "from.json").read_text(encoding="utf-8"))
                source = str(about["source"])
            except (OSError, ValueError, KeyError, TypeError):
                continue
            inside = ".." not in Path(source).parts and not Path(source).is_absolute()
            if about.get("folder") == str(self.folder) and inside:
                yield place, source

    def _keep(self, name: str, data: bytes) -> Taken:
        kept = stored_name(name, data)
        path = self.root / kept
        source = path.relative_to(self.folder).as_posix()
        if path.exists():
            return Taken(name, source, "it is there already")
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            replacing.write(path, data, 0o666)
        except OSError as error:
            raise IntakeError(f"it cannot be kept ({error.strerror})") from error
        return Taken(name, source)

    def _describe(self, table: Offered, taken: Sequence[Taken]) -> Taken:
        """Put the rows of a table into the folder's own, under the names that files have here."""
        try:
            found = sidecar.read(table.path.parent) if table.path.name == SIDECAR else {}
        except readers.Unreadable as error:
            return Taken(table.name, None, str(error))
        by_name = {Path(name.replace("\\", "/")).name: row for name, row in found.items()}
        rows = {}
        for each in taken:
            row = by_name.get(each.name)
            if each.source and row:
                cells = asdict(row)
                rows[each.source] = {name: str(cells[name]) for name in cells if cells[name]}
        if not rows:
            return Taken(table.name, None, "none of its rows names a file that was added with it")
        try:
            sidecar.put(self.folder, rows)
        except sidecar.SidecarError as error:
            return Taken(table.name, None, str(error))
        count = "1 of its rows was" if len(rows) == 1 else f"{len(rows)} of its rows were"
        return Taken(table.name, SIDECAR, f"{count} taken over")


def own_articles(home: Path) -> Path | None:
    """The folder that the page has put articles into, if it holds any."""
    own = home.expanduser() / OWN
    return own if own.is_dir() and any(path.suffix in FORMATS for path in own.iterdir()) else None


def stored_name(name: str, data: bytes) -> str:
    """A name that is safe on any disk and in any page, and differs where the bytes do.

    It is made of the owner's name, for who looks into the folder, and of letters: digits could be
    taken for a date.
    """
    stem, suffix = Path(name).stem, Path(name).suffix
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "article"
    mark = hashlib.sha256(data).hexdigest()[:10].translate(_LETTERS)
    return f"{slug}-{mark}{suffix.lower()}"


def _read(each: Offered, left: int) -> bytes:
    """The bytes of a file that may be taken. Raises IntakeError."""
    suffix = Path(each.name).suffix.lower()
    if suffix not in FORMATS:
        known = ", ".join(FORMATS)
        raise IntakeError(f"{suffix or 'a file without a suffix'} is not read; {known} are")
    try:
        data = readers.read_bytes(each.path)
    except readers.Unreadable as error:
        raise IntakeError(str(error)) from error
    if len(data) > left:
        raise IntakeError(f"more than {IN_ALL // 1_000_000} MB at once; add it by itself")
    return data


def _move(here: Path, there: Path) -> None:
    """Move a file, to another disk too: it is whole at one of the two places at any moment."""
    try:
        here.rename(there)
    except OSError:
        replacing.write(there, here.read_bytes(), 0o666)
        here.unlink()
    os.utime(there)


__all__ = ["IN_ALL", "LARGEST", "MOST", "Intake", "IntakeError", "Offered", "Taken", "stored_name"]
