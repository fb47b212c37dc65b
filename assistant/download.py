"""One page fetched over a connection pinned to a checked address; limits are counted on the way."""

import http.client
import socket
import ssl
import threading
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urljoin

from assistant.addresses import Address, Place, Policy, Refused

AGENT = "dateline/0.1"
MOST_REDIRECTS = 3
_REDIRECTS = (301, 302, 303, 307, 308)
_BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class Page:
    """What a link gave: the address it came from in the end, its media type, its bytes."""

    url: str
    kind: str
    charset: str | None
    data: bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes as sent and as inflated; seconds for one connection, and for each wait in it."""

    size: int = 10_000_000
    seconds: float = 30.0
    wait: float = 10.0
    secure: ssl.SSLContext = field(default_factory=ssl.create_default_context)


class Download:
    """Fetches pages within a policy; `kinds` are the media types that are wanted."""

    def __init__(self, kinds: frozenset[str], policy: Policy, limits: Limits | None = None) -> None:
        self._kinds, self._policy = kinds, policy
        self._limits = limits or Limits()

    def page(self, url: str) -> Page:
        """What a link leads to, after at most three redirects. Raises Refused with the reason."""
        secure = False
        for _ in range(MOST_REDIRECTS + 1):
            place = self._policy.place(url)
            if secure and not place.secure:
                raise Refused("it leads from https to http")
            secure = place.secure
            found = self._ask(place)
            if isinstance(found, Page):
                return found
            url = urljoin(url, found)
        raise Refused(f"it is redirected more than {MOST_REDIRECTS} times")

    def _ask(self, place: Place) -> Page | str:
        """The page at a place, or where it is now."""
        connection = self._connected(place)
        try:
            connection.request("GET", place.target, headers=_HEADERS)
            reply = connection.getresponse()
            if connection.late:  # what came until then looks like a short, whole reply
                raise TimeoutError
            if reply.status in _REDIRECTS and (leads := reply.headers.get("Location")):
                return leads
            page = self._read(place, reply)
            if connection.late or reply.length:
                raise TimeoutError
            return page
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Refused(f"{place.host} did not answer properly") from error
        finally:
            connection.end()

    def _connected(self, place: Place) -> "_Pinned":
        for address in place.addresses:
            connection = _Pinned(place, address, self._limits)
            try:
                connection.connect()
            except ssl.SSLError as error:
                connection.end()
                raise Refused(f"{place.host} has no valid certificate") from error
            except OSError:
                connection.end()
                continue
            return connection
        raise Refused(f"{place.host} cannot be reached")

    def _read(self, place: Place, reply: http.client.HTTPResponse) -> Page:
        if reply.status != 200:
            raise Refused(f"{place.host} answered {reply.status}")
        kind = reply.headers.get_content_type()
        if kind not in self._kinds:
            raise Refused(f"it is of the type {kind[:60]}, which is not read")
        data = bytearray()
        for block in _inflated(reply, self._limits.size):
            data += block
            if len(data) > self._limits.size:
                raise Refused(self._large())
        return Page(place.url, kind, reply.headers.get_content_charset(), bytes(data))

    def _large(self) -> str:
        return f"it is larger than {self._limits.size // 1_000_000} MB"


_HEADERS = {"User-Agent": AGENT, "Accept-Encoding": "gzip", "Connection": "close"}


def _inflated(reply: http.client.HTTPResponse, most: int) -> Iterator[bytes]:
    """The blocks of a reply, inflated a block at a time where it is packed."""
    coding = (reply.headers.get("Content-Encoding") or "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip", "deflate"):
        raise Refused(f"it is packed in a way that is not read ({coding[:20]})")
    inflater = None if coding == "identity" else zlib.decompressobj(47)
    received = 0
    while block := reply.read(_BLOCK):
        received += len(block)
        if received > most:
            raise Refused(f"it is larger than {most // 1_000_000} MB")
        if inflater is None:
            yield block
            continue
        try:
            yield inflater.decompress(block, _BLOCK)
            while inflater.unconsumed_tail:
                yield inflater.decompress(inflater.unconsumed_tail, _BLOCK)
        except zlib.error as error:
            raise Refused("what it sends is damaged") from error


class _Pinned(http.client.HTTPConnection):
    """A connection to one address that was checked, in the name of the host."""

    def __init__(self, place: Place, address: Address, limits: Limits) -> None:
        super().__init__(place.host, place.port, timeout=limits.wait)
        self._place, self._address, self._limits = place, address, limits
        self.default_port = 443 if place.secure else 80
        self._timer: threading.Timer | None = None
        self.late = False

    def connect(self) -> None:
        """Connect to the checked address; nothing is looked up again."""
        limits, host = self._limits, self._place.host
        line = socket.create_connection((str(self._address), self._place.port), limits.wait)
        if self._place.secure:
            line = limits.secure.wrap_socket(
                line, server_hostname=host, do_handshake_on_connect=False
            )
        # A server that sends a byte now and then must not hold the line for ever.
        self._timer = threading.Timer(limits.seconds, self._hang_up, [line])
        self._timer.daemon = True
        self._timer.start()
        self.sock = line
        if isinstance(line, ssl.SSLSocket):
            line.do_handshake()

    def _hang_up(self, line: socket.socket) -> None:
        self.late = True
        with suppress(OSError):  # it has ended meanwhile
            line.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """Close it, and stop counting its time."""
        if self._timer is not None:
            self._timer.cancel()
        self.close()
