"""kill -9 while articles are added, edited, deleted, renamed and rebuilt; then everything is read.

A cycle is one child process. It opens the index that the last one left, says what the catalog
holds before it touches anything, brings it up to its folder, checks all of it, and goes on changing
the folder and indexing until it is killed with SIGKILL: at a random moment, or by itself at a named
point (`index.failpoints`). A child says what it has been promised only once `sync` has returned.

The control takes commits away from the catalog and must report loss, or the suite proves nothing.
"""

import json
import os
import random
import select
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from tqdm import tqdm

from evals.torture.figures import Figure
from evals.torture.hashed import HashedWords
from index import dated, failpoints, origins
from index.database import Session
from index.embedding import MiniLM
from index.failpoints import POINTS, Point
from index.library import Library
from index.sqlite import SQLite

NAME = "kill -9"
CYCLES, QUICK, CONTROL = 5_000, 100, 10
MINUTES = 25.0
"""A full run stops here and says how many cycles it had."""
_ENCODED = 25
"""Every so many cycles the bundled encoder takes the place of the fast one."""
_PATIENCE, _REACHED = 60.0, 4.0
"""Seconds that a child has to recover in, and to reach its named point in."""


@dataclass(slots=True)
class _Tally:
    """What a run found. `lost` are acknowledged articles, `disagree` lines of the deep check."""

    cycles: int = 0
    lost: list[str] = field(default_factory=list)
    disagree: list[str] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)
    killed_at: Counter[str] = field(default_factory=Counter)


def figures(quick: bool, seed: int) -> list[Figure]:
    """Lost, disagreeing, slowest recovery; and what the control lost."""
    _warm()
    started = time.monotonic()
    until = started + 60 * MINUTES
    found = run(QUICK if quick else CYCLES, seed, until)
    took, n = time.monotonic() - started, found.cycles
    started = time.monotonic()
    control = run(CONTROL, seed, started + 60 * MINUTES, commits=False)
    slowest = max(found.recoveries, default=0.0)
    short = "" if n >= (QUICK if quick else CYCLES) else f"stopped after {MINUTES:.0f} minutes"
    named = sum(count for point, count in found.killed_at.items() if point != "a random moment")
    about = "; ".join(filter(None, [f"{named:,} at named points", short]))

    def one(name: str, value: str, goal: str, met: bool, note: str) -> Figure:
        return Figure(NAME, name, value, goal, met, n, seed, took, note)

    return [
        one("acknowledged articles lost", f"{len(found.lost)}", "0", not found.lost,
            "; ".join([about, *found.lost[:2]])),
        one("cycles whose stores disagree", f"{len(found.disagree)}", "0", not found.disagree,
            "; ".join(found.disagree[:2])),
        one("slowest recovery", f"{slowest:.2f} s", "2 s", slowest <= 2,
            f"median {sorted(found.recoveries)[len(found.recoveries) // 2]:.2f} s"),
        Figure(NAME, "articles lost by a control without commits", f"{len(control.lost)}",
               "at least 1", bool(control.lost), control.cycles, seed,
               time.monotonic() - started),
    ]  # fmt: skip


def run(cycles: int, seed: int, until: float, *, commits: bool = True) -> _Tally:
    """That many children, one after another, or as many as there is time for."""
    draw, tally = random.Random(seed), _Tally()  # noqa: S311
    root = Path(tempfile.mkdtemp(prefix="kills-"))
    worlds = [_World(root / "hashed", False), _World(root / "encoded", True)]
    bar = tqdm(range(cycles), desc="kills" if commits else "control", unit="cycle")
    try:
        for n in bar:
            if time.monotonic() > until:
                break
            world = worlds[n % _ENCODED == _ENCODED - 1]
            _cycle(world, draw, tally, commits)
            tally.cycles += 1
            bar.set_postfix(lost=len(tally.lost), disagree=len(tally.disagree))
    finally:
        bar.close()
        shutil.rmtree(root, ignore_errors=True)
    return tally


