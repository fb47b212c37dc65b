"""The settings, and the only place that reads the environment."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from index.server import Server

_OTHERS = {
    "openai_api_key": "OPENAI_API_KEY",
    "openai_base_url": "OPENAI_BASE_URL",
    "otlp": "OTEL_EXPORTER_OTLP_ENDPOINT",
}
"""Fields that are read from a variable that other programs know too."""

_WEAK = (
    "a token is at least 32 random characters (128 bits); make one with: "
    "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
)


class Settings(BaseModel):
    """What a user can set, each from the variable that `variable` names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = Field(
        default=Path(".dateline"),
        description="folder for the index, conversations and articles added on the page",
    )
    articles: Path | None = Field(
        default=None, description="folder of articles to use; without it, the bundled ones"
    )
    catalog: SecretStr | None = Field(
        default=None,
        description="PostgreSQL database for what is known of the articles, shared by machines: "
        "`postgresql://user:password@host/database`; needs the extra `scale`",
    )
    host: str = Field(
        default="127.0.0.1",
        description="address to listen on: loopback for the page; `dateline serve` takes any, with "
        "a token",
    )
    port: int = Field(default=7860, ge=1, le=65535, description="port to listen on")
    names: str = Field(
        default="",
        description="names by which other machines reach `dateline serve`, apart by commas",
    )
    token: SecretStr | None = Field(
        default=None,
        description="secret of at least 128 bits that the HTTP API then asks for, as "
        "`Authorization: Bearer TOKEN`",
    )
    model: str = Field(
        default="none",
        description="language model: `none`, `openai:NAME`, `ollama:NAME`, `http://host/v1#NAME`, "
        "`local:small`, `local:medium`, or `auto`, the first that is set up",
    )
    writer: Literal["auto", "model", "quoting"] = Field(
        default="auto",
        description="who writes when there is a model: with `quoting` it only judges whether the "
        "sentences answer; `auto` is `model`, but `quoting` for `local:small` and `local:medium`, "
        "whose sentences gave fewer of the expected facts than the sources' own",
    )
    embedder: str = Field(
        default="bundled",
        description="encoder: `bundled`, `openai:NAME`, `http://host/v1#NAME`, or a class of "
        "LlamaIndex's, `llamaindex:package.module:Class#NAME`; each has an index of its own",
    )
    store: str | None = Field(
        default=None,
        description="Chroma server (`chroma run`) for the vectors, `http://host:port`; without it "
        "they are in files of the index",
    )
    store_token: SecretStr | None = Field(
        default=None,
        description="token for the proxy before that server, sent as `Authorization: Bearer TOKEN`",
    )
    reranker: str = Field(
        default="none",
        description="orders the sentences found: `none`, or a class of LlamaIndex's, "
        "`llamaindex:package.module:Class#NAME`",
    )
    models: Path = Field(
        default=Path("~/.cache/dateline/models"), description="folder that fetched models are in"
    )
    key: SecretStr | None = Field(
        default=None,
        description="key for the server of `http://host/v1#NAME`, where it asks for one",
    )
    prices: Path | None = Field(
        default=None, description="JSON file of prices, in the form of assistant/data/prices.json"
    )
    openai_api_key: SecretStr | None = Field(
        default=None, description="key for `openai:NAME`; `auto` uses OpenAI when it is set"
    )
    openai_base_url: str | None = Field(
        default=None, description="another address for `openai:NAME`"
    )
    openai_model: str = Field(
        default="gpt-4.1-mini", description="the model that `auto` takes at OpenAI"
    )
    allow_fetch: bool = Field(
        default=False, description="`1` lets `dateline fetch` and the page save articles from links"
    )
    otlp: str | None = Field(
        default=None,
        description="OpenTelemetry collector (OTLP over HTTP) that spans, which hold no text, are "
        "sent to; needs the extra `otel`",
    )

    @field_validator("token")
    @classmethod
    def _long_enough(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None:
            secret = token.get_secret_value()
            if len(secret) < 32 or len(set(secret)) < 10 or not secret.isascii():
                raise PydanticCustomError("token", _WEAK)
        return token

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Settings from the environment's variables; empty ones count as unset.

        Who runs Dateline gets `auto` as the model; a program that makes its own `Settings` gets
        none unless it names one.
        """
        source = os.environ if environment is None else environment
        values = {name: source.get(variable(name)) for name in cls.model_fields}
        given = {name: value for name, value in values.items() if value}
        return cls.model_validate({"model": "auto"} | given)

    def lets_write(self, model: str) -> bool:
        """Whether a model of this spec writes, or only judges."""
        if self.writer == "auto":
            return model not in ("local:small", "local:medium")
        return self.writer == "model"

    def folder(self) -> Path:
        """The folder of articles: the one set, or the bundled one."""
        if self.articles is not None:
            return self.articles
        import seeds

        return seeds.ARTICLES

    def server(self) -> "Server | None":
        """Where the catalog is, if not in the home. Raises index.database.Unreachable."""
        if self.catalog is None:
            return None
        from index.server import Server

        return Server.at(self.catalog.get_secret_value())


def variable(name: str) -> str:
    """The environment variable that sets a field."""
    return _OTHERS.get(name, f"DATELINE_{name.upper()}")
