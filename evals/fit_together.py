"""Fit how two readings are weighed: `python -m evals.fit_together FOLDER… --out FILE`.

The ranker reads each sentence alone, the cross-encoder the likeliest ones together with the
question. Here a logistic regression (`evals.logistic`) gives the log-odds of either its weight.
Each FOLDER is a story that the cross-encoder was not trained on, or its own would weigh too much.

The figures printed are of folders left out in turn; then all are fitted and the JSON is written.
Run it again whenever one of the two changes, and `evals.fit_answerable` and `evals.fit_rivals`
after it.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from tqdm import tqdm

from assistant.evidence import Ranker
from evals import logistic, pools
from evals.cases import CaseError
from evals.logistic import Linear, Table
from evals.pools import PoolError
from evals.readings import Asked, figures, read

RIDGE = 1.0


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question, and of each sentence read twice both log-odds (n, 2)."""

    asked: Asked
    odds: Table


def weigh(asked: Asked, ranker: Ranker) -> Weighed:
    """Both readings of what is read together with the question, likeliest first."""
    some = asked.found[: ranker.TOGETHER]
    alone = [each.odds for each in some]
    seen = ranker.together(
        asked.question, [each.text for each in some], [each.around for each in some]
    )
    return Weighed(asked, np.column_stack([alone, [each.answers for each in seen]]))


def fit(weighed: Sequence[Weighed]) -> Linear:
    """The weights that make the sentences likely that answer."""
    labels = [found.answers for w in weighed for found in w.asked.found[: len(w.odds)]]
    rows = np.concatenate([each.odds for each in weighed])
    return logistic.fit(rows, np.array(labels), np.ones(len(labels)), RIDGE)


def left_out(folders: Sequence[Sequence[Weighed]]) -> list[list[float]]:
    """Every question's log-odds, by what the other folders teach."""
    return [
        fit(list(chain(*(other for other in folders if other is not folder)))).odds(each.odds)
        for folder in folders
        for each in folder
    ]


def recipe(fitted: Linear, folders: Sequence[Sequence[Weighed]]) -> dict[str, object]:
    """What the JSON file holds; its hash is over this script."""
    script = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    alone, together = fitted.weights
    return {
        "recipe": f"evals/fit_together.py ({script[:12]}) over {sum(map(len, folders))} questions "
        f"in {len(folders)} folders",
        "intercept": round(fitted.intercept, 5),
        "alone": round(float(alone), 5),
        "together": round(float(together), 5),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Leave each folder out in turn, fit over all, write the JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("pools", nargs="+", metavar="FOLDER")
    parser.add_argument("--out", type=Path, required=True, help="the JSON file to write")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as home:
        try:
            given = pools.read(options.pools, Path(home) / "sets")
        except (PoolError, CaseError) as error:
            parser.error(str(error))
        if len(given) < 2:
            parser.error("give two stories or more: each is left out in turn")
        ranker = Ranker()
        folders = [
            [weigh(asked, ranker) for asked in read(pool, Path(home) / pool.name, ranker)]
            for pool in tqdm(given, unit="folder", disable=None)
        ]
    asked = [each.asked for folder in folders for each in folder]
    read_alone = [list(each.odds[:, 0]) for folder in folders for each in folder]
    print("alone:", figures(asked, read_alone))
    print("both:", figures(asked, left_out(folders)))
    fitted = fit(list(chain(*folders)))
    text = json.dumps(recipe(fitted, folders), indent=1)
    options.out.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
