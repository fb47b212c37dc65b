"""What a page hides from who looks at it, taken out of its tree."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from index import boxes, stylesheets, values
from index.colours import BLACK, WHITE, Colour, alike
from index.inks import Ink, colour, gradients, over
from index.values import Tokens, Unclear, amounts, font_size, handed_down, words

_UNSEEN = ("script", "style", "template", "noscript", "head", "title", "meta")
_INSTEAD = ("audio", "canvas", "datalist", "iframe", "noembed", "noframes", "video")
"""What is in these is for browsers that do not know them."""
_FAINT = 0.05
_CLEAR = 0.1
_SMALLEST = 1.5
"""Pixels."""
_SQUEEZED = -0.4
"""Of the size of letters: closer together they stand on one another."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What an element hands down to those in it."""

    ink: Ink | None = None
    fill: Ink | None = None
    """The colour that letters have in place of `ink`."""
    untold: bool = False
    """Whether it cannot be told what colour letters have."""
    through: tuple[Ink, ...] = ()
    """The colours that show through letters without ink, which are cut out of them."""
    grounds: tuple[Colour, ...] = (WHITE,)
    """The colours behind; none where there is a picture."""
    shown: bool = True
    size: float = 16
    scale: float = 1
    opacity: float = 1
    spacing: float = 0
    dotted: bool = False
    variables: Mapping[str, Tokens] = field(default_factory=dict)


def strip(tree: Any) -> int:
    """Empty each element of an lxml tree that is hidden.

    Hidden is what its `style`, or the page's own style sheets, do not display, make invisible,
    transparent or sizeless, move off the page or cut away, or print in the colour it stands on; and
    that of which this cannot be told. Gives how many characters were left out because it could not.

    Raises stylesheets.TooMany.
    """
    says = stylesheets.declared(tree)
    untold = 0
    root = tree if tree.getparent() is None else tree.getroottree().getroot()
    rem = 16.0
    waiting: list[tuple[Any, _Look]] = [(root, _Look())]
    while waiting:
        element, above = waiting.pop()
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            continue
        if element is not root and _marked(element):
            _empty(element)
            continue
        look, gone = above, False
        try:
            if element in says:
                own, known = _own(says[element], above)
                look = replace(_look(own, above, rem), variables=known)
                gone = _gone(own, look) or boxes.out_of_sight(own, look.size, rem)
        except Unclear:
            untold += _empty(element)
            continue
        if element is root:
            rem = look.size
        elif gone:
            _empty(element)
            continue
        if look.untold:
            untold += _mute(element)
        elif _blank(look):
            _mute(element)
        waiting += [(child, look) for child in element]
    return untold


def _marked(element: Any) -> bool:
    """Whether the element itself says that it is not there."""
    return (
        element.tag in _INSTEAD
        or (element.tag == "dialog" and "open" not in element.attrib)
        or not {"hidden", "popover"}.isdisjoint(element.attrib)
        or element.get("aria-hidden") == "true"
    )


def _own(
    said: Mapping[str, Tokens], above: _Look
) -> tuple[dict[str, Tokens], Mapping[str, Tokens]]:
    """What an element's style says, with variables put in, and the variables it hands down."""
    known = above.variables
    customs = {n: said[n] for n in said if n.startswith("--") and known.get(n) is not said[n]}
    if customs:
        known = values.variables(customs, known)
    own = {}
    for name, value in said.items():
        made = None if name.startswith("--") else values.substituted(value, known.get)
        if made:
            own[name] = made
    return own, known


def _gone(own: Mapping[str, Tokens], look: _Look) -> bool:
    """Whether an element is not there for the eye, with all that is in it."""
    return (
        words(own.get("display", ())) == ["none"]
        or words(own.get("content-visibility", ())) == ["hidden"]
        or look.opacity < _FAINT
    )


