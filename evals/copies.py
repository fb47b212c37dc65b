"""How well copies are told from other articles on the same story: precision and recall.

    python -m evals.copies PATH [--seed N] [--pairs N]

PATH is a folder of articles, or a file of JSON lines (.jsonl, .jsonl.gz) with `text` or
`content_original` and, where known, `title`, `outlet` or `source`, and `date`. Six pairs in ten are
an article and a copy of it changed by rule (evals/rewordings.py); the others are the pairs of
different outlets that are nearest in their words, within a week of each other. Pairs that share a
run of 40 words outside quotation marks are real copies: they are named and left out.
"""

import argparse
import gzip
import json
import random
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from evals import rewordings
from evals.intervals import Interval, of_mean
from index import readers, sidecar
from index.articles import Article
from index.catalog import Catalog, FileRecord
from index.embedding import MiniLM, Vectors
from index.entries import compute, lay_out
from index.following import scan
from index.origins import Origins
from index.sandbox import Sandbox
from index.sqlite import SQLite

_LEAST = 600
"""Characters. Shorter texts are not used."""
_RUN = 40
_DAYS = 7
_QUOTED = re.compile(r"[\"\u201c][^\"\u201d]{1,1200}[\"\u201d]")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles, and whether one is a copy of the other."""

    kind: str
    one: Article
    other: Article
    copy: bool


def main() -> int:
    """Print the figures, then every pair that came out wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("path", type=Path, help="folder of articles, or a .jsonl or .jsonl.gz file")
    parser.add_argument("--seed", type=int, default=14)
    parser.add_argument("--pairs", type=int, default=200)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311
    found = [each for each in articles(options.path) if len(each.text) >= _LEAST]
    if len(found) < 20:
        print(f"{options.path} has {len(found)} articles of {_LEAST} characters; 20 are needed")
        return 2
    wanted = round(options.pairs * 0.4)
    made = [*different(found, wanted), *same(found, options.pairs - wanted, chance)]
    rows = list(zip(made, grouped(made), strict=True))
    for line in report(rows):
        print(line)
    return 0


def articles(path: Path) -> list[Article]:
    """Every article of a folder or a file of JSON lines."""
    if not path.is_dir():
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
            return [_article(n, json.loads(line)) for n, line in enumerate(lines)]
    sandbox = Sandbox()
    try:
        table = sidecar.read(path)
        found = [
            readers.read_all(path / source, source, table, sandbox)
            for source in sorted(scan(path).files.keys() - {readers.SIDECAR})
        ]
        return [each.article for readings in found for each in readings if each.article]
    finally:
        sandbox.close()


def _article(n: int, row: dict[str, Any]) -> Article:
    day = str(row.get("date") or "")[:10]
    return Article(
        f"{n}.txt",
        str(row.get("text") or row.get("content_original") or ""),
        row.get("title") or None,
        row.get("outlet") or row.get("source") or None,
        published=date.fromisoformat(day) if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else None,
    )


def same(found: Sequence[Article], n: int, chance: random.Random) -> list[Pair]:
    """`n` articles, each with a copy changed by one of the rules in turn."""
    chosen = chance.sample(found, min(n, len(found)))
    pairs = []
    for number, article in enumerate(chosen):
        change = rewordings.CHANGES[number % len(rewordings.CHANGES)]
        strange = chance.choice([each for each in found if each is not article])
        made = rewordings.changed(article, strange, change, chance)
        pairs.append(Pair(change.__name__, article, made, True))
    return pairs


def different(found: Sequence[Article], n: int) -> list[Pair]:
    """The `n` pairs nearest in their words that are of different outlets and not one text."""
    nearest = _nearest(found)
    pairs = list[Pair]()
    for one, other in tqdm(nearest, desc="Looking for different articles on one story"):
        if len(pairs) == n:
            break
        if _shared_run(one, other) < _RUN:
            pairs.append(Pair("different", one, other, False))
        else:
            print(f"left out, one text: {one.source} and {other.source}", file=sys.stderr)
    return pairs


