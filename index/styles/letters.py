"""How the letters of an element look, and whether they can be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from index.colours import WHITE
from index.styles import boxes, grounds
from index.styles.grounds import Grounds, first_colour
from index.styles.inks import Ink
from index.styles.values import Tokens, amounts, font_size, handed_down, words

_SMALLEST = 1.5
"""Pixels."""
_SQUEEZED = -0.4
"""Of the size of letters: closer together they stand on one another."""


@dataclass(frozen=True, slots=True)
class Look:
    """What an element hands down to the letters in it."""

    ink: Ink | None = None
    fill: Ink | None = None
    """The colour that letters have in place of `ink`."""
    through: tuple[Ink, ...] | None = ()
    """The colours that letters without ink are cut out of, if any; None where it is not known."""
    shadows: tuple[Ink, ...] = ()
    strokes: tuple[Ink, ...] = ()
    grounds: Grounds = (WHITE,)
    dark: bool = False
    """Whether it is light on dark where it says nothing else."""
    inverted: bool = False
    """Whether what is drawn takes away from what is behind."""
    inside: bool = False
    """Whether it may be placed by a box around it instead of by the page."""
    shown: bool = True
    size: float = 16
    scale: float = 1
    opacity: float = 1
    spacing: float = 0
    indent: float = 0
    dotted: bool = False
    variables: Mapping[str, Tokens] = field(default_factory=dict)


def dark(scheme: Tokens, above: Look) -> bool:
    """Whether a scheme is light on dark, with what stands above."""
    said = words(scheme)
    return "light" not in said if "dark" in said else above.dark and "light" not in said


def look(own: Mapping[str, Tokens], unseen: frozenset[str], above: Look, rem: float) -> Look:
    """How the letters of an element look whose style this is.

    Of the properties in `unseen` it is not known what they are; `rem` is in pixels. Raises Unclear.
    """
    look = above
    if said := words(own.get("mix-blend-mode", ())):
        look = replace(look, inverted=said[0] in ("difference", "exclusion"))
    if "background-color" in own:
        look = replace(look, inverted=False)  # they stand on that, whatever becomes of both
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
    look = replace(
        look,
        indent=boxes.indented(own, above.indent, look.size, rem),
        scale=above.scale * boxes.shrunk(own),
        inside=above.inside or boxes.places(own),
        dark=dark(own.get("color-scheme", ()), above),
    )
    look = _inked(look, own, unseen)
    hazy = "backdrop" in own or not unseen.isdisjoint(("background-color", "background-image"))
    if grounds.cut_out(own):
        return replace(look, through=None if hazy else grounds.through(own, look.ink))
    return replace(look, grounds=() if hazy else grounds.grounds(own, look.ink, look.grounds))


def _inked(look: Look, own: Mapping[str, Tokens], unseen: frozenset[str]) -> Look:
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


def blank(look: Look) -> bool:
    """Whether letters do not show where they stand."""
    if not look.shown or look.dotted or look.size * look.scale < _SMALLEST:
        return True
    if look.spacing < _SQUEEZED * look.size or not boxes.OFF < look.indent < boxes.FAR:
        return True
    ink = look.fill or look.ink
    if ink is None:
        return False
    if grounds.clear(ink) and look.through is None:
        return False
    cut = look.through or () if grounds.clear(ink) else ()
    shown = (ink, *cut, *look.shadows, *look.strokes)
    return not any(grounds.shows(each, look.grounds, look.inverted) for each in shown)
