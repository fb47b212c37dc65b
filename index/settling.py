"""What is read from a folder, put in the place of what the catalog had: nothing encoded twice."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from index import members
from index.catalog import Catalog, FileRecord, State
from index.entries import Layout, lay_out, unencoded
from index.readahead import Read
from index.readers import Reading
from index.statuses import FileStatus, Progress, owners_of

_WINDOW, _GROWTH = 64, 8
"""Articles made searchable together: the first alone, so that it is there within a second, and each
time so many more."""


class Settling:
    """One pass over a folder: who keeps which article meanwhile.

    New articles are put into the catalog with their words, window by window, `drain` is called and
    `stored` with their ids; `index.encoding` brings their vectors, of so many `dimension`s, and
    calls `done`. How many there are to do grows with the files that hold several.

    `todo` are the sources to be read, `gone` those no longer there, and `inside` the known members
    of files that hold several articles.
    """

    def __init__(
        self,
        catalog: Catalog,
        dimension: int,
        drain: Callable[[], None],
        stored: Callable[[Sequence[str]], None],
        progress: Progress | None,
        *,
        todo: AbstractSet[str],
        gone: AbstractSet[str],
        inside: Mapping[str, Sequence[str]],
    ) -> None:
        self._catalog, self._dimension = catalog, dimension
        self._drain, self._stored = drain, stored
        self._inside, self._gone = inside, set(gone)
        self._progress, self._done, self._telling = progress, 0, threading.Lock()
        self._total = len(todo) + catalog.waiting()[0]
        self._known = catalog.files()
        self._now: Mapping[str, str] = {}
        self._opened: list[FileRecord] = []
        self._window: list[tuple[Layout, FileRecord, str | None]] = []
        # In what is there already, a text may turn up under another name: many are read first.
        self._size = _WINDOW if self._known else 1
        self._owners = owners_of(self._known)
        self._heirs = defaultdict[str, list[FileRecord]](list)
        """Files that hold the same text as the article's owner, next in line."""
        moving = self._gone | todo
        moving |= {each for source in moving for each in self._inside.get(source, ())}
        for file in self._known.values():
            if file.state == "duplicate" and file.article and file.source not in moving:
                self._heirs[file.article].append(file)

    def take(self, read: Read) -> Iterator[FileStatus]:
        """What was read from a file, put in the place of what it held."""
        source, readings = read.source, read.readings
        self._now = {each.source: each.article.id for each in readings if each.article}
        names = {each.source for each in readings}
        self._gone.update(set(self._inside.get(source, ())) - names)
        self._total += len(readings) - 1
        if source not in names:
            self._release(source)
            self._opened.append(FileRecord(source, *read.at, "opened", "", None))
        settled = 0
        for reading in members.in_order(readings, self._known):
            status = self._settle(reading, read)
            yield status
            settled += status.outcome not in ("added", "updated")
            if len(self._window) >= self._size:
                self._commit()
                self._size = min(_WINDOW, _GROWTH * self._size)
        self.done(settled)

    def _settle(self, reading: Reading, read: Read) -> FileStatus:
        source, article = reading.source, reading.article

        def record(state: State, reason: str = reading.reason) -> FileRecord:
            return FileRecord(source, *read.at, state, reason, article.id if article else None)

        if article is None:
            self._release(source)
            self._catalog.record([record("skipped")])
            return FileStatus(source, "skipped", reading.reason)
        owner = self._owners.get(article.id)
        if owner == source:
            self._catalog.confirm(article, record("indexed"))
            return FileStatus(source, "unchanged", reading.reason)
        if owner is not None and self._abandons(owner, article.id):
            self._release(source)
            self._catalog.move(article.id, record("indexed"))
            self._owners[article.id] = source
            return FileStatus(source, "renamed", f"was {owner}")
        if owner is not None:
            reason = f"the same text as {owner}"
            self._release(source)
            self._catalog.record([record("duplicate", reason)])
            self._heirs[article.id].append(record("duplicate", reason))
            return FileStatus(source, "duplicate", reason)
        held = self._held(source)
        self._owners[article.id] = source
        layout = read.layouts.get(article.id) or lay_out(article)
        self._window.append((layout, record("indexed"), held))
        return FileStatus(source, "updated" if held else "added", reading.reason)

    def _commit(self) -> None:
        """Make the window visible."""
        if not self._window:
            return
        for layout, file, held in self._window:
            handed = held is not None and self._hand_over(held)
            entry = unencoded(layout, self._dimension)
            self._catalog.put(entry, file, replaces=None if handed else held)
        ids = [layout.article.id for layout, _, _ in self._window]
        self._window = []
        self._drain()
        self._stored(ids)

    def done(self, more: int) -> None:
        """So many more articles are done; any thread may say so."""
        with self._telling:
            self._done += more
            if self._progress:
                self._progress(self._done, self._total)

    def end(self) -> None:
        """All is done, what was replaced or removed before it was encoded too."""
        self.done(self._total - self._done)

    def finish(self) -> Iterator[FileStatus]:
        """Commit what is left, and forget what is gone; a file of several articles counts as read
        only now."""
        self._commit()
        left = self._catalog.files()
        for source in sorted(self._gone & left.keys()):
            if left[source].state == "indexed":
                self._let_go(left[source].article, source)
            self._catalog.forget([source])
            if left[source].state != "opened":
                yield FileStatus(source, "removed")
        self._catalog.record(self._opened)

    def _abandons(self, owner: str, article: str) -> bool:
        """Whether a file, or a member of the file at hand, no longer holds its article."""
        record = self._known.get(owner)
        if record is None or record.article != article:
            return False
        taken = owner in self._now and self._now[owner] != article
        return owner in self._gone or taken

    def _held(self, source: str) -> str | None:
        """The article that a source has in the catalog, unless another has taken it over."""
        record = self._known.get(source)
        if record is None or record.state != "indexed" or not record.article:
            return None
        return record.article if self._owners.get(record.article) == source else None

    def _release(self, source: str) -> None:
        """Let go of a source's article: to a file that has the same text, or for good."""
        self._let_go(self._held(source), source)

    def _let_go(self, article: str | None, source: str) -> None:
        if article and not self._hand_over(article):
            self._catalog.forget([source])

    def _hand_over(self, article: str) -> bool:
        """Give an article to the next file that has the same text; False when there is none."""
        self._owners.pop(article, None)
        if not self._heirs[article]:
            return False
        heir = self._heirs[article].pop(0)
        self._catalog.move(article, replace(heir, state="indexed", reason=""))
        self._owners[article] = heir.source
        return True
