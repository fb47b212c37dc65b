"""The whole suite of tests under its guard: what it tried to call on other machines.

The guard is `tests/guarded/egress.py`; it refuses every call and notes it, in the processes that
tests start too. What compiled code opens by itself it does not see.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.torture.figures import Figure

NAME = "egress"
_TESTS = Path("tests")
_QUICK = ("test_egress.py", "test_library.py", "test_conversation.py")
_PASSED = re.compile(r"(\d+) passed")


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
    passed = _PASSED.search(done.stdout)
    note = "; ".join(attempts[:3]) or (
        "" if done.returncode == 0 else "tests failed, of other causes"
    )
    n = int(passed[1]) if passed and noted else 0
    took = time.monotonic() - started
    name = "attempts to leave this machine without a model configured"
    met = not attempts and n > 0
    return [Figure(NAME, name, str(len(attempts)), "0", met, n, seed, took, note)]
