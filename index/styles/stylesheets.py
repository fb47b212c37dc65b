"""The rules of a page's own style sheets, as far as they can hide text, and whom they concern."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from index.styles import animations
from index.styles.animations import Frames
from index.styles.properties import declarations, valid
from index.styles.values import Tokens, read, words

_MOST_RULES = 5_000
_LONGEST = 100_000
"""Characters of the selectors of one rule."""
_DEEPEST = 20
_GROUPS = ("media", "supports", "layer", "container", "scope")
_PRESENTED = {
    "font": (("color", "color"),),
    "body": (("text", "color"), ("bgcolor", "background-color")),
    **dict.fromkeys("table thead tbody tfoot tr td th marquee".split(),
                    (("bgcolor", "background-color"),)),
}  # fmt: skip
_STATE = re.compile(
    r"::[\w-]|:(?:before|after|first-line|first-letter|hover|focus(?:-within|-visible)?|active"
    r"|visited|target|invalid|host|fullscreen|modal|popover-open|autofill|open)\b"
)
"""A part of an element, as its scroll bar, or a state that it is not in when a page is opened."""
_PSEUDO = re.compile(r"::?(?:before|after)$")
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
_HERE = re.compile(
    r"(?:(?:only )?(?:screen|all)|\((?:prefers-color-scheme:\s*light|hover(?::\s*hover)?"
    rf"|min-width:\s*{_NARROW}|width\s*>=?\s*{_NARROW})\s*\)|\s+and\s+)+"
)
"""What surely holds on a large screen."""

Declared = dict[str, tuple[Tokens, tuple[bool, bool, tuple[int, int, int], int]]]
"""For each property its value, and how strongly: important, inline, specificity, order."""


class TooMany(Exception):
    """The page has more rules than can be held against it."""


@dataclass(frozen=True, slots=True)
class _Rule:
    selector: str
    values: Mapping[str, tuple[Tokens, bool]]


@dataclass(frozen=True, slots=True)
class _Animation:
    name: str
    frames: Frames


def declared(tree: Any) -> dict[Any, dict[str, Tokens]]:
    """The values that a page's style sheets and attributes give to each element.

    Custom properties are among them; what stands for several properties is under each of them;
    `backdrop` is said where something is painted before or after an element's words, on its box.
    Raises TooMany.
    """
    from tinycss2 import parse_blocks_contents

    found: defaultdict[Any, Declared] = defaultdict(dict)
    frames: dict[str, Frames] = {}
    for order, rule in enumerate(_rules(tree), 1):
        if order > _MOST_RULES:
            raise TooMany
        if isinstance(rule, _Animation):
            frames[rule.name] = rule.frames
            continue
        if _laid_under(rule):
            for element, weight in _concerned(tree, _PSEUDO.sub("", rule.selector)):
                _say(found[element], "backdrop", read("auto"), (False, False, weight, order))
        for element, weight in _concerned(tree, rule.selector):
            for name, (value, important) in rule.values.items():
                _say(found[element], name, value, (important, False, weight, order))
    for element in tree.xpath("//*[@style]"):
        written = declarations(parse_blocks_contents(element.get("style")))
        for name, (value, important) in written.items():
            _say(found[element], name, value, (important, True, (0, 0, 0), 0))
    for element in tree.xpath("//*[@color or @bgcolor or @text]"):
        for name, value in _attributes(element):
            _say(found[element], name, value, (False, False, (0, 0, 0), 0))
    values = {e: {name: value for name, (value, _) in says.items()} for e, says in found.items()}
    for element, own in values.items() if frames else ():
        for name, value in list(animations.left(own, frames)):
            if name not in own or not found[element][name][1][0]:
                own[name] = value
    return values


def _laid_under(rule: _Rule) -> bool:
    """Whether a rule paints what is made up before or after an element, laid on its box."""
    position, _ = rule.values.get("position", ((), False))
    return (
        bool(_PSEUDO.search(rule.selector))
        and words(position) == ["absolute"]
        and not {"background-color", "background-image"}.isdisjoint(rule.values)
    )


def linked(tree: Any) -> bool:
    """Whether a page takes style sheets from elsewhere, which are not seen."""
    links = tree.xpath("//link")
    kinds = (f"{link.get('rel', '')} {link.get('as', '')}".lower().split() for link in links)
    return any(not {"stylesheet", "style"}.isdisjoint(kind) for kind in kinds) or any(
        "@import" in "".join(sheet.itertext()).lower() for sheet in tree.iter("style")
    )


def _say(
    says: Declared, name: str, value: Tokens, strength: tuple[bool, bool, tuple[int, int, int], int]
) -> None:
    if name not in says or strength >= says[name][1]:
        says[name] = value, strength


def _attributes(element: Any) -> Iterator[tuple[str, Tokens]]:
    """What an element of old says of colours: `<font color=white>`, `<td bgcolor=#fff>`."""
    for attribute, name in _PRESENTED.get(element.tag, ()):
        if said := element.get(attribute, "").strip():
            value = read(said)
            yield name, value if valid(name, value) else read(_guessed(said))


def _guessed(said: str) -> str:
    """The colour that browsers make of any word: three parts, in which no hex digit means 0."""
    digits = re.sub(r"[^0-9a-f]", "0", said.lower().removeprefix("#")[:128])
    long = -(-len(digits) // 3)
    parts = [digits.ljust(3 * long, "0")[n : n + long][-8:] for n in range(0, 3 * long, long)]
    while len(parts[0]) > 2 and all(part.startswith("0") for part in parts):
        parts = [part[1:] for part in parts]
    return "#" + "".join(part[:2].rjust(2, "0") for part in parts)


def _rules(tree: Any) -> Iterator[_Rule | _Animation]:
    from tinycss2 import parse_stylesheet

    for sheet in tree.iter("style"):
        media = str(sheet.get("media") or "").lower()
        if not _elsewhere(media):
            yield from _of(parse_stylesheet("".join(sheet.itertext())), [], 0)


def _of(nodes: Iterable[Any], above: list[str], depth: int) -> Iterator[_Rule | _Animation]:
    """Rules, those for screens in `@media` and `@supports` too, and those within rules.

    `above` has the selectors of the rule that these stand in.
    """
    from tinycss2 import parse_blocks_contents, parse_rule_list, serialize

    if depth > _DEEPEST or len(above) > _MOST_RULES or sum(map(len, above)) > _LONGEST:
        raise TooMany
    nodes = list(nodes)
    if above and (values := declarations(nodes)):
        yield from (_Rule(selector, values) for selector in above)
    for node in nodes:
        if node.type not in ("qualified-rule", "at-rule") or node.content is None:
            continue
        prelude = serialize([token for token in node.prelude if token.type != "comment"]).strip()
        if node.type == "qualified-rule":
            named = [_nested(each, outer) for outer in above or [""] for each in _split(prelude)]
            yield from _of(parse_blocks_contents(node.content), named, depth + 1)
        elif node.lower_at_keyword.endswith("keyframes"):
            yield _Animation(prelude.strip("'\""), _frames(parse_rule_list(node.content)))
        elif node.lower_at_keyword in _GROUPS:
            said, kind = prelude.lower(), node.lower_at_keyword
            if kind in ("media", "container") and _elsewhere(said):
                continue
            if kind == "supports" and _LACKING.fullmatch(said):
                continue
            parse = parse_blocks_contents if above else parse_rule_list
            yield from _of(parse(node.content), above, depth + 1)


def _frames(nodes: Iterable[Any]) -> Frames:
    from tinycss2 import parse_blocks_contents, serialize

    first: dict[str, Tokens] = {}
    last: dict[str, Tokens] = {}
    for node in nodes:
        if node.type == "qualified-rule":
            at = {each.strip().lower() for each in serialize(node.prelude).split(",")}
            said = declarations(parse_blocks_contents(node.content))
            values = {name: value for name, (value, important) in said.items() if not important}
            first |= values if at & {"from", "0%"} else {}
            last |= values if at & {"to", "100%"} else {}
    return Frames(first, last)


def _elsewhere(queries: str) -> bool:
    """Whether none of the queries of a medium holds on a large screen by daylight."""
    said = [query.strip() for query in queries.split(",")]
    return all(
        _HERE.fullmatch(query[4:]) if query.startswith("not ") else _ELSEWHERE.search(query)
        for query in said
    )


def _nested(selector: str, above: str) -> str:
    """The selector of a rule within a rule, written out."""
    if "&" in selector:
        return selector.replace("&", above or ":root")
    return f"{above} {selector}".strip()


def _split(selectors: str) -> list[str]:
    """The selectors between commas that are in no bracket."""
    return [each.strip() for each in re.split(r",(?![^(\[]*[)\]])", selectors) if each.strip()]


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
