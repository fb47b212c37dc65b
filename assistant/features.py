"""What the ranker sees: a close reading of the best sentences against the question."""

import math
import re
from collections import OrderedDict
from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from assistant.attribution import attribute
from assistant.fitting import contradicts, fits, unreal
from assistant.questions import Question, Wants, Word
from index.embedding import Tokens, Vectors
from index.library import Library
from index.retrieval import Candidate, Found
from index.spans import Kind

READ = 8
"""Sentences read closely. More cost 3 ms each and were never the answer in development."""
_CACHED_SENTENCES = 2_000
_CACHED_WORDS = 20_000
_CACHED_ARTICLES = 500
_WORD = re.compile(r"[a-z][\w'\u2019-]+|\d[\d,.]*")


_FIGURES = {Wants.WHEN, Wants.MONEY, Wants.SHARE, Wants.SPAN, Wants.NUMBER}
_NAMES = {Wants.WHO, Wants.NAME, Wants.WHICH}


@dataclass(frozen=True, slots=True)
class Features:
    """What the ranker sees of a question and one sentence. All are about 0 to 1.

    `…_coverage` is the share of the question's terms found there, weighted by rarity; `late` the
    mean over those terms of the best token cosine in the sentence (late interaction), `late_least`
    the smallest; `absent` the rarity of the rarest term that the article lacks. `alike…` compare
    words by themselves, out of context: the mean over the terms, the least, and the mean without
    names. `misfit_…` is how far the sentence lacks the kind of thing asked for.
    """

    fused: float
    sentence_cosine: float
    passage_cosine: float
    coverage: float
    near_coverage: float
    article_coverage: float
    absent: float
    absent_name: float
    name_coverage: float
    context_name_coverage: float
    article_name_coverage: float
    late: float
    late_least: float
    soft_coverage: float
    soft_least: float
    misfit_figure: float
    misfit_name: float
    misfit_reason: float
    misfit_other: float
    speaks: float
    heading: float
    caption: float
    brief: float
    lead: float
    short_question: float
    contradicts: float
    unreal: float
    alike: float
    alike_least: float
    alike_words: float


