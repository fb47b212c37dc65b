"""From a spec to a model: which one, where it is, and what is set up."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from assistant import fetching, local
from assistant.addresses import masked
from assistant.completing import Endpoint
from assistant.local import LocalModel
from assistant.patience import Caller, Limits
from assistant.settings import Settings

OPENAI = "https://api.openai.com/v1"
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
_OLLAMA = "http://127.0.0.1:11434/v1"
LOCAL = ("medium", "small")
"""Local models in the order that `auto` looks for them."""
FORMS = "openai:NAME, ollama:NAME, http://host/v1#NAME, local:small, local:medium, auto or none"


class SpecError(Exception):
    """A spec names no model that can be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A model in the list of what there is: its spec, what it is, and whether it can be used."""

    spec: str
    about: str
    ready: bool


def resolve(settings: Settings, spec: str | None = None) -> str:
    """The spec itself, or what `auto` stands for: the first that is set up, or "none".

    In this order: DATELINE_MODEL, OpenAI if OPENAI_API_KEY is set, the medium local model if it has
    been fetched (the small one judges worse than no model). Nothing is tried out: a model that does
    not answer never makes way for another.
    """
    asked = spec or settings.model
    if asked != "auto":
        return asked
    if settings.model != "auto":
        return settings.model
    if settings.openai_api_key:
        return f"openai:{settings.openai_model}"
    if local.installed() and fetching.fetched(settings.models, "medium"):
        return "local:medium"
    return "none"


def elsewhere(settings: Settings) -> str | None:
    """What is sent questions and sentences on another machine, by the settings, as specs.

    An embedder there is sent every article too, which this says.
    """
    model, embedder = _elsewhere(settings, resolve(settings)), None
    if settings.embedder != "bundled":
        embedder = _elsewhere(settings, settings.embedder)
    if embedder is None:
        return model
    return (
        f"{model}, and every article to {embedder}" if model else f"{embedder}, with every article"
    )


def vectors_elsewhere(settings: Settings) -> str | None:
    """The other machine that vectors are kept on and asked for, if any."""
    host = urlsplit(settings.store or "").hostname
    return None if host is None or host in _HERE else host


def _elsewhere(settings: Settings, spec: str) -> str | None:
    provider = spec.partition(":")[0]
    if provider == "llamaindex":
        return spec.partition("#")[0]  # whether it calls someone only the class knows
    if provider == "openai":
        url = settings.openai_base_url or OPENAI
    elif provider in ("http", "https"):
        url = spec.partition("#")[0]
    else:
        return None
    return None if urlsplit(url).hostname in _HERE else shown(spec)


def available(settings: Settings) -> list[Listed]:
    """What `auto` can choose from, and what else there is; first what comes first."""
    key = "OPENAI_API_KEY is set" if settings.openai_api_key else "needs OPENAI_API_KEY"
    found = [Listed(f"openai:{settings.openai_model}", key, bool(settings.openai_api_key))]
    if settings.model not in ("auto", "none"):
        found.insert(0, Listed(settings.model, "set by DATELINE_MODEL", True))
    for name in LOCAL:
        there = fetching.fetched(settings.models, name) is not None
        how = "fetched" if there else f"dateline model get {name}"
        if there and not local.installed():
            how = "fetched, but needs: pip install -e '.[local]'"
        about = f"{fetching.MODELS[name].about}, on this machine; {how}"
        found.append(Listed(f"local:{name}", about, there and local.installed()))
    found.append(Listed("none", "the sources' own words, without a model", True))
    return found


class Models:
    """Opens models and keeps them, so that each is loaded once and its failures are remembered."""

    def __init__(self, settings: Settings, limits: Limits | None = None) -> None:
        self._settings, self._limits = settings, limits or Limits()
        self._open: dict[str, Caller] = {}
        self._local: list[LocalModel] = []

    def open(self, spec: str | None = None) -> Caller | None:
        """The model of a spec, or of the settings; None without one. Raises SpecError.

        Nothing is sent or loaded before the model is asked something.
        """
        chosen = resolve(self._settings, spec)
        if chosen == "none":
            return None
        if chosen not in self._open:
            self._open[chosen] = self._make(chosen)
        return self._open[chosen]

    def endpoint(self, spec: str) -> Endpoint | None:
        """The address of a spec's model, for a client other than ours; None without one.

        A model that runs here is loaded. Raises SpecError and assistant.completing.ModelError.
        """
        caller = self.open(spec)
        completer = caller.completer if caller else None
        if isinstance(completer, LocalModel):
            return completer.endpoint()
        return completer if isinstance(completer, Endpoint) else None

    def close(self) -> None:
        """Stop the models that run here."""
        for each in self._local:
            each.close()
        self._local.clear()
        self._open.clear()

    def _make(self, spec: str) -> Caller:
        makers: dict[str, Callable[[str], Caller]] = {
            "openai": self._openai,
            "ollama": self._ollama,
            "http": self._server,
            "https": self._server,
            "local": self._here,
        }
        provider, _, name = spec.partition(":")
        if provider not in makers or not name:
            raise SpecError(f'"{shown(spec)}" names no model; write {FORMS}')
        return makers[provider](name if provider not in ("http", "https") else spec)

    def _openai(self, name: str) -> Caller:
        key = self._settings.openai_api_key
        if key is None:
            raise SpecError(f"openai:{name} needs a key; set OPENAI_API_KEY")
        url = self._settings.openai_base_url or OPENAI
        return self._endpoint(f"openai:{name}", url, name, key.get_secret_value())

    def _ollama(self, name: str) -> Caller:
        return self._endpoint(f"ollama:{name}", _OLLAMA, name, None)

    def _server(self, spec: str) -> Caller:
        url, _, name = spec.partition("#")
        parts = urlsplit(url)
        if not parts.hostname or not name or "@" in parts.netloc or parts.query:
            raise SpecError(
                f'"{shown(spec)}" names no model; write http://host/v1#NAME, a key goes into '
                "DATELINE_KEY"
            )
        key = self._settings.key
        return self._endpoint(spec, url, name, key.get_secret_value() if key else None)

    def _here(self, name: str) -> Caller:
        path = fetching.fetched(self._settings.models, name)
        if path is None:
            path = self._settings.models.expanduser() / name
            if not name.endswith(".gguf") or "/" in name or not path.is_file():
                known = name in fetching.MODELS
                how = f"run: dateline model get {name}" if known else "there are small and medium"
                raise SpecError(f"local:{name} has not been fetched; {how}")
        if not local.installed():
            raise SpecError(f"local:{name} needs xllamacpp; run: pip install -e '.[local]'")
        limits = self._limits
        model = LocalModel(
            f"local:{name}", path, connect=limits.connect, read=limits.first_token + limits.between
        )
        self._local.append(model)
        # Lines are what their figures in docs/decisions/006-models.md were measured with.
        return Caller(model, limits, schemas=False)

    def _endpoint(self, label: str, url: str, model: str, key: str | None) -> Caller:
        limits = self._limits
        read = limits.first_token + limits.between
        made = Endpoint(label, url.rstrip("/"), model, key, limits.connect, read)
        return Caller(made, limits)


def shown(spec: str) -> str:
    """A spec without the password or key that someone wrote into it."""
    at = spec.rfind("@")  # a password may hold a "#"
    url, mark, name = spec[at + 1 :].partition("#")
    url = spec[: at + 1] + url
    url, asks, _ = url.partition("?")
    return masked(url) + ("?…" if asks else "") + mark + name
