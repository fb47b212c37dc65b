"""The properties of style sheets that can hide text, and which of their values browsers take."""

from collections.abc import Iterable, Mapping
from typing import Any

from index.styles import animations, arithmetic
from index.styles.inks import colour
from index.styles.values import (
    ANGLES,
    COLOURS,
    Tokens,
    Unclear,
    amounts,
    handed_down,
    known,
    open_ended,
    plain,
    untold,
    words,
)

_BOX = "min-content max-content fit-content stretch -webkit-fill-available"
LENGTHS: Mapping[str, tuple[str, int, str]] = {
    "font-size": (
        "length share", 1, "xx-small x-small small medium large x-large xx-large xxx-large "
        "smaller larger"
    ),
    "opacity": ("number share", 1, ""),
    "zoom": ("number share", 1, "normal reset"),
    "scale": ("number share", 3, "none"),
    "rotate": ("angle number", 4, "none x y z"),
    "translate": ("length share", 3, "none"),
    "letter-spacing": ("length share", 1, "normal"),
    "text-indent": ("length share", 1, ""),
    **dict.fromkeys("left top right bottom margin-left margin-top margin-inline-start "
                    "margin-block-start inset-inline-start inset-inline-end "
                    "inset-block-start".split(), ("length share", 1, "auto")),
    **dict.fromkeys("margin-inline margin-block inset-inline inset-block".split(),
                    ("length share", 2, "auto")),
    **dict.fromkeys(("margin", "inset"), ("length share", 4, "auto")),
    **dict.fromkeys("padding-left padding-top padding-bottom padding-inline-start "
                    "padding-block-start padding-block-end".split(), ("length share", 1, "")),
    **dict.fromkeys(("padding-inline", "padding-block"), ("length share", 2, "")),
    "padding": ("length share", 4, ""),
    **dict.fromkeys("width height min-width min-height inline-size block-size".split(),
                    ("length share", 1, f"auto {_BOX}")),
    **dict.fromkeys("max-width max-height max-inline-size max-block-size".split(),
                    ("length share", 1, f"none {_BOX}")),
}  # fmt: skip
"""The kinds of numbers that each takes, how many values at most, and which words."""
_NEVER_NEGATIVE = ("padding", "width", "height", "max-", "min-", "inline-", "block-", "font-size")
_COLOURS = frozenset(("color", "text-fill-color", "background-color"))
_NUMBERS = {"number": "number", "percentage": "share", "dimension": "length"}
_OF_A_KIND = frozenset("calc min max clamp abs mod rem hypot round".split())
"""The functions that give what they take."""
_OUTSIDE = frozenset("block inline run-in".split())
_INSIDE = frozenset("flow flow-root table flex grid ruby math".split())
"""Words of which `display` may have one of each, besides `list-item`."""
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
    **dict.fromkeys(
        ("overflow", "overflow-x", "overflow-y", "overflow-inline", "overflow-block"),
        frozenset("visible hidden clip scroll auto overlay".split()),
    ),
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
    "offset-path text-shadow text-stroke color-scheme mix-blend-mode "
    "grid-area content"
).split()
_ALSO = {
    **{name: (name,) for name in (*LENGTHS, *_COLOURS, *_KEYWORDS, *_FUNCTIONS, *_OTHERS)},
    "font": ("font-size",),
    "background": tuple(
        f"background-{part}" for part in ("color", "image", "clip", "repeat", "size")
    ),
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
    "animation": tuple(f"animation-{part}" for part in animations.PARTS),
    **{f"animation-{part}": (f"animation-{part}",) for part in animations.PARTS},
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
    """The value that a shorthand of sides, or of an animation, gives to one of them."""
    if name == "animation" and not (open_ended(value) or handed_down(value)):
        return animations.of_part(longhand.removeprefix("animation-"), value)
    if (name, longhand) == ("background", "background-size"):
        return ()  # it is in the layers of `background-image`
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
        if name in LENGTHS:
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
        return animations.taken(name.removeprefix("animation").removeprefix("-"), value)
    if name in _KEYWORDS:
        return len(said) == len(value) and _KEYWORDS[name].issuperset(said) and _one(name, said)
    if name in _FUNCTIONS:
        only = all(token.type in ("function", "url") for token in value)
        only = only and _FUNCTIONS[name].issuperset(functions)
        return said == ["none"] or (only and followed(name, value))
    if name in _COLOURS:
        return len(value) == 1 and _coloured(value[0])
    if name in LENGTHS:
        kinds, most, known_words = LENGTHS[name]
        if len(value) > most or not {*known_words.split()}.issuperset(said):
            return False
        if not all(_of_kind(token, kinds.split()) for token in value):
            return False
        if name.startswith(_NEVER_NEGATIVE) and any(_negative(token) for token in value):
            return False
        if untold(value):
            return True
    return all(known(token) for token in value) and followed(name, value)


def _one(name: str, said: list[str]) -> bool:
    """Whether there is one word, or as many as a property takes."""
    if name == "display":
        rest = [word for word in said if word != "list-item"]
        apart = len({*said}) == len(said) and {*rest} <= _OUTSIDE | _INSIDE
        return len(said) == 1 or (
            apart and max(len(_OUTSIDE & {*rest}), len(_INSIDE & {*rest})) < 2
        )
    return len(said) == 1 or (name == "overflow" and len(said) == 2)


def _negative(token: Any) -> bool:
    return token.type in _NUMBERS and token.value < 0


def _of_kind(token: Any, kinds: list[str]) -> bool:
    """Whether a number, or what a sum comes to, is of the kinds; what is neither is not judged."""
    zero = token.type == "number" and token.value == 0 and "length" in kinds
    return zero or _kinds(token).issubset(kinds)


def _kinds(token: Any) -> set[str]:
    """The kinds of number in a token or, if a sum, of what it comes to; none if not judged."""
    if token.type in _NUMBERS:
        angle = token.type == "dimension" and token.lower_unit in ANGLES
        return {"angle" if angle else _NUMBERS[token.type]}
    inner = token.content if token.type == "() block" else getattr(token, "arguments", ())
    if "/" in inner or (token.type == "function" and token.lower_name not in _OF_A_KIND):
        return set()
    found = {kind for each in inner for kind in _kinds(each)}
    return found - {"number"} or found


def _coloured(token: Any) -> bool:
    try:
        return colour(token) is not None
    except Unclear:
        return False
