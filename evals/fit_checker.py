"""Fit the checker's weights: `python -m evals.fit_checker --wice F --drafts F --out F`.

WiCE's claims with the best sentences of their pages, the drafts that are not marked `unseen`, and
supported claims made wrong by rule (`evals/corruptions.py`), since WiCE has few lost negations or
hedges. Logistic regression over standardised `Features`, L2-regularised (needs scikit-learn). The
figures printed are cross-validated over pages: a page's claims, and what was made of them, are
never in the fit that scores them, and what was made by rule is never scored.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from tqdm import tqdm

from assistant.checking import Checker, Features, Support
from evals.corruptions import corruptions
from evals.external import wice
from evals.metrics import auroc, mean
from index.embedding import MiniLM

STRENGTH = 0.1
SENTENCES = 4
FOLDS = 10
CORRUPTED = 0.25
DRAFTED = 1.0
THRESHOLD = 0.45
Weights = tuple[dict[str, float], float]


class Cited(BaseModel):
    """A sentence that a draft cites."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    published: date | None
    context: str


class Draft(BaseModel):
    """One line of the drafts: a sentence, what it cites, and what is wrong with it (`kind`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    draft: str
    supported: bool
    kind: str
    unseen: bool
    evidence: tuple[Cited, ...]

    def support(self) -> list[Support]:
        """The cited sentences as the checker takes them."""
        return [Support(each.text, each.published, each.context) for each in self.evidence]


@dataclass(frozen=True, slots=True)
class Example:
    """One row of the fit. `page` groups what must not be split; `weight` is of one row."""

    page: str
    supported: bool
    weight: float
    features: tuple[float, ...]
    hard: bool
    soft: bool


def drafts(path: Path) -> list[Draft]:
    """The drafts of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Draft.model_validate_json(line) for line in lines]


def from_drafts(given: Sequence[Draft], checker: Checker) -> list[Example]:
    """A row for each draft."""
    return [
        _example(each.draft, each.support(), each.supported, each.draft, DRAFTED, checker)
        for each in given
    ]


def from_wice(
    claims: Sequence[wice.WiceClaim], checker: Checker
) -> tuple[list[Example], list[Example]]:
    """A row for each claim, and the rows made by rule of those that are supported.

    Of these only what the findings see is kept: the rest would teach that likeness means nothing.
    """
    rows, made = [], []
    for claim in tqdm(claims, desc="claims", unit="claim"):
        page = "\n".join(claim.evidence)
        evidence = checker.best_support(claim.claim, claim.candidates(), SENTENCES)
        supported = claim.label == "supported"
        rows.append(_example(claim.claim, evidence, supported, page, 1.0, checker))
        if supported:
            made += [
                _example(text, cited, False, page, CORRUPTED, checker)
                for text, cited in corruptions(claim.claim, evidence)
            ]
    return rows, [row for row in made if row.soft]


def _example(
    text: str,
    evidence: Sequence[Support],
    supported: bool,
    page: str,
    weight: float,
    checker: Checker,
) -> Example:
    judged = checker.judge(text, evidence)
    found = judged.findings
    return Example(page, supported, weight, astuple(judged.features), found.hard, found.soft)


def fit(rows: Sequence[Example]) -> Weights:
    """(weight for each raw feature, intercept)."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    table = np.array([row.features for row in rows])
    scaler = StandardScaler().fit(table)
    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    weights = [row.weight for row in rows]
    model.fit(scaler.transform(table), [row.supported for row in rows], sample_weight=weights)
    raw = model.coef_[0] / scaler.scale_
    intercept = float(model.intercept_[0] - raw @ scaler.mean_)
    names = [field.name for field in fields(Features)]
    return {n: round(float(w), 5) for n, w in zip(names, raw, strict=True)}, round(intercept, 5)


def scores(weights: Weights, rows: Sequence[Example]) -> NDArray[np.float64]:
    """The scores that `Checker.check` gives: below the threshold on a hard finding."""
    vector = np.array(list(weights[0].values()))
    z = np.array([row.features for row in rows]) @ vector + weights[1]
    found: NDArray[np.float64] = 1 / (1 + np.exp(-z))
    hard = np.array([row.hard for row in rows])
    return np.where(hard, np.minimum(found, 0.99 * THRESHOLD), found)


def cross_validated(
    rows: Sequence[Example], made: Sequence[Example], drafted: Sequence[Example]
) -> NDArray[np.float64]:
    """A score for each of `rows` from a fit without its page."""
    found = np.zeros(len(rows))
    for fold in _folds(rows):
        held = {rows[n].page for n in fold}
        known = [row for row in (*rows, *made) if row.page not in held]
        found[fold] = scores(fit([*known, *drafted]), [rows[n] for n in fold])
    return found


def _folds(rows: Sequence[Example]) -> Iterator[list[int]]:
    pages = list(dict.fromkeys(row.page for row in rows))
    for first in range(FOLDS):
        mine = set(pages[first::FOLDS])
        yield [n for n, row in enumerate(rows) if row.page in mine]


def judged(name: str, given: Sequence[Draft], rows: Sequence[Example], weights: Weights) -> str:
    """How drafts fare: wrong ones refused, faithful ones kept, AUROC."""
    found = scores(weights, rows)
    yes = [float(s) for s, each in zip(found, given, strict=True) if each.supported]
    no = [float(s) for s, each in zip(found, given, strict=True) if not each.supported]
    return (
        f"{name}: {mean([s < THRESHOLD for s in no]):.2f} of {len(no)} wrong ones refused, "
        f"{mean([s >= THRESHOLD for s in yes]):.2f} of {len(yes)} faithful ones kept, "
        f"AUROC {auroc(yes, no):.3f}"
    )


def told_apart(claims: Sequence[wice.WiceClaim], scores: Sequence[float]) -> str:
    """How well one score a claim, in order, tells the supported from the others."""
    by_label: dict[str, list[float]] = {}
    for claim, each in zip(claims, scores, strict=True):
        by_label.setdefault(claim.label, []).append(each)
    yes, no = by_label.get("supported", []), by_label.get("not_supported", [])
    rest = no + by_label.get("partially_supported", [])
    return (
        f"{len(claims)} claims: AUROC supported against the rest {auroc(yes, rest):.3f}, "
        f"against not supported {auroc(yes, no):.3f}"
    )


def main() -> int:
    """Fit, print the figures, write the JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--wice", type=Path, required=True)
    parser.add_argument("--drafts", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="the JSON file to write")
    options = parser.parse_args()
    checker, claims = Checker(MiniLM()), wice.claims(options.wice)
    seen = [each for each in drafts(options.drafts) if not each.unseen]
    unseen = [each for each in drafts(options.drafts) if each.unseen]
    rows, made = from_wice(claims, checker)
    drafted = from_drafts(seen, checker)
    found = cross_validated(rows, made, drafted)
    print(told_apart(claims, [float(each) for each in found]))
    weights = fit([*rows, *made, *drafted])
    print(judged("drafts in the fit", seen, drafted, weights))
    print(judged("drafts not in the fit", unseen, from_drafts(unseen, checker), weights))
    script = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    recipe = {
        "recipe": f"evals/fit_checker.py ({script[:12]}) over {len(rows)} claims of WiCE's "
        f"development part, {len(made)} made wrong by rule and {len(seen)} drafts; "
        f"logistic regression, C={STRENGTH}",
        "threshold": THRESHOLD,
        "intercept": weights[1],
        "weights": weights[0],
    }
    options.out.write_text(json.dumps(recipe, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
