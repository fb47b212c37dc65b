"""A PostgreSQL server of the tests' own, in a folder of its own, on a free port of this machine."""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from index.database import CatalogError
from index.server import Server
from index.wire import Wire

PASSWORD = "open sesame/%?"  # noqa: S105
"""With what is special in a URL."""


def programs() -> Path:
    """The folder of initdb and postgres; skips where there is none, or no driver."""
    if importlib.util.find_spec("pg8000") is None:
        pytest.skip("pg8000 is not installed; `make test-scale` installs it")
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    for folder in [*known, *([Path(on_path).resolve().parent] if on_path else [])]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    pytest.skip("there is no PostgreSQL server here, and .ci/postgresql could not install one")


class Running:
    """A server that can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self._programs, self._folder = programs(), folder
        self._user = _unprivileged()
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            port = free.getsockname()[1]
        self.server = Server("127.0.0.1", port, "dateline", "postgres", PASSWORD, "disable")
        if self._user is not None:
            os.chown(folder, self._user, -1)
        secret = folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        options = [
            "-D", folder / "data", "-U", "dateline", "-E", "UTF8", "--locale=C.UTF-8",
            "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync",
        ]  # fmt: skip
        try:  # one that orders text as a dictionary does, which servers before 15 cannot
            self._run("initdb", *options, "--locale-provider=icu", "--icu-locale=en")
        except subprocess.CalledProcessError:
            shutil.rmtree(folder / "data", ignore_errors=True)
            self._run("initdb", *options)
        with (folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write("fsync = off\n")
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = (self._folder / "log").open("a")
        self._process = subprocess.Popen(
            [
                self._programs / "postgres", "-D", self._folder / "data", "-k", self._folder,
                "-p", str(self.server.port), "-c", "listen_addresses=127.0.0.1",
            ],
            user=self._user, cwd=self._folder, stdout=log, stderr=log,
        )  # fmt: skip
        log.close()
        until = time.monotonic() + 60
        while True:
            try:
                Wire(self.server).close()
                return
            except CatalogError:
                assert self._process.poll() is None, (self._folder / "log").read_text()
                assert time.monotonic() < until, (self._folder / "log").read_text()
                time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends every connection, SIGQUIT does it without writing anything first."""
        self._process.send_signal(how)
        self._process.wait(60)

    def run(self, query: str, database: str = "postgres") -> list[list[object]]:
        """What a statement of the server's owner gives."""
        with closing(Wire(replace(self.server, database=database))) as wire:
            return wire.run(query)

    def _run(self, name: str, *options: str | Path) -> None:
        command = [self._programs / name, *options]
        subprocess.run(
            command, user=self._user, cwd=self._folder, check=True, capture_output=True, text=True
        )


@contextmanager
def running() -> Iterator[Running]:
    """A new server, and its folder, while the block lasts."""
    programs()
    with tempfile.TemporaryDirectory(prefix="dateline-pg-", ignore_cleanup_errors=True) as name:
        started = Running(Path(name))
        try:
            yield started
        finally:
            started.stop()


def _unprivileged() -> int | None:
    """Whom the server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    known = {each.pw_name: each.pw_uid for each in pwd.getpwall()}
    return known.get("postgres", known["nobody"])
