"""What a page hides from who looks at it, taken out of its tree."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from index.colours import WHITE
from index.styles import boxes, grounds, inks, letters, stylesheets, values
from index.styles.letters import Look
from index.styles.properties import LENGTHS, followed
from index.styles.values import Tokens, Unclear, amount, amounts, words

_UNSEEN = ("script", "style", "template", "noscript", "head", "title", "meta")
_INSTEAD = ("audio", "canvas", "datalist", "iframe", "noembed", "noframes", "video")
"""What is in these is for browsers that do not know them."""
_PICTURES = ("img", "picture", "video", "svg", "object", "iframe")
_FAINT = 0.05
_LINE = 16.0
"""Pixels: a picture less high or wide has no place for words."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What counts of a page as a whole."""

    linked: bool
    """Whether it takes in style sheets that are not seen."""
    scripted: bool
    dark: bool
    """Whether it is light on dark where it says nothing else."""
    pictured: Mapping[Any, frozenset[Any]]
    """For elements around pictures their children that are pictures or have some in them."""
    spread: frozenset[Any]
    """Elements in which a picture is laid under the rest, without a place of its own."""
    areas: Mapping[Any, frozenset[str]]
    """For elements around pictures the cells of their grid in which those are."""

    def on_picture(self, element: Any, own: Mapping[str, Tokens], em: float, rem: float) -> bool:
        """Whether an element may be laid on a picture that is next to it. Raises Unclear."""
        around = element.getparent()
        pictured = self.pictured.get(around, frozenset())
        return len(pictured) > (element in pictured) and (
            around in self.spread
            or boxes.cell(own) in self.areas[around]
            or boxes.laid_over(own, em, rem)
        )


def _page(root: Any, says: Mapping[Any, Mapping[str, Tokens]]) -> _Page:
    scripted = next(root.iter("script"), None) is not None
    pictured: defaultdict[Any, set[Any]] = defaultdict(set)
    for picture in root.iter(*_PICTURES):
        child, around = picture, picture.getparent()
        if _dot(picture, says.get(picture, {})):
            continue
        while (
            around is not None
            and child not in pictured[around]
            and _there(child, says.get(child, {}), scripted)
        ):
            pictured[around].add(child)
            child, around = around, around.getparent()
    spread: set[Any] = set()
    areas: dict[Any, frozenset[str]] = {}
    for around, children in pictured.items():
        said = [says.get(child, {}) for child in children]
        areas[around] = frozenset(filter(None, map(boxes.cell, said)))
        if any(words(own.get("position", ())) in (["absolute"], ["fixed"]) for own in said):
            spread.add(around)
    scheme = set(words(says.get(root, {}).get("color-scheme", ())))
    for meta in root.xpath("//meta[@name='color-scheme']") if not scheme else ():
        scheme |= set(str(meta.get("content")).lower().split())
    return _Page(
        stylesheets.linked(root),
        scripted,
        "dark" in scheme and "light" not in scheme,
        {around: frozenset(children) for around, children in pictured.items()},
        frozenset(spread),
        areas,
    )


def _dot(picture: Any, own: Mapping[str, Tokens]) -> bool:
    """Whether a picture is too small for words to be laid on."""
    sides = (picture.get(side, "").strip().removesuffix("px") for side in ("width", "height"))
    sizes = (own.get(name, ()) for name in ("width", "height", "max-width", "max-height"))
    return any(side.isdecimal() and len(side) < 3 for side in sides) or any(
        token.type in ("number", "percentage", "dimension")
        and (amount(token, percent=10) or 0) < _LINE
        for value in sizes
        for token in value
    )


def _there(element: Any, own: Mapping[str, Tokens], scripted: bool) -> bool:
    """Whether a picture, or what it is in, is displayed, as far as is known without variables.

    In a page with scripts it may be transparent only until it is loaded.
    """
    try:
        return "hidden" not in element.attrib and not (
            words(own.get("display", ())) == ["none"]
            or words(own.get("visibility", ())) in (["hidden"], ["collapse"])
            or (not scripted and min(amounts(own.get("opacity", ())), default=1.0) < _FAINT)
            or boxes.out_of_sight(own, 16, 16, inside=True)
        )
    except Unclear:
        return True


