"""`make bench-page`: how long a reader waits, in a real browser, and what the server holds on to.

    python -m evals.page_bench [--articles FOLDER] [--passages N] [--added N] [--questions N]

The bundled articles, or those of a folder, are repeated with changed names until there are enough.
Times are taken inside the page: from the key or the press to the frame that shows what was asked
for. Every figure stands with its n and the load of the machine at that time.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path
from statistics import linear_regression
from urllib.parse import urlsplit

from assistant.desk import Assistant
from assistant.settings import Settings
from evals import bench, cases
from evals.browsing import NoBrowser, Window, chromium
from evals.metrics import percentile
from evals.torture.serving import closed_port
from seeds import ARTICLES

LONG, LONG_WORDS, OUTLET = "long.md", 50_000, "The Long Read"
_COMMAND = "import sys; from assistant.cli import main; sys.exit(main())"
_WARM_UP, _LEVEL = 0.2, 10
"""Part of the questions after which memory is expected to be level, and the fewest after that
without which nothing is said of it."""
_MOST_PASSAGES = 20
"""Of an article, of which fewer would be written than are asked for if it had more."""
_OPENINGS, _FETCHES, _CLICKS, _ASKED = 10, 30, 30, 100
_WATCH = """([event, answers]) => { window.took = new Promise((done) => {
  let begun = 0;
  document.querySelector("#cited")?.setAttribute("data-old", "yes");
  const there = () => answers === null
    ? document.querySelector("#cited:not([data-old])")
    : document.querySelectorAll("#transcript .answer").length > answers
      && !document.querySelector("#transcript .pending");
  const watch = new MutationObserver(() => {
    if (!begun || !there()) return;
    watch.disconnect();
    requestAnimationFrame(() => done(performance.now() - begun));
  });
  watch.observe(document.body, { subtree: true, childList: true });
  const begin = (each) => { begun = each.timeStamp; };
  document.addEventListener(event, begin, { capture: true, once: true });
  setTimeout(() => done(null), 120000);
}); }"""


def main() -> int:
    """Print one line a figure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--articles", type=Path, help="folder to repeat (the bundled articles)")
    parser.add_argument("--passages", type=int, default=10_000, help="size of the large library")
    parser.add_argument("--added", type=int, default=1_300, help="articles indexed meanwhile")
    parser.add_argument("--questions", type=int, default=500, help="questions for the memory")
    parser.add_argument("--seconds", type=int, default=600, help="longest watch of the indexing")
    options = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as name, chromium() as browser:
            window = partial(Window, browser, viewport={"width": 1400, "height": 860})
            _small(window, Path(name), options.questions)
            _large(window, Path(name), options)
    except NoBrowser as error:
        print(f"page_bench: {error}", file=sys.stderr)
        return 1
    return 0


def _small(window: Callable[[str], Window], work: Path, questions: int) -> None:
    """What does not depend on the number of articles: opening the page, and memory."""
    with _served(work / "small", ARTICLES) as (address, server):
        fetched = []
        for _ in range(_FETCHES + 1):
            started = time.perf_counter()
            with closing(HTTPConnection(urlsplit(address).netloc)) as connection:
                connection.request("GET", "/")
                connection.getresponse().read(1)
            fetched.append(1000 * (time.perf_counter() - started))
        _times("first byte of the page, warm", fetched[1:], "under 1,000")
        opened = []
        for _ in range(_OPENINGS + 1):
            with window(address) as fresh:
                started = time.perf_counter()
                fresh.open()
                opened.append(1000 * (time.perf_counter() - started))
        _times("until a question can be typed", opened[1:], "under 3,000")
        with window(address) as asking:
            asking.open()
            asked = [case.question for case in cases.read(cases.BUNDLED)]
            held = []
            for each in _fresh(asking, islice(cycle(asked), questions)):
                _answered(asking, each)
                held.append(_megabytes(server))
    warm = held[int(len(held) * _WARM_UP) :]
    if len(warm) > _LEVEL and warm[0]:
        slope = linear_regression(range(len(warm)), warm).slope
        span = f"from {warm[0]:.0f} to {warm[-1]:.0f} MB over the last {len(warm)} of {questions}"
        _say("memory a question", f"{slope:+.3f} MB ({span}; under 0.1)")


def _large(window: Callable[[str], Window], work: Path, options: argparse.Namespace) -> None:
    """Answers and articles of a large library, and both while more is indexed."""
    folder, home = work / "articles", work / "large"
    passages = bench.fill(folder, options.articles, options.passages)
    questions = bench.questions_about(folder)
    _long(folder / LONG)
    with closing(Assistant.open(folder, Settings(home=home, model="none"))) as before:
        before.sync()
        talk = before.conversation("long")
        for case in cases.read(cases.BUNDLED)[:8]:
            talk.ask(case.question, outlets=(OUTLET,))
    with _served(home, folder) as (address, _), window(address) as reader:
        reader.open()
        times = [_answered(reader, each) for each in _fresh(reader, questions[:_ASKED])]
        _times(f"Enter to the answer, {passages:,} passages", times[5:], "under 500")
        reader.page.click("#conversations button[value='open:long']")
        reader.page.wait_for_selector("#transcript button.n")
        marks = reader.page.locator("#transcript button.n")
        clicks = []
        for n in range(_CLICKS):
            reader.page.wait_for_timeout(200)
            clicks.append(_clicked(reader, n % marks.count()))
        _times(f"mark to its words, {LONG_WORDS:,} words", clicks[1:], "under 200")
        _meanwhile(reader, work, questions, options)


