"""What an answer cost, from its tokens."""

from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError


class PriceError(Exception):
    """The file of prices cannot be used; the message says why."""


class Price(BaseModel):
    """US dollars for a million tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    read: float = Field(ge=0)
    written: float = Field(ge=0)


_TABLE = TypeAdapter(dict[str, Price])


def prices(path: Path | None = None) -> dict[str, Price]:
    """Prices by model name: the bundled list (spring 2025), with a user's own over it.

    Raises PriceError.
    """
    bundled = (files("assistant") / "data/prices.json").read_text(encoding="utf-8")
    table = _TABLE.validate_json(bundled)
    if path is None:
        return table
    try:
        return table | _TABLE.validate_json(path.expanduser().read_text(encoding="utf-8"))
    except OSError as error:
        raise PriceError(f"{path} cannot be read ({error.strerror})") from error
    except (ValidationError, UnicodeDecodeError) as error:
        raise PriceError(
            f'{path} is not a list of prices; write {{"NAME": {{"read": 1.0, "written": 2.0}}}}, '
            "in dollars for a million tokens"
        ) from error


def cost(spec: str, tokens: dict[str, int], table: dict[str, Price]) -> float | None:
    """Dollars; 0 for a model on this machine, None for one without a known price."""
    provider, _, name = spec.partition(":")
    if provider in ("local", "ollama"):
        return 0.0
    price = table.get(name) or table.get(spec) or table.get(spec.rpartition("#")[2])
    if price is None or not tokens:
        return None
    dollars = tokens["read"] * price.read + tokens["written"] * price.written
    return round(dollars / 1_000_000, 6)
