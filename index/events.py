"""The events of a timeline, made of the dated sentences of articles."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from index.articles import Article
from index.catalog import Catalog, Entry
from index.dated import KIND, DatedSentence, read_dated, within
from index.dates import Bound
from index.intervals import Interval
from index.ledger import Ledger
from index.retrieval import Candidate
from index.topics import Terms, articles_on, on_topic

ALIKE, AKIN, SHARED = 0.80, 0.60, 0.50
"""Two sentences of one date are of one event from this cosine on, or from the second where they
share this part of the shorter one's longer words. By eye on 40 news articles that share stories:
each of the 13 pairs from cosine .63 on that this takes is one event."""
RELEVANT = 0.45
"""Of the best one's score: below it most sentences are of something else, by eye on four topics."""
ON_TOPIC = 0.3
"""Cosine that the nearest sentence must have. Of ten topics over two folders those that the
articles are about had .44 or more, "gardening" and the like .22 or less."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence that dates an event, `article.text[start:end] == quote`, and the words that do.

    `words` are of the sentence, `bound` is "from" for "since March" and "to" for "by March", and
    `how` says what the date was reckoned from.
    """

    article: Article
    start: int
    end: int
    words: str
    bound: Bound
    how: str

    @property
    def quote(self) -> str:
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Event:
    """What articles report of some days. `also`: other articles' sentences that say the same."""

    interval: Interval
    mention: Mention
    also: tuple[Mention, ...] = ()


class Timeline:
    """The dated sentences of a catalog's articles, each read once, and the events made of them."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self.ledger = Ledger(catalog, KIND, DatedSentence, read_dated)
        self.complete, self.fill = self.ledger.complete, self.ledger.fill

    def events(
        self, articles: Iterable[str], since: date | None, until: date | None
    ) -> list[Event]:
        """The events of these articles, by id, that touch these days."""
        return self._events(dict.fromkeys(articles), since, until)

    def about(
        self,
        found: Sequence[Candidate],
        topic: str,
        terms: Terms,
        since: date | None,
        until: date | None,
    ) -> list[Event]:
        """The events of what a search for a topic found: whole articles on it, and sentences."""
        whole = articles_on(found, topic, terms)
        spans: dict[str, set[int] | None] = dict.fromkeys(whole)
        for each in on_topic(relevant(found), topic, terms):
            if each.article.id not in whole:
                spans[each.article.id] = (spans.get(each.article.id) or set()) | {each.n}
        return self._events(spans, since, until)

    def _events(
        self, spans: Mapping[str, set[int] | None], since: date | None, until: date | None
    ) -> list[Event]:
        rows = {}
        for id, of_article in self.ledger.rows(sorted(spans)).items():
            wanted = spans[id]
            kept = [
                row for row in within(of_article, since, until) if wanted is None or row.n in wanted
            ]
            if kept:
                rows[id] = kept
        return events(rows, self._catalog.entries(sorted(rows)))


def relevant(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The sentences that search found which are about the topic, not only beside such a one.

    None where the nearest is far: search always finds something.
    """
    if max((each.sentence_cosine for each in candidates), default=0.0) < ON_TOPIC:
        return []
    least = RELEVANT * candidates[0].score
    return [each for each in candidates if each.score >= least]


def events(
    rows: Mapping[str, Sequence[DatedSentence]], entries: Mapping[str, Entry]
) -> list[Event]:
    """The events that these rows, by article id, report: oldest first, the same ones merged."""
    placed = defaultdict(list)
    for id, of_article in rows.items():
        seen = set()
        for row in of_article:
            if row.first and row.last and (row.n, row.first, row.last) not in seen:
                seen.add((row.n, row.first, row.last))
                if id in entries and _reports(entries[id], row):
                    placed[row.first, row.last].append((entries[id], row))
    found = [
        Event(Interval(first, last), *_mentioned(group))
        for (first, last), sentences in placed.items()
        for group in _grouped(sentences)
    ]
    found.sort(key=lambda e: (e.interval.first, e.interval.last, *_place(e.mention)))
    return found


_Sentence = tuple[Entry, DatedSentence]
_NO_REPORT = re.compile(
    r"^\W*(?:(?:last )?(?:updated|published|posted|modified|corrected)\b|follow\b|reporting by\b"
    r"|this (?:story|article|report|post)\b|editor['\u2019]?s note|correction\b|watch\b|read\b)"
    r"|^[\u2014\u2013]|\?[\"'\u201d\u2019)]*$",
    re.I,
)
_OF_A_YEAR = re.compile(
    r"(?:\b(?:in|of|since|by|from|until|during|to|and|through|late|early)\s|\()$", re.I
)
_FEW_WORDS = 5


def _reports(entry: Entry, row: DatedSentence) -> bool:
    """Whether a sentence reports something of these days.

    A question does not, nor what speaks of the article itself, nor "the 2016 election" in
    passing.
    """
    text, span = entry.article.text, entry.spans[row.n]
    sentence = text[span.start : span.end].strip()
    if len(sentence.split()) < _FEW_WORDS or _NO_REPORT.search(sentence):
        return False
    bare = re.fullmatch(r"[12]\d{3}", text[row.start : row.end])
    return not bare or bool(_OF_A_YEAR.search(text[span.start : row.start]))


def _grouped(sentences: Sequence[_Sentence]) -> Iterator[list[_Sentence]]:
    """Sentences of the same days, those that say the same together; one of each article."""
    ordered = sorted(sentences, key=_age)
    groups: list[list[_Sentence]] = []
    for each in ordered:
        for group in groups:
            others = {entry.article.source for entry, _ in group}
            if each[0].article.source not in others and _same(group[0], each):
                group.append(each)
                break
        else:
            groups.append([each])
    yield from groups


def _age(sentence: _Sentence) -> tuple[date, str, int]:
    article = sentence[0].article
    return article.published or date.max, article.source, sentence[1].start


def _same(one: _Sentence, other: _Sentence) -> bool:
    vector = other[0].vectors[other[1].n].astype(np.float32)
    cosine = float(one[0].vectors[one[1].n] @ vector)
    if cosine < AKIN:
        return False
    mine, theirs = _long_words(one), _long_words(other)
    shared = len(mine & theirs) / max(1, min(len(mine), len(theirs)))
    return cosine >= ALIKE or shared >= SHARED


def _long_words(sentence: _Sentence) -> set[str]:
    entry, row = sentence
    span = entry.spans[row.n]
    return set(re.findall(r"[^\W\d_]{4,}", entry.article.text[span.start : span.end].lower()))


def _mentioned(group: Sequence[_Sentence]) -> tuple[Mention, tuple[Mention, ...]]:
    made = []
    for entry, row in group:
        span = entry.spans[row.n]
        words = entry.article.text[row.start : row.end]
        made.append(Mention(entry.article, span.start, span.end, words, row.bound, row.how))
    return made[0], tuple(made[1:])


def _place(mention: Mention) -> tuple[str, int]:
    return mention.article.source, mention.start
