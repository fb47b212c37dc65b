"""What a page hides from who looks at it, taken out of its tree."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from index import boxes, grounds, stylesheets, values
from index.colours import WHITE
from index.grounds import Grounds, first_colour
from index.inks import Ink
from index.properties import followed
from index.values import Tokens, Unclear, amounts, font_size, handed_down, words

_UNSEEN = ("script", "style", "template", "noscript", "head", "title", "meta")
_INSTEAD = ("audio", "canvas", "datalist", "iframe", "noembed", "noframes", "video")
"""What is in these is for browsers that do not know them."""
_PICTURES = ("img", "picture", "video", "svg", "object", "iframe")
_FAINT = 0.05
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
    through: tuple[Ink, ...] | None = ()
    """The colours that letters without ink are cut out of, if any; None where it is not known."""
    shadows: tuple[Ink, ...] = ()
    strokes: tuple[Ink, ...] = ()
    grounds: Grounds = (WHITE,)
    dark: bool = False
    """Whether the page says that it is light on dark where it says nothing else."""
    inside: bool = False
    """Whether it may be placed by a box around it instead of by the page."""
    shown: bool = True
    size: float = 16
    scale: float = 1
    opacity: float = 1
    spacing: float = 0
    dotted: bool = False
    variables: Mapping[str, Tokens] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Page:
    """What counts of a page as a whole."""

    linked: bool
    """Whether it takes in style sheets that are not seen."""
    scripted: bool
    pictured: frozenset[Any]
    """The elements that have a picture in them, on which something may be laid."""


def _page(root: Any) -> _Page:
    pictured: set[Any] = set()
    for picture in root.iter(*_PICTURES):
        around = None if _dot(picture) else picture.getparent()
        while around is not None and around not in pictured:
            pictured.add(around)
            around = around.getparent()
    scripted = next(root.iter("script"), None) is not None
    return _Page(stylesheets.linked(root), scripted, frozenset(pictured))


def _dot(picture: Any) -> bool:
    """Whether a picture is too small for words to be laid on."""
    sides = (picture.get(side, "").strip().removesuffix("px") for side in ("width", "height"))
    return any(side.isdecimal() and len(side) < 3 for side in sides)


def strip(tree: Any) -> int:
    """Empty each element of an lxml tree that is hidden.

    Hidden is what its `style`, or the page's own style sheets, do not display, make invisible,
    transparent or sizeless, move off the page or cut away, or print in the colour it stands on; and
    what they mask, filter or cut to a shape by what is not followed here. Gives how many characters
    were left out for the last. What only a style sheet that is not seen can tell hides nothing.

    Raises stylesheets.TooMany.
    """
    says = stylesheets.declared(tree)
    untold = 0
    root = tree if tree.getparent() is None else tree.getroottree().getroot()
    page = _page(root)
    rem = 16.0
    waiting: list[tuple[Any, _Look]] = [(root, _Look(inside=page.linked))]
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
                own, unseen, known = _own(says[element], above, page)
                if element.tag in ("html", "body"):
                    own = _awaited(own, page)
                look = replace(_look(own, unseen, above, rem), variables=known)
                if boxes.laid_over(own, look.size, rem) and element.getparent() in page.pictured:
                    look = replace(look, grounds=grounds.grounds(own, look.ink, ()))
                gone = _gone(own, look) or boxes.out_of_sight(own, look.size, rem, above.inside)
        except Unclear:
            untold += _empty(element)
            continue
        if element is root:
            rem = look.size
        elif gone:
            _empty(element)
            continue
        if _blank(look):
            _mute(element)
        waiting += [(child, look) for child in element]
    return untold


def _awaited(own: dict[str, Tokens], page: _Page) -> dict[str, Tokens]:
    """The style of a whole page, without what leaves nothing to be seen until its script has run.

    A filter of the page's own is there for another colour of the whole, as on days of mourning.
    """
    awaited = {"display", "opacity"} if page.scripted else set()
    filtered = own.get("filter", ())
    if any(token.type == "url" or getattr(token, "lower_name", "") == "url" for token in filtered):
        awaited.add("filter")
    return {name: value for name, value in own.items() if name not in awaited}


def _marked(element: Any) -> bool:
    """Whether the element itself says that it is not there."""
    return (
        element.tag in _INSTEAD
        or (element.tag == "dialog" and "open" not in element.attrib)
        or not {"hidden", "popover"}.isdisjoint(element.attrib)
        or element.get("aria-hidden") == "true"
    )


def _own(
    said: Mapping[str, Tokens], above: _Look, page: _Page
) -> tuple[dict[str, Tokens], frozenset[str], Mapping[str, Tokens]]:
    """What an element's style says, with variables put in; of which of its properties a sheet that
    is not seen, or a function that is not followed, decides; and the variables it hands down.
    """
    known = above.variables
    customs = {n: said[n] for n in said if n.startswith("--") and known.get(n) is not said[n]}
    if customs:
        known = values.variables(customs, known)
    own, unseen = {}, set()
    for name, value in said.items():
        if name.startswith("--"):
            continue
        made = values.substituted(value, known.get)
        if made is None or not followed(name, made):
            if made is not None or page.linked:
                unseen.add(name)
        elif made:
            own[name] = made
    return own, frozenset(unseen), known


def _gone(own: Mapping[str, Tokens], look: _Look) -> bool:
    """Whether an element is not there for the eye, with all that is in it."""
    return (
        words(own.get("display", ())) == ["none"]
        or words(own.get("content-visibility", ())) == ["hidden"]
        or look.opacity < _FAINT
    )


def _look(own: Mapping[str, Tokens], unseen: frozenset[str], above: _Look, rem: float) -> _Look:
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
    look = replace(look, inside=look.inside or boxes.places(own))
    look = _inked(look, own, unseen)
    hazy = not unseen.isdisjoint(("background-color", "background-image"))
    if grounds.cut_out(own):
        return replace(look, through=None if hazy else grounds.through(own, look.ink))
    return replace(look, grounds=() if hazy else grounds.grounds(own, look.ink, look.grounds))


def _inked(look: _Look, own: Mapping[str, Tokens], unseen: frozenset[str]) -> _Look:
    if ink := first_colour(_given(own, "color"), look.ink):
        look = replace(look, ink=ink)
    if fill := first_colour(_given(own, "text-fill-color"), look.ink):
        look = replace(look, fill=fill)
    if not unseen.isdisjoint(("color", "text-fill-color")):
        look = replace(look, ink=None, fill=None)
    if shadow := _given(own, "text-shadow"):
        look = replace(look, shadows=grounds.outlines(shadow, look.ink))
    if stroke := _given(own, "text-stroke"):
        look = replace(look, strokes=grounds.strokes(stroke, look.ink))
    return look


def _given(own: Mapping[str, Tokens], name: str) -> Tokens:
    """The value of a property that is handed down, if it has one of its own."""
    value = own.get(name, ())
    return () if handed_down(value) else value


def _blank(look: _Look) -> bool:
    """Whether letters do not show where they stand."""
    if not look.shown or look.dotted or look.size * look.scale < _SMALLEST:
        return True
    if look.spacing < _SQUEEZED * look.size:
        return True
    ink = look.fill or look.ink
    if ink is None:
        return False
    if grounds.clear(ink) and look.through is None:
        return False
    cut = look.through or () if grounds.clear(ink) else ()
    shown = (ink, *cut, *look.shadows, *look.strokes)
    return not any(grounds.shows(each, look.grounds) for each in shown)


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
