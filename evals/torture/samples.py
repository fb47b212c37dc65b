"""Small writers of the formats that are read: nothing here was made by another program."""

import io
import zipfile
from collections.abc import Mapping, Sequence

BODY = (
    "Port Elder's council voted on Tuesday to close the fish market on Quay Street, "
    "ending 112 years of trade there."
)
SHOWN = (
    b"BT /F1 22 Tf 50 760 Td (Council closes the market) Tj ET "
    b"BT /F1 11 Tf 50 700 Td 14 TL "
    b"(Port Elder's council voted on Tuesday to close the fish mar-) Tj T* "
    b"(ket on Quay Street, ending 112 years of trade there.) Tj ET\n"
)
"""A headline and a paragraph of two lines."""


def stream(data: bytes, about: bytes = b"") -> bytes:
    """A PDF stream object."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (about, len(data), data)


def pdf(
    pages: Sequence[bytes],
    *,
    resources: bytes = b"",
    objects: Sequence[bytes] = (),
    catalog: bytes = b"",
    info: bytes = b"",
    trailer: bytes = b"",
) -> bytes:
    """A PDF with these content streams. Object 3 is the font F1; `objects` are 10 and on."""
    first = 10 + len(objects)
    numbered = {
        1: b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        2: b"<</Type/Pages/Count %d/Kids[%s]>>"
        % (len(pages), b" ".join(b"%d 0 R" % (first + 2 * n) for n in range(len(pages)))),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        4: b"<<%s>>" % info,
    }
    numbered |= {10 + n: each for n, each in enumerate(objects)}
    for n, content in enumerate(pages):
        numbered[first + 2 * n] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>%s>>>>" % (first + 2 * n + 1, resources)
        )
        numbered[first + 2 * n + 1] = stream(content)
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, each in numbered.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start, size = len(out), max(numbered) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        place = places.get(number)
        out += b"%010d 00000 n \n" % place if place else b"0000000000 65535 f \n"
    out += b"trailer<</Size %d/Root 1 0 R/Info 4 0 R%s>>\n" % (size, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF" % start)


def docx(body: str, *, styles: str = "", core: str = "") -> bytes:
    """A Word document with this in its `w:body`."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    files = {
        "word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {space}>{styles}</w:styles>",
        "docProps/core.xml": '<cp:coreProperties xmlns:cp="urn:cp" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"{core}</cp:coreProperties>",
    }
    return archive(files)


def paragraph(text: str, look: str = "", style: str = "") -> str:
    """A Word paragraph of one run."""
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{styled}<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def archive(files: Mapping[str, str | bytes]) -> bytes:
    """A zip archive."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return kept.getvalue()
