"""A model on this machine: llama.cpp in this process, with an OpenAI-compatible server of its own.

The only importer of xllamacpp.
"""

import secrets
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.completing import Ask, Call, Endpoint, ModelError

if TYPE_CHECKING:
    import xllamacpp

_SLOTS, CONTEXT = 2, 2_560
"""A slot for the judge and one for the writer, who keeps its worked example; tokens of each. The
longest prompt is 1,200, its repair about 1,600."""
_QUIET = -1


def installed() -> bool:
    """Whether the runtime is there."""
    return find_spec("xllamacpp") is not None


class LocalModel:
    """A GGUF file, loaded when it is first asked for (1 to 3 s) and kept until `close`.

    Its server listens on a free port of 127.0.0.1 and answers only to a key made here.
    """

    def __init__(self, label: str, path: Path, *, connect: float, read: float) -> None:
        self._label, self._path = label, path
        self._connect, self._read = connect, read
        self._lock = threading.Lock()
        self._server: xllamacpp.Server | None = None
        self._endpoint: Endpoint | None = None

    @property
    def name(self) -> str:
        return self._label

    def call(self, ask: Ask) -> Call:
        """Prepare a call, after loading the model. Raises ModelError when it cannot be loaded."""
        return self.endpoint().call(ask)

    def endpoint(self) -> Endpoint:
        """Its server, after loading the model. Raises ModelError when it cannot be loaded."""
        with self._lock:
            self._endpoint = self._endpoint or self._start()
            return self._endpoint

    def close(self) -> None:
        """Stop the server and give the memory back."""
        with self._lock:
            self._server = self._endpoint = None

    def _start(self) -> Endpoint:
        import xllamacpp

        key = secrets.token_urlsafe(32)
        params = xllamacpp.CommonParams()
        params.model.path = str(self._path)
        params.n_ctx, params.n_parallel = _SLOTS * CONTEXT, _SLOTS
        params.hostnames, params.port = ["127.0.0.1"], 0
        params.api_keys = [key]
        params.cache_ram_mib = 0  # it would keep up to 8 GB of earlier prompts
        params.offline, params.ui = True, False
        params.verbosity = _QUIET
        try:
            self._server = xllamacpp.Server(params)
        except Exception as error:  # the runtime's own exceptions have no common class
            raise ModelError("could not be loaded; `dateline model get` fetches it anew") from error
        return Endpoint(
            label=self._label,
            url=f"{self._server.listening_address}/v1",
            model=self._label,
            key=key,
            connect=self._connect,
            read=self._read,
        )
