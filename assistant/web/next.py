"""What can be asked next: examples before anything is asked, follow-ups after an answer."""

import threading
from collections.abc import Sequence

from assistant.answers import Answer
from assistant.examples import answered, drafts
from assistant.switching import Switch
from assistant.web.catalogue import empty_html
from assistant.web.render import tries_html
from assistant.web.shelf import Shelf
from assistant.web.turns import Turn
from index.articles import Article

_EXAMPLES, _FOLLOWING = 4, 3


class Next:
    """Questions that the articles answer: each was put to them before it is shown."""

    def __init__(self, assistant: Switch, shelf: Shelf) -> None:
        self._assistant, self._shelf = assistant, shelf
        self._lock = threading.Lock()
        self._examples: tuple[tuple[str, ...], list[str]] = ((), [])

    def suggestions(self, turns: Sequence[Turn]) -> str:
        """Examples in a new conversation, else what the cited articles answer besides."""
        if not self._answered_from():
            coming, there = self._shelf.coming(), bool(self._shelf.articles)
            return "" if turns else empty_html(coming, there)
        if not turns:
            return tries_html("Questions these articles answer", self.examples())
        if not turns[-1].whole:
            return ""
        return tries_html("Ask next", self.following(turns))

    def examples(self) -> list[str]:
        """Worked out once for the articles that are answered from; while more come, they stay."""
        with self._lock:
            articles = self._answered_from()
            ids = tuple(each.id for each in articles)
            kept, found = self._examples
            there = found and self._shelf.coming() and set(kept) <= set(ids)
            if kept != ids and not there:
                asked = answered(drafts(articles), self._ask, _EXAMPLES)
                self._examples = (ids, [each.question for each in asked])
            return self._examples[1]

    def following(self, turns: Sequence[Turn]) -> list[str]:
        """From the articles that the last answer cites, or that came close; none asked before."""
        answer = turns[-1].answer
        if answer is None:
            return []
        sources = {each.source for each in answer.citations}
        sources |= {each.source for each in answer.closest}
        articles = [each for each in self._answered_from() if each.source in sources]
        asked = [text for turn in turns for text in _texts(turn)]
        new = answered(drafts(articles, asked), self._ask, _FOLLOWING)
        return [each.question for each in new]

    def _answered_from(self) -> list[Article]:
        with self._assistant.using_library() as library:
            waiting = set(library.catalog.unencoded())
        return [each for each in self._shelf.articles if each.id not in waiting]

    def _ask(self, question: str) -> Answer:
        """Readers' own questions come first."""
        self._assistant.first.give_way()
        with self._assistant.using() as assistant:
            return assistant.ask(question, model="none")


def _texts(turn: Turn) -> tuple[str, str]:
    return turn.question, turn.taken.text if turn.taken else ""