def _look(own: Mapping[str, Tokens], above: _Look, rem: float) -> _Look:
    look = above
    if said := words(_given(own, "visibility")):
        look = replace(look, shown=said[0] not in ("hidden", "collapse"))
    if said := words(_given(own, "text-security")):
        look = replace(look, dotted=said[0] in ("disc", "circle", "square"))
    size = font_size(_given(own, "font-size"), above.size, rem)
    if size is not None:
        look = replace(look, size=size)
    if opacity := amounts(own.get("opacity", ()), percent=0.01):
        look = replace(look, opacity=above.opacity * max(0.0, opacity[0]))
    if spacing := amounts(_given(own, "letter-spacing"), look.size, rem, look.size / 100):
        look = replace(look, spacing=spacing[0])
    look = replace(look, scale=above.scale * boxes.shrunk(own))
    if _cut_out(own):
        return _inked(replace(look, through=_through(own, look)), own)
    return replace(_inked(look, own), grounds=_grounds(own, look))


def _inked(look: _Look, own: Mapping[str, Tokens]) -> _Look:
    try:
        if ink := _colour(_given(own, "color"), look.ink):
            look = replace(look, ink=ink, untold=False)
    except Unclear:
        look = replace(look, untold=True)
    if fill := _colour(_given(own, "text-fill-color"), look.ink):
        look = replace(look, fill=fill, untold=False)
    return look


def _given(own: Mapping[str, Tokens], name: str) -> Tokens:
    """The value of a property that is handed down, if it has one of its own."""
    value = own.get(name, ())
    return () if handed_down(value) else value


def _colour(value: Tokens, current: Ink | None) -> Ink | None:
    """The first colour of a value. Raises Unclear."""
    found = (colour(token, current[0] if current else BLACK) for token in value)
    return next((ink for ink in found if ink), None)


def _grounds(own: Mapping[str, Tokens], look: _Look) -> tuple[Colour, ...]:
    grounds = look.grounds
    try:
        if ground := _colour(own.get("background-color", ()), look.ink):
            grounds = tuple(
                over(ground, below) for below in grounds or (WHITE,) * (ground[1] > 0.5)
            )
        shades = gradients(own.get("background-image", ()))
    except Unclear:
        return ()
    if shades is None:
        return ()
    if own.get("background-size") or "no-repeat" in words(own.get("background-repeat", ())):
        return grounds  # a line or a picture at one place: the letters stand on what is below
    return tuple(over(shade, below) for below in grounds for shade in shades) or grounds


def _cut_out(own: Mapping[str, Tokens]) -> bool:
    """Whether letters are cut out of the background."""
    return "text" in words(own.get("background-clip", ()))


def _through(own: Mapping[str, Tokens], look: _Look) -> tuple[Ink, ...]:
    """The colours of a background that letters are cut out of. Raises Unclear for a picture."""
    inks = gradients(own.get("background-image", ()))
    if inks is None:
        raise Unclear
    ground = _colour(own.get("background-color", ()), look.ink)
    return (*inks, *((ground,) if ground else ()))


def _blank(look: _Look) -> bool:
    """Whether letters do not show where they stand."""
    if not look.shown or look.dotted or look.size * look.scale < _SMALLEST:
        return True
    if look.spacing < _SQUEEZED * look.size:
        return True
    ink = look.fill or look.ink
    if ink is not None and ink[1] < _CLEAR and look.through:
        return not any(_shows(each, look.grounds) for each in look.through)
    return ink is not None and not _shows(ink, look.grounds)


def _shows(ink: Ink, grounds: tuple[Colour, ...]) -> bool:
    """Whether a colour shows on one of its grounds at least; on a picture, if it is one at all."""
    if ink[1] < _CLEAR:
        return False
    return not grounds or any(not alike(over(ink, ground), ground) for ground in grounds)


def _empty(element: Any) -> int:
    """Take an element's words and all that is in it; gives how many characters that took."""
    from lxml import etree

    taken = len("".join(element.itertext()).strip())
    etree.strip_elements(element, "*", with_tail=False)
    for child in list(element):  # comments
        element.remove(child)
    element.text = None
    return taken


def _mute(element: Any) -> int:
    """As `_empty`, but of its own words only, not those of the elements in it."""
    taken = len((element.text or "").strip())
    element.text = None
    for child in element:
        taken += len((child.tail or "").strip())
        child.tail = None
    return taken
