"""Turns: a question, the filters it was asked under, its answer, and what its marks open."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.answers import Answer, Citation, Quote, long_date
from assistant.turns import Rewritten
from assistant.turns import Turn as KeptTurn
from assistant.web.shelf import Opening, Shelf


class FilterError(Exception):
    """A filter that cannot be read; the message is one sentence for the reader."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles a question is put to. Empty means all of them."""

    since: date | None = None
    until: date | None = None
    outlets: tuple[str, ...] = ()

    @classmethod
    def read(
        cls,
        since: str | None,
        until: str | None,
        outlets: Sequence[str] | None,
        boxes: tuple[str, str] = ("From", "To"),
    ) -> "Filters":
        """Filters as typed: dates as YYYY-MM-DD or empty. `boxes` are what theirs are called.

        Raises FilterError.
        """
        first, last = _day(since or "", boxes[0]), _day(until or "", boxes[1])
        if first and last and first > last:
            raise FilterError(f"The filter starts on {first}, which is after its end on {last}.")
        return cls(first, last, tuple(outlets or ()))

    def __str__(self) -> str:
        """The filters in words, or nothing when there are none."""
        parts = [f"from {long_date(self.since.isoformat())}"] if self.since else []
        parts += [f"up to {long_date(self.until.isoformat())}"] if self.until else []
        parts += [f"in {', '.join(self.outlets)}"] if self.outlets else []
        return f"Only articles {' '.join(parts)}." if parts else ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer; without one, it is still being worked out.

    `taken` is what the question was taken to mean. `writing`: the answer holds what a model has
    written so far, all of it checked. `replaced`: it takes the place of sentences that were shown
    before. `kept` is the turn as the conversation keeps it, once it is whole. `lacking` says what
    was not indexed yet when it was asked.
    """

    question: str
    filters: Filters = Filters()
    answer: Answer | None = None
    taken: Rewritten | None = None
    writing: bool = False
    replaced: bool = False
    kept: KeptTurn | None = None
    lacking: str = ""

    @property
    def whole(self) -> bool:
        """Whether the answer is all there."""
        return self.answer is not None and not self.writing

    @property
    def stale(self) -> tuple[int, ...]:
        """Citations whose words no longer stand at their place."""
        return self.kept.stale if self.kept else ()

    def elsewhere(self, folder: Path) -> bool:
        """Whether it was answered from other articles than those in this folder."""
        return self.kept is not None and self.kept.elsewhere(folder)

    @classmethod
    def of(cls, kept: KeptTurn) -> "Turn":
        """A turn of a conversation that is opened again."""
        filters = Filters(kept.since, kept.until, kept.outlets)
        return cls(kept.asked, filters, kept.answer, kept.rewritten, kept=kept)


SHELF = "shelf"
"""What the button that brings back the list of articles holds."""

_PICK = re.compile(
    r"t(?P<turn>\d{1,6})(?P<kind>[nc])(?P<n>\d{1,6})"
    r"|a(?P<article>[0-9a-f]{24})(?::(?P<start>\d{1,9})-(?P<end>\d{1,9}))?"
)


def first_pick(turns: Sequence[Turn]) -> str:
    """What opens by itself after the last answer: its first citation, if it has one."""
    answer = turns[-1].answer
    return f"t{len(turns) - 1}n{answer.citations[0].n}" if answer and answer.citations else ""


def picked(pick: str, turns: Sequence[Turn]) -> Turn | None:
    """The turn whose mark this is; None for a pick that is none of a turn's."""
    match = _PICK.fullmatch(pick)
    turn = int(match["turn"]) if match and match["turn"] else len(turns)
    return turns[turn] if turn < len(turns) else None


def beside(pick: str, turns: Sequence[Turn]) -> tuple[list[str], int]:
    """The picks of an answer's citations, or of what came close, and where among them one is.

    Empty, and 0, for a pick that is none of an answer's.
    """
    match, turn = _PICK.fullmatch(pick), picked(pick, turns)
    if match is None or turn is None or turn.answer is None:
        return [], 0
    answer = turn.answer
    numbers = (
        [each.n for each in answer.citations]
        if match["kind"] == "n"
        else list(range(len(answer.closest)))
    )
    picks = [f"t{int(match['turn'])}{match['kind']}{n}" for n in numbers]
    return (picks, picks.index(pick)) if pick in picks else ([], 0)


def opening(pick: str, turns: Sequence[Turn], shelf: Shelf) -> Opening | None:
    """What a button opens. A pick comes from the browser, so it may be anything: None then.

    `t0n2` is citation 2 of the first turn, `t0c1` its second closest sentence, `a` and an
    article's id that article, with `:12-34` after it these characters of it.
    """
    match = _PICK.fullmatch(pick)
    if match is None:
        return None
    if match["article"]:
        start, end = int(match["start"] or 0), int(match["end"] or 0)
        return shelf.named(match["article"], start, end)
    turn, n = picked(pick, turns), int(match["n"])
    answer = turn.answer if turn else None
    if answer is None:
        return None
    words: Citation | Quote | None
    if match["kind"] == "n":
        words = next((each for each in answer.citations if each.n == n), None)
    else:
        words = answer.closest[n] if n < len(answer.closest) else None
    return shelf.open(words) if words else None


def _day(text: str, field: str) -> date | None:
    text = text.strip()
    if not text:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        message = (
            f"\u201c{field}\u201d must be a date written like 2024-03-14, not \u201c{text}\u201d."
        )
        raise FilterError(message) from error
