"""`dateline web`, `dateline serve` and `dateline mcp`: the articles in a page, and for programs."""

import argparse
import gc
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stdout
from importlib.util import find_spec
from typing import Literal

from assistant.desk import Assistant
from assistant.progress import tell_of_another
from assistant.settings import Settings
from assistant.switching import Switch
from index.library import LibraryError, Locked

_NEEDS = {"api": ("fastapi", "uvicorn"), "mcp": ("mcp",)}
_COLLECTED = (50_000, 20, 20)
"""New objects before the garbage collector looks, and looks of each kind before a wider one."""


@contextmanager
def ready(extra: Literal["api", "mcp"]) -> Iterator[None]:
    """A block in which what an extra brings is there, else LibraryError is raised.

    For MCP, whose messages are all that may be on standard output, the rest goes to standard error.
    """
    if any(find_spec(each) is None for each in _NEEDS[extra]):
        install = f"pip install -e '.[{extra}]'"
        raise LibraryError(f"that needs the extra {extra}; in the project's folder run: {install}")
    with redirect_stdout(sys.stderr if extra == "mcp" else sys.stdout):
        yield


def leave_alone() -> None:
    """Keep what start-up made out of the garbage collector's way, once all is imported.

    It looks through every object now and then, some 40 ms each time: of searches among 100,000
    passages the slowest twentieth took 61 to 82 ms, and 34 without. A search makes thousands of
    small objects, so that it would look at the newest several times in each: with the interpreter's
    own thresholds the slowest twentieth took 24 ms, and 20 with these.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTED)


@contextmanager
def followed(assistant: Assistant) -> Iterator[Switch]:
    """A switch over the assistant, to be served: it answers from what is indexed so far.

    Raises Locked where another process is indexing and there is nothing to answer from yet.
    """
    leave_alone()
    try:
        assistant.library.claim()
    except Locked as error:
        tell_of_another(assistant.library, error)
    with closing(Switch(assistant)) as switch:
        yield switch
    if assistant.library.trouble:
        print(f"dateline: {assistant.library.trouble}", file=sys.stderr)


def page(assistant: Assistant, options: argparse.Namespace, settings: Settings) -> None:
    """The page, until it is interrupted. Its folder is followed while it is open."""
    from assistant.web.page import serve

    with followed(assistant) as switch:
        serve(switch, settings.host, options.port or settings.port, settings.token, settings)


def serve(assistant: Assistant, options: argparse.Namespace, settings: Settings) -> None:
    """The HTTP API until it is interrupted. Its folder is followed meanwhile."""
    from assistant.api import app

    with followed(assistant) as switch:
        switch.background.follow()
        app.serve(switch, settings, options.host or settings.host, options.port or settings.port)


def mcp(assistant: Assistant, options: argparse.Namespace, settings: Settings) -> None:
    """The MCP server, until its client hangs up or it is interrupted; it follows its folder."""
    from assistant import mcp_server

    with followed(assistant) as switch:
        switch.background.follow()
        if options.http:
            mcp_server.serve(switch, options.port or settings.port, settings.token)
        else:
            with redirect_stdout(sys.__stdout__ or sys.stdout):
                mcp_server.converse(switch)
