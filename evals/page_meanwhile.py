"""How long a reader waits while the page's own process indexes a new folder."""

import time
from collections.abc import Callable
from pathlib import Path

from evals import bench
from evals.browsing import Window
from evals.page_timing import anew, answered, clicked, first_byte, say, say_times, served

_MOST_PASSAGES = 20
"""Of an article, of which fewer would be written than are asked for if it had more."""
_EVERY = 500
"""Milliseconds between a reader's deeds."""
_TABS = (("compare", "#differ"), ("articles", "#collection .states"), ("ask", "#question textarea"))


def watch(
    window: Callable[[str], Window], work: Path, articles: Path | None, count: int, seconds: int
) -> None:
    """Open the page on a folder that was never indexed, and ask, click and look until it is done.

    The folder is the one given, or one made of the bundled articles.
    """
    folder = articles or work / "new"
    if not articles:
        bench.fill(folder, None, _MOST_PASSAGES * count, bench.SEED + 1)
        for each in sorted(folder.iterdir())[count:]:
            each.unlink()
    questions = bench.questions_about(folder)
    begun = time.monotonic()
    with served(work / "meanwhile", folder) as (address, _), window(address) as reader:
        say("from the command to the page's address", f"{time.monotonic() - begun:.1f} s")
        reader.open()
        say("from the command until one can type", f"{time.monotonic() - begun:.1f} s")
        reader.page.wait_for_selector("#tries .tries", timeout=120_000)
        say("from the command to the first examples", f"{time.monotonic() - begun:.1f} s")
        for doing in ("Indexing", "Reading who said what"):
            if time.monotonic() < begun + seconds:
                _during(reader, doing, questions, begun + seconds)
                say("from the command to there", f"{time.monotonic() - begun:.0f} s")


def _during(reader: Window, doing: str, questions: list[str], until: float) -> None:
    """A reader's deeds, one after the other, as long as the page says that it does this."""
    page, done = reader.page, ""
    took: dict[str, list[float]] = {"answers": [], "marks": [], "tabs": [], "first byte": []}
    line = page.locator("#work progress + p", has_text=doing)
    page.wait_for_selector(f"#work >> text={doing}", timeout=120_000)
    while time.monotonic() < until and line.count():
        done = line.first.text_content() or done
        anew(reader)
        took["answers"].append(answered(reader, questions[len(took["answers"]) % len(questions)]))
        page.wait_for_timeout(_EVERY)
        if page.locator("#transcript button.n").count():
            took["marks"].append(clicked(reader, -1))
        for tab, shows in _TABS:
            page.wait_for_timeout(_EVERY)
            started = time.perf_counter()
            reader.tab(tab)
            page.wait_for_selector(shows)
            took["tabs"].append(1000 * (time.perf_counter() - started))
        took["first byte"].append(first_byte(reader.address))
    wanted = {"answers": "under 500", "marks": "under 200", "first byte": "under 1,000"}
    for name, each in took.items():
        say_times(f"{name} ({doing.lower()})", each, wanted.get(name, ""))
    say("as far as it was watched", done.split(". ")[0] + ".")