def _meanwhile(
    reader: Window, work: Path, questions: Sequence[str], options: argparse.Namespace
) -> None:
    """Add articles on the page, and ask and click until they are indexed."""
    bench.fill(work / "more", options.articles, _MOST_PASSAGES * options.added, bench.SEED + 1)
    files = sorted((work / "more").iterdir())[: options.added]
    reader.tab("articles")
    reader.page.wait_for_selector("#sending", state="attached")
    reader.page.set_input_files("#add-files", files)
    reader.page.wait_for_selector("#collection-head progress", timeout=300_000)
    asked, clicked, done = list[float](), list[float](), ""
    until = time.monotonic() + options.seconds
    while time.monotonic() < until and reader.page.locator("#collection-head progress").count():
        done = reader.page.text_content("#collection-head .work p") or done
        reader.tab("ask")
        _anew(reader)
        asked.append(_answered(reader, questions[len(asked) % len(questions)]))
        if reader.page.locator("#transcript button.n").count():
            reader.page.wait_for_timeout(300)
            clicked.append(_clicked(reader, -1))
        reader.tab("articles")
        reader.page.wait_for_timeout(1_200)  # the list looks again every second
    _times(f"answers while {len(files):,} articles are indexed", asked)
    _times("marks meanwhile", clicked)
    _say("as far as it was watched", done.split(". ")[0] + ".")


@contextmanager
def _served(home: Path, folder: Path) -> Iterator[tuple[str, int]]:
    """The address of a page in a process of its own, and that process's id."""
    command = [sys.executable, "-c", _COMMAND, "web", "--articles", str(folder)]
    command += ["--port", str(closed_port())]
    environment = os.environ | {"DATELINE_HOME": str(home), "DATELINE_MODEL": "none"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            found = re.search(r"http://\S+:\d+", server.stdout.readline() if server.stdout else "")
            if not found:
                raise OSError("the page could not be served")
            yield found[0], server.pid
        finally:
            server.terminate()


def _fresh(reader: Window, questions: Iterable[str]) -> Iterator[str]:
    """The questions, a new conversation for every ten of them."""
    for n, question in enumerate(questions):
        if n % 10 == 0:
            _anew(reader)
        yield question


def _anew(reader: Window) -> None:
    reader.page.click("#new")
    reader.page.wait_for_selector("#transcript .turn", state="detached")


def _answered(reader: Window, question: str) -> float:
    """Milliseconds from Enter until the answer is drawn."""
    reader.page.evaluate(_WATCH, ["keydown", reader.answers()])
    reader.page.fill("#question textarea", question)
    reader.page.press("#question textarea", "Enter")
    return float(reader.page.evaluate("window.took") or "inf")


def _clicked(reader: Window, mark: int) -> float:
    """Milliseconds from a press on a mark until its words are drawn in their article."""
    if reader.page.locator("#cited").count():
        reader.page.click("#reading button.all")
        reader.page.wait_for_selector("#cited", state="detached")
    reader.page.evaluate(_WATCH, ["click", None])
    reader.page.locator("#transcript button.n").nth(mark).click()
    took = float(reader.page.evaluate("window.took") or "inf")
    reader.page.mouse.move(0, 0)  # away from the mark, whose card covers what is above it
    return took


def _long(path: Path) -> None:
    """An article of 50,000 words: the bundled ones, then again and again with other names."""
    choice = random.Random(bench.SEED)  # noqa: S311
    texts = [each.read_text(encoding="utf-8") for each in sorted(ARTICLES.glob("*.txt"))]
    parts = list(texts)
    while sum(len(each.split()) for each in parts) < LONG_WORDS:
        parts.append(bench.renamed(texts[len(parts) % len(texts)], {}, choice))
    head = f"---\ntitle: A long read\noutlet: {OUTLET}\ndate: 2024-03-20\n---\n\n"
    path.write_text(head + "\n\n".join(parts), encoding="utf-8")


def _megabytes(process: int) -> float:
    """Memory a process holds; 0 where the system does not say."""
    place = Path(f"/proc/{process}/statm")
    return int(place.read_text().split()[1]) * 4096 / 1e6 if place.exists() else 0.0


def _times(name: str, times: Sequence[float], wanted: str = "") -> None:
    if not times:
        return _say(name, "none was timed")
    figure = f"median {percentile(times, 50):,.0f}, p95 {percentile(times, 95):,.0f}"
    figure += f", longest {max(times):,.0f} ms (n={len(times)}{'; ' if wanted else ''}{wanted})"
    return _say(name, figure)


def _say(name: str, figure: str) -> None:
    print(f"{name:44} {figure}, load {os.getloadavg()[0]:.1f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
