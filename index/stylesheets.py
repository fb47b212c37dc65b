"""The rules of a page's own style sheets, as far as they can hide text, and whom they concern."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

PROPERTIES = frozenset(
    "display visibility opacity font-size color background background-color position left top "
    "right bottom text-indent margin-left clip clip-path transform width height max-width "
    "max-height overflow content-visibility filter".split()
)
_MOST_RULES = 5_000
_COMMENT = re.compile(r"/\*.*?(\*/|\Z)", re.S)
_STATE = re.compile(
    r":(?::?(?:before|after|first-line|first-letter|selection|placeholder|marker|backdrop)"
    r"|hover|focus(?:-within|-visible)?|active|visited|target|checked|disabled|invalid)\b"
)
_ELSEWHERE = re.compile(r"\b(print|speech|aural|braille)\b|max-(?:device-)?width:\s*\d{1,3}px")

Declared = dict[str, tuple[str, tuple[bool, bool, tuple[int, int, int], int]]]
"""For each property its value, and how strongly: important, inline, specificity, order."""


class TooMany(Exception):
    """The page has more rules than can be held against it."""


@dataclass(frozen=True, slots=True)
class _Rule:
    selector: str
    values: Mapping[str, tuple[str, bool]]


def declared(tree: Any) -> dict[Any, dict[str, str]]:
    """The values that a page's style sheets and `style` attributes give to each element.

    Raises TooMany.
    """
    found: defaultdict[Any, Declared] = defaultdict(dict)
    for order, rule in enumerate(_rules(tree), 1):
        if order > _MOST_RULES:
            raise TooMany
        for element, weight in _concerned(tree, rule.selector):
            for name, (value, important) in rule.values.items():
                _say(found[element], name, value, (important, False, weight, order))
    for element in tree.xpath("//*[@style]"):
        for name, (value, important) in _declarations(element.get("style")).items():
            _say(found[element], name, value, (important, True, (0, 0, 0), 0))
    return {e: {name: value for name, (value, _) in says.items()} for e, says in found.items()}


def _say(
    says: Declared, name: str, value: str, strength: tuple[bool, bool, tuple[int, int, int], int]
) -> None:
    if name not in says or strength >= says[name][1]:
        says[name] = value, strength


def _rules(tree: Any) -> Iterator[_Rule]:
    for sheet in tree.iter("style"):
        media = str(sheet.get("media") or "").lower()
        if not _ELSEWHERE.search(media):
            yield from _of_sheet(_COMMENT.sub(" ", "".join(sheet.itertext())))


def _of_sheet(text: str) -> Iterator[_Rule]:
    """Rules, those for screens in `@media` and `@supports` too; a brace left open ends a sheet."""
    position = 0
    while (opening := text.find("{", position)) >= 0:
        prelude = text[position:opening].rpartition(";")[2].rpartition("}")[2].strip().lower()
        if prelude.startswith(("@media", "@supports", "@layer", "@container")):
            position = _closing(text, opening) if _ELSEWHERE.search(prelude) else opening + 1
            continue
        closing = text.find("}", opening)
        closing = len(text) if closing < 0 else closing
        selector = text[position:opening].rpartition("}")[2].strip()
        if prelude.startswith("@"):
            position = _closing(text, opening)
            continue
        if values := _declarations(text[opening + 1 : closing]):
            for each in _split(selector):
                yield _Rule(each, values)
        position = closing + 1


def _closing(text: str, opening: int) -> int:
    depth = 0
    for match in re.compile("[{}]").finditer(text, opening):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.end()
    return len(text)


def _split(selectors: str) -> list[str]:
    """The selectors between commas that are in no bracket."""
    return [each.strip() for each in re.split(r",(?![^(\[]*[)\]])", selectors) if each.strip()]


def _declarations(text: str) -> dict[str, tuple[str, bool]]:
    """The properties that can hide, each with its value and whether it is important."""
    found: dict[str, tuple[str, bool]] = {}
    for part in _COMMENT.sub(" ", text).split(";"):
        name, _, value = part.partition(":")
        name, value = name.strip().lower(), " ".join(value.lower().split())
        if name in PROPERTIES and value:
            important = value.endswith("important") and "!" in value
            value = value.rpartition("!")[0].strip() if important else value
            if name not in found or important or not found[name][1]:
                found[name] = value, important
    return found


def _concerned(tree: Any, selector: str) -> Iterator[tuple[Any, tuple[int, int, int]]]:
    """The elements that a selector names, and its weight.

    What it names only in some state, as under a pointer, is none. One that cannot be read is taken
    for its last part: it may then hide too much, never too little.
    """
    from cssselect import HTMLTranslator, SelectorError, parse

    if _STATE.search(selector):
        return
    try:
        [parsed] = parse(selector)
        path, weight = HTMLTranslator().selector_to_xpath(parsed), parsed.specificity()
    except (SelectorError, ValueError):
        names = re.findall(r"[.#]?[\w-]+", re.sub(r"::?[\w-]+(\([^)]*\))?", "", selector))
        if not names:
            return
        try:
            [parsed] = parse(names[-1])
            path, weight = HTMLTranslator().selector_to_xpath(parsed), parsed.specificity()
        except (SelectorError, ValueError):
            return
    for element in tree.xpath(path):
        yield element, weight
