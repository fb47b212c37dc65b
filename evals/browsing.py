"""The page in a real browser: the only part that knows Playwright.

Chromium is the system's own (`make browser` installs Debian's); nothing is downloaded here.
"""

import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Browser
    from playwright.sync_api import Dialog, Page, Response, Route, WebSocket

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE = 20_000
"""Milliseconds to wait for what must come; a busy machine takes a few seconds."""
_ARGUMENTS = (
    "--no-sandbox",  # a container's root has none; only pages of this project are opened
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
)
_VISIBLE = """selector => {
  const element = document.querySelector(selector);
  if (!element) return false;
  const box = element.getClientRects()[0];
  const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return !!at && (element.contains(at) || at.contains(element));
}"""
_STILL = """([ms]) => {
  if (!window.changed) {
    window.changed = performance.now();
    const watch = new MutationObserver(() => (window.changed = performance.now()));
    watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  }
  return performance.now() - window.changed > ms;
}"""
_QUIET = 500
"""Milliseconds."""


class NoBrowser(Exception):
    """There is no browser to drive; the message says what is missing."""


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The address at which an ASGI application is served, until the block ends."""
    import uvicorn

    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listening]}, name="page", daemon=True
        )
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=10)


@contextmanager
def chromium() -> Iterator["Browser"]:
    """A browser, closed when the block ends. Raises NoBrowser."""
    if find_spec("playwright") is None:
        raise NoBrowser("playwright is not installed; run: make browser")
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise NoBrowser("there is no Chromium; install the package chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


class Window:
    """One visitor's window on the page, with a session of its own. Close when done.

    Every request it makes is seen: `strayed` are those that were for another origin, and none of
    them gets out. `errors` are what the page's scripts threw, `alerts` what they said in a box, and
    `policies` the Content-Security-Policy of each document. `page` is Playwright's.
    """

    def __init__(self, browser: "Browser", address: str, **context: Any) -> None:
        self.address = address
        self.strayed: list[str] = []
        self.errors: list[str] = []
        self.alerts: list[str] = []
        self.policies: list[str] = []
        self._context = browser.new_context(**context)
        self._context.set_default_timeout(_PATIENCE)
        self._context.route(re.compile(".*"), self._seen)
        self.page: Page = self._context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", self._said)
        self.page.on("response", self._answered)
        self.page.on("websocket", self._socket)

    def _seen(self, route: "Route") -> None:
        if self._count(route.request.url):
            route.abort()
        else:
            route.continue_()

    def _count(self, url: str) -> bool:
        """Whether an address is of another origin, which is noted."""
        there = url.startswith((f"{self.address}/", "data:", "blob:", "about:"))
        if not there:
            self.strayed.append(url)
        return not there

    def _socket(self, socket: "WebSocket") -> None:
        self._count(socket.url.replace("ws", "http", 1))

    def _said(self, dialog: "Dialog") -> None:
        self.alerts.append(dialog.message)
        with suppress(Exception):  # its frame may have gone meanwhile
            dialog.dismiss()

    def _answered(self, response: "Response") -> None:
        if response.request.resource_type == "document":
            self.policies.append(response.headers.get("content-security-policy", ""))

    def __enter__(self) -> "Window":
        return self

    def __exit__(self, *_: object) -> None:
        self._context.close()

    def open(self) -> "Window":
        """Load the page and wait until a question can be typed."""
        self.page.goto(self.address)
        self.page.wait_for_selector("#question textarea")
        self.page.wait_for_selector("#reading[role=region]", state="attached")
        return self

    def ask(self, question: str) -> None:
        """Type a question, press Enter, and wait for the whole answer or a message."""
        before = self.answers()
        self.page.evaluate(
            "document.querySelector('#notice .notice')?.setAttribute('data-old', '')"
        )
        self.send(question)
        self.until(
            "([n]) => document.querySelectorAll('#transcript .answer').length > n"
            " && !document.querySelector('#transcript .pending')"
            " || document.querySelector('#notice .notice:not([data-old])')",
            before,
        )

    def send(self, question: str) -> None:
        """Type a question and press Enter."""
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")

    def answers(self) -> int:
        """How many answers are shown."""
        return self.page.locator("#transcript .answer").count()

    def marks(self) -> Sequence[str]:
        """What the marks of the last answer stand for, in order."""
        found: list[str] = self.page.eval_on_selector_all(
            "#transcript .turn:last-of-type .answer p button.n", "all => all.map(b => b.value)"
        )
        return found

    def press(self, value: str) -> None:
        """Press the first button of the page with a value, and wait for the article it opens."""
        mark = self.page.locator(f'button[value="{value}"]:visible').first
        current = mark.get_attribute("aria-current")
        if current:  # its article is there, or about to come by itself
            self.page.wait_for_selector("#cited, #reading .notice", state="attached")
        if current and self.page.locator("#cited").count():
            mark.click()
        else:
            self.fresh(mark.click)

    def fresh(self, does: Callable[[], object]) -> None:
        """Do something that opens an article, and wait until it is there."""
        self.page.evaluate(
            "document.querySelectorAll('#reading .reading, #reading .catalogue, #reading .notice')"
            ".forEach(each => each.setAttribute('data-old', ''))"
        )
        does()
        self.page.wait_for_selector(
            "#reading .reading:not([data-old]), #reading .notice:not([data-old])"
        )

    def type(self, element: str, text: str) -> None:
        """Put a text into a hidden box of the page, as its own scripts do."""
        self.page.evaluate(
            """([id, text]) => {
              const box = document.querySelector(`#${id} textarea, #${id} input`);
              box.value = text;
              box.dispatchEvent(new Event("input", { bubbles: true }));
            }""",
            [element, text],
        )

    def write(self, element: str, text: str) -> None:
        """Put a text into a box of the page key by key, in place of what it holds."""
        self.page.click(f"#{element} textarea, #{element} input")
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)

    def marked(self) -> str:
        """The words that are highlighted in the article."""
        found: list[str] = self.page.eval_on_selector_all(
            "#reading mark", "all => all.map(m => m.textContent)"
        )
        return "".join(found)

    def tab(self, name: str, kind: str = "tab") -> None:
        """Open a tab by its name, or a view of the tab that compares."""
        self.page.click(f"#{kind}-{name}-button")

    def settled(self) -> None:
        """Wait until nothing has changed for half a second: what comes after an answer is there."""
        self.until(_STILL, _QUIET)

    def seen(self, selector: str) -> bool:
        """Whether the first such element comes into the window, and into whatever scrolls it."""
        return eventually(lambda: bool(self.page.evaluate(_VISIBLE, selector)), self)

    def until(self, script: str, *values: Any) -> None:
        """Wait until a script, given the values as a list, says true."""
        self.page.wait_for_function(script, arg=list(values))


def eventually(check: Callable[[], bool], window: Window, seconds: float = 10) -> bool:
    """Whether something comes true while the window goes on."""
    for _ in range(round(seconds * 20)):
        if check():
            return True
        window.page.wait_for_timeout(50)
    return False
