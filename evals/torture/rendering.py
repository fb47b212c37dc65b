"""Hostile words in everything the page shows: does one of them run a script, or ask elsewhere?

The page is `dateline web` itself, in a process of its own. Its layers are tried one by one: as it
is; without the sanitiser, whose package is then one that lets everything through; and its
Content-Security-Policy alone, on a page that shows words as they come. A page with none of the
three is the control: there the same words must act.
"""

import contextlib
import csv
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.desk import Assistant
from assistant.settings import Settings
from evals.browsing import NoBrowser, Window, chromium, served
from evals.progress import Bar
from evals.torture.bare import Bare
from evals.torture.figures import Figure
from evals.torture.payloads import PAYLOADS, payload
from evals.torture.serving import ModelServer, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAME = "rendering"
SINKS = ("title", "outlet", "byline", "url", "text", "file", "question", "model", "conversation")
_OF_ARTICLES = SINKS[:6]
_HIDING = 2
"""Payloads with characters that are taken out of what is read of an article, or out of a name."""
_TOGETHER = 13
"""Payloads in one question of a quick run."""
_SETTLED = 1_500
"""Milliseconds after which what was going to act has acted."""
_ALIVE = 35
"""Payloads of which the control must show that they act; the others need a click, or a template."""
_MARK = re.compile(rf"zq(\d+)({'|'.join(SINKS)})")
_LIVE = (
    "script, img, iframe, svg, math, object, embed, form, link, meta, base, style, video, audio, "
    "picture, input, marquee, details[ontoggle], a[href], [onerror], [onload], [onfocus], [style]"
)
_STAND_IN = '''"""A sanitiser that lets everything through."""


def clean(html, **_):
    return html
'''


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
        # Hidden characters are taken out of what is read; an article's address is not shown, and a
        # conversation's title only where there is a list of them.
        asked = len(SINKS) - len(_OF_ARTICLES) - 1
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


def write(folder: Path) -> None:
    """An article for each payload, which is in all that is known of it and in its text."""
    folder.mkdir()
    with (folder / "articles.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "title", "outlet", "byline", "published", "url"])
        for number in range(len(PAYLOADS)):
            source = _file(number)
            path = folder / source
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_text(number), encoding="utf-8")
            known = (payload(number, each) for each in ("title", "outlet", "byline"))
            rows.writerow([source, *known, "2024-03-12", payload(number, "url")])


def _file(number: int) -> str:
    """A path that spells the payload, as far as a file system lets it: slashes make folders."""
    spelled = " ".join(payload(number, "file").split()).replace("//", "/\\")
    return f"{number:02} {spelled} .txt"


def _text(number: int) -> str:
    return (
        f"The council of Elmstead voted on Tuesday to close market hall {number}.\n\n"
        f'Mayor Ines Calder of ward {number} said: "{payload(number, "text")}" and went on.\n\n'
        f"The council will spend {number + 2} million pounds on {payload(number, 'text')} in 2026."
        "\n"
    )


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
    """What opens each article."""
    assistant = Assistant.open(folder, Settings(home=home))
    try:
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
    words = " ".join(payload(n, "question") for n in group)
    window.ask(f"What did the council vote on Tuesday? {words}")
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


@contextmanager
def page(work: Path, home: Path, model: ModelServer, off: bool) -> Iterator[str]:
    """The address of `dateline web` over the articles; with `off`, nothing is sanitised."""
    paths = work / "paths"
    paths.mkdir(exist_ok=True)
    if off:
        (paths / "nh3.py").write_text(_STAND_IN, encoding="utf-8")
    environment = {
        "PYTHONPATH": str(paths) if off else "",
        "PATH": str(Path(sys.executable).parent),  # Gradio looks for other programs in it
        "PYTHONUTF8": "1",
        "DATELINE_HOME": str(home),
        "DATELINE_MODEL": model.spec,
        "DATELINE_WRITER": "model",
        "DATELINE_MODELS": str(work / "models"),
    }
    run = [sys.executable, "-c"]
    check = "import nh3; print(nh3.clean('<form>'))"
    cleaned = subprocess.run(
        [*run, check], env=environment, capture_output=True, text=True, check=True
    )
    if ("<form>" in cleaned.stdout) is not off:
        raise RuntimeError("the sanitiser is not as this suite wants it")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [*run, "import sys; from assistant.cli import main; sys.exit(main())", "web"]
    command += ["--articles", str(work / "articles"), "--port", str(port)]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        if "Dateline is at" not in line:
            raise RuntimeError(f"the page did not start: {line.strip() or 'see above'}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _figure(
    name: str, value: int, goal: str, n: int, seed: int, seconds: float, note: str = ""
) -> Figure:
    return Figure(NAME, name, str(value), goal, not value, n, seed, seconds, note)