def _nearest(found: Sequence[Article]) -> list[tuple[Article, Article]]:
    vectors = _weighed([f"{each.title or ''} {each.text}".lower() for each in found])
    near = vectors @ vectors.T
    scored = []
    for n, one in enumerate(found):
        for m in np.argsort(-near[n])[:12].tolist():
            other = found[m]
            if m <= n or (one.outlet == other.outlet and one.outlet):
                continue
            days = one.published, other.published
            if days[0] and days[1] and abs((days[0] - days[1]).days) > _DAYS:
                continue
            scored.append((float(near[n, m]), one, other))
    scored.sort(key=lambda row: -row[0])
    return [(one, other) for _, one, other in scored]


def _weighed(texts: Sequence[str]) -> Vectors:
    """Unit vectors of 1 + log tf times idf over words in at least two texts."""
    words = [re.findall(r"[a-z]{3,}", text) for text in texts]
    known = {word: n for n, word in enumerate(sorted({w for each in words for w in each}))}
    table = np.zeros((len(texts), len(known)), dtype=np.float32)
    for n, each in enumerate(words):
        np.add.at(table[n], [known[word] for word in each], 1.0)
    spread = (table > 0).sum(axis=0)
    table = np.where(table > 0, 1 + np.log(np.maximum(table, 1)), 0)
    table *= np.where(spread > 1, np.log(len(texts) / np.maximum(spread, 1)), 0)
    return np.asarray(table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9))


def _shared_run(one: Article, other: Article) -> int:
    mine, theirs = (
        re.findall(r"\w+", _QUOTED.sub(" ", each.text).lower()) for each in (one, other)
    )
    matcher = SequenceMatcher[str](None, mine, theirs, autojunk=False)
    return matcher.find_longest_match().size


def grouped(pairs: Sequence[Pair]) -> Iterator[bool]:
    """Whether the articles of each pair have one origin, all of them being in one catalog."""
    every = {each.id: each for pair in pairs for each in (pair.one, pair.other)}
    embedder, todo = MiniLM(), list(every.values())
    with tempfile.TemporaryDirectory() as name:
        catalog = Catalog(SQLite(Path(name) / "catalog.sqlite"))
        for start in tqdm(range(0, len(todo), 16), desc="Indexing"):
            for entry in compute([lay_out(each) for each in todo[start : start + 16]], embedder):
                about = FileRecord(entry.article.source, 0, 0, "indexed", "", entry.article.id)
                catalog.put(entry, about)
        origins = Origins(catalog)
        origins.fill()
        standing = origins.standing(every)
        catalog.close()
    for pair in pairs:
        yield standing[pair.one.id] == standing[pair.other.id]


def report(rows: Sequence[tuple[Pair, bool]]) -> Iterator[str]:
    """Precision and recall over all pairs, the share grouped of each kind, and what is wrong."""
    yield _line("precision", of_mean([float(pair.copy) for pair, grouped in rows if grouped]))
    yield _line("recall", of_mean([float(grouped) for pair, grouped in rows if pair.copy]))
    for kind in dict.fromkeys(pair.kind for pair, _ in rows):
        of_kind = [float(grouped) for pair, grouped in rows if pair.kind == kind]
        yield _line(f"grouped: {kind}", of_mean(of_kind))
    for pair, grouped in rows:
        if pair.copy != grouped:
            wrong = "grouped" if grouped else "missed"
            yield f"{wrong} {pair.kind}: {pair.one.title or pair.one.source} | {pair.other.title}"


def _line(name: str, value: Interval) -> str:
    return f"{name:20} {value.value:.3f} [{value.low:.2f}, {value.high:.2f}] (n={value.n})"


if __name__ == "__main__":
    raise SystemExit(main())
