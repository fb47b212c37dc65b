"""Files to articles: .txt, .md and .html now; another format is one more line in `FORMATS`."""

import csv
import io
import re
import stat
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from index import publication, spans
from index.articles import Article
from index.publication import Origin, Published
from index.sandbox import Draft, ParseError, Sandbox

VERSION = 5
"""Raised whenever the same file would give another text or other metadata: all is read anew."""

LARGEST = 10_000_000
"""Bytes. An article is a few thousand; a larger file is a mistake or an attack."""

FORMATS = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
SIDECAR = "articles.csv"

# Zero-width and bidirectional controls, soft hyphens, tags: they hide text from a reader. Half
# surrogates, which an escape in front matter can make, are no text at all.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
                        "\U000e0000-\U000e007f\ud800-\udfff"
                        "\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # fmt: skip


class Unreadable(Exception):
    """The file is not an article; the message is its status, in words for its owner."""


class Metadata(BaseModel):
    """One row of the sidecar `articles.csv`, or an article's front matter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    published: date | None = None
    url: str | None = None


_NAMES = {
    "title": ("title", "headline"),
    "outlet": ("outlet", "source", "publisher", "publication", "site", "site_name"),
    "byline": ("byline", "author", "authors", "by"),
    "published": ("published", "date", "pubdate", "publish_date", "published_at"),
    "url": ("url", "link", "canonical"),
}


def read(path: Path, source: str, sidecar: Metadata, sandbox: Sandbox) -> Article:
    """The article in a file. Raises Unreadable with the reason when there is none.

    What is known about the article comes from the sidecar first, then the front matter or the
    page's markup, then the text's own first lines; a date last from the URL or the file's name.
    """
    known: dict[Origin, Metadata]
    data = read_bytes(path)
    kind = FORMATS[path.suffix.lower()]
    if kind == "text":
        text = _decode(data)
        known = {"articles.csv": sidecar, "front matter": _front_matter(text)}
    else:
        try:
            draft = sandbox.parse(kind, data)
        except ParseError as error:
            raise Unreadable(str(error)) from error
        text = _clean(draft.text)
        known = {"articles.csv": sidecar, "the page": _of_draft(draft)}
    if not text[spans.front_matter(text) :].strip():
        raise Unreadable("it is empty")

    known["the text"] = _first_lines(text)

    def first(field: str) -> Any:
        return next((v for m in known.values() if (v := getattr(m, field)) is not None), None)

    published = _published(known, first("url") or "", source)
    return Article(
        source=source,
        text=text,
        title=first("title"),
        outlet=first("outlet"),
        byline=first("byline"),
        published=published.day if published else None,
        url=first("url"),
        published_from=published.origin if published else None,
    )


def _published(known: dict[Origin, Metadata], url: str, source: str) -> Published | None:
    days: dict[Origin, date | None] = {origin: each.published for origin, each in known.items()}
    days["the URL"] = publication.addressed(url)
    days["the file name"] = publication.addressed(source.rpartition("/")[2])
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
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(f"it cannot be read ({error.strerror})") from error
    if len(data) > LARGEST:
        raise Unreadable(f"it is larger than {LARGEST // 1_000_000} MB")
    if not data.strip():
        raise Unreadable("it is empty")
    return data


def read_sidecar(folder: Path) -> dict[str, Metadata]:
    """The rows of `articles.csv` by source; a row that cannot be used is left out.

    Columns: file (or source), and any of title, outlet, byline, published, url.
    """
    try:
        text = _decode(read_bytes(folder / SIDECAR))
    except Unreadable:
        return {}
    found = {}
    try:
        for row in csv.DictReader(io.StringIO(text)):
            cells = {(key or "").strip().lower(): value for key, value in row.items()}
            name = cells.pop("file", None) or cells.pop("source", None)
            if isinstance(name, str) and name.strip():
                found[name.strip()] = _metadata(cells)
    except csv.Error:  # a cell of more than 131,072 characters, as after a quote left open
        pass
    return found


def _decode(data: bytes) -> str:
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not utf16 and b"\x00" in data[:8192]:
        raise Unreadable("it is binary, not text")
    try:
        text = data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("its characters cannot be decoded; save it as UTF-8") from error
    return _clean(text)


def _clean(text: str) -> str:
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _metadata(values: dict[str, Any]) -> Metadata:
    """Metadata under any of the usual names; what is not a short string or a date is left out."""
    found: dict[str, Any] = {}
    for field, names in _NAMES.items():
        value = next((values[name] for name in names if values.get(name)), None)
        if isinstance(value, list):
            value = ", ".join(item for item in value if isinstance(item, str))
        words = " ".join(_clean(value).split())[:300] if isinstance(value, str) else ""
        found[field] = (publication.parse(words) if field == "published" else words) or None
    return Metadata(**found)


def _of_draft(draft: Draft) -> Metadata:
    return _metadata(draft.model_dump(exclude={"text"}))


def _front_matter(text: str) -> Metadata:
    end = spans.front_matter(text)
    if not 0 < end <= 16_384:
        return Metadata()
    import yaml

    # BaseLoader makes only strings, lists and mappings. Even the safe loader follows tags, which
    # raise what they like, and merge keys, which fill the memory from 1 KB of front matter.
    try:
        values = yaml.BaseLoader(text[:end].strip().strip("-")).get_single_data()
    except Exception:  # a parser's bug must cost the metadata, not the sync
        return Metadata()
    if not isinstance(values, dict):
        return Metadata()
    return _metadata(
        {key.lower(): value for key, value in values.items() if value not in ("null", "~")}
    )


_AGENCY = re.compile(r"^[^\n(]{0,60}\((?P<outlet>[A-Z][^()\n]{1,40})\)\s*[-\u2013\u2014]")
_BYLINE = re.compile(r"^by:?\s+(?P<name>[^|\u2022\u00b7]{3,80})", re.I)
_CRUMBS = re.compile(r"^(?P<site>[A-Z][\w.' -]{1,30}?)\s*[>\u203a\u00bb]\s*\w")
_SECTIONS = {
    "home",
    "news",
    "world",
    "business",
    "politics",
    "sport",
    "sports",
    "homepage",
    "latest",
}
_SIGNED = re.compile(
    r"^(?P<name>[A-Z][\w'.-]+(?:\s[A-Z][\w'.-]+){1,3})[,\s]+"
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s",
    re.I,
)


def _first_lines(text: str) -> Metadata:
    """Title, byline, outlet and date, as far as a plain text's first lines show them."""
    body = text[spans.front_matter(text) :]
    heads = [line.strip() for line in body.split("\n") if line.strip()][:8]
    title = byline = outlet = None
    started = False
    for head in heads:
        parts = [part.strip() for part in re.split(r"\s*[|\u2022\u00b7]\s*", head)]
        dated = len(head) <= 120 and publication.parse(head) is not None
        if match := _AGENCY.match(head):
            outlet = outlet or match["outlet"]
        if match := _CRUMBS.match(head):
            outlet = outlet or (match["site"] if match["site"].lower() not in _SECTIONS else None)
        elif len(head) <= 120 and (
            match := _BYLINE.match(head) or (_SIGNED.match(head) if dated else None)
        ):
            byline = byline or match["name"].strip(" ,")
            names = [part for part in parts[1:] if part and not re.search(r"\d", part)]
            outlet = outlet or (names[0] if dated and names else None)
        elif not started and not title and not dated and len(heads) > 1:
            kinds = {span.kind for span in spans.split(head)}
            if kinds == {spans.Kind.HEADING}:
                title = head.lstrip("# ").strip()
            started = spans.Kind.BODY in kinds
    return Metadata(
        title=title, byline=byline, outlet=outlet, published=publication.publication(body)
    )
