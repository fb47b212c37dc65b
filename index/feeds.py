"""RSS and Atom: what a feed lists, each with its link."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin

MOST = 200
_TEXTS = ("encoded", "content", "description", "summary")


def entries(data: bytes) -> Iterator[dict[str, Any]]:
    """The entries of a feed, `#1` first, each with its address; the text is what the feed gives.

    An address may be relative to the feed's own, where it has no `xml:base`.
    """
    from lxml import etree

    from index.markup import fragment

    # No entities, no document type, nothing fetched.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    tree = etree.fromstring(data, parser)
    items = [e for e in tree.iter() if _name(e) in ("item", "entry")] if tree is not None else []
    if not items:
        yield {"error": "it is not a feed, or lists nothing"}
    for number, item in enumerate(items[:MOST], 1):
        text = next((t for name in _TEXTS if (t := _text(item, name))), "")
        yield {
            "member": f"#{number}",
            "url": _link(item),
            "title": fragment(_text(item, "title")) or None if _text(item, "title") else None,
            "byline": _text(item, "creator") or _text(item, "author", "name") or None,
            "published": _text(item, "pubDate") or _text(item, "published") or _text(item, "date"),
            "text": fragment(text) if text else "",
        }


def _name(element: Any) -> str:
    """An element's name, whatever its name space; empty for a comment."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(item: Any, *names: str) -> str:
    """The text of the first child, or child's child, of these names."""
    for name in names:
        item = next((child for child in item if _name(child) == name), None)
        if item is None:
            return ""
    return "".join(item.itertext()).strip()


def _link(item: Any) -> str | None:
    for child in item:
        if _name(child) == "link" and child.get("rel", "alternate") == "alternate":
            address = child.get("href") or (child.text or "").strip()
            if address:
                with suppress(ValueError):  # what is no address is said to be none when followed
                    return str(urljoin(child.base or "", address))
                return str(address)
    guid = _text(item, "guid")
    return guid if guid.startswith(("http://", "https://")) else None
