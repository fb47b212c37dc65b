"""What search takes against the size of the library, as a page: docs/bench.md."""

from collections.abc import Iterator, Mapping, Sequence

Figures = Mapping[str, str]
_HEAD = """\
# Search against size

`make bench ARTICLES=FOLDER` writes this page, and so does `python -m evals.scale --articles FOLDER
--keep docs/bench.md`: the folder's articles and copies of them with other names, days and outlets,
whose vectors are the real ones with seeded noise; each size served by a process of its own, as
`dateline web` would, 200 questions of each kind. Memory is the most that process held. Recall
compares Chroma's graph with every vector, among copies that crowd around the real ones. `make
bench` also prints what indexing takes, when the first of 10,000 articles is found by its words and
when one is answered from, and the same searches by LlamaIndex; what larger libraries cost is
reckoned in [Scale](scale.md).
"""
_LARGE = 10_000
"""Passages; beyond them Chroma is asked, and search should hardly grow."""
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


def growth(sizes: Sequence[int], curves: Sequence[Mapping[str, float]]) -> Iterator[str]:
    """Lines on p95 at the largest size, over that at the smallest from 10,000 passages on."""
    large = sorted((size, n) for n, size in enumerate(sizes) if size >= _LARGE)
    if len(large) < 2:
        return
    (least, first), (most, last) = large[0], large[-1]
    yield f"p95 at {most:,} passages over p95 at {least:,}"
    for kind, before in curves[first].items():
        if before:
            yield f"  {kind:36} {curves[last][kind] / before:.2f}"
