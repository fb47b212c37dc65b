"""What a value in a style sheet comes to: a length, and what its variables stand for."""

from collections.abc import Callable, Mapping, Sequence
from math import degrees
from typing import Any

from index.styles import arithmetic

Tokens = Sequence[Any]
"""Of tinycss2, without white space and comments."""

_HANDED_DOWN = frozenset("inherit unset revert revert-layer".split())
_MOST = 500
"""Tokens of one value."""
_UNITS = {
    "px": 1.0, "pt": 1.33, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "q": 0.945,
    **dict.fromkeys("ex ch ic cap rex rch ric rcap".split(), 8.0),
    **dict.fromkeys("lh rlh".split(), 20.0),
    **{size + of: 10.0 for size in ("", "s", "l", "d") for of in "vw vh vi vb vmin vmax".split()},
    **dict.fromkeys("cqw cqh cqi cqb cqmin cqmax fr".split(), 10.0),
    "deg": 1.0, "grad": 0.9, "rad": 57.3, "turn": 360.0,
}  # fmt: skip
"""Pixels, on a screen of 1,000 pixels, and degrees."""
ANGLES = ("deg", "grad", "rad", "turn")
_OPEN = 1e9
_CONSTANTS = {"infinity": _OPEN, "-infinity": -_OPEN, "nan": 0.0, "pi": 3.14159, "e": 2.71828}
_SIZES = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0,
          "x-large": 24.0, "xx-large": 32.0, "xxx-large": 48.0, "initial": 16.0}  # fmt: skip
COLOURS = frozenset(
    "rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark device-cmyk "
    "contrast-color".split()
)
"""The functions that make one; `index.styles.inks` follows them."""


class Unclear(Exception):
    """A value is made by a function that is not followed here."""


def read(text: str) -> Tokens:
    """The tokens of a value, with its escapes resolved."""
    from tinycss2 import parse_component_value_list

    return plain(parse_component_value_list(text))


def plain(tokens: Tokens) -> Tokens:
    """Tokens without white space and comments."""
    return [token for token in tokens if token.type not in ("whitespace", "comment")]


def words(tokens: Tokens) -> list[str]:
    """The keywords of a value, in small letters."""
    return [token.lower_value for token in tokens if token.type == "ident"]


def written(tokens: Tokens) -> str:
    """A value as text, alike for all that are alike."""
    return " ".join(token.serialize() for token in tokens)


def handed_down(tokens: Tokens) -> bool:
    """Whether a value is that of the element above."""
    return len(tokens) == 1 and not _HANDED_DOWN.isdisjoint(words(tokens))


def open_ended(tokens: Tokens) -> bool:
    """Whether there is a variable in a value, at any depth."""
    return _has(tokens, ("var",))


def untold(tokens: Tokens) -> bool:
    """Whether a value is made by what recent browsers follow, and nothing here does."""
    return _has(tokens, ("attr", "sibling-index", "sibling-count"))


def _has(tokens: Tokens, names: tuple[str, ...]) -> bool:
    return any(
        (token.type == "function" and (token.lower_name in names or _has(token.arguments, names)))
        or (token.type == "() block" and _has(token.content, names))
        for token in tokens
    )


def known(token: Any) -> bool:
    """Whether a browser can take a token: a number must have a unit that there is."""
    if token.type == "dimension":
        return token.lower_unit in _UNITS or token.lower_unit in ("em", "rem")
    return bool(token.type != "error")


def variables(own: Mapping[str, Tokens], above: Mapping[str, Tokens]) -> dict[str, Tokens]:
    """What custom properties stand for in an element: its own, and those handed down to it."""
    found: dict[str, Tokens | None] = {n: value for n, value in above.items() if n not in own}

    def look(name: str) -> Tokens | None:
        if name not in found and name in own:
            found[name] = None  # one that needs itself stands for nothing
            if handed_down(own[name]):
                found[name] = above.get(name)
            elif words(own[name]) != ["initial"]:
                found[name] = substituted(own[name], look)
        return found.get(name)

    for name in own:
        look(name)
    return {name: value for name, value in found.items() if value is not None}


def substituted(tokens: Tokens, look: Callable[[str], Tokens | None]) -> Tokens | None:
    """A value with its variables put in; None where one of them stands for nothing."""
    from tinycss2.ast import FunctionBlock

    if not any(token.type == "function" for token in tokens):
        return tokens
    made: list[Any] = []
    for token in tokens:
        if token.type != "function":
            made.append(token)
        elif token.lower_name != "var":
            inner = substituted(plain(token.arguments), look)
            if inner is None:
                return None
            made.append(FunctionBlock(token.source_line, token.source_column, token.name, inner))
        else:
            name, *rest = plain(token.arguments) or [token]
            inner = look(name.value) if name.type == "ident" else None
            if inner is None and rest:
                inner = substituted(rest[1:], look)
            if inner is None:
                return None
            made += inner
        if len(made) > _MOST:
            raise Unclear
    return made


