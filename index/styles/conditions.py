"""Whether groups of rules hold: on a large screen by daylight, in a browser of today."""

import re

from index.styles.properties import LENGTHS, valid
from index.styles.values import read

_NARROW = r"(?:(?:\d{1,3}|1[01]\d\d|12[0-7]\d|1280)(?:\.\d+)?px|(?:[1-7]?\d|80)(?:\.\d+)?r?em)\b"
_ELSEWHERE = re.compile(
    r"\b(?:print|speech|aural|braille)\b|orientation:\s*portrait|scripting:\s*none"
    r"|prefers-color-scheme:\s*dark|prefers-reduced-motion(?!:\s*no)|forced-colors:\s*active"
    r"|prefers-contrast:\s*(?:more|less|custom)|hover:\s*none|pointer:\s*(?:coarse|none)"
    r"|display-mode:\s*(?:standalone|fullscreen)|max-height:\s*[1-5]?\d?\dpx"
    rf"|max-(?:device-)?width:\s*{_NARROW}|\bwidth\s*<=?\s*{_NARROW}|{_NARROW}\s*>=?\s*width"
)
"""What holds on paper, on a small screen, in the dark or for few readers only."""
_LACKING = re.compile(
    r"not\s*\(\s*(?:display:\s*(?:grid|flex|contents)|position:\s*sticky|object-fit:\s*cover"
    r"|aspect-ratio:\s*1(?:\s*/\s*1)?|gap:\s*1px|--[\w-]+:[^()]*)\s*\)"
    r"|\(\s*-webkit-touch-callout:\s*none\s*\)"
)
"""What holds in old browsers, and in those of telephones, only."""
_WIDE = rf"(?!{_NARROW})\d+(?:\.\d+)?(?:px|r?em)"
_FEATURE = (
    r"\(\s*(?:prefers-color-scheme:\s*light|color|update:\s*fast"
    r"|(?:any-)?hover(?::\s*hover)?|(?:any-)?pointer(?::\s*fine)?|orientation:\s*landscape"
    r"|prefers-(?:reduced-motion|contrast):\s*no-preference|forced-colors:\s*none"
    r"|scripting:\s*enabled|display-mode:\s*browser|min-height:\s*[1-7]?\d?\dpx"
    rf"|min-(?:device-)?width:\s*{_NARROW}|width\s*>=?\s*{_NARROW}|{_NARROW}\s*<=?\s*width"
    rf"|max-(?:device-)?width:\s*{_WIDE}|(?:{_NARROW}\s*<=?\s*)?width\s*<=?\s*{_WIDE}"
    r")\s*\)"
)
_HERE = re.compile(rf"(?:(?:only\s+)?(?:screen|all)|{_FEATURE})(?:\s+and\s+{_FEATURE})*")
"""What surely holds on a large screen."""

_GRANTED = re.compile(
    r"gap:\s*[\d.]+(?:px|r?em)|object-fit:\s*(?:cover|contain)|aspect-ratio:\s*\d+(?:\s*/\s*\d+)?"
    r"|(?:-webkit-)?backdrop-filter:\s*(?:none|blur\([\d.]+(?:px|r?em)\))|--[\w-]+:[^()]*"
)
"""What browsers have of which nothing else is said here."""
_FOLLOWED = frozenset((*LENGTHS, "display", "position", "color", "background-color", "filter",
                       "transform", "overflow", "visibility"))  # fmt: skip
"""Properties of which it is known here what browsers take."""


def holds(kind: str, said: str) -> bool | None:
    """Whether a group of rules holds; None where it is not known."""
    if kind == "layer":
        return True
    if kind == "media":
        return media(said)
    if kind == "supports":
        return _supported(said)
    return False if kind == "container" and media(said) is False else None


def media(queries: str) -> bool | None:
    """Whether one of the queries of a medium holds on a large screen by daylight."""
    found: list[bool | None] = []
    for query in queries.replace(") or (", "),(").split(","):
        asked = query.strip()
        turned = asked.startswith("not ")
        asked = asked.removeprefix("not ")
        here = True if not asked or _HERE.fullmatch(asked) else None
        if _ELSEWHERE.search(asked) and not re.search(r"\bnot\b", asked):
            here = False
        found.append(here if here is None else here != turned)
    return True if True in found else None if None in found else False


def _supported(said: str) -> bool | None:
    """Whether browsers have all that is asked for."""
    if not said or _LACKING.fullmatch(said):
        return False
    if len({*re.findall(r"\)\s+(and|or)\s+\(", said)}) > 1:
        return None  # browsers do not take both
    for term in re.split(r"(?<=\))\s+(?:and|or)\s+(?=\()", said):
        inner = term[1:-1].strip() if term[0] + term[-1] == "()" else ""
        name, _, value = (each.strip() for each in inner.partition(":"))
        taken = bool(value) and name in _FOLLOWED and valid(name, read(value))
        if not taken and not _GRANTED.fullmatch(inner):
            return None
    return True
