"""The one place where the parts are joined: a folder and a question in, an answer out."""

import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from assistant import comparing, days, overviews, periods, plugging, quoting, sayings, tracing
from assistant.answerable import Answerable, Signs, Verdict, signs
from assistant.answering import Author, Event, Finished, Request
from assistant.answers import Answer, Retrieved, Sentence
from assistant.background import wait_for_another
from assistant.conversation import Conversation, Rewrite
from assistant.directing import give_way
from assistant.evidence import Evidence, Ranker
from assistant.features import Asked, Reader, select
from assistant.heard import heard
from assistant.models import Models, elsewhere
from assistant.outlets import asked_of, unknown_outlet
from assistant.overview_forms import topic
from assistant.particulars import particulars
from assistant.patience import Limits
from assistant.premises import Premises, Unmet
from assistant.prices import prices
from assistant.questions import Question, Wants, analyse, spell_out
from assistant.quotations import Written
from assistant.rewriting import rewrite
from assistant.settings import Settings
from assistant.turns import Turn
from assistant.voices import Voices, several
from index.articles import Article
from index.catalog import Filter
from index.embedding import Embedder
from index.events import Event as DatedEvent
from index.library import Library, Locked, Progress, Status, SyncReport

if TYPE_CHECKING:
    from llama_index.core.tools import QueryEngineTool

    from assistant.llamaindex import AnswerEngine

LONGEST_QUESTION = 8_192
"""Bytes of UTF-8."""
CONVERSATIONS = "conversations"
"""The folder of them, beside the indexes and not inside one: it outlives a new index."""
_PASSAGES = 10
_NAMING = 50
"""Articles that name a speaker, at most, for these alone to be searched; and those of a folder in
which passages on a topic are looked through for words of theirs."""
_KEPT = 0.9
"""The probability that what is kept of articles, what they date or who said what, answers."""


class QuestionError(Exception):
    """The question cannot be asked; the message says what to change."""


class OutletError(QuestionError):
    """No article is from an outlet that was named; the message lists those there are."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A question and the sentences found for it, best first, and the milliseconds that took.

    `asked` is the question as it was typed, `question` what it was taken to mean, `seen` how the
    reader sees it, and `note` says which articles its words narrowed the search to, if they did.
    """

    asked: str
    question: Question
    evidence: tuple[Evidence, ...]
    retrieved: tuple[Retrieved, ...]
    ms: float
    seen: Asked
    within: Filter
    note: str = ""