class _World:
    """A folder, its index, and what was last acknowledged of it: text by file.

    `touched` has what was done to files since: the text that one was given, None for a deleted one.
    Until a sync is acknowledged either text may be found, but not neither.
    """

    def __init__(self, root: Path, encoded: bool) -> None:
        self.folder, self.home, self.encoded = root / "articles", root / "home", encoded
        self.folder.mkdir(parents=True)
        self.kept: dict[str, str] = {}
        self.touched: dict[str, str | None] = {}


def _cycle(world: _World, draw: random.Random, tally: _Tally, commits: bool) -> None:
    point = draw.choice(POINTS) if commits and draw.random() < 0.5 else None
    nth, seed = draw.choice((1, 1, 2, 3)), draw.random()
    delay = draw.random() ** 2
    early = 0.3 * draw.random() if commits and not point and draw.random() < 0.3 else _PATIENCE
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        try:
            _child(world, write, random.Random(seed), point, nth, commits)  # noqa: S311
        finally:
            os._exit(3)  # a child that was not killed has failed
    os.close(write)
    lines = _Lines(read)
    deadline = time.monotonic() + early
    while not lines.ended and time.monotonic() < deadline:
        said = lines.next(deadline)
        if said and said["said"] == "recovered" and commits:
            deadline = min(deadline, time.monotonic() + (_REACHED if point else delay))
        elif said and said["said"] == "acknowledged" and said["texts"] and not commits:
            deadline = time.monotonic()  # the control has something to lose
        _heard(world, said, tally)
    died = lines.ended
    if not died:
        os.kill(child, signal.SIGKILL)
    while not lines.ended:  # what it said before it was killed counts
        _heard(world, lines.next(time.monotonic() + _PATIENCE), tally)
    os.close(read)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
        tally.disagree.append(f"cycle {tally.cycles}: the child ended with status {status}")
    tally.killed_at[point if point and died else "a random moment"] += 1


def _heard(world: _World, said: dict[str, Any] | None, tally: _Tally) -> None:
    if said is None:
        return
    kind, cycle = said["said"], tally.cycles
    if kind == "found":
        texts = set(said["texts"].values())
        tally.lost += [
            f"cycle {cycle}: {source}"
            for source, text in world.kept.items()
            if not {text, world.touched.get(source, text)} & {*texts, None}
        ]
    elif kind == "recovered":
        tally.recoveries.append(said["seconds"])
        tally.disagree += [f"cycle {cycle}: {fault}" for fault in said["faults"]]
    elif kind == "touching":
        world.touched |= said["sources"]
    elif kind == "acknowledged":
        world.kept, world.touched = said["texts"], {}
    elif kind == "failed":
        tally.disagree.append(f"cycle {cycle}: {said['error']}")


class _Lines:
    """Lines of JSON from a pipe, waited for."""

    def __init__(self, pipe: int) -> None:
        self._pipe, self._rest, self.ended = pipe, b"", False

    def next(self, deadline: float) -> dict[str, Any] | None:
        """The next one; None when there is none until then, or when it has `ended`."""
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self._pipe], [], [], max(0, deadline - time.monotonic()))
            more = os.read(self._pipe, 1 << 16) if ready else b""
            if not more:
                self.ended = bool(ready)
                return None
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\n")
        found: dict[str, Any] = json.loads(line)
        return found


# -- the child ---------------------------------------------------------------------------------


def _child(
    world: _World, pipe: int, draw: random.Random, point: Point | None, nth: int, commits: bool
) -> None:
    def say(kind: str, **what: Any) -> None:
        os.write(pipe, json.dumps({"said": kind, **what}).encode() + b"\n")

    try:
        _arm(point, nth)
        started = time.monotonic()
        embedder = MiniLM() if world.encoded else HashedWords()
        library = Library.open(world.folder, world.home, embedder)
        if not commits:
            library.catalog._db = _Uncommitted(library.home / "catalog.sqlite")
        say("found", texts={a.source: a.text for a in library.articles()})
        library.sync()
        seconds = time.monotonic() - started
        say("recovered", seconds=seconds, faults=_faults(library, world.folder) if commits else [])
        say("acknowledged", texts=_texts(world.folder))
        while True:
            _work(library, world.folder, draw, say, _LEADS.get((point or "").split(".")[0], ()))
    except BaseException as error:
        say("failed", error=f"{type(error).__name__}: {error}")
        raise


