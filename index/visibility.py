"""What of a PDF page's text shows: what does not is taken out of the page before it is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from index import canvas
from index.canvas import IDENTITY, Canvas
from index.graphics import State
from index.operations import Walk, box_of


@dataclass(frozen=True, slots=True)
class Inspection:
    """Bytes of a page's text that show, that do not, and that are an unseen layer on a scan."""

    shown: int = 0
    hidden: int = 0
    layered: int = 0


def keep_visible(page: Any, off: frozenset[int]) -> Inspection:
    """Take out of a pypdf page, and of the forms it draws, the text that does not show.

    `off` has the object numbers of the layers that are switched off. Text does not show that is
    drawn without ink, in the colour of what it stands on, transparent, smaller than SMALLEST,
    outside the page or its clipping, covered later, or in a layer that is off. Where that is all
    text of a page that is mostly a picture, it is the work of text recognition, and stays.

    Raises Uninspectable, or what pypdf raises.
    """
    from pypdf.generic import ContentStream, NameObject

    if page.get("/Contents") is None:
        return Inspection()
    content = ContentStream(page["/Contents"], page.pdf, "bytes")
    box = canvas.overlap(box_of(page.mediabox), box_of(page.cropbox))
    sheet = Canvas(box)
    walk = Walk(sheet, page.pdf, off)
    walk.read(content, page.get("/Resources"), State(IDENTITY, box), 0)
    hidden = sheet.hidden()
    layered = len(hidden) == len(sheet.texts) > 0 and sheet.picture > 0.5
    counted = sum(text.length for text in hidden)
    if not layered:
        walk.taken += [(text.content, text.operation) for text in hidden]
    _take_out(walk.taken)
    page[NameObject("/Contents")] = content
    if layered:
        return Inspection(layered=counted)
    return Inspection(sum(text.length for text in sheet.texts) - counted, counted)


def _take_out(taken: Sequence[tuple[Any, int]]) -> None:
    """Remove operations from their streams; one that also moves to the next line still does."""
    by_stream: dict[int, tuple[Any, set[int]]] = {}
    for content, operation in taken:
        by_stream.setdefault(id(content), (content, set()))[1].add(operation)
    for content, gone in by_stream.values():
        kept = []
        for n, (operands, operator) in enumerate(content.operations):
            if n not in gone:
                kept.append((operands, operator))
            elif operator in (b"'", b'"'):
                kept.append(([], b"T*"))
        content.operations = kept
