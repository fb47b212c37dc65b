"""A PDF's graphics state, as far as text can be hidden by it, and the operations that change it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from index import canvas, colours
from index.canvas import Box, Matrix
from index.colours import BLACK, Colour


@dataclass(frozen=True, slots=True)
class State:
    """What a text or a shape is drawn with; `wide` when the font's characters have two bytes."""

    ctm: Matrix
    clip: Box
    fill: Colour | None = BLACK
    stroke: Colour | None = BLACK
    fill_space: Any = "/DeviceGray"
    stroke_space: Any = "/DeviceGray"
    alpha: float = 1.0
    stroke_alpha: float = 1.0
    blended: bool = False
    mode: int = 0
    size: float = 0.0
    wide: bool = False
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


def changed(state: State, operator: bytes, operands: Any, resources: Any) -> State:
    """The state after an operation; the same for one that does not concern it.

    Raises KeyError, TypeError, ValueError, IndexError or AttributeError for a malformed one.
    """
    handler = _HANDLERS.get(operator)
    return handler(state, operator, operands, resources) if handler else state


def matrix(values: Any) -> Matrix:
    """Six numbers of a PDF array."""
    a, b, c, d, e, f = (float(each) for each in values)
    return a, b, c, d, e, f


def resolved(value: Any) -> Any:
    """What an indirect reference stands for."""
    return value.get_object() if hasattr(value, "get_object") else value


def _transform(state: State, operator: bytes, operands: Any, resources: Any) -> State:
    return replace(state, ctm=canvas.times(matrix(operands), state.ctm))


def _extended(state: State, operator: bytes, operands: Any, resources: Any) -> State:
    given = resolved(resolved(resources["/ExtGState"])[operands[0]])
    mode = given.get("/BM", "/Normal")
    first = mode[0] if isinstance(mode, list) and mode else mode
    return replace(
        state,
        size=float(given["/Font"][1]) if "/Font" in given else state.size,
        alpha=float(given.get("/ca", state.alpha)),
        stroke_alpha=float(given.get("/CA", state.stroke_alpha)),
        blended=str(first) not in ("/Normal", "/Compatible"),
    )


def _ink(state: State, operator: bytes, operands: Any, resources: Any) -> State:
    """`g`, `rg`, `k`, and `sc` in the space chosen; in capitals for lines."""
    numbers = [float(each) for each in operands if not isinstance(each, str)]
    which = "stroke" if operator.isupper() else "fill"
    device = _DEVICES.get(operator.lower())
    space = device or getattr(state, f"{which}_space")
    return _inked(state, which, space, colours.within(space, numbers))


def _space(state: State, operator: bytes, operands: Any, resources: Any) -> State:
    which = "stroke" if operator.isupper() else "fill"
    named = resolved(resources.get("/ColorSpace", {}))
    space = named.get(operands[0], operands[0])
    return _inked(state, which, space, colours.start(space))


def _inked(state: State, which: str, space: Any, colour: Colour | None) -> State:
    if which == "fill":
        return replace(state, fill=colour, fill_space=space)
    return replace(state, stroke=colour, stroke_space=space)


def _font(state: State, operator: bytes, operands: Any, resources: Any) -> State:
    size = float(operands[1])
    font = resolved(resolved(resources.get("/Font", {})).get(operands[0], {}))
    return replace(state, size=size, wide=font.get("/Subtype") == "/Type0")


def _number(state: State, operator: bytes, operands: Any, resources: Any) -> State:
    value = float(operands[0])
    if operator == b"Tr":
        return replace(state, mode=int(value))
    if operator == b"Tz":
        return replace(state, stretch=value / 100)
    return replace(state, leading=value) if operator == b"TL" else replace(state, rise=value)


_DEVICES = {b"g": "/DeviceGray", b"rg": "/DeviceRGB", b"k": "/DeviceCMYK"}
_HANDLERS: dict[bytes, Callable[[State, bytes, Any, Any], State]] = {
    b"cm": _transform,
    b"gs": _extended,
    **dict.fromkeys((b"g", b"rg", b"k", b"sc", b"scn"), _ink),
    **dict.fromkeys((b"G", b"RG", b"K", b"SC", b"SCN"), _ink),
    **dict.fromkeys((b"cs", b"CS"), _space),
    b"Tf": _font,
    **dict.fromkeys((b"Tr", b"Tz", b"TL", b"Ts"), _number),
}
