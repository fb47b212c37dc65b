"""How long a reader of the page waits, taken inside the page by a browser that is driven."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from evals.browsing import Window
from evals.metrics import percentile
from evals.torture.serving import closed_port

_COMMAND = "import sys; from assistant.cli import main; sys.exit(main())"
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


@contextmanager
def served(home: Path, folder: Path) -> Iterator[tuple[str, int]]:
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
            server.send_signal(signal.SIGINT)
            server.wait(60)


def first_byte(address: str) -> float:
    """Milliseconds until the first byte of the page, over a connection of its own."""
    started = time.perf_counter()
    with closing(HTTPConnection(urlsplit(address).netloc)) as connection:
        connection.request("GET", "/")
        connection.getresponse().read(1)
    return 1000 * (time.perf_counter() - started)


def anew(reader: Window) -> None:
    """Begin a new conversation."""
    reader.page.click("#new")
    reader.page.wait_for_selector("#transcript .turn", state="detached")


def answered(reader: Window, question: str) -> float:
    """Milliseconds from Enter until the answer is drawn."""
    reader.page.evaluate(_WATCH, ["keydown", reader.answers()])
    reader.page.fill("#question textarea", question)
    reader.page.press("#question textarea", "Enter")
    return float(reader.page.evaluate("window.took") or "inf")


def clicked(reader: Window, mark: int) -> float:
    """Milliseconds from a press on a mark until its words are drawn in their article."""
    if reader.page.locator("#cited").count():
        reader.page.click("#reading button.all")
        reader.page.wait_for_selector("#cited", state="detached")
    reader.page.evaluate(_WATCH, ["click", None])
    reader.page.locator("#transcript button.n").nth(mark).click()
    took = float(reader.page.evaluate("window.took") or "inf")
    reader.page.mouse.move(0, 0)  # away from the mark, whose card covers what is above it
    return took


def megabytes(process: int) -> float:
    """Memory a process holds; 0 where the system does not say."""
    place = Path(f"/proc/{process}/statm")
    return int(place.read_text().split()[1]) * 4096 / 1e6 if place.exists() else 0.0


def say_times(name: str, took: Sequence[float], wanted: str = "") -> None:
    """Print the median, the 95th percentile and the longest of some milliseconds."""
    if not took:
        return say(name, "none was timed")
    figure = f"median {percentile(took, 50):,.0f}, p95 {percentile(took, 95):,.0f}"
    figure += f", longest {max(took):,.0f} ms (n={len(took)}{'; ' if wanted else ''}{wanted})"
    return say(name, figure)


def say(name: str, figure: str) -> None:
    """Print a figure, with the load of the machine at that time."""
    print(f"{name:44} {figure}, load {os.getloadavg()[0]:.1f}", flush=True)
