"""The guard of the whole suite sees a call to another machine, here and in a process of its own."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import egress
import pytest

CALL = "import socket; s = socket.socket(); s.settimeout(1); s.connect(('192.0.2.1', 80))"


@pytest.fixture
def log(request: pytest.FixtureRequest) -> Path:
    return Path(os.environ[egress.LOG])


def taken_back(log: Path, before: str) -> str:
    """What was noted since, which the guard is not to hold against this test."""
    noted = log.read_text(encoding="utf-8")
    log.write_text(before, encoding="utf-8")
    return noted[len(before) :]


@pytest.mark.parametrize("what", ["connect", "look up", "send"])
def test_a_call_to_another_machine_is_refused_and_noted(what: str, log: Path) -> None:
    before = log.read_text(encoding="utf-8")
    with socket.socket(type=socket.SOCK_DGRAM) as datagram, pytest.raises(egress.Refused):
        if what == "connect":
            socket.create_connection(("192.0.2.1", 80), timeout=1)
        elif what == "look up":
            socket.getaddrinfo("example.org", 80)
        else:
            datagram.sendto(b"x", ("192.0.2.1", 80))
    assert len(taken_back(log, before).splitlines()) == 1


def test_a_process_that_a_test_starts_is_guarded_too(log: Path) -> None:
    before = log.read_text(encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", CALL], capture_output=True, text=True, timeout=60)
    assert "must not leave this machine" in done.stderr
    assert taken_back(log, before) == "socket.connect 192.0.2.1\n"


def test_this_machine_may_be_called() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()
