"""What the ranker sees: a close reading of the best sentences against the question."""

import math
from collections import OrderedDict
from collections.abc import Sequence, Set
from dataclasses import dataclass

from assistant import nations
from assistant.around import Around, around
from assistant.content import FUNCTION
from assistant.fitting import contradicts, fits, unreal
from assistant.questions import Question, Wants
from assistant.voices import Voices
from index.embedding import Vectors
from index.library import Library
from index.retrieval import Candidate, Found
from index.spans import Kind

READ, READ_OF_SEVERAL = 16, 24
"""Sentences read closely, at about half a millisecond each. Of 112 questions on held-out stories
the answer was among the first 8 sentences of search for .94, among the first 12 for .98. Where
several things are asked for, 85 questions of 28 stories had .86 of the expected facts with the
second number (and ten sentences in `Ranker`), and .83 with the first."""
_SPOKEN = 80
"""Sentences looked through for someone's words."""
_CACHED_ARTICLES = 500


_FIGURES = {Wants.WHEN, Wants.MONEY, Wants.SHARE, Wants.SPAN, Wants.NUMBER}
_NAMES = {Wants.WHO, Wants.NAME, Wants.WHICH}


@dataclass(frozen=True, slots=True)
class Features:
    """What the ranker sees of a question and one sentence. All are about 0 to 1.

    `…_coverage` is the share of the question's terms found there, weighted by rarity; `late` the
    mean over those terms of the best token cosine in the sentence (late interaction), `late_least`
    the smallest; `absent` the rarity of the rarest term that the article lacks. `misfit_…` is
    how far the sentence lacks the kind of thing asked for.
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


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the reader sees it: its text, token vectors (m, w), the rows of each content
    word's tokens, and each word's rarity."""

    text: str
    tokens: Vectors
    rows: dict[str, list[int]]
    rarity: dict[str, float]


@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence's features, its token vectors (t, w) in the context of its passage, and what
    stands around it."""

    features: Features
    tokens: Vectors
    around: Around


def select(question: Question, found: Found, voices: Voices) -> list[Candidate]:
    """The sentences worth a close reading: the best, and for words asked for, who spoke."""
    most = READ_OF_SEVERAL if question.several else READ
    best = list(found.sentences[:most])
    if question.wants is not Wants.SAID or not question.speaker:
        return best
    speaker = question.speaker
    spoken = [c for c in found.sentences[:_SPOKEN] if voices.attribute(speaker, c)]
    spoken = spoken[: most - most // 4]
    return (spoken + [c for c in best if c not in spoken])[:most]


class Reader:
    """Reads the best candidates closely, without encoding anything but the question."""

    def __init__(self, library: Library, voices: Voices) -> None:
        self._library, self._voices = library, voices
        self._articles: OrderedDict[str, frozenset[str]] = OrderedDict()

    def ask(self, question: Question) -> Asked:
        """The question's own tokens, each content word's rows among them, and its words' rarity."""
        embedder = self._library.embedder
        [tokens] = embedder.tokens([question.text])
        rows = {
            word.stem: [
                n for n, (a, b) in enumerate(tokens.offsets) if a < word.end and b > word.start
            ]
            for word in question.words
        }
        rarity = {stem: self._rarity(stem) for stem in question.stems}
        return Asked(question.text, embedder.widen(embedder.narrow(tokens.vectors)), rows, rarity)

    def read(
        self, question: Question, asked: Asked, candidates: Sequence[Candidate]
    ) -> list[Reading]:
        """A reading of each of these sentences, in their order."""
        scores = sorted((c.score for c in candidates), reverse=True)
        runner_up = scores[1] if len(scores) > 1 else 0.0
        return [
            Reading(
                self._features(question, asked, candidate, tokens, runner_up),
                tokens,
                around(candidate, self._voices),
            )
            for candidate, tokens in zip(candidates, self._library.tokens(candidates), strict=True)
        ]

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

    def _published(self, candidate: Candidate) -> frozenset[str]:
        """The stems of the month and year of publication: news seldom writes them out."""
        day = candidate.article.published
        return frozenset(self._library.terms(f"{day:%B %Y}")) if day else frozenset()

    def _rarity(self, stem: str) -> float:
        """BM25's inverse document frequency over articles, smoothed, between 0 and 1."""
        articles, _ = self._library.catalog.counts()
        n = self._library.frequency(stem)
        return math.log(1 + (articles - n + 0.5) / (n + 0.5)) / math.log(2 * articles + 2)

    def _features(
        self,
        question: Question,
        asked: Asked,
        candidate: Candidate,
        seen: Vectors,
        runner_up: float,
    ) -> Features:
        stems = self._library.terms
        article, span = candidate.article, candidate.span
        here = set(stems(candidate.text))
        around = candidate.spans[max(0, candidate.n - 1) : candidate.n + 2]
        near = here.union(*(stems(article.text[s.start : s.end]) for s in around))
        before = candidate.spans[max(0, candidate.n - 3) : candidate.n]
        context = near.union(*(stems(article.text[s.start : s.end]) for s in before))
        whole = self._article_stems(candidate) | self._published(candidate)
        weight = {stem: 0.25 + rarity for stem, rarity in asked.rarity.items()}
        names = [parts for name in question.names if (parts := set(stems(_in_any_form(name))))]
        nearest = late(asked, seen)
        soft = {s: 1.0 if s in here else _stretch(nearest[s]) for s in nearest}
        missing = [w for w in question.words if w.stem not in whole]
        fit = fits(question, candidate.text)
        speaker = question.speaker
        says = bool(speaker and self._voices.attribute(speaker, candidate))
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
            late=_mean(weight, nearest),
            late_least=min(nearest.values(), default=0.0),
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
        )


def late(asked: Asked, seen: Vectors) -> dict[str, float]:
    """For each term of the question, its tokens' mean best cosine to a token of the sentence."""
    if not len(seen):
        return dict.fromkeys(asked.rows, 0.0)
    best = (asked.tokens @ seen.T).max(axis=1)
    return {stem: float(best[rows].mean()) if rows else 0.0 for stem, rows in asked.rows.items()}


def _stretch(cosine: float) -> float:
    """Token cosines of unrelated words are about .3, of synonyms in place about .6."""
    return min(max((cosine - 0.25) / 0.5, 0.0), 1.0)


def _in_any_form(name: str) -> str:
    """A name, or all names of a country: "British" is "Britain". "Us" is seldom one."""
    return " ".join([name, *sorted(nations.forms(name.lower()) - FUNCTION)])


def _share(weight: dict[str, float], present: Set[str]) -> float:
    total = sum(weight.values())
    return sum(w for stem, w in weight.items() if stem in present) / total if total else 0.0


def _mean(weight: dict[str, float], value: dict[str, float]) -> float:
    total = sum(weight.values())
    return sum(weight[stem] * value[stem] for stem in value) / total if total else 0.0


def _fraction(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 1.0
