"""Where a link may lead: web addresses of the open internet, and no others."""

import ipaddress
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str], list[str]]
"""From a host's name to all its addresses. Raises OSError when it has none."""

_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_RESERVED = tuple(ipaddress.ip_network(each) for each in ("192.0.0.0/24", "192.88.99.0/24"))
"""Which older Pythons count as global."""
_OLD = ipaddress.ip_network("::/96")
_USUAL = {"http": 80, "https": 443}
_SAFE = "/%?=&:;@+,!$'()*~[]|{}^`\"<>"
"""Of a target as it stands in a link: only what is not ASCII is written out anew."""
_ISATAP = (0x5EFE, 0x02005EFE)


_VALUE = re.compile(r"([?&;#])([^?&;#=]*)=([^&;#]*)")
_SECRET = re.compile(
    r"((^|[^a-z])key|api.?key|access.?key(.?id)?|token|secret|hmac|passw(or)?d|passphrase|pwd|auth|authorization|signature|session(.?id)?"
    r"|credentials?|jwt|bearer|otp)$|(^|[^a-z])(pass|sig|sid)$|^((auth|access).?)?code$"
)
"""Names of parameters whose values are nobody else's: `access_token`, `apiKey`, `X-Amz-Signature`.
Others say what a link leads to, as `id` and `page` do."""


def masked(url: str) -> str:
    """A link as it is shown and kept: without its user, password and values that look secret.

    One without any of them is left as it is, so that it still leads where it led.
    """
    before, slashes, rest = url.partition("://") if "://" in url else ("", "", url)
    authority = re.split("[/?#]", rest, maxsplit=1)[0]
    # A password may hold a slash, though it should not: what is then no port tells.
    if "@" in authority or not re.fullmatch(r"[^:]*(:\d*)?|\[.*", authority):
        _, at, after = rest.rpartition("@")
        rest = f"\u2026@{after}" if at else rest
    return before + slashes + _VALUE.sub(_hidden, rest)


def _hidden(value: re.Match[str]) -> str:
    looks_secret = _SECRET.search(unquote(value[2]).lower().rstrip("[]"))
    return f"{value[1]}{value[2]}=\u2026" if looks_secret else value[0]


class Refused(Exception):
    """The link is not followed; the message says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """A link taken apart: where to connect, and what to ask for. `host` is ASCII."""

    url: str
    secure: bool
    host: str
    port: int
    target: str
    addresses: tuple[Address, ...]


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet, as are all that it wraps (6to4, NAT64, …)."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id or address.is_site_local:
            return False
        if (inner := _wrapped(address)) is not None and not is_public(inner):
            return False
        if address.ipv4_mapped is not None:
            return True
    if any(address in network for network in _RESERVED):
        return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _wrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one leads to, or carries."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    low = int(address) & 0xFFFFFFFF
    if address in _OLD or any(address in network for network in _NAT64):
        return ipaddress.IPv4Address(low)
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return ipaddress.IPv4Address(low)
    return None


def by_system(host: str) -> list[str]:
    """The addresses that this machine's resolver gives."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be connected to. Each part can be replaced, as the tests do."""

    resolve: Resolver = by_system
    allows: Callable[[Address], bool] = is_public
    ports: frozenset[int] = field(default_factory=lambda: frozenset({80, 443}))

    def place(self, url: str) -> Place:
        """The link taken apart, its host looked up once. Raises Refused."""
        if not url.isprintable() or "\\" in url or " " in url:
            raise Refused("it has characters that a link must not have")
        try:
            parts = urlsplit(url)
            port = parts.port if parts.port is not None else _USUAL.get(parts.scheme, 0)
            host = (parts.hostname or "").rstrip(".")
            host = host if host.isascii() else host.encode("idna").decode()
        except ValueError as error:
            raise Refused("it is not a link") from error
        if parts.scheme not in ("http", "https"):
            raise Refused("only http and https links are followed")
        if "@" in parts.netloc:
            raise Refused("it names a user")
        if port not in self.ports:
            raise Refused(f"port {port} is not a web server's")
        if not host:
            raise Refused("it names no host")
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        target = quote(target, safe=_SAFE)
        return Place(url, parts.scheme == "https", host, port, target, self._addresses(host))

    def _addresses(self, host: str) -> tuple[Address, ...]:
        try:
            found = tuple(ipaddress.ip_address(each) for each in self.resolve(host))
        except (OSError, ValueError, UnicodeError) as error:
            raise Refused(f"{host} is not known") from error
        if not found:
            raise Refused(f"{host} is not known")
        if not all(self.allows(each) for each in found):
            raise Refused(f"{host} is not on the open internet")
        return found
