"""The files of a folder as a list: what is known of each, whether it is indexed, and if not why."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Literal

from assistant.answers import long_date
from assistant.intake import Taken
from assistant.web.sanitise import button, element, sanitised
from index.articles import Article
from index.members import holders
from index.publication import CONFIDENCE, Origin, Published
from index.readers import SIDECAR
from index.statuses import FileStatus

State = Literal["All", "Indexed", "Not indexed", "Outlet or date to check"]
STATES: tuple[State, ...] = ("All", "Indexed", "Not indexed", "Outlet or date to check")
_SHOWN = 20
"""Files named one by one after they were added; the list has the rest."""
_OPEN = 3
"""Files that were added, named where the reader need not unfold them: what was refused comes first,
and how far indexing is has to stay in view."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the folder, and its article where it has one."""

    source: str
    reason: str
    article: Article | None
    note: str = ""
    """What is odd about one that is indexed."""
    waiting: bool = False
    """Whether it was read, and nothing is answered from it yet."""

    @property
    def unsure(self) -> bool:
        """Whether its outlet or its date is missing, or was taken from where it may be wrong.

        A text's first lines say well when it was written, and less well who publishes it: a
        dateline names the agency.
        """
        if self.article is None:
            return False
        dated, named = self.article.dated, self.article.outlet_from
        sure = self.article.outlet and (named is None or CONFIDENCE[named] == "stated")
        return not (sure and dated and dated.confidence != "guessed")


def files(
    statuses: Iterable[FileStatus], articles: Iterable[Article], waiting: Container[str] = ()
) -> list[File]:
    """Those that cannot be indexed first, then the newest article first.

    `waiting` has the sources of articles that nothing is answered from yet.
    """
    by_source = {article.source: article for article in articles}
    found = [
        File(each.source, each.reason, None)
        if each.outcome in ("skipped", "duplicate")
        else File(each.source, "", by_source.get(each.source), each.reason, each.source in waiting)
        for each in statuses
    ]
    found.sort(key=lambda each: each.source)
    found.sort(key=_day, reverse=True)
    found.sort(key=lambda each: not each.reason)
    return found


def _day(file: File) -> date:
    return (file.article and file.article.published) or date.min


def matching(found: Sequence[File], words: str, state: str) -> list[File]:
    """Those in a state whose title, outlet or name holds all of these words."""
    wanted = words.casefold().split()
    return [each for each in found if _in(state, each) and all(w in _text(each) for w in wanted)]


def _in(state: str, file: File) -> bool:
    if state in ("Indexed", "Not indexed"):
        return (state == "Indexed") == (not file.reason and not file.waiting)
    return file.unsure if state == "Outlet or date to check" else True


def _text(file: File) -> str:
    about = file.article
    parts = [file.source, about.title if about else "", about.outlet if about else ""]
    return " ".join(part for part in parts if part).casefold()


def files_html(
    rows: Sequence[File],
    editable: bool = False,
    owned: Callable[[str], str | None] = lambda _: None,
) -> str:
    """The list. Titles open their articles; buttons correct a file's outlet and date, or remove the
    file that `owned` gives for it."""
    items = "".join(element("li", _row(each, editable, owned(each.source))) for each in rows)
    return sanitised(element("ul", items, "states"))


def _row(file: File, editable: bool, owned: str | None) -> str:
    article = file.article
    if article is None:
        name = element("span", escape(file.source), "name")
        why = "Not indexed yet." if file.waiting else "Indexed."
        if file.reason:
            why = f"Not indexed: {escape(file.reason)}."
        return name + element("span", why, "bad" if file.reason else "state") + _ways(file, owned)
    about = element("span", escape(article.outlet), "outlet") + " " if article.outlet else ""
    about += element("span", escape(article.title or file.source), "title")
    opens = button(f"a{article.id}", about, "title")
    if not article.outlet:
        opens += element("span", "No outlet.", "guess")
    elif article.outlet_from and CONFIDENCE[article.outlet_from] != "stated":
        opens += element("span", f"Outlet {_found(article.outlet_from)}.", "state")
    dated = element("span", escape(_dated(article.dated)), "state" if article.dated else "guess")
    where = element("span", escape(file.source), "where") if article.title else ""
    if file.note:
        where += element("span", f"{escape(file.note[:1].upper() + file.note[1:])}.", "guess")
    if file.waiting:
        where += element("span", "Not indexed yet.", "state")
    return opens + dated + where + _ways(file, owned, editable)


def _dated(published: Published | None) -> str:
    """A date in words, with where it was found: "14 March 2024, guessed from the file name"."""
    if published is None:
        return "No date."
    return f"{long_date(published.day.isoformat())}, {_found(published.origin)}."


def _found(origin: Origin) -> str:
    """How something that is known of an article was found: "guessed from the file name"."""
    joined = {"stated": "stated by", "read": "read in", "guessed": "guessed from"}
    return f"{joined[CONFIDENCE[origin]]} {origin}"


