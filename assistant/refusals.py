"""Why a model gave no usable reply, in words for a person."""

import time
from email.utils import parsedate_to_datetime

_REFUSED = {
    400: "does not accept the request (HTTP 400)",
    401: "does not accept the key (HTTP 401)",
    403: "does not allow this key to use it (HTTP 403)",
    404: "does not exist at that address (HTTP 404)",
    422: "does not accept the request (HTTP 422)",
}
_OTHERWISE = (400, 404, 422)
"""What servers say to a `response_format` that they do not know."""
FILTERED = "refused to reply (content filter)"
TOO_LONG = "has too small a context for the sentences"
EMPTY = "sent an empty reply"
ENDLESS = "wrote far more than it was asked for"
OF_ONE_QUESTION = (
    FILTERED,
    TOO_LONG,
    EMPTY,
    ENDLESS,
    *(_REFUSED[code] for code in (400, 403, 422)),
)
"""Reasons that may lie in one question, whose others the same model answers.

Content filters answer with 400 or 403, as do servers that refuse everything.
"""


class ModelError(Exception):
    """A model gave no usable reply. The message goes on from its name: "… is not reachable".

    It never holds what the server said, which may hold the key. `again`: another try may help;
    `after`: seconds that the server asks to wait; `answered`: the server is up, the request was
    refused; `refused`: asked in another form it might not be.
    """

    def __init__(
        self,
        reason: str,
        *,
        again: bool = False,
        after: float | None = None,
        answered: bool = False,
        refused: bool = False,
    ) -> None:
        super().__init__(reason)
        self.again, self.after = again, after
        self.answered, self.refused = answered, refused


def of_status(code: int, retry_after: str | None, said: str) -> ModelError:
    """What an HTTP status says. `said`, the server's own words, is only looked into."""
    if code in (400, 413) and "context" in said.lower():
        return ModelError(TOO_LONG, answered=True)
    if code in _REFUSED:
        return ModelError(_REFUSED[code], answered=True, refused=code in _OTHERWISE)
    after = _seconds(retry_after)
    if code == 429:
        wait = f", wait {after:.0f} s" if after else ""
        reason = f"has too much to do or no quota left (HTTP 429{wait})"
        return ModelError(reason, again=True, after=after)
    if 300 <= code < 400:
        return ModelError(f"has moved to another address (HTTP {code})", answered=True)
    return ModelError(f"failed (HTTP {code})", again=code >= 500, after=after, answered=code < 500)


def _seconds(retry_after: str | None) -> float | None:
    """A `Retry-After` header: seconds, or a date (RFC 9110, 10.2.3)."""
    if not retry_after:
        return None
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - time.time())
