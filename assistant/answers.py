"""An answer as a value: sentences, the exact words behind each, and what was not found."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

from assistant import words
from index.articles import Article

Support = Literal["verbatim", "checked", "stated by the search"]
"""`verbatim`: the sentence gives a source's own words, unchanged, besides who said them and when.
`checked`: a model's sentence that was held against the words it cites, and passed.
`stated by the search`: a sentence about what was or was not found, in our words, no source's."""


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words behind a sentence: `text_of(source)[start:end] == quote`.

    `start` and `end` count characters (front matter included), `line` counts from 1. For HTML they
    count in the extracted text. `published` is an ISO date.
    """

    n: int
    source: str
    title: str | None
    outlet: str | None
    published: str | None
    quote: str
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the answer and the numbers of the citations it rests on."""

    text: str
    citations: tuple[int, ...]
    support: Support
    speaker: str | None = None
    said_on: str | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a disagreement: its lines of the answer, and the bare `value` that they give.

    The value is as written ("17", "June 2025", "will not close"), "" where it is not known.
    `superseded`: another side, of a later article or a correction beside it, says that it is so no
    longer.
    """

    text: str
    citations: tuple[int, ...]
    value: str = ""
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The same question answered differently, by independent sources or by two people in one.

    `kind` is "superseded" where a later article, or a correction, changes what the others say.
    """

    about: str
    sides: tuple[Side, ...]
    kind: Literal["contradictory", "superseded"] = "contradictory"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words near the question that do not answer it."""

    source: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage that search found, with its fused score."""

    source: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that was drafted and not shown, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether the sentences answer: the ranker's probability, and what a model said to it.

    `margin` is log P(Yes) - log P(No), in natural logarithms.
    """

    ranker: float
    margin: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question. Not answering is a value: `abstained`.

    `text` ends each sentence with its marks, `[n]`; every mark has its citation and every citation
    is used. `probability` is the estimate, 0 to 1, that the articles answer the question: the
    ranker's, or where a model judged too, that of both, which `judged` holds.
    `timing_ms` holds wall times in milliseconds; all else is the same on every run without a model.

    `model` is the one that was asked, if only to judge, and `writer` who wrote; `degraded` says why
    a model that was asked did not write. `tokens` were "read" and "written" by it, for `cost` US
    dollars (None where no price is known); `prompt` identifies the last prompt by its hash.
    """

    question: str
    text: str
    abstained: bool
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    closest: tuple[Quote, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    retrieved: tuple[Retrieved, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    probability: float = 0.0
    judged: Judged | None = None
    writer: Literal["quoting", "model"] = "quoting"
    model: str | None = None
    degraded: str | None = None
    tokens: dict[str, int] = field(default_factory=dict)
    cost: float | None = None
    prompt: str | None = None
    timing_ms: dict[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.to_markdown()

    def to_json(self) -> dict[str, Any]:
        """A dictionary of plain values, as `dateline ask --json` prints it."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain

    def to_markdown(self) -> str:
        """The answer with its sources listed below it, for a terminal or a note."""
        parts = [self.text]
        if self.closest:
            lines = [f"- {_flat(near.quote)} ({near.source})" for near in self.closest]
            parts.append("Closest, but not an answer:\n" + "\n".join(lines))
        if self.citations:
            parts.append("Sources:\n" + "\n".join(describe(each) for each in self.citations))
        if self.model:
            parts.append(self._signature())
        return "\n\n".join(parts)

    def _signature(self) -> str:
        if self.degraded:
            return f"Without a model, because {self.degraded}."
        if self.writer == "quoting":
            return f"Judged by {self.model}; quoted from the articles."
        left = len(self.dropped)
        out = f" {left} that they do not support {'was' if left == 1 else 'were'} left out."
        return (
            f"Written by {self.model}; each sentence was checked against what it cites."
            f"{out if left else ''}"
        )


def describe(citation: Citation) -> str:
    """One line that says where a citation's words stand."""
    named = [part for part in (citation.outlet, citation.title) if part]
    day = long_date(citation.published) if citation.published else "undated"
    about = f"{', '.join(named)}, {day}" if named else day
    return f"[{citation.n}] {citation.source}, line {citation.line} ({about})"


def long_date(iso: str) -> str:
    """2024-03-15 as "15 March 2024", in English wherever it runs."""
    day = date.fromisoformat(iso)
    months = words.MONTHS.split()
    month = months[day.month - 1].capitalize()
    return f"{day.day} {month} {day.year}"


class Citations:
    """Numbers the spans that an answer uses, each span once, in order of first use."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, int, int], Citation] = {}

    def cite(self, article: Article, start: int, end: int) -> int:
        """The number of this span's citation, made from the article's own text."""
        key = (article.source, start, end)
        if key not in self._made:
            self._made[key] = Citation(
                n=len(self._made) + 1,
                source=article.source,
                title=article.title,
                outlet=article.outlet,
                published=article.published.isoformat() if article.published else None,
                quote=article.text[start:end],
                start=start,
                end=end,
                line=article.line(start),
            )
        return self._made[key].n

    def all(self) -> tuple[Citation, ...]:
        """Every citation made, in order of number."""
        return tuple(self._made.values())


def told_by(article: Article) -> str:
    """The outlet, or the file, and the day: "Voltlark (15 March 2024)"."""
    day = article.published
    when = f" ({long_date(day.isoformat())})" if day else ""
    return f"{article.outlet or article.source}{when}"


def words_of(speaker: str, article: Article, *, quoted: bool) -> str:
    """Whose words follow: "Ann Lund, in Voltlark (15 March 2024)" where they are `quoted`.

    "Voltlark (15 March 2024), on Ann Lund" where a reporter tells of her.
    """
    return f"{speaker}, in {told_by(article)}" if quoted else f"{told_by(article)}, on {speaker}"


def marks(numbers: Iterable[int]) -> str:
    """`[1][2]`."""
    return "".join(f"[{n}]" for n in numbers)


def with_marks(sentence: Sentence) -> str:
    """A sentence as it stands in an answer's text."""
    return f"{sentence.text} {marks(sentence.citations)}" if sentence.citations else sentence.text


def _flat(text: str) -> str:
    return " ".join(text.split())
