"""Fit the judge's weights: `python -m evals.fit_judge FOLDER… --model SPEC --out FILE`.

Each FOLDER is a story (`articles/` and `cases.jsonl`), each SET=PATH a public one (`squad2=FILE`).
So many of their questions as `--most` says, drawn with a seed, are asked with the model as a judge
only. What it said (log P(Yes) - log P(No)) and the probability without it are weighed against
whether the articles do answer: a logistic regression (`evals.logistic`) in which either answer
counts as much.

The figures printed are ten-fold cross-validated. Run it again when `answerable.json` changes.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from assistant.desk import Assistant
from assistant.judging import weighed
from assistant.models import SpecError
from assistant.settings import Settings
from evals import logistic, pools
from evals.cases import Case, CaseError
from evals.logistic import Linear, Table
from evals.metrics import auroc
from evals.pools import Pool, PoolError

FOLDS = 10
RIDGE = 1.0
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5)


@dataclass(frozen=True, slots=True)
class Seen:
    """Of some questions: log-odds without the model and its margin (n, 2); answerable (n)."""

    rows: Table
    labels: NDArray[np.bool_]


def drawn(given: Sequence[Pool], most: int, seed: int = 1) -> list[tuple[Pool, list[Case]]]:
    """At most so many of the pools' questions that follow no other, in the pools' order."""
    asked = [(n, case) for n, pool in enumerate(given) for case in pool.cases if not case.turns]
    picked = np.random.default_rng(seed).permutation(len(asked))[:most]
    chosen = [asked[i] for i in sorted(picked)]
    return [(pool, [c for k, c in chosen if k == n]) for n, pool in enumerate(given)]


def ask(given: Sequence[tuple[Pool, list[Case]]], spec: str, home: Path) -> Seen:
    """Ask the model. A question for which it gave no verdict is left out."""
    with tqdm(total=sum(len(cases) for _, cases in given), unit="q", disable=None) as bar:
        done = bar.update
        found = [row for pool, cases in given for row in _asked(pool, cases, spec, home, done)]
    if not found:
        raise PoolError(f"{spec} judged no question; `dateline models` says whether it is there")
    return Seen(np.array([row for row, _ in found]), np.array([label for _, label in found]))


def _asked(
    pool: Pool, cases: Sequence[Case], spec: str, home: Path, done: Callable[[], object]
) -> Iterator[tuple[tuple[float, float], bool]]:
    settings = Settings(
        home=home / pool.name,
        models=Settings.from_environment().models,
        model=spec,
        writer="quoting",
    )
    desk = Assistant.open(pool.articles, settings)
    try:
        desk.sync()
        files = [article.source for article in desk.articles()]
        for case in cases:
            judged = desk.ask(case.question, sources=case.scope(files)).judged
            done()
            if judged is not None:
                yield weighed(judged), case.answerable
    finally:
        desk.close()


def fit(seen: Seen) -> Linear:
    """Weights of the two. Both kinds of question count the same."""
    yes = seen.labels.mean()
    weights = np.where(seen.labels, 0.5 / yes, 0.5 / (1 - yes))
    return logistic.fit(seen.rows, seen.labels, weights, RIDGE)


def cross_validated(seen: Seen) -> Table:
    """The probability of each row from a fit that has not seen it."""
    folds = np.random.default_rng(1).permutation(len(seen.rows)) % FOLDS
    found = np.zeros(len(seen.rows))
    for fold in range(FOLDS):
        rest, out = folds != fold, folds == fold
        odds = fit(Seen(seen.rows[rest], seen.labels[rest])).odds(seen.rows[out])
        found[out] = 1 / (1 + np.exp(-np.array(odds)))
    return found


def report(seen: Seen) -> list[str]:
    """AUROC without the model, of its verdict and of both, and what each threshold refuses."""
    labels, both = seen.labels, cross_validated(seen)
    parts = {"without": seen.rows[:, 0], "verdict": seen.rows[:, 1], "both": both}
    found = [f"{name} {auroc(list(x[labels]), list(x[~labels])):.3f}" for name, x in parts.items()]
    lines = [f"{len(labels)} questions, AUROC: {', '.join(found)}"]
    return lines + [
        f"{t}: refused {(both < t)[~labels].mean():.3f} of {int((~labels).sum())} unanswerable, "
        f"{(both < t)[labels].mean():.3f} of {int(labels.sum())} answerable"
        for t in THRESHOLDS
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, fit, say how well, and write the weights under the model's name."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("pools", nargs="+", metavar="FOLDER or SET=PATH")
    parser.add_argument("--model", required=True, metavar="SPEC", help="the model that judges")
    parser.add_argument("--most", type=int, default=400, help="questions to ask (400)")
    parser.add_argument("--threshold", type=float, default=0.3, help="the least that passes (0.3)")
    parser.add_argument("--name", help="the spec the weights are for; `any` for models without own")
    parser.add_argument("--out", type=Path, required=True, help="the JSON file to write into")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as home:
        try:
            given = pools.read(options.pools, Path(home) / "sets")
            seen = ask(drawn(given, options.most), options.model, Path(home))
        except (PoolError, CaseError, SpecError) as error:
            parser.error(str(error))
    figures = report(seen)
    print("\n".join(figures))
    fitted = fit(seen)
    script = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    known = json.loads(options.out.read_text(encoding="utf-8")) if options.out.exists() else {}
    known[options.name or options.model] = {
        "recipe": f"evals/fit_judge.py ({script[:12]}) over {len(given)} folders with "
        f"{options.model}: {figures[0]}",
        "intercept": round(fitted.intercept, 4),
        "ranker": round(float(fitted.weights[0]), 4),
        "margin": round(float(fitted.weights[1]), 4),
        "threshold": options.threshold,
    }
    options.out.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
