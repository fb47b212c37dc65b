"""A brief held against the files it names: does each quotation still stand where it says?"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.briefs import Brief, Open, Quotation
from assistant.originals import NoOriginal, Original

Outcome = Literal["holds", "other file", "moved", "words changed", "no file"]
"""`holds`: the words, the line and the file are those of the brief. `other file`: the words stand
there, in a file that has changed elsewhere or is not known by hash. `moved`: they stand at another
place in it. `words changed`: they stand nowhere in it. `no file`: it is gone, cannot be read, or
was refused."""

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one quotation. `entry` counts the brief's answers from 1; `why` is in words.

    `line` is where the words stand now, None where they do not.
    """

    entry: int
    quotation: Quotation
    outcome: Outcome
    why: str
    line: int | None = None

    @property
    def holds(self) -> bool:
        return self.outcome == "holds"


def verify(brief: Brief, originals: Open) -> Iterator[Verdict]:
    """A verdict on each quotation, in the order of the brief."""
    for number, entry in enumerate(brief.entries, 1):
        for quotation in entry.quotations:
            try:
                now = originals(quotation.source)
            except NoOriginal as error:
                yield Verdict(number, quotation, "no file", str(error))
            else:
                yield _verdict(number, quotation, now)


def _verdict(number: int, said: Quotation, now: Original) -> Verdict:
    if now.text[said.start : said.end] != said.quote or now.line(said.start) != said.line:
        line = _found(said.quote, now)
        if line is None:
            return Verdict(number, said, "words changed", "words changed: they are not in the file")
        return Verdict(number, said, "moved", f"moved: now at line {line}", line)
    if said.sha256 is None:
        why = "the words stand, but the brief has no hash to know the file by"
    elif said.sha256 != now.sha256:
        why = "hash differs, but the words stand: the file was changed elsewhere"
    elif said.text_sha256 != now.text_sha256:
        why = "the words stand, but other text was taken out of the same file"
    else:
        return Verdict(number, said, "holds", "holds", said.line)
    return Verdict(number, said, "other file", why, said.line)


def _found(quote: str, now: Original) -> int | None:
    """The line where the words stand first, however they are spaced; None for nowhere."""
    words = " ".join(quote.split())
    starts, tokens, at, length = [], [], [], 0
    for match in _WORD.finditer(now.text):
        starts.append(match.start())
        tokens.append(match[0])
        at.append(length)
        length += len(match[0]) + 1
    place = " ".join(tokens).find(words) if words else -1
    return None if place < 0 else now.line(starts[bisect_right(at, place) - 1])
