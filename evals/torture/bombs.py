"""Files that grow when they are read: how much memory the process that asks for them needs."""

import io
import json
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

from evals.torture import samples
from evals.torture.figures import Figure
from index import sidecar
from index.readers import LARGEST, SIDECAR, Unreadable, read_all
from index.sandbox import SECONDS, Sandbox
from index.sidecar import SidecarError

NAME = "bombs"
_MEGABYTES = 64
_ROOM = LARGEST - 1_000


def figures(quick: bool, seed: int) -> list[Figure]:
    """Read each bomb; counted is the parent's memory at its highest, over what it had at first."""
    began, worst, longest, n = time.monotonic(), (0.0, ""), (0.0, ""), 0
    sandbox = Sandbox(seconds=8 if quick else SECONDS)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        maker = get_context("spawn").Process(target=_make, args=(folder, 100 if quick else 1000))
        maker.start()
        maker.join()
        warm = folder / "a.html"
        warm.write_bytes(b"<p>Something to begin with.</p>")
        _read(warm, sandbox)
        first = _status("VmRSS")
        for path in sorted(folder.glob("*-*")):
            start = time.monotonic()
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # counts anew (Linux)
            _read(path, sandbox)
            worst = max(worst, ((_status("VmHWM") - first) / 1024, path.name))
            longest = max(longest, (time.monotonic() - start, path.name))
            n += 1
    sandbox.close()
    took = time.monotonic() - began
    return [
        Figure(
            NAME, "growth of the parent's memory", f"{worst[0]:.0f} MB ({worst[1]})",
            f"at most {_MEGABYTES} MB", n > 0 and worst[0] <= _MEGABYTES, n, seed, took,
        ),
        Figure(
            NAME, "longest wait for one file", f"{longest[0]:.0f} s ({longest[1]})",
            "at most 130 s", longest[0] <= 130, n, seed, took,
        ),
    ]  # fmt: skip


def _read(path: Path, sandbox: Sandbox) -> None:
    if path.is_dir():
        with suppress(SidecarError):
            sidecar.put(path, {"a.txt": {"title": "x"}})
    try:
        if path.is_dir():
            sidecar.read(path)
        else:
            read_all(path, path.name, {}, sandbox)
    except Unreadable as status:
        assert str(status)


