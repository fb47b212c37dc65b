"""What the Articles tab does: adds, corrects and removes articles, and keeps the index in step."""

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from assistant.addresses import Policy
from assistant.answers import long_date
from assistant.intake import IN_ALL, MOST, OWN, Intake, IntakeError, Taken, own_articles
from assistant.links import Links
from assistant.switching import Switch
from assistant.web.arrivals import Arrivals
from assistant.web.collection_list import (
    became,
    files,
    files_html,
    folder_html,
    matching,
    taken_html,
)
from assistant.web.pages import Listing, said_as_notice
from assistant.web.render import notes_html
from assistant.web.shelf import Shelf
from assistant.web.turns import FilterError, Filters
from index import sidecar
from index.library import Library, LibraryError
from index.readers import FORMATS, LARGEST
from index.sidecar import SidecarError

UPLOADS = "uploads"
_LONGEST_OUTLET = 300


class Collection:
    """The articles that are open, as whoever keeps them handles them.

    `sample` is the bundled folder, which is only read: what is added while it is open goes into a
    folder of its own in the home, which is opened in its place. Every other method that changes
    something gives what there is to say about it, as HTML.
    """

    def __init__(
        self, assistant: Switch, shelf: Shelf, sample: Path, policy: Policy | None = None
    ) -> None:
        self._policy = policy or Policy()
        self._assistant, self._background = assistant, assistant.background
        self._shelf, self._sample = shelf, sample.resolve()
        self._seen: object = None
        self._arrivals = Arrivals(self._home / UPLOADS)
        self._arrivals.sweep()

    @property
    def folder(self) -> Path:
        """The folder that is open."""
        return self._assistant.library.folder

    @property
    def bundled(self) -> bool:
        """Whether the sample is open."""
        return self.folder == self._sample

    @property
    def own(self) -> Path:
        """The folder for articles that are added while the sample is open."""
        return self._home / OWN

    @property
    def _home(self) -> Path:
        return self._assistant.library.home.parent

    @property
    def intake(self) -> Intake:
        return Intake(self.folder, self._home)

    def look(self, words: str, state: str) -> Listing:
        """The files that match, looked for again while more are being indexed."""
        busy = self._background.busy
        with self._assistant.using_library() as library:
            known, waiting = library.files(), _waiting(library)
            now = library.home, library.catalog.generation(), busy
        if self._seen != now:
            self._seen = now
            self._shelf.follow()
        every = files(known, self._shelf.articles, waiting)
        found = matching(every, words, state)
        name = "the bundled sample folder" if self.bundled else str(self.folder)
        head = folder_html(name, every)
        if known and not found:
            head += notes_html("No file is like that.")
        intake, editable = self.intake, not self.bundled

        def rows(first: int, last: int) -> str:
            return files_html(found[first:last], editable, intake.owned)

        return Listing(len(found), rows, head, busy)

    def add(self, batch: str) -> list[Taken]:
        """Take in the files of a batch that a browser has sent. Raises IntakeError."""
        offered = self._arrivals.offered(batch)
        try:
            return self._added(lambda intake: intake.take(offered))
        finally:
            self._arrivals.sweep(batch)

    @property
    def fetches(self) -> bool:
        """Whether articles may be fetched from links."""
        return self._assistant.allows_fetching

    def fetch(self, url: str) -> list[Taken]:
        """Save the article that a link leads to, or those that a feed lists. Raises IntakeError."""
        if not self.fetches:
            raise IntakeError("fetching is switched off")

        def saved(intake: Intake) -> list[Taken]:
            intake.root.mkdir(parents=True, exist_ok=True)
            inside = intake.root.relative_to(intake.folder)
            with closing(Links(intake.root, self._policy)) as links:
                found = list(links.fetch(url))
            return [
                Taken(each.url, (inside / each.file).as_posix() if each.file else None, each.reason)
                for each in found
            ]

        return self._added(saved)

    def told(self, taken: Sequence[Taken]) -> str:
        """What became of files that were taken in, as far as they are indexed by now."""
        busy = self._background.busy
        with self._assistant.using_library() as library:
            known, waiting = library.files(), _waiting(library)
        statuses = [each for each in known if each.source not in waiting]
        return taken_html(taken, became(taken, statuses), busy)

    def _added(self, take: Callable[[Intake], list[Taken]]) -> list[Taken]:
        """Take files into the folder for them, opening it where the sample was open."""
        bundled, home = self.bundled, self._home
        try:
            if bundled:
                self.own.mkdir(parents=True, exist_ok=True)
            taken = take(Intake(self.own.resolve() if bundled else self.folder, home))
            if any(each.source for each in taken):
                if bundled:
                    self._turn(self.own)
                self._background.want("indexing")
        except (OSError, LibraryError) as error:
            raise IntakeError(f"the articles could not be added ({error})") from error
        return taken

    def turn(self) -> str:
        """Open the sample in place of the own folder, or the own folder in place of the sample."""
        try:
            self._turn(self.own if self.bundled else self._sample)
        except LibraryError as error:
            return said_as_notice(str(error))
        return notes_html(
            "The bundled sample is open." if self.bundled else "Your own articles are open."
        )

    def _turn(self, folder: Path) -> None:
        self._assistant.turn_to(folder)
        self._background.want("indexing")
        self._shelf.refresh()

    @property
    def other(self) -> str | None:
        """What `turn` would open, in words; None where there is nothing to turn to."""
        if self.bundled:
            return "Open my own articles" if own_articles(self._home) else None
        return "Back to the bundled sample" if self.folder == self.own else None

    def known(self, source: str) -> tuple[str, str] | None:
        """A file's outlet and date as they are now, to be corrected; None for no such article."""
        article = next((each for each in self._shelf.articles if each.source == source), None)
        if article is None or self.bundled:
            return None
        return article.outlet or "", article.published.isoformat() if article.published else ""

    def correct(self, source: str, outlet: str, published: str) -> str:
        """Write an article's outlet and date into the folder's table, and index it again."""
        try:
            if self.known(source) is None:
                raise IntakeError("this article is no longer there")
            day = Filters.read(published, None, None).since
            outlet = " ".join(outlet.split())[:_LONGEST_OUTLET]
            cells = {"outlet": outlet, "published": day.isoformat() if day else ""}
            sidecar.put(self.folder, {source: cells})
        except FilterError:
            return said_as_notice(
                f"the date must be written like 2024-03-14, not \u201c{published.strip()}\u201d"
            )
        except (IntakeError, SidecarError) as error:
            return said_as_notice(str(error))
        self._background.want("indexing")
        when = f"published on {long_date(day.isoformat())}" if day else "without a date of its own"
        return notes_html(
            f"{source}: {outlet or 'no outlet'}, {when}. It is written to articles.csv."
        )

    def remove(self, source: str) -> str:
        """Take a file that was added here out of the folder; `put_back` undoes it."""
        try:
            self.intake.remove(source)
        except IntakeError as error:
            return said_as_notice(str(error))
        self._background.want("indexing")
        return notes_html(f"{source} was removed. It is kept until you delete it by hand.")

    def put_back(self) -> str:
        """Bring back the file that was removed last."""
        try:
            source = self.intake.put_back()
        except IntakeError as error:
            return said_as_notice(str(error))
        self._background.want("indexing")
        return notes_html(f"{source} is back.")


def _waiting(library: Library) -> set[str]:
    """The sources of articles that nothing is answered from yet: their vectors are to come."""
    sources = library.catalog.sources()
    return {sources[each] for each in library.catalog.unencoded() if each in sources}


def limits() -> str:
    """What may be added, in words."""
    kinds = ", ".join(dict.fromkeys(suffix.lstrip(".") for suffix in FORMATS))
    return (
        f"Files of these kinds: {kinds}. At most {LARGEST // 1_000_000} MB a file, and "
        f"{IN_ALL // 1_000_000} MB or {MOST:,} files at a time. An articles.csv among them gives "
        "their outlets and dates."
    )
