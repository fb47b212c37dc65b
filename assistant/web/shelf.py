"""The articles that marks open, read from the index and read again when it has changed."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answers import Citation, Quote
from index.articles import Article


@dataclass(frozen=True, slots=True)
class Opening:
    """An article to show, and the words to mark in it: none when `start` is `end`."""

    article: Article
    start: int = 0
    end: int = 0


class Shelf:
    """The articles of one folder, by source."""

    def __init__(self, read: Callable[[], Sequence[Article]]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self.articles = tuple(read())
        """The articles as the page found them when it was built, by source."""
        self._by_source = {article.source: article for article in self.articles}

    @property
    def outlets(self) -> list[str]:
        """Every outlet once, in order of the alphabet."""
        return sorted({article.outlet for article in self.articles if article.outlet})

    def open(self, words: Citation | Quote) -> Opening | None:
        """The article that holds exactly these words at their offsets; None when none does now."""
        found = self._holding(words)
        if found is None:
            # Another process may have indexed the folder since; the answer came from what it wrote.
            with self._lock:
                self._by_source = {article.source: article for article in self._read()}
            found = self._holding(words)
        return Opening(found, words.start, words.end) if found else None

    def _holding(self, words: Citation | Quote) -> Article | None:
        article = self._by_source.get(words.source)
        if article and article.text[words.start : words.end] == words.quote:
            return article
        return None
