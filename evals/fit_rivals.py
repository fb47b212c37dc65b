"""Fit where answers differ: `python -m evals.fit_rivals FOLDER… SET=PATH… --out FILE`.

Each FOLDER is a story (`articles/` and `cases.jsonl`), each SET a public one (`squad2=FILE`). Two
logistic models (`evals.logistic`) are learned. `told`: is this value of a sentence what the
question asks for? Its examples are the values of every question's sentences, right where they stand
in a wording of the case's facts. `apart`: are two such values different answers? Right are those
that stand in two facts of a case of kind "disagreement"; questions for several things or for what
changed teach nothing.

The figures printed are of folders left out in turn; then all are fitted and the JSON is written.
Run it again whenever the ranker changes.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from tqdm import tqdm

from assistant import quoting
from assistant.desk import Assistant
from assistant.differing.accounts import account_of
from assistant.differing.pairs import Apart, Pair, pairs
from assistant.differing.telling import Telling, Told, tellings
from assistant.evidence import Evidence
from assistant.features import READ
from assistant.questions import Question
from assistant.settings import Settings
from evals import logistic, pools
from evals.cases import Case, CaseError
from evals.logistic import Linear, Table
from evals.pools import Pool, PoolError

FOLDS = 6
RIDGE = {Told: 20.0, Apart: 10.0}
POOLED = 0.3
"""The weight of a value in a folder without a disagreement: an encyclopaedia's, not a story's."""
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
_LISTS = ("time", "several", "follow-up")
"""Kinds of case with several facts that all hold."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the values found for it, and of which of the case's facts each is one."""

    case: Case
    folder: str
    question: Question
    chosen: Sequence[Evidence]
    told: Sequence[Telling]
    facts: Sequence[set[int]]
    refused: bool

    @property
    def differs(self) -> bool:
        return self.case.kind == "disagreement"

    @property
    def teaches(self) -> bool:
        """Whether its values can be told apart: unless the answer stands in none of them."""
        return not self.case.answerable or any(self.facts)


def read(pool: Pool, home: Path) -> list[Asked]:
    """Ask every question of a pool that follows no other."""
    found = []
    desk = Assistant.open(pool.articles, Settings(home=home, model="none"))
    try:
        desk.sync()
        files = [article.source for article in desk.articles()]
        for case in pool.cases:
            if case.turns:
                continue
            ranked = desk.search(case.question, sources=case.scope(files))
            seen = [account_of(each) for each in ranked.evidence[:READ] if each.features]
            told = tellings(ranked.question, seen)
            facts = [_facts(case, each) for each in told]
            chosen = quoting.choose(ranked.question, ranked.evidence)
            refused = desk.answer(ranked).abstained
            found.append(Asked(case, pool.name, ranked.question, chosen, told, facts, refused))
    finally:
        desk.close()
    return found


def _facts(case: Case, telling: Telling) -> set[int]:
    """The facts of a case in one of whose wordings a value stands."""
    candidate, value = telling.evidence.candidate, telling.value
    if candidate.article.source not in case.files:
        return set()
    text = candidate.text.lower()
    return {
        n
        for n, wordings in enumerate(case.facts)
        if any(
            start < value.end and value.start < start + len(wording)
            for wording in wordings
            for start in _places(text, wording.lower())
        )
    }


def _places(text: str, wording: str) -> Iterable[int]:
    at = text.find(wording)
    while at >= 0:
        yield at
        at = text.find(wording, at + 1)


def fit_told(asked: Sequence[Asked]) -> Linear:
    """What tells the value that is asked for from the others."""
    stories = {each.folder for each in asked if each.differs}
    rows = [
        (telling.told, bool(facts), 1.0 if each.folder in stories else POOLED)
        for each in asked
        if each.teaches
        for telling, facts in zip(each.told, each.facts, strict=True)
    ]
    return _fit(Told, *zip(*rows, strict=True))


def fit_apart(asked: Sequence[Asked], paired: Sequence[Sequence[Pair]]) -> Linear:
    """What tells two different answers from two values of different things."""
    rows = [
        (pair.apart, right(each, pair), 1.0)
        for each, found in zip(asked, paired, strict=True)
        if each.case.kind not in _LISTS
        for pair in found
    ]
    return _fit(Apart, *zip(*rows, strict=True))


def right(asked: Asked, pair: Pair) -> bool:
    """Whether two values are different facts of a case whose facts differ."""
    known = {id(telling): facts for telling, facts in zip(asked.told, asked.facts, strict=True)}
    one, other = known[id(pair.one)], known[id(pair.other)]
    return asked.differs and bool(one and other) and not one & other


def _fit(
    made: type[Told] | type[Apart],
    rows: Sequence[Told] | Sequence[Apart],
    labels: Sequence[bool],
    weights: Sequence[float],
) -> Linear:
    return logistic.fit(_table(rows), np.array(labels), np.array(weights), RIDGE[made])