def _status(field: str) -> int:
    """A line of what the system knows of this process, in KB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith(field)).split()[1])


def _make(folder: Path, megabytes: int) -> None:
    """Write the bombs, in a process of its own: making them takes memory too."""
    for name, made in _bombs(megabytes):
        path = folder / f"bomb-{name}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(made())


def _bombs(megabytes: int) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Names and makers: each stays below the largest file that is read at all."""
    yield "inflating.zip", lambda: _inflating("a.txt", megabytes)
    yield "inflating-json.zip", lambda: _inflating("a.json", megabytes, b'["')
    yield "many.zip", lambda: samples.archive({f"{n}.txt": f"word {n}" for n in range(12_000)})
    yield "large.zip", lambda: _large(20)
    yield "nested.zip", _nested
    yield "inflating.docx", lambda: _inflating("word/document.xml", megabytes, b"<w:a>")
    yield "paragraphs.docx", lambda: samples.docx("<w:p/>" * 2_000_000)
    yield "deep.docx", lambda: samples.docx("<w:p>" * 200_000)
    yield "long.docx", lambda: samples.docx(samples.paragraph("word " * 3_000_000))
    yield "inflating.pdf", lambda: _pdf(_packed(megabytes), b"/Filter/FlateDecode")
    yield (
        "twice.pdf",
        lambda: _pdf(zlib.compress(_packed(megabytes)), b"/Filter[/FlateDecode/FlateDecode]"),
    )
    yield "operators.pdf", lambda: samples.pdf([b"BT /F1 9 Tf (x) Tj ET " * 400_000])
    yield "forms.pdf", lambda: _pdf(b"/A Do " * 1_000_000, b"")
    yield "tags.html", lambda: b"<div>" * (_ROOM // 5)
    yield "text.html", lambda: b"<article><p>" + b"word " * (_ROOM // 5 - 10)
    yield "rules.html", lambda: b"<style>" + b".a{color:red}" * 400_000 + b"</style><p class=a>x"
    yield "entities.html", lambda: b"<p>" + b"&amp;" * (_ROOM // 5 - 3)
    yield "deep.json", lambda: b"[" * _ROOM
    yield "text.json", lambda: b'{"text": "' + b"x" * (_ROOM - 20) + b'"}'
    yield "records.json", lambda: b"[" + b'{"text":"x"},' * (_ROOM // 14) + b"{}]"
    yield "records.jsonl", lambda: b'{"text":"x"}\n' * (_ROOM // 14)
    yield "empty.jsonl", lambda: b"1\n" * (_ROOM // 2)
    yield "wide.jsonl", _wide
    yield "cells.csv", lambda: b"text\n" + b"x\n" * (_ROOM // 2 - 5)
    yield "cell.csv", lambda: b'text\n"' + b"x" * (_ROOM - 20)
    yield "line.txt", lambda: b"x" * _ROOM
    yield "wide.txt", lambda: b"x" * 3_900_000 + "\U0001f41f".encode()
    yield "lines.md", lambda: b"\n" * (_ROOM - 1) + b"x"
    yield (
        "parts.eml",
        lambda: b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n" * 1_000_000,
    )
    yield (
        "aliases.md",
        lambda: f"---\na: &a {'x' * 8000}🐟\nauthor: [{'*a, ' * 1900}]\n---\nwords".encode(),
    )
    yield f"rows/{SIDECAR}", lambda: b"file,title\n" + _numbered(b"%d,t\n")
    yield f"wide/{SIDECAR}", lambda: b"file,title,outlet\n" + _numbered("%d🐟,😀,€€€🐟\n".encode())
    yield f"empty/{SIDECAR}", lambda: b"file\n" + b"\n" * (_ROOM - 5)
    yield f"cells/{SIDECAR}", lambda: b"file" + b",ab" * (_ROOM // 3 - 4)
    yield f"open/{SIDECAR}", lambda: b'file\n"' + b"\n" * (_ROOM - 6)
    yield "headers.eml", lambda: b"Subject: x\n" * 800_000 + b"\nwords"


def _numbered(line: bytes) -> bytes:
    """Lines with a number each, as many as there is room for."""
    made, size = list[bytes](), 0
    while size < _ROOM:
        made.append(line % len(made))
        size += len(made[-1])
    return b"".join(made[:-10])


def _packed(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    blocks = [packer.compress(bytes(1_000_000)) for _ in range(megabytes)]
    return b"".join([*blocks, packer.flush()])


def _inflating(name: str, megabytes: int, start: bytes = b"") -> bytes:
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w") as file,
    ):
        file.write(start)
        for _ in range(megabytes):
            file.write(b" " * 1_000_000)
    return kept.getvalue()


def _large(files: int) -> bytes:
    """An archive whose every file is as large as one may be: together they are too much."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(files):
            text = f"Article {n}. " + "word " * 190_000
            archive.writestr(f"{n}.json", json.dumps({"text": text, "x": "y" * 5_000_000}))
    return kept.getvalue()


def _nested() -> bytes:
    data = b"words"
    for n in range(200):
        data = samples.archive({f"{n}.zip": data})
    return data


def _pdf(content: bytes, about: bytes) -> bytes:
    form = samples.stream(content, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]" + about)
    return samples.pdf(
        [samples.SHOWN + b"/A Do"], resources=b"/XObject<</A 10 0 R>>", objects=[form]
    )


def _wide() -> bytes:
    """Texts in which one letter makes every other take four bytes in memory."""
    line = json.dumps({"text": "\U0001f41f" + "x" * 990_000}, ensure_ascii=False)
    return f"{line}\n".encode() * 10
