"""The settings, and the only place that reads the environment."""

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """What a user can set. Each field is read from `DATELINE_` and its name in capitals."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = Field(
        default=Path(".dateline"),
        description="folder that the index and conversations are kept in; may be deleted",
    )
    articles: Path | None = Field(
        default=None, description="folder of articles to use; without it, the bundled ones"
    )
    host: str = Field(default="127.0.0.1", description="address the page listens on: loopback only")
    port: int = Field(default=7860, ge=1, le=65535, description="port the page listens on")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Settings from `DATELINE_…` variables; empty ones count as unset."""
        source = os.environ if environment is None else environment
        values = {name: source.get(variable(name)) for name in cls.model_fields}
        return cls.model_validate({name: value for name, value in values.items() if value})

    def folder(self) -> Path:
        """The folder of articles: the one set, or the bundled one."""
        if self.articles is not None:
            return self.articles
        import seeds

        return seeds.ARTICLES


def variable(name: str) -> str:
    """The environment variable that sets a field."""
    return f"DATELINE_{name.upper()}"
