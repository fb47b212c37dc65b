"""Articles fetched from links and feeds into a folder, each as text with its address on top."""

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urljoin

from assistant.addresses import Policy, Refused, masked
from assistant.download import Download, Page
from assistant.settings import Settings
from index import replacing
from index.sandbox import Draft, ParseError, Sandbox

FORMATS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "text",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/json": "json",
    "application/ld+json": "json",
    "application/feed+json": "json",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/rdf+xml": "feed",
    "application/xml": "feed",
    "text/xml": "feed",
}
MOST = 50
"""Articles fetched from one feed, the first that it lists."""


class LinkError(Exception):
    """Nothing could be fetched; the message says why or what to do."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one link: the file it was saved as, or why there is none.

    `url` is `masked`, as it is in the file.
    """

    url: str
    file: str | None
    reason: str = ""


class Links:
    """Fetches links into a folder. Use from one thread; close when done."""

    def __init__(self, folder: Path, policy: Policy, download: Download | None = None) -> None:
        self._folder = folder
        self._download = download or Download(frozenset(FORMATS), policy)
        self._sandbox = Sandbox()

    def close(self) -> None:
        """End the process that pages are parsed in."""
        self._sandbox.close()

    def fetch(self, url: str) -> Iterator[Fetched]:
        """Save the article that a link leads to, or those that a feed lists and are not there."""
        for each in self._fetch(url):
            yield replace(each, url=masked(each.url))

    def _fetch(self, url: str) -> Iterator[Fetched]:
        try:
            page = self._download.page(url)
            drafts = self._drafts(page)
        except (Refused, ParseError) as error:
            yield Fetched(url, None, str(error))
            return
        if FORMATS[page.kind] != "feed":
            for draft in drafts:
                yield self._save(draft, _joined(page, draft.url if draft.member else None))
            return
        for draft in drafts[:MOST]:
            link = _joined(page, draft.url)
            if not draft.url:
                yield Fetched(url, None, draft.error or f"entry {draft.member} has no link")
            elif not (self._folder / _name(link)).exists():
                yield self._entry(link)

    def _entry(self, url: str) -> Fetched:
        """One link of a feed, kept under the address that the feed gives."""
        try:
            page = self._download.page(url)
            if FORMATS[page.kind] == "feed":
                raise Refused("it is a feed in a feed")
            return self._save(self._drafts(page)[0], url)
        except (Refused, ParseError) as error:
            return Fetched(url, None, str(error))

    def _drafts(self, page: Page) -> list[Draft]:
        data = page.data
        if page.charset and page.kind.startswith("text/"):
            with suppress(LookupError, UnicodeDecodeError):
                data = data.decode(page.charset).encode()
        drafts = self._sandbox.parse_all(FORMATS[page.kind], data)
        if not drafts:
            raise ParseError("it holds no article")
        return drafts

    def _save(self, draft: Draft, url: str) -> Fetched:
        if draft.error or not draft.text.strip():
            return Fetched(url, None, draft.error or "it is empty")
        name = _name(url)
        data = _as_file(draft, url).encode(errors="replace")
        replacing.write(self._folder / name, data, 0o666)
        return Fetched(url, name)


def run(options: argparse.Namespace, settings: Settings) -> None:
    """`dateline fetch URL…`. Raises LinkError."""
    if not (options.allow_fetch or settings.allow_fetch):
        raise LinkError(
            "fetching is switched off, and nothing was fetched; add --allow-fetch, or set "
            "DATELINE_ALLOW_FETCH=1"
        )
    folder = options.articles or settings.articles
    if folder is None:
        raise LinkError("say where to save it: --articles DIR")
    if not folder.expanduser().is_dir():
        raise LinkError(f"there is no folder {folder}; make it first")
    links = Links(folder.expanduser(), Policy())
    try:
        found = [_told(each) for url in options.urls for each in links.fetch(url)]
    finally:
        links.close()
    if found and not any(each.file for each in found):
        raise LinkError("nothing was fetched; see above")
    print(f"{sum(1 for each in found if each.file)} saved in {folder}")


def _told(each: Fetched) -> Fetched:
    if each.file:
        print(f"{each.file}  {each.url}", flush=True)
    else:
        print(f"dateline: {each.url}: {each.reason}", file=sys.stderr, flush=True)
    return each


def _joined(page: Page, link: str | None) -> str:
    """Where a link that stands in a page leads; the page's own address without one."""
    try:
        return urljoin(page.url, link or "")
    except ValueError:  # it is no link, which is said when it is followed
        return link or ""


def _name(url: str) -> str:
    """The file that a link is saved as: the same link, the same file."""
    path = re.split("[?#;]", re.sub(r"^https?://[^/]*", "", masked(url)), maxsplit=1)[0]
    words = re.sub(r"[^a-z0-9]+", "-", path.rpartition("/")[2].lower()).strip("-")[:60]
    if not words:
        words = re.sub(r"[^a-z0-9]+", "-", masked(url).lower().partition("//")[2]).strip("-")[:60]
    return f"{words or 'article'}-{hashlib.sha256(url.encode()).hexdigest()[:8]}.md"


def _as_file(draft: Draft, url: str) -> str:
    """An article as Markdown; JSON's strings are YAML's too."""
    about = {
        "title": draft.title,
        "outlet": draft.outlet,
        "author": draft.byline,
        "date": draft.published,
        "url": masked(url),
    }
    lines = [f"{name}: {json.dumps(value)}" for name, value in about.items() if value]
    return "\n".join(["---", *lines, "---", "", draft.text.strip(), ""])
