"""A real Chromium on a real page, over the bundled articles: `make browser`."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from assistant import Assistant, Settings
from assistant.switching import Switch
from evals.browsing import NoBrowser, Window, chromium, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Opens = Callable[..., Window]


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Chromium; where there is none, the suite is skipped with the reason."""
    with ExitStack() as stack:
        try:
            started = stack.enter_context(chromium())
        except NoBrowser as error:
            pytest.skip(str(error))
        yield started


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The bundled articles, indexed, without a model."""
    home: Path = tmp_path_factory.mktemp("home")
    opened = Assistant.open(None, Settings(home=home, model="none"))
    opened.sync()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def address(assistant: Assistant) -> Iterator[str]:
    """Where their page is served."""
    from assistant.web.page import app

    with served(app(assistant)) as at:
        yield at


@dataclass(frozen=True, slots=True)
class Desk:
    """A page over a folder of its own, which may be changed."""

    address: str
    folder: Path
    switch: Switch


@pytest.fixture
def desk(
    tmp_path: Path, write_news: Callable[[Path], None]
) -> Iterator[Callable[[Path | None, str], Desk]]:
    """Serves a page over a folder, by default one with a little news, and with a model or none."""
    from assistant.web.page import app

    with ExitStack() as stack:

        def one(folder: Path | None = None, model: str = "none") -> Desk:
            if folder is None:
                write_news(folder := tmp_path / "stories")
            settings = Settings(home=tmp_path / "home", model=model)
            opened = Assistant.open(folder, settings)
            opened.sync()
            switch = Switch(opened)
            stack.callback(switch.close)
            at = stack.enter_context(served(app(switch, settings=settings)))
            return Desk(at, folder, switch)

        yield one


@pytest.fixture
def window(browser: "Browser", address: str) -> Iterator[Opens]:
    """Opens windows on the page; each must have kept to its origin, without an error."""
    opened: list[Window] = []

    def one(address: str = address, **context: Any) -> Window:
        opened.append(Window(browser, address, **context))
        return opened[-1].open()

    yield one
    for each in opened:
        each.page.context.close()
    assert [url for each in opened for url in each.strayed] == []
    assert [error for each in opened for error in each.errors] == []
