"""Publication dates: where each was found, and how far that is to be trusted."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.moments import moments
from index.spans import Kind, split

Origin = Literal[
    "articles.csv",
    "front matter",
    "the page",
    "the message",
    "the record",
    "the text",
    "the URL",
    "the file name",
    "the document",
]
Confidence = Literal["stated", "read", "guessed"]
CONFIDENCE: dict[Origin, Confidence] = {
    "articles.csv": "stated",
    "front matter": "stated",
    "the page": "stated",
    "the message": "stated",
    "the record": "stated",
    "the text": "read",
    "the URL": "guessed",
    "the file name": "guessed",
    "the document": "guessed",
}


@dataclass(frozen=True, slots=True)
class Published:
    """A publication date and what gave it.

    It is "stated" by metadata, "read" in the text's dateline, byline or foot, or "guessed" from an
    address: of 598 dated news addresses all were within a day of the date that their index gives.
    A date in the body is never taken for it: of 13 guesses from "said on March 14, 2024" 3 held.
    """

    day: date
    origin: Origin

    @property
    def confidence(self) -> Confidence:
        return CONFIDENCE[self.origin]

    def __str__(self) -> str:
        return (
            f"{self.day.isoformat()} ({self.confidence} {_JOINED[self.confidence]} {self.origin})"
        )


_JOINED = {"stated": "by", "read": "in", "guessed": "from"}
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


_FOOT = re.compile(
    r"^\W*(?:this (?:article|story) was )?(?:(?:first|originally) )?"
    r"(?:published|posted|filed|updated|last (?:updated|modified))\b",
    re.I,
)
_ADDRESS = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-/_.]?)(?P<month>[01]?\d)(?P=mark)(?P<day>[0-3]?\d)(?!\d)"
)


def addressed(address: str) -> date | None:
    """The date in a URL or a file name: "/2024/03/14/", "2024-03-14-harbour.txt", "20240314"."""
    for match in _ADDRESS.finditer(address):
        if match["mark"] or len(match[0]) == 8:
            try:
                return date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                continue
    return None


def publication(text: str, *, lines: int = 8) -> date | None:
    """The date a plain text gives itself, or None.

    Looked for in the first `lines` lines that have words, only where a date is about the article:
    a short line without prose ("Sat, Mar 16 2024 09:48 AM EST") or what comes before the dash or
    bracket of a dateline ("TOKYO, March 14, 2024 (Wire) -"); then in the last ones, in a line that
    says "Published" or "Updated". A date inside a sentence, a headline or a caption is what the
    article is about, not when it was written.
    """
    written = [line.strip() for line in text.split("\n") if line.strip()]
    heads = (found for head in written[:lines] if (found := _given(head)))
    feet = (
        found
        for foot in reversed(written[lines:][-lines:])
        if len(foot) <= 120 and _FOOT.match(foot) and (found := parse(foot))
    )
    return next(heads, None) or next(feet, None)


def _given(line: str) -> date | None:
    if len(line) <= 300 and {span.kind for span in split(line)} == {Kind.CAPTION}:
        return None
    if len(line) <= 120 and not _PROSE.search(line):
        return parse(line)
    return parse(line[: dateline(line)])


def dateline(text: str) -> int:
    """Where the dateline that a text begins with ends, if there is one with a date; else 0."""
    match = _DATELINE.match(text)
    if not match or _PROSE.search(match[0]) or _PLACED.search(match[0]) or not parse(match[0]):
        return 0
    return match.end()
