"""A real Chroma server for tests: `chroma run` on this machine, stopped by its process."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_CHROMA = "import sys; sys.argv[0] = 'chroma'; from chromadb.cli.cli import app; app()"
"""The program of that name, wherever it was installed."""


class Chroma:
    """A server that can be killed, held still and started again on the same files and port."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it takes connections; does nothing while it does."""
        if self._process:
            return
        place = ["--host", "127.0.0.1", "--port", str(self.port), "--path", str(self.path)]
        with Path(os.devnull).open("wb") as nothing:  # a pipe that nobody reads would stop it
            self._process = subprocess.Popen(
                [sys.executable, "-c", _CHROMA, "run", *place], stdout=nothing, stderr=nothing
            )
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                assert self._process.poll() is None, "chroma run ended"
                time.sleep(0.05)
        raise AssertionError("chroma run does not listen")

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    @contextmanager
    def still(self) -> Iterator[None]:
        """Takes connections and answers nothing, until the end of the block."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)


@contextmanager
def chroma(path: Path) -> Iterator[Chroma]:
    """A server with its files in `path`, until the end of the block."""
    server = Chroma(path)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@contextmanager
def proxied(server: Chroma, token: str) -> Iterator[str]:
    """The URL of a proxy before a server that lets only this bearer's token pass."""

    class Proxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.headers.get("Authorization") != f"Bearer {token}":
                self._answer(401, f"not with {self.headers.get('Authorization')}".encode())
                return
            there = HTTPConnection("127.0.0.1", server.port, timeout=30)
            kind = {"Content-Type": "application/json"}
            there.request(self.command, self.path, body, kind)
            reply = there.getresponse()
            self._answer(reply.status, reply.read())
            there.close()

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

        do_GET = do_POST = do_PUT = do_DELETE = _pass_on

    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as front:
        thread = threading.Thread(target=front.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{front.server_address[1]}"
        finally:
            front.shutdown()
            thread.join(10)
