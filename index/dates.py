"""Publication dates, read where a newsroom writes them: in a dateline or a byline."""

import re
from datetime import date

from index.spans import Kind, split

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<month>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|"
    r"aug(?:ust|\.)?|sep(?:tember|t\.?|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FORMS = [
    re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}\b", re.I),
    re.compile(rf"\b{_DAY}\s+{_MONTH},?\s+{_YEAR}\b", re.I),
    re.compile(rf"\b{_YEAR}-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)"),
]
_DATELINE = re.compile(r"^[^\n.!?]{0,80}?[(\u2014\u2013-]")
# Lower-case words that stand beside a publication date; any other makes the line a sentence.
_PROSE = re.compile(
    r"\b(?!(?:and|the|for|from|with|via|first|last|published|posted|updated|filed|edited|modified"
    r"|written|staff|special|senior|chief|writer|editor|reporter|correspondent|contributor|desk"
    r"|min(?:ute)?s?|read|comments?|views?|shares?)\b)[a-z]{3,}\b"
)
_PLACED = re.compile(r"\b(?:on|in|at|by|to)\b")


def parse(text: str) -> date | None:
    """The first full calendar date (day, month, year) written in `text`."""
    found = []
    for form in _FORMS:
        for match in form.finditer(text):
            month = match["month"].lower()
            number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
            try:
                found.append((match.start(), date(int(match["year"]), number, int(match["day"]))))
            except ValueError:
                continue
    return min(found)[1] if found else None


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
