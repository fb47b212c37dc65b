"""Whether an element's own style takes its box, with all that is in it, out of sight."""

from collections.abc import Mapping
from math import cos, inf, radians
from typing import Any

from index.styles.inks import gradients
from index.styles.values import Tokens, Unclear, amount, amounts, parts, plain, words, written

OFF = -100.0
_OFF_BESIDE = -500.0
_OFF_BY_MARGIN = -1000.0
FAR = 5000.0
"""Pixels: what stands so far to the left, or to the right, is off the page."""
_THIN = 1.01
_EDGE_ON = 0.05
_SEEN_THROUGH = {
    "opacity": (0.1, inf),
    "contrast": (0.2, inf),
    "brightness": (0.0, 10.0),
    "blur": (0.0, 4.0),
}
"""The least and the most of a filter, in pixels or as a share, that leaves letters to be read."""
_GREY = (0.4, 0.6)
"""Shares of inversion that leave everything about the same."""
_CUT = {"hidden", "clip", "scroll", "auto"}


def out_of_sight(own: Mapping[str, Tokens], em: float, rem: float, inside: bool) -> bool:
    """Whether a box is moved off the page, cut to nothing, masked or turned edge on.

    `own` has the values by property, with variables put in; `em` and `rem` are font sizes in
    pixels; `inside` is whether it may be placed by a box around it instead of by the page. Raises
    Unclear.
    """
    if _misplaced(own, em, rem, inside) or _off(own.get("translate", ()), em, rem, _OFF_BY_MARGIN):
        return True
    for side, padding in (("margin-left", "padding-left"), ("margin-top", "padding-top")):
        if _off(own.get(side, ()), em, rem, _OFF_BY_MARGIN) and not (
            any(amounts(own.get(padding, ()), em, rem))
            and OFF < _brought_back(own, side, padding, em, rem) < FAR
        ):
            return True
    if any(amounts(own.get("offset-path", ()))) or _functions(own.get("offset-path", ())):
        raise Unclear
    return (
        _thin(own, em, rem)
        or _clipped(own.get("clip", ()), own.get("clip-path", ()), em, rem)
        or _moved(own, em, rem)
        or _filtered(own.get("filter", ()))
        or _masked(own.get("mask-image", ()))
    )


def places(own: Mapping[str, Tokens]) -> bool:
    """Whether the boxes in a box may be placed by it."""
    position = words(own.get("position", ()))
    moved = any(words(own.get(name, ())) != ["none"] for name in {"transform", "filter"} & {*own})
    return moved or bool(position and position != ["static"])


def cell(own: Mapping[str, Tokens]) -> str:
    """The cell of its grid that a box says it is in, if it does."""
    return written(own.get("grid-area", ()))


def laid_over(own: Mapping[str, Tokens], em: float, rem: float) -> bool:
    """Whether a box may stand on what is beside it in the page. Raises Unclear."""
    position = words(own.get("position", ()))
    if position in (["absolute"], ["fixed"]):
        return True
    pulled = list(amounts(own.get("margin-top", ()), em, rem))
    if position == ["relative"]:
        pulled += amounts(own.get("top", ()), em, rem)
    return min(pulled, default=0.0) <= -em


def indented(own: Mapping[str, Tokens], above: float, em: float, rem: float) -> float:
    """How far in the first line begins, in pixels, of a box in one where it does so `above`."""
    indent = amounts(own.get("text-indent", ()), em, rem, 10)
    at = indent[0] if indent else above
    if at >= 0:
        return at
    return min(0.0, _brought_back(own, "text-indent", "padding-left", em, rem, above))


def _brought_back(
    own: Mapping[str, Tokens], side: str, padding: str, em: float, rem: float, start: float = 0.0
) -> float:
    """Where what is moved out begins with its padding, by the worse of two widths of the page."""
    at = []
    for percent in (1, 10):
        moved = amounts(own.get(side, ()), em, rem, percent)
        back = amounts(own.get(padding, ()), em, rem, percent)
        at.append(min(moved, default=start) + max(0.0, min(back, default=0.0)))
    return min(at)


def shrunk(own: Mapping[str, Tokens]) -> float:
    """By what factor a box is drawn smaller or larger, 1 if it is not. Raises Unclear."""
    factor = 1.0
    for said in (own.get("zoom", ()), own.get("scale", ())):
        factor *= min(map(abs, amounts(said, percent=0.01)), default=1.0)
    for function in _functions(own.get("transform", ())):
        name, given = function.lower_name, amounts(plain(function.arguments), percent=0.01)
        if name.startswith("scale") and name != "scalez":
            factor *= min(map(abs, given[:2]), default=1.0)
        elif (name, len(given)) in (("matrix", 6), ("matrix3d", 16)):
            a, b, c, d = given[:4] if name == "matrix" else (*given[:2], *given[4:6])
            factor *= min(1.0, abs(a * d - b * c))
    return factor


