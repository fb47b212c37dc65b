"""How sure a figure is: bootstrap intervals, for one set of rows and for two that are paired."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

Row = TypeVar("Row")
RESAMPLES = 1_000
SEED = 20240315


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure over `n` rows with its 95 % interval; bounds are nan for fewer than two rows."""

    value: float
    low: float
    high: float
    n: int


def of_mean(values: Sequence[float]) -> Interval:
    """A mean with its percentile bootstrap interval (Efron and Tibshirani 1993, ch. 13)."""
    if not values:
        return Interval(float("nan"), float("nan"), float("nan"), 0)
    numbers = np.asarray(values, dtype=np.float64)
    if len(numbers) < 2:
        return Interval(float(numbers[0]), float("nan"), float("nan"), 1)
    low, high = np.percentile(numbers[_draws(len(numbers))].mean(axis=1), [2.5, 97.5])
    return Interval(float(numbers.mean()), float(low), float(high), len(numbers))


def of(rows: Sequence[Row], statistic: Callable[[Sequence[Row]], float]) -> Interval:
    """Any statistic of whole rows (AUROC, say) with its percentile bootstrap interval.

    Resamples in which it is not defined, as AUROC with one class only, are left out.
    """
    value = statistic(rows) if rows else float("nan")
    if len(rows) < 2 or np.isnan(value):
        return Interval(value, float("nan"), float("nan"), len(rows))
    drawn = np.array([statistic([rows[n] for n in draw]) for draw in _draws(len(rows))])
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return Interval(value, float(low), float(high), len(rows))


def of_difference(before: Sequence[float], after: Sequence[float]) -> Interval:
    """The mean of `after - before` over the same questions: paired, so question by question.

    Koehn 2004 (paired bootstrap). An interval that leaves out zero is a difference to believe.
    """
    return of_mean([b - a for a, b in zip(before, after, strict=True)])


def _draws(n: int) -> "np.ndarray[tuple[int, int], np.dtype[np.int64]]":
    """Row numbers, shape (RESAMPLES, n): the same for the same n, so that figures repeat."""
    return np.random.default_rng(SEED).integers(0, n, size=(RESAMPLES, n))