def _odds(model: Linear, rows: Sequence[Told] | Sequence[Apart]) -> list[float]:
    return model.odds(_table(rows)) if rows else []


def _table(rows: Sequence[Told] | Sequence[Apart]) -> Table:
    return np.array([astuple(row) for row in rows], dtype=np.float64)


def fold(asked: Asked, folders: Sequence[str]) -> int:
    """A story is left out as a whole; the questions of one pool are spread."""
    if len(folders) >= FOLDS:
        return folders.index(asked.folder) % FOLDS
    return int(hashlib.sha256(asked.case.id.encode()).hexdigest(), 16) % FOLDS


def paired(asked: Sequence[Asked], told: Sequence[Sequence[float]]) -> list[list[Pair]]:
    """The pairs of each question, given how likely each of its values is what is asked for."""
    return [
        pairs(each.question, each.chosen, each.told, odds)
        for each, odds in zip(asked, told, strict=True)
    ]


def left_out(asked: Sequence[Asked]) -> tuple[list[list[float]], list[float], list[bool]]:
    """For each question, by what other folders teach: the odds of its values, the probability of
    its likeliest pair (0 without one), and whether that pair is right."""
    folders = sorted({each.folder for each in asked})
    folds = [fold(each, folders) for each in asked]
    told: list[list[float]] = [[] for _ in asked]
    for k in range(FOLDS):
        model = fit_told([each for each, n in zip(asked, folds, strict=True) if n != k])
        for i, each in enumerate(asked):
            if folds[i] == k:
                told[i] = _odds(model, [telling.told for telling in each.told])
    found = paired(asked, told)
    best, correct = [0.0] * len(asked), [False] * len(asked)
    for k in range(FOLDS):
        inside = [i for i in range(len(asked)) if folds[i] != k]
        model = fit_apart([asked[i] for i in inside], [found[i] for i in inside])
        for i, each in enumerate(asked):
            if folds[i] == k and found[i]:
                odds = _odds(model, [pair.apart for pair in found[i]])
                top = int(np.argmax(odds))
                best[i] = float(1 / (1 + np.exp(-odds[top])))
                correct[i] = right(each, found[i][top])
    return told, best, correct


def figures(asked: Sequence[Asked], best: Sequence[float], correct: Sequence[bool]) -> list[str]:
    """One line for each threshold: disagreements found, and questions told of one they lack."""
    lines = []
    rows = list(zip(asked, best, correct, strict=True))
    differ = [row for row in rows if row[0].differs]
    others = [row for row in rows if not row[0].differs and row[0].case.kind not in _LISTS]
    for t in THRESHOLDS:
        found = sum(p >= t and yes for _, p, yes in differ)
        wrong = sum(p >= t and not yes for _, p, yes in differ)
        told = sum(p >= t and not each.refused for each, p, _ in others)
        lines.append(
            f"{t}: of {len(differ)} disagreements {found} found, {wrong} with other values; "
            f"{told} of {len(others)} other questions told of one"
        )
    return lines


def recipe(asked: Sequence[Asked], told: Sequence[Sequence[float]], threshold: float) -> str:
    """The JSON file's text; its hash is over this script."""
    script = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    folders = sorted({each.folder for each in asked})
    models = {
        Told: fit_told(asked),
        Apart: fit_apart(asked, paired(asked, told)),
    }
    whole = {
        "recipe": f"evals/fit_rivals.py ({script[:12]}) over {len(asked)} questions in "
        f"{len(folders)} folders: {', '.join(folders)}",
        "threshold": threshold,
    } | {
        made.__name__.lower(): {
            "intercept": round(model.intercept, 5),
            "weights": {
                field.name: round(float(weight), 5)
                for field, weight in zip(fields(made), model.weights, strict=True)
            },
        }
        for made, model in models.items()
    }
    return json.dumps(whole, indent=1) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Leave folders out in turn, fit over all of them, write the JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("pools", nargs="+", metavar="FOLDER or SET=PATH")
    parser.add_argument("--out", type=Path, required=True, help="the JSON file to write")
    parser.add_argument("--threshold", type=float, default=0.5, help="the least that differs (0.5)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as home:
        try:
            given = pools.read(options.pools, Path(home) / "sets")
        except (PoolError, CaseError) as error:
            parser.error(str(error))
        if len(given) < 2:
            parser.error("give two stories or more: each is left out in turn")
        asked = [
            each
            for pool in tqdm(given, unit="story", disable=None)
            for each in read(pool, Path(home) / pool.name)
        ]
    if not any(each.differs and any(each.facts) for each in asked):
        parser.error("no question of kind disagreement has values that were found")
    told, best, correct = left_out(asked)
    print("\n".join(figures(asked, best, correct)))
    options.out.write_text(recipe(asked, told, options.threshold), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
