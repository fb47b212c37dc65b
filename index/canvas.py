"""Texts and paints of a PDF page in the order they are laid down, and which texts show."""

from dataclasses import dataclass, field
from typing import Any

from index.colours import WHITE, Colour, alike

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
Point = tuple[float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MOST_COMPARISONS = 20_000_000


class Uninspectable(Exception):
    """It cannot be said what of a page shows; the message is for the file's owner."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text: the operation that shows it, points along it, its inks, and its length in bytes.

    `inks` is empty for a text that no ink, size or layer lets show.
    """

    content: Any
    operation: int
    points: tuple[Point, ...]
    clip: Box
    inks: tuple[Colour | None, ...]
    length: int
    painted: int
    """How many paints lay below it."""


@dataclass(slots=True)
class Canvas:
    """A page of a size, filled from the bottom up. A picture is a paint without a colour."""

    page: Box
    texts: list[Text] = field(default_factory=list)
    paints: list[tuple[Box, Colour | None]] = field(default_factory=list)
    picture: float = 0.0
    """The part of the page that the largest picture takes."""

    def paint(self, box: Box, colour: Colour | None) -> None:
        """Cover a part of the page, unless it is too small for text to stand on or under."""
        if box[2] - box[0] > 2 and box[3] - box[1] > 2:
            self.paints.append((box, colour))

    def hidden(self) -> list[Text]:
        """The texts that do not show. Raises Uninspectable."""
        if len(self.texts) * len(self.paints) > _MOST_COMPARISONS:
            raise Uninspectable("a page of it is too full to be searched for hidden text")
        return [text for text in self.texts if not self._shows(text)]

    def _shows(self, text: Text) -> bool:
        """Whether more than half of the points along a text can be seen."""
        seen = sum(self._seen(text, point) for point in text.points)
        return 2 * seen > len(text.points)

    def _seen(self, text: Text, point: Point) -> bool:
        if not text.inks or not inside(point, text.clip):
            return False
        if any(inside(point, box) for box, _ in self.paints[text.painted :]):
            return False
        below = (colour for box, colour in reversed(self.paints[: text.painted])
                 if inside(point, box))  # fmt: skip
        # What stands on a picture is taken to show if it is dark: pictures under text are pale.
        ground = next(below, WHITE) or WHITE
        return not all(alike(ink, ground) for ink in text.inks)


def inside(point: Point, box: Box) -> bool:
    """Whether a point is in a box."""
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def overlap(one: Box, other: Box) -> Box:
    """What two boxes share; nothing is a box of no size."""
    left, low = max(one[0], other[0]), max(one[1], other[1])
    return left, low, max(left, min(one[2], other[2])), max(low, min(one[3], other[3]))


def times(one: Matrix, other: Matrix) -> Matrix:
    """The matrix that applies `one` first."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
            e * g + f * i + k, e * h + f * j + m)  # fmt: skip


def applied(matrix: Matrix, x: float, y: float) -> Point:
    """Where a matrix puts a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def around(points: list[Point]) -> Box:
    """The box around points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def rectangular(points: list[Point]) -> bool:
    """Whether points are the corners of an upright rectangle."""
    xs, ys = {round(x, 1) for x, _ in points}, {round(y, 1) for _, y in points}
    return len(points) >= 4 and len(xs) == 2 and len(ys) == 2
