"""The parsers that are not trusted, in a child process with limits (see `sandbox`).

The parent sends `FORMAT LENGTH` and a line feed, then that many bytes; the child answers with
findings, each a length, a line feed and that many bytes of JSON: an article's fields, or why there
is none, with the name of the member where the file holds several. A length of 0 ends them.
"""

import json
import resource
import sys
from collections.abc import Callable, Iterator
from typing import Any

from index import archive, docx, feeds, mail, markup, pdf, records
from index.characters import Undecodable, decode

FORMATS = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".eml": "mail",
    ".json": "json",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".csv": "csv",
    ".zip": "zip",
}
LONGEST = 1_000_000
"""Characters of one article."""
TOO_LONG = f"its text is longer than {LONGEST:,} characters; split it"
MEMORY = 1_500_000_000
CPU_SECONDS = 120
OPEN_FILES = 64

Found = dict[str, Any]


def _text(data: bytes) -> Iterator[Found]:
    yield {"text": decode(data)}


def _zip(data: bytes) -> Iterator[Found]:
    yield from archive.members(data, FORMATS, _member)


def _member(name: str, data: bytes) -> Iterator[Found]:
    if name == "zip":
        return iter([{"error": "an archive inside an archive is not opened"}])
    return found(name, data)


PARSERS: dict[str, Callable[[bytes], Iterator[Found]]] = {
    "text": _text,
    "html": markup.html,
    "pdf": pdf.document,
    "docx": docx.document,
    "mail": mail.message,
    "json": records.of_json,
    "lines": records.of_lines,
    "csv": records.of_csv,
    "zip": _zip,
    "feed": feeds.entries,
}


def found(name: str, data: bytes) -> Iterator[Found]:
    """What a parser finds; an error of its own is a finding too."""
    try:
        for each in PARSERS[name](data):
            if len(each.get("text") or "") > LONGEST:
                yield {"error": TOO_LONG, "member": each.get("member", "")}
            else:
                yield each
    except Undecodable as error:
        yield {"error": str(error)}
    except MemoryError:
        yield {"error": "it needs too much memory to read"}
    except RecursionError:
        yield {"error": "it is nested too deeply"}
    except Exception:  # a parser's bug must cost one file, not the sync
        yield {"error": "it cannot be parsed; save it anew, or in another format"}


def serve() -> None:
    """Answer requests on standard input until it closes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    source, answers = sys.stdin.buffer, sys.stdout.buffer
    while header := source.readline():
        name, length = header.split()
        for each in found(name.decode(), source.read(int(length))):
            body = json.dumps(each, ensure_ascii=False).encode("utf-8", "replace")
            answers.write(b"%d\n" % len(body) + body)
            answers.flush()
        answers.write(b"0\n")
        answers.flush()
