"""Which articles have one origin: copies of one text, and articles that pass on one report."""

import base64
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from index.articles import Article
from index.catalog import Catalog, Entry
from index.copies import Signature, copies, signature
from index.embedding import Vectors
from index.ledger import Ledger
from index.relays import Relay, canonical, relay
from index.spans import Kind
from index.statuses import Progress

KIND = "origins.1"
RETOLD_NEAR, RETOLD_DAYS = 0.72, 3
CREDIT_NEAR, CREDIT_DAYS = 0.80, 1
"""Cosine of the two leads, and days apart, from which two articles that speak for one outlet have
one report; wires write on a story daily, so that carrying the credit says less. See 010."""
_LEAD = 3
"""Body sentences: what the report is, before its background."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What is kept of an article to tell its origin.

    `outlet` is whom it speaks for: the outlet it passes on, or its own. `story` is the unit vector
    of its first sentences, base64 of float16.
    """

    signature: Signature
    relay: Relay | None
    outlet: str
    published: date | None
    story: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Articles that are one source, earliest first, undated last; and in words why.

    `outlet` is the one whose report they pass on, where they say so.
    """

    articles: tuple[Article, ...]
    outlet: str | None
    reasons: tuple[str, ...]

    @property
    def first(self) -> Article | None:
        """The earliest, where any has a date."""
        return self.articles[0] if self.articles[0].published else None


@dataclass(frozen=True, slots=True)
class _Link:
    one: str
    other: str
    carried: float | None


class Origins:
    """The origins of a catalog's articles, from what is kept of each."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self.ledger = Ledger(catalog, KIND, Traits, lambda entries: [[_traits(e)] for e in entries])
        self._cache: tuple[int, list[Origin]] = (-1, [])

    def complete(self) -> bool:
        """Whether every article has been read."""
        return self.ledger.complete()

    def fill(self, progress: Progress | None = None) -> None:
        """Read the articles that have not been read."""
        self.ledger.fill(progress)

    def all(self) -> list[Origin]:
        """Every group of two or more, and every lone article that passes on another outlet."""
        generation = self._catalog.generation()
        if self._cache[0] != generation:
            self._cache = generation, self._found()
        return self._cache[1]

    def standing(self, articles: Iterable[str]) -> dict[str, str]:
        """For each of these articles that exist, by id, the one of them that stands for its origin.

        Two that have one origin only by way of a third are told together when it is among them.
        """
        ids = sorted(set(articles))
        traits = {id: rows[0] for id, rows in self.ledger.rows(ids).items()}
        return _united(sorted(traits), _links(traits))

    def among(self, articles: Sequence[Article]) -> list[Origin]:
        """The same as `all`, as if there were only these articles."""
        rows = self.ledger.rows([article.id for article in articles])
        return _grouped({each.id: each for each in articles}, rows)

    def _found(self) -> list[Origin]:
        articles = {article.id: article for article in self._catalog.articles()}
        return _grouped(articles, self.ledger.rows())


def _grouped(articles: Mapping[str, Article], rows: Mapping[str, Sequence[Traits]]) -> list[Origin]:
    traits = {id: rows[id][0] for id in articles if id in rows}
    links = list(_links(traits))
    groups = defaultdict[str, list[Article]](list)
    for id, root in _united(sorted(traits), links).items():
        groups[root].append(articles[id])
    found = [
        _origin(members, links, traits)
        for members in groups.values()
        if len(members) > 1 or traits[members[0].id].relay
    ]
    return sorted(found, key=lambda o: (-len(o.articles), o.articles[0].source))


def _traits(entry: Entry) -> Traits:
    article = entry.article
    passed_on = relay(article, entry.spans)
    lead = [n for n, span in enumerate(entry.spans) if span.kind is Kind.BODY][:_LEAD]
    story = entry.vectors[lead].sum(axis=0, dtype=np.float32)
    story = story / (np.linalg.norm(story) or 1.0)
    return Traits(
        signature(article.text, entry.spans),
        passed_on,
        passed_on.outlet if passed_on else canonical(article.outlet or ""),
        article.published,
        base64.b64encode(story.astype("<f2").tobytes()).decode(),
    )


def _links(traits: Mapping[str, Traits]) -> Iterator[_Link]:
    for one, other, carried in copies({id: each.signature for id, each in traits.items()}):
        yield _Link(one, other, carried)
    by_outlet = defaultdict[str, list[str]](list)
    for id, each in traits.items():
        if each.outlet:
            by_outlet[each.outlet].append(id)
    for ids in by_outlet.values():
        stories: Vectors | None = None
        for n, id in enumerate(ids):
            if traits[id].relay and len(ids) > 1:
                stories = _stories([traits[each] for each in ids]) if stories is None else stories
                near = stories @ stories[n]
                for m in np.flatnonzero(near >= RETOLD_NEAR):
                    if m != n and _one_report(traits[id], traits[ids[m]], float(near[m])):
                        yield _Link(id, ids[m], None)


def _stories(traits: Sequence[Traits]) -> Vectors:
    flat = np.frombuffer(b"".join(base64.b64decode(each.story) for each in traits), dtype="<f2")
    return flat.reshape(len(traits), -1).astype(np.float32)


def _one_report(one: Traits, other: Traits, near: float) -> bool:
    """Whether two articles that speak for one outlet, at least one of them another's, tell one
    report."""
    if one.published and other.published:
        apart = abs((one.published - other.published).days)
    else:
        apart = None
    if any(each.relay and not each.relay.credit for each in (one, other)):
        return apart is None or apart <= RETOLD_DAYS
    return near >= CREDIT_NEAR and apart is not None and apart <= CREDIT_DAYS


def _united(ids: Sequence[str], links: Iterable[_Link]) -> dict[str, str]:
    """The least id of the group that each is in."""
    parents = {id: id for id in ids}

    def root(id: str) -> str:
        while parents[id] != id:
            parents[id] = id = parents[parents[id]]
        return id

    for link in links:
        low, high = sorted((root(link.one), root(link.other)))
        parents[high] = low
    return {id: root(id) for id in ids}


def _origin(
    members: Sequence[Article], links: Sequence[_Link], traits: Mapping[str, Traits]
) -> Origin:
    ordered = sorted(members, key=lambda a: (a.published or date.max, a.source))
    by_id = {article.id: article for article in ordered}
    passed_on = [(a, found) for a in ordered if (found := traits[a.id].relay)]
    reasons = [_shown(article, each) for article, each in passed_on]
    for link in links:
        if link.carried is not None and link.one in by_id:
            one, other = sorted((by_id[link.one].source, by_id[link.other].source))
            reasons.append(f"{one} and {other} share {link.carried:.0%} of the shorter one's text")
    return Origin(tuple(ordered), passed_on[0][1].outlet if passed_on else None, tuple(reasons))


def _shown(article: Article, each: Relay) -> str:
    does = "carries" if each.credit else "retells a report by"
    words = " ".join(article.text[each.start : each.end].split()) or article.byline
    return f"{article.source} {does} {each.outlet} (\u201c{words}\u201d)"
