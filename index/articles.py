"""One news article, as the rest of the house sees it."""

import hashlib
from dataclasses import dataclass, field
from datetime import date

from index.publication import Origin, Published


@dataclass(frozen=True, slots=True)
class Article:
    """An article and what is known about it.

    `text` is what every offset counts into: for .txt and .md the file's own characters, front
    matter included, with line feeds; for other formats the extracted text. `source` is the path
    relative to the article's folder, with forward slashes, and is for display.
    """

    source: str
    text: str
    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    published: date | None = None
    url: str | None = None
    published_from: Origin | None = None
    """What gave the publication date; `index.publication.CONFIDENCE` says how surely."""
    outlet_from: Origin | None = None
    """What gave the outlet."""
    id: str = field(init=False, repr=False, compare=False)
    """24 hex digits that change with the text or the metadata, and not with the file's name."""

    def __post_init__(self) -> None:
        known = (self.text, self.title, self.outlet, self.byline, self.published, self.url)
        parts = "\x1f".join("" if value is None else str(value) for value in known)
        object.__setattr__(self, "id", hashlib.sha256(parts.encode()).hexdigest()[:24])

    @property
    def dated(self) -> Published | None:
        """The publication date with its origin; None for an article without one."""
        if self.published is None:
            return None
        return Published(self.published, self.published_from or "the text")

    def line(self, offset: int) -> int:
        """The number of the line, from 1, that the character at `offset` stands on."""
        return self.text.count("\n", 0, offset) + 1
