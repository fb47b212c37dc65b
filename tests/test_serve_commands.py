"""What is served leaves the garbage collector little to look through."""

import gc
import subprocess
import sys


def test_what_start_up_made_is_out_of_the_collectors_way() -> None:
    told = "import gc, assistant.serve_commands as s; s.leave_alone(); print(gc.get_freeze_count())"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 1_000
    assert not gc.get_freeze_count()  # a library that is only imported leaves it as it was
