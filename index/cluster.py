"""Passages encoded by the workers of a Ray cluster. The only importer of ray.

What a worker gives for a batch is what this process would have given, byte for byte where the
processors are alike: the encoder rounds by what is in a batch, so batches are made as it does.
"""

import os
import secrets
import socket
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from index.embedding import EmbeddingError, MiniLM, Pooled, Ranges
from index.following import LibraryError

LOCAL = "local"
_RETRIES = 10
"""Times that a batch is begun again when its worker, or the machine of it, is gone."""
_SILENCE = 300.0
"""Seconds in which at least one batch must be finished; one takes 0.2 s, a worker's start 10."""
_CONNECT, _JOIN = 5.0, 60.0
"""Seconds to take a connection, and to let a process join: 5 on an idle machine."""
_STORE = 200_000_000
"""Bytes of shared memory that a local cluster takes."""


class ClusterError(LibraryError):
    """The Ray cluster cannot be used; the message says what to do. What was indexed is kept."""


class Cluster(MiniLM):
    """The bundled encoder, with passages encoded by a cluster's workers; it is joined when needed.

    `address` is "ray://host:port", "host:port" or "auto" on a machine of the cluster, or "local"
    for one that lasts until `close`, on this machine. Each worker opens the encoder once.
    """

    def __init__(self, address: str) -> None:
        """Raises ClusterError where ray is not installed; nothing is called yet."""
        super().__init__()
        self._address, self._joined = address, False
        if find_spec("ray") is None:
            raise ClusterError("--ray needs ray; run: pip install 'dateline[scale]'")

    def pool(self, texts: Sequence[str], sentences: Sequence[Ranges]) -> Iterator[Pooled]:
        """As `MiniLM.pool`; a batch whose worker dies is encoded by another.

        Raises ClusterError.
        """
        self._join()
        from ray.exceptions import RayError

        found: dict[int, Pooled] = {}
        try:
            for batch, pooled in self._encoded(texts, sentences):
                found.update(zip(batch, pooled, strict=True))
        except RayError as error:
            cause = getattr(error, "cause", None) or error
            if isinstance(cause, EmbeddingError):
                raise ClusterError(f"a worker of the Ray cluster: {cause}") from error
            raise ClusterError(
                f"the Ray cluster failed ({type(cause).__name__}); see that each of its machines "
                "has this release of dateline and free memory, and sync again"
            ) from error
        yield from (found[n] for n in range(len(texts)))

    def _encoded(
        self, texts: Sequence[str], sentences: Sequence[Ranges]
    ) -> Iterator[tuple[list[int], list[Pooled]]]:
        """Each batch with its vectors, in the order in which they are finished."""
        import ray

        waiting: dict[Any, list[int]] = {}
        try:
            for batch in self.batches(texts):
                some = [texts[n] for n in batch], [sentences[n] for n in batch]
                waiting[self._encode.remote(self.fingerprint, *some)] = batch
            while waiting:
                ready, _ = ray.wait(list(waiting), timeout=_SILENCE)
                if not ready:
                    raise ClusterError(
                        f"the Ray cluster at {self._address} has finished nothing for "
                        f"{_SILENCE:.0f} seconds; look at what `ray status` says, and sync again"
                    )
                for each in ready:
                    yield waiting.pop(each), ray.get(each)
        finally:
            for each in waiting:
                ray.cancel(each)

    def close(self) -> None:
        """Leave the cluster; a local one ends."""
        import ray

        if self._joined:
            ray.shutdown()
            self._joined = False
            self.__dict__.pop("_encode", None)

    @cached_property
    def _encode(self) -> Any:
        import ray

        return ray.remote(num_cpus=1, max_retries=_RETRIES)(encode)

    def _join(self) -> None:
        local = self._address == LOCAL
        # Ray reads some of them when it is imported.
        with _surroundings(_ALONE | {"RAY_AUTH_TOKEN": _token()} if local else {}):
            import ray

            if ray.is_initialized():
                return
            more = {"include_dashboard": False, "object_store_memory": _STORE} if local else {}
            try:
                _knock(self._address)
                with warnings.catch_warnings(action="ignore"):
                    ray.init(self._address, logging_level="ERROR", log_to_driver=False, **more)
            except Exception as error:  # Ray raises what its many parts do
                where = "started here" if local else f"joined at {self._address}"
                raise ClusterError(
                    f"no Ray cluster can be {where} ({type(error).__name__}); correct the address, "
                    "set RAY_AUTH_MODE=token if it asks for a token, or leave out --ray, for the "
                    "same index"
                ) from error
        self._joined = True


def encode(fingerprint: str, texts: Sequence[str], sentences: Sequence[Ranges]) -> list[Pooled]:
    """What a worker runs, on one batch. Raises EmbeddingError where it has another encoder."""
    encoder = _encoder()
    if encoder.fingerprint != fingerprint:
        raise EmbeddingError("it has another encoder; install the same release of dateline there")
    return list(encoder.pool(texts, sentences))


@lru_cache(maxsize=1)
def _encoder() -> MiniLM:
    return MiniLM(threads=1)


@lru_cache(maxsize=1)
def _token() -> str:
    """One for all local clusters of this process: Ray's libraries read it once."""
    return secrets.token_hex(32)


_ALONE = {
    "RAY_USAGE_STATS_ENABLED": "0",
    # Ray listens on every address, for anyone to run code, unless it is told it is on Windows.
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
    "RAY_AUTH_MODE": "token",
    # One of its processes asks three clouds for their metadata: it asks a closed port here.
    "http_proxy": "http://127.0.0.1:9",
    "no_proxy": "127.0.0.1,localhost",
}
"""Variables for the processes of a local cluster, which then call and are called by nobody else."""


@contextmanager
def _surroundings(variables: Mapping[str, str]) -> Iterator[None]:
    """Environment variables that processes started in the block inherit."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _knock(address: str) -> None:
    """Raises OSError or SubprocessError in bounded time where no cluster is.

    Ray would wait for ever where something else listens, so another process tries first; it gives
    up by itself on a "ray://".
    """
    if address == LOCAL:
        return
    parts = urlsplit(address if "://" in address else f"//{address}")
    if address != "auto":
        socket.create_connection((parts.hostname, parts.port or 10001), _CONNECT).close()
    if not parts.scheme:
        quiet = subprocess.DEVNULL
        command = [sys.executable, "-c", "import ray, sys; ray.init(sys.argv[1])", address]
        subprocess.run(command, check=True, timeout=_JOIN, stdout=quiet, stderr=quiet)
