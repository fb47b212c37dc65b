"""What leaves the page on a reader's word: a brief to keep, and feedback kept as a case."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from assistant import brief_forms, briefs, feedback
from assistant.briefs import BriefError
from assistant.desk import Assistant
from assistant.feedback import Feedback
from assistant.history import titled
from assistant.originals import Originals
from assistant.web.render import FORMS, elsewhere, notice_html
from assistant.web.sanitise import button, element, sanitised
from assistant.web.shelf import Shelf
from assistant.web.turns import Turn
from index.library import LibraryError

_THANKS = "Kept on this machine, in {}, as a case that dateline-eval run --cases can run."

_LONGEST = 80
"""Characters of a file's name; what is not fit for one is replaced by the browser."""


class Handing:
    """The events of the buttons below an answer; what a browser asks for may be anything."""

    def __init__(self, assistant: Assistant, shelf: Shelf) -> None:
        self._assistant, self._shelf = assistant, shelf

    @property
    def _folder(self) -> Path:
        return self._assistant.library.folder

    def export(self, about: str, turns: Sequence[Turn], name: str | None) -> dict[str, str]:
        """`FORM` is the conversation and `FORM:TURN` one answer of it, as a file to save."""
        form, _, number = about.partition(":")
        chosen = turns
        if number:
            chosen = [turns[int(number)]] if _names(number, turns) else []
        whole = [turn.kept for turn in chosen if turn.kept]
        if form not in FORMS or not whole:
            return {"notice": notice_html("There is no answer here to export.")}
        away = next((turn for turn in chosen if turn.elsewhere(self._folder)), None)
        if away:
            return {"notice": notice_html(elsewhere(away))}
        title = titled(name or "")
        try:
            with Originals(self._folder) as originals:
                brief = briefs.made(whole, originals.open, date.today(), title or None)
            text = brief_forms.written(brief, f".{form}")
        except (BriefError, LibraryError) as error:
            return {"notice": notice_html(str(error))}
        return {"saved": _saved(f"{(title or whole[0].asked)[:_LONGEST]}.{form}", text)}

    def judge(self, about: str, turns: Sequence[Turn]) -> dict[str, str]:
        """`right:TURN` or `wrong:TURN`, then a comment and a fact on a line each, or none."""
        verdict, *said = about.split("\n")
        how, _, number = verdict.partition(":")
        turn = turns[int(number)] if _names(number, turns) else None
        answer = turn.answer if turn else None
        if turn and turn.elsewhere(self._folder):
            return {"notice": notice_html(elsewhere(turn))}
        if how not in ("right", "wrong") or answer is None:
            return {"notice": notice_html("There is no answer here to judge.")}
        comment, fact = (*said, "", "")[:2]
        library = self._assistant.library
        path = feedback.place(library.home.parent, library.folder)
        texts = {each.source: each.text for each in self._shelf.articles}
        try:
            made = feedback.case(answer, Feedback(how == "right", comment, fact), texts)
            feedback.keep(path, made)
        except LibraryError as error:
            return {"notice": notice_html(str(error))}
        return {"notice": sanitised(element("p", _THANKS.format(path.name), "notice thanks"))}


def _names(number: str, turns: Sequence[Turn]) -> bool:
    return number.isdecimal() and len(number) < 7 and int(number) < len(turns)


def _saved(name: str, text: str) -> str:
    """A file that page.js saves. Base64, because no sanitiser has reason to look into it."""
    coded = b64encode(text.encode()).decode()
    return sanitised(element("div", button(f"save:{name}\n{coded}", "", "tool")))
