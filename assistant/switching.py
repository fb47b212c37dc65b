"""One assistant that is open, and another folder's opened in its place while questions run."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.desk import Assistant


class Switch:
    """Holds the assistant that is open. One that is replaced is closed when its last user is done.

    `open` makes the assistant of a folder.
    """

    def __init__(self, assistant: Assistant, open: Callable[[Path], Assistant]) -> None:
        self._open = open
        self._lock = threading.Lock()
        self._current = _Lent(assistant)

    @property
    def assistant(self) -> Assistant:
        """The one that is open now. Use it inside `using`, so that it stays open meanwhile."""
        return self._current.assistant

    @contextmanager
    def using(self) -> Iterator[Assistant]:
        """The assistant that is open, which stays open inside."""
        with self._lock:
            lent = self._current
            lent.users += 1
        try:
            yield lent.assistant
        finally:
            with self._lock:
                lent.users -= 1
            self._let_go(lent)

    def turn_to(self, folder: Path) -> Assistant:
        """Open another folder's assistant in place of this one; where it is open, leave it.

        Raises index.library.LibraryError, and nothing has changed then.
        """
        folder = folder.expanduser().resolve()
        if folder == self.assistant.library.folder:
            return self.assistant
        opened = _Lent(self._open(folder))
        with self._lock:
            before, self._current = self._current, opened
        self._let_go(before)
        return opened.assistant

    def close(self) -> None:
        """Close the one that is open now."""
        self.assistant.close()

    def _let_go(self, lent: "_Lent") -> None:
        with self._lock:
            last = lent is not self._current and not lent.users and not lent.closed
            lent.closed = lent.closed or last
        if last:
            lent.assistant.close()


class _Lent:
    """An assistant, and how many use it now."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.users = 0
        self.closed = False
