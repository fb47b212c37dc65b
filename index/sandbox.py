"""Parsers in a child process with limits: a hostile file costs one file and one child."""

import os
import select
import subprocess
import sys
import time

from pydantic import BaseModel, ConfigDict, ValidationError

ANSWER_BYTES = 16_000_000
SECONDS = 20.0
FILES_PER_CHILD = 200
"""A child's CPU limit is for its whole life, and parsers leak: a new one now and then."""


class ParseError(Exception):
    """The file could not be parsed; the message says why, in words for its owner."""


class Draft(BaseModel):
    """What a parser found in a file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    published: str | None = None
    url: str | None = None


class Sandbox:
    """Starts its child when first needed. Use from one thread; close when done.

    A file may take `seconds`, its child's start included.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._files = 0

    def parse(self, name: str, data: bytes) -> Draft:
        """The draft that the parser `name` makes of `data`. Raises ParseError."""
        if self._files >= FILES_PER_CHILD:
            self.close()
        used = self._files > 0
        child = self._child or self._start()
        self._files += 1
        request = b"%s %d\n" % (name.encode(), len(data)) + data
        try:
            answer = _exchange(child, request, self._seconds)
        except TimeoutError as error:
            self.close()
            raise ParseError(f"it took longer than {self._seconds:g} s to read") from error
        except (OSError, EOFError, ValueError) as error:
            self.close()
            if used:  # what earlier files left or used up must not cost this one
                return self.parse(name, data)
            raise ParseError("its parser ran out of memory or time") from error
        if answer[:8] == b'{"error"':
            import json

            raise ParseError(str(json.loads(answer)["error"]))
        try:
            return Draft.model_validate_json(answer)
        except ValidationError as error:
            raise ParseError("its parser gave something that is not an article") from error

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
        self._child, self._files = None, 0

    def _start(self) -> subprocess.Popen[bytes]:
        # -P: a folder called "index" where the user stands must not be imported instead of ours.
        command = [sys.executable, "-P", "-c", "from index.markup import serve; serve()"]
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "VIRTUAL_ENV")}
        self._child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept,
        )
        return self._child


def _exchange(child: subprocess.Popen[bytes], request: bytes, seconds: float) -> bytes:
    assert child.stdin and child.stdout
    deadline = time.monotonic() + seconds
    into, out = child.stdin.fileno(), child.stdout.fileno()
    os.set_blocking(into, False)
    left = memoryview(request)
    received = bytearray()
    expected: int | None = None
    while expected is None or len(received) < expected:
        wait = deadline - time.monotonic()
        if wait <= 0:
            raise TimeoutError
        readable, writable, _ = select.select([out], [into] if left else [], [], wait)
        if writable:
            left = left[os.write(into, left[:65536]) :]
        if readable:
            block = os.read(out, 65536)
            if not block:
                raise EOFError
            received += block
            if expected is None and b"\n" in received:
                head, _, rest = bytes(received).partition(b"\n")
                expected, received = int(head), bytearray(rest)
                if expected > ANSWER_BYTES:
                    raise ValueError("the answer is too long")
    return bytes(received)
