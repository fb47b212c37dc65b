"""Articles in records: .json, .jsonl and .csv, under the names that feeds and exports use."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from index.characters import decode
from index.markup import fragment

_TEXT = (
    "text",
    "body",
    "content",
    "articlebody",
    "article_body",
    "article_text",
    "full_text",
    "fulltext",
    "body_text",
    "maintext",
    "content_text",
    "content_html",
    "article",
    "story",
)
_NAMES = {
    "title": ("title", "headline", "name"),
    "outlet": ("source", "outlet", "publisher", "publication", "site", "site_name", "source_name"),
    "byline": ("author", "byline", "authors", "creator", "by"),
    "published": (
        "date",
        "published",
        "datepublished",
        "date_published",
        "published_at",
        "publishedat",
        "pub_date",
        "pubdate",
        "publish_date",
        "publication_date",
        "published_date",
    ),
    "url": ("url", "link", "canonical", "canonical_url", "web_url"),
}
_LISTS = ("articles", "items", "results", "entries", "documents", "docs", "stories", "data")
_MARKUP = re.compile(r"</?(p|div|br|span|ul|h[1-6])\b[^>]*>", re.I)

Found = dict[str, Any]


def of_json(data: bytes) -> Iterator[Found]:
    """The article of an object, or those of a list (`#1` first) or of a schema.org graph."""
    try:
        value = json.loads(decode(data))
    except json.JSONDecodeError as error:
        yield {"error": f"it is not JSON (line {error.lineno}, column {error.colno})"}
        return
    records = value if isinstance(value, list) else None
    if isinstance(value, dict):
        folded = _folded(value)
        graph = folded.get("@graph")
        if isinstance(graph, list):
            found = [each for each in graph if isinstance(each, dict) and _words(_folded(each))]
            yield from _of_list(found) if len(found) > 1 else _alone(found)
            return
        if not _words(folded):
            records = next((v for k in _LISTS if isinstance(v := folded.get(k), list)), None)
    if records is None:
        yield _article(value)
    else:
        yield from _of_list(records)


def of_lines(data: bytes) -> Iterator[Found]:
    """The articles of JSON Lines: `#3` is that of the third line."""
    for number, line in enumerate(decode(data).split("\n"), 1):
        if line.strip():
            try:
                found = _article(json.loads(line))
            except (ValueError, RecursionError):
                found = {"error": f"line {number} is not JSON"}
            yield {**found, "member": f"#{number}"}


def of_csv(data: bytes) -> Iterator[Found]:
    """The articles of a table with a header: `#1` is the first row below it."""
    csv.field_size_limit(len(data) + 1)
    text = decode(data)
    header = text.partition("\n")[0]
    mark = max(",;\t|", key=header.count)
    rows = csv.DictReader(io.StringIO(text), delimiter=mark)
    names = {(name or "").strip().lower().replace(" ", "_") for name in rows.fieldnames or ()}
    if not names & set(_TEXT):
        yield {"error": "it has no column of texts; call it text, body or content"}
        return
    for number, row in enumerate(rows, 1):
        yield {**_article(row), "member": f"#{number}"}


def _alone(found: list[Found]) -> Iterator[Found]:
    yield _article(found[0] if found else None)


def _of_list(records: list[Any]) -> Iterator[Found]:
    for number, each in enumerate(records, 1):
        yield {**_article(each), "member": f"#{number}"}


def _article(value: Any) -> Found:
    if not isinstance(value, dict):
        return {"error": "it holds no article: a text under text, body, content or articleBody"}
    record = _folded(value)
    text = _words(record)
    if not text:
        return {"error": "it has no text under text, body, content or articleBody"}
    found: Found = {"text": text}
    for field, names in _NAMES.items():
        value = next((record[name] for name in names if record.get(name)), None)
        found[field] = _day(value) if field == "published" else _name(value)
    return found


def _folded(value: dict[Any, Any]) -> dict[str, Any]:
    return {str(key).strip().lower().replace(" ", "_"): each for key, each in value.items()}


def _words(record: dict[str, Any]) -> str:
    """The text of a record: the first of its usual names that has one, without tags."""
    for name in _TEXT:
        value = record.get(name)
        if isinstance(value, list):
            parts = [each.get("text") if isinstance(each, dict) else each for each in value]
            value = "\n\n".join(part for part in parts if isinstance(part, str))
        if isinstance(value, str) and value.strip():
            return fragment(value) if _MARKUP.search(value) else value
    return ""


def _name(value: Any) -> str | None:
    """A name that may be an object's, or several."""
    if isinstance(value, list):
        return ", ".join(name for each in value[:20] if (name := _name(each))) or None
    if isinstance(value, dict):
        value = value.get("name") or value.get("title") or value.get("@id")
    return value if isinstance(value, str) and value.strip() else None


def _day(value: Any) -> str | None:
    """A date in words, or seconds or milliseconds since 1970."""
    if isinstance(value, int | float) and 1e8 < value < 1e14:
        seconds = value / 1000 if value > 1e11 else value
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    return value if isinstance(value, str) else None
