"""The parsers that are not trusted: run in a child process with limits (see `sandbox`).

The parent sends `FORMAT LENGTH` and a line feed, then that many bytes; the child answers with a
length, a line feed and that many bytes of JSON: a draft's fields, or {"error": …}.
"""

import json
import re
import resource
import sys
from collections.abc import Callable
from typing import Any

MEMORY = 1_500_000_000
CPU_SECONDS = 120


def html(data: bytes) -> dict[str, Any]:
    """Main text and metadata of a web page, by trafilatura, without what the page hides."""
    import trafilatura
    from lxml import etree
    from trafilatura.settings import Document

    tree = trafilatura.load_html(data)
    if tree is None:
        return {"error": "no article text was found in the page"}
    for hidden in tree.xpath("//*[@hidden or @aria-hidden='true' or @style]"):
        style = re.sub(r"\s", "", (hidden.get("style") or "").lower())
        concealed = re.search(
            r"display:none|visibility:hidden|(font-size|opacity):0(?![.\d]*[1-9])"
            r"|(^|;)((left|top|text-indent):-\d{3,}|margin-left:-\d{4,})",
            style,
        )
        marked = "hidden" in hidden.attrib or hidden.get("aria-hidden") == "true"
        if (concealed or marked) and hidden.getparent() is not None:
            etree.strip_elements(hidden, "*", with_tail=False)
            hidden.text = None
    found = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if not isinstance(found, Document) or not (found.text or "").strip():
        return {"error": "no article text was found in the page"}
    return {
        "text": found.text,
        "title": found.title,
        "outlet": found.sitename,
        "byline": found.author,
        "published": found.date,
        "url": found.url,
    }


PARSERS: dict[str, Callable[[bytes], dict[str, Any]]] = {"html": html}


def serve() -> None:
    """Answer requests on standard input until it closes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    source, answers = sys.stdin.buffer, sys.stdout.buffer
    while header := source.readline():
        name, length = header.split()
        try:
            draft = PARSERS[name.decode()](source.read(int(length)))
        except MemoryError:
            draft = {"error": "it needs too much memory to read"}
        except Exception as error:  # a parser's bug must cost one file, not the sync
            draft = {"error": f"it cannot be parsed ({type(error).__name__})"}
        body = json.dumps(draft).encode()
        answers.write(b"%d\n" % len(body) + body)
        answers.flush()
