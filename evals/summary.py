"""From rows to figures: each metric's mean over the rows it applies to, with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass

from evals import intervals, metrics
from evals.intervals import Interval
from evals.rows import Row


@dataclass(frozen=True, slots=True)
class Metric:
    """What a metric is called, what it says, and which way is better."""

    name: str
    says: str
    lower_is_better: bool = False


METRICS = (
    Metric("fact_recall", "share of the expected facts that stand in the answer"),
    Metric("exact_match", "answers with every expected fact and no wrong one unflagged"),
    Metric("wrong_answer", "answers that give a listed wrong answer unflagged", True),
    Metric("cites_gold", "answers that cite a file which answers"),
    Metric("citation_precision", "share of the citations whose file answers"),
    Metric("citation_recall", "share of the files that answer which are cited"),
    Metric("sentence_precision", "share of the citations that are sentences which answer"),
    Metric("sentence_recall", "share of the sentences that answer which are cited"),
    Metric("quotes_exact", "share of the quotes that stand in their file, character by character"),
    Metric("loose_marks", "marks without a citation and citations without a mark, an answer", True),
    Metric("unsupported_sentences", "share of the sentences the checker does not support", True),
    Metric("disagreement_recall", "share of the differing accounts shown side by side"),
    Metric("correct_abstention", "unanswerable questions refused (abstention recall)"),
    Metric("false_abstention", "answerable questions refused", True),
    Metric("abstention_precision", "refusals of questions that are unanswerable"),
    Metric("abstention_auroc", "chance that an answerable question has the higher probability"),
    Metric("calibration_error", "gap between the probability and the share answerable", True),
    Metric("hit_at_1", "questions whose first sentence answers"),
    Metric("hit_at_3", "questions with a sentence that answers among the first three"),
    Metric("recall_at_10", "share of what answers among the first ten sentences"),
    Metric("mrr", "1 / place of the first sentence that answers"),
    Metric("ndcg_at_10", "discounted gain of the first ten sentences"),
    Metric("file_recall_at_5", "share of the files that answer among the first five files"),
    Metric("degraded", "answers given without the model, because it failed", True),
)
LOWER_IS_BETTER = frozenset(metric.name for metric in METRICS if metric.lower_is_better)
_OF_ALL = frozenset({"abstention_auroc", "calibration_error"})


@dataclass(frozen=True, slots=True)
class Mean:
    """A metric over the rows it applies to."""

    name: str
    interval: Interval

    @property
    def value(self) -> float:
        return self.interval.value

    @property
    def n(self) -> int:
        return self.interval.n


@dataclass(frozen=True, slots=True)
class Effort:
    """What the answers took: milliseconds (nearest-rank percentiles) and tokens in all."""

    p50: float
    p95: float
    tokens: dict[str, int]


def means(rows: Sequence[Row]) -> list[Mean]:
    """Every metric that applies to any row, in the order of METRICS."""
    found = []
    for metric in METRICS:
        if metric.name in _OF_ALL:
            interval = intervals.of(rows, auroc if metric.name == "abstention_auroc" else error)
        else:
            interval = intervals.of_mean(
                [row.values[metric.name] for row in rows if metric.name in row.values]
            )
        if interval.n and interval.value == interval.value:  # defined
            found.append(Mean(metric.name, interval))
    return found


def unsupported_by_judge(rows: Sequence[Row]) -> Interval:
    """The share of an answer's sentences that the model judge does not support, over its answers.

    Never among `means`: another model gives another figure.
    """
    return intervals.of_mean(
        [
            metrics.mean([float(not each.supported) for each in row.judge.sentences])
            for row in rows
            if row.judge and row.judge.sentences
        ]
    )


def auroc(rows: Sequence[Row]) -> float:
    """Of the probability, answerable against not."""
    return metrics.auroc(
        [row.probability for row in rows if row.case.answerable],
        [row.probability for row in rows if not row.case.answerable],
    )


def error(rows: Sequence[Row]) -> float:
    """Expected calibration error; not a number unless both classes are there."""
    if len({row.case.answerable for row in rows}) < 2:
        return float("nan")
    return metrics.calibration_error(
        [row.probability for row in rows], [row.case.answerable for row in rows]
    )


def effort(rows: Sequence[Row]) -> Effort:
    """Latency and tokens of at least one row."""
    times = [row.ms for row in rows]
    tokens: dict[str, int] = {}
    for row in rows:
        for name, count in row.tokens.items():
            tokens[name] = tokens.get(name, 0) + count
    return Effort(metrics.percentile(times, 50), metrics.percentile(times, 95), tokens)


def line(mean: Mean) -> str:
    """One figure as it is printed."""
    low, high = mean.interval.low, mean.interval.high
    between = f"  [{low:.3f}, {high:.3f}]" if low == low else ""
    return f"{mean.name:22} {mean.value:.3f}{between}  n={mean.n}"
