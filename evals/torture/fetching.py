"""Links that try to reach inside: odd addresses, redirects, names that change their meaning."""

import ipaddress
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote, urlsplit

from assistant.addresses import Address, Policy, Refused, is_public
from assistant.download import Download, Limits
from evals.torture.figures import Figure
from evals.torture.names import Names

NAME = "fetching"
OUTSIDE = "127.0.0.9"
"""It stands for the open internet: the one address of this machine that the policy lets pass."""
INSIDE = ("127.0.0.1", "127.0.0.2", "::1")


class _Ground:
    """An outside server, inside ones on the same port that count who calls, and a name server."""

    def __init__(self) -> None:
        self.names, self.reached = Names(), 0
        self.http = ThreadingHTTPServer((OUTSIDE, 0), _Handler)
        self.port = self.http.server_port
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()
        self._inside = list[socket.socket]()
        for address in INSIDE:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            with suppress(OSError):  # a machine without IPv6
                line = socket.create_server((address, self.port), family=family)
                self._inside.append(line)
                threading.Thread(target=self._count, args=(line,), daemon=True).start()

    def _count(self, line: socket.socket) -> None:
        while True:
            try:
                caller, _ = line.accept()
            except OSError:  # closed
                return
            self.reached += 1
            with caller, suppress(OSError):
                caller.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\nsecret")

    def policy(self) -> Policy:
        def allows(address: Address) -> bool:
            return str(address) == OUTSIDE or is_public(address)

        return Policy(self.names.resolve, allows, frozenset({self.port}))

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        for line in self._inside:
            line.close()
        self.names.close()


class _Handler(BaseHTTPRequestHandler):
    """`/to/STATUS/LINK` redirects to a quoted link; anything else is a page."""

    def do_GET(self) -> None:
        _, kind, *rest = self.path.split("/", 3)
        self.send_response(int(rest[0]) if kind == "to" else 200)
        if kind == "to":
            self.send_header("Location", unquote(rest[1]).encode().decode("latin-1"))
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<p>outside</p>")

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _ground() -> Iterator[_Ground]:
    ground = _Ground()
    try:
        yield ground
    finally:
        ground.close()


