"""The mathematical functions of style sheets, on numbers: pixels, degrees or without a unit."""

import math
from collections.abc import Callable, Mapping, Sequence

_MOST = 1e9
"""What is infinite in a sum comes to this."""
_ROUNDED: Mapping[str, Callable[[float], float]] = {
    "nearest": lambda x: math.floor(x + 0.5), "up": math.ceil, "down": math.floor,
    "to-zero": math.trunc,
}  # fmt: skip
_FUNCTIONS: Mapping[str, tuple[range, Callable[..., float]]] = {
    "calc": (range(1, 2), lambda x: x),
    "min": (range(1, 1000), min),
    "max": (range(1, 1000), max),
    "clamp": (range(3, 4), lambda low, x, high: max(low, min(x, high))),
    "mod": (range(2, 3), lambda a, b: a - b * math.floor(a / b)),
    "rem": (range(2, 3), math.fmod),
    "sin": (range(1, 2), lambda x: math.sin(math.radians(x))),
    "cos": (range(1, 2), lambda x: math.cos(math.radians(x))),
    "tan": (range(1, 2), lambda x: math.tan(math.radians(x))),
    "asin": (range(1, 2), lambda x: math.degrees(math.asin(x))),
    "acos": (range(1, 2), lambda x: math.degrees(math.acos(x))),
    "atan": (range(1, 2), lambda x: math.degrees(math.atan(x))),
    "atan2": (range(2, 3), lambda y, x: math.degrees(math.atan2(y, x))),
    "pow": (range(2, 3), lambda x, y: math.pow(x, y) if x or y >= 0 else _MOST),
    "sqrt": (range(1, 2), math.sqrt),
    "hypot": (range(1, 1000), math.hypot),
    "log": (range(1, 3), lambda x, *base: math.log(x, *base) if x else -_MOST),
    "exp": (range(1, 2), math.exp),
    "abs": (range(1, 2), abs),
    "sign": (range(1, 2), lambda x: (x > 0) - (x < 0)),
}
"""For each function how many numbers it takes, and what it makes of them; angles in degrees."""
NAMES = frozenset((*_FUNCTIONS, "round"))
TURNING = frozenset("sin cos tan".split())
"""Those that take an angle."""
ANGLES = frozenset("asin acos atan atan2".split())
"""Those that give one."""


def applied(name: str, numbers: Sequence[float], rounding: str = "nearest") -> float | None:
    """What a function makes of numbers; None if it does not take so many or is not known.

    What no number is comes to 0, as in browsers, and what is infinite to a large number.
    """
    try:
        if name == "round":
            if len(numbers) not in (1, 2) or rounding not in _ROUNDED:
                return None
            step = numbers[1] if len(numbers) == 2 else 1.0
            return _within(_ROUNDED[rounding](numbers[0] / step) * step)
        counts, function = _FUNCTIONS.get(name, (range(0), min))
        return _within(function(*numbers)) if len(numbers) in counts else None
    except OverflowError:
        return _MOST
    except (ValueError, ZeroDivisionError):
        return 0.0


def divided(number: float, by: float) -> float:
    """A quotient as browsers reckon it: by nothing it is infinite, or no number, which is 0."""
    if by:
        return _within(number / by)
    return math.copysign(_MOST, number) * math.copysign(1, by) if number else 0.0


def _within(number: float) -> float:
    return 0.0 if math.isnan(number) else max(-_MOST, min(_MOST, float(number)))
