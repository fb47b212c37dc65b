"""Cases and an assistant in, one row a question out, each with what went wrong."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answers import Answer
from assistant.desk import Assistant
from evals import metrics
from evals.cases import Case


@dataclass(frozen=True, slots=True)
class Row:
    """One question's scores. A metric that does not apply to the case is None.

    `reason` says in words what is wrong with the answer; empty when nothing is.
    """

    id: str
    kind: str
    question: str
    answerable: bool
    fact_recall: float | None
    cites_gold: float | None
    citation_precision: float | None
    correct_abstention: float | None
    false_abstention: float | None
    quotes_exact: float
    loose_marks: int
    probability: float
    ms: float
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Mean:
    """A metric over the rows it applies to."""

    name: str
    value: float
    n: int


MEANS = (
    "fact_recall",
    "cites_gold",
    "citation_precision",
    "correct_abstention",
    "false_abstention",
    "quotes_exact",
    "loose_marks",
)
LOWER_IS_BETTER = frozenset({"false_abstention", "loose_marks"})


def run(
    cases: Sequence[Case],
    assistant: Assistant,
    *,
    progress: Callable[[], object] | None = None,
) -> list[Row]:
    """Ask every question, in order."""
    texts = texts_of(assistant)
    rows = []
    for case in cases:
        started = time.perf_counter()
        answer = assistant.ask(case.question)
        rows.append(score(case, answer, texts, 1000 * (time.perf_counter() - started)))
        if progress:
            progress()
    return rows


def texts_of(assistant: Assistant) -> dict[str, str]:
    """What quotes are compared with: the file itself for .txt and .md, read as a user would.

    For other formats the extracted text.
    """
    found = {}
    for article in assistant.articles():
        path = assistant.library.folder / article.source
        plain = Path(article.source).suffix in (".txt", ".md")
        found[article.source] = path.read_text(encoding="utf-8") if plain else article.text
    return found


def score(case: Case, answer: Answer, texts: dict[str, str], ms: float) -> Row:
    """All metrics of one answer."""
    yes = case.answerable
    recall = metrics.fact_recall(case, answer) if yes else None
    gold = metrics.cites_gold(case, answer) if yes else None
    exact, loose = metrics.quotes_exact(answer, texts), metrics.loose_marks(answer)
    reasons = []
    if yes and answer.abstained:
        reasons.append("abstained, though the articles answer")
    if not yes and not answer.abstained:
        reasons.append("answered, though the articles do not")
    if recall is not None and recall < 1 and not answer.abstained:
        missing = [fact[0] for fact in case.facts if not _has(fact, answer)]
        reasons.append(f"without: {'; '.join(missing)}")
    if gold == 0 and not answer.abstained:
        reasons.append("cites no file that answers")
    if exact < 1:
        reasons.append("a quote is not exactly in its file")
    if loose:
        reasons.append("marks and citations do not match")
    return Row(
        id=case.id,
        kind=case.kind,
        question=case.question,
        answerable=yes,
        fact_recall=recall,
        cites_gold=gold,
        citation_precision=metrics.citation_precision(case, answer) if yes else None,
        correct_abstention=None if yes else metrics.abstained(answer),
        false_abstention=metrics.abstained(answer) if yes else None,
        quotes_exact=exact,
        loose_marks=loose,
        probability=answer.probability,
        ms=ms,
        text=answer.text,
        reason="; ".join(reasons),
    )


def _has(fact: tuple[str, ...], answer: Answer) -> bool:
    case = Case(id="_", question="_", kind="fact", answerable=True, facts=(fact,), files=("_",))
    return metrics.fact_recall(case, answer) == 1


def means(rows: Sequence[Row]) -> list[Mean]:
    """Each metric's mean over the rows it applies to, and the AUROC of the probability."""
    found = []
    for name in MEANS:
        values = [float(v) for row in rows if (v := getattr(row, name)) is not None]
        found.append(Mean(name, metrics.mean(values), len(values)))
    auroc = metrics.auroc(
        [row.probability for row in rows if row.answerable],
        [row.probability for row in rows if not row.answerable],
    )
    return [*found, Mean("abstention_auroc", auroc, len(rows))]