class Assistant:
    """Answers questions about one folder of articles. Safe to use from several threads."""

    def __init__(
        self,
        library: Library,
        settings: Settings | None = None,
        limits: Limits | None = None,
        spans: tracing.Spans | None = None,
    ) -> None:
        self.library = library
        self._settings = settings or Settings()
        self._voices = Voices(library)
        self._reader, self._ranker = Reader(library, self._voices), Ranker()
        self._premises = Premises(library)
        self._reranker = plugging.reranker(self._settings)
        self._models = Models(self._settings, limits)
        self._spans = spans or tracing.spans(self._settings)
        self._authors: dict[bool, Author] = {}
        self._lock = threading.RLock()

    @classmethod
    def open(cls, articles: Path | None = None, settings: Settings | None = None) -> "Assistant":
        """An assistant over a folder, or over the one in the settings. It does not sync by itself.

        Raises index.library.LibraryError when the folder or the index cannot be used.
        """
        settings = settings or Settings.from_environment()
        library = Library.open(
            articles or settings.folder(),
            settings.home,
            plugging.embedder(settings),
            settings.server(),
            plugging.store(settings),
        )
        return cls(library, settings)

    @contextmanager
    def using_library(self) -> Iterator[Library]:
        """The library, which stays open inside; `assistant.switching` has several."""
        yield self.library

    def close(self) -> None:
        """Let go of the index, and of a model that runs here."""
        self._models.close()
        self._spans.close()
        self.library.close()

    def sync(
        self,
        progress: Progress | None = None,
        reading: Progress | None = None,
        encoder: Embedder | None = None,
    ) -> SyncReport:
        """Follow the folder (see `index.library.Library.sync`), then read who said what in it.

        Questions wait for the first and are answered during the second; when this returns all is
        there, so that the same folder and question give the same answer. While another process
        holds the library that one reads it.
        """
        with self._lock:
            report = self.library.sync(progress=progress, encoder=encoder)
        with suppress(Locked):
            self.library.read_statements(progress=reading)
        return report

    def status(self) -> Status:
        return self.library.status()

    def conversation(
        self,
        name: str | None = None,
        *,
        rewriter: Rewrite | None = None,
        after: Sequence[Turn] | None = None,
    ) -> Conversation:
        """A conversation over these articles, kept in the index's home; see `Conversation`.

        With the name of an earlier one it goes on where that ended. `rewriter` makes follow-ups
        stand alone; without it the model in the settings does, and where there is none or it fails,
        rules do. One that goes on `after` given turns is kept nowhere.
        Raises assistant.history.HistoryError.
        """
        folder = self.library.home.parent / CONVERSATIONS if after is None else None
        rewriter = rewriter or self._rewrite
        return Conversation(self, folder, name, rewrite=rewriter, turns=after or ())

    def _rewrite(self, question: str, turns: Sequence[Turn]) -> str | None:
        caller = self._models.open(None)
        return rewrite(caller, question, turns) if caller else None

    def as_query_engine(self, **options: Any) -> "AnswerEngine":
        """This as a LlamaIndex query engine; `options` are those of `ask`."""
        from assistant.llamaindex import AnswerEngine

        return AnswerEngine(self, options)

    def as_tool(self, **options: Any) -> "QueryEngineTool":
        """This as a LlamaIndex tool, which an agent asks with; `options` are those of `ask`."""
        from assistant import llamaindex

        return llamaindex.tool(self, options)

    @property
    def elsewhere(self) -> str | None:
        """The model on another machine that questions and sentences are sent to, if any."""
        return elsewhere(self._settings)

    def articles(self) -> list[Article]:
        """Every article that is indexed, by source."""
        return self.library.articles()

    def newest(self) -> date | None:
        """The last publication day of the articles; None where none is dated."""
        days = self.library.catalog.days()
        return days[1] if days else None

    def timeline(
        self,
        topic: str | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
        outlets: tuple[str, ...] = (),
    ) -> list[DatedEvent]:
        """What the articles date, oldest first; see `index.library.Library.timeline`."""
        about = check_question(topic) if topic is not None else None
        check_days(since, until)
        check_outlets(self.library, outlets)
        with self._lock:
            return self.library.timeline(about, since=since, until=until, outlets=outlets)

    def ask(
        self,
        question: str,
        *,
        since: date | None = None,
        until: date | None = None,
        outlets: tuple[str, ...] = (),
        sources: tuple[str, ...] = (),
        model: str | None = None,
    ) -> Answer:
        """Answer from the articles that pass the filters. Raises QuestionError.

        `sources` are files as answers name them; `model` is a spec, and None the one in the
        settings. An answer that the articles do not give is an `Answer` with `abstained`, not an
        error, and so is one that the model could not write: it is `degraded`. Raises
        assistant.models.SpecError for a model that is not set up.
        """
        events = self.stream(
            question, since=since, until=until, outlets=outlets, sources=sources, model=model
        )
        return next(event.answer for event in events if isinstance(event, Finished))

    def stream(
        self,
        question: str,
        *,
        since: date | None = None,
        until: date | None = None,
        outlets: tuple[str, ...] = (),
        sources: tuple[str, ...] = (),
        model: str | None = None,
    ) -> Iterator[Event]:
        """`ask`, with each sentence of a model's answer as soon as it is checked.

        The last event is `Finished`; its answer is what `ask` gives.
        """
        self._models.open(model)
        within = {"since": since, "until": until, "outlets": outlets, "sources": sources}
        yield from self._spans.over("ask", self._stream(question, within, model))

    def _stream(
        self, question: str, within: dict[str, Any], model: str | None
    ) -> Generator[Event, None, None]:
        with self._spans.span("search"):
            ranked = self.search(question, **within)
        yield from self.events(ranked, model=model)

    def answer(self, ranked: Ranked, *, model: str | None = None) -> Answer:
        """Answer from the sentences that `search` ranked."""
        return next(e.answer for e in self.events(ranked, model=model) if isinstance(e, Finished))

    def events(self, ranked: Ranked, *, model: str | None = None) -> Iterator[Event]:
        """What `stream` yields, from the sentences that `search` ranked."""
        caller = self._models.open(model)
        if about := self._particulars(ranked):
            yield Finished(about)
            return
        verdict = self._answerable.judge(ranked.evidence, *self._seen(ranked))
        if caller is None:
            yield Finished(self._quote(ranked, verdict.answers, verdict))
            return
        writes = self._settings.lets_write(caller.name)
        with self._lock:
            if writes not in self._authors:
                self._spans.follow_models()
                known = prices(self._settings.prices)
                self._authors[writes] = Author(
                    self.library.embedder, known, writes=writes, spans=self._spans
                )
        request = Request(
            ranked.question.text,
            ranked.evidence,
            verdict.answers,
            lambda yes: self._quote(ranked, yes, verdict),
        )
        yield from self._authors[writes].answer(caller, request)

    def signs(self, ranked: Ranked) -> Signs | None:
        """What is known of a question from what `search` ranked; None where that is nothing."""
        return signs(ranked.evidence, *self._seen(ranked))

    def _seen(self, ranked: Ranked) -> tuple[float | None, Unmet | None]:
        """How near someone's words come, and what nothing tells of; see `Signs`."""
        asks, evidence = ranked.question, ranked.evidence
        with self._lock:
            near = sayings.nearest(asks, evidence, self.library, self._voices)
            return near, self._premises.unmet(asks, ranked.seen, evidence, near)

    @cached_property
    def _answerable(self) -> Answerable:
        return Answerable()

    def _quote(self, ranked: Ranked, answers: bool, verdict: Verdict) -> Answer:
        """The answer that needs no model: the sources' own words, or that they do not say."""
        started = time.perf_counter()
        evidence, probability = ranked.evidence, verdict.probability
        with self._lock:
            if dated := days.happened(ranked.question.text, self.library, ranked.within):
                written, probability = dated, max(probability, _KEPT)
            elif (verdict.unmet is None or not verdict.unmet.nobody) and (
                said := heard(ranked.question, evidence, self.library)
            ):
                written, probability = said, max(probability, _KEPT)
            elif told := self._overview(ranked):
                written, probability = told, max(probability, _KEPT)
            elif answers:
                written = quoting.write(ranked.question, evidence, self.library, self._voices)
            else:
                word = verdict.unmet.word if verdict.unmet else ""
                written = quoting.abstain(
                    ranked.question, evidence, self.library, self._voices, word
                )
        return _answer(ranked, written, probability, started)

    def _particulars(self, ranked: Ranked) -> Answer | None:
        """The answer to a question about the articles themselves: no model knows better."""
        started = time.perf_counter()
        with self._lock:
            written = particulars(ranked.question.text, ranked.within, self.library)
        if written is None:
            return None
        return _answer(ranked, written, 1 - _KEPT if written.abstained else _KEPT, started)

    def _overview(self, ranked: Ranked) -> Written | None:
        """What the articles tell of a topic as a whole, where that is asked and they do."""
        about = topic(ranked.question.text)
        if about is None:
            return None
        asks = None
        if about:
            of = self.search(about)
            if self._premises.unmet(of.question, of.seen, of.evidence, None):
                return None
            asks = of.question
        return overviews.overview(about, asks, ranked.within, self.library, self._voices)

    def search(
        self,
        question: str,
        *,
        since: date | None = None,
        until: date | None = None,
        outlets: tuple[str, ...] = (),
        sources: tuple[str, ...] = (),
    ) -> Ranked:
        """The sentences nearest to a question, likeliest answer first. Raises QuestionError."""
        started = time.perf_counter()
        question = check_question(question)
        check_days(since, until)
        check_outlets(self.library, outlets)
        asks = periods.taken(question, self.library.catalog.days, since, until)
        within = Filter(asks.since, asks.until, tuple(outlets), tuple(sources))
        self._ranker.warm()
        with self._lock:
            compared = comparing.compared(asks.text)
            text, note = compared or asks.text, asks.note
            if not outlets:
                of = asked_of(text, self.library.catalog)
                text, note = of.text, " ".join(filter(None, (note, of.note)))
                within = replace(within, outlets=of.outlets)
            found = self.library.search(text, within=within)
            spelled = spell_out(text, (c.text for c in found.sentences), self._known)
            if spelled != text:
                found = self.library.search(spelled, within=within)
            asked = analyse(spelled, self.library.terms, compares=compared is not None)
            if naming := self._naming(asked, within):
                found = self.library.search(spelled, within=naming)
            if self._reranker:
                found = self._reranker.rerank(spelled, found)
            chosen = select(asked, found, self._voices)
            seen = self._reader.ask(asked)
            readings = self._reader.read(asked, seen, chosen)
            evidence = give_way(
                spelled, self._ranker.rank(found, chosen, seen, readings, several=asked.several)
            )
        retrieved = tuple(
            Retrieved(p.article.source, p.start, p.end, round(p.score, 4))
            for p in found.passages[:_PASSAGES]
        )
        took = 1000 * (time.perf_counter() - started)
        return Ranked(question, asked, tuple(evidence), retrieved, took, seen, within, note)

    def _naming(self, asked: Question, within: Filter) -> Filter | None:
        """The articles that name the one whose words are asked for, where they are few.

        In a large folder the best passages on the topic may all be others'.
        """
        speakers = several(asked.speaker or "")
        names = all(part[:1].isupper() for each in speakers for part in each.split())
        if asked.wants is not Wants.SAID or not speakers or not names:
            return None
        if self.library.catalog.counts()[0] <= _NAMING:
            return None
        named: set[str] = set()
        for each in speakers:
            found = self.library.naming(self.library.terms(each), within)
            if not found or len(named := named | found) > _NAMING:
                return None
        entries = [entry for id in sorted(named) if (entry := self.library.entry(id))]
        return replace(within, sources=tuple(entry.article.source for entry in entries))

    def _known(self, word: str) -> bool:
        return any(self.library.frequency(stem) for stem in self.library.terms(word))


