"""Chroma servers: their addresses, and what is said of one that is of no use."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from index import vectors
from index.following import LibraryError
from index.server import is_here

_ADDRESS = (
    "that is no address of a Chroma server; write http://host:port or https://host, without a "
    "user, and put a token in DATELINE_STORE_TOKEN"
)
_ELSEWHERE = (
    "a Chroma server on another machine is asked over https and with a token only; put a proxy "
    "before it and its token in DATELINE_STORE_TOKEN, or reach it at 127.0.0.1 through a tunnel"
)
_MEANWHILE = (
    "; until then search compares the vectors that the catalog keeps, and the next sync brings the "
    "server up to date"
)


class StoreAway(LibraryError):
    """The server of the vectors cannot be used now; the message says what to do."""


class Missing(StoreAway):
    """The server has no such collection."""


class Stranger(Exception):
    """What answers does not say what a Chroma server would."""


@dataclass(frozen=True, slots=True)
class Store:
    """A Chroma server: its URL, and the token that a proxy before it asks for, if any.

    `patience` is how many seconds it may take to answer: a search takes 10 ms. What is written may
    take twelve times as long: 1,000 rows took up to 7 s on a loaded server.
    """

    url: str
    token: str | None = field(default=None, repr=False)
    patience: float = 10.0

    @classmethod
    def at(cls, url: str, token: str | None = None) -> "Store":
        """A server here, or one elsewhere behind TLS and a token: Chroma's own lets anyone in.

        Raises ValueError, which does not repeat what may be a secret."""
        if token and not (token.isascii() and token.isprintable()):
            raise ValueError("the token of a Chroma server is printable ASCII")
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:  # a port that is no number
            raise ValueError(_ADDRESS) from None
        more = parts.username or parts.password or parts.query or parts.fragment
        if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or more:
            raise ValueError(_ADDRESS)
        if not is_here(parts.hostname) and not (token and parts.scheme == "https"):
            raise ValueError(_ELSEWHERE)
        return cls(url.rstrip("/"), token)


def why(server: Store, error: Exception) -> str:
    """Why a server is of no use, from what was raised, in one sentence that says what to do."""
    cause = error.__cause__ if isinstance(error, Stranger) else error
    reason, status = vectors.reason(cause if isinstance(cause, Exception) else error)
    if status in (401, 403):
        says = f"the server at {server.url} refuses ({reason}); set DATELINE_STORE_TOKEN"
    elif isinstance(error, Stranger) and 0 < status < 500:
        says = (
            f"what answers at {server.url} is no Chroma server ({reason}); correct DATELINE_STORE"
        )
    elif status:
        says = f"the Chroma server at {server.url} fails ({reason}); look at what it logs"
    else:
        says = (
            f"the Chroma server at {server.url} does not answer ({reason}); start it, or correct "
            "DATELINE_STORE"
        )
    return says + _MEANWHILE
