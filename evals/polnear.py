"""Who said what, measured on PolNeAR: does each marked attribution come out, and whose is it.

    python -m evals.polnear PATH [--half 1|2] [--misses N]

PATH holds `text/*.txt` and `attributions/*.ann` (Newell et al. 2018, LREC). A statement is right
when the last word of its speaker's mention lies in the marked source and the words of its content
match the marked content with a token F1 of at least .8; attributions without a source are left out.
Articles are in alphabetical order: half 1 is every other one from the first, on which the rules
were worked out; half 2 is the rest. Intervals are over articles (bootstrap, 95 %).
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals import intervals
from evals.cases import CaseError, read_text
from evals.external.polnear import Places, attributions
from index.articles import Article
from index.spans import split
from index.statements import Reader, Statement

ALIKE = 0.8
_TOKEN = re.compile(r"\w+(?:['\u2019]\w+)*")
_MARKS = '"\u201c\u201d'


@dataclass(frozen=True, slots=True)
class Marked:
    """One marked attribution: where its source and content stand."""

    source: Places
    content: Places


@dataclass(frozen=True, slots=True)
class Row:
    """One article: statements, marks, pairs of both that match; marked direct quotes, whose speaker
    is right; marks and statements without a partner."""

    name: str
    text: str
    stated: int
    marked: int
    right: int
    direct: int
    direct_right: int
    missed: tuple[Marked, ...]
    extra: tuple[Statement, ...]


def main() -> int:
    """Print one line a figure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--half", type=int, choices=(1, 2), help="every other article only")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="show N of each kind")
    options = parser.parse_args()
    try:
        rows = list(measure(options.path, options.half))
    except CaseError as error:
        parser.exit(2, f"{error}\n")
    for name, statistic in FIGURES.items():
        found = intervals.of(rows, statistic)
        print(f"{name:32} {found.value:.3f} [{found.low:.3f}, {found.high:.3f}]")
    sums = {n: sum(getattr(row, n) for row in rows) for n in ("marked", "stated", "direct")}
    print(f"n: {len(rows)} articles, " + ", ".join(f"{n} {what}" for what, n in sums.items()))
    _show(rows, options.misses)
    return 0


def measure(path: Path, half: int | None = None) -> Iterator[Row]:
    """A row for each article that has marks. Raises CaseError."""
    files = sorted((path / "text").glob("*.txt"))
    if not files:
        raise CaseError(f"{path} holds no text/*.txt")
    reader = Reader()
    for file in files[half - 1 :: 2] if half else files:
        for notes in sorted((path / "attributions").glob(f"{file.stem}*.ann"))[:1]:
            text = read_text(file)
            marks = [Marked(*each) for each in attributions(read_text(notes))]
            marks = [each for each in marks if _tokens(text, each.content)]
            (found,) = reader.read([(Article(file.name, text), split(text))])
            yield row(file.name, text, marks, found)


def row(name: str, text: str, marks: Sequence[Marked], found: Sequence[Statement]) -> Row:
    """Pairs made greedily, the best overlap of contents first, each used once."""
    wanted = [_tokens(text, mark.content) for mark in marks]
    given = [_tokens(text, list(said.parts)) for said in found]
    overlaps = [
        (_f1(a, b), -m, -s) for m, a in enumerate(wanted) for s, b in enumerate(given) if a & b
    ]
    pairs: dict[int, int] = {}
    for overlap, m, s in sorted(overlaps, reverse=True):
        free = -m not in pairs and -s not in pairs.values()
        if overlap >= ALIKE and free and _speaks(text, found[-s], marks[-m]):
            pairs[-m] = -s
    direct = [n for n, mark in enumerate(marks) if _is_direct(text, mark)]
    nearest = [max((o for o in overlaps if o[1] == -n), default=None) for n in direct]
    return Row(
        name,
        text,
        len(found),
        len(marks),
        len(pairs),
        len(direct),
        sum(
            best is not None and _speaks(text, found[-best[2]], marks[n])
            for n, best in zip(direct, nearest, strict=True)
        ),
        tuple(mark for n, mark in enumerate(marks) if n not in pairs),
        tuple(said for n, said in enumerate(found) if n not in pairs.values()),
    )


def _speaks(text: str, said: Statement, mark: Marked) -> bool:
    (*_, last) = _TOKEN.finditer(text, said.speaker_start, said.speaker_end)
    return any(start < last.end() and last.start() < end for start, end in mark.source)


def _is_direct(text: str, mark: Marked) -> bool:
    return all(text[a] in _MARKS and text[b - 1] in _MARKS for a, b in mark.content if a < b)


def _tokens(text: str, places: Places) -> set[int]:
    return {match.start() for a, b in places for match in _TOKEN.finditer(text, a, b)}


def _f1(one: set[int], other: set[int]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def _ratio(part: str, whole: str) -> Callable[[Sequence[Row]], float]:
    def statistic(rows: Sequence[Row]) -> float:
        total = sum(getattr(row, whole) for row in rows)
        return sum(getattr(row, part) for row in rows) / total if total else float("nan")

    return statistic


def _both(rows: Sequence[Row]) -> float:
    total = sum(row.stated + row.marked for row in rows)
    return 2 * sum(row.right for row in rows) / total if total else float("nan")


FIGURES: dict[str, Callable[[Sequence[Row]], float]] = {
    "precision": _ratio("right", "stated"),
    "recall": _ratio("right", "marked"),
    "F1": _both,
    "direct quotes, speaker right": _ratio("direct_right", "direct"),
}


def _show(rows: Sequence[Row], count: int) -> None:
    missed = [(row, mark) for row in rows for mark in row.missed]
    for row, mark in missed[:: max(1, len(missed) // count)] if count else []:
        who = " ".join(row.text[a:b] for a, b in mark.source)
        print(f"- {row.name}: {who}: {' / '.join(row.text[a:b] for a, b in mark.content)}")
    extra = [(row, said) for row in rows for said in row.extra]
    for row, said in extra[:: max(1, len(extra) // count)] if count else []:
        mention = row.text[said.speaker_start : said.speaker_end]
        print(f"+ {row.name}: {mention} [{said.cue}] {said.content}")


if __name__ == "__main__":
    sys.exit(main())
