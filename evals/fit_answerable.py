"""Fit whether articles answer: `python -m evals.fit_answerable FOLDER… SET=PATH… --out FILE`.

Each FOLDER is a story (`articles/` and `cases.jsonl`), each SET a public one (`squad2=FILE`). Every
question is asked, and what was found for it is weighed (`assistant.answerable.Signs`) against
whether it is answerable: a logistic regression (`evals.logistic`). However many questions a folder
has, they weigh no more than `MOST` together.

The figures printed are of stories left out in turn; then all are fitted and the JSON is written.
Run it again whenever the ranker or `assistant/premises.py` changes.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from assistant.answerable import Signs
from assistant.desk import Assistant
from assistant.settings import Settings
from evals import logistic, pools
from evals.cases import CaseError
from evals.logistic import Linear
from evals.metrics import auroc, mean
from evals.pools import Pool, PoolError

RIDGE = 30.0
MOST = 60
THRESHOLDS = (0.4, 0.45, 0.5, 0.55, 0.6)
Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Story:
    """What was found for a pool's questions: signs (n, f), answerable (n), a weight for each."""

    name: str
    signs: Table
    answerable: NDArray[np.bool_]
    weight: float


def read(pool: Pool, home: Path) -> Story:
    """Ask every question of a pool that follows no other."""
    rows, labels = [], []
    desk = Assistant.open(pool.articles, Settings(home=home, model="none"))
    try:
        desk.sync()
        files = [article.source for article in desk.articles()]
        for case in pool.cases:
            seen = None
            if not case.turns:
                seen = desk.signs(desk.search(case.question, sources=case.scope(files)))
            if seen is not None:
                rows.append(astuple(seen))
                labels.append(case.answerable)
    finally:
        desk.close()
    weight = min(1.0, MOST / max(1, len(rows)))
    return Story(pool.name, np.array(rows), np.array(labels), weight)


def fit(stories: Sequence[Story]) -> Linear:
    """The weights that make the answerable likely, in the signs' own units."""
    return logistic.fit(
        np.concatenate([story.signs for story in stories]),
        np.concatenate([story.answerable for story in stories]),
        np.concatenate([np.full(len(s.signs), s.weight) for s in stories]),
        RIDGE,
    )


def left_out(stories: Sequence[Story]) -> list[list[float]]:
    """The log-odds of every story's questions, by what the other stories teach."""
    return [fit([o for o in stories if o is not story]).odds(story.signs) for story in stories]


def figures(name: str, odds: Sequence[float], answerable: Sequence[bool]) -> str:
    """One line: how well the two kinds are told apart, and what each threshold refuses of them."""
    yes = [z for z, is_yes in zip(odds, answerable, strict=True) if is_yes]
    no = [z for z, is_yes in zip(odds, answerable, strict=True) if not is_yes]
    if not yes or not no:
        return f"{name:12} n={len(odds)}"
    least = {t: float(np.log(t / (1 - t))) for t in THRESHOLDS}
    refused = "  ".join(
        f"{t}: {mean([z < z0 for z in no]):.2f} {mean([z < z0 for z in yes]):.2f}"
        for t, z0 in least.items()
    )
    return f"{name:12} n={len(odds):4} AUROC {auroc(yes, no):.3f}  refused, no and yes: {refused}"


def recipe(fitted: Linear, stories: Sequence[Story], threshold: float) -> dict[str, object]:
    """What the JSON file holds; its hash is over this script."""
    script = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    asked = sum(len(story.signs) for story in stories)
    return {
        "recipe": f"evals/fit_answerable.py ({script[:12]}) over {asked} questions in "
        f"{len(stories)} folders: {', '.join(story.name for story in stories)}",
        "threshold": threshold,
        "intercept": round(fitted.intercept, 5),
        "weights": {
            field.name: round(float(weight), 5)
            for field, weight in zip(fields(Signs), fitted.weights, strict=True)
        },
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Leave each story out in turn, fit over all folders, write the JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("pools", nargs="+", metavar="FOLDER or SET=PATH")
    parser.add_argument("--out", type=Path, required=True, help="the JSON file to write")
    parser.add_argument("--threshold", type=float, default=0.42, help="the least that answers")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as home:
        try:
            given = pools.read(options.pools, Path(home) / "sets")
        except (PoolError, CaseError) as error:
            parser.error(str(error))
        if len(given) < 2:
            parser.error("give two stories or more: each is left out in turn")
        stories = [
            read(pool, Path(home) / pool.name) for pool in tqdm(given, unit="story", disable=None)
        ]
    odds = left_out(stories)
    for story, each in zip(stories, odds, strict=True):
        print(figures(story.name, each, list(story.answerable)))
    labels = [is_yes for story in stories for is_yes in story.answerable]
    print(figures("all", [z for each in odds for z in each], labels))
    text = json.dumps(recipe(fit(stories), stories, options.threshold), indent=1)
    options.out.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
