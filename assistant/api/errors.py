"""What went wrong, in one shape: `{"error": {"type": …, "message": one clear sentence}}`."""

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from assistant.api.workers import Busy
from assistant.desk import OutletError, QuestionError
from assistant.models import SpecError
from index.database import CatalogError
from index.embedding import EmbeddingError
from index.library import LibraryError

Kind = Literal[
    "invalid", "unauthorized", "forbidden", "not_found", "too_large", "unavailable", "failed"
]
_KINDS: dict[int, Kind] = {
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    413: "too_large",
    500: "failed",
    503: "unavailable",
}
_FAILED = "The answer could not be made; the log of the server says why."


@dataclass(frozen=True, slots=True)
class Refusal:
    type: Kind
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """The body of every answer that is not a success, and the data of the event `error`."""

    error: Refusal

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class NotFound(Exception):
    """What was asked for by name is not here; the message says what to do."""


def problem(status: int, message: str) -> Problem:
    """The problem of an HTTP status; a sentence begins with a capital and ends with a full stop."""
    sentence = f"{message[0].upper()}{message[1:]}"
    return Problem(Refusal(_KINDS.get(status, "invalid"), sentence.rstrip(".") + "."))


def understood(error: Exception) -> tuple[int, Problem]:
    """The status and the problem of whatever was raised; what is not ours to explain is logged."""
    match error:
        case HTTPException(status_code=404):
            return 404, problem(404, "there is nothing at this address")
        case HTTPException():
            return error.status_code, problem(error.status_code, str(error.detail))
        case RequestValidationError():
            return 422, problem(422, _invalid(error.errors()[0]))
        case NotFound() | OutletError():
            return 404, problem(404, str(error))
        case QuestionError():
            return 422, problem(422, str(error))
        case Busy() | LibraryError() | CatalogError() | EmbeddingError() | SpecError():
            return 503, problem(503, str(error))
    logging.getLogger(__name__).error("a request failed", exc_info=error)
    return 500, problem(500, _FAILED)


def explain(app: FastAPI) -> None:
    """Give every error that this application answers with the one shape."""

    async def answer(_: Request, error: Exception) -> JSONResponse:
        status, found = understood(error)
        headers: Mapping[str, str] = dict(getattr(error, "headers", None) or {})
        if status == 503:
            headers = {"retry-after": "5"}
        return JSONResponse(found.to_json(), status, headers=headers)

    async def leave(_: Request, __: Exception) -> Response:
        return Response(status_code=499)  # nobody is there to read it

    app.add_exception_handler(ClientDisconnect, leave)
    for kind in (HTTPException, RequestValidationError, Exception, *_OURS):
        app.add_exception_handler(kind, answer)


_OURS = (QuestionError, NotFound, Busy, LibraryError, CatalogError, EmbeddingError, SpecError)


def _invalid(error: Mapping[str, Any]) -> str:
    """Pydantic's first complaint, without what was sent: that may be long or secret."""
    where = ".".join(str(part) for part in error["loc"] if part not in ("body", "query", "path"))
    said = f"{str(error['msg'])[:1].lower()}{str(error['msg'])[1:]}"
    return f"{f'the field {where}' if where else 'the request'} cannot be used: {said}"
