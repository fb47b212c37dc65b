"""Many chats at once with `dateline serve`, while another process adds articles and syncs.

The server, the model and whoever adds articles are processes of their own on this machine, as are
those who ask. Without a pause every chat asks again as soon as it is answered, which is as hard as
so many chats can make it; reading, as people do, it asks 5 to 15 seconds later.
"""

import os
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from tempfile import TemporaryDirectory

from tqdm import tqdm

from evals.metrics import percentile
from evals.torture import poisoning
from evals.torture.crowd import Asked, Crowd
from evals.torture.figures import Figure
from evals.torture.pacing import Pace, paced
from evals.torture.planting import victims
from index.embedding import MiniLM
from index.library import Library, Locked

NAME = "load"
_SECONDS, _QUICK = 30.0, 6.0
"""For which one crowd asks."""
_GOAL = 0.3
"""Seconds over the model's own, for 95 of 100 answers."""
_EVERY = 2.0
"""Seconds from one added article to the next."""
_FOLLOWS = 60.0
"""Seconds within which the last of them is served."""
_PACE = Pace()
_FAULTY = Pace(faults=0.2)


@dataclass(frozen=True, slots=True)
class Server:
    """`dateline serve`, by its port and its process."""

    port: int
    process: int

    def cpu(self) -> float:
        """Seconds of processor time it has had (Linux)."""
        stat = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Trial:
    """A crowd: how many, by which of the API's models, and whether they read before asking on."""

    chats: int
    model: str
    reads: bool = False

    @property
    def name(self) -> str:
        who = "1 chat" if self.chats == 1 else f"{self.chats} chats"
        how = "model" if self.model == "dateline" else "quoting"
        return f"{who}, {how}{', reading in between' if self.reads else ''}"


TRIALS = (
    *(Trial(chats, "dateline") for chats in (1, 8, 32, 128)),
    Trial(128, "dateline", reads=True),
    *(Trial(chats, "dateline-quotes") for chats in (1, 8, 32, 128)),
    Trial(128, "dateline-quotes", reads=True),
)
QUICK = (Trial(8, "dateline"), Trial(32, "dateline-quotes"))


def figures(quick: bool, seed: int) -> list[Figure]:
    """Errors and the 95th percentile of each crowd; then errors while one reply in five fails."""
    seconds, found = _QUICK if quick else _SECONDS, list[Figure]()
    with TemporaryDirectory() as place:
        folder, home = _library(Path(place), seed)
        with paced(_PACE, seed) as model, _server(folder, home, model) as server:
            with _adding(folder, home, seed):
                for trial in tqdm(QUICK if quick else TRIALS, desc=NAME, unit="crowd"):
                    found += _tried(trial, server, seconds, seed)
            found.append(_all_there(folder, server.port, seed))
        with paced(_FAULTY, seed) as model, _server(folder, home, model) as server:
            crowd = Crowd(server.port, _questions(), 8, "dateline", None, reads=False)
            asked = crowd.ask(seconds, seed)
            found.append(_errors("8 chats, a fifth of the model's replies failing", asked, seed,
                                 seconds))  # fmt: skip
    return found


def _tried(trial: Trial, server: Server, seconds: float, seed: int) -> list[Figure]:
    began, used = time.monotonic(), server.cpu()
    writer = "model" if trial.model == "dateline" else "quoting"
    crowd = Crowd(server.port, _questions(), trial.chats, trial.model, writer, trial.reads)
    asked = crowd.ask(seconds, seed)
    took = time.monotonic() - began
    own = {each: _PACE.answer(each) if writer == "model" else 0.0 for each in (False, True)}
    over = [each.seconds - own[each.follows] for each in asked if not each.error]
    if not over:
        over = [float("inf")]
    p95 = percentile(over, 95)
    each = 1000 * (server.cpu() - used) / len(asked)
    busy = f"median {1000 * percentile(over, 50):.0f} ms; {len(asked) / took:.1f} answers/s, "
    busy += f"each {each:.0f} ms of the server's processor time"
    name = "p95 over the model's time" if writer == "model" else "p95"
    return [
        _errors(trial.name, asked, seed, took),
        Figure(NAME, f"{trial.name}: {name}", f"{1000 * p95:.0f} ms", "\u2264 300 ms",
               p95 <= _GOAL, len(asked), seed, took, busy),
    ]  # fmt: skip


