"""The colours in a style sheet's values."""

from typing import Any

from index.colours import BLACK, WHITE, Colour
from index.values import COLOURS, Tokens, Unclear, parts

Ink = tuple[Colour, float]
"""A colour and how opaque it is, from 0 to 1."""

_SYSTEM = {
    **dict.fromkeys("canvas field buttonface window highlighttext selecteditemtext".split(), WHITE),
    **dict.fromkeys(
        "canvastext fieldtext buttontext windowtext linktext visitedtext activetext graytext "
        "highlight selecteditem mark marktext accentcolor accentcolortext initial".split(),
        BLACK,
    ),
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
    try:
        parsed = parse_color(token) if token.type in ("ident", "hash", "function") else None
    except ValueError as error:
        raise Unclear from error
    if parsed is None and token.type == "function" and token.lower_name in COLOURS:
        raise Unclear
    if isinstance(parsed, str):
        return current, 1
    return parsed and (_rgb(parsed), float(parsed.alpha))


def gradients(tokens: Tokens, current: Colour = BLACK) -> list[Ink] | None:
    """The colours of a value's gradients; None if it has a picture. Raises Unclear."""
    found = []
    for token in tokens:
        if token.type == "function" and token.lower_name.endswith("gradient"):
            inks = (colour(each, current) for each in token.arguments)
            found += [ink for ink in inks if ink is not None]
        elif token.type == "url" or (
            token.type == "function" and token.lower_name not in (*COLOURS, "calc")
        ):
            return None
    return found


def over(ink: Ink, ground: Colour) -> Colour:
    """What a colour looks like on another."""
    (r, g, b), alpha = ink
    return tuple(a * alpha + z * (1 - alpha) for a, z in zip((r, g, b), ground, strict=True))  # type: ignore[return-value]


def _first_colour(tokens: Tokens, current: Colour) -> Ink:
    ink = next((ink for token in tokens if (ink := colour(token, current))), None)
    if ink is None:
        raise Unclear
    return ink


def _mixed(function: Any, current: Colour) -> Ink:
    """Of two colours, mixed as red, green and blue whatever the space: near enough to be seen."""
    sides = parts(function)[1:]
    if len(sides) != 2:
        raise Unclear
    shares = [next((t.value / 100 for t in side if t.type == "percentage"), None) for side in sides]
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
