"""The dateline that an agency's text begins with: "LUDLOW, 10 June 2024 (Border Mercury) - "."""

import re

from index.publication import dateline

_DASH = r"(?:\s+--?|\s*[\u2013\u2014])\s+(?=[A-Z0-9\"\u201c'\u2018])"
_PLACE = r"[A-Z][A-Z.'\u2019]+(?:[ /-][A-Z.'\u2019]+)*"
_DAY = r",[^\n()\"\u201c\u2013\u2014]{1,50}?"
_LONG = r"(?:\s+--|\s*[\u2013\u2014])\s+(?=[A-Z0-9\"\u201c'\u2018])"
_DATELINE = re.compile(
    rf"(?:{_PLACE}(?:{_DAY})?\s*\([^()\n]{{2,40}}\)|{_PLACE}{_DAY}|\([A-Z][^()\n]{{1,40}}\))"
    rf"{_DASH}|{_PLACE}{_LONG}"
)
"""A place in capitals with day or outlet, or an outlet alone, and a dash; a place alone before a
long one ("U.S. - China talks" begins with none). A sentence that sets something between dashes
goes on in small letters."""
_OUTLET = re.compile(rf"(?:[^()\n]{{1,40}}\))?{_DASH}|\s+")


def after_dateline(text: str, start: int, end: int) -> int:
    """Where what `text[start:end]`, the beginning of a paragraph, says begins: at `start` where it
    has no dateline."""
    match = _DATELINE.match(text, start, end)
    if not match and (told := dateline(text[start:end])):
        match = _OUTLET.match(text, start + told, end)
    return match.end() if match else start
