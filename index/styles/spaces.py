"""A colour's coordinates in the spaces that style sheets name."""

from colorsys import rgb_to_hls
from math import atan2, degrees, hypot

from index.colours import Colour

CHANNELS = {
    "rgb": "r g b", "rgba": "r g b", "hsl": "h s l", "hsla": "h s l", "hwb": "h w b",
    "lab": "l a b", "lch": "l c h", "oklab": "l a b", "oklch": "l c h", "color": "r g b",
}  # fmt: skip
"""The functions that make a colour of another one, and what they call its coordinates."""


def coordinates(ink: Colour, function: str) -> tuple[float, float, float]:
    """Of a colour, as the function of this name counts them."""
    r, g, b = ink
    if function in ("rgb", "rgba"):
        return 255 * r, 255 * g, 255 * b
    if function in ("hsl", "hsla"):
        hue, light, saturation = rgb_to_hls(r, g, b)
        return 360 * hue, 100 * saturation, 100 * light
    if function == "hwb":
        return 360 * rgb_to_hls(r, g, b)[0], 100 * min(ink), 100 - 100 * max(ink)
    if function in ("lab", "oklab"):
        return _lab(ink) if function == "lab" else _oklab(ink)
    if function in ("lch", "oklch"):
        light, a, b = _lab(ink) if function == "lch" else _oklab(ink)
        return light, hypot(a, b), degrees(atan2(b, a)) % 360
    return ink


def _lab(ink: Colour) -> Colour:
    r, g, b = map(_straight, ink)
    x = 0.4124 * r + 0.3576 * g + 0.1805 * b
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = 0.0193 * r + 0.1192 * g + 0.9505 * b
    fx, fy, fz = (_root(each) for each in (x / 0.9505, y, z / 1.0888))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _root(share: float) -> float:
    return share ** (1 / 3) if share > 0.008856 else (903.3 * share + 16) / 116


def _oklab(ink: Colour) -> Colour:
    """After https://bottosson.github.io/posts/oklab/."""
    r, g, b = map(_straight, ink)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _straight(value: float) -> float:
    """The amount of light of an sRGB value."""
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
