"""From a question to scored sentences: both hit lists, fused by score."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from index.articles import Article
from index.catalog import Catalog, Entry, Filter
from index.chunks import Chunk
from index.embedding import Embedder, Vectors
from index.spans import Kind, Span
from index.vectors import VectorStore
from index.words import LEVELS, Level, WordHit, Words

EXACT_UP_TO = 5_000
"""Chunks. Up to here every vector is compared; Chroma's index is asked beyond it."""
HITS = 200
_MOST = 6_000
"""Hits that Chroma is asked for. A filter that would take more leaves so few articles that reading
all their vectors is faster."""
PASSAGES = 40
MENTIONED = 500
_CACHED_ENTRIES = 512

WEIGHTS = {"sentence_cosine": 1.0, "passage_cosine": 0.5, "sentence_words": 0.5,
           "passage_words": 0.5, "article_words": 0.25}  # fmt: skip
"""Of min-max normalised scores. The first four from a public measurement on SQuAD 2.0."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence with what search knows about it. Word scores are BM25, 0 when not a hit.

    It is the article's span `n`, in its chunk `number`.
    """

    article: Article
    spans: tuple[Span, ...]
    n: int
    chunk: Chunk
    number: int
    sentence_cosine: float
    passage_cosine: float
    sentence_words: float
    passage_words: float
    article_words: float
    score: float

    @property
    def span(self) -> Span:
        return self.spans[self.n]

    @property
    def text(self) -> str:
        """The exact words."""
        return self.article.text[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that was found, `article.text[start:end]`."""

    article: Article
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What search gives back: the sentences and the passages they stand in, best first."""

    sentences: tuple[Candidate, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Mentions:
    """Articles by id, each with a sentence; `whole` unless there are more that were not read."""

    places: dict[str, int]
    whole: bool


class Retriever:
    """Search over a catalog and its two projections. `exact` is a fallback without Chroma."""

    def __init__(
        self,
        catalog: Catalog,
        words: Words,
        vectors: VectorStore,
        embedder: Embedder,
        *,
        exact_up_to: int = EXACT_UP_TO,
    ) -> None:
        self._exact_up_to = exact_up_to
        self._catalog, self._words = catalog, words
        self._vectors, self._embedder = vectors, embedder
        self._cache = _Cache((-1, -1))
        self._aside = ThreadPoolExecutor(thread_name_prefix="nearest")

    def search(self, question: str, *, within: Filter, exact: bool = False) -> Found:
        """Every sentence of the best passages, scored. Deterministic for one catalog.

        What an article's change in the middle could have torn is searched again, twice at most.
        """
        for _ in range(3):
            cache = self._refresh()
            found = self._search(cache, question, within, exact)
            if self._catalog.generation() == cache.version[0]:
                break
        return found

    def _search(self, cache: "_Cache", question: str, within: Filter, exact: bool) -> Found:
        passing = self._catalog.how_many(within) if within else self._catalog.counts()[0]
        if not passing:
            return Found((), ())
        named = self._catalog.matching(within) if within.sources else None
        # Both wait outside of Python: the question is encoded while words are looked up.
        nearest = self._aside.submit(self._nearest, cache, question, within, passing, exact)
        terms = self._words.terms(question)
        articles, passages, sentences = (
            {
                hit.ref: hit.score
                for hit in self._words.hits(level, terms, HITS, within=within, articles=named)
            }
            for level in LEVELS
        )
        entries = self._load(cache, _parents(sentences))
        vector, cosines = nearest.result()
        chunks = _best(cosines, passages, sentences)
        entries |= self._load(cache, {_article(ref) for ref in chunks} - entries.keys())
        rows = [
            row
            for ref in dict.fromkeys([*chunks, *_chunks_of(sentences, entries)])
            if (entry := entries.get(_article(ref)))
            for row in _sentences(entry, int(ref.rpartition("-")[2]), vector)
        ]
        return _fuse(rows, articles, passages, sentences)

    def naming(self, terms: Sequence[str], within: Filter) -> set[str] | None:
        """The articles that have all of these stems in one sentence, by id; None for too many."""
        hits = self._all_of("sentence", terms, within)
        return {_parent(hit.ref) for hit in hits} if len(hits) < MENTIONED else None

    def mentioning(
        self, terms: Sequence[str], within: Filter, *, anywhere: bool = False
    ) -> "Mentions":
        """The articles that have all of these stems in one sentence, with the first such sentence.

        Or they have them `anywhere`, and the sentence is the first that has most of them. Menus and
        headlines of other articles do not count.
        """
        hits = self._all_of("article" if anywhere else "sentence", terms, within)
        found: dict[str, int] = {}
        for hit in hits:
            id = hit.ref if anywhere else _parent(hit.ref)
            if (entry := self.entry(id)) is None:
                continue
            n = self._with_most(terms, entry) if anywhere else int(hit.ref.rpartition(":")[2])
            if n is not None and n < len(entry.spans) and entry.spans[n].kind is not Kind.RELATED:
                found[id] = min(n, found.get(id, n))
        return Mentions(found, whole=len(hits) < MENTIONED)

    def _all_of(self, level: Level, terms: Sequence[str], within: Filter) -> list[WordHit]:
        named = self._catalog.matching(within) if within.sources else None
        self._refresh()
        return self._words.hits(level, terms, MENTIONED, within=within, articles=named, every=True)

    def _with_most(self, terms: Sequence[str], entry: Entry) -> int | None:
        """The sentence of an article that has most of these stems; None where none has any."""
        wanted, text = set(terms), entry.article.text
        counts = [
            0
            if span.kind in (Kind.CHROME, Kind.RELATED, Kind.CAPTION)
            else len(wanted & set(self._words.terms(text[span.start : span.end])))
            for span in entry.spans
        ]
        return counts.index(max(counts)) if any(counts) else None

    def entry(self, article: str) -> Entry | None:
        """One article with its spans and vectors."""
        return self._load(self._refresh(), {article}).get(article)

    def _refresh(self) -> "_Cache":
        # Words come after the catalog: another process must look again when they have come too.
        version = self._catalog.generation(), self._catalog.applied(self._words.name)
        if version != self._cache.version:
            self._words.reload()
            self._cache = _Cache(version)
        return self._cache

    def _nearest(
        self, cache: "_Cache", question: str, within: Filter, passing: int, exact: bool
    ) -> tuple[Vectors, dict[str, float]]:
        """The question's vector, and the cosines of the chunks nearest to it, by id."""
        vector = self._embedder.embed(question)
        return vector, self._cosines(cache, vector, within, passing, exact)

    def _cosines(
        self, cache: "_Cache", vector: Vectors, within: Filter, passing: int, exact: bool
    ) -> dict[str, float]:
        """The cosines of the nearest chunks, by id: filtered first where few pass, else after.

        Chroma's own filters take 75 to 250 ms at 100,000 chunks.
        """
        articles, chunks = self._catalog.counts()
        if not within:
            if exact or chunks <= self._exact_up_to:
                cache.matrix = cache.matrix or self._catalog.chunk_vectors()
                return _top(*cache.matrix, vector)
            return self._approximate(vector, HITS)
        share = passing / articles
        wanted = round(1.3 * HITS / share)
        if exact or share * chunks <= self._exact_up_to or wanted > _MOST:
            return _top(*self._catalog.chunk_vectors(within), vector)
        hits = self._approximate(vector, min(chunks, wanted))
        kept = self._catalog.passing(within, {_article(ref) for ref in hits})
        return {ref: cosine for ref, cosine in hits.items() if _article(ref) in kept}

    def _approximate(self, vector: Vectors, k: int) -> dict[str, float]:
        self._vectors.follow(self._catalog.applied(self._vectors.name))
        return {hit.ref: hit.cosine for hit in self._vectors.hits(vector, k)}

    def _load(self, cache: "_Cache", ids: Iterable[str]) -> dict[str, Entry]:
        wanted = sorted(ids)
        found = {id: entry for id in wanted if (entry := cache.entries.get(id))}
        fresh = self._catalog.entries([id for id in wanted if id not in found])
        cache.entries.update(fresh)
        while len(cache.entries) > _CACHED_ENTRIES:
            cache.entries.popitem(last=False)
        return found | fresh


@dataclass(slots=True)
class _Cache:
    """What was read of one version of the catalog; a thread keeps its own until it is done."""

    version: tuple[int, int]
    entries: OrderedDict[str, Entry] = field(default_factory=OrderedDict)
    matrix: tuple[list[str], Vectors] | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    entry: Entry
    chunk: int
    n: int
    sentence_cosine: float
    passage_cosine: float


def _parent(sentence: str) -> str:
    """The id of a sentence's article."""
    return sentence.rpartition(":")[0]


def _article(chunk: str) -> str:
    """The id of a chunk's article."""
    return chunk.rpartition("-")[0]


def _top(ids: Sequence[str], matrix: Vectors, vector: Vectors) -> dict[str, float]:
    if not ids:
        return {}
    cosines = matrix @ vector
    order = np.argsort(-cosines, kind="stable")[:HITS]
    return {ids[n]: float(cosines[n]) for n in order}


def _best(
    cosines: dict[str, float], passages: dict[str, float], sentences: dict[str, float]
) -> list[str]:
    """The chunks worth reading: the best by cosine and BM25 together."""
    near, words = _normal(cosines), _normal(passages)
    refs = sorted({*near, *words})
    total = {ref: near.get(ref, 0.0) + words.get(ref, 0.0) for ref in refs}
    return sorted(refs, key=lambda ref: -total[ref])[:PASSAGES]


def _parents(sentences: dict[str, float]) -> set[str]:
    return {_parent(ref) for ref in list(sentences)[:PASSAGES]}


def _chunks_of(sentences: dict[str, float], entries: dict[str, Entry]) -> list[str]:
    found = []
    for ref in list(sentences)[:PASSAGES]:
        article, _, n = ref.rpartition(":")
        entry = entries.get(article)
        for number, chunk in enumerate(entry.chunks if entry else ()):
            if chunk.first <= int(n) <= chunk.last:
                found.append(f"{article}-{number}")
    return found


def _sentences(entry: Entry, number: int, vector: Vectors) -> list[_Row]:
    if number >= len(entry.chunks):
        return []
    chunk = entry.chunks[number]
    near = float(entry.chunk_vectors[number] @ vector)
    cosines = entry.vectors[chunk.first : chunk.last + 1].astype(np.float32) @ vector
    return [
        _Row(entry, number, chunk.first + offset, float(cosine), near)
        for offset, cosine in enumerate(cosines)
        if entry.spans[chunk.first + offset].kind is not Kind.CHROME
    ]


def _normal(scores: dict[str, float]) -> dict[str, float]:
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    width = (high - low) or 1.0
    return {ref: (score - low) / width for ref, score in scores.items()}


def _fuse(
    rows: Sequence[_Row],
    articles: dict[str, float],
    passages: dict[str, float],
    sentences: dict[str, float],
) -> Found:
    if not rows:
        return Found((), ())
    ids = [row.entry.article.id for row in rows]
    columns = {
        "sentence_cosine": [row.sentence_cosine for row in rows],
        "passage_cosine": [row.passage_cosine for row in rows],
        "sentence_words": [
            sentences.get(f"{id}:{row.n}", 0.0) for id, row in zip(ids, rows, strict=True)
        ],
        "passage_words": [
            passages.get(f"{id}-{row.chunk}", 0.0) for id, row in zip(ids, rows, strict=True)
        ],
        "article_words": [articles.get(id, 0.0) for id in ids],
    }
    table = np.array(list(columns.values()), dtype=np.float64)
    low = table.min(axis=1, keepdims=True)
    width = table.max(axis=1, keepdims=True) - low
    # Where all are equal (one sentence, say) there is nothing to compare: found counts as best.
    normal = np.where(width > 0, (table - low) / np.where(width > 0, width, 1.0), table > 0)
    scores = np.array([WEIGHTS[name] for name in columns]) @ normal / sum(WEIGHTS.values())
    candidates = [
        Candidate(
            row.entry.article,
            row.entry.spans,
            row.n,
            row.entry.chunks[row.chunk],
            row.chunk,
            *column,  # in the order of the fields
        )
        for row, column in zip(rows, np.vstack([table, scores]).T.tolist(), strict=True)
    ]
    candidates.sort(key=lambda c: (-c.score, c.article.source, c.n))
    return Found(tuple(candidates), tuple(_passages(candidates)))


def _passages(candidates: Sequence[Candidate]) -> list[Passage]:
    best: dict[tuple[str, int], Passage] = {}
    for c in candidates:
        key = (c.article.source, c.chunk.start)
        if key not in best:
            best[key] = Passage(c.article, c.chunk.start, c.chunk.end, c.score)
    return list(best.values())
