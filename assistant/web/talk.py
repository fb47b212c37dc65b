"""What the page's events do: an answer for a question, an article for a mark."""

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.desk import Assistant, QuestionError
from assistant.web.reading import article_html
from assistant.web.render import notice_html, shelf_html, transcript_html
from assistant.web.shelf import Shelf
from assistant.web.turns import SHELF, FilterError, Filters, Turn, first_pick, opening
from index.library import LibraryError


class Talk:
    """What the page's events do, each with the visitor's own turns."""

    def __init__(self, assistant: Assistant, shelf: Shelf) -> None:
        self._assistant, self._shelf = assistant, shelf

    def ask(
        self,
        question: str | None,
        since: str | None,
        until: str | None,
        outlets: Sequence[str] | None,
        turns: Sequence[Turn],
    ) -> Iterator[dict[str, Any]]:
        """What changes on the page: the question at once, then its answer or what is wrong."""
        question = " ".join((question or "").split())
        try:
            filters = Filters.read(since, until, outlets)
            if question:
                pending = (*turns, Turn(question, filters))
                yield {"transcript": transcript_html(pending), "notice": "", "question": ""}
            answer = self._assistant.ask(
                question, since=filters.since, until=filters.until, outlets=filters.outlets
            )
        except (QuestionError, FilterError, LibraryError) as error:
            problem = str(error)
        except Exception:
            # The last place where an error can still become a sentence on the page.
            logging.getLogger(__name__).exception("the page could not answer")
            problem = "The answer could not be made; the terminal that runs Dateline says why."
        else:
            done = (*turns, Turn(question, filters, answer))
            change = {"transcript": transcript_html(done), "notice": "", "turns": done}
            pick = first_pick(done)
            yield change | ({"reading": self.open(pick, done)} if pick else {})
            return
        yield {
            "transcript": transcript_html(turns),
            "notice": notice_html(problem),
            "question": question,
        }

    def open(self, pick: str, turns: Sequence[Turn]) -> str:
        """The article that a mark stands for, at its words; or the list of articles."""
        if pick == SHELF:
            return shelf_html(self._shelf.articles)
        opened = opening(pick or "", turns, self._shelf)
        if opened is None:
            return notice_html("This article is no longer there, or has changed since.")
        return article_html(opened.article, opened.start, opened.end)
