"""Fit the ranker's weights: `python -m evals.fit_ranker FOLDER…` (needs scikit-learn).

Each FOLDER is one story: `articles/` and one or more `*.jsonl` of cases which, besides the usual
fields, list under `sentences` the verbatim sentences that answer. A sentence that search found is a
positive when it is one of those. Every answerable question that names someone is asked once more
with a name from another story in its place, which the articles cannot answer. The model is logistic
regression over standardised `Features`, L2-regularised; the figures printed are cross-validated
with whole stories left out.
"""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.features import Features, Reader, select
from assistant.questions import analyse
from evals.metrics import auroc, hit_at, mean
from index.catalog import Filter
from index.embedding import MiniLM
from index.library import Library

STRENGTH = 0.1
SEED = 20240315
THRESHOLD = 0.2


@dataclass(frozen=True, slots=True)
class Example:
    """One question and one sentence that search found for it, at its place in the list."""

    story: str
    question: str
    answerable: bool
    answers: bool
    features: tuple[float, ...]


def read(story: Path) -> list[dict[str, Any]]:
    """The cases of a story's files."""
    return [
        json.loads(line)
        for path in sorted(story.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def swapped(cases: Sequence[dict[str, Any]], strangers: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Answerable questions with one name replaced by a stranger's: no longer answerable."""
    choice = random.Random(SEED)  # noqa: S311
    for case in cases:
        names = analyse(case["question"], str.split).names
        if case["answerable"] and names and strangers:
            name = choice.choice(names)
            question = case["question"].replace(name, choice.choice(strangers))
            yield {
                "id": f"{case['id']}-swapped",
                "question": question,
                "answerable": False,
                "files": [],
            }


def examples(
    story: Path, cases: Sequence[dict[str, Any]], strangers: Sequence[str], home: Path
) -> Iterator[Example]:
    """Every question of a story with each sentence that the reader reads.

    `strangers` are names from other stories; those that this story has too are left out.
    """
    with Library.open(story / "articles", home, MiniLM()) as library:
        library.sync()
        reader = Reader(library)
        texts = "\n".join(article.text for article in library.articles())
        unknown = [name for name in strangers if not any(part in texts for part in name.split())]
        for case in [*cases, *swapped(cases, unknown)]:
            question = analyse(case["question"], library.terms)
            found = library.search(question.text, within=Filter())
            golds = [_flat(sentence) for sentence in case.get("sentences", [])]
            chosen = select(question, found)
            for candidate, row in zip(chosen, reader.read(question, chosen), strict=True):
                text = _flat(candidate.text)
                yield Example(
                    story=story.name,
                    question=case["id"],
                    answerable=case["answerable"],
                    answers=candidate.article.source in case["files"]
                    and any(text in gold or gold in text for gold in golds),
                    features=astuple(row),
                )


def fit(rows: Sequence[Example]) -> tuple[dict[str, float], float]:
    """(weight for each raw feature, intercept)."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    table = np.array([row.features for row in rows])
    scaler = StandardScaler().fit(table)
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    model.fit(scaler.transform(table), [row.answers for row in rows])
    weights = model.coef_[0] / scaler.scale_
    intercept = float(model.intercept_[0] - weights @ scaler.mean_)
    names = [field.name for field in fields(Features)]
    return {name: round(float(w), 5) for name, w in zip(names, weights, strict=True)}, intercept


def cross_validate(rows: Sequence[Example]) -> str:
    """Figures over questions whose whole story was left out of the fit."""
    firsts: list[bool] = []
    thirds: list[float] = []
    yes: list[float] = []
    no: list[float] = []
    for story in sorted({row.story for row in rows}):
        weights, intercept = fit([row for row in rows if row.story != story])
        vector = np.array(list(weights.values()))
        held = [row for row in rows if row.story == story]
        for question in sorted({row.question for row in held}):
            mine = [row for row in held if row.question == question]
            scores = [_probability(vector, intercept, row) for row in mine]
            order = np.argsort(scores)[::-1]
            (yes if mine[0].answerable else no).append(max(scores))
            if mine[0].answerable:
                golds = [mine[n].answers for n in order]
                firsts.append(golds[0])
                thirds.append(hit_at(3, golds))
    false, right = mean([p < THRESHOLD for p in yes]), mean([p < THRESHOLD for p in no])
    return (
        f"{len(yes)} answerable, {len(no)} not: hit@1 {mean(firsts):.3f}, "
        f"hit@3 {mean(thirds):.3f}, abstention AUROC {auroc(yes, no):.3f}; at {THRESHOLD}: "
        f"{right:.3f} of the unanswerable refused, {false:.3f} of the answerable"
    )


def _probability(weights: NDArray[np.float64], intercept: float, row: Example) -> float:
    return float(1 / (1 + np.exp(-(weights @ np.array(row.features) + intercept))))


def _flat(text: str) -> str:
    return " ".join(text.split())


def main() -> int:
    """Fit over all folders, print cross-validated figures, write the JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="the JSON file to write")
    options = parser.parse_args()
    rows: list[Example] = []
    cases = {folder: read(folder) for folder in options.folders}
    names = {
        folder: [n for case in these for n in analyse(case["question"], str.split).names]
        for folder, these in cases.items()
    }
    with tempfile.TemporaryDirectory() as home:
        for folder, these in cases.items():
            others = sorted({n for other in names if other != folder for n in names[other]})
            rows += examples(folder, these, others, Path(home))
            print(f"{folder.name}: {len(rows)} sentences in all", file=sys.stderr)
    print(cross_validate(rows))
    weights, intercept = fit(rows)
    questions = len({(row.story, row.question) for row in rows})
    recipe = {
        "recipe": f"evals/fit_ranker.py over {questions} questions on {len(options.folders)} news "
        f"stories; logistic regression, C={STRENGTH}",
        "threshold": THRESHOLD,
        "intercept": round(intercept, 5),
        "weights": weights,
    }
    options.out.write_text(json.dumps(recipe, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
