"""The text of a Word document: what shows of its body, a paragraph a line."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from index.archive import read_entry

PART_BYTES = 40_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def document(data: bytes) -> Iterator[dict[str, Any]]:
    """The body of a document; comments, notes, headers, footers and deleted text are not read."""
    if data.startswith(_OLE):
        yield {"error": "it is encrypted, or an old .doc; save it as .docx without a password"}
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        yield {"error": "it is not a Word document, or damaged"}
        return
    body = _part(archive, "word/document.xml")
    if isinstance(body, str):
        yield {"error": body}
        return
    styles = _part(archive, "word/styles.xml")
    yield _read(body, None if isinstance(styles, str) else styles, archive)


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    """The tree of a part, or words that say why there is none."""
    from lxml import etree

    try:
        entry = archive.getinfo(name)
    except KeyError:
        return "it is not a Word document, or damaged"
    content = read_entry(archive, entry, PART_BYTES)
    if isinstance(content, str):
        return content
    # No entities, no document type, nothing fetched; 256 levels deep at most.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return "its markup is damaged"
    if tree.getroottree().docinfo.doctype:
        return "its markup declares a document type, which Word never writes"
    return tree


def _read(body: Any, styles: Any, archive: zipfile.ZipFile) -> dict[str, Any]:
    from index.runs import Styles

    reader = _Body(Styles(styles))
    root = body.find(f"{_W}body")
    lines = list(reader.lines(root)) if root is not None else []
    text = "\n\n".join(line for line in lines if line)
    if not text:
        return {"error": "it contains hidden text only" if reader.hidden else "it is empty"}
    found: dict[str, Any] = {"text": text}
    if reader.hidden:
        found["note"] = f"hidden text was left out ({reader.hidden} characters)"
    about = _part(archive, "docProps/core.xml")
    if not isinstance(about, str):
        found["title"] = about.findtext(f"{_DC}title")
        author = about.findtext(f"{_DC}creator") or ""
        found["byline"] = author if " " in author.strip() else None
        found["published"] = (about.findtext(f"{_TERMS}created") or "")[:10] or None
    return found


class _Body:
    """Walks a body; counts the characters that do not show."""

    def __init__(self, styles: Any) -> None:
        self._styles = styles
        self.hidden = 0

    def lines(self, element: Any, ground: str | None = None) -> Iterator[str]:
        """Paragraphs in order; a table's rows as lines, its cells between bars."""
        for child in element:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child, ground)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"):
                yield from self.lines(child, ground)

    def _table(self, table: Any) -> Iterator[str]:
        for row in table.iter(f"{_W}tr"):
            if row.getparent() is not table and row.getparent().tag != f"{_W}sdtContent":
                continue  # of a table inside a cell, which is read there
            cells = []
            for cell in row.iterfind(f"{_W}tc"):
                shading = cell.find(f"{_W}tcPr/{_W}shd")
                ground = shading.get(f"{_W}fill") if shading is not None else None
                cells.append(" ".join(line for line in self.lines(cell, ground) if line))
            yield " | ".join(cell for cell in cells if cell)

    def _paragraph(self, paragraph: Any, ground: str | None) -> Iterator[str]:
        """A paragraph's own text, then that of the boxes which are anchored in it."""
        parts: list[str] = []
        boxes: list[Any] = []
        self._runs(paragraph, paragraph, ground, parts, boxes)
        yield from (" ".join(line.split()) for line in "".join(parts).split("\n"))
        for box in boxes:
            yield from self.lines(box, None)

    def _runs(
        self, element: Any, paragraph: Any, ground: str | None, parts: list[str], boxes: list[Any]
    ) -> None:
        for child in element:
            if child.tag in (f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", _FALLBACK):
                continue
            if child.tag == f"{_W}txbxContent":
                boxes.append(child)
            elif child.tag == f"{_W}r" and not self._styles.shows(child, paragraph, ground):
                self.hidden += sum(len(each.text or "") for each in child.iter(f"{_W}t"))
            elif child.tag == f"{_W}t":
                parts.append(child.text or "")
            elif child.tag in (f"{_W}tab", f"{_W}ptab"):
                parts.append("\t")
            elif child.tag in (f"{_W}br", f"{_W}cr"):
                parts.append("\n")
            elif child.tag == f"{_W}noBreakHyphen":
                parts.append("-")
            else:
                self._runs(child, paragraph, ground, parts, boxes)
