"""`python -m evals.scale`: search measured at 1,000 to 1,000,000 passages, in a process of its own.

    python -m evals.scale --articles FOLDER [--sizes 1000,10000,100000] [--home FOLDER]

The folder's articles are encoded once. Beyond them, copies are made with other names, other days
and outlets, and vectors that are the real ones with seeded noise: real enough for time, memory and
disk, and for recall only among neighbours that are themselves copies. Copies have no token vectors,
which search does not read.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from tqdm import tqdm

from assistant.serve_commands import leave_alone
from evals import curve
from evals.metrics import percentile
from index.articles import Article
from index.catalog import Entry, FileRecord, Filter
from index.embedding import MiniLM, Vectors
from index.library import Library

SEED = 14
DAYS = 3_650
FIRST = date(2014, 1, 1)
OUTLETS = 50
NOISE = 0.02
"""Standard deviation of what is added to each of 384 coordinates: a copy keeps a cosine of .93."""
SIZES = "1000,10000,100000"
"""Passages."""
_NAME = re.compile(r"\b[A-Z][a-z]{3,}\b")
_ASKED = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """A kind of search: its name and its filter."""

    name: str
    within: Filter


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one size: every figure in words, and p95 in ms of each kind of search."""

    figures: dict[str, str]
    p95: dict[str, float]


def _day(share: float) -> date:
    """The first of the days that make up this share of all, at the end."""
    return FIRST + timedelta(days=round(DAYS * (1 - share)))


KINDS = (
    Wanted("unfiltered", Filter()),
    Wanted("1 % of the days", Filter(since=_day(0.01))),
    Wanted("10 % of the days", Filter(since=_day(0.10))),
    Wanted("50 % of the days", Filter(since=_day(0.50))),
    Wanted("one outlet in 50", Filter(outlets=("Outlet 7",))),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table a size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--articles", type=Path, required=True, help="folder of real articles")
    parser.add_argument("--sizes", type=sizes, default=SIZES, help="passages, by commas")
    parser.add_argument("--home", type=Path, help="keep the libraries here, and use them again")
    parser.add_argument("--keep", type=Path, help="write a page with the curve (docs/bench.md)")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        print(json.dumps(asdict(_measured(options.articles, options.measure))))
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        home = options.home or Path(scratch)
        originals: list[Entry] = []
        found: list[Measured] = []
        for size in options.sizes:
            place = home / str(size)
            if not (place / "filled").exists():
                originals = originals or _encoded(options.articles, home)
                print(f"{size:,} passages: {_fill(options.articles, place, originals, size)}")
            found.append(_in_child(options.articles, place))
            _print(size, found[-1].figures)
    for line in curve.growth(options.sizes, [each.p95 for each in found]):
        print(line)
    if options.keep:
        text = curve.page(
            options.sizes, [each.figures for each in found], [each.p95 for each in found]
        )
        options.keep.write_text(text, encoding="utf-8")
    return 0


def sizes(text: str) -> tuple[int, ...]:
    """The sizes of an option, in passages."""
    found = text.split(",")
    if not all(each.strip().isdecimal() and int(each) for each in found):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no list of sizes; give numbers of passages, by commas: {SIZES}"
        )
    return tuple(int(each) for each in found)


