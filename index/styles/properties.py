"""The properties of style sheets that can hide text, and which of their values browsers take."""

from collections.abc import Iterable
from typing import Any

from index.styles import arithmetic
from index.styles.animations import PARTS
from index.styles.inks import colour
from index.styles.values import (
    COLOURS,
    Tokens,
    Unclear,
    amounts,
    handed_down,
    known,
    open_ended,
    plain,
    words,
)

_LENGTHS = frozenset(
    "font-size opacity left top right bottom text-indent margin-left margin-top padding-left "
    "padding-top padding-bottom letter-spacing zoom translate scale rotate width height max-width "
    "max-height min-width min-height".split()
)
_COLOURS = frozenset(("color", "text-fill-color", "background-color"))
_SIZES = frozenset(
    "auto none normal reset min-content max-content fit-content fill-available available stretch "
    "xx-small x-small small medium large x-large xx-large xxx-large smaller larger x y z".split()
)
_KEYWORDS = {
    "display": frozenset(
        "block inline flow flow-root none contents list-item table inline-table flex inline-flex "
        "-webkit-box -webkit-inline-box -webkit-flex -webkit-inline-flex grid inline-grid "
        "inline-block inline-list-item run-in math ruby ruby-base ruby-text ruby-base-container "
        "ruby-text-container table-row-group table-header-group table-footer-group table-row "
        "table-cell table-column-group table-column table-caption grid-lanes "
        "inline-grid-lanes".split()
    ),
    "visibility": frozenset(("visible", "hidden", "collapse")),
    "content-visibility": frozenset(("visible", "hidden", "auto")),
    "text-security": frozenset(("none", "disc", "circle", "square")),
    "position": frozenset("static relative absolute fixed sticky -webkit-sticky".split()),
}
_FUNCTIONS = {
    "filter": frozenset(
        "blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia "
        "url".split()
    ),
    "transform": frozenset(
        "matrix matrix3d perspective rotate rotate3d rotatex rotatey rotatez scale scale3d scalex "
        "scaley scalez skew skewx skewy translate translate3d translatex translatey "
        "translatez".split()
    ),
}
_OTHERS = (
    "background-image background-size background-repeat background-clip clip clip-path mask-image "
    "overflow-x overflow-y offset-path text-shadow text-stroke color-scheme mix-blend-mode "
    "grid-area"
).split()
_ALSO = {
    "font": ("font-size",),
    "background": ("background-color", "background-image", "background-clip", "background-repeat"),
    "mask": ("mask-image",),
    "mask-box-image": ("mask-image",),
    "margin": ("margin-left", "margin-top"),
    "margin-inline": ("margin-left",),
    "margin-inline-start": ("margin-left",),
    "margin-block": ("margin-top",),
    "margin-block-start": ("margin-top",),
    "padding": ("padding-left", "padding-top", "padding-bottom"),
    "padding-inline": ("padding-left",),
    "padding-inline-start": ("padding-left",),
    "padding-block": ("padding-top", "padding-bottom"),
    "padding-block-start": ("padding-top",),
    "padding-block-end": ("padding-bottom",),
    "overflow": ("overflow-x", "overflow-y"),
    "overflow-inline": ("overflow-x",),
    "overflow-block": ("overflow-y",),
    "inset": ("left", "top", "right", "bottom"),
    "inset-inline": ("left", "right"),
    "inset-inline-start": ("left",),
    "inset-inline-end": ("right",),
    "inset-block": ("top", "bottom"),
    "inset-block-start": ("top",),
    "inset-block-end": ("bottom",),
    "inline-size": ("width",),
    "block-size": ("height",),
    "max-inline-size": ("max-width",),
    "max-block-size": ("max-height",),
    "offset": ("offset-path",),
    "animation": tuple(f"animation-{part}" for part in PARTS),
    **{f"animation-{part}": (f"animation-{part}",) for part in PARTS},
    **{name: (name,) for name in (*_LENGTHS, *_COLOURS, *_KEYWORDS, *_FUNCTIONS, *_OTHERS)},
}
"""What each property that can hide text sets."""
_PREFIXED = (
    "animation", "background-clip", "background-size", "clip-path", "filter", "mask", "opacity",
    "text-fill-color", "text-security", "text-stroke", "transform",
)  # fmt: skip
"""How those begin that `-webkit-` may stand before; others with a prefix are none."""
_AROUND = {"top": (0, 0, 0), "right": (1, 1, 1), "bottom": (0, 2, 2), "left": (1, 1, 3)}
"""Which of two, three or four values is that of a side."""


def declarations(nodes: Iterable[Any]) -> dict[str, tuple[Tokens, bool]]:
    """The properties that can hide, each with its value and whether it is important."""
    found: dict[str, tuple[Tokens, bool]] = {}
    for node in nodes:
        if node.type != "declaration":
            continue
        own = node.name.startswith("--")
        name = node.name if own else node.lower_name
        if (usual := name.removeprefix("-webkit-")).startswith(_PREFIXED):
            name = usual
        value = plain(node.value)
        if own or (name in _ALSO and value and valid(name, value)):
            for each in _ALSO.get(name, (name,)):
                if each not in found or node.important or not found[each][1]:
                    found[each] = _of_side(name, each, value), node.important
    return found


def _of_side(name: str, longhand: str, value: Tokens) -> Tokens:
    """The value that a shorthand of sides gives to one of them."""
    box, _, axis = name.partition("-")
    if box not in ("margin", "padding", "inset") or not 2 <= len(value) <= 4:
        return value
    side = longhand.rpartition("-")[2]
    if axis:
        return value[:1] if side in ("left", "top") else value[1:2]
    at = _AROUND[side][len(value) - 2]
    return value[at : at + 1]


def followed(name: str, value: Tokens) -> bool:
    """Whether the sums in a value, without variables, can be reckoned.

    Of those that cannot, browsers do not take most; the rest is not known to hide anything.
    """
    try:
        if name in _LENGTHS:
            amounts(value)
        else:
            for token in value:
                if token.type != "function":
                    continue
                if token.lower_name in arithmetic.NAMES:
                    amounts([token])
                elif token.lower_name not in COLOURS and not followed("", plain(token.arguments)):
                    return False
    except Unclear:
        return False
    return True


def valid(name: str, value: Tokens) -> bool:
    """Whether browsers may take a value; one that they do not leaves the one before in force."""
    functions = [token.lower_name for token in value if token.type == "function"]
    said = words(value)
    if open_ended(value) or handed_down(value) or said == ["initial"]:
        return True
    if name.startswith("animation"):
        return True
    if name in _KEYWORDS:
        return len(said) == len(value) and _KEYWORDS[name].issuperset(said)
    if name in _FUNCTIONS:
        only = all(token.type in ("function", "url") for token in value)
        only = only and _FUNCTIONS[name].issuperset(functions)
        return said == ["none"] or (only and followed(name, value))
    if name in _COLOURS:
        return len(value) == 1 and _coloured(value[0])
    if name in _LENGTHS and not _SIZES.issuperset(said):
        return False
    return all(known(token) for token in value) and followed(name, value)


def _coloured(token: Any) -> bool:
    try:
        return colour(token) is not None
    except Unclear:
        return False
