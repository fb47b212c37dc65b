"""One file on the Hugging Face hub, fetched so that a stopped fetch goes on where it stopped."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

Advance = Callable[[int], object]
HUB = "https://huggingface.co"
_TRIES = 3
_CONNECT, _READ = 10.0, 60.0
"""Seconds."""


class HubError(Exception):
    """The hub does not give the file. The message goes on from its name: "… is not reachable"."""


class BrokenOff(HubError):
    """The connection broke again and again; what came before is kept."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file that is to be at `target`: from `url`, of `size` bytes.

    `advance` is told the bytes as they come, those that were there first; less than 0 when they are
    of no use.
    """

    url: str
    target: Path
    size: int
    sha256: str
    advance: Advance

    def run(self) -> None:
        """Fetch what is missing. What has come is for the caller to verify. Raises HubError.

        The hub names the SHA-256 of a large file (`X-Linked-Etag`) before it sends it: another
        file is not fetched. A connection that breaks is made again.
        """
        import httpx

        self.advance(self._there())
        limits = httpx.Timeout(_READ, connect=_CONNECT)
        with httpx.Client(timeout=limits, headers={"Accept-Encoding": "identity"}) as client:
            for left in reversed(range(_TRIES)):
                try:
                    self._go_on(client)
                    break
                except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError):
                    raise HubError("is not reachable") from None
                except httpx.HTTPError:
                    if not left:
                        broke = BrokenOff if self._there() else HubError
                        raise broke("broke off the connection") from None

    def _there(self) -> int:
        return self.target.stat().st_size if self.target.exists() else 0

    def _go_on(self, client: "httpx.Client") -> None:
        there = self._there()
        if there == self.size:
            return
        asked = {"Range": f"bytes={there}-"} if there else {}
        with client.stream("GET", self.url, headers=asked, follow_redirects=True) as reply:
            self._check(reply)
            on = reply.headers.get("content-range", "").startswith(f"bytes {there}-")
            if there and not on:
                self.advance(-there)
                there = 0
            with self.target.open("ab" if there else "wb") as out:
                for block in reply.iter_raw():
                    there += len(block)
                    out.write(block)
                    self.advance(len(block))
                    if there > self.size:
                        break
        if there != self.size:
            self.target.unlink()
            raise HubError("has a file of another size under this name")

    def _check(self, reply: "httpx.Response") -> None:
        if reply.status_code not in (200, 206):
            raise HubError(f"does not give the file (HTTP {reply.status_code})")
        for each in (*reply.history, reply):
            named = each.headers.get("x-linked-etag", "").strip('"')
            if named and named != self.sha256:
                raise HubError("has another file under this name (its SHA-256 differs)")
