"""Whether a run of a Word document shows, from its own look and that of its styles."""

from collections.abc import Iterator
from typing import Any

from index.colours import WHITE, Colour, alike

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SMALLEST = 4
"""Half points, as Word counts."""
_OFF = ("0", "false", "off", "none")
_HIGHLIGHTS = {
    "black": "000000",
    "blue": "0000FF",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGray": "808080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "green": "00FF00",
    "magenta": "FF00FF",
    "red": "FF0000",
}
_THEME = {"background1": "FFFFFF", "light1": "FFFFFF", "bg1": "FFFFFF", "lt1": "FFFFFF"}


class Styles:
    """The styles of a document, from its `styles.xml`, or none."""

    def __init__(self, tree: Any) -> None:
        self._styles: dict[str, Any] = {}
        self._base: list[Any] = []
        self._first: str | None = None
        if tree is None:
            return
        for style in tree.iterfind(f"{_W}style"):
            name = style.get(f"{_W}styleId") or ""
            self._styles.setdefault(name, style)
            if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") == "1":
                self._first = name
        defaults = tree.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr")
        self._base = [defaults] if defaults is not None else []

    def shows(self, run: Any, paragraph: Any, ground: str | None) -> bool:
        """Whether a run can be seen on a ground: a cell's fill, as six hex digits, or white."""
        looks = list(self._looks(run, paragraph))
        for name in ("vanish", "specVanish"):
            if (found := _first(looks, name)) is not None and _value(found) not in _OFF:
                return False
        if (size := _number(_first(looks, "sz"))) is not None and size <= SMALLEST:
            return False
        if (wide := _number(_first(looks, "w"))) is not None and wide < 10:
            return False
        return not alike(self._ink(looks), self._ground(looks, paragraph, ground))

    def _looks(self, run: Any, paragraph: Any) -> Iterator[Any]:
        """Properties of a run that speak of it, the strongest first."""
        own = run.find(f"{_W}rPr")
        if own is not None:
            yield own
            yield from self._chain(own.find(f"{_W}rStyle"), None)
        yield from self._chain(paragraph.find(f"{_W}pPr/{_W}pStyle"), self._first)
        yield from self._base

    def _chain(self, named: Any, default: str | None) -> Iterator[Any]:
        name = named.get(f"{_W}val") if named is not None else default
        seen = set[str]()
        while name and name in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[name]
            look = style.find(f"{_W}rPr")
            if look is not None:
                yield look
            based = style.find(f"{_W}basedOn")
            name = based.get(f"{_W}val") if based is not None else None

    def _ink(self, looks: list[Any]) -> Colour:
        found = _first(looks, "color")
        if found is None:
            return (0.0, 0.0, 0.0)
        themed = _THEME.get(found.get(f"{_W}themeColor") or "")
        return _colour(themed or _value(found)) or (0.0, 0.0, 0.0)

    def _ground(self, looks: list[Any], paragraph: Any, ground: str | None) -> Colour:
        if (marked := _first(looks, "highlight")) is not None:
            return _colour(_HIGHLIGHTS.get(_value(marked))) or WHITE
        shadings = [_first(looks, "shd"), paragraph.find(f"{_W}pPr/{_W}shd")]
        fills = [shading.get(f"{_W}fill") for shading in shadings if shading is not None]
        return next((colour for fill in (*fills, ground) if (colour := _colour(fill))), WHITE)


def _first(looks: list[Any], name: str) -> Any:
    return next((f for look in looks if (f := look.find(f"{_W}{name}")) is not None), None)


def _value(element: Any) -> str:
    return str(element.get(f"{_W}val") or "")


def _number(element: Any) -> float | None:
    try:
        return float(_value(element).rstrip("%")) if element is not None else None
    except ValueError:
        return None


def _colour(digits: str | None) -> Colour | None:
    """The colour of six hex digits; "auto" is none."""
    try:
        red, green, blue = bytes.fromhex(digits or "")
    except ValueError:
        return None
    return red / 255, green / 255, blue / 255
