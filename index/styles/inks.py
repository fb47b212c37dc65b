"""The colours in a style sheet's values."""

from collections.abc import Iterator, Mapping
from typing import Any

from index.colours import BLACK, WHITE, Colour, device
from index.styles.spaces import CHANNELS, coordinates
from index.styles.values import (
    COLOURS,
    Tokens,
    Unclear,
    amount,
    amounts,
    named,
    parts,
    plain,
    read,
    words,
)

Ink = tuple[Colour, float]
"""A colour and how opaque it is, from 0 to 1."""

_SYSTEM: dict[str, Colour] = {
    **dict.fromkeys("canvas field window highlighttext selecteditemtext".split(), WHITE),
    **dict.fromkeys("accentcolortext buttonhighlight menu infobackground".split(), WHITE),
    **dict.fromkeys("canvastext fieldtext buttontext windowtext marktext initial".split(), BLACK),
    **dict.fromkeys("buttonborder infotext menutext captiontext".split(), BLACK),
    **dict.fromkeys("highlight selecteditem accentcolor".split(), (0.0, 0.4, 0.85)),
    "buttonface": (0.94, 0.94, 0.94), "graytext": (0.5, 0.5, 0.5), "mark": (1.0, 1.0, 0.0),
    "linktext": (0.0, 0.0, 0.93), "visitedtext": (0.33, 0.1, 0.55), "activetext": (1.0, 0.0, 0.0),
}  # fmt: skip
"""As browsers have them by daylight."""
_PAIRS = ("canvas canvastext", "field fieldtext", "window windowtext", "buttonface buttontext")
_BY_NIGHT = {
    one: other
    for light, dark in map(str.split, _PAIRS)
    for one, other in ((light, dark), (dark, light))
}


def colour(token: Any, current: Colour = BLACK) -> Ink | None:
    """A colour as red, green and blue with its opacity; None for what is none. Raises Unclear."""
    from tinycss2.color4 import parse_color

    if token.type == "ident" and token.lower_value in _SYSTEM:
        return _SYSTEM[token.lower_value], 1
    if token.type == "function" and token.lower_name == "color-mix":
        return _mixed(token, current)
    if token.type == "function" and token.lower_name == "light-dark":
        return _first_colour(parts(token)[0], current)
    if token.type == "function" and token.lower_name in ("contrast-color", "device-cmyk"):
        return _derived(token, current)
    if token.type == "function" and token.lower_name in CHANNELS:
        token = _absolute(token, current)
    try:
        parsed = parse_color(token) if token.type in ("ident", "hash", "function") else None
    except ValueError as error:
        raise Unclear from error
    if parsed is None and token.type == "function" and token.lower_name in COLOURS:
        raise Unclear
    if isinstance(parsed, str):
        return current, 1
    return parsed and (_rgb(parsed), float(parsed.alpha))


def by_night(tokens: Tokens) -> Tokens:
    """A value as it is where the page is light on dark: what names its colours is the other way."""
    from tinycss2.ast import FunctionBlock, IdentToken

    made: list[Any] = []
    for token in tokens:
        if token.type == "ident" and token.lower_value in _BY_NIGHT:
            name = _BY_NIGHT[token.lower_value]
            made.append(IdentToken(token.source_line, token.source_column, name))
        elif token.type != "function":
            made.append(token)
        elif token.lower_name == "light-dark":
            made += by_night(parts(token)[-1])
        else:
            inner = by_night(token.arguments)
            made.append(FunctionBlock(token.source_line, token.source_column, token.name, inner))
    return made


def gradients(tokens: Tokens, current: Colour = BLACK) -> list[Ink] | None:
    """The colours of a value's gradients; None if it has a picture. Raises Unclear."""
    found: list[Ink] = []
    for token in tokens:
        if token.type == "function" and token.lower_name.endswith("gradient"):
            found += _stops(token, current)
        elif token.type == "url" or (
            token.type == "function" and token.lower_name not in (*COLOURS, "calc")
        ):
            return None
    return found


def _stops(function: Any, current: Colour) -> Iterator[Ink]:
    """The colours of a gradient, those of old in functions of their own."""
    for each in function.arguments:
        if each.type == "function" and each.lower_name in ("from", "to", "color-stop"):
            yield from _stops(each, current)
        elif ink := colour(each, current):
            yield ink


def over(ink: Ink, ground: Colour) -> Colour:
    """What a colour looks like on another."""
    (r, g, b), alpha = ink
    return tuple(a * alpha + z * (1 - alpha) for a, z in zip((r, g, b), ground, strict=True))  # type: ignore[return-value]