def select(question: Question, found: Found) -> list[Candidate]:
    """The `READ` sentences worth a close reading: the best, and for words asked for, who spoke."""
    best = list(found.sentences[:READ])
    if question.wants is not Wants.SAID or not question.speaker:
        return best
    speaker = question.speaker
    spoken = [c for c in found.sentences if attribute(speaker, c)][: READ - READ // 4]
    return (spoken + [c for c in best if c not in spoken])[:READ]


class Reader:
    """Reads the best candidates closely. Holds a bounded cache of sentences in context."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._tokens: OrderedDict[tuple[str, int], Tokens] = OrderedDict()
        self._words: OrderedDict[str, Vectors] = OrderedDict()
        self._articles: OrderedDict[str, frozenset[str]] = OrderedDict()

    def read(self, question: Question, candidates: Sequence[Candidate]) -> list[Features]:
        """The features of these sentences, in their order."""
        tokens = self._read_tokens(candidates)
        asked = self._library.embedder.tokens([question.text])[0]
        rarity = {stem: self._rarity(stem) for stem in question.stems}
        # All words at once: one run of the encoder instead of one for each sentence.
        every = [word for c in candidates for word in self._plain_words(c.text)]
        self._word_vectors([*every, *(word.text.lower() for word in question.words)])
        scores = sorted((c.score for c in candidates), reverse=True)
        runner_up = scores[1] if len(scores) > 1 else 0.0
        return [
            self._features(question, asked, rarity, candidate, seen, runner_up)
            for candidate, seen in zip(candidates, tokens, strict=True)
        ]

    def _read_tokens(self, candidates: Sequence[Candidate]) -> list[Tokens]:
        keys = [(c.article.id, c.n) for c in candidates]
        missing = [n for n, key in enumerate(keys) if key not in self._tokens]
        read = self._library.embedder.tokens([candidates[n].text for n in missing])
        for n, tokens in zip(missing, read, strict=True):
            self._tokens[keys[n]] = tokens
        found = [self._tokens[key] for key in keys]
        while len(self._tokens) > _CACHED_SENTENCES:
            self._tokens.popitem(last=False)
        return found

    def _alike(self, question: Question, text: str, here: set[str]) -> dict[str, float]:
        """For each term of the question, its best cosine to a word of the text, each by itself."""
        words = self._plain_words(text)
        asked = list(question.words)
        if not words or not asked:
            return {word.stem: 0.0 for word in asked}
        best = (
            self._word_vectors([word.text.lower() for word in asked]) @ self._word_vectors(words).T
        ).max(axis=1)
        return {
            word.stem: 1.0 if word.stem in here else float(cosine)
            for word, cosine in zip(asked, best, strict=True)
        }

    def _plain_words(self, text: str) -> list[str]:
        return [w for w in dict.fromkeys(_WORD.findall(text.lower())) if self._library.terms(w)]

    def _word_vectors(self, words: Sequence[str]) -> Vectors:
        missing = [word for word in dict.fromkeys(words) if word not in self._words]
        pooled = self._library.embedder.pool(missing, [[] for _ in missing])
        for word, found in zip(missing, pooled, strict=True):
            self._words[word] = found.passage
        rows = np.array([self._words[word] for word in words])
        while len(self._words) > _CACHED_WORDS:
            self._words.popitem(last=False)
        return rows

    def _article_stems(self, candidate: Candidate) -> frozenset[str]:
        """The stems of an article's own text: other articles' headlines are not about it."""
        article = candidate.article
        if article.id not in self._articles:
            own = [s for s in candidate.spans if s.kind in (Kind.BODY, Kind.HEADING)]
            text = "\n".join(article.text[s.start : s.end] for s in own)
            stems = frozenset(self._library.terms(f"{article.title or ''}\n{text}"))
            self._articles[article.id] = stems
            while len(self._articles) > _CACHED_ARTICLES:
                self._articles.popitem(last=False)
            return stems
        return self._articles[article.id]

    def _rarity(self, stem: str) -> float:
        """BM25's inverse document frequency over articles, smoothed, between 0 and 1."""
        articles, _ = self._library.catalog.counts()
        n = self._library.frequency(stem)
        return math.log(1 + (articles - n + 0.5) / (n + 0.5)) / math.log(2 * articles + 2)

    def _features(
        self,
        question: Question,
        asked: Tokens,
        rarity: dict[str, float],
        candidate: Candidate,
        seen: Tokens,
        runner_up: float,
    ) -> Features:
        stems = self._library.terms
        article, span = candidate.article, candidate.span
        here = set(stems(candidate.text))
        around = candidate.spans[max(0, candidate.n - 1) : candidate.n + 2]
        near = here.union(*(stems(article.text[s.start : s.end]) for s in around))
        before = candidate.spans[max(0, candidate.n - 3) : candidate.n]
        context = near.union(*(stems(article.text[s.start : s.end]) for s in before))
        whole = self._article_stems(candidate)
        weight = {stem: 0.25 + rarity[stem] for stem in question.stems}
        names = [parts for name in question.names if (parts := set(stems(name)))]
        late = {w.stem: _late(w, asked, seen) for w in question.words}
        soft = {s: 1.0 if s in here else _stretch(late[s]) for s in late}
        alike = self._alike(question, candidate.text, here)
        plain = [alike[word.stem] for word in question.words if not word.name]
        missing = [w for w in question.words if w.stem not in whole]
        fit = fits(question, candidate.text)
        says = bool(question.speaker) and bool(attribute(question.speaker or "", candidate))
        if question.speaker and question.wants is Wants.SAID:
            fit = float(says)
        return Features(
            fused=candidate.score,
            sentence_cosine=candidate.sentence_cosine,
            passage_cosine=candidate.passage_cosine,
            coverage=_share(weight, here),
            near_coverage=_share(weight, near),
            article_coverage=_share(weight, whole),
            absent=max((weight[w.stem] for w in missing), default=0.0),
            absent_name=float(any(not parts & whole for parts in names)),
            name_coverage=_fraction([bool(parts & here) for parts in names]),
            context_name_coverage=_fraction([bool(parts & context) for parts in names]),
            article_name_coverage=_fraction([bool(parts & whole) for parts in names]),
            late=_mean(weight, late),
            late_least=min(late.values(), default=0.0),
            soft_coverage=_mean(weight, soft),
            soft_least=min(soft.values(), default=0.0),
            misfit_figure=(1 - fit) * (question.wants in _FIGURES),
            misfit_name=(1 - fit) * (question.wants in _NAMES),
            misfit_reason=(1 - fit) * (question.wants is Wants.WHY),
            misfit_other=(1 - fit) * (question.wants not in _FIGURES | _NAMES | {Wants.WHY}),
            speaks=float(says),
            heading=float(span.kind in (Kind.HEADING, Kind.RELATED)),
            caption=float(span.kind is Kind.CAPTION),
            brief=float(len(candidate.text) < 60),
            lead=candidate.score - runner_up,
            short_question=float(len(question.stems) <= 2),
            contradicts=contradicts(question, candidate.text),
            unreal=unreal(question, candidate.text),
            alike=float(np.mean(list(alike.values()))) if alike else 0.5,
            alike_least=min(plain, default=1.0),
            alike_words=float(np.mean(plain)) if plain else 1.0,
        )


def _late(word: Word, asked: Tokens, seen: Tokens) -> float:
    rows = [n for n, (a, b) in enumerate(asked.offsets) if a < word.end and b > word.start]
    if not rows or not len(seen.vectors):
        return 0.0
    best = (asked.vectors[rows] @ seen.vectors.T).max(axis=1)
    return float(best.mean())


def _stretch(cosine: float) -> float:
    """Token cosines of unrelated words are about .3, of synonyms in place about .6."""
    return min(max((cosine - 0.25) / 0.5, 0.0), 1.0)


def _share(weight: dict[str, float], present: Set[str]) -> float:
    total = sum(weight.values())
    return sum(w for stem, w in weight.items() if stem in present) / total if total else 0.0


def _mean(weight: dict[str, float], value: dict[str, float]) -> float:
    total = sum(weight.values())
    return sum(weight[stem] * value[stem] for stem in value) / total if total else 0.0


def _fraction(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 1.0