def _answer(ranked: Ranked, written: Written, probability: float, started: float) -> Answer:
    """What was written since `started`, as an answer."""
    return Answer(
        question=ranked.asked,
        text="\n".join(part for part in (written.text, ranked.note) if part),
        abstained=written.abstained,
        sentences=(*written.sentences, *_notes(ranked.note)),
        citations=written.citations.all(),
        closest=written.closest,
        disagreements=written.disagreements,
        retrieved=ranked.retrieved,
        probability=round(probability, 4),
        timing_ms={
            "search": round(ranked.ms, 1),
            "write": round(1000 * (time.perf_counter() - started), 1),
        },
    )


def _notes(note: str) -> tuple[Sentence, ...]:
    return (Sentence(note, (), "stated by the search"),) if note else ()


def check_days(since: date | None, until: date | None) -> None:
    """Raises QuestionError where no day can lie between them."""
    if since and until and since > until:
        raise QuestionError(f"--since {since} is after --until {until}; swap them")


def check_outlets(library: Library, outlets: Sequence[str]) -> None:
    """Raises OutletError where no article is from one of these outlets."""
    if told := unknown_outlet(library.catalog, outlets):
        raise OutletError(told)


def check_question(question: str) -> str:
    """The question without control characters and doubled spaces. Raises QuestionError."""
    if len(question.encode("utf-8", "replace")) > LONGEST_QUESTION:
        raise QuestionError(f"the question is longer than {LONGEST_QUESTION:,} bytes; shorten it")
    clean = "".join(c if c.isprintable() else " " for c in question)
    clean = " ".join(clean.split())
    if not clean:
        raise QuestionError("the question is empty; type a question")
    return clean


