"""What the API reads: every field checked, and none that it does not know."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

MOST = 100
"""Sentences in one answer of search, names in one filter."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _day(value: Any) -> Any:
    # Pydantic would also take a number, as seconds since 1970.
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    if value is None:
        return None
    raise PydanticCustomError("day", "write a day as 2024-03-15")


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Name = Annotated[str, Field(min_length=1, max_length=300)]
Words = Annotated[str, Field(min_length=1, max_length=8_192, examples=["Who is against it?"])]
"""8 KB of UTF-8 at most, which is looked at again once it is known to be text."""


class Asked(BaseModel):
    """Days are inclusive; an article without a date passes neither."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: Day | None = None
    until: Day | None = None
    outlets: tuple[Name, ...] = Field(default=(), max_length=MOST)

    @model_validator(mode="after")
    def _in_order(self) -> "Asked":
        if self.since and self.until and self.since > self.until:
            raise PydanticCustomError("days", "since is after until; swap them")
        return self


class Within(Asked):
    """Which articles count."""

    sources: tuple[Name, ...] = Field(
        default=(), max_length=MOST, description="files, as answers name them"
    )


class Question(Within):
    """A question; `model` "none" asks for the sources' own words."""

    question: Words
    model: Literal["none"] | None = Field(
        default=None, description='null: the model of the server; "none": quoted, without a model'
    )
    stream: StrictBool = Field(
        default=False, description="server-sent events: each sentence, then the answer"
    )


class Search(Within):
    """The sentences nearest to a question."""

    question: Words
    k: int = Field(default=10, ge=1, le=MOST)


class Page(Asked):
    """A part of a list."""

    limit: int = Field(default=MOST, ge=1, le=1_000)
    offset: int = Field(default=0, ge=0, le=10_000_000)


class Statements(Page):
    """Who said what."""

    speaker: Name | None = None
    about: Words | None = None


class Timeline(Page):
    """What the articles date; the days are those of the events."""

    topic: Words | None = None


class Part(BaseModel):
    """A part of a message that is text."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: Literal["text"]
    text: str


def _no_text(value: str) -> str:
    if value == "text":
        raise PydanticCustomError("part", "a part of this type has its words in `text`")
    return value


class Unread(BaseModel):
    """A part of a message that is an image, a sound or a file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: Annotated[
        str,
        AfterValidator(_no_text),
        WithJsonSchema({"type": "string", "not": {"const": "text"}}),
    ]


class Message(BaseModel):
    """One message of a chat. Clients send more than is of use here; that is left unread."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | tuple[Part | Unread, ...] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, str) or self.content is None:
            return self.content or ""
        return "\n".join(part.text for part in self.content if isinstance(part, Part))


class StreamOptions(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    include_usage: StrictBool = False


class Chat(BaseModel):
    """OpenAI's request. What only a language model has (temperature, tools, …) is left unread,
    as other compatible servers do, since every client sends some of it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    model: Name
    messages: tuple[Message, ...] = Field(min_length=1, max_length=1_000)
    stream: StrictBool | None = None
    stream_options: StreamOptions | None = None
    n: StrictInt | None = Field(default=None, ge=1, le=1)
    dateline: Within | None = Field(default=None, description="which articles count; null: all")