def _arm(chosen: Point | None, nth: int) -> None:
    left = nth

    def stop(point: Point) -> None:
        nonlocal left
        left -= point == chosen
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    if chosen:
        failpoints.tell(stop)


def _work(
    library: Library, folder: Path, draw: random.Random, say: Any, more: tuple[str, ...]
) -> None:
    """One change of the folder or of the index, and what is promised once it is done."""
    usual = ("add", "add", "edit", "edit", "delete", "rename", "rebuild", "read")
    action = draw.choice((*usual, *more))
    # Not what a child was killed in the middle of writing: renamed, it would be an empty file.
    there = sorted(path.name for path in folder.iterdir() if path.name[0] != ".")
    chosen = draw.sample(there, min(len(there), draw.choice((1, 1, 2, 5))))
    if action == "rebuild":
        library.rebuild()
    elif action == "read":
        library.read_statements()
    elif action == "add" and len(there) < 60:
        for _ in range(draw.choice((1, 3, 20))):
            _write(folder / f"{draw.getrandbits(40):010x}.txt", _report(draw))
    elif action == "rename":
        for name in chosen:
            (folder / name).rename(folder / f"{draw.getrandbits(40):010x}.md")
    else:
        new = {name: _report(draw) if action == "edit" else None for name in chosen}
        say("touching", sources=new)
        for name, text in new.items():
            _write(folder / name, text) if text else (folder / name).unlink()
    library.sync()
    say("acknowledged", texts=_texts(folder))


def _report(draw: random.Random) -> str:
    place = draw.choice(("Eastvale", "Port Elder", "Skerry Isle", "Brackley"))
    day = f"{draw.choice(('March', 'April', 'May'))} {draw.randint(1, 28)}, 2024"
    lines = [f"{place.upper()}, {day} (Harbour Wire) - The council of {place} met on {day}."]
    for n in range(draw.choice((1, 2, 8))):
        pier = draw.getrandbits(32)
        lines.append(f'"We closed pier {pier} on Monday," Mayor Ines Calder said in report {n}.')
    return "\n\n".join(lines) + "\n"


def _write(path: Path, text: str) -> None:
    """A whole file at once, as an editor saves it: half an article is another article."""
    beside = path.with_name(f".{path.name}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def _texts(folder: Path) -> dict[str, str]:
    return {p.name: p.read_text(encoding="utf-8") for p in folder.iterdir() if p.name[0] != "."}


def _faults(library: Library, folder: Path) -> list[str]:
    """Where the stores disagree with each other, with their texts or with the folder."""
    faults = [fault.says for fault in library.check()]
    on_disk, kept = _texts(folder), {a.source: a.text for a in library.articles()}
    if kept != on_disk:
        faults.append(f"catalog and folder differ in {sorted(kept.items() ^ on_disk.items())[:1]}")
    status = library.status()
    unread = library.catalog.unnoted(origins.KIND) + library.catalog.unnoted(dated.KIND)
    if status.behind or unread:
        faults.append(f"{status.behind} changes to apply, {len(unread)} articles not read")
    for source, text in sorted(on_disk.items())[:1]:
        found = library.search(text[:200]).sentences
        if source not in {each.article.source for each in found}:
            faults.append(f"a search for its own words does not find {source}")
    return faults


_LEADS = {"replace": ("rebuild",) * 8, "vectors": ("edit", "delete") * 4}
"""What leads to points that the usual work seldom reaches."""


class _Uncommitted(SQLite):
    """The control: everything works in one process, and nothing outlives it."""

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        with self._using():
            if not self._db.in_transaction:
                self._db.execute("BEGIN IMMEDIATE")
            yield self._session


def _warm() -> None:
    """Load what every child needs, so that a child is a fork; no store is opened here."""
    for name in ("chromadb", "tantivy", "filelock", "spacy", "onnxruntime", "tokenizers"):
        import_module(name)
