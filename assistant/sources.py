"""The few sentences that a model is shown, and that its own may rest on."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import Citation, long_date
from assistant.checking import Support
from assistant.evidence import Evidence
from assistant.prompts import Given
from index.articles import Article
from index.spans import Kind

ENOUGH = 4
"""Sentences. More made small models both slower and less right (DESIGN: 26 of 28 questions with
the first four, 6 of 28 with twelve chunks)."""
_ROOM = 2_000
"""Characters of all together; the longest sentence has 1,200."""
_AROUND = 600
_WORTH = 0.15
"""A sentence is about the question when it is at least this probable, relative to the best."""


@dataclass(frozen=True, slots=True)
class Source:
    """`article.text[start:end]`, as it is shown to the writer and held against what it writes.

    `probability` is the ranker's, of the likeliest sentence in it.
    """

    article: Article
    start: int
    end: int
    support: Support
    probability: float

    @property
    def given(self) -> Given:
        day = self.article.published
        return Given(
            self.support.text, self.article.outlet, long_date(day.isoformat()) if day else None
        )


def choose(quoted: Sequence[Citation], evidence: Sequence[Evidence]) -> list[Source]:
    """What the answer in the sources' own words quotes; then, up to `ENOUGH`, the likeliest."""
    articles = {each.candidate.article.source: each.candidate.article for each in evidence}
    spans = [(articles[c.source], c.start, c.end) for c in quoted if c.source in articles]
    for each in evidence:
        candidate = each.candidate
        if candidate.span.kind is Kind.BODY or not spans:
            spans.append((candidate.article, candidate.span.start, candidate.span.end))
    chosen: list[Source] = []
    room = _ROOM
    for n, (article, start, end) in enumerate(spans):
        if n >= len(quoted) and len(chosen) >= ENOUGH:
            break
        again = any(
            s.article.source == article.source and s.start < end and start < s.end for s in chosen
        )
        if again or end - start > room:
            continue
        inside = [e.probability for e in evidence if _within(e, article, start, end)]
        support = _support(article, start, end)
        chosen.append(Source(article, start, end, support, max(inside, default=0.0)))
        room -= end - start
    return chosen


def worth_writing_from(given: Sequence[Source]) -> list[Source]:
    """Those that are about the question: a small model writes from whatever it is shown."""
    best = max(each.probability for each in given)
    return [each for each in given if each.probability >= _WORTH * best]


def _within(evidence: Evidence, article: Article, start: int, end: int) -> bool:
    found = evidence.candidate
    return (
        found.article.source == article.source
        and start <= found.span.start
        and found.span.end <= end
    )


def _support(article: Article, start: int, end: int) -> Support:
    before = article.text[max(0, start - _AROUND) : start]
    after = article.text[end : end + _AROUND // 2]
    named = " ".join(part for part in (article.outlet, article.title) if part)
    return Support(
        " ".join(article.text[start:end].split()), article.published, f"{named}\n{before}\n{after}"
    )
