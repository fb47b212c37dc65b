"""The operations of a PDF page followed, through the forms it draws, onto a canvas."""

from collections.abc import Callable
from dataclasses import replace
from math import hypot
from typing import Any

from index import canvas, graphics
from index.canvas import IDENTITY, Box, Canvas, Matrix, Point, Text, Uninspectable
from index.colours import Colour
from index.graphics import State, matrix, resolved

SMALLEST = 2.0
"""Points. The smallest print that is meant to be read has about 4."""
_DEEPEST = 12
_FAINTEST = 0.1
_PAINTS = (b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*")
_ENDS = (*_PAINTS, b"S", b"s", b"n")
_SHOWS = (b"Tj", b"TJ", b"'", b'"')


class Walk:
    """The operations of a page, followed through the forms it draws."""

    def __init__(self, sheet: Canvas, pdf: Any, off: frozenset[int]) -> None:
        self.sheet, self.pdf, self.off = sheet, pdf, off
        self.taken: list[tuple[Any, int]] = []
        """Operations that show what is no part of the text: running heads that say so."""

    def read(self, content: Any, resources: Any, state: State, depth: int) -> None:
        """Follow one stream of operations."""
        if depth > _DEEPEST:
            raise Uninspectable("its forms are nested too deeply to be searched for hidden text")
        reader = _Reader(self, content, resources, state, depth)
        for number, (operands, operator) in enumerate(content.operations):
            reader.take(number, operands, operator)


class _Reader:
    """One stream of operations: its stack of states, text position, path and marks."""

    def __init__(self, walk: Walk, content: Any, resources: Any, state: State, depth: int) -> None:
        self._walk, self._content, self._depth = walk, content, depth
        self._resources = resolved(resources) or {}
        self._state = state
        self._stack: list[State] = []
        self._line = self._at = IDENTITY
        self._paths: list[list[Point]] = []
        self._clips = False
        self._marks: list[str] = []
        self._number = 0

    def take(self, number: int, operands: Any, operator: bytes) -> None:
        """Follow one operation; one that is malformed does nothing, as in a viewer."""
        self._number = number
        handler = _HANDLERS.get(operator)
        try:
            if handler is not None:
                handler(self, operands, operator)
            else:
                self._state = graphics.changed(self._state, operator, operands, self._resources)
        except (IndexError, KeyError, TypeError, ValueError, AttributeError) as error:
            if operator in (*_SHOWS, b"Do"):
                raise Uninspectable("a page of it is malformed") from error

    def _save(self, operands: Any, operator: bytes) -> None:
        if operator == b"q":
            self._stack.append(self._state)
        elif self._stack:
            self._state = self._stack.pop()

    # -- marks -----------------------------------------------------------------------------

    def _mark(self, operands: Any, operator: bytes) -> None:
        if operator == b"EMC":
            if self._marks:
                self._marks.pop()
            return
        mark = ""
        if operator == b"BDC" and operands[0] == "/OC":
            mark = (
                "off" if self._is_off(self._resources["/Properties"].raw_get(operands[1])) else ""
            )
        elif operator == b"BDC" and operands[0] == "/Artifact" and hasattr(operands[1], "get"):
            mark = "aside" if operands[1].get("/Type") == "/Pagination" else ""
        self._marks.append(mark)

    def _is_off(self, layer: Any) -> bool:
        """Whether a layer, or all layers of a group of them, are switched off."""
        about = layer.get_object()
        if about.get("/Type") == "/OCMD":
            members = about.raw_get("/OCGs")
            each = members if isinstance(members, list) else [members]
            return bool(each) and all(self._is_off(one) for one in each)
        return getattr(layer, "idnum", 0) in self._walk.off

    # -- paths and pictures ------------------------------------------------------------------

    def _path(self, operands: Any, operator: bytes) -> None:
        values = [float(each) for each in operands]
        ctm = self._state.ctm
        if operator == b"re":
            x, y, w, h = values
            corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
            self._paths.append([canvas.applied(ctm, *corner) for corner in corners])
            return
        points = [canvas.applied(ctm, *values[n : n + 2]) for n in range(0, len(values), 2)]
        if operator == b"m" or not self._paths:
            self._paths.append([])
        self._paths[-1] += points
        if operator in (b"c", b"v", b"y"):  # a curve is no rectangle, wherever its points are
            self._paths[-1] += [(points[-1][0] + 0.25, points[-1][1] + 0.25)]

    def _clip(self, operands: Any, operator: bytes) -> None:
        self._clips = True

    def _end_path(self, operands: Any, operator: bytes) -> None:
        paths = [path for path in self._paths if path]
        if operator in _PAINTS and self._opaque():
            for path in paths:
                if canvas.rectangular(path):
                    box = canvas.overlap(canvas.around(path), self._state.clip)
                    self._walk.sheet.paint(box, self._state.fill)
        if self._clips:
            points = [point for path in paths for point in path]
            box = canvas.around(points) if points else (0.0, 0.0, 0.0, 0.0)
            self._state = replace(self._state, clip=canvas.overlap(box, self._state.clip))
        self._paths, self._clips = [], False

    def _shade(self, operands: Any, operator: bytes) -> None:
        if self._opaque():
            self._walk.sheet.paint(self._state.clip, None)

    def _opaque(self) -> bool:
        return self._state.alpha > 0.9 and not self._state.blended and "off" not in self._marks

    def _draw(self, operands: Any, operator: bytes) -> None:
        if "aside" in self._marks or "off" in self._marks:
            self._walk.taken.append((self._content, self._number))
            return
        drawn = resolved(self._resources["/XObject"])
        name, thing = operands[0], resolved(drawn[operands[0]])
        if "/OC" in thing and self._is_off(thing.raw_get("/OC")):
            self._walk.taken.append((self._content, self._number))
        elif thing.get("/Subtype") == "/Image":
            self._picture(thing)
        elif thing.get("/Subtype") == "/Form":
            self._form(drawn, name, thing)

    def _picture(self, image: Any) -> None:
        ctm, sheet = self._state.ctm, self._walk.sheet
        corners = [canvas.applied(ctm, x, y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
        box = canvas.overlap(canvas.around(corners), self._state.clip)
        whole = max(1.0, _area(sheet.page))
        sheet.picture = max(sheet.picture, _area(box) / whole)
        if self._opaque() and not {"/SMask", "/Mask", "/ImageMask"} & image.keys():
            sheet.paint(box, None)

    def _form(self, drawn: Any, name: Any, form: Any) -> None:
        from pypdf.generic import ContentStream, NameObject

        content = form
        if not isinstance(form, ContentStream):
            content = ContentStream(form, self._walk.pdf, "bytes")
            content.update({k: form.raw_get(k) for k in form if k not in ("/Filter", "/Length")})
            drawn[NameObject(name)] = content
        ctm = canvas.times(matrix(form.get("/Matrix", IDENTITY)), self._state.ctm)
        clip = self._state.clip
        if "/BBox" in form:
            a, b, c, d = box_of(form["/BBox"])
            corners = [canvas.applied(ctm, x, y) for x, y in ((a, b), (c, b), (c, d), (a, d))]
            clip = canvas.overlap(canvas.around(corners), clip)
        state = replace(self._state, ctm=ctm, clip=clip)
        resources = form.get("/Resources", self._resources)
        self._walk.read(content, resources, state, self._depth + 1)

    # -- text --------------------------------------------------------------------------------

    def _move(self, operands: Any, operator: bytes) -> None:
        if operator == b"BT":
            self._line = IDENTITY
        elif operator == b"Tm":
            self._line = matrix(operands)
        elif operator == b"T*":
            self._line = canvas.times((1, 0, 0, 1, 0, -self._state.leading), self._line)
        else:
            x, y = float(operands[0]), float(operands[1])
            if operator == b"TD":
                self._state = replace(self._state, leading=-y)
            self._line = canvas.times((1, 0, 0, 1, x, y), self._line)
        self._at = self._line

    def _show(self, operands: Any, operator: bytes) -> None:
        if operator in (b"'", b'"'):
            self._move([], b"T*")
        parts = operands[0] if operator == b"TJ" else [operands[-1]]
        length = sum(len(part) for part in parts if isinstance(part, str | bytes))
        if "aside" in self._marks:
            self._walk.taken.append((self._content, self._number))
            return
        state = self._state
        trm = canvas.times(self._at, state.ctm)
        wide = state.size * state.stretch * 0.45 * length / (2 if state.wide else 1)
        height = state.rise + state.size * 0.3
        points = tuple(canvas.applied(trm, wide * part, height) for part in (0.05, 0.5, 0.95))
        text = Text(
            self._content, self._number, points, state.clip, self._inks(trm), length,
            len(self._walk.sheet.paints),
        )  # fmt: skip
        self._walk.sheet.texts.append(text)
        self._at = canvas.times((1, 0, 0, 1, wide, 0), self._at)

    def _inks(self, trm: Matrix) -> tuple[Colour | None, ...]:
        state = self._state
        across = state.size * state.stretch * hypot(trm[0], trm[1])
        upward = state.size * hypot(trm[2], trm[3])
        if min(abs(across), abs(upward)) < SMALLEST or "off" in self._marks:
            return ()
        inks: list[Colour | None] = []
        if state.mode % 4 in (0, 2) and state.alpha >= _FAINTEST:
            inks.append(state.fill)
        if state.mode % 4 in (1, 2) and state.stroke_alpha >= _FAINTEST:
            inks.append(state.stroke)
        return tuple(inks)


def box_of(values: Any) -> Box:
    """Four numbers of a PDF array."""
    a, b, c, d = (float(each) for each in values)
    return a, b, c, d


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


_Handler = Callable[[_Reader, Any, bytes], None]
_HANDLERS: dict[bytes, _Handler] = {
    **dict.fromkeys((b"q", b"Q"), _Reader._save),
    **dict.fromkeys((b"BMC", b"BDC", b"EMC"), _Reader._mark),
    **dict.fromkeys((b"re", b"m", b"l", b"c", b"v", b"y"), _Reader._path),
    **dict.fromkeys((b"W", b"W*"), _Reader._clip),
    **dict.fromkeys(_ENDS, _Reader._end_path),
    b"sh": _Reader._shade,
    b"Do": _Reader._draw,
    **dict.fromkeys((b"BT", b"Tm", b"T*", b"Td", b"TD"), _Reader._move),
    **dict.fromkeys(_SHOWS, _Reader._show),
}
