"""Who may use the API: checked before anything of a request is read."""

import hmac
import json
from ipaddress import ip_address

from pydantic import SecretStr

from assistant.api.errors import problem
from assistant.web.guard import LOOPBACK, App, Message, Receive, Scope, Send, refused

_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

_LARGEST = 256 * 1024
"""Bytes in a request: a chat of thirty questions of 8 KB, or of many more of the usual length."""


class Gate:
    """ASGI middleware: the token, where there is one, and the checks that guard the page.

    Without a token only this machine's own names are answered to. With one, addresses are too, and
    the names given: a foreign name in the Host header is a sign of DNS rebinding.
    """

    def __init__(
        self, app: App, token: SecretStr | None = None, names: frozenset[str] = frozenset()
    ) -> None:
        self._app, self._names = app, LOOPBACK | names
        self._secret = f"Bearer {token.get_secret_value()}".encode() if token else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            refusal = refused(scope, self._ours) or _too_large(scope) or self._unknown(scope)
            if refusal:
                await _say(send, *refusal)
            else:
                await self._app(scope, receive, _Marked(send))

    def _ours(self, name: str | None) -> bool:
        if name is None:
            return False
        return name in self._names or (self._secret is not None and _is_address(name))

    def _unknown(self, scope: Scope) -> tuple[int, str] | None:
        if self._secret is None:
            return None
        given = [value for name, value in scope["headers"] if name.lower() == b"authorization"]
        if len(given) == 1 and hmac.compare_digest(given[0], self._secret):
            return None
        return 401, "This server asks for its token, as Authorization: Bearer TOKEN."


class _Marked:
    """Sends a response on with the headers added."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            added = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
            kept = [
                pair
                for pair in message.get("headers", [])
                if pair[0].lower().decode("latin-1") not in _HEADERS
            ]
            message = {**message, "headers": [*kept, *added]}
        await self._send(message)


def _too_large(scope: Scope) -> tuple[int, str] | None:
    sizes = [int(value) for name, value in scope["headers"] if name.lower() == b"content-length"]
    return (413, "This request is too large.") if sum(sizes) > _LARGEST else None


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


async def _say(send: Send, status: int, reason: str) -> None:
    body = json.dumps(problem(status, reason).to_json()).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await _Marked(send)({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