def _errors(who: str, asked: Sequence[Asked], seed: int, took: float) -> Figure:
    bad = Counter(each.error for each in asked if each.error)
    count = sum(bad.values())
    note = "; ".join(f"{n} × {error}" for error, n in bad.most_common(3))
    value = f"{count} ({count / max(1, len(asked)):.1%})"
    met = not count and bool(asked)
    return Figure(NAME, f"{who}: errors", value, "0", met, len(asked), seed, took, note)


def _questions() -> list[str]:
    return [each.question for each in victims()]


# -- the articles ------------------------------------------------------------------------------


def _library(place: Path, seed: int) -> tuple[Path, Path]:
    """A folder of some 110 articles, and the home of its index."""
    folder, home = place / "articles", place / "home"
    folder.mkdir()
    for n, victim in enumerate(victims()):
        (folder / f"{n:02}.md").write_text(victim.page(), encoding="utf-8")
    for n, page in enumerate(_others(random.Random(seed), 3)):  # noqa: S311
        (folder / f"other-{n:03}.md").write_text(page, encoding="utf-8")
    with Library.open(folder, home, MiniLM()) as library:
        library.sync()
        library.read_statements()
    return folder, home


def _others(order: random.Random, each: int) -> Iterator[str]:
    """Articles on other things."""
    for fact in poisoning.facts(order):
        for n, sentence in enumerate(fact.honest[:each]):
            yield poisoning.page(order, sentence, poisoning.OUTLETS[n])


@contextmanager
def _adding(folder: Path, home: Path, seed: int) -> Iterator[None]:
    """A process that adds an article now and then and syncs, while the block lasts."""
    spawn = get_context("spawn")
    over = spawn.Event()
    adds = spawn.Process(target=_add, args=(folder, home, seed, over))
    adds.start()
    try:
        yield
    finally:
        over.set()
        adds.join(60)
        if adds.exitcode != 0:
            adds.kill()
            raise RuntimeError("the process that adds articles failed")


def _add(folder: Path, home: Path, seed: int, over: Event) -> None:
    with Library.open(folder, home, MiniLM()) as library:
        n = 0
        while not over.wait(_EVERY):
            page = f"Notice {n} of the harbour\n\nBerth {n} was let to boat {seed}.{n} on Monday.\n"
            (folder / f"added-{n:03}.txt").write_text(page, encoding="utf-8")
            with suppress(Locked):  # then the server, which follows the folder too, does it
                library.sync()
                library.read_statements()
            n += 1


def _all_there(folder: Path, port: int, seed: int) -> Figure:
    """Whether the server has all that was added beside it, once it had time to follow."""
    added = [path.name for path in sorted(folder.glob("added-*"))]
    missing, until = added, time.monotonic() + _FOLLOWS
    while missing and time.monotonic() < until:
        missing = [name for name in missing if _status(port, f"/v1/articles/{name}") != 200]
        time.sleep(0.5 if missing else 0)
    met = bool(added) and not missing
    name = "articles added meanwhile and not to be had"
    return Figure(NAME, name, str(len(missing)), "0", met, len(added), seed, 0.0)


def _status(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


# -- the server --------------------------------------------------------------------------------


@contextmanager
def _server(folder: Path, home: Path, model: str) -> Iterator[Server]:
    """`dateline serve` as a process of its own, once each way to answer is warm."""
    environment = {
        "PATH": str(Path(sys.executable).parent),
        "PYTHONUTF8": "1",
        "DATELINE_HOME": str(home),
        "DATELINE_MODEL": model,
        "DATELINE_MODELS": str(home / "models"),
    }
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    command = [sys.executable, "-c", "import sys; from assistant.cli import main; sys.exit(main())"]
    command += ["serve", "--articles", str(folder), "--port", str(port)]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert process.stdout
    try:
        line = process.stdout.readline()
        if "Dateline is at" not in line:
            raise RuntimeError(f"the server did not start: {line.strip() or 'see above'}")
        for warm in ("dateline", "dateline-quotes"):
            Crowd(port, _questions(), 2, warm, None, reads=False).ask(0.1, 0)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()
