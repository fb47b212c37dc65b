"""Both kinds of catalog, for tests whose promises hold for either.

A file has them by `server = both()`: what opens a catalog there takes the fixture `server`.
"""

from typing import Any
from urllib.parse import quote

import pytest
from postgresql import Running

from index.server import Server

IN_A_FILE = pytest.mark.parametrize("server", ["sqlite"], indirect=True)
"""For a test that looks into the file."""


def address(server: Server | None) -> str:
    """What another process is told of it; empty for none."""
    if server is None:
        return ""
    secret = quote(server.password or "", safe="")
    return f"postgresql://{server.user}:{secret}@{server.place}"


def both(scope: str = "function") -> Any:
    """A fixture: no server, then a real one, the latter where `make test-scale` asks for it."""

    @pytest.fixture(
        name="server",
        scope=scope,  # type: ignore[arg-type]
        params=["sqlite", pytest.param("postgresql", marks=pytest.mark.scale)],
    )
    def server(request: pytest.FixtureRequest) -> Server | None:
        if request.param == "sqlite":
            return None
        running: Running = request.getfixturevalue("postgresql")
        return running.server

    return server
