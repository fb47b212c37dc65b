"""Parsers in a child process with limits: a hostile file costs one file and one child."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, ValidationError

ANSWER_BYTES = 12_000_000
"""Of all that is found in one file; a file has at most 10 MB."""
MOST = 10_000
"""Articles in one file."""
WEIGHT = 24_000_000
"""Bytes that texts of one file take in memory: one odd letter makes all others take four each."""
SECONDS = 20.0
FILES_PER_CHILD = 200
"""A child's CPU limit is for its whole life, and parsers leak: a new one now and then."""


class ParseError(Exception):
    """The file could not be parsed; the message says why, in words for its owner."""


class Draft(BaseModel):
    """What a parser found in a file, or in the `member` of a file that holds several.

    With an `error` it is no article. A `note` is for the file's owner.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = ""
    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    published: str | None = None
    url: str | None = None
    member: str = ""
    note: str = ""
    error: str | None = None


class Sandbox:
    """Starts its child when first needed. Use from one thread; close when done.

    A file may take `seconds`, its child's start included, for each article in it.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._files = 0

    def parse(self, name: str, data: bytes) -> Draft:
        """The draft that the parser `name` makes of `data`. Raises ParseError."""
        drafts = self.parse_all(name, data)
        if len(drafts) != 1 or drafts[0].error:
            raise ParseError(drafts[0].error or "" if drafts else "it holds no article")
        return drafts[0]

    def parse_all(self, name: str, data: bytes) -> list[Draft]:
        """The drafts that the parser `name` makes of `data`, in its order. Raises ParseError."""
        if self._files >= FILES_PER_CHILD:
            self.close()
        used = self._files > 0
        child = self._child or self._start()
        self._files += 1
        header = b"%s %d\n" % (name.encode(), len(data))
        try:
            drafts, weight = list[Draft](), 0
            for each in _exchange(child, (header, data), self._seconds):
                drafts.append(Draft.model_validate_json(each))
                weight += sys.getsizeof(drafts[-1].text)
                if weight > WEIGHT:
                    raise OverflowError
            return drafts
        except TimeoutError as error:
            self.close()
            raise ParseError(f"it took longer than {self._seconds:g} s to read") from error
        except ValidationError as error:
            self.close()
            raise ParseError("its parser gave something that is not an article") from error
        except OverflowError as error:
            self.close()
            raise ParseError("it holds too many articles, or too much text; split it") from error
        except (OSError, EOFError, ValueError) as error:
            self.close()
            if used:  # what earlier files left or used up must not cost this one
                return self.parse_all(name, data)
            raise ParseError("its parser ran out of memory or time") from error

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
        self._child, self._files = None, 0

    def _start(self) -> subprocess.Popen[bytes]:
        # -P: a folder called "index" where the user stands must not be imported instead of ours.
        command = [sys.executable, "-P", "-c", "from index.parsers import serve; serve()"]
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "VIRTUAL_ENV")}
        self._child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept,
        )
        return self._child


def _exchange(
    child: subprocess.Popen[bytes], request: tuple[bytes, bytes], seconds: float
) -> Iterator[bytes]:
    """Send a request in two parts and give each finding; `seconds` are from one to the next.

    Raises TimeoutError; EOFError, OSError or ValueError for a child that died or babbles;
    OverflowError for too long an answer.
    """
    assert child.stdin and child.stdout
    into, out = child.stdin.fileno(), child.stdout.fileno()
    os.set_blocking(into, False)
    left, rest = (memoryview(part) for part in request)
    received = bytearray()
    total = count = 0
    deadline = time.monotonic() + seconds
    while True:
        end = received.find(b"\n")
        length = int(received[:end]) if end >= 0 else None
        if length == 0:
            return
        if length is not None and (total + length > ANSWER_BYTES or count >= MOST):
            raise OverflowError
        if length is not None and len(received) > end + length:
            total, count = total + length, count + 1
            yield bytes(received[end + 1 : end + 1 + length])
            del received[: end + 1 + length]
            deadline = time.monotonic() + seconds
            continue
        wait = deadline - time.monotonic()
        if wait <= 0:
            raise TimeoutError
        readable, writable, _ = select.select([out], [into] if left else [], [], wait)
        if writable:
            left = left[os.write(into, left[:65536]) :]
            if not left:
                left, rest = rest, memoryview(b"")
        if readable:
            block = os.read(out, 65536)
            if not block:
                raise EOFError
            received += block
