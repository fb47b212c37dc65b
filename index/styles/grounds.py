"""What letters stand on, and what of them shows on it."""

from collections.abc import Mapping
from itertools import islice

from index.colours import BLACK, WHITE, Colour, alike
from index.styles.inks import Ink, colour, gradients, over
from index.styles.values import Tokens, Unclear, amount, amounts, layers, words

Grounds = tuple[Colour, ...]
"""The colours behind letters; none where it cannot be told, as on a picture."""

NIGHT: Colour = (0.07, 0.07, 0.07)
"""What browsers show a page on that says it is dark."""
_MOST = 100
"""Colours behind letters that are told apart."""
_CLEAR = 0.1
_SMALL = 100.0
"""Pixels, or 10 %: a gradient of such a size is a line or a mark beside the letters."""
_STILL = {
    **dict.fromkeys(("repeat", "round", "space"), (False, False)),
    "repeat-x": (False, True), "repeat-y": (True, False), "no-repeat": (True, True),
}  # fmt: skip
"""Whether a background is drawn once only, across and down."""
_CLOSE, _BLURRED, _DENSE = 5.0, 8.0, 0.3
"""How far from its letter and how blurred a shadow is at most, in pixels, that shows its form, and
how opaque at least."""
_STROKE = 0.3


def first_colour(value: Tokens, current: Ink | None) -> Ink | None:
    """The first colour of a value. Raises Unclear."""
    found = (colour(token, current[0] if current else BLACK) for token in value)
    return next((ink for ink in found if ink), None)


def grounds(own: Mapping[str, Tokens], ink: Ink | None, behind: Grounds) -> Grounds:
    """What is behind the letters of an element whose style this is."""
    try:
        said = own.get("background-color", ())
        if words(said) != ["initial"] and (ground := first_colour(said, ink)):
            behind = tuple(over(ground, below) for below in behind or (WHITE,) * (ground[1] > 0.5))
        shades = gradients(_filling(own))
    except Unclear:
        return ()
    if shades is None:
        return ()
    made = dict.fromkeys(over(shade, below) for below in behind for shade in shades)
    return tuple(islice(made, _MOST)) or behind


def _filling(own: Mapping[str, Tokens]) -> Tokens:
    """The images of a background that fill their box; beside others the letters stand on it."""
    images, sizes, repeats = (
        layers(own.get(f"background-{part}", ())) for part in ("image", "size", "repeat")
    )
    return [
        token
        for n, image in enumerate(images)
        if not _beside(image, sizes[n % len(sizes)], repeats[n % len(repeats)])
        for token in image
    ]


def _beside(image: Tokens, size: Tokens, repeat: Tokens) -> bool:
    """Whether an image is small in a direction in which it is not repeated."""
    if not size and "/" in image:
        at = image.index("/") + 1
        size = [token for token in image[at : at + 2] if token.type != "function"]
    said = [word for word in words(repeat) if word in _STILL] or ["repeat"]
    still = _STILL[said[0]] if len(said) == 1 else [word == "no-repeat" for word in said]
    sides = [amount(token, percent=10) for token in size]
    return any(
        stays and side is not None and side < _SMALL
        for stays, side in zip(still, sides, strict=False)
    )


def cut_out(own: Mapping[str, Tokens]) -> bool:
    """Whether letters are cut out of the background."""
    return "text" in words(own.get("background-clip", ()))


def through(own: Mapping[str, Tokens], ink: Ink | None) -> tuple[Ink, ...] | None:
    """The colours of a background that letters are cut out of; None where they are not known."""
    try:
        inks = gradients(own.get("background-image", ()))
        ground = first_colour(own.get("background-color", ()), ink)
    except Unclear:
        return None
    return None if inks is None else (*inks, *((ground,) if ground else ()))


def outlines(value: Tokens, ink: Ink | None) -> tuple[Ink, ...]:
    """The colours of shadows that are near enough to show the form of their letters."""
    found = []
    for layer in layers(value):
        try:
            tint = first_colour(layer, ink) or ink
            across, down, *blur = amounts(layer)
        except (Unclear, ValueError):
            continue
        near = abs(across) <= _CLOSE and abs(down) <= _CLOSE and sum(blur[:1]) <= _BLURRED
        if tint and tint[1] >= _DENSE and near:
            found.append(tint)
    return tuple(found)


def strokes(value: Tokens, ink: Ink | None) -> tuple[Ink, ...]:
    """The colour of the line around letters, if there is one."""
    try:
        tint = first_colour(value, ink) or ink
        return (tint,) if tint and any(width >= _STROKE for width in amounts(value)) else ()
    except Unclear:
        return ()


def shows(ink: Ink, behind: Grounds, inverted: bool) -> bool:
    """Whether a colour shows on one of its grounds at least; on an unknown, if it is one at all.

    `inverted` is whether it is taken away from the ground instead of laid on it.
    """
    if clear(ink):
        return False
    for ground in behind:
        r, g, b = (abs(a - z) for a, z in zip(ink[0], ground, strict=True))
        if not alike(over(((r, g, b), ink[1]) if inverted else ink, ground), ground):
            return True
    return not behind


def clear(ink: Ink) -> bool:
    """Whether a colour is none to be seen."""
    return ink[1] < _CLEAR
