"""Fit the ranker's weights: `python -m evals.fit_ranker FOLDER… --out FILE`.

Each FOLDER is one story: `articles/` and `cases.jsonl` which, besides the usual fields, lists under
`sentences` the verbatim sentences that answer. A sentence that search found is a positive when it
is one of those. Two more kinds of question are made from them:

- strangers: an answerable question with a name from another story in the place of its own, which
  the articles cannot answer;
- twins, from `twins.jsonl` where there is one: a sentence that would answer a question the articles
  do not, put into its article. Questions then give nothing away by their form: each is asked once
  of articles that answer and once of articles that do not.

The model is a logistic regression over `Features` and, added to its log-odds, the network of
`assistant.alignment`, trained together by AdamW (scikit-learn gives the start, JAX the gradients;
the `fit` dependency group has both). The figures printed are cross-validated with whole stories
left out; then all stories are fitted and the JSON is written.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, fields
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from tqdm import tqdm

from assistant.features import Features
from evals.metrics import auroc, hit_at, mean
from evals.ranker_examples import Example, read_story
from evals.ranker_network import STEPS, Fitted, fit

FOLDS = 5
SEED = 0


@dataclass(frozen=True, slots=True)
class Scored:
    """A held-out question's probabilities, in the order of its candidates."""

    example: Example
    probabilities: tuple[float, ...]

    @property
    def best(self) -> float:
        """The log-odds of the best sentence."""
        best = min(max(self.probabilities, default=1e-6), 1 - 1e-6)
        return float(np.log(best / (1 - best)))


def cross_validate(examples: Sequence[Example], steps: int) -> list[Scored]:
    """Every question scored by a model that has not seen its story; at least two stories."""
    stories = sorted({example.story for example in examples})
    scored = []
    for fold in range(min(FOLDS, len(stories))):
        held = set(stories[fold::FOLDS])
        fitted = fit([e for e in examples if e.story not in held], SEED, steps)
        inside = [e for e in examples if e.story in held]
        found = fitted.probabilities(inside)
        scored += [Scored(e, tuple(p)) for e, p in zip(inside, found, strict=True)]
    return scored


def figures(scored: Sequence[Scored]) -> str:
    """Ranking over answerable questions; abstention over what was written as questions."""
    asked = [each for each in scored if each.example.kind == "asked"]
    yes = [each for each in asked if each.example.answerable]
    no = [each.best for each in asked if not each.example.answerable]
    twins = [each.best for each in scored if each.example.kind == "twin"]
    golds = [
        [each.example.answers[n] for n in np.argsort(each.probabilities)[::-1]] for each in yes
    ]
    bests = [each.best for each in yes]
    return (
        f"{len(yes)} answerable, {len(no)} not: hit@1 {mean([hit_at(1, g) for g in golds]):.3f}, "
        f"hit@3 {mean([hit_at(3, g) for g in golds]):.3f}, abstention AUROC {auroc(bests, no):.3f}"
        f" (against their own twins {auroc(twins, no):.3f})"
    )


def recipe(fitted: Fitted, examples: Sequence[Example]) -> dict[str, object]:
    """What the JSON file holds; its hash is over this script and the two it uses."""
    here = Path(__file__).parent
    names = ("fit_ranker.py", "ranker_examples.py", "ranker_network.py")
    script = hashlib.sha256(b"".join((here / name).read_bytes() for name in names)).hexdigest()
    asked = sum(example.kind == "asked" for example in examples)
    stories = len({example.story for example in examples})
    return {
        "recipe": f"evals/fit_ranker.py ({script[:12]}) over {asked} questions on {stories} news "
        f"stories and pools of passages, {len(examples)} with strangers and twins",
        "intercept": round(fitted.intercept, 5),
        "weights": {
            field.name: round(weight, 5)
            for field, weight in zip(fields(Features), fitted.weights, strict=True)
        },
        "alignment": fitted.alignment.model_dump(),
    }


def _unfit(folders: Sequence[Path]) -> str:
    """What is wrong with the folders or the installation, before an hour is spent; or ""."""
    missing = [name for name in ("jax", "optax", "sklearn") if find_spec(name) is None]
    if missing:
        return f"{', '.join(missing)} is not installed; run: pip install --group fit"
    for folder in folders:
        if not ((folder / "articles").is_dir() and (folder / "cases.jsonl").is_file()):
            return f"{folder} is no story: it needs articles/ and cases.jsonl"
    if len({folder.name for folder in folders}) < max(2, len(folders)):
        return "give two stories or more, in folders of different names: each is left out in turn"
    return ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Cross-validate, fit over all folders, write the JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="the JSON file to write")
    parser.add_argument("--steps", type=int, default=STEPS, help=f"of training ({STEPS})")
    options = parser.parse_args(arguments)
    if complaint := _unfit(options.folders):
        parser.error(complaint)
    with tempfile.TemporaryDirectory() as home:
        examples = [
            example
            for folder in tqdm(options.folders, unit="story", disable=None)
            for example in read_story(folder, options.folders, Path(home))
        ]
    scored = cross_validate(examples, options.steps)
    print(figures(scored))
    fitted = fit(examples, SEED, options.steps)
    text = json.dumps(recipe(fitted, examples), separators=(",", ":")).replace('],"', '],\n"')
    options.out.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
