"""What the list of conversations does: open, start, rename, delete, search."""

from collections.abc import Sequence

from assistant.history import HistoryError, named
from assistant.kept import Conversations
from assistant.web.catalogue import shelf_html
from assistant.web.render import notice_html
from assistant.web.shelf import Shelf
from assistant.web.sidebar import sidebar_html
from assistant.web.talk import Change, Talk
from assistant.web.turns import Filters, Turn, first_pick
from index.library import LibraryError


class Keeping:
    """The events of the sidebar. A command comes from the browser, so it may be anything."""

    def __init__(self, talk: Talk, shelf: Shelf, conversations: Conversations) -> None:
        self._talk, self._shelf, self._kept = talk, shelf, conversations

    def list(self, words: str | None, name: str | None) -> str:
        """The conversations that hold the words; all without any."""
        return sidebar_html(self._kept.find(words or ""), name, (words or "").strip())

    def do(self, command: str | None, words: str | None, name: str | None) -> Change:
        """`new`, `open:NAME`, `rename:NAME` and the new title on a second line, `delete:NAME`."""
        verb, _, about = (command or "").partition(":")
        about, _, title = about.partition("\n")
        try:
            if verb == "new":
                change = self._empty()
            elif about not in {each.name for each in self._kept.find()}:
                change = {"notice": notice_html("This conversation is no longer there.")}
            elif verb == "open":
                change = self._opened(about)
            elif verb == "rename":
                renamed = self._renamed(about, title)
                change = {"name": renamed if about == name else name, "notice": ""}
            elif verb == "delete":
                self._talk.conversation(about).delete()
                self._talk.forget(about)
                change = self._empty() if about == name else {"notice": ""}
            else:
                change = {}
        except LibraryError as error:
            change = {"notice": notice_html(str(error))}
        return {**change, "sidebar": self.list(words, change.get("name", name))}

    def _empty(self) -> Change:
        reading = shelf_html(self._shelf.articles, coming=self._shelf.coming())
        empty = self._talk.shown(())
        return {**empty, "name": None, "reading": reading, "filters": Filters()}

    def _opened(self, name: str) -> Change:
        turns = tuple(Turn.of(each) for each in self._talk.conversation(name).turns)
        return {
            **self._talk.shown(turns),
            "name": name,
            "tries": "",
            "reading": self._beside(turns),
            "filters": turns[-1].filters if turns else Filters(),
        }

    def _beside(self, turns: Sequence[Turn]) -> str:
        pick = first_pick(turns) if turns else ""
        return (
            self._talk.open(pick, turns)
            if pick
            else shelf_html(self._shelf.articles, coming=self._shelf.coming())
        )

    def _renamed(self, name: str, title: str) -> str:
        new = named(title)
        if not new:
            raise HistoryError("a conversation needs a name")
        talk = self._talk.conversation(name)
        talk.rename(new)
        self._talk.forget(name)
        return new
