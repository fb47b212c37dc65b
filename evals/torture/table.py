"""The table of figures in a Markdown file: a suite that ran replaces its own rows."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from evals.torture.figures import Figure

_HEAD = (
    "| suite | figure | goal | measured | n | seed | seconds | |\n|---|---|---|---|---|---|---|---|"
)
_BEGIN, _END = "<!-- figures -->", "<!-- end of figures -->"
_TABLE = re.compile(f"{_BEGIN}\n(.*?){_END}", re.S)


def line(figure: Figure) -> str:
    """A figure for a terminal."""
    verdict = "ok    " if figure.met else "MISSED"
    why = f" ({figure.note})" if figure.note else ""
    return (
        f"{verdict} {figure.suite}: {figure.name} {figure.value}, goal {figure.goal}; "
        f"n={figure.n:,} seed={figure.seed} {figure.seconds:.0f} s{why}"
    )


def row(figure: Figure) -> str:
    """A figure as a row."""
    verdict = figure.note if figure.met else f"MISSED: {figure.note}".rstrip(": ")
    cells = (figure.suite, figure.name, figure.goal, figure.value, f"{figure.n:,}")
    load = "" if figure.load is None else f" (load {figure.load:.0f})"
    rest = (str(figure.seed), f"{figure.seconds:.0f}{load}", verdict)
    return f"| {' | '.join(each.replace('|', '/') for each in (*cells, *rest))} |"


def write_misses(path: Path, figures: Sequence[Figure]) -> None:
    """A JSON object a line for each case that was not as it should be, under its figure's name."""
    with path.open("w", encoding="utf-8") as file:
        for figure in figures:
            for case in figure.missed:
                about = {"suite": figure.suite, "figure": figure.name}
                file.write(json.dumps(about | dict(case), ensure_ascii=False) + "\n")


def keep(path: Path, figures: Sequence[Figure]) -> None:
    """Put rows between the two marks in a file; rows of suites that did not run stay.

    Raises ValueError when the file has not both marks.
    """
    text = path.read_text(encoding="utf-8")
    match = _TABLE.search(text)
    if match is None:
        raise ValueError(f"{path} has no table between {_BEGIN} and {_END}")
    ran = {figure.suite for figure in figures}
    kept = [each for each in match[1].splitlines()[2:] if each.split("|")[1].strip() not in ran]
    rows = "\n".join([_HEAD, *kept, *(row(figure) for figure in figures)])
    path.write_text(
        text[: match.start()] + f"{_BEGIN}\n{rows}\n{_END}" + text[match.end() :], encoding="utf-8"
    )
