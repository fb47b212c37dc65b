"""What the command runs: Ctrl-C while it is still loading is one sentence too."""

import sys

STOPPED = "stopped; what was finished is kept, and the next run goes on from there"
"""What a stopped command says, and 130 what a shell calls it."""


def main() -> int:
    try:
        from assistant.cli import main as run

        return run()
    except KeyboardInterrupt:
        print(f"dateline: {STOPPED}", file=sys.stderr)
        return 130
