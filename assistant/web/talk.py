"""What the page's events do: an answer for a question, an article for a mark."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from assistant.answering import Checked, Event
from assistant.answers import Answer, Citation
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
            yield from self._answered(question, filters, turns)
            return
        except (QuestionError, FilterError, LibraryError) as error:
            problem = str(error)
        except Exception:
            # The last place where an error can still become a sentence on the page.
            logging.getLogger(__name__).exception("the page could not answer")
            problem = "The answer could not be made; the terminal that runs Dateline says why."
        yield {
            "transcript": transcript_html(turns),
            "notice": notice_html(problem),
            "question": question,
            "turns": turns,
        }

    def _answered(
        self, question: str, filters: Filters, turns: Sequence[Turn]
    ) -> Iterator[dict[str, Any]]:
        """The answer: as far as it is written and checked, then whole.

        The article that its first mark stands for is opened once, so that a reader who opens
        another meanwhile keeps it.
        """
        opened = Turn(question, filters)
        for turn in written(
            question,
            filters,
            self._assistant.stream(
                question, since=filters.since, until=filters.until, outlets=filters.outlets
            ),
        ):
            now = (*turns, turn)
            change = {"transcript": transcript_html(now), "notice": "", "turns": now}
            if first_words(turn) and first_words(turn) != first_words(opened):
                change["reading"] = self.open(first_pick(now), now)
                opened = turn
            yield change

    def open(self, pick: str, turns: Sequence[Turn]) -> str:
        """The article that a mark stands for, at its words; or the list of articles."""
        if pick == SHELF:
            return shelf_html(self._shelf.articles)
        opened = opening(pick or "", turns, self._shelf)
        if opened is None:
            return notice_html("This article is no longer there, or has changed since.")
        return article_html(opened.article, opened.start, opened.end)


def written(question: str, filters: Filters, events: Iterable[Event]) -> Iterator[Turn]:
    """The turn after each event of a stream: with what is checked so far, then with the answer."""
    said: list[Checked] = []
    for event in events:
        if isinstance(event, Checked):
            said.append(event)
            yield Turn(question, filters, _so_far(question, said), writing=True)
        else:
            kept = event.answer.sentences[: len(said)] == tuple(each.sentence for each in said)
            yield Turn(question, filters, event.answer, replaced=not kept)


def first_words(turn: Turn) -> Citation | None:
    """The first citation of a turn's answer."""
    return turn.answer.citations[0] if turn.answer and turn.answer.citations else None


def _so_far(question: str, said: Sequence[Checked]) -> Answer:
    cited = {citation.n: citation for each in said for citation in each.citations}
    sentences = tuple(each.sentence for each in said)
    return Answer(question, "", False, sentences, tuple(cited[n] for n in sorted(cited)))
