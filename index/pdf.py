"""The text of a PDF that has one: what shows of it, in paragraphs, without running heads."""

from collections.abc import Iterator
from typing import Any

from index import layout
from index.layout import Line

MOST_PAGES = 400
_UNNAMED = (".doc", ".docx", ".indd", ".pdf", ".qxd", ".qxp", ".rtf", ".odt", ".pages")


def document(data: bytes) -> Iterator[dict[str, Any]]:
    """The text of a PDF, with the title and the author that it names, and the day it was made."""
    from pypdf import PdfReader

    from index.canvas import Uninspectable

    file = _opened(data, PdfReader)
    if isinstance(file, str):
        yield {"error": file}
        return
    if len(file.pages) > MOST_PAGES:
        yield {"error": f"it has more than {MOST_PAGES} pages; split it"}
        return
    try:
        yield _read(file)
    except Uninspectable as error:
        yield {"error": str(error)}


def _opened(data: bytes, reader: Any) -> Any:
    """The file, or why it cannot be opened."""
    import io

    from pypdf.errors import DependencyError, PyPdfError

    try:
        file = reader(io.BytesIO(data))
        if file.is_encrypted and not file.decrypt(""):
            return "it is encrypted; save it without a password"
        len(file.pages)
    except DependencyError:
        return "it is encrypted; save it without a password"
    except PyPdfError:
        return "it is not a PDF, or damaged"
    return file


def _read(file: Any) -> dict[str, Any]:
    from index.visibility import keep_visible

    off = _layers_off(file)
    pages, hidden, layered, shown = list[list[Line]](), 0, 0, 0
    for page in file.pages:
        seen = keep_visible(page, off)
        shown, hidden, layered = shown + seen.shown, hidden + seen.hidden, layered + seen.layered
        pages.append(_lines(page) if seen.shown or seen.layered else [])
    if not shown and not layered:
        if hidden:
            return {"error": "it contains hidden text only"}
        return {"error": "it has no text layer (a scan?); run OCR on it first"}
    notes = []
    if hidden:
        notes.append(f"hidden text was left out ({hidden} characters)")
    if layered:
        notes.append("its text was recognised from a scan (OCR) and may differ from what shows")
    about = file.metadata or {}
    return {
        "text": layout.text(pages),
        "title": _title(about.get("/Title")),
        "byline": _name(about.get("/Author")),
        "published": _day(about.get("/CreationDate")),
        "note": "; ".join(notes),
    }


def _lines(page: Any) -> list[Line]:
    """The lines of a page, in the order of its content, each with where it stands."""
    lines = [Line()]

    def visit(text: str, ctm: Any, tm: Any, font: Any, size: float) -> None:
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append(Line())
            if part.strip() and not lines[-1].text.strip():
                x = tm[4] * ctm[0] + tm[5] * ctm[2] + ctm[4]
                y = tm[4] * ctm[1] + tm[5] * ctm[3] + ctm[5]
                height = size * abs(tm[3] or tm[1] or 1) * abs(ctm[3] or ctm[1] or 1)
                lines[-1].x, lines[-1].y, lines[-1].size = x, y, height
            lines[-1].text += part

    page.extract_text(visitor_text=visit)
    top, bottom = float(page.cropbox.top), float(page.cropbox.bottom)
    for line in lines:
        line.height = (line.y - bottom) / max(1.0, top - bottom)
    return [line for line in lines if line.text.strip()]


def _layers_off(file: Any) -> frozenset[int]:
    """The object numbers of the layers that a viewer does not show at first."""
    properties = file.root_object.get("/OCProperties")
    if properties is None:
        return frozenset()
    properties = properties.get_object()
    config = properties.get("/D", {})
    config = config.get_object() if hasattr(config, "get_object") else config
    everything = {getattr(each, "idnum", 0) for each in properties.get("/OCGs", [])}
    on = {getattr(each, "idnum", 0) for each in config.get("/ON", [])}
    off = {getattr(each, "idnum", 0) for each in config.get("/OFF", [])}
    return frozenset(everything - on if config.get("/BaseState") == "/OFF" else off)


def _title(value: Any) -> str | None:
    """A title, unless it is the name of the file that the PDF was made from."""
    title = str(value).strip() if value else ""
    named = title.lower().endswith(_UNNAMED) or title.lower().startswith(("microsoft ", "untitled"))
    return None if named or len(title) < 4 else title


def _name(value: Any) -> str | None:
    """A person's name: a user's name of one word is none."""
    name = str(value).strip() if value else ""
    return name if " " in name and "@" not in name else None


def _day(value: Any) -> str | None:
    digits = str(value or "").removeprefix("D:")[:8]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if digits.isdigit() else None
