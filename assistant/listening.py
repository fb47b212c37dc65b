"""An ASGI application served until it is interrupted."""

import logging
import socket
from contextlib import suppress
from typing import Any


def listen(app: Any, host: str, port: int) -> None:
    """Serve on this address and print it; port 0 takes a free one.

    Raises OSError, with words for the user, for an address or a port that cannot be had.
    """
    six = ":" in host
    try:
        listening = socket.create_server(
            (host, port), family=socket.AF_INET6 if six else socket.AF_INET
        )
    except OSError as error:
        reason = f"{error.strerror}; choose another with --port"
        raise OSError(error.errno, reason, f"port {port}") from error
    with listening:
        import uvicorn

        # An open page holds a connection: without a limit, stopping would wait for it to close.
        config = uvicorn.Config(
            app,
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
        )
        log = logging.getLogger("uvicorn.error")
        log.addFilter(lambda record: not record.getMessage().startswith("Cancel "))
        address = f"http://{f'[{host}]' if six else host}:{listening.getsockname()[1]}"
        print(f"Dateline is at {address} (Ctrl+C stops it)", flush=True)
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
