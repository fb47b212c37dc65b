"""A conversation's turns on disk: JSON lines, each file replaced as a whole or not at all."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.answers import Answer
from assistant.turns import Rewritten, Turn
from index import replacing
from index.library import LibraryError

_UNFIT = r'<>:"/\\|?*%\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff'
"""What some system allows in no file's name, and the sign that stands for these in ours."""
_NAME = re.compile(rf"(?![ .-])(?:[^{_UNFIT}]|%[0-9A-F]{{2}})+(?<![ .])")
_CODED = re.compile(rf"[{_UNFIT}]|^[.-]|\.$")
_LONGEST, _MOST_BYTES = 60, 240
_UNNAMED = re.compile(r"\d{4}-\d{2}-\d{2}-\d{6}(?:-\d+)?")
"""The names that conversations get by themselves: the time they were opened."""


class HistoryError(LibraryError):
    """A conversation cannot be read, written or named so; the message says what to do."""


class _Line(BaseModel):
    """One turn as a line of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    asked: str
    rewritten: Rewritten
    answer: Answer
    since: date | None = None
    until: date | None = None
    outlets: tuple[str, ...] = ()
    folder: str = ""

    @classmethod
    def of(cls, turn: Turn) -> "_Line":
        return cls(**{name: getattr(turn, name) for name in cls.model_fields})

    def turn(self) -> Turn:
        return Turn(**{name: getattr(self, name) for name in type(self).model_fields})


class History:
    """The turns of one named conversation, in `folder`/NAME.jsonl."""

    def __init__(self, folder: Path, name: str) -> None:
        """Raises HistoryError for a name that is no file's name on every system."""
        fits = (
            len(unquote(name)) <= _LONGEST and len(name.encode("utf-8", "replace")) <= _MOST_BYTES
        )
        if not fits or not _NAME.fullmatch(name):
            raise HistoryError(
                f'a conversation cannot be named "{name}"; use up to 60 letters, digits, spaces, '
                "commas and hyphens"
            )
        self.path = folder / f"{name}.jsonl"

    def read(self) -> tuple[Turn, ...]:
        """Every turn, first to last; none when there is no file yet. Raises HistoryError."""
        try:
            lines = self.path.read_text(encoding="utf-8").split("\n")
        except FileNotFoundError:
            return ()
        except (OSError, UnicodeDecodeError) as error:
            raise HistoryError(f"{self.path} cannot be read ({error}); move it away") from error
        turns = []
        for number, line in enumerate(lines, 1):
            if not line:
                continue
            try:
                found = _Line.model_validate_json(line)
            except ValidationError as error:
                raise HistoryError(
                    f"{self.path}, line {number} is not a turn; move the file away"
                ) from error
            turns.append(found.turn())
        return tuple(turns)

    def write(self, turns: Sequence[Turn]) -> None:
        """Replace the file; one that is interrupted leaves the old turns. Raises HistoryError."""
        text = "".join(_Line.of(turn).model_dump_json() + "\n" for turn in turns)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            replacing.write(self.path, text)
        except OSError as error:
            raise HistoryError(
                f"the conversation cannot be kept in {self.path.parent} ({error.strerror}); "
                "set DATELINE_HOME to a folder you can write to"
            ) from error

    def rename(self, name: str) -> "History":
        """The same turns under another name. Raises HistoryError where it is taken or no name."""
        renamed = History(self.path.parent, name)
        if renamed.path.exists() and not renamed.path.samefile(self.path):
            raise HistoryError(
                f'there is already a conversation named "{unquote(name)}"; choose another'
            )
        try:
            self.path.replace(renamed.path)
        except OSError as error:
            raise HistoryError(f"{self.path} cannot be renamed ({error.strerror})") from error
        return renamed

    def delete(self) -> None:
        """Delete the file, if there is one. Raises HistoryError."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise HistoryError(f"{self.path} cannot be deleted ({error.strerror})") from error


class Unkept:
    """The turns of a conversation that is kept nowhere, in the form of a `History`."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._turns = tuple(turns)

    def read(self) -> tuple[Turn, ...]:
        """Those it began with."""
        return self._turns

    def write(self, turns: Sequence[Turn]) -> None:
        """Nothing."""

    def rename(self, name: str) -> "Unkept":
        """Itself."""
        return self

    def delete(self) -> None:
        """Nothing."""


def named(title: str) -> str:
    """The name to keep a conversation under that a person gave this title; empty for an empty one.

    What no file can be called is written as in a URL: "3 vs. 5?" as "3 vs. 5%3F".
    """
    typed = " ".join(title.split())[:_LONGEST].rstrip()
    return _CODED.sub(lambda found: _percent(found[0]), typed)


def titled(name: str) -> str:
    """The title that a person gave a conversation of this name; empty where nobody did."""
    return "" if _UNNAMED.fullmatch(name) else unquote(name)


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "replace"))


def verified(turns: Sequence[Turn], texts: Mapping[str, str], folder: Path) -> tuple[Turn, ...]:
    """The turns with every citation looked up again in `texts`, the articles' texts by source.

    Those answered from another folder than this are left as they are.
    """
    return tuple(
        turn
        if turn.elsewhere(folder)
        else replace(
            turn,
            stale=tuple(
                cited.n
                for cited in turn.answer.citations
                if texts.get(cited.source, "")[cited.start : cited.end] != cited.quote
            ),
        )
        for turn in turns
    )