def _misplaced(own: Mapping[str, Tokens], em: float, rem: float, inside: bool) -> bool:
    """Whether a box is placed off the page.

    One that is placed by a box around it is only if it is far off: as a heading drawn over the
    picture above, or a note in the margin, it may be moved by some hundred pixels.
    """
    position = words(own.get("position", ()))
    if position not in (["absolute"], ["fixed"], ["relative"]):
        return False
    inside = position == ["relative"] or (inside and position == ["absolute"])
    across, down = (_OFF_BESIDE, _OFF_BY_MARGIN) if inside else (OFF, OFF)
    return any(
        _off(own.get(side, ()), em, rem, across if side in ("left", "right") else down)
        for side in ("left", "top", "right", "bottom")
    )


def _off(tokens: Tokens, em: float, rem: float, least: float) -> bool:
    """Whether a length is beyond the page; a share of the page counts where it is part of a sum."""
    lengths = amounts(tokens, em, rem, 10 if _functions(tokens) else 1)
    narrow = amounts(tokens, em, rem)
    return any(length <= least or length >= FAR for length in lengths) or (
        min(narrow, default=0.0) <= min(least, _OFF_BY_MARGIN)
    )


def _functions(tokens: Tokens) -> list[Any]:
    """The functions of a value. Raises Unclear for what is in another file."""
    if any(token.type == "url" for token in tokens):
        raise Unclear
    return [token for token in tokens if token.type == "function"]


def _thin(own: Mapping[str, Tokens], em: float, rem: float) -> bool:
    if _CUT.isdisjoint(words((*own.get("overflow-x", ()), *own.get("overflow-y", ())))):
        return False
    for side in ("width", "height"):
        least = amounts(own.get(f"min-{side}", ()), em, rem, 10)
        if side == "height":  # what overflows shows on the padding below, if that has a line
            below = amounts(own.get("padding-bottom", ()), em, rem, 10)
            least += [size for size in below if size >= em]
        sizes = (amounts(own.get(name, ()), em, rem, 10) for name in (side, f"max-{side}"))
        if not any(size >= _THIN for size in least) and any(
            abs(size) < _THIN for each in sizes for size in each
        ):
            return True
    return False


def _clipped(clip: Tokens, path: Tokens, em: float, rem: float) -> bool:
    for function in _functions(clip):
        edges = [amount(each, em, rem) for part in parts(function) for each in part]
        if len(edges) == 4:
            top, right, bottom, left = edges
            if (right is not None and right - (left or 0) <= _THIN) or (
                bottom is not None and bottom - (top or 0) <= _THIN
            ):
                return True
    return any(_shape(function, em, rem) for function in _functions(path))


def _shape(function: Any, em: float, rem: float) -> bool:
    """Whether a shape that a box is cut to has no area."""
    name = function.lower_name
    if name == "inset":
        insets = amounts(plain(function.arguments), em, rem, 20)  # 50 % are as good as all
        return any(each >= 1000 for each in insets)
    if name in ("circle", "ellipse"):
        radii = plain(function.arguments)
        at = next((n for n, each in enumerate(radii) if words([each]) == ["at"]), len(radii))
        return any(abs(each) < _THIN for each in amounts(radii[:at], em, rem, 10))
    if name == "xywh":
        return any(each < _THIN for each in amounts(plain(function.arguments), em, rem, 10)[2:4])
    if name == "polygon":
        points = [amounts(part, em, rem, 10) for part in parts(function)]
        across, down = ([point[n] for point in points if len(point) == 2] for n in (0, 1))
        return not across or max(across) - min(across) < 2 or max(down) - min(down) < 2
    raise Unclear


def _moved(own: Mapping[str, Tokens], em: float, rem: float) -> bool:
    turned = own.get("rotate", ())
    if not {"x", "y"}.isdisjoint(words(turned)) and _edge_on(amounts(turned)):
        return True
    for function in _functions(own.get("transform", ())):
        name, given = function.lower_name, plain(function.arguments)
        if name.startswith(("translate", "matrix")) and _off(given, em, rem, _OFF_BY_MARGIN):
            return True
        if name in ("rotatex", "rotatey", "skew", "skewx", "skewy") and _edge_on(amounts(given)):
            return True
        if name == "rotate3d" and any(amounts(given)[:2]) and _edge_on(amounts(given)[3:]):
            return True
    return False


def _edge_on(angles: list[float]) -> bool:
    return any(abs(cos(radians(angle))) < _EDGE_ON for angle in angles)


def _filtered(tokens: Tokens) -> bool:
    for function in _functions(tokens):
        if function.lower_name == "url":
            raise Unclear
        given = amounts(plain(function.arguments), percent=0.01)
        least, most = _SEEN_THROUGH.get(function.lower_name, (-inf, inf))
        if given and not least <= given[0] <= most:
            return True
        if function.lower_name == "invert" and given and _GREY[0] < given[0] < _GREY[1]:
            return True
    return False


def _masked(tokens: Tokens) -> bool:
    if not _functions(tokens):
        return False
    inks = gradients(tokens)
    if inks is None:
        raise Unclear
    return all(opacity < 0.1 for _, opacity in inks)
