"""Questions with the sentences that search found for them, as the ranker reads each alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.evidence import Ranker
from assistant.features import Reader, select
from assistant.questions import analyse
from assistant.voices import Voices
from evals import answer_metrics
from evals.metrics import auroc, hit_at, mean
from evals.pools import Pool
from index.catalog import Filter
from index.embedding import MiniLM
from index.library import Library


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence that search found: the log-odds that it answers by the ranker alone, and whether
    it does."""

    text: str
    odds: float
    answers: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what was found for it, the likeliest first."""

    question: str
    answerable: bool
    found: tuple[Read, ...]


def read(pool: Pool, home: Path, ranker: Ranker) -> Iterator[Asked]:
    """Every question of a pool that follows no other."""
    with Library.open(pool.articles, home, MiniLM()) as library:
        library.sync()
        voices = Voices(library)
        reader = Reader(library, voices)
        for case in pool.cases:
            if case.turns:
                continue
            question = analyse(case.question, library.terms)
            within = Filter(sources=tuple(case.scope([a.source for a in library.articles()])))
            chosen = select(question, library.search(question.text, within=within), voices)
            asked = reader.ask(question)
            odds = ranker.alone(asked, reader.read(question, asked, chosen))
            found = [
                Read(" ".join(text.split()), z, bool(answer_metrics.golds(case, source, text)))
                for z, (source, text) in zip(
                    odds, ((each.article.source, each.text) for each in chosen), strict=True
                )
            ]
            if found:
                found.sort(key=lambda each: -each.odds)
                yield Asked(case.question, case.answerable, tuple(found))


def figures(asked: Sequence[Asked], odds: Sequence[Sequence[float]]) -> str:
    """How often the likeliest and one of the three likeliest sentences answers, and how well the
    best log-odds tell the answerable from the rest; `odds` are of each question's first sentences.
    """
    best, golds, unanswerable = [], [], []
    for each, given in zip(asked, odds, strict=True):
        if each.answerable:
            best.append(max(given))
            order = sorted(range(len(given)), key=lambda n: -given[n])
            golds.append([each.found[n].answers for n in order])
        else:
            unanswerable.append(max(given))
    return (
        f"{len(best)} answerable, {len(unanswerable)} not: "
        f"hit@1 {mean([hit_at(1, g) for g in golds]):.3f}, "
        f"hit@3 {mean([hit_at(3, g) for g in golds]):.3f}, "
        f"abstention AUROC {auroc(best, unanswerable):.3f}"
    )
