"""What search takes against the size of the library, as a page: docs/bench.md."""

from collections.abc import Mapping, Sequence

Figures = Mapping[str, str]
_HEAD = """\
# Search against size

`python -m evals.scale --articles FOLDER --keep docs/bench.md` writes this page: the folder's
articles and copies of them with other names, days and outlets, whose vectors are the real ones with
seeded noise; each size served by a process of its own, as `dateline web` would, 200 questions of
each kind. Memory is the most that process held. Recall compares Chroma's graph with every vector,
among copies that crowd around the real ones. What indexing takes is measured by `make bench`; what
larger libraries cost is reckoned in [Scale](scale.md).
"""
_DRAWN = ("unfiltered", "1 % of the days", "50 % of the days")


def page(
    sizes: Sequence[int], figures: Sequence[Figures], curves: Sequence[Mapping[str, float]]
) -> str:
    """Markdown: a chart of p95 in ms a kind of search, and a table of everything measured.

    All three are in the order of the sizes, in passages.
    """
    lines = [_HEAD]
    names = ", ".join(f'"{size:,}"' for size in sizes)
    for kind in _DRAWN:
        points = [curve[kind] for curve in curves]
        top = max(10.0, *points)
        lines += [
            "```mermaid",
            "xychart-beta",
            f'    title "{kind}: p95, ms"',
            f"    x-axis [{names}]",
            f'    y-axis "ms" 0 --> {1.2 * top:.0f}',
            f"    line [{', '.join(f'{point:.1f}' for point in points)}]",
            "```",
            "",
        ]
    lines.append(f"| | {' | '.join(f'{size:,} passages' for size in sizes)} |")
    lines.append("|---" * (len(sizes) + 1) + "|")
    for name in figures[0]:
        lines.append(f"| {name} | {' | '.join(each[name] for each in figures)} |")
    return "\n".join(lines) + "\n"
