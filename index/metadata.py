"""What is known of an article: under any of the usual names, in front matter, in first lines."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from index import publication, spans
from index.characters import clean


@dataclass(frozen=True, slots=True)
class Metadata:
    """One row of the sidecar `articles.csv`, an article's front matter, or a page's markup."""

    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    published: date | None = None
    url: str | None = None


_LONGEST = 300
_NAMES = {
    "title": ("title", "headline"),
    "outlet": ("outlet", "source", "publisher", "publication", "site", "site_name"),
    "byline": ("byline", "author", "authors", "by"),
    "published": ("published", "date", "pubdate", "publish_date", "published_at"),
    "url": ("url", "link", "canonical"),
}


def of(values: Mapping[str, Any]) -> Metadata:
    """Metadata under any of the usual names; what is not a short string or a date is left out."""
    found: dict[str, Any] = {}
    for field, names in _NAMES.items():
        value = next((values[name] for name in names if values.get(name)), None)
        if isinstance(value, list):
            # One string may stand in a list by thousands of aliases.
            value = ", ".join(item[:_LONGEST] for item in value[:_LONGEST] if isinstance(item, str))
        words = " ".join(clean(value).split())[:_LONGEST] if isinstance(value, str) else ""
        found[field] = (publication.parse(words) if field == "published" else words) or None
    return Metadata(**found)


def front_matter(text: str) -> Metadata:
    """What stands between two `---` lines at the start of a text, of at most 16 KB."""
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
    return of(
        {
            key.lower(): value
            for key, value in values.items()
            if isinstance(key, str) and value not in ("null", "~")
        }
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


def first_lines(text: str) -> Metadata:
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
                title = head.lstrip("# ").strip("* ")
            started = spans.Kind.BODY in kinds
    return Metadata(
        title=title, byline=byline, outlet=outlet, published=publication.publication(body)
    )
