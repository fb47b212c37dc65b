"""Words given to a speaker by layout alone: turns of a transcript, and signed quotations."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.quotations import Quotation

_NAME = r"[A-Z][\w.'\u2019-]*(?:[ \u00a0](?:[A-Z][\w.'\u2019-]*|d[aeiu]|v[ao]n|al)){0,4}"
_TURN = re.compile(
    r"[\"\u201c]?(?P<who>[A-Z][A-Z.'\u2019-]+(?: [A-Z][A-Z.'\u2019-]+){0,3})(?P<cue>:)\s+(?=\S)"
)
_SIGNED = re.compile(rf"\s*(?P<cue>[\u2012-\u2015]|--?)\s*(?P<who>{_NAME})(?=\s*(?:[,(:@]|$|\n))")
_FEWEST = 3
"""Turns in a transcript; one or two paragraphs of the form are headings."""
_LONGEST = 160
"""Characters of a signature."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Offsets of a name, of the mark that gives it the words, and of the words."""

    paragraph: int
    who: tuple[int, int]
    cue: tuple[int, int]
    said: tuple[int, int]


def transcript(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[Turn]:
    """The paragraphs of the form "NAME: …", none where there are fewer than three."""
    found = []
    for n, (start, end) in enumerate(paragraphs):
        if match := _TURN.match(text, start, end):
            found.append(Turn(n, match.span("who"), match.span("cue"), (match.end(), end)))
    return found if len(found) >= _FEWEST else []


def signed(
    text: str, paragraphs: Sequence[tuple[int, int]], quoted: Sequence[Quotation]
) -> Iterator[Turn]:
    """The quotations that a dash and a name follow: “…” — Ines Calder, mayor."""
    ends = {quotation.end: quotation for quotation in quoted}
    for n, (_, end) in enumerate(paragraphs):
        last = max((e for e in ends if paragraphs[n][0] < e <= end), default=None)
        if last is None:
            continue
        after = paragraphs[n + 1][1] if last == end and n + 1 < len(paragraphs) else end
        match = _SIGNED.match(text, last, after)
        if match and after - last <= _LONGEST:
            said = ends[last]
            yield Turn(n, match.span("who"), match.span("cue"), (said.start, said.end))
