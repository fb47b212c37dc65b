"""Metrics as pure functions: a case and an answer in, a number from 0 to 1 out."""

from collections.abc import Sequence

from assistant.answers import Answer, Citation, Quote
from evals.cases import Case


def fact_recall(case: Case, answer: Answer) -> float:
    """The share of the case's facts that stand in the answer's text, in any accepted wording.

    Letter case and white space do not count; the closest passages of an abstention do not either.
    """
    text = _flat(answer.text)
    return sum(any(_flat(w) in text for w in fact) for fact in case.facts) / len(case.facts)


def cites_gold(case: Case, answer: Answer) -> float:
    """1 when any cited file is one in which a right answer stands."""
    return float(any(citation.source in case.files for citation in answer.citations))


def citation_precision(case: Case, answer: Answer) -> float:
    """The share of citations whose file is one in which a right answer stands."""
    if not answer.citations:
        return 0.0
    return sum(c.source in case.files for c in answer.citations) / len(answer.citations)


def abstained(answer: Answer) -> float:
    """1 when the answer says that the articles do not answer."""
    return float(answer.abstained)


def quotes_exact(answer: Answer, texts: dict[str, str]) -> float:
    """The share of quotes (citations and closest) that are `texts[source][start:end]` exactly."""
    quotes: list[Citation | Quote] = [*answer.citations, *answer.closest]
    if not quotes:
        return 1.0
    return sum(texts.get(q.source, "")[q.start : q.end] == q.quote for q in quotes) / len(quotes)


def loose_marks(answer: Answer) -> int:
    """How many marks have no citation, plus how many citations no sentence uses."""
    used = {n for sentence in answer.sentences for n in sentence.citations}
    made = {citation.n for citation in answer.citations}
    return len(used ^ made)


def hit_at(k: int, golds: Sequence[bool]) -> float:
    """1 when any of the first `k` results is right (success@k)."""
    return float(any(golds[:k]))


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """The chance that a positive scores above a negative, ties counted half (Mann-Whitney U)."""
    if not positives or not negatives:
        return float("nan")
    wins = sum((p > n) + 0.5 * (p == n) for p in positives for n in negatives)
    return wins / (len(positives) * len(negatives))


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean; not a number when there is none."""
    return sum(values) / len(values) if values else float("nan")


def percentile(values: Sequence[float], q: float) -> float:
    """The nearest-rank percentile, `q` from 0 to 100."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(q / 100 * (len(ordered) - 1)))]


def _flat(text: str) -> str:
    return " ".join(text.replace("\u2019", "'").lower().split())
