"""Publication dates, read where a newsroom writes them: in a dateline or a byline."""

import re
from datetime import date

from index.moments import moments
from index.spans import Kind, split

_DATELINE = re.compile(r"^[^\n.!?]{0,80}?[(\u2014\u2013-]")
# Lower-case words that stand beside a publication date; any other makes the line a sentence.
_PROSE = re.compile(
    r"\b(?!(?:and|the|for|from|with|via|first|last|published|posted|updated|filed|edited|modified"
    r"|written|staff|special|senior|chief|writer|editor|reporter|correspondent|contributor|desk"
    r"|min(?:ute)?s?|read|comments?|views?|shares?)\b)[a-z]{3,}\b"
)
_PLACED = re.compile(r"\b(?:on|in|at|by|to)\b")


def parse(text: str) -> date | None:
    """The first full calendar date (day, month, year) written in `text`, in any letter case."""
    for each in moments(text.title()):
        if each.year and each.month and each.day:
            try:
                return date(each.year, each.month, each.day)
            except ValueError:
                continue
    return None


def publication(text: str, *, lines: int = 8) -> date | None:
    """The date a plain text gives itself, or None.

    Looked for in the first `lines` lines that have words, only where a date is about the article:
    a short line without prose ("Sat, Mar 16 2024 09:48 AM EST") or what comes before the dash or
    bracket of a dateline ("TOKYO, March 14, 2024 (Wire) -"). A date inside a sentence, a headline
    or a caption is what the article is about, not when it was written.
    """
    heads = [line.strip() for line in text.split("\n") if line.strip()][:lines]
    return next((found for head in heads if (found := _given(head))), None)


def _given(line: str) -> date | None:
    if len(line) <= 300 and {span.kind for span in split(line)} == {Kind.CAPTION}:
        return None
    if len(line) <= 120 and not _PROSE.search(line):
        return parse(line)
    dateline = _DATELINE.match(line)
    if not dateline or _PROSE.search(dateline[0]) or _PLACED.search(dateline[0]):
        return None
    return parse(dateline[0])
