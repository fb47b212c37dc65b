"""Statements of all articles: found by who speaks, what about, when and where it was published."""

import re
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.articles import Article
from index.catalog import Catalog, Entry, Filter
from index.ledger import Ledger
from index.statements import KIND, Reader, Statement
from index.statuses import Progress

_WORDS = re.compile(r"[\w&]+")
_OWNED = re.compile(r"['\u2019]s?\s[a-z]")
"""A thing or a person of someone's: "Iran's attack" says nothing for Iran."""
_LEFT = re.compile(r"\b(?:former|formerly|onetime|one-time|ex)\b", re.I)
_AND = re.compile(r"\sand\s")
_ARMS = frozenset("campaign administration transition foundation family".split())
_DEMONYM = frozenset("n an ian ean ese i ish".split())
_YOUNGER = frozenset("jr junior".split())
_KEPT = 500
"""Articles whose statements stay in memory."""
_DROPPED = frozenset(
    """the a an of and inc co corp ltd plc llc company corporation limited group holdings motor
    motors mr mrs ms dr sir s""".split()
)
"""Words by which forms of one name differ."""


@dataclass(frozen=True, slots=True)
class Testimony:
    """A statement and the article it stands in."""

    article: Article
    statement: Statement

    @property
    def line(self) -> int:
        """The line of the article, from 1, on which what was said begins."""
        return self.article.line(self.statement.content_start)


class Testimonies:
    """The ledger of who said what. Filling it takes about as long as encoding the articles."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog, self._reader = catalog, Reader()
        self.ledger = Ledger(catalog, KIND, Statement, self._read)
        self._kept: OrderedDict[str, tuple[Statement, ...]] = OrderedDict()

    def complete(self) -> bool:
        """Whether every article has been read."""
        return self.ledger.complete()

    def unread(self) -> int:
        """How many articles have not been read."""
        return self.ledger.unread()

    def kept(self, article: str) -> tuple[Statement, ...] | None:
        """The statements of an article that has been read; None, at no cost, for another."""
        if article not in self._kept:
            found = self.ledger.kept(article)
            if found is None:
                return None
            self._kept[article] = found
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return self._kept[article]

    def fill(self, progress: Progress | None = None) -> None:
        """Read the articles that have not been read; only the process that may write calls it."""
        self.ledger.fill(progress)

    def find(
        self,
        within: Filter,
        speaker: str | None,
        about: str | None,
        terms: Callable[[str], Collection[str]],
    ) -> list[Testimony]:
        """Newest article first, then by file and place. `terms` gives the stems of a text."""
        ids = self._catalog.matching(within) if within else None
        rows = self.ledger.rows(ids)
        articles = [each for each in self._catalog.articles() if each.id in rows]
        articles.sort(key=lambda a: (a.published or date.min).toordinal(), reverse=True)
        wanted = set(terms(about)) if about else set()
        return [
            Testimony(article, statement)
            for article in articles
            for statement in rows[article.id]
            if (speaker is None or speaks(speaker, statement))
            and (not about or _is_about(wanted, article, statement, terms))
        ]

    def _read(self, entries: Sequence[Entry]) -> Iterator[Sequence[Statement]]:
        return self._reader.read([(entry.article, entry.spans) for entry in entries])


def speaks(asked: str, statement: Statement) -> bool:
    """Whether a statement is by whom a name or a role means, or by someone of that organisation.

    For a country its officials speak: "an Iranian army spokesman" for Iran. Who has left does not.
    """
    if _OWNED.search(asked):
        return _in_role(asked, statement)
    several = {statement.speaker, *together(statement.speaker)} if statement.named else set()
    named = any(same_name(asked, name) for name in several) or (
        not statement.named and _key(statement.speaker) == _key(asked)
    )
    return (named and not _OWNED.search(statement.speaker)) or (
        not _LEFT.search(statement.role or statement.speaker)
        and (_is_of(asked, statement) or _in_role(asked, statement))
    )


def together(speaker: str) -> list[str]:
    """The names of those who speak as one, "Acme and Apex"; of others the one that they have."""
    return _AND.split(speaker)


def _is_of(asked: str, statement: Statement) -> bool:
    """Whether the speaker is of the organisation, and not of an arm of it that has a name."""
    theirs = statement.organisation or ""
    arms = _ARMS & set(_key(theirs)) - set(_key(asked))
    return same_name(asked, theirs) and not arms and not _OWNED.search(statement.speaker)


def same_name(one: str, other: str) -> bool:
    """Whether two names may be forms of one: with or without first name, title, "Inc" or "the".

    "Calder", "Mayor Ines Calder" and "Ines Calder" may; "Ines Calder" and "Tom Calder" may not, nor
    "Calder" and "Calder Jr".
    """
    short, long = sorted((_key(one), _key(other)), key=len)
    if not short or (len(short) == 1 and len(long) == 2 and long[1] in _YOUNGER):
        return False
    return short == long or (len(short) == 1 and short[0] in (long[0], long[-1]))


def _key(name: str) -> list[str]:
    words = _WORDS.findall(name.casefold().replace("\u2019s", "").replace("'s", ""))
    kept = [word for word in words if word not in _DROPPED]
    return kept or words


def _in_role(asked: str, statement: Statement) -> bool:
    wanted = set(_key(asked))
    beside = set(_key(f"{statement.role or ''} {statement.organisation or ''} {statement.speaker}"))
    if len(wanted) > 1:
        return wanted <= beside
    role = statement.role or ("" if statement.named else statement.speaker)
    return asked[:1].isupper() and any(_of_country(asked, word) for word in _WORDS.findall(role))


def _of_country(name: str, word: str) -> bool:
    """Whether a word is made of a country's name: "Iranian", "Chinese", "Turkish"."""
    stem = name.lower()
    plain = word.lower()
    return word[:1].isupper() and any(
        len(part) >= 4 and plain.removeprefix(part) in _DEMONYM and plain.startswith(part)
        for part in (stem, stem[:-1], stem[:-2])
    )


def _is_about(
    wanted: set[str],
    article: Article,
    statement: Statement,
    terms: Callable[[str], Collection[str]],
) -> bool:
    """Whether what was said holds at least half of the words, and its article all of them."""
    if not wanted:
        return False
    said = wanted & set(terms(statement.content))
    return 2 * len(said) >= len(wanted) and wanted <= set(terms(article.text))
