"""From a spec to an embedder, a reranker or a store of vectors other than the bundled one."""

import inspect
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from assistant.completing import Endpoint
from assistant.embedders import Encoder, LlamaIndexEncoder, Plugged, ServerEncoder
from assistant.models import OPENAI, SpecError
from assistant.reranking import Reranker
from assistant.settings import Settings
from index.embedding import Embedder, MiniLM
from index.stores import Store

EMBEDDERS = "bundled, openai:NAME, http://host/v1#NAME or llamaindex:package.module:Class#NAME"
RERANKERS = "none or llamaindex:package.module:Class#NAME"


def embedder(settings: Settings) -> Embedder:
    """The embedder of the settings. Raises SpecError; nothing is sent before it is asked."""
    spec = settings.embedder
    if spec == "bundled":
        return MiniLM()
    return Plugged(_encoder(spec, settings), MiniLM())


@contextmanager
def spread(embedder: Embedder, address: str | None) -> Iterator[Embedder | None]:
    """The encoder on a Ray cluster while the block lasts; None without an address.

    Raises SpecError, and index.cluster.ClusterError.
    """
    if address is None:
        yield None
        return
    if not isinstance(embedder, MiniLM):
        raise SpecError("--ray spreads the bundled encoder; leave out --embedder, or --ray")
    from index.cluster import Cluster

    with closing(Cluster(address)) as cluster:
        yield cluster


def reranker(settings: Settings) -> Reranker | None:
    """The reranker of the settings, if there is one. Raises SpecError."""
    spec = settings.reranker
    if spec == "none":
        return None
    if not spec.startswith("llamaindex:"):
        raise SpecError(f'"{spec}" names no reranker; write {RERANKERS}')
    from llama_index.core.postprocessor.types import BaseNodePostprocessor

    return Reranker(spec, _made(spec, BaseNodePostprocessor, "model"))


def store(settings: Settings) -> Store | None:
    """The Chroma server of the settings, if there is one; it is not asked. Raises SpecError."""
    if settings.store is None:
        return None
    token = settings.store_token
    try:
        return Store.at(settings.store, token.get_secret_value() if token else None)
    except ValueError as error:
        raise SpecError(str(error)) from error


def _encoder(spec: str, settings: Settings) -> Encoder:
    provider, _, name = spec.partition(":")
    if provider == "llamaindex":
        from llama_index.core.base.embeddings.base import BaseEmbedding

        return LlamaIndexEncoder(spec, _made(spec, BaseEmbedding, "model_name"))
    if provider == "openai" and name:
        key, url = settings.openai_api_key, settings.openai_base_url or OPENAI
        if key is None:
            raise SpecError(f"{spec} needs a key; set OPENAI_API_KEY")
        return ServerEncoder(Endpoint(spec, url.rstrip("/"), name, key.get_secret_value()))
    url, _, model = spec.partition("#")
    parts = urlsplit(url)
    plain = parts.scheme in ("http", "https") and "@" not in parts.netloc and not parts.query
    if not plain or not parts.hostname or not model:
        raise SpecError(f"that names no embedder; write {EMBEDDERS}")
    key = settings.key
    secret = key.get_secret_value() if key else None
    return ServerEncoder(Endpoint(spec, url.rstrip("/"), model, secret))


def _made(spec: str, kind: type, named: str) -> Any:
    """An object of the class that a spec names: `llamaindex:package.module:Class`.

    After a `#` comes the name of its model, or its arguments as a JSON object. Only who runs
    Dateline writes specs: the page and the API take none.
    """
    path, _, given = spec.removeprefix("llamaindex:").partition("#")
    module, _, name = path.rpartition(":")
    try:
        made = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise SpecError(
            f'there is no class for "{spec}"; write llamaindex:package.module:Class, and install '
            "its package"
        ) from error
    if not (isinstance(made, type) and issubclass(made, kind)):
        raise SpecError(f'"{spec}" is no {kind.__name__} of LlamaIndex')
    try:
        arguments = json.loads(given) if given.startswith("{") else {named: given} if given else {}
    except ValueError as error:
        raise SpecError(f'what follows # in "{spec}" is no JSON object') from error
    if "llm" in inspect.signature(made).parameters and "llm" not in arguments:
        # LlamaIndex would fall back to OpenAI, and send the sentences there.
        raise SpecError(f'"{spec}" needs a language model, which cannot be given to it here')
    try:
        return made(**arguments)
    except Exception as error:  # each class raises what its own library does
        raise SpecError(
            f'"{spec}" cannot be made ({type(error).__name__}); look at the arguments after #'
        ) from error
