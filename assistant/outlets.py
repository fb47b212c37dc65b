"""Outlets: those that a question names to ask only them, and those that no article is from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.catalog import Catalog, Filter

_MOST = 20
"""Outlets that are listed in one message."""
_SAYS = (
    r"(?:say|says|said|report|reports|reported|write|writes|written|publish|published|tell|told)"
)
_NAME = r"(?:the\s+)?(?P<one>[\w.'\u2019&() -]{2,40}?)"
_NAMES = rf"{_NAME}(?:\s+and\s+(?:the\s+)?(?P<two>[\w.'\u2019&() -]{{2,40}}?))?"
_NEWS = "What is the news on {of}?"
_FORMS = (
    (
        re.compile(
            rf"^what\s+(?:has|have|did|does|do)\s+{_NAMES}\s+{_SAYS}\s+(?:about|on)\s+(?P<of>.+)$",
            re.I,
        ),
        _NEWS,
    ),
    (re.compile(rf"^according\s+to\s+{_NAMES},\s*(?P<of>.+)$", re.I), "{of}?"),
    (re.compile(rf"^(?P<of>.+?),?\s+according\s+to\s+{_NAMES}$", re.I), "{of}?"),
    (
        re.compile(
            rf"^(?P<wh>who|what|when|where|how\s+\w+)\s+(?:does|do|did)\s+{_NAMES}\s+"
            r"(?:say|report|claim)\s+(?!on\b|about\b|its\b|the\b)"
            r"(?:that\s+)?(?P<of>.+)$",
            re.I,
        ),
        "{wh} {of}?",
    ),
)
_BESIDE_NAME = re.compile(r"^the\s+|\s*\([^)]*\)\s*$", re.I)
_KIND = re.compile(r"\s+(?:news|online)$", re.I)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question without the outlets that it asks of; `note` names them, "" where it names none."""

    text: str
    outlets: tuple[str, ...] = ()
    note: str = ""


def asked_of(question: str, catalog: Catalog) -> Asked:
    """What a question asks, and of which outlets: "What has Voltlark reported about the talks?".

    Only names that articles have as their outlet count; "the BBC" may be "BBC News".
    """
    text = question.strip().rstrip(" ?.!")
    matches = [(found, form) for each, form in _FORMS if (found := each.match(text))]
    if not matches:
        return Asked(question)
    known: dict[str, list[str]] = {}
    for name in catalog.outlets():
        known.setdefault(shortened(name), []).append(name)
    for found, form in matches:
        if outlets := _outlets(found, known, exactly=form == _NEWS):
            told = form.format(**found.groupdict())
            note = f"Only articles from {' and '.join(outlets)} were searched."
            return Asked(f"{told[0].upper()}{told[1:]}", outlets, note)
    return Asked(question)


def _outlets(
    found: re.Match[str], known: dict[str, list[str]], *, exactly: bool
) -> tuple[str, ...]:
    """The outlets that a form names, one or both of two; none where one is no outlet.

    What "Yahoo" said need not be what "Yahoo News" reported: such words count `exactly`.
    """
    one, two = found["one"], found["two"]
    if two and (both := known.get(shortened(f"{one} and {two}"))):
        return tuple(both)
    if not exactly:
        known = {_KIND.sub("", short): names for short, names in known.items()} | known
    named = [known.get(shortened(each), []) for each in (one, two) if each]
    return tuple(name for names in named for name in names) if all(named) else ()


def shortened(name: str) -> str:
    """An outlet's name without "the" and what stands in brackets."""
    return _BESIDE_NAME.sub("", _BESIDE_NAME.sub("", name.strip()))


def unknown_outlet(catalog: Catalog, outlets: Sequence[str]) -> str:
    """A sentence on the first of these outlets that no article has, with those there are.

    Empty where all are known, and over an empty index, which says so itself.
    """
    for name in outlets:
        if catalog.how_many(Filter(outlets=(name,))) or not catalog.counts()[0]:
            continue
        return f'no article is from the outlet "{name}"; {_there_are(catalog)}'
    return ""


def _there_are(catalog: Catalog) -> str:
    known = sorted(catalog.outlets(), key=str.casefold)
    if not known:
        return "no article names its outlet"
    more = f" and {len(known) - _MOST} more" if len(known) > _MOST else ""
    return f"there {'is' if len(known) == 1 else 'are'} {', '.join(known[:_MOST])}{more}"
