"""What the articles tell of a topic as a whole: "What is the latest on the tie-up?"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from assistant.directing import directs
from assistant.evidence import Evidence, distinct, newest_first
from assistant.questions import Question
from assistant.quotations import Group, Written, compose
from assistant.voices import Voices
from index.catalog import Entry, Filter
from index.embedding import Vectors
from index.library import Library
from index.narrowing import unit
from index.retrieval import Candidate
from index.spans import Kind

_MOST = 5
_DAYS = (3, 14, 60)
"""Days before the newest article in which the latest is looked for first, one after the other."""
_FEW = 200
"""Articles whose leads are read without a topic to search for, at most."""
_SHORT = 40
"""Characters of what is more likely a byline or a caption than news."""
_ENDED = re.compile(r"[.!?][)\]\"'\u2019\u201d*_]*\Z")
"""What a headline that stands among the text does without."""
_LEADS = 3
"""Sentences in which an article says what it is about."""
_NEAR, _AS_A_WHOLE = 0.75, 0.7
"""How near to the topic, of the nearest article's, one comes that is about it; and of its nearest
sentence's, a lead where the topic is the article's own."""
_NAMED = 0.6
"""The same as the first where the topic is somebody or something that an article names."""
_CLEAR = 0.35
"""The cosine below which a topic is too vague ("the deal") to tell sentences apart by."""
_ONE_STORY = 0.6
"""The cosine of two articles from which on they are of one story: of 241 articles in 49 stories,
three quarters of the pairs within a story reach it, and fewer than one in a hundred others."""
_THE_STORY = re.compile(
    r"\b(?:affair|agreement|alliance|case|collaboration|controversy|cooperation|crisis|deal"
    r"|discussions?|dispute|event|incident|issue|matter|memorandum|negotiations?|partnership|pact"
    r"|plans?|project|proposals?|row|saga|scandal|situation|stor(?:y|ies)|talks|tie-?up)\b",
    re.I,
)
"""What a story may be called that no article of it calls so."""


def overview(
    about: str, asks: Question | None, within: Filter, library: Library, voices: Voices
) -> Written | None:
    """What the articles on a topic lead with, or have nearest to it, the newest first.

    Without a topic it is the newest articles of all. Of articles that carry the same text the first
    is taken. `asks` is the topic taken apart. None where no article is about it.
    """
    topic = _Topic(about, asks, library) if asks else None
    told: list[Evidence] = []
    for filter in _periods(within, library):
        told = _one_of_each(topic.told(filter) if topic else _all(filter, library), library)
        if len(told) >= _MOST:
            break
    lines = distinct(newest_first(told))[:_MOST]
    return compose([Group(lines)], voices) if lines else None


def _periods(within: Filter, library: Library) -> Iterable[Filter]:
    """The last days, then more and more of them, then all that passes."""
    days = library.catalog.days()
    last = min(days[1], within.until or days[1]) if days else date.min
    for count in _DAYS if days else ():
        since = last - timedelta(count)
        if within.since is None or since > within.since:
            yield replace(within, since=since)
    yield within


def _all(within: Filter, library: Library) -> list[Evidence]:
    if library.catalog.how_many(within) > _FEW:
        return []
    entries = (library.entry(id) for id in sorted(library.catalog.matching(within)))
    read = [
        _Read(each, _body(each), np.ones(len(each.spans), np.float32))
        for each in entries
        if each and each.encoded
    ]
    return [each.told(each.of_leads(each.body)) for each in read if each.body]


class _Topic:
    """A topic, and the articles that search finds for it."""

    def __init__(self, about: str, asks: Question, library: Library) -> None:
        self._about, self._library = about, library
        self._names, self._stems = asks.names, {*asks.stems}
        called = {n for m in _THE_STORY.finditer(asks.text) for n in range(*m.span())}
        words = [word for word in asks.words if word.start not in called]
        self._told_of = all(library.frequency(word.stem) for word in words)
        rest = " ".join(word.text for word in asks.words if not word.name)
        self._detail = bool(asks.names and rest)
        self._vector = library.embedder.embed(rest if self._detail else about)
        self._all = self._read(Filter())

    def told(self, within: Filter) -> list[Evidence]:
        """One sentence of each article that is about it."""
        found = self._read(within) if within else self._all
        if not found or not self._all:
            return []
        best, first = _best(self._all), _best(found)
        if first.near < _NEAR * best.near or best.says > first.says:
            return []  # in these days nothing is about it
        clear, one_story = first.near >= _CLEAR, self._one_story(first)
        if not clear and not self._told_of:
            return []
        if not one_story and first.says:
            found = [each for each in found if each.says]
        elif not one_story and not clear and not self._names:
            return []
        if self._names and not (clear and self._detail):
            near = [each for each in found if each.near >= _NAMED * first.near]
            return [each.told(each.first) for each in near]
        near = [each for each in found if each.near >= _NEAR * first.near]
        if not one_story or (clear and (self._detail or first.lead is None)):
            return [each.told(each.nearest) for each in near]
        story = [each for each in found if first.of_one_story(each)]
        return [each.told(each.of_leads(_body(each.entry))) for each in story]

    def _one_story(self, first: "_Read") -> bool:
        """Whether most of what was found is of one story, which a vague topic then means."""
        return 2 * sum(map(first.of_one_story, self._all)) > len(self._all)

    def _read(self, within: Filter) -> list["_Read"]:
        found = self._library.search(self._about, within=within).sentences
        entries = [self._library.entry(id) for id in {each.article.id: 0 for each in found}]
        read = [
            _Read(entry, self._naming(entry), entry.vectors @ self._vector, self._in(entry))
            for entry in entries
            if entry and entry.encoded
        ]
        return [each for each in read if each.body]

    def _in(self, entry: Entry) -> bool:
        return self._stems <= set(self._library.terms(entry.article.text))

    def _naming(self, entry: Entry) -> list[int]:
        """The sentences that have all the names of the topic."""
        text, spans = entry.article.text, entry.spans
        return [
            n
            for n in _body(entry)
            if all(name in text[spans[n].start : spans[n].end] for name in self._names)
        ]


@dataclass(frozen=True, slots=True)
class _Read:
    """An article, the sentences that may stand for it, and how near each of all comes (n,).

    `says`: it has every word of the topic.
    """

    entry: Entry
    body: list[int]
    cosines: Vectors
    says: bool = False

    @property
    def nearest(self) -> int:
        return max(self.body, key=lambda n: float(self.cosines[n]))

    @property
    def near(self) -> float:
        return float(self.cosines[self.nearest])

    @property
    def vector(self) -> Vectors:
        return unit(self.entry.chunk_vectors.mean(axis=0))

    def of_one_story(self, other: "_Read") -> bool:
        return float(self.vector @ other.vector) >= _ONE_STORY

    @property
    def first(self) -> int:
        """Its lead, where that is one of these sentences, else the nearest."""
        leads = [n for n in _body(self.entry)[:_LEADS] if n in self.body]
        return self.of_leads(leads) if leads else self.nearest

    @property
    def lead(self) -> int | None:
        """Of its leads that are nearly as near as any sentence the one that says most of what it is
        about; None where none is."""
        leads = [n for n in self.body[:_LEADS] if self.cosines[n] >= _AS_A_WHOLE * self.near]
        return self.of_leads(leads) if leads else None

    def of_leads(self, sentences: Sequence[int]) -> int:
        """The first of these sentences, unless one of the next few is far more like the article."""
        leads = sentences[:_LEADS]
        like = {n: float(self.entry.vectors[n] @ self.vector) for n in leads}
        least = _AS_A_WHOLE * max(like.values())
        return next((n for n in leads if like[n] >= least), leads[0])

    def told(self, n: int) -> Evidence:
        entry = self.entry
        chunks = enumerate(entry.chunks)
        number, chunk = next((i, each) for i, each in chunks if each.first <= n <= each.last)
        near = float(self.cosines[n])
        scores = (near, 0.0, 0.0, 0.0, 0.0, 0.0)
        return Evidence(Candidate(entry.article, entry.spans, n, chunk, number, *scores), near)


def _best(read: Sequence[_Read]) -> _Read:
    return max(read, key=lambda each: (each.says, each.near))


def _body(entry: Entry) -> list[int]:
    """Sentences that report."""
    text = entry.article.text
    return [
        n
        for n, span in enumerate(entry.spans)
        if span.kind is Kind.BODY and span.end - span.start >= _SHORT
        if _ENDED.search(text, span.start, span.end) and not directs(text[span.start : span.end])
    ]


def _one_of_each(told: Sequence[Evidence], library: Library) -> list[Evidence]:
    """Without articles that only carry the text of another of them."""
    kept = {each.candidate.article.id: each for each in told}
    for origin in library.origins([each.candidate.article for each in told]):
        if not origin.outlet:
            for other in origin.articles[1:]:
                kept.pop(other.id, None)
    return list(kept.values())
