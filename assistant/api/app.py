"""The API as an ASGI application: its routes, its errors and its document behind the gate."""

import errno
from importlib.metadata import version
from ipaddress import ip_address
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from pydantic import SecretStr

from assistant.api import asking, chat, reading
from assistant.api.errors import Problem, explain
from assistant.api.gate import Gate
from assistant.api.workers import Workers
from assistant.desk import Assistant
from assistant.listening import listen
from assistant.settings import Settings
from assistant.web.guard import LOOPBACK, App, Receive, Scope, Send

PREFIX = "/v1"
_TOKEN = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="DATELINE_TOKEN of whoever started the server",
)
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": about}
    for status, about in {
        401: "The token is missing or wrong.",
        403: "The name or the site that asks is not one that is answered.",
        404: "There is nothing here by that name.",
        413: "The request is too large, or does not say how large it is.",
        422: "The request cannot be understood; the message says what to change.",
        500: "The server failed.",
        503: "The server is busy, or what it needs cannot be used.",
    }.items()
}


def build(assistant: Assistant, *, guarded: bool = False) -> FastAPI:
    """The routes and their document, without the gate.

    `guarded`: the document says that a token is asked for, which is the gate's to check.
    """
    workers = Workers()
    app = FastAPI(
        title="Dateline",
        version=version("dateline"),
        description="Answers about a folder of news articles. Every sentence cites the exact words "
        "that support it: `text[start:end] == quote`.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
        dependencies=[Depends(_TOKEN)] if guarded else [],
    )
    for part in (asking, reading, chat):
        app.include_router(part.routes(assistant, workers), prefix=PREFIX, responses=_PROBLEMS)
    explain(app)
    return app


def app(
    assistant: Assistant, token: SecretStr | None = None, names: frozenset[str] = frozenset()
) -> Gate:
    """The API behind its gate; see `Gate` for token and names."""
    return Gate(build(assistant, guarded=token is not None), token, names)


class Beside:
    """An ASGI application that answers what belongs to the API, and one that answers the rest."""

    def __init__(self, api: App, page: App) -> None:
        self._api, self._page = api, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ours = scope["type"] == "http" and str(scope["path"]).startswith(f"{PREFIX}/")
        await (self._api if ours else self._page)(scope, receive, send)


def serve(assistant: Assistant, settings: Settings, host: str, port: int) -> None:
    """Serve the API alone until interrupted; port 0 takes a free one.

    Raises OSError, with words for the user, for an address that cannot be had and for one that
    other machines could reach without a token.
    """
    if host not in LOOPBACK and settings.token is None:
        reason = "other machines could reach it; set DATELINE_TOKEN, or use 127.0.0.1"
        raise OSError(errno.EADDRNOTAVAIL, reason, host)
    names = {name.strip().lower() for name in settings.names.split(",") if name.strip()}
    if not _wildcard(host):
        names.add(host.lower())
    listen(app(assistant, settings.token, frozenset(names)), host, port)


def _wildcard(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False