def _ways(file: File, owned: str | None, editable: bool = False) -> str:
    of = element("span", f" of {escape(file.source)}", "sr")
    ways = button(f"edit:{file.source}", f"Correct outlet or date{of}", "edit") if editable else ""
    if owned:
        css = "sr" if owned == file.source else ""
        what = element("span", f" {escape(owned)}", css)
        ways += button(f"remove:{owned}", f"Remove{what}", "edit")
    return element("span", ways, "ways") if ways else ""


def drop_html(limits: str) -> str:
    """Where files are dropped or chosen; collection.js makes it work."""
    ways = button("choose:files", "Choose files", "choose")
    ways += button("choose:folder", "Choose a folder", "choose")
    lead = element("p", "Drop articles or a folder here, or choose them.", "lead")
    note = element("p", escape(limits), "aside")
    return sanitised(element("div", lead + element("p", ways, "ways") + note, "drop"))


def folder_html(folder: str, every: Sequence[File]) -> str:
    """What is open, and how much of it is indexed."""
    others, waiting = sum(bool(each.reason) for each in every), sum(each.waiting for each in every)
    articles = len(every) - others - waiting
    count = "1 article" if articles == 1 else f"{articles:,} articles"
    said = f"{count} indexed in {escape(folder)}"
    if waiting:
        said += f"; {waiting:,} {'is' if waiting == 1 else 'are'} not yet"
    if others:
        said += f"; {others:,} {'file is' if others == 1 else 'files are'} not"
    return sanitised(element("p", f"{said}.", "aside"))


def became(taken: Iterable[Taken], statuses: Iterable[FileStatus]) -> dict[str, str]:
    """Why each of these files was not indexed, by source: nothing for one that was.

    One that holds several articles was indexed where any of them was; one that is still to be read
    is not among them.
    """
    wanted = {each.source for each in taken}
    found = dict[str, str]()
    for status in statuses:
        file = next((each for each in holders(status.source) if each in wanted), None)
        if file is not None:
            kept = status.outcome not in ("skipped", "duplicate")
            found[file] = "" if kept else found.get(file, status.reason)
    return found


def taken_html(
    taken: Sequence[Taken], became: Mapping[str, str] | None = None, busy: bool = False
) -> str:
    """What became of the files that were added: the refused ones first, with the reason.

    `became` says of those that have been read why they were not indexed; `busy` that the others
    are about to be read.
    """
    reasons = became or {}
    kept = [each for each in taken if each.source]
    refused = [each for each in taken if not each.source]
    refused += [each for each in kept if reasons.get(each.source or "")]
    bad = [element("li", _taken(each, reasons), "bad") for each in refused[:_SHOWN]]
    fine = [each for each in kept if each not in refused]
    good = [element("li", _taken(each, reasons), "good") for each in fine[: _SHOWN - len(bad)]]
    rest = len(taken) - len(bad) - len(good)
    more = element("p", f"And {rest:,} more; the list below has them.", "aside") if rest else ""
    # A table of outlets and dates is kept too, but is no article.
    files = [each.source for each in kept if each.source and each.source != SIDECAR]
    head = element("p", _count([reasons.get(each) for each in files], busy), "state")
    if len(good) > _OPEN:
        named = element("summary", "Which files were added") + element("ul", "".join(good), "told")
        told = element("ul", "".join(bad), "told") + element("details", named + more)
    else:
        told = element("ul", "".join(bad + good), "told") + more
    return sanitised(element("div", head + told, "taken"))


def _count(reasons: Sequence[str | None], busy: bool) -> str:
    """How many files were added and what became of them: None for one that was not read yet."""
    if not reasons:
        return "Nothing was added."
    one = len(reasons) == 1
    added = "1 file was added" if one else f"{len(reasons):,} files were added"
    if None in reasons:
        return f"{added}; {'it is' if one else 'they are'} being indexed." if busy else f"{added}."
    not_indexed = sum(bool(each) for each in reasons)
    if not not_indexed:
        return f"{added} and indexed."
    if not_indexed == len(reasons):
        return f"{added}, but {'is not' if one else 'none is'} indexed."
    indexed = len(reasons) - not_indexed
    return (
        f"{added}: {indexed:,} {'is' if indexed == 1 else 'are'} indexed, "
        f"{not_indexed:,} {'is' if not_indexed == 1 else 'are'} not."
    )


def _taken(each: Taken, reasons: Mapping[str, str]) -> str:
    name = element("span", escape(each.name), "name")
    if not each.source:
        return f"{name} Not added: {escape(each.reason)}."
    if reason := reasons.get(each.source):
        return f"{name} Not indexed: {escape(reason)}."
    return f"{name} {escape(each.reason[:1].upper() + each.reason[1:]) or 'Added'}."
