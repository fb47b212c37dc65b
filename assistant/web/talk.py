"""What the page's events do: an answer for a question, an article for a mark."""

import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from assistant.answering import Checked
from assistant.answers import Answer, Citation
from assistant.background import Background
from assistant.conversation import Conversation, Step
from assistant.desk import Assistant, QuestionError
from assistant.models import SpecError
from assistant.turns import Rewritten
from assistant.web.catalogue import shelf_html
from assistant.web.progress import so_far
from assistant.web.reading import article_html
from assistant.web.render import elsewhere, notice_html, transcript_html
from assistant.web.shelf import Shelf
from assistant.web.turns import (
    SHELF,
    FilterError,
    Filters,
    Turn,
    beside,
    first_pick,
    opening,
    picked,
)
from assistant.web.waiting import Stopped, awaited
from assistant.web.writers import Writers
from index.library import LibraryError

Change = dict[str, Any]
"""The parts of the page that change, by name."""

_STOPPED = "Stopped. Nothing of it was kept, and the question is back in its box."
_NOTHING = "there are no articles to ask about yet; add some under Articles"
_COMING = "the first articles are being indexed; ask again in a few seconds"
_OPEN = 64
"""Conversations that are held in memory at once; a later one is read from its file again."""


class Talk:
    """What the page's events do, each with the visitor's own turns."""

    def __init__(
        self,
        assistant: Assistant,
        shelf: Shelf,
        writers: Writers | None = None,
        background: Background | None = None,
    ) -> None:
        self._assistant, self._shelf, self._writers = assistant, shelf, writers
        self._background = background
        self._open: dict[str, Conversation] = {}
        self._asked: dict[str, threading.Event] = {}

    def ask(
        self,
        question: str | None,
        since: str | None,
        until: str | None,
        outlets: Sequence[str] | None,
        turns: Sequence[Turn],
        name: str | None = None,
        writer: str | None = None,
        instead: str | None = None,
    ) -> Iterator[Change]:
        """What changes on the page: the question at once, then its answer or what is wrong.

        `name` is the conversation's, `writer` the spec chosen on the page, and `instead` says that
        the question takes the place of the last one: "same" that it is asked under the filters
        which that one was asked under, which are those of the page then.
        """
        if not question and turns:
            yield {"notice": ""}  # Enter once more than was needed
            return
        question = " ".join((question or "").split())
        again = turns[-1] if turns and instead else None
        before = tuple(turns[:-1] if again else turns)
        try:
            same = again is not None and instead == "same"
            filters = again.filters if again and same else Filters.read(since, until, outlets)
            catalog = self._assistant.library.catalog
            if not catalog.counts()[0]:
                raise QuestionError(_COMING if self._shelf.coming() else _NOTHING)
            lacking = so_far(self._background, catalog.encoded()) if self._background else ""
            asked = Turn(question, filters, lacking=lacking)
            talk = self.conversation(name)
            left = self._asked[talk.name] = threading.Event()
            if question:
                started = {"name": talk.name, "question": "", "instead": "", "tries": ""}
                kept: Change = {"filters": filters} if same else {}
                yield {**self.shown((*before, asked)), **started, **kept}
            steps = talk.stream(
                question,
                since=filters.since,
                until=filters.until,
                outlets=filters.outlets,
                model=self._writers.spec(writer) if self._writers else None,
                instead_of=again.kept if again else None,
                wanted=lambda: not left.is_set(),
            )
            yield from self._answered(asked, before, awaited(steps, left))
            return
        except Stopped:
            problem = _STOPPED
        except (QuestionError, FilterError, LibraryError, SpecError) as error:
            problem = str(error)
        except Exception:
            # The last place where an error can still become a sentence on the page.
            logging.getLogger(__name__).exception("the page could not answer")
            problem = "The answer could not be made; the terminal that runs Dateline says why."
        yield {**self.shown(turns), "notice": notice_html(problem), "question": question}

    def _answered(
        self, asked: Turn, before: Sequence[Turn], steps: Iterable[Step]
    ) -> Iterator[Change]:
        """The answer: as far as it is written and checked, then whole.

        The article that its first mark stands for is opened once it is shown, so that no answer
        waits for a long article, and only once, so that a reader who opens another keeps it.
        """
        opened = asked
        for turn in written(asked, steps):
            now = (*before, turn)
            change = self.shown(now)
            yield change
            if first_words(turn) and first_words(turn) != first_words(opened):
                yield {**change, "reading": self.open(first_pick(now), now)}
                opened = turn

    def shown(self, turns: Sequence[Turn]) -> Change:
        """These turns on the page, and no notice."""
        html = transcript_html(turns, self._assistant.library.folder)
        return {"transcript": html, "notice": "", "turns": tuple(turns)}

    def stop(self, name: str | None) -> None:
        """Wait no longer for the answer under way in a conversation: `ask` says so then."""
        if left := self._asked.get(name or ""):
            left.set()

    def conversation(self, name: str | None) -> Conversation:
        """The conversation of a name, or a new one. Raises assistant.history.HistoryError."""
        if name is None or name not in self._open:
            made = self._assistant.conversation(name)
            while len(self._open) >= _OPEN:
                self.forget(next(iter(self._open)))
            self._open[made.name] = made
            name = made.name
        return self._open[name]

    def forget(self, name: str) -> None:
        """Hold a conversation no longer: its name or its file has changed."""
        self._open.pop(name, None)
        self._asked.pop(name, None)

    def open(self, pick: str, turns: Sequence[Turn]) -> str:
        """The article that a mark stands for, at its words; or the list of articles."""
        if pick == SHELF:
            return shelf_html(self._shelf.articles, coming=self._shelf.coming())
        turn = picked(pick or "", turns)
        if turn and turn.elsewhere(self._assistant.library.folder):
            return notice_html(elsewhere(turn))
        opened = opening(pick or "", turns, self._shelf)
        if opened is None:
            return notice_html("This article is no longer there, or has changed since.")
        known = self._assistant.library.entry(opened.article.id)
        spans = known.spans if known else None
        steps = beside(pick, turns)
        return article_html(opened.article, opened.start, opened.end, *steps, spans=spans)


def written(asked: Turn, steps: Iterable[Step]) -> Iterator[Turn]:
    """The turn after each step: as it was taken, with what is checked so far, with the answer."""
    said: list[Checked] = []
    now = asked
    for step in steps:
        if isinstance(step, Rewritten):
            now = replace(now, taken=step)
            if step.changed:
                yield now
        elif isinstance(step, Checked):
            said.append(step)
            now = replace(now, answer=_so_far(asked.question, said), writing=True)
            yield now
        else:
            kept = step.answer.sentences[: len(said)] == tuple(each.sentence for each in said)
            yield replace(now, answer=step.answer, writing=False, replaced=not kept, kept=step)


def first_words(turn: Turn) -> Citation | None:
    """The first citation of a turn's answer."""
    return turn.answer.citations[0] if turn.answer and turn.answer.citations else None


def _so_far(question: str, said: Sequence[Checked]) -> Answer:
    cited = {citation.n: citation for each in said for citation in each.citations}
    sentences = tuple(each.sentence for each in said)
    return Answer(question, "", False, sentences, tuple(cited[n] for n in sorted(cited)))
