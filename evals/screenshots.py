"""`make screenshots`: the page's main states as pictures, for the README.

    python -m evals.screenshots [--out FOLDER]

Each is taken in a real browser over the bundled articles, so a picture shows what a reader sees.
"""

import argparse
import io
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.desk import CONVERSATIONS, Assistant
from assistant.settings import Settings
from assistant.switching import Switch
from evals.bench import SEED, renamed
from evals.browsing import NoBrowser, Window, chromium, served
from seeds import ARTICLES

if TYPE_CHECKING:
    from evals.browsing import Browser

DOCS = Path(__file__).parent.parent / "docs"
LARGEST = 200_000
"""Bytes of a picture: a README is read on telephones too."""
ASKED = "What has Honda said about the tie-up?"
DIFFERS = "Which organisation does Seiji Sugiura work for?"
_WIDE, _NARROW = {"width": 1400, "height": 860}, {"width": 390, "height": 800}
_ADDED = 150
"""Articles dropped on the page for the picture of its progress."""


def main() -> int:
    """Write the pictures, and print the size of each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=DOCS, help="folder for the pictures (docs)")
    options = parser.parse_args()
    try:
        with chromium() as browser:
            for name, picture in pictures(browser):
                data = small(picture)
                (options.out / name).write_bytes(data)
                print(f"{name:18} {len(data):,} bytes", flush=True)
    except NoBrowser as error:
        print(f"screenshots: {error}", file=sys.stderr)
        return 1
    return 0


def pictures(browser: "Browser") -> Iterator[tuple[str, bytes]]:
    """Name and PNG of each state."""
    with _page() as (address, home):

        def taken(state: Callable[[Window], object], scheme: str, size: dict[str, int]) -> bytes:
            looks = {"viewport": size, "color_scheme": scheme, "reduced_motion": "reduce"}
            with Window(browser, address, **looks) as window:
                state(window.open())
                window.settled()
                picture = window.page.screenshot()
            shutil.rmtree(home / CONVERSATIONS, ignore_errors=True)  # each shows its own only
            return picture

        yield "page.png", taken(_answered, "light", _WIDE)
        yield "page-dark.png", taken(_answered, "dark", _WIDE)
        yield "page-narrow.png", taken(_differing, "light", _NARROW)
        yield "compare.png", taken(_compared, "light", _WIDE)
        yield "said.png", taken(_said, "light", _WIDE)
        yield "timeline.png", taken(_timeline, "light", _WIDE)
        yield "articles.png", taken(_adding, "light", _WIDE)


def small(png: bytes) -> bytes:
    """The same picture with a palette of 256 colours, which text and flat grounds do not miss."""
    from PIL import Image

    out = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


@contextmanager
def _page() -> Iterator[tuple[str, Path]]:
    """The address of a page over the bundled articles, and its home."""
    from assistant.web.page import app

    with tempfile.TemporaryDirectory() as beside:
        home = Path(beside).with_name("dateline-pictures")  # its name is in one of them
        settings = Settings(home=home, model="none")
        assistant = Assistant.open(None, settings)
        assistant.sync()
        try:
            with closing(Switch(assistant)) as switch, served(app(switch, settings=settings)) as at:
                yield at, home
        finally:
            shutil.rmtree(home)


def _answered(window: Window) -> None:
    window.ask(ASKED)
    window.press(window.marks()[0])
    window.page.mouse.move(0, 0)


def _differing(window: Window) -> None:
    window.ask(DIFFERS)


def _compared(window: Window) -> None:
    window.ask(DIFFERS)
    window.tab("compare")
    window.page.wait_for_selector("#differ .card")
    window.press(window.page.locator("#differ .card button").first.get_attribute("value") or "")


def _said(window: Window) -> None:
    window.tab("compare")
    window.tab("said", "view")
    window.page.wait_for_selector("#said .rows", timeout=120_000)
    window.write("said-who", "Sugiura")
    window.page.keyboard.press("Enter")
    window.settled()
    window.press(window.page.locator("#said .rows button").first.get_attribute("value") or "")


def _timeline(window: Window) -> None:
    window.tab("compare")
    window.tab("when", "view")
    window.page.wait_for_selector("#when .events")


def _adding(window: Window) -> None:
    """Articles dropped on the page, one of them empty, when some are indexed and more are not."""
    window.tab("articles")
    window.page.wait_for_selector("#sending", state="attached")
    files = [{"name": "notes.txt", "mimeType": "text/plain", "buffer": b""}]
    choice = random.Random(SEED)  # noqa: S311
    originals = [p for p in sorted(ARTICLES.iterdir()) if p.suffix in (".txt", ".md")]
    for n in range(_ADDED):
        text = originals[n % len(originals)].read_text(encoding="utf-8")
        name = f"wire-{n:03}{originals[n % len(originals)].suffix}"
        body = renamed(text, {}, choice).encode()
        files.append({"name": name, "mimeType": "text/plain", "buffer": body})
    window.page.set_input_files("#add-files", files)  # type: ignore[arg-type]
    # Some are indexed by then, so that there is a rate, and the list has the first of them.
    window.page.wait_for_selector("#work progress + p >> text=a second", timeout=120_000)
    window.page.wait_for_selector("#collection .states", timeout=60_000)


if __name__ == "__main__":
    sys.exit(main())
