"""Logistic regression with a ridge penalty, by Newton's method: a few signs, thousands of rows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_STEPS = 30
Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Linear:
    """Log-odds are `rows @ weights + intercept`, in the rows' own units."""

    weights: Table
    intercept: float

    def odds(self, rows: Table) -> list[float]:
        """The log-odds of each row; rows are (n, f)."""
        return [float(z) for z in rows @ self.weights + self.intercept]


def fit(rows: Table, labels: NDArray[np.bool_], weights: Table, ridge: float) -> Linear:
    """What makes the labels likely: rows (n, f), labels and weights (n).

    The penalty is `ridge` / 2 times the squared weights of the standardised signs.
    """
    middle, width = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    design = np.column_stack([(rows - middle) / width, np.ones(len(rows))])
    penalty = np.diag([ridge] * rows.shape[1] + [1e-6])
    found = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        expected = 1 / (1 + np.exp(-(design @ found)))
        curvature = (design * (weights * expected * (1 - expected))[:, None]).T @ design + penalty
        slope = design.T @ (weights * (expected - labels)) + penalty @ found
        found -= np.linalg.solve(curvature, slope)
    raw = found[:-1] / width
    return Linear(raw, float(found[-1] - middle @ raw))
