"""A page that shows hostile words as they come: with the real page's guard, or with nothing."""

import json
from html import escape

from assistant.web.guard import App, Guard, Receive, Scope, Send
from evals.torture.payloads import PAYLOADS, payload

_SHOW = """\
for (const words of JSON.parse(document.body.dataset.words)) {
  document.body.appendChild(document.createElement("div")).innerHTML = words;
}
"""
"""As Gradio shows what it is sent: set as HTML, part by part, by a script of the page's origin."""


class Bare:
    """ASGI: `/?1,2` shows payloads 1 and 2. `guarded` puts the real guard, and its policy, first.

    Guarded, the words are set as HTML by a script; else each is a document of its own in a frame,
    where a script element runs too.
    """

    def __init__(self, guarded: bool) -> None:
        self._guarded = guarded
        self._app: App = Guard(self._answer) if guarded else self._answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = bytes(scope["query_string"]).decode().split(",")
        numbers = [int(each) for each in asked if each.isdecimal() and int(each) < len(PAYLOADS)]
        kind, body = "text/html; charset=utf-8", ""
        if scope["path"] == "/show.js":
            kind, body = "text/javascript", _SHOW
        elif self._guarded:
            words = escape(json.dumps([payload(n, "bare") for n in numbers]))
            body = f'<!doctype html><body data-words="{words}"><script src="/show.js"></script>'
        elif len(numbers) == 1:
            body = f"<!doctype html><body><p>{payload(numbers[0], 'bare')}</p>"
        else:
            body = "".join(f'<iframe src="/?{n}"></iframe>' for n in numbers)
        headers = [(b"content-type", kind.encode()), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body.encode()})
