"""A turn of a conversation as a value: a question as typed, as understood, and its answer."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.answers import Answer
from assistant.periods import spanned


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A question that can be understood alone, and what was done to make it so.

    `why` says it in words, empty when nothing was done. `since` and `until` narrow the articles to
    days that the question named, both inclusive.
    """

    text: str
    changed: bool = False
    why: str = ""
    since: date | None = None
    until: date | None = None

    def __str__(self) -> str:
        """The question with the days it is narrowed to, as a reader is shown it."""
        days = spanned(self.since, self.until)
        return f"{self.text} (only articles {days})" if days else self.text


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation.

    `asked` is the question as typed, `rewritten` the one that was answered. `stale` numbers the
    answer's citations whose words no longer stand at their place; it is empty for a new answer.
    `since`, `until` and `outlets` are the filters it was asked under, and `folder` the articles it
    was put to: empty where that was not kept.
    """

    asked: str
    rewritten: Rewritten
    answer: Answer
    stale: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    outlets: tuple[str, ...] = ()
    folder: str = ""

    def elsewhere(self, folder: Path) -> bool:
        """Whether it was answered from other articles than those in this folder."""
        return self.folder not in ("", str(folder))
