"""Follow-ups, each made a stand-alone question, answered, and kept."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from assistant.answering import Checked, Event
from assistant.followups import standalone
from assistant.grammar.mentions import reported
from assistant.history import History, Unkept, verified
from assistant.turns import Rewritten, Turn
from index.articles import Article
from index.library import Library

Rewrite = Callable[[str, Sequence[Turn]], str | None]
"""A follow-up and the turns before it -> the question that stands alone, or None to use the rules.

Where a language model comes in; it is called only when there are turns."""

Step = Rewritten | Checked | Turn
"""Of a question under way: what it was taken to mean, a sentence that was checked, the turn."""


class Answerer(Protocol):
    """What a conversation asks: assistant.desk.Assistant."""

    def stream(
        self,
        question: str,
        *,
        since: date | None = None,
        until: date | None = None,
        outlets: tuple[str, ...] = (),
        sources: tuple[str, ...] = (),
        model: str | None = None,
    ) -> Iterator[Event]: ...

    def articles(self) -> list[Article]: ...

    @property
    def library(self) -> Library: ...

    def newest(self) -> date | None: ...


class Conversation:
    """Questions that may lean on the ones before, kept in `folder`/`name`.jsonl.

    With the name of an earlier conversation it goes on where that ended; every citation is looked
    up again then, and `Turn.stale` numbers those whose words no longer stand at their place.
    Without a name it gets the time it was opened as its own. Without a folder it goes on from
    `turns`, and nothing is kept. Safe to use from several threads.
    """

    def __init__(
        self,
        assistant: Answerer,
        folder: Path | None,
        name: str | None = None,
        *,
        rewrite: Rewrite | None = None,
        turns: Sequence[Turn] = (),
    ) -> None:
        """Raises assistant.history.HistoryError for a bad name or a file that cannot be read."""
        self._assistant, self._rewrite, self._lock = assistant, rewrite, threading.Lock()
        self.name = name if name is not None else _unused(folder) if folder else ""
        self._history = History(folder, self.name) if folder else Unkept(turns)
        self._turns = self._history.read()
        if self._turns and folder:
            texts = {article.source: article.text for article in assistant.articles()}
            self._turns = verified(self._turns, texts, assistant.library.folder)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What was asked and answered so far, first to last."""
        return self._turns

    def ask(
        self,
        question: str,
        *,
        since: date | None = None,
        until: date | None = None,
        outlets: tuple[str, ...] = (),
        sources: tuple[str, ...] = (),
    ) -> Turn:
        """Answer a question in the light of the earlier ones.

        A day that the question names narrows the filters given and never widens them. Raises what
        `Assistant.ask` raises, and assistant.history.HistoryError; no turn is added then.
        """
        steps = self.stream(question, since=since, until=until, outlets=outlets, sources=sources)
        return next(step for step in steps if isinstance(step, Turn))

    def stream(
        self,
        question: str,
        *,
        since: date | None = None,
        until: date | None = None,
        outlets: tuple[str, ...] = (),
        sources: tuple[str, ...] = (),
        model: str | None = None,
        instead_of: Turn | None = None,
        wanted: Callable[[], bool] = lambda: True,
    ) -> Iterator[Step]:
        """`ask`, with what the question was taken to mean and each sentence once it is checked.

        The turn comes last and is kept by then; one that nobody waits for is not. When its answer
        is `degraded` it takes the place of the sentences that came before. `model` is a spec as
        `Assistant.ask` takes it; with "none" the follow-up goes to no model either. `instead_of` is
        the last turn of this conversation, which the new one takes the place of. When the answer is
        there and not `wanted` any more, it ends without a turn.
        """
        before = self._turns[:-1] if instead_of in self._turns[-1:] else self._turns
        rewritten = self._understood(question, before, model)
        yield rewritten
        folder = str(self._assistant.library.folder)
        for event in self._assistant.stream(
            rewritten.text,
            since=max((day for day in (since, rewritten.since) if day), default=None),
            until=min((day for day in (until, rewritten.until) if day), default=None),
            outlets=outlets,
            sources=sources,
            model=model,
        ):
            if isinstance(event, Checked):
                yield event
            elif wanted():
                under = (since, until, tuple(outlets), folder)
                yield self._kept(Turn(question, rewritten, event.answer, (), *under), instead_of)

    def rename(self, name: str) -> None:
        """Keep it under another name. Raises assistant.history.HistoryError."""
        with self._lock:
            self._history = self._history.rename(name)
            self.name = name

    def delete(self) -> None:
        """Delete it from disk. Raises assistant.history.HistoryError."""
        with self._lock:
            self._history.delete()

    def _kept(self, turn: Turn, instead_of: Turn | None) -> Turn:
        with self._lock:
            before = self._turns[:-1] if instead_of in self._turns[-1:] else self._turns
            self._history.write((*before, turn))
            self._turns = (*before, turn)
        return turn

    def _understood(self, question: str, before: Sequence[Turn], model: str | None) -> Rewritten:
        if before and self._rewrite and model != "none":
            text = " ".join((self._rewrite(question, before) or "").split())
            if text:
                changed = text != " ".join(question.split())
                return Rewritten(text, changed, "rewritten by the model" if changed else "")
        return standalone(question, before, newest=self._newest(before))

    def _newest(self, before: Sequence[Turn]) -> date | None:
        """The last publication day of the articles, where no answer has one."""
        return None if not before or reported(before) else self._assistant.newest()


def _unused(folder: Path) -> str:
    now = f"{datetime.now():%Y-%m-%d-%H%M%S}"
    name, n = now, 1
    while (folder / f"{name}.jsonl").exists():
        n += 1
        name = f"{now}-{n}"
    return name
