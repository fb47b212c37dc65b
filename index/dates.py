"""Publication dates, read where a newsroom writes them: in a dateline or a byline."""

import re
from datetime import date

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?P<month>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|"
    r"aug(?:ust|\.)?|sep(?:tember|t\.?|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FORMS = [
    re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}\b", re.I),
    re.compile(rf"\b{_DAY}\s+{_MONTH},?\s+{_YEAR}\b", re.I),
    re.compile(rf"\b{_YEAR}-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b"),
]
_DATELINE = re.compile(r"^[^\n.!?]{0,80}?[(\u2014\u2013-]")
_SENTENCE = re.compile(r"[a-z]{3,}[.!?][\"\u201d)]?\s*$")


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
    a short line that is not a sentence ("Sat, Mar 16 2024 09:48 AM EST") or what comes before the
    dash or bracket of a dateline ("TOKYO, March 14, 2024 (Wire) -"). A date inside a sentence or
    a caption is what the article is about, not when it was written.
    """
    heads = [line.strip() for line in text.split("\n") if line.strip()][:lines]
    for head in heads:
        if len(head) <= 120 and not _SENTENCE.search(head):
            found = parse(head)
        else:
            dateline = _DATELINE.match(head)
            found = parse(dateline[0]) if dateline else None
        if found:
            return found
    return None
