"""The address of a PostgreSQL server, which is shown without its password."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from index.database import Unreachable

Tls = Literal["disable", "require", "verify-full"]
"""As in `sslmode`: none; encrypted, for whoever answers; encrypted, for the host that was named."""
_MODES: dict[str, Tls] = {
    "disable": "disable",
    "require": "require",
    "verify-full": "verify-full",
}
_FORM = (
    "DATELINE_CATALOG is not of the form postgresql://user:password@host:port/database, with "
    "?sslmode=disable, require or verify-full, or ?host=/folder/of/its/socket, where that is "
    "wanted; what is special in a URL is written %XX in a password"
)


@dataclass(frozen=True, slots=True)
class Server:
    """A database, and who enters it how. `host` is a path where it is a socket's folder."""

    host: str
    port: int
    user: str
    database: str
    password: str | None = field(default=None, repr=False)
    tls: Tls = "verify-full"

    @classmethod
    def at(cls, url: str) -> "Server":
        """From a URL. Between machines the server must prove its name unless `sslmode` says less.

        Raises Unreachable, which does not repeat the URL.
        """
        try:
            parts = urlsplit(url)
            port, asked = (
                parts.port or 5432,
                parse_qs(parts.query, strict_parsing=bool(parts.query)),
            )
        except ValueError:
            raise Unreachable(_FORM) from None
        host = asked.pop("host", [parts.hostname or ""])[0]
        mode = asked.pop("sslmode", ["disable" if is_here(host) else "verify-full"])[0]
        database, user = unquote(parts.path[1:]), unquote(parts.username or "")
        known = parts.scheme in ("postgresql", "postgres") and mode in _MODES and not asked
        if not known or not host or not user or not database or parts.fragment or "/" in database:
            raise Unreachable(_FORM)
        password = unquote(parts.password) if parts.password is not None else None
        return cls(host, port, user, database, password, _MODES[mode])

    @property
    def socket(self) -> str | None:
        """The socket's path, for a server that is reached by one."""
        return f"{self.host}/.s.PGSQL.{self.port}" if self.host.startswith("/") else None

    @property
    def place(self) -> str:
        """Which database it is, whoever enters it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}/{self.database}"

    def __str__(self) -> str:
        return f"postgresql://{self.user}@{self.place}"


def is_here(host: str) -> bool:
    """Whether a host's name, or the folder of a socket, is of this machine."""
    try:
        return host == "localhost" or host.startswith("/") or ip_address(host).is_loopback
    except ValueError:
        return False
