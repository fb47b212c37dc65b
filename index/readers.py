"""Files to articles. A format is a line in `parsers.FORMATS` and a parser in a file of its own."""

import stat
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from index import metadata, publication, spans
from index.articles import Article
from index.characters import Undecodable, clean, decode, disguised
from index.metadata import Metadata
from index.parsers import FORMATS, LONGEST, TOO_LONG
from index.publication import Origin, Published
from index.sandbox import Draft, ParseError, Sandbox

VERSION = 9
"""Raised whenever the same file would give another text, other sentences or other metadata: all is
read anew."""

LARGEST = 10_000_000
"""Bytes. An article is a few thousand; a larger file is a mistake or an attack."""
DISGUISED = 2
"""So many words of letters that look like others are let pass: a formula, a brand."""

SIDECAR = "articles.csv"
CONTAINERS = (".json", ".jsonl", ".ndjson", ".csv", ".zip")
"""Formats in which one file may hold several articles: its members, `wire.jsonl#3`."""

_GOES_ON = bytes(range(0x80, 0xC0))
"""Bytes that begin no character in UTF-8."""
_STATED: dict[str, Origin] = {
    "text": "front matter",
    "html": "the page",
    "mail": "the message",
    "json": "the record",
    "lines": "the record",
    "csv": "the record",
}
"""What gave the metadata of a draft. A document's is when and by whom its file was made, at best:
it counts last."""


class Unreadable(Exception):
    """The file is not an article; the message is its status, in words for its owner."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file or a member of one gave: an article, with a note on it, or why there is none."""

    source: str
    article: Article | None
    reason: str = ""


def read(path: Path, source: str, sidecar: Metadata, sandbox: Sandbox) -> Article:
    """The article in a file that holds one. Raises Unreadable with the reason when there is none.

    What is known about the article comes from the sidecar first, then the front matter or the
    page's markup, then the text's own first lines; a date last from the URL or the file's name.
    """
    readings = read_all(path, source, {source: sidecar}, sandbox)
    if len(readings) > 1:
        raise Unreadable("it holds several articles")
    if readings[0].article is None:
        raise Unreadable(readings[0].reason)
    return readings[0].article


def read_all(
    path: Path, source: str, sidecar: Mapping[str, Metadata], sandbox: Sandbox
) -> list[Reading]:
    """The articles in a file, each under the file's source or its member's, in the file's order.

    Raises Unreadable with the reason when the file as a whole gives none.
    """
    data = read_bytes(path)
    kind = _kind(source)
    if kind == "text":
        if len(data.translate(None, _GOES_ON)) > 2 * LONGEST:  # UTF-16 has two bytes for each
            raise Unreadable(TOO_LONG)
        try:
            drafts = [Draft(text=decode(data))]
        except Undecodable as error:
            raise Unreadable(str(error)) from error
    else:
        try:
            drafts = sandbox.parse_all(kind, data)
        except ParseError as error:
            raise Unreadable(str(error)) from error
    if not drafts:
        raise Unreadable("it holds no articles")
    return [_reading(source + draft.member, draft, sidecar) for draft in drafts]


def _kind(source: str) -> str:
    """The format of a source: of `batch.zip/wire.jsonl#3`, lines."""
    suffix = PurePosixPath(source).suffix.lower()
    return FORMATS[suffix.partition("#")[0]]


def _reading(source: str, draft: Draft, sidecar: Mapping[str, Metadata]) -> Reading:
    text = clean(draft.text)
    if draft.error:
        return Reading(source, None, draft.error)
    if not text[spans.front_matter(text) :].strip():
        return Reading(source, None, "it is empty")
    if len(text) > LONGEST:
        return Reading(source, None, TOO_LONG)
    article = _article(source, text, draft, sidecar.get(source, Metadata()))
    notes = [draft.note] if draft.note else []
    words = disguised(text)
    if len(words) > DISGUISED:
        looks = "has letters that only look like Latin ones"
        notes.append(f"{looks} in {len(words)} words, such as {words[0]}")
    return Reading(source, article, "; ".join(notes))


def _article(source: str, text: str, draft: Draft, sidecar: Metadata) -> Article:
    given = metadata.of(draft.model_dump(exclude={"text", "member", "note", "error"}))
    known: dict[Origin, Metadata] = {"articles.csv": sidecar}
    if origin := _STATED.get(_kind(source)):
        known[origin] = metadata.front_matter(text) if origin == "front matter" else given
    known["the text"] = metadata.first_lines(text)
    known["the document"] = given

    def first(field: str) -> Any:
        return next((v for m in known.values() if (v := getattr(m, field)) is not None), None)

    published = _published(known, first("url") or "", source)
    named = next((origin for origin, each in known.items() if each.outlet is not None), None)
    return Article(
        source=source,
        text=text,
        title=first("title"),
        outlet=first("outlet"),
        byline=first("byline"),
        published=published.day if published else None,
        url=first("url"),
        published_from=published.origin if published else None,
        outlet_from=named,
    )


def _published(known: dict[Origin, Metadata], url: str, source: str) -> Published | None:
    days: dict[Origin, date | None] = {origin: each.published for origin, each in known.items()}
    made = days.pop("the document")
    days["the URL"] = publication.addressed(url)
    days["the file name"] = publication.addressed(source.rpartition("/")[2])
    days["the document"] = made
    return next((Published(day, origin) for origin, day in days.items() if day), None)


def read_bytes(path: Path) -> bytes:
    """A regular file's bytes, links not followed. Raises Unreadable."""
    try:
        about = path.lstat()
        if not stat.S_ISREG(about.st_mode):
            raise Unreadable("it is not a regular file")
        if about.st_size > LARGEST:
            raise Unreadable(f"it is larger than {LARGEST // 1_000_000} MB")
        with path.open("rb") as file:
            data = file.read(min(about.st_size, LARGEST) + 1)
    except OSError as error:
        raise Unreadable(f"it cannot be read ({error.strerror})") from error
    if len(data) > LARGEST:
        raise Unreadable(f"it is larger than {LARGEST // 1_000_000} MB")
    if not data.strip():
        raise Unreadable("it is empty")
    return data


__all__ = [
    "CONTAINERS",
    "FORMATS",
    "LARGEST",
    "LONGEST",
    "SIDECAR",
    "VERSION",
    "Metadata",
    "Reading",
    "Unreadable",
    "read",
    "read_all",
    "read_bytes",
]
