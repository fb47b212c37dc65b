"""Statements of all articles: found by who speaks, what about, when and where it was published."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.articles import Article
from index.catalog import Catalog, Entry, Filter
from index.ledger import Ledger
from index.statements import KIND, Reader, Statement
from index.statuses import Progress

_WORDS = re.compile(r"[\w&]+")
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

    def complete(self) -> bool:
        """Whether every article has been read."""
        return self.ledger.complete()

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
    """Whether a statement is by whom a name or a role means, or by someone of that organisation."""
    names = [statement.speaker, statement.organisation or ""]
    return any(same_name(asked, name) for name in names) or _in_role(asked, statement)


def same_name(one: str, other: str) -> bool:
    """Whether two names may be forms of one: with or without first name, title, "Inc" or "the".

    "Calder", "Mayor Ines Calder" and "Ines Calder" may; "Ines Calder" and "Tom Calder" may not.
    """
    short, long = sorted((_key(one), _key(other)), key=len)
    if not short:
        return False
    return short == long or (len(short) == 1 and short[0] in (long[0], long[-1]))


def _key(name: str) -> list[str]:
    words = _WORDS.findall(name.casefold().replace("\u2019s", "").replace("'s", ""))
    kept = [word for word in words if word not in _DROPPED]
    return kept or words


def _in_role(asked: str, statement: Statement) -> bool:
    wanted = set(_key(asked))
    beside = f"{statement.role or ''} {statement.organisation or ''} {statement.speaker}"
    return len(wanted) > 1 and wanted <= set(_key(beside))


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
