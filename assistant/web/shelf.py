"""The articles that marks open, read from the index and read again when it has changed."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answers import Citation, Quote
from assistant.switching import Switch
from index.articles import Article

_SELDOM = 20
"""How many times as long as reading all articles takes lies between two readings at least."""


@dataclass(frozen=True, slots=True)
class Opening:
    """An article to show, and the words to mark in it: none when `start` is `end`."""

    article: Article
    start: int = 0
    end: int = 0


class Shelf:
    """The articles of one folder, by source."""

    def __init__(
        self, read: Callable[[], Sequence[Article]], coming: Callable[[], bool] = lambda: False
    ) -> None:
        self._read, self.coming = read, coming
        """`coming` says whether more are being indexed."""
        self._lock = threading.Lock()
        self.articles: tuple[Article, ...] = ()
        """The articles as they were last read, by source."""
        self.refresh()

    @classmethod
    def of(cls, switch: Switch) -> "Shelf":
        """The articles of the folder that is open there."""
        return cls(switch.articles, lambda: switch.background.coming)

    @property
    def outlets(self) -> list[str]:
        """Every outlet once, in order of the alphabet."""
        return sorted({article.outlet for article in self.articles if article.outlet})

    def open(self, words: Citation | Quote) -> Opening | None:
        """The article that holds exactly these words at their offsets; None when none does now."""
        found = self._first(
            lambda each: (
                each.source == words.source and each.text[words.start : words.end] == words.quote
            )
        )
        return Opening(found, words.start, words.end) if found else None

    def named(self, id: str, start: int = 0, end: int = 0) -> Opening | None:
        """The article of an id, at these characters; None when there is none with them now."""
        found = self._first(lambda each: each.id == id and 0 <= start <= end <= len(each.text))
        return Opening(found, start, end) if found else None

    def refresh(self) -> None:
        """Read the articles again."""
        with self._lock:
            begun = time.monotonic()
            self.articles = tuple(self._read())
            self._took, self._at = time.monotonic() - begun, time.monotonic()

    def follow(self) -> None:
        """Read them again, but while more come only as often as takes little of the time."""
        if not self.coming() or time.monotonic() - self._at >= _SELDOM * self._took:
            self.refresh()

    def _first(self, holds: Callable[[Article], bool]) -> Article | None:
        found = next(filter(holds, self.articles), None)
        if found is None:
            # Another process may have indexed the folder since; the answer came from what it wrote.
            self.refresh()
            found = next(filter(holds, self.articles), None)
        return found
