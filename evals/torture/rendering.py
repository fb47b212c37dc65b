"""Hostile words in everything the page shows: does one of them run a script, or ask elsewhere?

The page is `dateline web` itself, in a process of its own. Its layers are tried one by one: as it
is; without the sanitiser, whose package is then one that lets everything through; and its
Content-Security-Policy alone, on a page that shows words as they come. A page with none of the
three is the control: there the same words must act.
"""

import contextlib
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.desk import Assistant
from assistant.settings import Settings
from evals.browsing import NoBrowser, Window, chromium, served
from evals.progress import Bar
from evals.torture.bare import Bare
from evals.torture.figures import Figure
from evals.torture.hostile import page, write
from evals.torture.payloads import PAYLOADS, payload
from evals.torture.serving import ModelServer, serving

if TYPE_CHECKING:
    from evals.browsing import Browser

NAME = "rendering"
SINKS = ("title", "outlet", "byline", "url", "text", "file", "question", "model", "conversation")
_OF_ARTICLES = SINKS[:6]
_HIDING = 2
"""Payloads with characters that are taken out of what is read of an article, or out of a name."""
_TOGETHER = 13
"""Payloads in one question of a quick run."""
_SETTLED = 1_500
"""Milliseconds after which what was going to act has acted."""
_INDEXED = 60.0
"""Seconds that the page, which opens at once, has to index the articles in."""
_ALIVE = 35
"""Payloads of which the control must show that they act; the others need a click, or a template."""
_MARK = re.compile(rf"zq(\d+)({'|'.join(SINKS)})")
_LIVE = (
    "script, img, iframe, svg, math, object, embed, form, link, meta, base, style, video, audio, "
    "picture, input, marquee, details[ontoggle], a[href], [onerror], [onload], [onfocus], [style]"
)


@dataclass(slots=True)
class Found:
    """What one way of serving the page let happen, each with the payload's mark where known."""

    ran: set[str] = field(default_factory=set)
    strayed: set[str] = field(default_factory=set)
    live: set[str] = field(default_factory=set)
    shown: set[tuple[int, str]] = field(default_factory=set)
    articles: int = 0
    without_policy: int = 0
    documents: int = 0

    def watch(self, window: Window) -> None:
        """Add what a window has seen so far."""
        self.ran |= set(window.alerts)
        self.strayed |= set(window.strayed)
        self.documents = len(window.policies)
        self.without_policy = sum(
            "default-src 'self'" not in each or "img-src 'self' data:" not in each
            for each in window.policies
        )


def figures(quick: bool, seed: int) -> list[Figure]:
    """See `Suite`. Nothing in it is random; `quick` puts several payloads into one question."""
    try:
        with chromium() as browser, tempfile.TemporaryDirectory() as name:
            return _figures(browser, Path(name), quick, seed)
    except NoBrowser as error:
        return [Figure(NAME, "scripts run", "-", "0", False, 0, seed, 0.0, f"not run: {error}")]


def _figures(browser: "Browser", work: Path, quick: bool, seed: int) -> list[Figure]:
    write(work / "articles")
    made: list[Figure] = []
    for off in (False, True):
        started = time.perf_counter()
        found = attack(browser, work, quick, off)
        took = time.perf_counter() - started
        how = "sanitiser off" if off else "as it is"
        sinks = sorted({sink for _, sink in found.shown}, key=SINKS.index)
        seen = len(found.shown)
        note = f"shown in {', '.join(sinks)}"
        for what, marks in (
            ("scripts run", found.ran),
            ("requests off origin", found.strayed),
            ("foreign elements", found.live),
        ):
            about = f"{note}; {', '.join(sorted(marks)[:5])}" if marks else note
            made.append(_figure(f"{what}, {how}", len(marks), "0", seen, seed, took, about))
        missing = found.without_policy
        made.append(
            _figure(f"pages without policy, {how}", missing, "0", found.documents, seed, took)
        )
        # Hidden characters are taken out of what is read; an article's address is not shown.
        asked = len(SINKS) - len(_OF_ARTICLES)
        goal = len(PAYLOADS) * asked + (len(PAYLOADS) - _HIDING) * (len(_OF_ARTICLES) - 1)
        made.append(
            Figure(NAME, f"payloads shown, {how}", str(seen), f">= {goal}",
                   seen >= goal, len(PAYLOADS) * len(SINKS), seed, took)
        )  # fmt: skip
    return [*made, *_layers(browser, seed)]


