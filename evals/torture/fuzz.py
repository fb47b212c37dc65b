"""Files of every format, damaged at random, and questions that nobody would ask."""

import json
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.desk import Assistant, QuestionError
from evals.browsing import served
from evals.torture import bodies, samples
from evals.torture.figures import Figure
from index import spans
from index.chunks import chunk
from index.embedding import MiniLM
from index.library import Library
from index.readers import Unreadable, read_all
from index.sandbox import SECONDS, Sandbox

NAME = "fuzz"
_PAGE = (
    f"<html><head><title>Market</title><style>.x{{display:none}}p{{color:#222}}</style></head>"
    f"<body><article><h1>Council</h1><p>{samples.BODY}</p><p class=x>Hidden.</p></article></body>"
)
_MAIL = (
    "From: Lena Obi <lena@tarn.example>\nDate: Thu, 14 Mar 2024 23:30:00 -0500\nSubject: Market\n"
    'Content-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: text/plain; charset=utf-8\n'
    f"\n{samples.BODY}\n--x\nContent-Type: text/html\n\n{_PAGE}\n--x--\n"
)
_RECORD = {
    "title": "Market",
    "text": samples.BODY,
    "author": [{"name": "Lena Obi"}],
    "date": "2024",
}
SEEDS = {
    ".txt": f"Market closes\n\nBy Lena Obi | 14 March 2024\n\n{samples.BODY}\n".encode(),
    ".md": f"---\ntitle: Market\ndate: 2024-03-14\n---\n\n# Market\n\n{samples.BODY}\n".encode(),
    ".html": _PAGE.encode(),
    ".pdf": samples.pdf([samples.SHOWN, samples.SHOWN], info=b"/Title(Market)/Author(Lena Obi)"),
    ".docx": samples.docx(samples.paragraph(samples.BODY, '<w:color w:val="112233"/>')),
    ".eml": _MAIL.encode(),
    ".json": json.dumps([_RECORD, {"@graph": [_RECORD]}]).encode(),
    ".jsonl": "\n".join([json.dumps(_RECORD)] * 3).encode(),
    ".csv": f'title,text,date\nMarket,"{samples.BODY}",2024-03-14\n'.encode(),
    ".zip": samples.archive({"a.txt": samples.BODY, "b.json": json.dumps(_RECORD)}),
}
_TOKENS = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"---\n", b"%PDF-1.7", b"/Filter/FlateDecode", b"]]>",
    b"<!--", b"<![CDATA[", b"&#x0;", b"&#xD800;", b"<style>", b"{", b"[" * 500, b'"', b"-1",
    b"99999999999999999999", b"1e999", b"NaN", b"stream\n", b"endobj", b"10 0 R", b"<<", b">>",
    b"Content-Transfer-Encoding: base64\n", b"Content-Type: text/plain; charset=utf-7\n",
    b"=?utf-8?q?", b"Date: \x80\n", b"PK\x05\x06", b"\r", b"\xe2\x80\xae", b"'", b"(" * 300,
    b"<div>" * 300, b"BT ", b" Tj ", b"/F1 0 Tf ", b"q " * 200, b"\\u0000", b"\xf0\x9f\x90\x9f",
)  # fmt: skip


def figures(quick: bool, seed: int) -> list[Figure]:
    """Damage and read; then ask. A crash is any error that is not a reason in words."""
    files = _of_files(400 if quick else 20_000, seed)
    return [*files, *_of_questions(quick, seed), *_of_requests(quick, seed)]


def mutated(rng: random.Random, data: bytes) -> bytes:
    """A file with one to eight damages: bits, cuts, copies, tokens, swaps."""
    found = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        if not found:
            break
        a, b = sorted(rng.randrange(len(found) + 1) for _ in range(2))
        b = min(b, a + 200)
        kind = rng.randrange(7)
        if kind == 0:
            found[min(a, len(found) - 1)] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del found[a:b]
        elif kind == 2:
            found[a:a] = found[a:b] * rng.randint(1, 20)
        elif kind == 3:
            found[a:a] = rng.choice(_TOKENS)
        elif kind == 4:
            found[a:b] = rng.randbytes(b - a)
        elif kind == 5:
            other = rng.choice(list(SEEDS.values()))
            found[a:b] = other[: rng.randrange(len(other))]
        else:
            del found[a:]
    return bytes(found)