def _first_colour(tokens: Tokens, current: Colour) -> Ink:
    ink = next((ink for token in tokens if (ink := colour(token, current))), None)
    if ink is None:
        raise Unclear
    return ink


def _derived(function: Any, current: Colour) -> Ink:
    """Black or white, whichever stands out, or what four inks make on paper."""
    if function.lower_name == "contrast-color":
        r, g, b = _first_colour(plain(function.arguments), current)[0]
        return (BLACK if 0.299 * r + 0.587 * g + 0.114 * b > 0.5 else WHITE), 1
    given = plain(function.arguments)
    opacity = given.index("/") if "/" in given else len(given)
    ink = device(amounts(given[:opacity], percent=0.01))
    if ink is None:
        raise Unclear
    return ink, min(1.0, max(0.0, next(iter(amounts(given[opacity:], percent=0.01)), 1.0)))


def _absolute(function: Any, current: Colour) -> Any:
    """A function for a colour with its sums reckoned, and no longer made from another colour."""
    from tinycss2.ast import FunctionBlock

    name, given = function.lower_name, plain(function.arguments)
    known: dict[str, float] = {}
    if words(given[:1]) == ["from"]:
        (ink, alpha), given = _first_colour(given[1:2], current), given[2:]
        if name == "color" and words(given[:1]) not in (["srgb"], ["display-p3"]):
            raise Unclear
        made = zip(CHANNELS[name].split(), coordinates(ink, name), strict=True)
        known = {"alpha": alpha, **dict(made)}
        given = [*given, *(() if "/" in given else read("/ alpha"))]
    put_in = [_reckoned(token, known) for token in given]
    return FunctionBlock(function.source_line, function.source_column, name, put_in)


def _reckoned(token: Any, known: Mapping[str, float]) -> Any:
    """A number for a sum or for the name of a coordinate; else the token itself."""
    from tinycss2.ast import NumberToken, PercentageToken

    token = named(token, known)
    value = amount(token) if token.type == "function" else None
    if value is None:
        return token
    kind = PercentageToken if _has_share(token.arguments) else NumberToken
    return kind(token.source_line, token.source_column, value, None, str(value))


def _has_share(tokens: Tokens) -> bool:
    return any(
        token.type == "percentage" or _has_share(getattr(token, "arguments", ()))
        for token in tokens
    )


def _mixed(function: Any, current: Colour) -> Ink:
    """Of two colours, mixed as red, green and blue whatever the space: near enough to be seen."""
    sides = parts(function)[1:]
    if len(sides) != 2:
        raise Unclear
    shares = [next(iter(amounts(side, percent=0.01)), None) for side in sides]
    one, other = (_first_colour(side, current) for side in sides)
    first, second = shares
    if first is None:
        first = 0.5 if second is None else 1 - second
    second = 1 - first if second is None else second
    whole = first * one[1] + second * other[1]
    if whole <= 0:
        return one[0], 0
    r, g, b = (
        (x * first * one[1] + y * second * other[1]) / whole
        for x, y in zip(one[0], other[0], strict=True)
    )
    return (r, g, b), min(1.0, whole)


def _rgb(parsed: Any) -> Colour:
    """Of a colour of tinycss2, near enough to be seen: spaces of screens count as alike."""
    space = parsed.space
    if space in ("hsl", "hwb"):
        parsed = parsed.to("srgb")
    elif space in ("lab", "lch"):
        x, y, z = parsed.to("xyz-d50").coordinates
        return _of_xyz(x * 0.9505 / 0.9643, y, z * 1.0888 / 0.8251)
    elif space in ("oklab", "oklch"):
        return _of_xyz(*parsed.to("xyz-d65").coordinates)
    r, g, b = (float(each or 0) for each in parsed.coordinates)
    if space.startswith("xyz"):
        return _of_xyz(r, g, b)
    if space.endswith("linear"):
        return _curved(r), _curved(g), _curved(b)
    return min(1.0, max(0.0, r)), min(1.0, max(0.0, g)), min(1.0, max(0.0, b))


def _of_xyz(x: float, y: float, z: float) -> Colour:
    return (
        _curved(3.2406 * x - 1.5372 * y - 0.4986 * z),
        _curved(-0.9689 * x + 1.8758 * y + 0.0415 * z),
        _curved(0.0557 * x - 0.2040 * y + 1.0570 * z),
    )


def _curved(light: float) -> float:
    """The sRGB value of an amount of light."""
    light = min(1.0, max(0.0, light))
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
