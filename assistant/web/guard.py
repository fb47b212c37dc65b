"""Who may talk to the page, and what the page may do: checked before Gradio sees a request."""

import asyncio
import base64
import hashlib
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from index.readers import LARGEST

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names by which a browser on this machine reaches the page."""

_USED = ("queue/", "heartbeat/", "startup-events", "info", "run/predict")
"""What the page needs of Gradio's interface. The rest (uploads, files by path, proxying, its code
assistant) stays shut: nothing here uses it, and others were attacked through it."""

ARRIVING = "/arriving/"
"""Where the page sends files that are added: see `arrivals`."""

_LARGEST = 256 * 1024
"""Bytes in a request: a question of 8 KB, escaped, and Gradio's envelope, with room to spare."""

_INLINE = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.S | re.I)
_FIXED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Guard:
    """ASGI middleware: only requests from this machine's own page, and a Content-Security-Policy.

    A name other than a loopback one in the Host header means that a foreign name was pointed at
    this machine (DNS rebinding); a foreign Origin means that another site's page is asking.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            refusal = refused(scope)
            if refusal:
                await _say(send, *refusal)
            else:
                protected = _Protected(send)
                try:
                    receive, named = await _read(scope, receive)
                    if named:
                        await _say(send, 400, "This page takes no files by their path.")
                        return
                    await self._app(scope, receive, protected)
                except asyncio.CancelledError:
                    # The server is stopping, and an open page still holds this response.
                    if not await protected.ended():
                        raise


def refused(
    scope: Scope, ours: Callable[[str | None], bool] = LOOPBACK.__contains__
) -> tuple[int, str] | None:
    """Status and reason when this request is not to be answered; None when it is.

    `ours` says whether a host's name is one that this server answers to.
    """
    headers: dict[bytes, list[str]] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.lower(), []).append(value.decode("latin-1"))
    hosts = headers.get(b"host", [])
    if len(hosts) != 1 or not ours(_name(f"//{hosts[0]}")):
        return 403, "This server does not answer to that name; use localhost."
    if any(origin != f"http://{hosts[0]}" for origin in headers.get(b"origin", [])):
        return 403, "This server takes no requests from other sites."
    path = str(scope["path"])
    api = path.partition("/gradio_api/")[2] if "/gradio_api" in path else None
    most = LARGEST if path == ARRIVING else _LARGEST
    if scope["method"] not in ("GET", "HEAD"):
        length = headers.get(b"content-length", [""])[0]
        if not length.isdecimal() or int(length) > most:
            return 413, "This request is too large."
    if api is not None and not api.startswith(_USED):
        return 404, "There is nothing here."
    return None


async def _read(scope: Scope, receive: Receive) -> tuple[Receive, bool]:
    """The request, to be read again, and whether it names a file to Gradio.

    Gradio copies what such an object names, a path of this machine or an address elsewhere, even
    where it is given for a text. Nothing that the page sends is like that.
    """
    if scope["method"] != "POST" or "/gradio_api/" not in str(scope["path"]):
        return receive, False
    body, more = b"", True
    while more and len(body) <= _LARGEST:
        message = await receive()
        body += message.get("body", b"")
        more = message["type"] == "http.request" and message.get("more_body", False)
    unread = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return unread.pop() if unread else await receive()

    try:
        return again, _names_file(json.loads(body))
    except (ValueError, RecursionError):
        return again, True


def _names_file(value: object) -> bool:
    if isinstance(value, dict):
        return {"path", "meta"} <= value.keys() or any(map(_names_file, value.values()))
    return isinstance(value, list) and any(map(_names_file, value))


def policy(html: bytes = b"") -> str:
    """The Content-Security-Policy of a page: its own origin, and its own inline scripts by hash.

    Gradio writes its configuration as inline scripts. Naming them by hash, instead of allowing
    inline script, means that a script that got past escaping and both sanitisers still cannot run.
    """
    hashes = (hashlib.sha256(code).digest() for code in _INLINE.findall(html))
    scripts = "".join(f" 'sha256-{base64.b64encode(each).decode()}'" for each in hashes)
    return (
        f"default-src 'self'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )


def _name(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


class _Protected:
    """Sends a response on with the headers added. A page is held until its scripts are hashed."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""
        self._begun = self._done = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if _value(message, b"content-type").startswith(b"text/html"):
                self._start = message
            else:
                await self._send(_with_headers(message, policy()))
        elif self._start is None:
            self._begun, self._done = True, not message.get("more_body")
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send(_with_headers(self._start, policy(self._body)))
                await self._send({"type": "http.response.body", "body": self._body})

    async def ended(self) -> bool:
        """Whether a response that had begun is complete now."""
        if self._begun and not self._done:
            await self._send({"type": "http.response.body", "body": b""})
        return self._begun


def _value(message: Message, name: bytes) -> bytes:
    return next((bytes(v) for k, v in message.get("headers", []) if k.lower() == name), b"")


def _with_headers(message: Message, content_policy: str) -> Message:
    added = {**_FIXED, "content-security-policy": content_policy}
    pairs = [(name.encode(), value.encode()) for name, value in added.items()]
    kept = [(k, v) for k, v in message.get("headers", []) if k.lower().decode() not in added]
    return {**message, "headers": [*kept, *pairs]}


async def _say(send: Send, status: int, reason: str) -> None:
    body = reason.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    start: Message = {"type": "http.response.start", "status": status, "headers": headers}
    await send(_with_headers(start, policy()))
    await send({"type": "http.response.body", "body": body})
