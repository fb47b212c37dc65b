"""Lines of pages to paragraphs: wrapped lines and divided words joined, running heads left out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

MARGIN = 0.12
"""Running heads and feet stand in this part of a page's height, at the top and at the bottom."""
_NUMBER = re.compile(
    r"^\W*(?:page|p\.|seite)?\s*(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:/|of)\s*\d{1,4})?\W*$", re.I
)
_ENDED = re.compile(r"[.!?\u2026:][\"'\u201d\u2019)\]]*$")


@dataclass(slots=True)
class Line:
    """A line of text: where it begins and its print's size, in points; its height from 0 to 1."""

    text: str = ""
    x: float = 0.0
    y: float = 0.0
    size: float = 0.0
    height: float = 0.0


def text(pages: Sequence[Sequence[Line]]) -> str:
    """The paragraphs of pages, a blank line between them."""
    bodies = _without_running(pages)
    words = Counter(re.findall(r"[\w-]+", " ".join(line.text for page in bodies for line in page)))
    paragraphs: list[str] = []
    previous: Line | None = None
    for page in bodies:
        usual, leading = _usual(page)
        for line in page:
            if previous is None or _begins(previous, line, usual, leading):
                paragraphs.append(_tidy(line.text))
            else:
                paragraphs[-1] = _joined(paragraphs[-1], _tidy(line.text), words)
            previous = line
    return "\n\n".join(paragraphs)


def _without_running(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Pages without lines that come again on most of them, and page numbers, at top and bottom."""
    seen = Counter(form for page in pages for form in {_form(line) for line in _edges(page)})
    often = max(2, len(pages) * 0.5)
    kept = []
    for page in pages:
        running = [
            line
            for line in _edges(page)
            if _NUMBER.match(line.text.strip()) or seen[_form(line)] >= often
        ]
        kept.append([line for line in page if not any(line is each for each in running)])
    return kept


def _edges(page: Sequence[Line]) -> list[Line]:
    """The two highest and two lowest lines of a page, where they stand in its margins."""
    by_height = sorted(page, key=lambda line: -line.height)
    top = [line for line in by_height[:2] if line.height > 1 - MARGIN]
    return top + [line for line in by_height[-2:] if line.height < MARGIN]


def _form(line: Line) -> str:
    """A line as it is on every page: its numbers do not count."""
    return re.sub(r"\d+", "#", _tidy(line.text)).lower()


def _usual(page: Sequence[Line]) -> tuple[int, float]:
    """(characters in a full line, points from one line to the next) of a page."""
    lengths = sorted(len(_tidy(line.text)) for line in page)
    steps = [a.y - b.y for a, b in pairwise(page) if 0 < a.y - b.y < 60]
    full = lengths[int(len(lengths) * 0.75)] if lengths else 0
    return full, median(steps) if steps else 0.0


def _begins(previous: Line, line: Line, usual: int, leading: float) -> bool:
    """Whether a line begins a paragraph, from gaps, indents, sizes and what comes before."""
    ended = bool(_ENDED.search(previous.text.strip()))
    length, capital = len(_tidy(previous.text)), line.text.strip()[:1].isupper()
    if abs(previous.size - line.size) > 0.12 * max(previous.size, line.size, 1.0):
        return True
    step = previous.y - line.y
    if step < -1 or step > 6 * max(leading, line.size):  # another column or page
        return ended or (capital and length < 0.6 * usual)
    if leading and step > 1.4 * leading:
        return True
    if ended and line.x - previous.x > 0.5 * max(line.size, 1.0):
        return True
    return length < 0.7 * usual and (ended or capital)


def _joined(paragraph: str, line: str, words: Counter[str]) -> str:
    """A paragraph with its next line: a word divided at the end is made whole."""
    if paragraph.endswith("\u00ad"):
        return paragraph[:-1] + line
    head = re.search(r"(\w+)-$", paragraph)
    tail = re.match(r"[a-z]\w*", line)
    if head is None or tail is None:
        return f"{paragraph} {line}"
    whole, compound = head[1] + tail[0], f"{head[1]}-{tail[0]}"
    halves = words[head[1]] and words[tail[0]] > 1  # the tail itself stands on the line
    if words[compound] or (halves and not words[whole]):
        return paragraph + line
    return paragraph[:-1] + line


def _tidy(text: str) -> str:
    return " ".join(text.split())
