"""Nothing that the tests run may call another machine: a hook in the interpreter itself.

`sys.addaudithook` sees every socket of Python's in this process, whoever opened it, and is no
patch; it cannot be taken out again. Each attempt is refused and written to a file, which the
processes that tests start write to as well: `sitecustomize.py` beside this puts the hook into them.
Sockets that compiled code opens by itself are not seen.
"""

import ipaddress
import os
import socket
import sys
from pathlib import Path
from typing import Any

LOG, FOLDER = "DATELINE_TEST_EGRESS", "DATELINE_TEST_EGRESS_FOLDER"
"""Environment variables: the path of the file, and where each worker of a suite makes its own."""
_CALLS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_LOOKUPS = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})


_installed: list[bool] = []


class Refused(OSError):
    """A call to another machine, from a test."""


def install(log: Path) -> None:
    """Refuse and note what leaves this machine, from now on, here and in child processes."""
    os.environ[LOG] = str(log)
    here = str(Path(__file__).parent)
    before = os.environ.get("PYTHONPATH", "")
    if here not in before.split(os.pathsep):
        os.environ["PYTHONPATH"] = os.pathsep.join(part for part in (here, before) if part)
    # A worker of xdist was guarded as a child before it is as a worker; its own file counts then.
    if not _installed:
        _installed.append(True)
        sys.addaudithook(_heard)


def _heard(event: str, given: tuple[Any, ...]) -> None:
    if event in _CALLS:
        address = given[1]
        where = address[0] if isinstance(address, tuple) else None
    elif event in _LOOKUPS:
        where = given[0]
    else:
        return
    if isinstance(where, bytes):
        where = where.decode("ascii", "replace")
    if where is not None and not _here(where, event in _LOOKUPS):
        with Path(os.environ[LOG]).open("a", encoding="utf-8") as file:
            file.write(f"{event} {where}\n")
        raise Refused(f"{event} to {where}: a test must not leave this machine")


def _here(where: str, lookup: bool) -> bool:
    if where in ("", "localhost", socket.gethostname()):
        return True
    try:
        address = ipaddress.ip_address(where.partition("%")[0])
    except ValueError:
        return lookup and _number(where)
    # An address needs no server to be looked up.
    return lookup or address.is_loopback or address.is_unspecified


def _number(where: str) -> bool:
    """Whether it is an address as old programs write them: 127.1, 0x7f000001, 2130706433."""
    try:
        return bool(socket.inet_aton(where))
    except OSError:
        return False
