"""PDF colours as red, green and blue, so that text can be held against what it stands on."""

from collections.abc import Sequence
from typing import Any

Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (1.0, 1.0, 1.0)
_DEVICE = {"/DeviceGray": 1, "/CalGray": 1, "/G": 1, "/DeviceRGB": 3, "/CalRGB": 3, "/RGB": 3}
_ALIKE = 0.12
"""Of 1, in every channel: paler text on white than this is not meant to be read."""


def alike(one: Colour | None, other: Colour | None) -> bool:
    """Whether text of one colour does not show on the other. An unknown colour may not show."""
    if one is None or other is None:
        return True
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) < _ALIKE


def device(values: Sequence[float]) -> Colour | None:
    """The colour of 1 (gray), 3 (red, green, blue) or 4 (ink) values from 0 to 1, else None."""
    parts = [min(1.0, max(0.0, float(value))) for value in values]
    if len(parts) == 1:
        return (parts[0],) * 3
    if len(parts) == 3:
        return parts[0], parts[1], parts[2]
    if len(parts) == 4:
        c, m, y, k = parts
        return (1 - c) * (1 - k), (1 - m) * (1 - k), (1 - y) * (1 - k)
    return None


def within(space: Any, values: Sequence[float]) -> Colour | None:
    """The colour of values in a colour space, a name or an array; None where it is not known."""
    space = _resolved(space)
    if isinstance(space, str):
        wanted = _DEVICE.get(space, 4 if space in ("/DeviceCMYK", "/CMYK") else 0)
        return device(values) if len(values) == wanted else None
    if not isinstance(space, list) or not space:
        return None
    kind = str(_resolved(space[0]))
    if kind in _DEVICE or kind in ("/ICCBased", "/DeviceCMYK"):
        return device(values)
    if kind == "/Lab" and values:
        return (min(1.0, max(0.0, values[0] / 100)),) * 3
    if kind in ("/Separation", "/DeviceN") and len(space) >= 4:
        if all(value <= 0.05 for value in values):
            return WHITE
        mixed = _applied(_resolved(space[3]), values)
        return within(space[2], mixed) if mixed else None
    return None


def start(space: Any) -> Colour | None:
    """The colour that choosing a colour space sets: black, or full ink."""
    space = _resolved(space)
    kind = str(_resolved(space[0])) if isinstance(space, list) and space else str(space)
    if kind in ("/Separation", "/DeviceN"):
        names = _resolved(space[1]) if len(space) > 1 else ""
        return within(space, [1.0] * (len(names) if isinstance(names, list) else 1))
    return None if kind == "/Pattern" else BLACK


def _applied(function: Any, values: Sequence[float]) -> list[float]:
    """A function of one value, by its ends where it is sampled; empty for others."""
    if not hasattr(function, "get") or len(values) != 1:
        return []
    x = min(1.0, max(0.0, values[0]))
    kind = function.get("/FunctionType")
    if kind == 2:
        low = [float(each) for each in function.get("/C0", [0])]
        high = [float(each) for each in function.get("/C1", [1])]
        power = x ** float(function.get("/N", 1))
        return [a + power * (b - a) for a, b in zip(low, high, strict=False)]
    if kind == 0 and function.get("/BitsPerSample") == 8 and hasattr(function, "get_data"):
        outputs = len(function.get("/Range", [])) // 2
        samples = function.get_data()
        steps = int(_resolved(function.get("/Size", [0]))[0])
        at = round(x * (steps - 1)) * outputs
        return [each / 255 for each in samples[at : at + outputs]]
    return []


def _resolved(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value
