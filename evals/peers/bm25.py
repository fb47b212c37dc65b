"""A baseline without vectors or rules: the sentence with the best BM25, always given."""

from assistant.answers import Answer, Citations, Sentence, marks
from assistant.desk import Assistant
from evals.cases import Case
from evals.systems import RANKED, Reply, ranked
from index.catalog import Filter

_HALF = 10.0
"""The BM25 score that counts as even odds: only the order matters, and only for the AUROC."""


class FirstByBM25:
    """Sentences by BM25 (k1 1.2, b 0.75, Robertson et al. 1994), the first one is the answer."""

    name, model = "bm25", "none"

    def __init__(self, desk: Assistant) -> None:
        self._library = desk.library
        self._files = [article.source for article in desk.articles()]

    def ask(self, case: Case) -> Reply:
        within = Filter(until=case.as_of, sources=case.scope(self._files))
        found = self._library.search(case.with_turns, within=within).sentences
        hits = sorted((c for c in found if c.sentence_words > 0), key=lambda c: -c.sentence_words)
        ranking = ranked((c, c.sentence_words) for c in hits[:RANKED])
        if not hits:
            nothing = Answer(case.question, "No sentence has a word of the question.", True, (), ())
            return Reply(nothing, ())
        first, citations = hits[0], Citations()
        n = citations.cite(first.article, first.span.start, first.span.end)
        text = f"\u201c{first.text}\u201d {marks([n])}"
        return Reply(
            Answer(
                question=case.question,
                text=text,
                abstained=False,
                sentences=(Sentence(text, (n,), "verbatim"),),
                citations=citations.all(),
                probability=round(first.sentence_words / (first.sentence_words + _HALF), 4),
            ),
            ranking,
        )
