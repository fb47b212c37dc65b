"""The whole suite of tests under its guard: what it tried to call on other machines.

The guard is `tests/guarded/egress.py`; it refuses every call and notes it, in the processes that
tests start too. What compiled code opens by itself it does not see.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.torture.figures import Figure

NAME = "egress"
_TESTS = Path("tests")
_QUICK = ("test_egress.py", "test_library.py", "test_conversation.py")
_COUNT = re.compile(r"(\d+) (passed|failed|error)")
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.M)


def figures(quick: bool, seed: int) -> list[Figure]:
    """Run the tests, from the checkout's folder; `quick` runs three files of them."""
    started = time.monotonic()
    with TemporaryDirectory() as folder:
        chosen = [str(_TESTS / name) for name in _QUICK] if quick else [str(_TESTS)]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *([] if quick else ["-n", "auto"]), *chosen],
            env=os.environ | {"DATELINE_TEST_EGRESS_FOLDER": folder},
            capture_output=True,
            text=True,
            check=False,
        )
        noted = [path.read_text(encoding="utf-8") for path in Path(folder).glob("*.txt")]
    attempts = [line for text in noted for line in text.splitlines()]
    return [figure(done, attempts, seed, time.monotonic() - started, guarded=bool(noted))]


def figure(
    done: subprocess.CompletedProcess[str],
    attempts: Sequence[str],
    seed: int,
    took: float,
    *,
    guarded: bool,
) -> Figure:
    """What a run of the tests shows. One with failed tests shows nothing: they were cut short."""
    count = {what: int(number) for number, what in _COUNT.findall(done.stdout)}
    failed = count.get("failed", 0) + count.get("error", 0)
    reasons = list(attempts[:3])
    if failed:
        reasons.append(f"{failed} tests failed, first {' '.join(_FAILED.findall(done.stdout)[:1])}")
    elif done.returncode:
        reasons.append(f"the tests ended with code {done.returncode}")
    n = count.get("passed", 0) if guarded else 0
    name = "attempts to leave this machine without a model configured"
    met = not attempts and done.returncode == 0 and n > 0
    return Figure(NAME, name, str(len(attempts)), "0", met, n, seed, took, "; ".join(reasons))