def strip(tree: Any) -> int:
    """Empty each element of an lxml tree that is hidden.

    Hidden is what its `style`, or the page's own style sheets, do not display, make invisible,
    transparent or sizeless, move off the page or cut away, or print in the colour it stands on; and
    what they mask, filter or cut to a shape by what is not followed here. Gives how many characters
    were left out for the last. What only a style sheet that is not seen can tell hides nothing.

    Raises stylesheets.TooMany.
    """
    root = tree if tree.getparent() is None else tree.getroottree().getroot()
    return sum(_strip(root, says) for says in stylesheets.declared(tree))


def _strip(root: Any, says: Mapping[Any, Mapping[str, Tokens]]) -> int:
    """As `strip`, by the values that each element has."""
    untold = 0
    page = _page(root, says)
    rem = 16.0
    paper = grounds.NIGHT if page.dark else WHITE
    start = Look(grounds=(paper,), dark=page.dark)
    waiting: list[tuple[Any, Look]] = [(root, start)]
    while waiting:
        element, above = waiting.pop()
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            continue
        if element is not root and _marked(element):
            _empty(element)
            continue
        own: Mapping[str, Tokens] = {}
        look, gone = above, False
        try:
            if element in says:
                own, unseen, known = _own(says[element], above, page)
                if element.tag in ("html", "body"):
                    own = _awaited(own, page)
                look = letters.look(own, unseen, above, rem)
                if known is not above.variables:
                    look = replace(look, variables=known)
                gone = _gone(own, look) or boxes.out_of_sight(own, look.size, rem, above.inside)
            if page.on_picture(element, own, look.size, rem):
                look = replace(look, grounds=grounds.grounds(own, look.ink, ()))
        except Unclear:
            untold += _empty(element)
            continue
        if element is root:
            rem = look.size
        elif gone:
            _empty(element)
            continue
        if letters.blank(look):
            _mute(element)
        waiting += [(child, look) for child in element]
    return untold


def _awaited(own: Mapping[str, Tokens], page: _Page) -> Mapping[str, Tokens]:
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
    said: Mapping[str, Tokens], above: Look, page: _Page
) -> tuple[dict[str, Tokens], frozenset[str], Mapping[str, Tokens]]:
    """What an element's style says, with variables put in; of which of its properties a sheet that
    is not seen, or a function that is not followed, decides; and the variables it hands down.
    """
    known = above.variables
    customs = {n: said[n] for n in said if n.startswith("--") and known.get(n) is not said[n]}
    if customs:
        known = values.variables(customs, known)
    dark = letters.dark(said.get("color-scheme", ()), above)
    own, unseen = {}, set()
    for name, value in said.items():
        if name.startswith("--"):
            continue
        made = values.substituted(value, known.get)
        if made is not None and name in LENGTHS and values.untold(made):
            raise Unclear
        if made is None or not followed(name, made):
            if made is not None or page.linked:
                unseen.add(name)
        elif made:
            own[name] = inks.by_night(made) if dark else made
    return own, frozenset(unseen), known


def _gone(own: Mapping[str, Tokens], look: Look) -> bool:
    """Whether an element is not there for the eye, with all that is in it."""
    return (
        words(own.get("display", ())) == ["none"]
        or words(own.get("content-visibility", ())) == ["hidden"]
        or look.opacity < _FAINT
    )


def _empty(element: Any) -> int:
    """Take an element's words and all that is in it; gives how many characters that took."""
    from lxml import etree

    taken = len("".join(element.itertext()).strip())
    etree.strip_elements(element, "*", with_tail=False)
    for child in list(element):  # comments
        element.remove(child)
    element.text = None
    return taken


def _mute(element: Any) -> None:
    """As `_empty`, but of its own words only, not those of the elements in it."""
    element.text = None
    for child in element:
        child.tail = None
