"""Real parsers in real child processes: slow, killed and stopped ones cost one file at most."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.sandbox import FILES_PER_CHILD, ParseError, Sandbox

PAGE = (
    b"<html><head><title>Fish market</title></head><body><article><p>Port Elder's council voted on "
    b"Tuesday to close the fish market on Quay Street, after 112 years.</p></article></body></html>"
)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()


def children() -> list[int]:
    """The parsers that this process has started and not yet ended."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                parser = b"index.parsers" in (entry / "cmdline").read_bytes()
            except OSError:  # it has ended meanwhile
                continue
            if parser and parent == os.getpid():
                found.append(int(entry.name))
    return found


def test_one_child_reads_many_files_and_ends_with_the_sandbox() -> None:
    sandbox = Sandbox()
    before = children()
    assert sandbox.parse("html", PAGE) == sandbox.parse("html", PAGE)
    [child] = set(children()) - set(before)
    sandbox.close()
    assert child not in children()
    sandbox.close()


def test_a_parser_that_hangs_costs_one_file() -> None:
    quick = Sandbox(seconds=3)
    before = children()
    quick.parse("html", PAGE)
    [child] = set(children()) - set(before)
    os.kill(child, signal.SIGSTOP)
    began = time.monotonic()
    with pytest.raises(ParseError, match="longer than 3 s"):
        quick.parse("html", PAGE)
    assert time.monotonic() - began < 8
    assert child not in children()
    assert "fish market" in quick.parse("html", PAGE).text
    quick.close()


def test_a_page_that_is_slow_to_read_is_given_up() -> None:
    hurried = Sandbox(seconds=1.5)
    slow = b"<html><body><article>" + b"<p>x y z</p>" * 300_000 + b"</article></body></html>"
    began = time.monotonic()
    with pytest.raises(ParseError, match=r"longer than 1\.5 s"):
        hurried.parse("html", slow)
    assert time.monotonic() - began < 5
    hurried.close()


def test_a_child_that_died_before_a_file_does_not_cost_that_file(sandbox: Sandbox) -> None:
    before = children()
    sandbox.parse("html", PAGE)
    [child] = set(children()) - set(before)
    os.kill(child, signal.SIGKILL)
    assert "fish market" in sandbox.parse("html", PAGE).text


def test_a_parser_that_dies_of_a_file_gives_a_reason(sandbox: Sandbox) -> None:
    with pytest.raises(ParseError, match="ran out of memory or time"):
        sandbox.parse("html extra words", PAGE)
    assert "fish market" in sandbox.parse("html", PAGE).text


def test_a_parser_that_is_unknown_gives_a_reason(sandbox: Sandbox) -> None:
    with pytest.raises(ParseError, match="cannot be parsed; save it"):
        sandbox.parse("tiff", PAGE)


def test_a_new_child_comes_now_and_then(sandbox: Sandbox) -> None:
    before = set(children())
    sandbox.parse("html", PAGE)
    [first] = set(children()) - before
    for _ in range(FILES_PER_CHILD - 1):
        with pytest.raises(ParseError):
            sandbox.parse("unknown", b"")
    assert set(children()) - before == {first}
    sandbox.parse("html", PAGE)
    [second] = set(children()) - before
    assert second != first


def test_a_child_knows_no_secrets_and_writes_no_files(sandbox: Sandbox) -> None:
    before = children()
    sandbox.parse("html", PAGE)
    [child] = set(children()) - set(before)
    environment = Path(f"/proc/{child}/environ").read_bytes().split(b"\x00")
    names = {entry.partition(b"=")[0] for entry in environment if entry}
    assert names <= {b"PATH", b"LANG", b"VIRTUAL_ENV", b"LC_CTYPE"}
    limits = Path(f"/proc/{child}/limits").read_text()
    assert [line.split()[3:5] for line in limits.splitlines() if "Max file size" in line] == [
        ["0", "0"]
    ]
    assert [line.split()[3] for line in limits.splitlines() if "Max address space" in line] == [
        "1500000000"
    ]
