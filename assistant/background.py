"""Work on a library that goes on while questions are answered: following its folder, and reading
who said what."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Literal

from assistant.precedence import Patient
from index.embedding import EmbeddingError
from index.library import Library, LibraryError, Locked, SyncReport
from index.statements import KIND

Doing = Literal["indexing", "reading"]
_ORDER: tuple[Doing, ...] = ("indexing", "reading")
_SETTLING = 2.0
"""Seconds before a rate is told: the first articles load the encoder."""
_AGAIN = 5.0
"""Seconds before what another process held up is tried again."""
_LOOKS = 5.0
"""Seconds between two looks at the folder at least, and _SELDOM times as long as a look takes."""
_SELDOM = 20
_FAILING = 300.0
"""Seconds between two looks at most, where what was done last failed."""
_POLL = 0.05
_FIRST = 10.0
"""Seconds that a question waits for the first articles: some clients give up after 30."""


class _GiveWay(Exception):
    """Something that comes first is to be done, or another folder is open."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is being done, as far as it is: articles done after `counted` seconds, and seconds now.

    Articles are done many at a time, so that a minute may lie between the two. Texts come before
    the vectors of most: `read` is how many more are there, and vectors alone are made since `since`
    seconds, when `early` articles were done.
    """

    doing: Doing
    done: int
    total: int
    counted: float
    seconds: float
    read: int = 0
    since: float = 0.0
    early: int = 0

    @property
    def rate(self) -> float | None:
        """Articles a second since vectors alone are made, once it can be told."""
        done, took = self.done - self.early, self.counted - self.since
        return done / took if done and took >= _SETTLING else None

    @property
    def left(self) -> float | None:
        """Seconds until it is done, at the rate so far."""
        if not self.rate:
            return None
        return max(0.0, (self.total - self.done) / self.rate - (self.seconds - self.counted))


class Background:
    """One thread that keeps whichever library `using` lends in step; it rests when all is done.

    It borrows the library anew for each piece of work, and gives way when `moved` says that another
    one is open. Indexing comes before reading who said what. Between its steps it calls `give_way`.
    """

    def __init__(
        self,
        using: Callable[[], AbstractContextManager[Library]],
        moved: Callable[[Library], bool] = lambda _: False,
        give_way: Callable[[], object] = lambda: None,
    ) -> None:
        self._using, self._moved, self._give_way = using, moved, give_way
        self._changed = threading.Condition()
        self._wanted: set[Doing] = set()
        self._thread: threading.Thread | None = None
        self._work: Work | None = None
        self._begun = 0.0
        self._closed = threading.Event()
        self._looks: threading.Thread | None = None
        self.report: SyncReport | None = None
        """What the last sync did."""
        self._problems: dict[Doing, str] = {}
        self._held_up: set[Doing] = set()
        self._held_at = 0.0
        self.finished = 0
        """How many pieces of work have ended: when it grows, what was shown is out of date."""

    @property
    def work(self) -> Work | None:
        """What is being done now."""
        work = self._work
        return work and replace(work, seconds=time.monotonic() - self._begun)

    @property
    def problem(self) -> str | None:
        """Why what was done last of one kind failed, as a sentence; None where nothing did."""
        return next((said for each in _ORDER if (said := self._problems.get(each))), None)

    @property
    def busy(self) -> bool:
        """Whether anything is being done or waits to be."""
        return bool(self._wanted) or self._thread is not None

    def want(self, *doing: Doing) -> None:
        """Do this soon; asked for again while it waits, it is done once."""
        with self._changed:
            if self._closed.is_set():
                return
            self._wanted |= set(doing)
            if self._thread is None and self._wanted:
                self._thread = threading.Thread(target=self._run, name="background", daemon=True)
                self._thread.start()

    @property
    def held_up(self) -> bool:
        """Whether another process has what there is to be done."""
        return bool(self._held_up)

    @property
    def coming(self) -> bool:
        """Whether more articles may come: from here, or from the process that holds them up."""
        return not self._closed.is_set() and (self.busy or self.held_up)

    def again(self) -> None:
        """Try anew what another process held up, a few seconds after it was tried last."""
        if self._held_up and not self.busy and time.monotonic() - self._held_at > _AGAIN:
            self.want(*self._held_up)

    def follow(self, every: float = _LOOKS) -> None:
        """Bring the library in step, and from now on whenever its folder has changed."""
        self.want(*_ORDER)
        if self._looks is None and not self._closed.is_set():
            self._looks = threading.Thread(
                target=self._follow, args=[every], name="following", daemon=True
            )
            self._looks.start()

    def wait_for_articles(self, seconds: float = _FIRST) -> None:
        """Wait while nothing is indexed yet and the first articles are on their way, from here or
        from another process.

        Raises LibraryError where that takes longer, or where they cannot be had.
        """
        until = time.monotonic() + seconds
        with self._using() as library:
            if library.catalog.encoded():
                return
            while self.coming and not library.answerable and time.monotonic() < until:
                self.again()
                time.sleep(_POLL)
            if library.catalog.encoded() or not (self.busy or self.problem):
                return
            raise LibraryError(
                self.problem
                or f"{library.folder} is being indexed and no article is in yet; ask again soon"
            )

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until nothing is to be done; False where that takes longer."""
        with self._changed:
            return self._changed.wait_for(lambda: not self.busy, seconds)

    def close(self) -> None:
        """Stop what is being done, at the next article, and start nothing more."""
        with self._changed:
            self._closed.set()
            self._wanted.clear()
        self.wait()
        if self._looks:
            self._looks.join()

    def _follow(self, every: float) -> None:
        pause = every
        while not self._closed.wait(pause):
            begun = time.monotonic()
            if self._held_up:
                self.again()
            elif not self._indexes() and self._behind():
                self.want(*_ORDER)
            failing = self.problem is not None and not self._held_up
            least = max(every, min(2 * pause, _FAILING)) if failing else every
            pause = max(least, _SELDOM * (time.monotonic() - begun))

    def _indexes(self) -> bool:
        """Whether the folder is brought in step now, or next; reading gives way to it."""
        work = self._work
        return "indexing" in self._wanted or bool(work and work.doing == "indexing")

    def _behind(self) -> bool:
        try:
            with self._using() as library:
                # What failed is tried again where the folder can be read: it may have come back.
                return library.behind() or self.problem is not None
        except Exception:  # whatever it is, the work that it begins says it, once
            return self.problem is None

    def _run(self) -> None:
        while True:
            with self._changed:
                doing = next((each for each in _ORDER if each in self._wanted), None)
                if doing is None:
                    self._thread = None
                    self._changed.notify_all()
                    return
                self._wanted.discard(doing)
            self._do(doing)
            self._work, self.finished = None, self.finished + 1

    def _do(self, doing: Doing) -> None:
        try:
            with self._using() as library:
                self._begun = time.monotonic()
                before, known = library.catalog.encoded(), library.catalog.counts()[0]

                began, encoded = (0.0, 0), False

                def step(done: int, total: int, *, encoding: bool = False) -> None:
                    nonlocal began, encoded
                    if doing == "indexing":  # what is committed is reported a window later
                        done = max(done, min(total, library.catalog.encoded() - before))
                    took = time.monotonic() - self._begun
                    read = library.catalog.counts()[0] - known
                    work = self._work
                    if doing == "indexing" and not (encoding or encoded):
                        began = took, done  # a text was read: none was encoded since the last step
                    encoded = encoding
                    same = work and (done, total, read) == (work.done, work.total, work.read)
                    counted = work.counted if work and same else took
                    self._work = Work(doing, done, total, counted, took, read, *began)
                    if self._closed.is_set() or self._moved(library) or self._first(doing):
                        raise _GiveWay
                    self._give_way()

                def between() -> None:
                    if self._work:
                        step(self._work.done, self._work.total, encoding=True)

                self._work = Work(doing, 0, 0, 0.0, 0.0)
                if doing == "indexing":
                    encoder = Patient(library.embedder, between)
                    self.report = library.sync(progress=step, encoder=encoder)
                else:
                    library.read_statements(progress=step)
            self._ended(doing)
        except _GiveWay:
            self.want(doing)
        except Locked as error:
            self._problems[doing], self._held_at = str(error), time.monotonic()
            self._held_up.add(doing)
        except (LibraryError, EmbeddingError) as error:
            self._ended(doing, str(error))
        except Exception:
            # The last place where an error can still become a sentence on the page.
            said = "the folder could not be read; the terminal that runs Dateline says why"
            if self._problems.get(doing) != said:
                logging.getLogger(__name__).exception("work in the background failed")
            self._ended(doing, said)

    def _ended(self, doing: Doing, problem: str = "") -> None:
        """It was done, or failed with a problem of its own: no other process holds it up now."""
        self._problems[doing] = problem
        self._held_up.discard(doing)

    def _first(self, doing: Doing) -> bool:
        """Whether something else comes before this."""
        return doing == "reading" and "indexing" in self._wanted


def wait_for_another(library: Library, seconds: float = _FIRST) -> bool:
    """Wait while another process indexes the library and has no article to answer from yet.

    False where it ended without one. Raises Locked where that takes longer.
    """
    if library.catalog.encoded():
        return True
    until = time.monotonic() + seconds
    while not library.answerable:
        try:
            library.claim()
            return False
        except Locked:
            if time.monotonic() >= until:
                if library.catalog.encoded():
                    return True
                raise
        time.sleep(_POLL)
    return True


def unread(library: Library) -> int:
    """How many articles have not been read for who said what."""
    return len(library.catalog.unnoted(KIND))
