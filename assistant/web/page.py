"""The page: questions on the left, the article behind the answer on the right.

The only importer of Gradio, which takes seconds to import: it is imported when a page is built.
"""

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from assistant.api import app as api
from assistant.api.app import Beside
from assistant.desk import CONVERSATIONS, Assistant
from assistant.kept import Conversations
from assistant.listening import listen
from assistant.settings import Settings
from assistant.switching import Switch
from assistant.web import asking, collection, compare
from assistant.web.arrivals import Arrivals
from assistant.web.catalogue import shelf_html
from assistant.web.collecting import UPLOADS
from assistant.web.guard import ARRIVING, LOOPBACK, Guard
from assistant.web.handing import Handing
from assistant.web.keeping import Keeping
from assistant.web.next import Next
from assistant.web.parts import Desk, place
from assistant.web.pulse import Pulse
from assistant.web.render import header_html
from assistant.web.shelf import Shelf
from assistant.web.talk import Talk
from assistant.web.writers import Writers

if TYPE_CHECKING:
    import gradio

_STATIC = Path(__file__).parent / "static"
_STYLES, _SCRIPTS = ("page", "compare", "collection"), ("page", "collection")
_HEAD = "".join(
    [f'<link rel="stylesheet" href="page/{each}.css">' for each in _STYLES]
    + [f'<script type="module" src="page/{each}.js"></script>' for each in _SCRIPTS]
)
"""Linked and not handed to Gradio, which splits the selectors it is given at every comma."""


def build(assistant: Assistant, settings: Settings) -> "gradio.Blocks":
    """The page as Gradio blocks. Serve it through `app`, which adds style, script and guard.

    Gradio's Markdown elements show HTML here: its HTML element compiles templates in the browser,
    which a Content-Security-Policy can only allow by allowing `eval`.
    """
    gr = _gradio()
    assistant = Switch.over(assistant)
    shelf = Shelf.of(assistant)
    writers = Writers(settings)
    talk = Talk(assistant, shelf, writers, assistant.background)
    keeping = Keeping(talk, shelf, Conversations(assistant.library.home.parent / CONVERSATIONS))
    folder = assistant.library.folder

    blocks: gradio.Blocks = gr.Blocks(title="Dateline", analytics_enabled=False, fill_width=True)
    with blocks:
        page: dict[str, Any] = {"turns": gr.State(()), "name": gr.State(None)}
        desk = Desk(assistant, shelf, page["turns"], _html)
        masthead = _html(header_html(len(shelf.articles), place(folder)), "masthead")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="sidebar", min_width=0):
                page |= asking.sidebar(gr, desk)
            with gr.Column(elem_id="working", min_width=0):
                pulse = Pulse(gr, desk)
                with gr.Tabs(elem_id="tabs"):
                    with gr.Tab("Ask", elem_id="tab-ask"):
                        page |= asking.build(gr, desk, writers)
                    with gr.Tab("Compare", elem_id="tab-compare") as tab:
                        begun = compare.build(gr, desk, tab)
                    with gr.Tab("Articles", elem_id="tab-articles") as tab:
                        begun += collection.build(gr, desk, tab)
            with gr.Column(elem_id="beside", min_width=0):
                page["reading"] = _html(
                    shelf_html(shelf.articles, coming=shelf.coming()), "reading"
                )
        # page.js writes what was pressed into the boxes, and presses the buttons.
        for name in ("pick", "command", "instead"):
            page[name] = gr.Textbox(elem_id=name, visible="hidden", label=name, max_lines=9)
        for name in ("open", "do"):
            page[name] = gr.Button(name, elem_id=name, visible="hidden")
        page["saved"] = _html("", "saved")
        deeds = asking.Deeds(
            writers, talk, keeping, Next(assistant, shelf), Handing(assistant, shelf)
        )
        asking.join(gr, page, deeds)
        around = [masthead, page["outlets"], page["reading"], page["transcript"]]
        pulse.join(blocks.load, begun)
        opened = collection.follow(gr, desk, [pulse.version.change, blocks.load], around)
        asking.arrive(blocks, page, deeds, opened)
    return blocks


def app(
    assistant: Assistant, token: SecretStr | None = None, settings: Settings | None = None
) -> Beside:
    """The page as an ASGI application, guarded, and the API beside it.

    `settings` are those of the assistant.
    """
    gr = _gradio()
    from fastapi import FastAPI
    from fastapi.staticfiles import StaticFiles

    site = FastAPI(openapi_url=None)
    site.mount("/page", StaticFiles(directory=_STATIC))
    site.mount(ARRIVING.rstrip("/"), Arrivals(assistant.library.home.parent / UPLOADS))
    # Gradio's own file of the 600 weight of this font holds a few letters only.
    sans = gr.themes.LocalFont("Source Sans Pro", weights=(400, 700))
    gr.mount_gradio_app(
        site,
        build(assistant, settings or Settings()),
        path="/",
        theme=gr.themes.Base(font=(sans, "sans-serif"), font_mono=("monospace",)),
        head=_HEAD,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        show_error=False,
        pwa=False,
        mcp_server=False,
    )
    return Beside(api.app(assistant, token), Guard(site))


def serve(
    assistant: Assistant,
    host: str = "127.0.0.1",
    port: int = 7860,
    token: SecretStr | None = None,
    settings: Settings | None = None,
) -> None:
    """Serve the page until interrupted, and print its address; port 0 takes a free one.

    The folder is followed, and read for who said what, meanwhile. With a token the API beside the
    page asks for it; the page itself does not.
    Raises OSError, with words for the user, for a port in use and for a host that other machines
    could reach: the page has no login.
    """
    if host not in LOOPBACK:
        reason = "the page has no login, so it is served on 127.0.0.1 only"
        raise OSError(errno.EADDRNOTAVAIL, reason, host)
    switch = Switch.over(assistant)
    built = app(switch, token, settings)
    # Only now: what it takes to begin would delay the page by as long again.
    switch.background.follow()
    listen(built, host, port)


def _gradio() -> Any:
    """Gradio, told before it is imported to call no one."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio

    return gradio


def _html(value: str, elem_id: str) -> Any:
    # Without this, dollar signs in an article would be drawn as formulas.
    return _gradio().Markdown(value, elem_id=elem_id, latex_delimiters=[])
