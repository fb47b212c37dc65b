"""What a page hides from who looks at it, taken out of its tree."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from index import stylesheets
from index.colours import BLACK, WHITE, Colour, alike

_NUMBER = re.compile(r"-?\d*\.?\d+")
_NAMED: dict[str, Colour] = {
    "white": WHITE,
    "snow": WHITE,
    "ivory": WHITE,
    "ghostwhite": WHITE,
    "floralwhite": WHITE,
    "whitesmoke": (0.96, 0.96, 0.96),
    "black": BLACK,
    "transparent": WHITE,
}
_HANDED_DOWN = ("inherit", "initial", "unset", "currentcolor", "none", "revert")
_UNSEEN = ("script", "style", "template", "noscript", "head", "title", "meta")


@dataclass(frozen=True, slots=True)
class _Look:
    """What an element hands down to those in it."""

    ink: Colour | None = None
    ground: Colour | None = WHITE
    shown: bool = True
    sized: bool = True
    see_through: bool = False


def strip(tree: Any) -> int:
    """Empty each element of an lxml tree that is hidden; gives how many characters that took.

    Hidden is what its `style`, or the page's own style sheets, do not display, make invisible,
    transparent, sizeless, or move off the page, or print in the colour it stands on. Raises
    stylesheets.TooMany.
    """
    says = stylesheets.declared(tree)
    taken = 0
    root = tree if tree.getparent() is None else tree.getroottree().getroot()
    waiting: list[tuple[Any, _Look]] = [(root, _Look())]
    while waiting:
        element, above = waiting.pop()
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            continue
        own = says.get(element, {})
        if element is not root and (_marked(element) or _gone(own)):
            taken += _empty(element)
            continue
        look = _look(own, above)
        if not (look.shown and look.sized) or look.see_through or _same(look):
            taken += _mute(element)
        waiting += [(child, look) for child in element]
    return taken


def _marked(element: Any) -> bool:
    return "hidden" in element.attrib or element.get("aria-hidden") == "true"


def _gone(own: Mapping[str, str]) -> bool:
    """Whether an element is not there for the eye, with all that is in it."""
    if own.get("display") == "none" or own.get("content-visibility") == "hidden":
        return True
    if _zero(own.get("opacity"), 0.05) or "opacity(0" in own.get("filter", "").replace(" ", ""):
        return True
    if any(_far(own.get(side)) for side in ("left", "top", "right", "bottom", "text-indent")):
        return True
    if _far(own.get("margin-left"), 1000) or _clipped(own):
        return True
    moved = own.get("transform", "").replace(" ", "")
    if re.search(r"scale[xy]?\(0(\.0*)?[,)]|translate[xy]?\([^)]*-\d{4,}|-\d{3,}v[wh]", moved):
        return True
    cut = own.get("overflow", "").startswith(("hidden", "clip"))
    sides = ("width", "height", "max-width", "max-height")
    return cut and any(_zero(own.get(side), 1.01) for side in sides)


def _clipped(own: Mapping[str, str]) -> bool:
    clip = own.get("clip", "").replace(" ", "")
    path = own.get("clip-path", "").replace(" ", "")
    return bool(re.match(r"rect\((0|1)(px)?[,01px]*\)$", clip)) or bool(
        re.match(r"inset\((50|100)%|circle\(0|polygon\(0(px)?0(px)?\)", path)
    )


def _look(own: Mapping[str, str], above: _Look) -> _Look:
    look = above
    if "visibility" in own:
        look = replace(look, shown=own["visibility"] not in ("hidden", "collapse"))
    if "font-size" in own:
        size = own["font-size"]
        relative = size.endswith(("em", "%")) and not size.endswith("rem")
        look = replace(look, sized=not _zero(size, 1.5 if size.endswith("px") else 0.05)
                       and (above.sized or not relative))  # fmt: skip
    if own.get("color", "inherit") not in _HANDED_DOWN:
        look = replace(look, ink=_colour(own["color"]), see_through=_clear(own["color"]))
    ground = own.get("background-color") or own.get("background")
    if ground and not _clear(ground) and ground not in _HANDED_DOWN:
        look = replace(look, ground=_colour(ground))
    return look


def _same(look: _Look) -> bool:
    """Whether ink and ground are both known and alike."""
    known = look.ink is not None and look.ground is not None
    return known and alike(look.ink, look.ground)


def _clear(value: str) -> bool:
    """Whether a colour is wholly transparent."""
    value = value.replace(" ", "")
    alpha = re.match(r"(?:rgb|hsl)a?\([^)]*[,/](0|0?\.0\d*|0%)\)$", value)
    four = value.count(",") == 3 or "/" in value
    return (
        value == "transparent"
        or bool(alpha and four)
        or bool(re.match(r"#([0-9a-f]{3}0|[0-9a-f]{6}00)$", value))
    )


def _colour(value: str) -> Colour | None:
    """The colour of a name, of hex digits or of rgb(); None for one that is not known."""
    value = value.split(" ")[0] if not value.startswith(("rgb", "hsl")) else value
    if value in _NAMED:
        return _NAMED[value]
    if match := re.match(r"#([0-9a-f]{3,8})$", value):
        digits = match[1] if len(match[1]) >= 6 else "".join(d * 2 for d in match[1][:3])
        return int(digits[:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:6], 16) / 255
    numbers = [float(each) for each in _NUMBER.findall(value)]
    if value.startswith("rgb") and len(numbers) >= 3:
        whole = 100 if "%" in value else 255
        return numbers[0] / whole, numbers[1] / whole, numbers[2] / whole
    if value.startswith("hsl") and len(numbers) >= 3 and not 3 < numbers[2] < 97:
        return (numbers[2] / 100,) * 3
    return None


def _zero(value: str | None, below: float) -> bool:
    match = _NUMBER.match(value or "")
    return match is not None and abs(float(match[0])) < below


def _far(value: str | None, distance: float = 100) -> bool:
    """Whether a length is so far below nought that it is off the page."""
    match = _NUMBER.match(value or "")
    if match is None or not (value or "").endswith(("px", "em", "rem", "%", "vw", "vh", "pt")):
        return False
    unit = 1 if (value or "").endswith(("px", "pt", "%")) else 10
    return float(match[0]) * unit <= -distance


def _empty(element: Any) -> int:
    from lxml import etree

    taken = len("".join(element.itertext()).strip())
    etree.strip_elements(element, "*", with_tail=False)
    for child in list(element):  # comments
        element.remove(child)
    element.text = None
    return taken


def _mute(element: Any) -> int:
    """Take an element's own words, not those of the elements in it."""
    taken = len((element.text or "").strip())
    element.text = None
    for child in element:
        taken += len((child.tail or "").strip())
        child.tail = None
    return taken
