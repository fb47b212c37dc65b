"""Which sentences and articles that were found for a topic are about it, not only near it."""

from collections.abc import Callable, Iterator, Sequence
from math import log

from index.retrieval import Candidate
from index.spans import Kind

Terms = Callable[[str], Sequence[str]]
_LEAST = 0.45
"""Of the weight of all words: of 66 events that 16 topics over six folders listed without this, 33
by reading were about something else; with it docs/decisions/009 has how many."""


def on_topic(candidates: Sequence[Candidate], topic: str, terms: Terms) -> list[Candidate]:
    """Those with most of what the topic's words weigh, in them or just before them.

    A word weighs the more the fewer of the sentences have it: of "strike at Pelham" the strike, in
    articles about Pelham. Words that none of them has do not count; where none is left, all are
    kept, since the topic is in other words than the articles. `terms` gives the stems of a text.
    """
    texts = [set(terms(_around(each))) for each in candidates]
    weights = {
        word: log((len(texts) + 1) / count)
        for word in dict.fromkeys(terms(topic))
        if len(word) > 1 and (count := sum(word in text for text in texts))
    }
    least = _LEAST * sum(weights.values())
    return [
        each
        for each, text in zip(candidates, texts, strict=True)
        if sum(weight for word, weight in weights.items() if word in text) >= least
    ]


def articles_on(candidates: Sequence[Candidate], topic: str, terms: Terms) -> set[str]:
    """Ids of the articles that are about the topic as a whole.

    Their title has all of its words, or most of their sentences do.
    """
    words = {word for word in terms(topic) if len(word) > 1}
    articles = {each.article.id: each for each in candidates}
    return {id for id, each in articles.items() if words and _is_of(each, words, terms)}


def _is_of(candidate: Candidate, words: set[str], terms: Terms) -> bool:
    article = candidate.article
    if words <= set(terms(article.title or "")):
        return True
    body = [article.text[s.start : s.end] for s in candidate.spans if s.kind is Kind.BODY]
    return 2 * sum(words <= set(terms(text)) for text in body) > len(body)


def _around(candidate: Candidate) -> str:
    return " ".join(candidate.article.text[a:b] for a, b in _spans(candidate))


def _spans(candidate: Candidate) -> Iterator[tuple[int, int]]:
    """The sentence and the one before it in its paragraph, which its pronouns may mean."""
    span = candidate.span
    before = candidate.spans[candidate.n - 1] if candidate.n else None
    if before and before.paragraph == span.paragraph:
        yield before.start, before.end
    yield span.start, span.end
