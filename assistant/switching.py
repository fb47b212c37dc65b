"""An assistant whose folder can be changed for another while questions run."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from assistant.answerable import Signs
from assistant.answering import Event
from assistant.answers import Answer
from assistant.background import Background
from assistant.desk import Assistant, Ranked
from assistant.precedence import Precedence
from assistant.turns import Turn
from index.articles import Article
from index.embedding import Embedder
from index.events import Event as DatedEvent
from index.library import Library, Progress, Status, SyncReport


class Switch(Assistant):
    """The assistant of the folder that is open: whatever it is asked, that one does.

    One that is replaced is closed when the last question it was asked is answered. A use of
    `library` that may take a while belongs inside `using`, which keeps it open.
    """

    def __init__(self, assistant: Assistant) -> None:
        self.library = assistant.library
        self._current = _Lent(assistant)
        self._lock = threading.RLock()
        self.first = Precedence()
        """The questions that are being answered: what else is done gives way to them."""
        self.background = Background(
            self.using_library, lambda one: one is not self.library, self.first.give_way
        )
        """What goes on with the library that is open, while questions are answered."""

    @classmethod
    def over(cls, assistant: Assistant) -> "Switch":
        """A switch that has this assistant open; itself where it is one."""
        return assistant if isinstance(assistant, cls) else cls(assistant)

    @contextmanager
    def using(self) -> Iterator[Assistant]:
        """The assistant that is open, which stays open inside."""
        with self._lock:
            lent = self._current
            lent.users += 1
        try:
            yield lent.assistant
        finally:
            with self._lock:
                lent.users -= 1
            self._let_go(lent)

    @contextmanager
    def using_library(self) -> Iterator[Library]:
        """The library that is open, which stays open inside."""
        with self.using() as assistant:
            yield assistant.library

    def turn_to(self, folder: Path) -> bool:
        """Open another folder in place of this one; False where it is the one that is open.

        It is not synced. Raises index.library.LibraryError, and nothing has changed then.
        """
        before = self._current
        if folder.expanduser().resolve() == before.assistant.library.folder:
            return False
        opened = Assistant.open(folder, before.assistant._settings)
        with self._lock:
            before, self._current = self._current, _Lent(opened)
            self.library = opened.library
        self._let_go(before)
        return True

    def close(self) -> None:
        """Let go of the folder that is open, once what goes on with it has stopped."""
        self.background.close()
        self._current.assistant.close()

    def _let_go(self, lent: "_Lent") -> None:
        with self._lock:
            last = lent is not self._current and not lent.users and not lent.closed
            lent.closed = lent.closed or last
        if last:
            lent.assistant.close()

    # -- what the assistant that is open does --------------------------------------------------

    @property
    def elsewhere(self) -> str | None:
        with self.using() as assistant:
            return assistant.elsewhere

    @property
    def allows_fetching(self) -> bool:
        """Whether the settings let articles be fetched from links."""
        return self._current.assistant._settings.allow_fetch

    def _rewrite(self, question: str, turns: Sequence[Turn]) -> str | None:
        with self.using() as assistant:
            return assistant._rewrite(question, turns)

    def sync(
        self,
        progress: Progress | None = None,
        reading: Progress | None = None,
        encoder: Embedder | None = None,
    ) -> SyncReport:
        with self.using() as assistant:
            return assistant.sync(progress, reading, encoder)

    def status(self) -> Status:
        with self.using() as assistant:
            return assistant.status()

    def articles(self) -> list[Article]:
        with self.using() as assistant:
            return assistant.articles()

    def newest(self) -> date | None:
        with self.using() as assistant:
            return assistant.newest()

    def timeline(self, topic: str | None = None, **within: Any) -> list[DatedEvent]:
        self.background.wait_for_articles()
        with self.using() as assistant:
            return assistant.timeline(topic, **within)

    def stream(self, question: str, **within: Any) -> Iterator[Event]:
        self.background.wait_for_articles()
        with self.first.asked(), self.using() as assistant:
            yield from assistant.stream(question, **within)

    def search(self, question: str, **within: Any) -> Ranked:
        self.background.wait_for_articles()
        with self.first.asked(), self.using() as assistant:
            return assistant.search(question, **within)

    def events(self, ranked: Ranked, *, model: str | None = None) -> Iterator[Event]:
        with self.first.asked(), self.using() as assistant:
            yield from assistant.events(ranked, model=model)

    def signs(self, ranked: Ranked) -> Signs | None:
        with self.using() as assistant:
            return assistant.signs(ranked)

    def answer(self, ranked: Ranked, *, model: str | None = None) -> Answer:
        with self.first.asked(), self.using() as assistant:
            return assistant.answer(ranked, model=model)


class _Lent:
    """An assistant, and how many use it now."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.users = 0
        self.closed = False
