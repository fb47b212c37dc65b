"""Metrics over rankings, probabilities and plain numbers, each with its source."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

BINS = 10


def hit_at(k: int, golds: Sequence[bool]) -> float:
    """1 when any of the first `k` results is right (success@k; TREC's `success`)."""
    return float(any(golds[:k]))


def recall_at(k: int, ranked: Sequence[str], relevant: Collection[str]) -> float:
    """The share of the relevant items among the first `k` (Manning et al. 2008, ch. 8)."""
    return len(set(ranked[:k]) & set(relevant)) / len(relevant)


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str]) -> float:
    """1 / the place of the first relevant item, 0 without one (Voorhees 1999, TREC-8 QA)."""
    return next((1 / place for place, item in enumerate(ranked, 1) if item in relevant), 0.0)


def ndcg_at(k: int, ranked: Sequence[str], relevant: Collection[str]) -> float:
    """Discounted gain of the first `k` over the best possible (Järvelin and Kekäläinen 2002).

    Gain 1 for a relevant item, discount log2(place + 1), as trec_eval has it.
    """
    found = sum(1 / math.log2(n + 2) for n, item in enumerate(ranked[:k]) if item in relevant)
    best = sum(1 / math.log2(n + 2) for n in range(min(k, len(relevant))))
    return found / best


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """The chance that a positive scores above a negative, ties counted half.

    The Mann-Whitney U statistic over its maximum (Hanley and McNeil 1982), from mid-ranks.
    """
    if not positives or not negatives:
        return float("nan")
    ranks = _mid_ranks([*positives, *negatives])
    u = sum(ranks[: len(positives)]) - len(positives) * (len(positives) + 1) / 2
    return u / (len(positives) * len(negatives))


def _mid_ranks(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=lambda n: values[n])
    ranks = [0.0] * len(values)
    first = 0
    while first < len(order):
        last = first
        while last + 1 < len(order) and values[order[last + 1]] == values[order[first]]:
            last += 1
        for n in order[first : last + 1]:
            ranks[n] = (first + last) / 2 + 1
        first = last + 1
    return ranks


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions between `low` and `high`: how many, their mean, and the share that came true."""

    low: float
    high: float
    n: int
    predicted: float
    observed: float


def reliability(
    probabilities: Sequence[float], outcomes: Sequence[bool], bins: int = BINS
) -> list[Bin]:
    """The points of a reliability diagram, in bins of equal width, empty ones left out.

    DeGroot and Fienberg 1983; bins as in Guo et al. 2017, arXiv:1706.04599.
    """
    inside: dict[int, list[tuple[float, bool]]] = {}
    for probability, outcome in zip(probabilities, outcomes, strict=True):
        inside.setdefault(min(bins - 1, int(probability * bins)), []).append((probability, outcome))
    return [
        Bin(
            low=n / bins,
            high=(n + 1) / bins,
            n=len(pairs),
            predicted=mean([probability for probability, _ in pairs]),
            observed=mean([float(outcome) for _, outcome in pairs]),
        )
        for n, pairs in sorted(inside.items())
    ]


def calibration_error(
    probabilities: Sequence[float], outcomes: Sequence[bool], bins: int = BINS
) -> float:
    """Expected calibration error: the mean gap between predicted and observed, weighted by n.

    Naeini et al. 2015; Guo et al. 2017, equation 3.
    """
    found = reliability(probabilities, outcomes, bins)
    if not found:
        return float("nan")
    return sum(b.n * abs(b.predicted - b.observed) for b in found) / len(probabilities)


def kappa(first: Sequence[bool], second: Sequence[bool]) -> float:
    """How far two judges agree beyond chance, 1 for always (Cohen 1960)."""
    if not first:
        return float("nan")
    agreed = mean([float(a == b) for a, b in zip(first, second, strict=True)])
    yes, other = mean([float(a) for a in first]), mean([float(b) for b in second])
    chance = yes * other + (1 - yes) * (1 - other)
    return 1.0 if chance == 1 else (agreed - chance) / (1 - chance)


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean; not a number when there is none."""
    return sum(values) / len(values) if values else float("nan")


def percentile(values: Sequence[float], q: float) -> float:
    """The nearest-rank percentile, `q` from 0 to 100."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(q / 100 * (len(ordered) - 1)))]


def cost(tokens: Mapping[str, int], price_in: float, price_out: float) -> float:
    """What the tokens cost, with prices a million tokens, in the currency of the prices.

    Counts named for a prompt or an input are priced as read, all others as written.
    """
    read = sum(n for name, n in tokens.items() if name.startswith(("prompt", "input", "read")))
    written = sum(tokens.values()) - read
    return (read * price_in + written * price_out) / 1_000_000