def _encoded(articles: Path, home: Path) -> list[Entry]:
    """The folder's own articles, encoded once."""
    with Library.open(articles, home / "real", MiniLM()) as library:
        with tqdm(desc="encoding", unit=" articles") as bar:

            def shown(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            library.sync(progress=shown)
        ids = [each.id for each in library.articles()]
        return [entry for id in ids if (entry := library.entry(id)) and entry.chunks]


def _fill(articles: Path, home: Path, originals: Sequence[Entry], size: int) -> str:
    started = time.perf_counter()
    with Library.open(articles, home, MiniLM()) as library:
        with tqdm(total=size, desc="writing", unit=" passages") as bar:
            for n, entry in enumerate(_copies(originals, size)):
                source = f"{n:07}.txt"
                file = FileRecord(source, 0, 0, "indexed", "", entry.article.id)
                library.catalog.put(entry, file)
                bar.update(len(entry.chunks))
        written = time.perf_counter()
        library.rebuild()
    (home / "filled").touch()
    built = time.perf_counter() - written
    return f"catalog {written - started:.0f} s, words and vectors {built:.0f} s"


def _copies(originals: Sequence[Entry], size: int) -> Iterator[Entry]:
    choice = random.Random(SEED)  # noqa: S311
    noise = np.random.default_rng(SEED)
    made = n = 0
    while made < size:
        entry = originals[n % len(originals)]
        text = entry.article.text
        vectors, chunk_vectors = entry.vectors, entry.chunk_vectors
        if n >= len(originals):
            text = _renamed(text, choice)
            vectors = _jittered(vectors.astype(np.float32), noise)
            chunk_vectors = _jittered(chunk_vectors, noise)
        article = Article(
            source=f"{n:07}.txt",
            text=text,
            title=entry.article.title,
            outlet=f"Outlet {choice.randrange(OUTLETS)}",
            published=FIRST + timedelta(days=choice.randrange(DAYS)),
            published_from="the text",
        )
        empty = (np.zeros((0, 0), dtype=np.uint8),) * len(entry.spans)
        yield replace(
            entry, article=article, vectors=vectors, chunk_vectors=chunk_vectors, tokens=empty
        )
        made += len(entry.chunks)
        n += 1


def _renamed(text: str, choice: random.Random) -> str:
    """Other names of the same lengths, so that every offset still holds."""
    names: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        name = match[0]
        if name not in names:
            letters = "".join(choice.choice("aeioubdklmnrst") for _ in name)
            names[name] = letters.capitalize()
        return names[name]

    return _NAME.sub(other, text)


def _jittered(vectors: Vectors, noise: np.random.Generator) -> Vectors:
    moved = vectors + noise.normal(0, NOISE, vectors.shape).astype(np.float32)
    moved[~vectors.any(axis=1)] = 0
    unit: Vectors = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
    return unit


def _in_child(articles: Path, home: Path) -> Measured:
    """A fresh process, so that its memory is that of serving."""
    command = [sys.executable, "-m", "evals.scale", "--articles", str(articles)]
    done = subprocess.run(
        [*command, "--measure", str(home)], check=True, stdout=subprocess.PIPE, text=True
    )
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def _measured(articles: Path, home: Path) -> Measured:
    started = time.perf_counter()
    library = Library.open(articles, home, MiniLM())
    opened = time.perf_counter() - started
    asked = _questions(library)
    library.search(asked[0])
    leave_alone()
    figures = {
        "load": f"{os.getloadavg()[0]:.1f}",
        "open": f"{opened:.2f} s, first search after {time.perf_counter() - started:.2f} s",
    }
    slowest: dict[str, float] = {}
    for kind in KINDS:
        times, worked = [], []
        for question in asked:
            before, busy = time.perf_counter(), time.process_time()
            library.search(question, within=kind.within)
            times.append(1000 * (time.perf_counter() - before))
            worked.append(1000 * (time.process_time() - busy))
        p50, p95, p99 = (percentile(times, p) for p in (50, 95, 99))
        slowest[kind.name] = p95
        figures[kind.name] = (
            f"p50 {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f} ms (n={len(times)}); "
            f"of processor p50 {percentile(worked, 50):.1f}, p95 {percentile(worked, 95):.1f} ms"
        )
    figures["memory"] = f"{_resident():,.0f} MB"
    size = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
    figures["disk"] = f"{size / 1e6:,.0f} MB"
    figures["recall@10 of Chroma against exact"] = f"{_recall(library, asked):.3f}"
    library.close()
    return Measured(figures, slowest)


def _questions(library: Library) -> list[str]:
    choice = random.Random(SEED)  # noqa: S311
    articles = library.articles()
    forms = ("What has {} said about {}?", "When did {} announce {}?", "Why was {} in {}?")
    found = []
    for n in range(_ASKED):
        text = choice.choice(articles).text
        names = _NAME.findall(text) or ["Honda"]
        words = " ".join(choice.choice(text.split()) for _ in range(3))
        found.append(forms[n % 3].format(choice.choice(names), words))
    return found


def _recall(library: Library, asked: Sequence[str]) -> float:
    """The share of the ten nearest passages that Chroma finds among its first ten."""
    ids, matrix = library.catalog.chunk_vectors()
    shares = []
    for question in asked:
        vector = library.embedder.embed(question)
        nearest = {ids[n] for n in np.argsort(-(matrix @ vector))[:10]}
        hits = {hit.ref for hit in library._vectors.hits(vector, 200)[:10]}
        shares.append(len(nearest & hits) / len(nearest))
    return float(np.mean(shares))


def _resident() -> float:
    """The most megabytes of memory that this process has held.

    `ru_maxrss` of a process begins with what the one that started it held; Linux tells its own.
    """
    status = Path("/proc/self/status")
    if status.exists():
        [peak] = re.findall(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))
        return int(peak) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _print(size: int, figures: dict[str, str]) -> None:
    print(f"\n{size:,} passages")
    for name, figure in figures.items():
        print(f"  {name:36} {figure}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
