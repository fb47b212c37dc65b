"""The rules of a page's own style sheets, as far as they can hide text, and whom they concern."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from index.colours import BLACK, WHITE
from index.styles import animations, conditions, grounds, selectors
from index.styles.animations import Frames
from index.styles.properties import declarations, valid
from index.styles.selectors import Aim
from index.styles.values import Tokens, layers, read, words

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
_PAINT = frozenset("content position display background-color background-image background-size "
                   "background-repeat".split())  # fmt: skip

_Strength = tuple[bool, bool, bool, tuple[int, int, int], int]
"""Whether important, inline and in no layer (if important, in one); specificity and order."""
_Declared = dict[str, tuple[Tokens, _Strength]]
"""For each property its value, and how strongly."""


class TooMany(Exception):
    """The page has more rules than can be held against it."""


@dataclass(frozen=True, slots=True)
class _Group:
    """What rules stand in."""

    selectors: tuple[str, ...] = ()
    """Those of the rule around them, if there is one."""
    depth: int = 0
    sure: bool = True
    """Whether it is known to hold."""
    layered: bool = False


@dataclass(frozen=True, slots=True)
class _Rule:
    group: _Group
    values: Mapping[str, tuple[Tokens, bool]]


@dataclass(frozen=True, slots=True)
class _Animation:
    group: _Group
    name: str
    frames: Frames


@dataclass(frozen=True, slots=True)
class _Said:
    """What the rules of a page say of its elements and of what is made up beside them."""

    own: defaultdict[Any, _Declared] = field(default_factory=lambda: defaultdict(dict))
    beside: defaultdict[Any, _Declared] = field(default_factory=lambda: defaultdict(dict))
    """By element and pseudo-element."""
    frames: dict[str, Frames] = field(default_factory=dict)

    def take(self, rule: _Rule, concerned: Iterable[tuple[Any, Aim]], order: int) -> None:
        for element, aim in concerned:
            says = self.beside[element, aim.pseudo] if aim.pseudo else self.own[element]
            for name, (value, important) in rule.values.items():
                if not aim.pseudo or name in _PAINT:
                    first = rule.group.layered == important
                    _say(says, name, value, (important, False, first, aim.weight, order))

    def take_attributes(self, tree: Any) -> None:
        from tinycss2 import parse_blocks_contents

        for element in tree.xpath("//*[@style]"):
            written = declarations(parse_blocks_contents(element.get("style")))
            for name, (value, important) in written.items():
                _say(self.own[element], name, value, (important, True, True, (0, 0, 0), 0))
        for element in tree.xpath("//*[@color or @bgcolor or @text]"):
            for name, value in _attributes(element):
                _say(self.own[element], name, value, (False, False, False, (0, 0, 0), 0))

    def values(self) -> dict[Any, dict[str, Tokens]]:
        values = {element: _values(says) for element, says in self.own.items()}
        for (element, _), says in self.beside.items():
            if _laid_under(_values(says)):
                values.setdefault(element, {})["backdrop"] = read("auto")
        for element, own in values.items() if self.frames else ():
            for name, value in list(animations.left(own, self.frames)):
                if name not in own or not self.own[element][name][1][0]:
                    own[name] = value
        return values


def declared(tree: Any) -> list[dict[Any, dict[str, Tokens]]]:
    """The values that a page's style sheets and attributes give to each element.

    Custom properties are among them; what stands for several properties is under each of them;
    `backdrop` is said where something is painted before or after an element's words, on its box.
    They are given by all rules and, where it is not known of some whether or for whom they hold,
    once more without those: such may hide, and show nothing that the others hide.

    Raises TooMany.
    """
    every, certain = _Said(), _Said()
    order, unsure = 0, False
    for rule in _rules(tree):
        aims = selectors.aims(rule.group.selectors) if isinstance(rule, _Rule) else []
        order += len(rule.group.selectors) if isinstance(rule, _Rule) else 1
        if order > _MOST_RULES:
            raise TooMany
        concerned = [(element, aim) for aim in aims for element in tree.xpath(aim.path)]
        sure = rule.group.sure and all(aim.sure for aim in aims)
        unsure = unsure or not sure
        for said in (every, certain) if sure else (every,):
            if isinstance(rule, _Animation):
                said.frames[rule.name] = rule.frames
            else:
                said.take(rule, concerned, order)
    for said in (every, certain) if unsure else (every,):
        said.take_attributes(tree)
    return [said.values() for said in ((every, certain) if unsure else (every,))]


def _values(says: _Declared) -> dict[str, Tokens]:
    return {name: value for name, (value, _) in says.items()}


def _laid_under(own: Mapping[str, Tokens]) -> bool:
    """Whether what is made up before or after an element is painted, laid on its box."""
    return (
        words(own.get("position", ())) == ["absolute"]
        and words(own.get("display", ())) != ["none"]
        and any(token.type != "ident" for token in own.get("content", ()))
        and grounds.grounds(own, None, (WHITE, BLACK)) != (WHITE, BLACK)
    )


def linked(tree: Any) -> bool:
    """Whether a page takes style sheets from elsewhere, which are not seen."""
    links = tree.xpath("//link")
    kinds = (f"{link.get('rel', '')} {link.get('as', '')}".lower().split() for link in links)
    return any(not {"stylesheet", "style"}.isdisjoint(kind) for kind in kinds) or any(
        "@import" in "".join(sheet.itertext()).lower() for sheet in tree.iter("style")
    )


def _say(says: _Declared, name: str, value: Tokens, strength: _Strength) -> None:
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
        holds = conditions.media(str(sheet.get("media") or "").lower())
        if holds is not False:
            group = _Group(sure=holds is True)
            yield from _of(parse_stylesheet("".join(sheet.itertext())), group)


def _of(nodes: Iterable[Any], group: _Group) -> Iterator[_Rule | _Animation]:
    """The rules in a group, those in the groups and rules within it too."""
    from tinycss2 import parse_blocks_contents, parse_rule_list, serialize

    above = group.selectors
    if group.depth > _DEEPEST or len(above) > _MOST_RULES or sum(map(len, above)) > _LONGEST:
        raise TooMany
    nodes, group = list(nodes), replace(group, depth=group.depth + 1)
    if above and (values := declarations(nodes)):
        yield _Rule(group, values)
    for node in nodes:
        if node.type not in ("qualified-rule", "at-rule") or node.content is None:
            continue
        prelude = [token for token in node.prelude if token.type != "comment"]
        said = serialize(prelude).strip()
        if node.type == "qualified-rule":
            here = [each for part in layers(prelude) if (each := serialize(part).strip())]
            named = tuple(_nested(each, outer) for outer in above or ("",) for each in here)
            yield from _of(parse_blocks_contents(node.content), replace(group, selectors=named))
        elif node.lower_at_keyword.endswith("keyframes"):
            frames = _frames(parse_rule_list(node.content))
            yield _Animation(group, said.strip("'\""), frames)
        elif node.lower_at_keyword in _GROUPS:
            kind = node.lower_at_keyword
            holds = conditions.holds(kind, said.lower())
            if holds is False:
                continue
            parse = parse_blocks_contents if above else parse_rule_list
            inside = replace(
                group,
                sure=group.sure and holds is True,
                layered=group.layered or kind == "layer",
            )
            yield from _of(parse(node.content), inside)


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


def _nested(selector: str, above: str) -> str:
    """The selector of a rule within a rule, written out."""
    if "&" in selector:
        return selector.replace("&", above or ":root")
    return f"{above} {selector}".strip()
