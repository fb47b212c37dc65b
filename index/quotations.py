"""Quotation marks paired up: what stands inside them, over sentences and paragraphs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MARK = re.compile(
    r"[\u201c\u201d\u00ab\u00bb\"]|''|``"
    r"|(?:(?<=[\s(\[\u201c\"\u2014])|(?<![\s\S]))['\u2018](?=[^\W\d])"
    r"|(?<=[\w.,!?\u2026])['\u2019](?=[\s.,;:!?)\]\u201d\"\u2014]|$)"
)
_OPENS = frozenset("\u201c\u00ab") | {"``"}
_CLOSES = frozenset("\u201d\u00bb")
_SINGLE = frozenset("'\u2018\u2019")


@dataclass(frozen=True, slots=True)
class Quotation:
    """`text[start:end]` with its marks; `open` when it goes on in the next paragraph."""

    start: int
    end: int
    open: bool = False


def quotations(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[Quotation]:
    """Every outermost quotation in these (start, end) paragraphs, in order.

    A mark that is opened and not closed in its paragraph holds up to the paragraph's end when the
    next one begins with a mark, which is how a long quotation is printed, and else is no quotation.
    """
    found: list[Quotation] = []
    for n, (start, end) in enumerate(paragraphs):
        following = text[paragraphs[n + 1][0]] if n + 1 < len(paragraphs) else ""
        found += _in_paragraph(
            text, start, end, goes_on=bool(following) and following in '"\u201c\u00ab'
        )
    return found


def _in_paragraph(text: str, start: int, end: int, *, goes_on: bool) -> list[Quotation]:
    found: list[Quotation] = []
    opened: int | None = None
    single = False
    for match in _MARK.finditer(text, start, end):
        mark, at = match[0], match.start()
        if opened is None:
            if _may_open(text, mark, at, end):
                opened, single = at, mark in _SINGLE
        elif (mark in _SINGLE) == single and _may_close(mark, text, at, start):
            found.append(Quotation(opened, match.end()))
            opened = None
        elif single and mark not in _SINGLE and _may_open(text, mark, at, end):
            opened, single = at, False  # the single mark was an apostrophe
    if opened is not None and goes_on and not single:
        found.append(Quotation(opened, end, open=True))
    return found


def _may_open(text: str, mark: str, at: int, end: int) -> bool:
    if mark in _CLOSES or mark == "\u2019" or at + len(mark) >= end:
        return False
    if mark in _OPENS or mark == "\u2018":
        return True
    return not text[at + len(mark)].isspace() and (at == 0 or not text[at - 1].isalnum())


def _may_close(mark: str, text: str, at: int, start: int) -> bool:
    if mark in _OPENS or mark == "\u2018":
        return False
    return mark in _CLOSES or (at > start and not text[at - 1].isspace())
