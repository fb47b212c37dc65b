"""A model's server in a process of its own, as fast and as faulty as its flags say.

    python -m evals.torture.pacing [--judge S] [--write S] [--rewrite S] [--faults SHARE] [--seed N]

It says Yes, writes the first sentence it is shown, and repeats a follow-up. Every reply takes the
same time, whatever its length, so that what an answer took beyond the model's own time is known to
whoever asked. It prints its spec, and ends when its input does.
"""

import argparse
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from evals.torture.serving import Handler, Reply, stage
from evals.torture.serving import serving as _serving

_GIVEN = re.compile(r"^\[(\d+)\] \([^)]*\) (.*)$", re.M)
_FOLLOWS = re.compile(r"Last question: (.*)\nAlone:$")


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds that a reply of each kind takes, and the share of all replies that fail."""

    judge: float = 0.4
    write: float = 1.6
    rewrite: float = 0.4
    faults: float = 0.0

    def answer(self, follows: bool) -> float:
        """Seconds of the model's own in one answer, where nothing fails."""
        return self.judge + self.write + (self.rewrite if follows else 0.0)


@contextmanager
def paced(pace: Pace, seed: int = 0) -> Iterator[str]:
    """The spec of a model at this pace, while the block lasts."""
    flags = [f"--{name}={getattr(pace, name)}" for name in Pace.__slots__]
    command = [sys.executable, "-m", "evals.torture.pacing", *flags, f"--seed={seed}"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert process.stdin and process.stdout
    try:
        yield process.stdout.readline().strip()
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()


class _Paced:
    """The reply to every stage, in time or failing."""

    def __init__(self, pace: Pace, seed: int) -> None:
        self._pace = pace
        self._random, self._lock = random.Random(seed), threading.Lock()  # noqa: S311
        self._faults: tuple[Reply, ...] = (
            lambda h: h.status(500),
            lambda h: h.status(429, retry_after="0"),
            lambda h: h.connection.close(),
            _cut_off,
        )

    def __call__(self, handler: Handler) -> None:
        with self._lock:
            fails = self._random.random() < self._pace.faults
            fault = self._random.choice(self._faults)
        if fails:
            fault(handler)
            return
        asked = stage(handler.body)
        if asked == "judge":
            time.sleep(self._pace.judge)
            handler.judge()
        elif asked == "rewrite":
            follows = _FOLLOWS.search(handler.body["messages"][-1]["content"])
            time.sleep(self._pace.rewrite)
            handler.text(follows[1] if follows else "")
        else:
            self._write(handler)

    def _write(self, handler: Handler) -> None:
        """Half of the time is silence, as while a prompt is read; the other half goes to words."""
        began = time.monotonic()
        time.sleep(self._pace.write / 2)
        words = _drafted(handler).split(" ")
        handler.begin()
        for n, word in enumerate(words, 1):
            handler.chunk(f"{word} ")
            due = began + self._pace.write / 2 * (1 + n / len(words))
            time.sleep(max(0.0, due - time.monotonic()))
        handler.end()


def _drafted(handler: Handler) -> str:
    prompt = next(
        message["content"]
        for message in reversed(handler.body["messages"])
        if "<data>" in message["content"]
    )
    n, sentence = _GIVEN.findall(prompt)[0]
    return f"[{n}] {sentence}\n"


def _cut_off(handler: Handler) -> None:
    handler.begin()
    handler.chunk("[1] The council ")


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until the input ends."""
    parser = argparse.ArgumentParser(prog="python -m evals.torture.pacing", description=__doc__)
    for name in Pace.__slots__:
        parser.add_argument(f"--{name}", type=float, default=getattr(Pace(), name))
    parser.add_argument("--seed", type=int, default=0)
    options = vars(parser.parse_args(arguments))
    reply = _Paced(Pace(**{name: options[name] for name in Pace.__slots__}), options["seed"])
    with _serving() as server:
        server.replies = dict.fromkeys(("judge", "write", "repair", "rewrite"), reply)
        server.times = sys.maxsize
        print(server.spec, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
