"""Blocking work in a bounded number of threads, stopped when nobody waits for it any more."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from fastapi import Request
from starlette.requests import ClientDisconnect

from assistant.patience import Stop

T = TypeVar("T")


class Busy(Exception):
    """As much work is waiting as may wait."""


class Workers:
    """`threads` pieces of work at once; `waiting` more may wait for one, and then it is Busy.

    There are many threads, since an answer waits for its model nearly all of the time: with 16 of
    them 64 chats had 6 answers a second from a model that takes 2 s, with 128 they had 15.
    """

    def __init__(self, threads: int = 160, waiting: int = 256) -> None:
        self._pool = ThreadPoolExecutor(threads, "dateline-api")
        self._most, self._under_way = threads + waiting, set[Stop]()

    def room(self) -> None:
        """Raises Busy when more work cannot wait."""
        if len(self._under_way) >= self._most:
            raise Busy("the server has more questions than it can take; ask again in a while")

    async def run(self, request: Request, work: Callable[[], T]) -> T:
        """The work's result. Raises Busy, and ClientDisconnect when the client is gone first."""
        stop, future = self._begin(work)
        gone = asyncio.create_task(_gone(request))
        try:
            both: set[asyncio.Future[Any]] = {future, gone}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if future.done():
                return future.result()
            raise ClientDisconnect
        finally:
            stop.stop()
            gone.cancel()

    async def stream(self, make: Callable[[], Iterator[T]]) -> AsyncGenerator[T, None]:
        """What `make` yields, as it comes; it is stopped when this generator is closed."""
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[T | None] = asyncio.Queue()

        def pump() -> None:
            for item in make():
                loop.call_soon_threadsafe(queue.put_nowait, item)

        stop, future = self._begin(pump)
        future.add_done_callback(lambda _: queue.put_nowait(None))
        try:
            while (item := await queue.get()) is not None:
                yield item
            future.result()
        finally:
            stop.stop()

    def _begin(self, work: Callable[[], T]) -> tuple[Stop, "asyncio.Future[T]"]:
        self.room()
        stop = Stop()
        self._under_way.add(stop)
        future = asyncio.get_running_loop().run_in_executor(self._pool, stop.run, work)

        def done(ended: "asyncio.Future[T]") -> None:
            self._under_way.discard(stop)
            if not ended.cancelled():
                ended.exception()  # looked at, so that asyncio does not report it as forgotten

        future.add_done_callback(done)
        return stop, future


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