def figures(quick: bool, seed: int) -> list[Figure]:
    """Follow links that lead inside, and others that do not; then the former without checks."""
    trials, began, rng = 300 if quick else 20_000, time.monotonic(), random.Random(seed)  # noqa: S311
    with _ground() as ground:
        download = Download(frozenset({"text/html"}), ground.policy(), Limits(seconds=5, wait=2))
        for n in range(trials):
            with suppress(Refused):
                download.page(_bad(rng, ground, n))
        reached, took = ground.reached, time.monotonic() - began
        good = sum(_follows(download, _good(rng, ground, n)) for n in range(trials // 10))
        last = time.monotonic()
        for n in range(50):
            _unchecked(rng.choice(_WAYS)(rng, ground, trials + n), ground)
        control = ground.reached - reached
    return [
        Figure(
            NAME, "forbidden sockets reached", str(reached), "0", not reached, trials, seed, took,
        ),
        Figure(
            NAME, "links to the open internet followed", f"{good} of {trials // 10}", "all",
            good == trials // 10, trials // 10, seed, last - began - took,
        ),
        Figure(
            NAME, "control: forbidden sockets reached without the checks", str(control), "over 0",
            control > 0, 50, seed, time.monotonic() - last,
        ),
    ]  # fmt: skip


def _bad(rng: random.Random, ground: _Ground, n: int) -> str:
    """A link that leads inside, straight or by up to three redirects."""
    url = rng.choice(_WAYS)(rng, ground, n)
    for _ in range(rng.choice((0, 0, 1, 2, 3))):
        status = rng.choice((301, 302, 303, 307, 308))
        url = f"http://{OUTSIDE}:{ground.port}/to/{status}/{quote(url, safe='')}"
    return url


def _good(rng: random.Random, ground: _Ground, n: int) -> str:
    name = f"good{n}.test"
    ground.names.answers[name] = [(OUTSIDE,), ("127.0.0.1",)]
    url = f"http://{name}:{ground.port}/{rng.randrange(9)}"
    for _ in range(rng.randrange(3)):
        url = f"http://{OUTSIDE}:{ground.port}/to/302/{quote(url, safe='')}"
    return url


def _follows(download: Download, url: str) -> bool:
    try:
        return download.page(url).data == b"<p>outside</p>"
    except Refused:
        return False


def _unchecked(url: str, ground: _Ground) -> None:
    """What a client does that looks a name up to check it, and again to connect."""
    with suppress(OSError, ValueError):
        parts = urlsplit(url)
        ground.names.resolve(parts.hostname or "")
        address = ground.names.resolve(parts.hostname or "")[-1]
        if ipaddress.ip_address(address).is_loopback:
            with socket.create_connection((address, parts.port or ground.port), 1) as line:
                line.recv(1)


def _number(rng: random.Random, ground: _Ground, n: int) -> str:
    """127.0.0.1 in one of the ways that a resolver reads."""
    a, b, c, d = rng.choice(((127, 0, 0, 1), (127, 0, 0, 2)))
    whole = (a << 24) + (b << 16) + (c << 8) + d
    forms = (
        f"{a}.{b}.{c}.{d}", f"{a}.{d}", f"{a}.{c}.{d}", str(whole), hex(whole), f"0{whole:o}",
        f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}", f"0{a:o}.0.0.0{d:o}", f"{a}.{b}.{c}.{d}.",
        f"[::ffff:{a}.{b}.{c}.{d}]", f"[::ffff:{whole >> 16:x}:{whole & 0xFFFF:x}]",
        f"[64:ff9b::{a}.{b}.{c}.{d}]", f"[2002:{whole >> 16:x}:{whole & 0xFFFF:x}::]", "[::1]",
        "[0:0:0:0:0:0:0:1]", "0", "0.0.0.0", "[::]", "\u2460\u2461\u2466.\u24ea.\u24ea.\u2460",  # noqa: S104
        f"{a}\u3002{b}\uff0e{c}.{d}", "%31%32%37.0.0.1",
    )  # fmt: skip
    return f"{rng.choice(('http', 'HTTP'))}://{rng.choice(forms)}:{ground.port}/x"


def _dressed(rng: random.Random, ground: _Ground, n: int) -> str:
    """An inside address behind something that looks like another host."""
    inside = f"127.0.0.1:{ground.port}"
    return rng.choice(
        (
            f"http://{OUTSIDE}@{inside}/", f"http://{OUTSIDE}:80@{inside}/",
            f"http://{inside}#@{OUTSIDE}/", f"http://{inside}?@{OUTSIDE}/",
            f"http://{inside}\\@{OUTSIDE}/", f"http://{OUTSIDE}\\@{inside}/",
            f"http://{inside}/\t@{OUTSIDE}/", f"http:\\\\{inside}/", f"http:/{inside}/",
            f"//{inside}/", f"http://\n{inside}/", f" http://{inside}/", f"http://{inside} /",
            f"http://{OUTSIDE}:{ground.port}@{inside}/", f"gopher://{inside}/_GET",
            f"ftp://{inside}/", "file:///etc/passwd", f"http://127.0.0.1%00.{OUTSIDE}/",
        )
    )  # fmt: skip


def _renamed(rng: random.Random, ground: _Ground, n: int) -> str:
    """A name whose answers are inside: at once, among others, or the next time it is asked for."""
    name, inside = f"n{n}.test", rng.choice(("127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1"))
    turns: tuple[list[Sequence[str]], ...] = (
        [(inside,)],
        [(OUTSIDE, inside)],
        [(inside, OUTSIDE)],
        [(OUTSIDE,), (inside,)],
        [(OUTSIDE,), (OUTSIDE,), (inside,)],
    )
    ground.names.answers[name] = rng.choice(turns)
    return f"http://{name}:{ground.port}/{rng.randrange(9)}"


_WAYS: tuple[Callable[[random.Random, _Ground, int], str], ...] = (_number, _dressed, _renamed)
