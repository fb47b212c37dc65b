"""An answer with a model: judged, written, checked; or, when that fails, quoted and marked so."""

import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant import prompts, sources
from assistant.answers import Answer, Citation, Disagreement, Judged, Sentence, with_marks
from assistant.checking import Checker
from assistant.completing import ModelError
from assistant.conferring import Talk
from assistant.evidence import Evidence
from assistant.judging import ALTERNATIVES, MOST_TOKENS, Judge
from assistant.likeness import Read
from assistant.patience import Caller
from assistant.prices import Price, cost
from assistant.sources import Source
from assistant.tracing import Spans
from assistant.writing import Draft
from index.embedding import Embedder

WROTE_NOTHING = "wrote nothing that the articles support"
"""Why an answer is degraded though the model did reply."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence that passed, with the citations it names, while the answer is being written."""

    sentence: Sentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """The answer. When it is `degraded` it takes the place of the sentences that came before."""

    answer: Answer


Event = Checked | Finished


@dataclass(frozen=True, slots=True)
class Request:
    """A question, what was found for it, and the answers there are without a model.

    `quote(True)` gives the sources' own words, `quote(False)` says that they do not answer;
    `answers` is what the ranker alone would do.
    """

    question: str
    evidence: Sequence[Evidence]
    answers: bool
    quote: Callable[[bool], Answer]


class Author:
    """Answers with a model. Thread-safe.

    With `writes` false the model only judges, and what passes is quoted.
    """

    def __init__(
        self, embedder: Embedder, prices: dict[str, Price], *, writes: bool, spans: Spans
    ) -> None:
        self._judge, self._checker = Judge(), _Shared(embedder)
        self._prices, self._writes, self._spans = prices, writes, spans

    def answer(self, caller: Caller, request: Request) -> Iterator[Event]:
        """Checked sentences as they come, then the answer."""
        started = time.perf_counter()
        talk = Talk(caller)
        if not request.evidence:
            yield Finished(self._signed(request.quote(False), talk))
            return
        quoted, answers = request.quote(True), request.answers
        given = sources.choose(quoted.citations, request.evidence)
        judged = None
        try:
            with self._spans.span("judge", model=talk.model):
                judged = self._judged(talk, request.question, given, quoted.probability)
            took = _ms(started)
            probability = quoted.probability
            if judged is not None:
                probability = self._judge.probability(judged, talk.model)
                answers = self._judge.passes(probability, talk.model)
            if not answers or quoted.abstained or not self._writes:
                answer = quoted if answers else request.quote(False)
            else:
                answer = yield from self._write(talk, request, given, quoted)
            answer = replace(
                answer,
                probability=round(probability, 4),
                timing_ms=answer.timing_ms | {"judge": took, "model": _ms(started)},
            )
        except ModelError as error:
            answer = quoted if answers else request.quote(False)
            answer = replace(answer, degraded=f"the model {talk.model} {error}")
        yield Finished(replace(self._signed(answer, talk), judged=judged))

    def _judged(
        self, talk: Talk, question: str, given: Sequence[Source], ranker: float
    ) -> Judged | None:
        likeliest = max(given, key=lambda each: each.probability)
        asked = prompts.judge(question, likeliest.given)
        pieces = talk.say(asked, most=MOST_TOKENS, alternatives=ALTERNATIVES)
        margin = self._judge.margin(pieces)
        return None if margin is None else Judged(ranker, round(margin, 3))

    def _write(
        self, talk: Talk, request: Request, given: Sequence[Source], quoted: Answer
    ) -> Generator[Event, None, Answer]:
        given = sources.worth_writing_from(given)
        draft = Draft(given, self._checker, self._spans)
        composed = draft.compose(talk, request.question)
        for sentence in self._spans.over("write", composed, model=talk.model):
            yield Checked(sentence, _cited(sentence, draft))
        if not draft.sentences:
            degraded = f"the model {talk.model} {WROTE_NOTHING}"
            return replace(quoted, dropped=tuple(draft.dropped), degraded=degraded)
        likeliest = _missed(quoted, given, draft)
        if likeliest is not None:
            draft.sentences.append(likeliest)
            yield Checked(likeliest, _cited(likeliest, draft))
        carried = _Carried(quoted, request.evidence, draft)
        sentences = (*draft.sentences, *carried.notes())
        return replace(
            quoted,
            text="\n".join(with_marks(sentence) for sentence in sentences),
            sentences=sentences,
            citations=draft.citations.all(),
            disagreements=carried.disagreements(),
            dropped=tuple(draft.dropped),
            writer="model",
        )

    def _signed(self, answer: Answer, talk: Talk) -> Answer:
        return replace(
            answer,
            model=talk.model,
            tokens=talk.tokens,
            cost=cost(talk.model, talk.tokens, self._prices),
            prompt=talk.prompt,
        )


class _Shared(Checker):
    """A checker for several threads: it keeps what it has read."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(embedder)
        self._lock = threading.Lock()

    def _read(self, texts: Sequence[str]) -> list[Read]:
        with self._lock:
            return super()._read(texts)


def _cited(sentence: Sentence, draft: Draft) -> tuple[Citation, ...]:
    return tuple(c for c in draft.citations.all() if c.n in sentence.citations)


def _missed(quoted: Answer, given: Sequence[Source], draft: Draft) -> Sentence | None:
    """The likeliest answer in its source's words, when the draft does not rest on it.

    A small model writes true sentences beside the point; what the ranker found is not lost by that.
    """
    best = max(given, key=lambda each: each.probability)
    if any(best.overlaps(c) for c in draft.citations.all()):
        return None
    numbers = {c.n for c in quoted.citations if best.overlaps(c)}
    for sentence in quoted.sentences:
        if len(sentence.citations) == 1 and numbers & set(sentence.citations):
            n = draft.citations.cite(best.article, best.start, best.end)
            return replace(sentence, citations=(n,))
    return None


class _Carried:
    """What the quoted answer says of the search, with the numbers of a draft's citations."""

    def __init__(self, quoted: Answer, evidence: Sequence[Evidence], draft: Draft) -> None:
        self._quoted, self._draft = quoted, draft
        self._articles = {e.candidate.article.source: e.candidate.article for e in evidence}
        self._spans = {citation.n: citation for citation in quoted.citations}

    def notes(self) -> list[Sentence]:
        """Its sentences of our own words; the one on a disagreement cites every side."""
        shown = [side for each in self._quoted.disagreements for side in each.sides]
        sides = list(dict.fromkeys(n for side in shown for n in side.citations))
        return [
            replace(each, citations=self._cite(sides if each.citations else ()))
            for each in self._quoted.sentences
            if each.support == "stated by the search"
        ]

    def disagreements(self) -> tuple[Disagreement, ...]:
        return tuple(
            replace(d, sides=tuple(replace(s, citations=self._cite(s.citations)) for s in d.sides))
            for d in self._quoted.disagreements
        )

    def _cite(self, numbers: Sequence[int]) -> tuple[int, ...]:
        spans = [self._spans[n] for n in numbers]
        cite = self._draft.citations.cite
        return tuple(cite(self._articles[each.source], each.start, each.end) for each in spans)


def _ms(started: float) -> float:
    return round(1000 * (time.perf_counter() - started), 1)
