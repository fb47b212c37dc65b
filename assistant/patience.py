"""How long a model may take, how often it is asked again, and when it is left alone for a while."""

import random
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from assistant.completing import Ask, Call, Completer, Message, ModelError, Piece

T = TypeVar("T")
_jitter = random.SystemRandom().random
"""Not seeded: clients that a server turned away must not all come back at once."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, unless the name says otherwise. `total` is for all calls of one answer together."""

    connect: float = 5.0
    first_token: float = 30.0
    between: float = 15.0
    total: float = 120.0
    retries: int = 2
    pause: float = 1.0
    longest_pause: float = 20.0
    failures: int = 3
    rest: float = 60.0


class Deadline:
    """The moment by which one answer must be there."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds, never below 0."""
        return max(0.0, self._end - time.monotonic())


class Stopped(Exception):
    """Nobody waits for the answer any more; no failure of the model."""


Inbox = SimpleQueue[Piece | ModelError | Stopped | None]


class Stop:
    """Ends an answer from another thread, in the middle of a model's silence if need be."""

    def __init__(self) -> None:
        self._lock, self._stopped, self._inboxes = threading.Lock(), False, set[Inbox]()

    def run(self, work: Callable[[], T]) -> T:
        """Do the work. Once `stop` was called, it raises Stopped where it waits for a model."""
        token = _stop.set(self)
        try:
            if self._stopped:
                raise Stopped
            return work()
        finally:
            _stop.reset(token)

    def stop(self) -> None:
        """Let the calls under way, and those that would come, end."""
        with self._lock:
            self._stopped = True
            for inbox in self._inboxes:
                inbox.put(Stopped())

    @contextmanager
    def heard(self, inbox: Inbox) -> Iterator[None]:
        """A block during which `stop` puts word of it into this inbox."""
        with self._lock:
            if self._stopped:
                raise Stopped
            self._inboxes.add(inbox)
        try:
            yield
        finally:
            with self._lock:
                self._inboxes.discard(inbox)


_stop: ContextVar[Stop | None] = ContextVar("_stop", default=None)


class Breaker:
    """After `failures` in a row a model is not asked for `rest` seconds, then once to try it."""

    def __init__(self, limits: Limits) -> None:
        self._limits, self._lock = limits, threading.Lock()
        self._failed, self._until = 0, 0.0

    def check(self) -> None:
        """Raises ModelError while the model is left alone."""
        with self._lock:
            left = self._until - time.monotonic()
            if self._failed >= self._limits.failures:
                if left > 0:
                    raise ModelError(
                        f"failed {self._failed} times in a row and is tried again in {left:.0f} s"
                    )
                self._until = time.monotonic() + self._limits.rest

    def note(self, worked: bool) -> None:
        """Count a call that worked, or one that did not."""
        with self._lock:
            self._failed = 0 if worked else self._failed + 1
            if self._failed >= self._limits.failures:
                self._until = time.monotonic() + self._limits.rest


class Caller:
    """Asks one model, within limits. Thread-safe.

    `schemas`: whether to ask for replies by a schema; set to false once the server refuses one.
    """

    def __init__(self, completer: Completer, limits: Limits, *, schemas: bool = True) -> None:
        self.limits, self.schemas = limits, schemas
        self.completer = completer
        self._breaker = Breaker(limits)

    @property
    def name(self) -> str:
        return self.completer.name

    def stream(
        self,
        messages: Sequence[Message],
        *,
        most: int,
        deadline: Deadline,
        alternatives: int = 0,
        schema: Mapping[str, Any] | None = None,
    ) -> Generator[Piece, None, None]:
        """A reply of at most `most` tokens, piece by piece. Closing it hangs up.

        `alternatives` and `schema` are those of `Ask`. A call that fails before anything came is
        made again, as often and as late as the limits have it. Raises ModelError, also when the
        reply stops without saying that it is complete.
        """
        ask = Ask(messages, most, alternatives, schema)
        for attempt in range(self.limits.retries + 1):
            self._breaker.check()
            begun = False
            try:
                for piece in self._once(self.completer.call(ask), deadline):
                    begun = True
                    yield piece
            except (GeneratorExit, Stopped):
                self._breaker.note(worked=True)
                raise
            except ModelError as error:
                pause = _pause(error, attempt, self.limits)
                over = begun or not error.again or attempt == self.limits.retries
                if over or pause > min(self.limits.longest_pause, deadline.left()):
                    self._breaker.note(worked=error.answered)
                    raise
                time.sleep(pause)
            else:
                self._breaker.note(worked=True)
                return

    def _once(self, call: Call, deadline: Deadline) -> Generator[Piece, None, None]:
        inbox: Inbox = SimpleQueue()
        work = copy_context().run  # so that its spans belong to the one they are made in
        threading.Thread(target=work, args=(_work, call, inbox), daemon=True).start()
        limit, what = self.limits.first_token, "has not begun to reply"
        finished = False
        with closing(call), (_stop.get() or Stop()).heard(inbox):
            while (got := _next(inbox, limit, what, deadline, self.limits)) is not None:
                limit, what = self.limits.between, "stopped in the middle of its reply"
                finished = finished or got.finish is not None
                yield got
            if not finished:
                raise ModelError("sent a reply that was cut off or cannot be read")


def _work(call: Call, inbox: Inbox) -> None:
    # A thread of its own, because a server that sends a byte now and then defeats every time-out
    # on a socket.
    try:
        for piece in call.pieces():
            inbox.put(piece)
        inbox.put(None)
    except ModelError as error:
        inbox.put(error)


def _next(
    inbox: Inbox,
    limit: float,
    what: str,
    deadline: Deadline,
    limits: Limits,
) -> Piece | None:
    left = deadline.left()
    try:
        got = inbox.get(timeout=min(limit, left)) if left else inbox.get_nowait()
    except Empty:
        if left <= limit:
            raise ModelError(f"took longer than {limits.total:g} s in all") from None
        raise ModelError(f"{what} within {limit:g} s") from None
    if isinstance(got, ModelError | Stopped):
        raise got
    return got


def _pause(error: ModelError, attempt: int, limits: Limits) -> float:
    """Full jitter (Brooker, "Exponential backoff and jitter", 2015), or what the server asks."""
    if error.after is not None:
        return error.after
    return _jitter() * limits.pause * 2.0**attempt