def _of_files(trials: int, seed: int) -> list[Figure]:
    began, rng = time.monotonic(), random.Random(seed)  # noqa: S311
    crashes, hangs, died = list[str](), 0, 0
    sandbox = Sandbox()
    with tempfile.TemporaryDirectory() as folder:
        for n in range(trials):
            suffix = rng.choice(list(SEEDS))
            path = Path(folder, f"a{suffix}")
            path.write_bytes(mutated(rng, SEEDS[suffix]))
            start = time.monotonic()
            try:
                for reading in read_all(path, path.name, {}, sandbox):
                    if reading.article:
                        chunk(spans.split(reading.article.text))
                    died += "cannot be parsed" in reading.reason
            except Unreadable as status:
                died += "ran out" in str(status)
            except Exception as error:
                crashes.append(f"{n}: {type(error).__name__}")
            hangs += time.monotonic() - start > SECONDS
    sandbox.close()
    took, kept = time.monotonic() - began, "; ".join(crashes[:3])
    return [
        Figure(NAME, "files that crash the reader", str(len(crashes)), "0", not crashes, trials,
               seed, took, kept),
        Figure(NAME, "files that hang it", str(hangs), "0", not hangs, trials, seed, took),
        Figure(NAME, "files of which a parser failed, told as such", str(died), "any", True, trials,
               seed, took),
    ]  # fmt: skip


ODD = (
    "", " ", "\x00", "?", "\n\n\n", "'", '"', "\\", "%", "$(rm -rf /)", "`id`", "{{7*7}}", "${7*7}",
    "'; DROP TABLE articles; --", "1 OR 1=1", "NEAR(a b, 2)", "a AND", "AND OR NOT", "title:x", "*",
    "text:*", "(((((", ")", "[a TO b]", "a^99", "a~", "-a", "+a", "field:", "\\u0000", "NULL",
    "undefined", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "../../etc/passwd",
    "\u202eevil", "\u200b\u200b", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\u0645\u0631\u062d\u0628\u0627", "\u7530\u4e2d",
    "Z\u0351\u036b\u0343\u036a\u0302A\u0334L\u0337G\u0335O", "\ufffd\uffff", "\u0130\u0131\ufb03",
    "who " * 1000, "a" * 8000, "?" * 5000, "Honda " * 1300, "when " + "(" * 3000, "0" * 4000,
    "What did " + "the mayor and " * 400 + "say?", "-" * 8000, '"' * 999, "1/2/3/4/5", "-0",
    "2024-02-30", "on 31 February 2024", "as of 99 March", "since since since", "before before",
    "\x1b[31mred", "\x7f", "\x85\u2028\u2029", "con", "a\tb\tc", "=cmd|' /C calc'!A0", "\ud800",
)  # fmt: skip
"""Strings that have broken other programs."""


def _questions(rng: random.Random, count: int) -> Iterator[str]:
    yield from ODD
    yield "x" * 10_000_000
    yield "who " * 2_500_000
    words = [*ODD[:60], *"What did the council say about the fish market on Tuesday ?".split()]
    for _ in range(count):
        yield rng.choice(("", " ")).join(rng.choices(words, k=rng.randint(1, 12)))[:8_000]


def _of_questions(quick: bool, seed: int) -> list[Figure]:
    began, rng = time.monotonic(), random.Random(seed)  # noqa: S311
    crashes, hangs, n = list[str](), 0, 0
    with _desk() as assistant:
        for question in _questions(rng, 20 if quick else 2_000):
            n += 1
            start = time.monotonic()
            try:
                json.dumps(assistant.ask(question).to_json())
            except QuestionError as refused:
                assert str(refused)
            except Exception as error:
                crashes.append(f"{question[:20]!r}: {type(error).__name__}")
            hangs += time.monotonic() - start > SECONDS
    took, kept = time.monotonic() - began, _listed(crashes)
    return [
        Figure(NAME, "questions that crash it", str(len(crashes)), "0", not crashes, n, seed, took,
               kept),
        Figure(NAME, "questions that hang it", str(hangs), "0", not hangs, n, seed, took),
    ]  # fmt: skip


@contextmanager
def _desk() -> Iterator[Assistant]:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "articles")
        folder.mkdir()
        (folder / "a.txt").write_bytes(SEEDS[".txt"])
        (folder / "b.md").write_bytes(SEEDS[".md"] + b"\nMayor Calder said more.\n")
        with Library.open(folder, Path(place, "home"), MiniLM()) as library:
            library.sync()
            yield Assistant(library)


def _of_requests(quick: bool, seed: int) -> list[Figure]:
    """The API on a port of this machine; `quick` asks every fifth of what there is."""
    from assistant.api.app import app

    began, rng = time.monotonic(), random.Random(seed)  # noqa: S311
    failed, n = list[str](), 0
    with _desk() as assistant, served(app(assistant)) as address:
        port = int(address.rpartition(":")[2])
        for request in list(bodies.odd(rng, ODD, 2_000))[:: 5 if quick else 1]:
            n += 1
            if why := bodies.answered(port, request):
                failed.append(f"{request.method} {request.path[:20]}: {why}")
    took, hung = time.monotonic() - began, [each for each in failed if each.endswith("hung")]
    wrong = [each for each in failed if each not in hung]
    return [
        Figure(NAME, "requests to the API that make it fail", str(len(wrong)), "0", not wrong, n,
               seed, took, _listed(wrong)),
        Figure(NAME, "requests to the API that hang", str(len(hung)), "0", not hung, n, seed, took,
               _listed(hung)),
    ]  # fmt: skip


def _listed(crashes: Sequence[str]) -> str:
    return "; ".join(crashes[:3])
