"""One news article, as the rest of the house sees it."""

import hashlib
from dataclasses import dataclass
from datetime import date


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

    @property
    def id(self) -> str:
        """24 hex digits that change with the text or the metadata, and not with the file's name."""
        fields = (self.text, self.title, self.outlet, self.byline, self.published, self.url)
        parts = ("" if field is None else str(field) for field in fields)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]

    def line(self, offset: int) -> int:
        """The number of the line, from 1, that the character at `offset` stands on."""
        return self.text.count("\n", 0, offset) + 1