def named(token: Any, known: Mapping[str, float]) -> Any:
    """A token with numbers in place of their names, as in a colour that is made from another."""
    from tinycss2.ast import FunctionBlock, NumberToken, ParenthesesBlock

    line, column = token.source_line, token.source_column
    if token.type == "ident" and token.lower_value in known:
        value = known[token.lower_value]
        return NumberToken(line, column, value, None, str(value))
    if token.type == "function":
        inner = [named(each, known) for each in token.arguments]
        return FunctionBlock(line, column, token.name, inner)
    if token.type == "() block":
        return ParenthesesBlock(line, column, [named(each, known) for each in token.content])
    return token


def amount(token: Any, em: float = 16, rem: float = 16, percent: float = 1) -> float | None:
    """A length in pixels, an angle in degrees or a number; None for what is none. Raises Unclear.

    `em` and `rem` are font sizes in pixels, `percent` is what 1 % comes to.
    """
    if token.type == "number":
        return float(token.value)
    if token.type == "percentage":
        return float(token.value) * percent
    if token.type == "dimension":
        unit = {"em": em, "rem": rem}.get(token.lower_unit) or _UNITS.get(token.lower_unit, 0)
        return float(token.value) * unit
    if token.type == "() block":
        return _sum(plain(token.content), em, rem, percent)
    if token.type != "function" or token.lower_name in COLOURS:
        return None
    name = token.lower_name.removeprefix("-webkit-")
    if name == "env":
        return 0
    if name not in arithmetic.NAMES:
        raise Unclear
    given, rounding = parts(token), "nearest"
    if name == "round" and len(given[0]) == 1 == len(words(given[0])):
        rounding = words(given[0])[0]
        given = given[1:]
    if name == "clamp" and len(given) == 3 and ["none"] in (words(given[0]), words(given[2])):
        name = "max" if words(given[2]) == ["none"] else "min"  # it has no such bound
        given = [part for part in given if words(part) != ["none"]]
    numbers = [_sum(part, em, rem, percent) for part in given]
    if name in arithmetic.TURNING and not _angular(token.arguments):
        numbers = [degrees(number) for number in numbers]
    made = arithmetic.applied(name, numbers, rounding)
    if made is None:
        raise Unclear
    return made


def _angular(tokens: Tokens) -> bool:
    """Whether what tokens come to is an angle."""
    return any(
        (token.type == "dimension" and token.lower_unit in ANGLES)
        or (token.type == "function" and token.lower_name in arithmetic.ANGLES)
        or (token.type == "function" and _angular(token.arguments))
        or (token.type == "() block" and _angular(token.content))
        for token in tokens
    )


def amounts(tokens: Tokens, em: float = 16, rem: float = 16, percent: float = 1) -> list[float]:
    """The lengths, angles and numbers among tokens. Raises Unclear."""
    found = (amount(token, em, rem, percent) for token in tokens)
    return [each for each in found if each is not None]


def font_size(tokens: Tokens, em: float, rem: float) -> float | None:
    """In pixels, of `font-size`, or of `font`, where the first length is one; None if handed down.

    Raises Unclear.
    """
    for token in tokens:
        if token.type == "ident":
            if token.lower_value in ("smaller", "larger"):
                return em * (0.83 if token.lower_value == "smaller" else 1.2)
            if token.lower_value in _SIZES:
                return _SIZES[token.lower_value]
        elif token.type == "number":
            if token.value == 0:
                return 0
        elif not (token.type == "dimension" and token.lower_unit in ANGLES):
            size = amount(token, em, rem, em / 100)
            if size is not None:
                return size
    return None


def parts(function: Any) -> list[Tokens]:
    """What stands between the commas of a function."""
    return layers(plain(function.arguments))


def layers(tokens: Tokens) -> list[Tokens]:
    """What stands between the commas of a value."""
    found: list[list[Any]] = [[]]
    for each in tokens:
        if each == ",":
            found.append([])
        else:
            found[-1].append(each)
    return list(found)


def _sum(tokens: Tokens, em: float, rem: float, percent: float) -> float:
    total, product, operator = 0.0, 0.0, "+"
    for token in tokens:
        if token.type == "literal" and token.value in ("+", "-", "*", "/") and not operator:
            operator = token.value
            continue
        value = amount(token, em, rem, percent)
        if token.type == "ident":
            value = _CONSTANTS.get(token.lower_value)
        if value is None or not operator:
            raise Unclear
        if operator in "+-":
            total, product = total + product, value if operator == "+" else -value
        else:
            product = product * value if operator == "*" else arithmetic.divided(product, value)
        operator = ""
    if operator:
        raise Unclear
    return total + product
