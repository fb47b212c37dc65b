"""One connection to a PostgreSQL server, and what can go wrong with it, in sentences.

The only importer of pg8000.
"""

import os
import socket
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from index.database import CatalogError, Unreachable
from index.server import Server

if TYPE_CHECKING:
    from pg8000.native import Connection, PreparedStatement

_PATIENCE = 30
"""Seconds without a byte from the server, after which it counts as gone; SQLite waits as long."""
_TO_ANSWER = 5
"""Seconds for a machine to answer at all."""
_PREPARED = 64
"""Statements that the server keeps parsed: each is sent once, and then only its values."""
_KEEPALIVE = (
    "SET tcp_keepalives_idle TO 20; SET tcp_keepalives_interval TO 10; "
    "SET tcp_keepalives_count TO 3"
)
"""A machine that vanished holds the right to write for a minute, not for two hours."""
_OURS = ("23", "42")
"""Classes of SQLSTATE that are a mistake in this program: integrity, syntax."""
_THEIRS = ("42501", "42P01")
"""No privilege; no such table."""
_GONE = ("57P01", "57P02", "57P03", "08")


class Lost(Unreachable):
    """The connection ended. What was committed is kept, what was not is not."""

    @classmethod
    def of(cls, server: Server) -> "Lost":
        """In a sentence."""
        return cls(f"the connection to {server} was lost; what was committed is kept: run it again")


class Wire:
    """A `Session` over one connection, which one thread uses at a time.

    `lost` once nothing more can be said over it: the connection ended, or stopped inside an answer.
    """

    def __init__(self, server: Server) -> None:
        self._server, self._connection = server, _connect(server)
        self._prepared: OrderedDict[str, PreparedStatement] = OrderedDict()
        self.lost = False
        self.run(_KEEPALIVE)

    def run(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Every row that a statement gives; without values there may be several statements."""
        with self._whole():
            if not values:
                return list(self._connection.run(query) or ())
            statement = self._statement(query)
            return list(statement.run(**{f"v{n}": value for n, value in enumerate(values)}) or ())

    def many(self, query: str, rows: Iterable[Sequence[Any]]) -> None:
        """One statement for each row of values."""
        for values in rows:
            self.run(query, values)

    def close(self) -> None:
        """Hang up; what was not committed is undone by the server."""
        self.lost = True
        with suppress(Exception):  # of a connection that has ended already
            self._connection.close()

    def _statement(self, query: str) -> "PreparedStatement":
        if query not in self._prepared:
            first, *others = query.split("?")  # no statement of ours has one inside quotes
            named = first + "".join(f":v{n}{part}" for n, part in enumerate(others))
            self._prepared[query] = self._connection.prepare(named)
            while len(self._prepared) > _PREPARED:
                self._prepared.popitem(last=False)[1].close()
        self._prepared.move_to_end(query)
        return self._prepared[query]

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """A question and all of its answer: if it ends before that, so does the connection."""
        from pg8000.exceptions import DatabaseError, InterfaceError

        if self.lost:
            raise Lost.of(self._server)
        self.lost = True
        try:
            yield
        except DatabaseError as error:
            code = _told(error, "C")
            if not code.startswith(_GONE):
                self.lost = False
                if code.startswith(_OURS) and code not in _THEIRS:
                    raise
                raise _refused(self._server, error) from error
            raise Lost.of(self._server) from error
        except (InterfaceError, OSError) as error:
            raise Lost.of(self._server) from error
        self.lost = False


def _connect(server: Server) -> "Connection":
    try:
        from pg8000.exceptions import DatabaseError, InterfaceError
        from pg8000.native import Connection
    except ImportError as error:
        raise Unreachable(
            "a catalog on PostgreSQL needs pg8000; run: pip install 'dateline[scale]'"
        ) from error
    made = None
    try:
        made = _socket(server)
        return Connection(
            server.user,
            host=server.host,
            sock=made,
            database=server.database,
            password=server.password,
            ssl_context=_tls(server),
            application_name=f"dateline {socket.gethostname()[:40]} {os.getpid()}",
        )
    except DatabaseError as error:
        raise _refused(server, error) from error
    except (InterfaceError, OSError) as error:
        if made is not None:
            made.close()
        cause = error.__cause__ or error
        why = getattr(cause, "strerror", None) or cause
        raise Unreachable(
            f"{server} cannot be reached ({why}); start the server, or correct DATELINE_CATALOG"
        ) from error


def _socket(server: Server) -> socket.socket:
    if not server.socket:
        made = socket.create_connection((server.host, server.port), _TO_ANSWER)
        made.settimeout(_PATIENCE)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        # The driver sends a row in several parts. Where each waits until the one before it was
        # confirmed, an insert of a passage took 41 ms; now .6 ms.
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made
    made = socket.socket(socket.AF_UNIX)
    made.settimeout(_PATIENCE)
    try:
        made.connect(server.socket)
    except OSError:
        made.close()
        raise
    return made


def _tls(server: Server) -> Any:
    """What the driver takes: False for none, True for any certificate."""
    if server.tls != "verify-full":
        return server.tls == "require"
    import ssl

    return ssl.create_default_context()


def _told(error: Exception, field: str) -> str:
    """A field of the server's answer; C is the SQLSTATE, M the message."""
    told = error.args[0] if error.args else None
    return str(told.get(field, "")) if isinstance(told, dict) else ""


def _refused(server: Server, error: Exception) -> CatalogError:
    code, says = _told(error, "C"), _told(error, "M") or str(error)
    if code.startswith("28"):
        why = "does not let this user in with this password; correct DATELINE_CATALOG"
    elif code == "3D000":
        why = "has no such database; make it with createdb, or correct DATELINE_CATALOG"
    elif code == "42501":
        why = (
            f"does not allow it ({says}); its owner can say: GRANT CREATE ON DATABASE "
            f'"{server.database}" TO "{server.user}"'
        )
    elif code == "42P01":
        return CatalogError(f"{server}: the tables of this library are gone; start again")
    elif code.startswith("XX"):
        return CatalogError(
            f"{server} is damaged or cannot be used ({says}); if it is damaged, "
            "`dateline doctor --repair` makes this library again"
        )
    else:
        why = f"cannot do it now ({says}); what was committed is kept: run it again"
    return Unreachable(f"{server} {why}")
