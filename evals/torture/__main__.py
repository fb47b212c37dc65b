"""`python -m evals.torture [SUITE ...] [--quick] [--seed N]`: run suites, print their figures."""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import cast

from evals.torture import accepted, table
from evals.torture.figures import Figure, Suite

SUITES: tuple[str, ...] = (
    "kills",
    "states",
    "injection",
    "poisoning",
    "model_faults",
    "rendering",
    "fetching",
    "bombs",
    "fuzz",
    "load",
    "egress",
)
"""Modules of this folder, in the order in which they run."""

_TAKES = {"injection": ("data", "times"), "poisoning": ("times",)}
"""Options that only some suites have."""
REPORT = Path("docs/reliability.md")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when every goal was met or missed by no more than is accepted, else 1."""
    parser = argparse.ArgumentParser(prog="python -m evals.torture", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(SUITES)} (all)")
    parser.add_argument("--quick", action="store_true", help="few trials, for CI")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of what is random (0)")
    parser.add_argument("--keep", action="store_true", help=f"rewrite the table in {REPORT}")
    parser.add_argument("--times", type=int, metavar="N", help="N times as many trials (1)")
    parser.add_argument("--misses", type=Path, metavar="FILE", help="what was wrong, as JSON lines")
    parser.add_argument("--data", type=Path, metavar="DIR", help="public data sets (BIPIA) to add")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.suites if name not in SUITES]
    if unknown:
        parser.error(f"no suite {unknown[0]}; choose from {', '.join(SUITES)}")
    mode: accepted.Mode = "quick" if options.quick else "full"
    known = accepted.read()
    found: list[Figure] = []
    # The kills fork, which a process that has opened stores cannot do: threads are not forked.
    for name in sorted(options.suites or SUITES, key=SUITES.index):
        suite = cast(Suite, import_module(f"evals.torture.{name}"))
        taken = {each: getattr(options, each) for each in _TAKES.get(name, ())}
        given = {each: value for each, value in taken.items() if value is not None}
        for figure in suite.figures(options.quick, options.seed, **given):
            print(table.line(figure), flush=True)
            reason = accepted.why(figure, mode, known)
            note = "; ".join(
                filter(None, ("--quick" if options.quick else "", figure.note, reason))
            )
            found.append(replace(figure, note=note, load=os.getloadavg()[1]))
    if options.misses:
        table.write_misses(options.misses, found)
    if options.keep:
        table.keep(REPORT, found)
    said, held = accepted.verdicts(found, mode, known)
    print("\n".join(said), file=sys.stderr)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
