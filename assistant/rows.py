"""What was found as plain rows: the same objects from the command line, the HTTP API and MCP."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant import quotes, timeline
from assistant.evidence import Evidence
from index.articles import Article
from index.catalog import Heading
from index.events import Event
from index.testimony import Testimony


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence that search found, `text_of(source)[start:end] == quote`; `score` is 0 to 1."""

    source: str
    start: int
    end: int
    quote: str
    score: float
    title: str | None
    outlet: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as `assistant.quotes.row` gives it; every offset counts into the source."""

    speaker: str
    role: str | None
    organisation: str | None
    cue: str
    content: str
    kind: str
    named: bool
    declined: bool
    source: str
    line: int
    speaker_start: int
    speaker_end: int
    cue_start: int
    cue_end: int
    content_start: int
    content_end: int
    parts: tuple[tuple[int, int], ...]
    title: str | None
    outlet: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A sentence that dates an event, and the words of it that do; see `index.events.Mention`."""

    words: str
    bound: Literal["in", "from", "to"]
    how: str
    quote: str
    source: str
    start: int
    end: int
    line: int
    title: str | None
    outlet: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Dated(Mentioned):
    """An event: its first and last day, the sentence that gives them, and the others that do."""

    first: str
    last: str
    also: tuple[Mentioned, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """An article without its text, which has `characters`."""

    source: str
    title: str | None
    outlet: str | None
    byline: str | None
    published: str | None
    url: str | None
    characters: int


@dataclass(frozen=True, slots=True)
class Whole(Listed):
    """An article with the text that every offset counts into."""

    text: str


def hits(evidence: Sequence[Evidence], k: int) -> tuple[Hit, ...]:
    """The `k` best sentences, best first."""
    return tuple(
        Hit(
            source=each.candidate.article.source,
            start=each.candidate.span.start,
            end=each.candidate.span.end,
            quote=each.candidate.text,
            score=round(each.score, 6),
            title=each.candidate.article.title,
            outlet=each.candidate.article.outlet,
            published=_day(each.candidate.article),
        )
        for each in evidence[:k]
    )


def said(found: Iterable[Testimony]) -> tuple[Said, ...]:
    """Statements as rows, in their order."""
    return tuple(
        Said(**quotes.row(each) | {"parts": tuple(each.statement.parts)}) for each in found
    )


def dated(events: Iterable[Event]) -> tuple[Dated, ...]:
    """Events as rows, in their order."""
    rows = (timeline.plain(event) for event in events)
    return tuple(
        Dated(**row | {"also": tuple(Mentioned(**each) for each in row["also"])}) for row in rows
    )


def listed(article: Heading) -> Listed:
    """What is known about an article."""
    return Listed(
        source=article.source,
        title=article.title,
        outlet=article.outlet,
        byline=article.byline,
        published=_day(article),
        url=article.url,
        characters=article.characters,
    )


def whole(article: Article) -> Whole:
    """An article as a row."""
    return Whole(
        source=article.source,
        title=article.title,
        outlet=article.outlet,
        byline=article.byline,
        published=_day(article),
        url=article.url,
        characters=len(article.text),
        text=article.text,
    )


def _day(article: Article | Heading) -> str | None:
    return article.published.isoformat() if article.published else None
