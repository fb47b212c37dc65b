"""`make bench-page`: how long a reader waits, in a real browser, and what the server holds on to.

    python -m evals.page_bench [--articles FOLDER] [--passages N] [--added N] [--questions N]
        [--parts small large meanwhile]

The bundled articles, or those of a folder, are repeated with changed names until there are enough.
Times are taken inside the page: from the key or the press to the frame that shows what was asked
for. Every figure stands with its n and the load of the machine at that time.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import linear_regression

from assistant.desk import Assistant
from assistant.settings import Settings
from evals import bench, cases, page_meanwhile
from evals.browsing import NoBrowser, Window, chromium
from evals.page_timing import (
    anew,
    answered,
    clicked,
    first_byte,
    megabytes,
    say,
    say_times,
    served,
)
from seeds import ARTICLES

LONG, LONG_WORDS, OUTLET = "long.md", 50_000, "The Long Read"
_WARM_UP, _LEVEL = 0.2, 10
"""Part of the questions after which memory is expected to be level, and the fewest after that
without which nothing is said of it."""
_OPENINGS, _FETCHES, _CLICKS, _ASKED = 10, 30, 30, 100
_PARTS = ("small", "large", "meanwhile")


def main() -> int:
    """Print one line a figure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--articles", type=Path, help="folder to repeat (the bundled articles)")
    parser.add_argument("--passages", type=int, default=10_000, help="size of the large library")
    parser.add_argument("--added", type=int, default=1_300, help="articles indexed meanwhile")
    parser.add_argument("--questions", type=int, default=500, help="questions for the memory")
    parser.add_argument("--seconds", type=int, default=600, help="longest watch of the indexing")
    parser.add_argument(
        "--parts", nargs="+", choices=_PARTS, default=_PARTS, help="what to measure"
    )
    options = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as name, chromium() as browser:
            window = partial(Window, browser, viewport={"width": 1400, "height": 860})
            if "small" in options.parts:
                _small(window, Path(name), options.questions)
            if "large" in options.parts:
                _large(window, Path(name), options)
            if "meanwhile" in options.parts:
                page_meanwhile.watch(
                    window, Path(name), options.articles, options.added, options.seconds
                )
    except NoBrowser as error:
        print(f"page_bench: {error}", file=sys.stderr)
        return 1
    return 0


def _small(window: Callable[[str], Window], work: Path, questions: int) -> None:
    """What does not depend on the number of articles: opening the page, and memory."""
    with served(work / "small", ARTICLES) as (address, server):
        fetched = [first_byte(address) for _ in range(_FETCHES + 1)]
        say_times("first byte of the page, warm", fetched[1:], "under 1,000")
        opened = []
        for _ in range(_OPENINGS + 1):
            with window(address) as fresh:
                started = time.perf_counter()
                fresh.open()
                opened.append(1000 * (time.perf_counter() - started))
        say_times("until a question can be typed", opened[1:], "under 3,000")
        with window(address) as asking:
            asking.open()
            asked = [case.question for case in cases.read(cases.BUNDLED)]
            held = []
            for each in _fresh(asking, islice(cycle(asked), questions)):
                answered(asking, each)
                held.append(megabytes(server))
    warm = held[int(len(held) * _WARM_UP) :]
    if len(warm) > _LEVEL and warm[0]:
        slope = linear_regression(range(len(warm)), warm).slope
        span = f"from {warm[0]:.0f} to {warm[-1]:.0f} MB over the last {len(warm)} of {questions}"
        say("memory a question", f"{slope:+.3f} MB ({span}; under 0.1)")


def _large(window: Callable[[str], Window], work: Path, options: argparse.Namespace) -> None:
    """Answers and articles of a large library."""
    folder, home = work / "articles", work / "large"
    passages = bench.fill(folder, options.articles, options.passages)
    questions = bench.questions_about(folder)
    _long(folder / LONG)
    with closing(Assistant.open(folder, Settings(home=home, model="none"))) as before:
        before.sync()
        talk = before.conversation("long")
        for case in cases.read(cases.BUNDLED)[:8]:
            talk.ask(case.question, outlets=(OUTLET,))
    with served(home, folder) as (address, _), window(address) as reader:
        reader.open()
        took = [answered(reader, each) for each in _fresh(reader, questions[:_ASKED])]
        say_times(f"Enter to the answer, {passages:,} passages", took[5:], "under 500")
        reader.page.click("#conversations button[value='open:long']")
        reader.page.wait_for_selector("#transcript button.n")
        marks = reader.page.locator("#transcript button.n")
        clicks = []
        for n in range(_CLICKS):
            reader.page.wait_for_timeout(200)
            clicks.append(clicked(reader, n % marks.count()))
        say_times(f"mark to its words, {LONG_WORDS:,} words", clicks[1:], "under 200")


def _fresh(reader: Window, questions: Iterable[str]) -> Iterator[str]:
    """The questions, a new conversation for every ten of them."""
    for n, question in enumerate(questions):
        if n % 10 == 0:
            anew(reader)
        yield question


def _long(path: Path) -> None:
    """An article of 50,000 words: the bundled ones, then again and again with other names."""
    choice = random.Random(bench.SEED)  # noqa: S311
    texts = [each.read_text(encoding="utf-8") for each in sorted(ARTICLES.glob("*.txt"))]
    parts = list(texts)
    while sum(len(each.split()) for each in parts) < LONG_WORDS:
        parts.append(bench.renamed(texts[len(parts) % len(texts)], {}, choice))
    head = f"---\ntitle: A long read\noutlet: {OUTLET}\ndate: 2024-03-20\n---\n\n"
    path.write_text(head + "\n\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
