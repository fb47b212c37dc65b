"""Fit the judge's weights: `python -m evals.fit_judge --cases F --answers F --out F`.

The answers are what `DATELINE_WRITER=quoting dateline ask --batch QUESTIONS --json --model SPEC`
printed for the cases' questions; of each, the ranker's probability and the model's margin are used.
Logistic regression over the two (needs scikit-learn). The figures printed are cross-validated.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from assistant.judging import held, log_odds
from evals import cases
from evals.metrics import auroc

FOLDS = 10
STRENGTH = 1.0
Table = NDArray[np.float64]


class Seen(BaseModel):
    """What a model and the ranker said to one question."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    ranker: float
    margin: float


class Saved(BaseModel):
    """Of an answer, what the fit needs."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    question: str
    judged: Seen | None
    model: str | None


def read(asked: Path, answers: Sequence[Path]) -> tuple[Table, NDArray[np.bool_], set[str]]:
    """(ranker's log-odds, margin) of each answer, whether the articles do answer, the models."""
    answerable = {case.question: case.answerable for case in cases.read(asked)}
    rows, labels, models = [], [], set()
    for path in answers:
        for line in path.read_text(encoding="utf-8").splitlines():
            saved = Saved.model_validate_json(line)
            if saved.judged is not None and saved.question in answerable:
                rows.append((log_odds(saved.judged.ranker), held(saved.judged.margin)))
                labels.append(answerable[saved.question])
                models.add(saved.model or "")
    return np.array(rows), np.array(labels), models


def fit(rows: Table, labels: NDArray[np.bool_]) -> tuple[Table, float]:
    """Weights of the two, and the intercept. Both kinds of question count the same."""
    from sklearn.linear_model import LogisticRegression

    made = LogisticRegression(C=STRENGTH, class_weight="balanced").fit(rows, labels)
    return made.coef_[0], float(made.intercept_[0])


def cross_validated(rows: Table, labels: NDArray[np.bool_]) -> Table:
    """The probability of each row from a fit that has not seen it."""
    folds = np.random.default_rng(1).permutation(len(rows)) % FOLDS
    found = np.zeros(len(rows))
    for fold in range(FOLDS):
        weights, intercept = fit(rows[folds != fold], labels[folds != fold])
        z = rows[folds == fold] @ weights + intercept
        found[folds == fold] = 1 / (1 + np.exp(-z))
    return found


def report(rows: Table, labels: NDArray[np.bool_], threshold: float) -> str:
    """AUROC of the ranker, of the model and of both, and what the threshold refuses."""
    both = cross_validated(rows, labels)
    parts = {"ranker": rows[:, 0], "model": rows[:, 1], "both": both}
    found = [f"{name} {auroc(list(x[labels]), list(x[~labels])):.3f}" for name, x in parts.items()]
    refused, wrongly = (both < threshold)[~labels].mean(), (both < threshold)[labels].mean()
    return (
        f"AUROC: {', '.join(found)}; refused {refused:.3f} of {int((~labels).sum())} unanswerable, "
        f"{wrongly:.3f} of {int(labels.sum())} answerable"
    )


def main() -> int:
    """Fit, say how well, and write the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--answers", type=Path, nargs="+", required=True)
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--name", default="any", help="the spec that the weights are for")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    rows, labels, models = read(options.cases, options.answers)
    figures = report(rows, labels, options.threshold)
    weights, intercept = fit(rows, labels)
    print(figures)
    if options.out:
        known = json.loads(options.out.read_text(encoding="utf-8")) if options.out.exists() else {}
        about = f"{options.cases.name}, {', '.join(sorted(models))}: {figures}"
        known[options.name] = {
            "recipe": f"python -m evals.fit_judge on {about}",
            "intercept": round(intercept, 4),
            "ranker": round(float(weights[0]), 4),
            "margin": round(float(weights[1]), 4),
            "threshold": options.threshold,
        }
        options.out.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