def _layers(browser: "Browser", seed: int) -> list[Figure]:
    """The policy alone, and nothing at all."""
    made = []
    for guarded in (True, False):
        started = time.perf_counter()
        acted, strayed = _bare(browser, guarded)
        took = time.perf_counter() - started
        n = len(PAYLOADS)
        if guarded:
            about = f"asked elsewhere: {', '.join(sorted(strayed))}" if strayed else ""
            made.append(_figure("scripts run, policy alone", len(acted), "0", n, seed, took, about))
        else:
            alive = len(acted | strayed)
            made.append(
                Figure(NAME, "payloads that act, nothing in their way", str(alive),
                       f">= {_ALIVE}", alive >= _ALIVE, n, seed, took)
            )  # fmt: skip
    return made


def _bare(browser: "Browser", guarded: bool) -> tuple[set[str], set[str]]:
    """Marks of the payloads that ran, and of those that asked elsewhere, on the bare page."""
    leaving = [n for n, words in enumerate(PAYLOADS) if "http-equiv" in words]
    staying = [n for n in range(len(PAYLOADS)) if n not in leaving]
    with served(Bare(guarded)) as address, Window(browser, address) as window:
        for numbers in (staying, leaving):  # what navigates away would cut the others short
            window.page.goto(f"{address}/?{','.join(map(str, numbers))}")
            window.page.wait_for_timeout(_SETTLED)
        acted = {each for text in window.alerts for each in _signed(text)}
        strayed = {each for url in window.strayed for each in _signed(url)}
    return acted, strayed


def _signed(text: str) -> list[str]:
    return [match[0] for match in re.finditer(r"zq\d+bare", text)]


def attack(browser: "Browser", work: Path, quick: bool, off: bool) -> Found:
    """Show every payload in every sink of the page, by way of all that a reader can do."""
    found = Found()
    home = work / ("off" if off else "on")
    with serving() as model, page(work, home, model, off) as address:
        opened = _ids(work / "articles", home)
        found.articles = len(opened)
        with Window(browser, address, viewport={"width": 1400, "height": 900}) as window:
            window.open()
            step = _TOGETHER if quick else 1
            groups = [range(n, min(n + step, len(PAYLOADS))) for n in range(0, len(PAYLOADS), step)]
            with Bar("step") as shown:
                shown.total = len(opened) + len(groups)
                for done, pick in enumerate(opened, 1):
                    _open(window, pick)
                    _look(window, found)
                    shown.to(done)
                for done, group in enumerate(groups, 1):
                    _ask(window, model, group)
                    _look(window, found)
                    shown.to(len(opened) + done)
            for tab in window.page.locator("#tabs button[role=tab]").all():
                with contextlib.suppress(Exception):  # one that is folded away in a menu
                    tab.click(timeout=2_000)
                window.page.wait_for_timeout(_SETTLED)
                _look(window, found)
    return found


def _ids(folder: Path, home: Path) -> list[str]:
    """What opens each article, once the page has indexed them all."""
    assistant = Assistant.open(folder, Settings(home=home))
    deadline = time.monotonic() + _INDEXED
    try:
        while assistant.library.behind() and time.monotonic() < deadline:
            time.sleep(0.2)
        return [f"a{article.id}" for article in assistant.articles()]
    finally:
        assistant.close()


def _open(window: Window, pick: str) -> None:
    """Open an article as page.js does, wherever the button for it may be."""
    window.type("pick", pick)
    window.fresh(lambda: window.page.evaluate("document.getElementById('open').click()"))


def _ask(window: Window, model: ModelServer, group: Sequence[int]) -> None:
    said = " ".join(" ".join(payload(n, "model").split()) for n in group)
    model.draft = f"[1] The council voted on Tuesday.\n[2] The council voted to close {said}\n"
    if window.page.locator("#new").count():
        window.page.click("#new")
        window.until("() => !document.querySelector('#transcript .turn')")
    words = " ".join(payload(n, "question") for n in group)
    window.ask(f"{words} What did the council vote on Tuesday?")
    for value in window.marks()[:2]:
        window.press(value)


def _look(window: Window, found: Found) -> None:
    window.page.wait_for_timeout(60)
    found.watch(window)
    text, listed, live = window.page.evaluate(
        """live => [document.body.textContent,
            document.querySelector('#conversations')?.textContent ?? '',
            [...document.querySelectorAll('#desk .prose, #masthead .prose')].flatMap(
              prose => [...prose.querySelectorAll(live)].map(e => e.outerHTML.slice(0, 90)))]""",
        _LIVE,
    )
    found.shown |= {(int(number), sink) for number, sink in _MARK.findall(text)}
    found.shown |= {(int(number), "conversation") for number, _ in _MARK.findall(listed)}
    found.live |= set(live)


def _figure(
    name: str, value: int, goal: str, n: int, seed: int, seconds: float, note: str = ""
) -> Figure:
    return Figure(NAME, name, str(value), goal, not value, n, seed, seconds, note)
