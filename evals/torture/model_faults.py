"""Whatever a model's server does wrong, by every way to ask: the quoted answer, and the reason."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tqdm import tqdm

from assistant.answers import Answer
from assistant.desk import Assistant
from assistant.patience import Limits
from assistant.settings import Settings
from evals.torture.figures import Figure
from evals.torture.misbehaving import FAULTS, Fault, nowhere
from evals.torture.planting import victims
from evals.torture.serving import ModelServer, Reply, Stage, serving
from evals.torture.ways import WAYS, Outcome
from index.embedding import MiniLM
from index.library import Library

NAME = "model faults"
_QUICK = 48
_SHORT = Limits(connect=0.5, first_token=1.5, between=1.0, total=4.0, retries=1, pause=0.02,
                longest_pause=0.2, failures=10_000)  # fmt: skip
"""Those of users are 30, 15 and 120 seconds; what is done once they are over is the same."""
_AT_ONCE = 5.0
_BREAKING = ("500", "reset", "hung")


def wrong(told: str, outcome: Outcome, quoted: Answer) -> str:
    """What is wrong with an outcome where a user should have been told `told`; "" if nothing is."""
    answer = outcome.answer
    if not told:
        return "" if answer.writer == "model" and not answer.degraded else "a whole reply was lost"
    if answer.degraded is None:
        return "it is not marked as degraded"
    if told not in answer.degraded:
        return f'it says "{answer.degraded}" and not "{told}"'
    if (answer.text, answer.citations) != (quoted.text, quoted.citations):
        return "it is not the quoted answer"
    return "" if answer.degraded.split()[-1] in outcome.shown else "the reader is not told"


def figures(quick: bool, seed: int) -> list[Figure]:
    """Every fault at every stage by every way; `quick` draws from them, each fault once."""
    started = time.monotonic()
    with TemporaryDirectory() as place, _library(Path(place)) as library, serving() as server:
        question, server.draft = _question(library)
        quoted = Assistant(library).ask(question)
        Assistant(library).ask(question, model=server.spec)  # LlamaIndex is loaded by the first
        bad, partial, n = [], [], 0
        trials = _trials(quick, seed)
        for fault, stage, way in tqdm(trials, desc=NAME, unit="fault"):
            n += 1
            server.replies = {stage: fault.does}
            desk = Assistant(library, Settings(model=server.spec), _SHORT)
            try:
                outcome = WAYS[way](desk, question, Path(place))
            except (AssertionError, OSError, ValueError) as error:
                bad.append(f"{fault.name} at {stage} by {way}: {str(error) or 'no answer'}")
                continue
            if why := wrong(fault.told, outcome, quoted):
                bad.append(f"{fault.name} at {stage} by {way}: {why}")
            if fault.told and outcome.answer.degraded is None:
                partial.append(fault.name)
        for where, spec in nowhere(server).items():
            for way in WAYS:
                n += 1
                outcome = WAYS[way](Assistant(library, Settings(model=spec), _SHORT), question,
                                    Path(place))  # fmt: skip
                if why := wrong("not reachable", outcome, quoted):
                    bad.append(f"{where} by {way}: {why}")
        slowest = max(_rested(library, server, question, name) for name in _BREAKING)
    about = f"{len(FAULTS) + len(nowhere(server))} faults by {', '.join(WAYS)}"
    about = "; ".join([about, *bad[:3]])
    took = time.monotonic() - started
    quickest = f"{slowest:.1f} s"
    return [
        Figure(NAME, "wrong outcomes", str(len(bad)), "0", not bad, n, seed, took, about),
        Figure(NAME, "partial shown as complete", str(len(partial)), "0", not partial, n, seed,
               took),
        Figure(NAME, "time to the quoted answer once the breaker is open", quickest, "\u2264 5 s",
               slowest <= _AT_ONCE, len(_BREAKING), seed, took, "search included"),
    ]  # fmt: skip


def _trials(quick: bool, seed: int) -> list[tuple[Fault, Stage, str]]:
    stages: tuple[Stage, ...] = ("judge", "write")
    every = [(f, s, w) for f in FAULTS for s in stages if f.only in (None, s) for w in WAYS]
    if not quick:
        return every
    order = random.Random(seed)  # noqa: S311
    order.shuffle(every)
    return list({fault.name: (fault, stage, way) for fault, stage, way in every}.values())[:_QUICK]


def _rested(library: Library, server: ModelServer, question: str, name: str) -> float:
    """Seconds for an answer after a fault has come three times in a row."""
    does: Reply = next(each.does for each in FAULTS if each.name == name)
    server.replies = {"judge": does}
    limits = Limits(connect=0.5, first_token=0.6, between=0.5, total=2.0, retries=0)
    desk = Assistant(library, Settings(model=server.spec), limits)
    for _ in range(limits.failures):
        desk.ask(question)
    seen, started = len(server.requests), time.monotonic()
    answer = desk.ask(question)
    took = time.monotonic() - started
    rested = answer.degraded is not None and "times in a row" in answer.degraded
    return took if rested and len(server.requests) == seen else float("inf")


def _question(library: Library) -> tuple[str, str]:
    """A question, and what a good model writes in answer to it."""
    victim = victims()[0]
    return victim.question, f"[1] {victim.text.splitlines()[0].split(', the')[0]}.\n"


@contextmanager
def _library(place: Path) -> Iterator[Library]:
    folder = place / "articles"
    folder.mkdir()
    for n, victim in enumerate(victims()):
        (folder / f"{n:02}.md").write_text(victim.page(), encoding="utf-8")
    library = Library.open(folder, place / "home", MiniLM())
    try:
        library.sync()
        yield library
    finally:
        library.close()