_open: dict[tuple[Path, Path, SecretStr | None], Assistant] = {}
_opening = threading.Lock()


def ask(
    question: str,
    *,
    articles: str | Path | None = None,
    since: date | None = None,
    until: date | None = None,
    outlets: tuple[str, ...] | list[str] | None = None,
    model: str | None = None,
) -> Answer:
    """Answer a question about a folder of articles, or about the bundled ones.

    The folder is synced first; only what changed is read. The index is kept in `$DATELINE_HOME`,
    `.dateline` where you stand without it, and stays open for the next call. While another process
    is indexing the folder, what is indexed already is used; where that is nothing yet, the first
    articles are waited for, 10 s at most. `model` is a spec ("openai:NAME",
    "local:medium", "none", …); without it `$DATELINE_MODEL`, or the first that is set up.
    Raises QuestionError, index.library.LibraryError and assistant.models.SpecError.
    """
    check_question(question)
    settings = Settings.from_environment()
    folder = Path(articles) if articles is not None else settings.folder()
    key = folder.expanduser().resolve(), settings.home.expanduser().resolve(), settings.catalog
    with _opening:
        if key not in _open:
            _open[key] = Assistant.open(folder, settings)
        assistant = _open[key]
    try:
        assistant.sync()
    except Locked:  # by words alone few can be answered
        if not wait_for_another(assistant.library):
            assistant.sync()
    return assistant.ask(
        question, since=since, until=until, outlets=tuple(outlets or ()), model=model
    )
