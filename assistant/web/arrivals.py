"""Files that a browser sends, kept aside until they are taken in: none is named by its path.

Gradio's own upload is left shut. Its components take, from whoever asks, the path of any file that
the server can read or the address of any page, and copy what is there.
"""

import re
import shutil
import time
import uuid
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs

from assistant.intake import IN_ALL, MOST, Offered
from assistant.web.guard import Message, Receive, Scope, Send
from index.readers import LARGEST, SIDECAR

_BATCH = re.compile(r"[0-9a-f]{32}")
_LONGEST_NAME = 500
_BATCHES = 100
"""Batches, the latest, of which it is known how many files and bytes have come."""
_KEPT = 3600.0
"""Seconds that a file which was not taken in is kept: one that is still being sent must be left."""


class Arrivals:
    """Receives one file a request, as an ASGI application; `offered` gives those of a batch.

    A page sends `POST ?batch=ID&name=NAME` with the file's bytes and the header `X-Dateline: add`,
    which no other site's page can set. The answer is empty, or says why the file was not kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sent = OrderedDict[str, tuple[int, int]]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status, said = await self._received(scope, receive)
        body = said.encode()
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
        ]
        start: Message = {"type": "http.response.start", "status": status, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": body})

    async def _received(self, scope: Scope, receive: Receive) -> tuple[int, str]:
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        batch, name = (asked.get(each, [""])[0] for each in ("batch", "name"))
        ours = (b"x-dateline", b"add") in [(k.lower(), v) for k, v in scope["headers"]]
        if scope["method"] != "POST" or not ours or not _BATCH.fullmatch(batch) or not name:
            return 400, "There is nothing here."
        count, size = self._sent.get(batch, (0, 0))
        if count >= MOST:
            return 413, f"more than {MOST:,} files at once; add the folder in parts"
        place = self._folder / batch / uuid.uuid4().hex
        short = re.split(r"[/\\]", name)[-1][:_LONGEST_NAME]
        place.mkdir(parents=True)
        (place / "name").write_text(short, encoding="utf-8", errors="replace")
        kept = SIDECAR if short.lower() == SIDECAR else "content"
        try:
            refusal = await _write(receive, place / kept, IN_ALL - size)
        except OSError as error:
            refusal = f"it cannot be kept ({error.strerror})"
        if refusal:
            shutil.rmtree(place, ignore_errors=True)
            return 413, refusal
        count, size = self._sent.pop(batch, (0, 0))
        self._sent[batch] = count + 1, size + (place / kept).stat().st_size
        if len(self._sent) > _BATCHES:
            self._sent.popitem(last=False)
        return 200, ""

    def offered(self, batch: str) -> list[Offered]:
        """The files of a batch. It comes from the browser, so it may be anything: none then."""
        if not _BATCH.fullmatch(batch):
            return []
        return [
            Offered((path.parent / "name").read_text(encoding="utf-8"), path)
            for path in _contents(self._folder / batch)
        ]

    def sweep(self, batch: str = "") -> None:
        """Delete a batch that was taken in, and whatever came an hour ago and was not."""
        for place in self._folder.glob("*"):
            with suppress(OSError):
                if place.name == batch or place.stat().st_mtime < time.time() - _KEPT:
                    shutil.rmtree(place)


def _contents(batch: Path) -> Iterator[Path]:
    """The files of a batch, in the order they came in."""
    for place in sorted(batch.glob("*"), key=lambda place: place.stat().st_mtime_ns):
        yield from (path for path in place.iterdir() if path.name in ("content", SIDECAR))


async def _write(receive: Receive, path: Path, left: int) -> str:
    """Write a request's body; why it was not kept, or nothing."""
    size, more = 0, True
    with path.open("wb") as file:
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return "it did not arrive whole"
            size += file.write(message.get("body", b""))
            if size > LARGEST:
                return f"it is larger than {LARGEST // 1_000_000} MB"
            if size > left:
                return f"more than {IN_ALL // 1_000_000} MB at once; add it by itself"
            more = message.get("more_body", False)
    return ""
