"""The page: questions on the left, the article behind the answer on the right.

The only importer of Gradio, which takes seconds to import: it is imported when a page is built.
"""

import errno
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from assistant.api import app as api
from assistant.api.app import Beside
from assistant.desk import Assistant
from assistant.listening import listen
from assistant.settings import Settings
from assistant.switching import Switch
from assistant.web import collection, compare
from assistant.web.guard import LOOPBACK, Guard
from assistant.web.parts import QUIET, Desk
from assistant.web.render import header_html, shelf_html
from assistant.web.shelf import Shelf
from assistant.web.talk import Talk

if TYPE_CHECKING:
    import gradio

_STATIC = Path(__file__).parent / "static"
_STYLES = ("page", "compare", "collection")
_EXAMPLES = (
    "What has Honda said about working with Nissan?",
    "What did Seiji Sugiura say about the partnership?",
    "How many electrified models does Nissan plan by fiscal 2030?",
    "What did Toyota say about the talks?",
)
"""Questions about the bundled articles; the last has no answer in them."""


def build(assistant: Assistant) -> "gradio.Blocks":
    """The page as Gradio blocks. Serve it through `app`, which adds style, script and guard.

    Gradio's Markdown elements show HTML here: its HTML element compiles templates in the browser,
    which a Content-Security-Policy can only allow by allowing `eval`.
    """
    gr = _gradio()
    assistant = Switch.over(assistant)
    shelf = Shelf(assistant.articles)
    folder = assistant.library.folder
    bundled = folder == Settings().folder().resolve()
    talk = Talk(assistant, shelf)

    def ask(*inputs: Any) -> Iterator[dict[Any, Any]]:
        for change in talk.ask(*inputs):
            yield {parts[name]: value for name, value in change.items()}

    def clear_after(turns: Sequence[object]) -> Any:
        return gr.update(visible=bundled and not turns)

    blocks: gradio.Blocks = gr.Blocks(title="Dateline", analytics_enabled=False, fill_width=True)
    with blocks:
        turns = gr.State(())
        place = "the bundled sample folder" if bundled else str(folder)
        masthead = _html(header_html(len(shelf.articles), place, assistant.elsewhere), "masthead")
        desk = Desk(assistant, shelf, turns, _html)
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="working", min_width=0), gr.Tabs(elem_id="tabs"):
                with (
                    gr.Tab("Ask", elem_id="tab-ask"),
                    gr.Column(elem_id="asking", min_width=0),
                ):
                    transcript = _html("", "transcript")
                    notice = _html("", "notice")
                    with gr.Row(elem_id="askrow"):
                        question = gr.Textbox(
                            label="Question",
                            placeholder="Ask about the articles",
                            max_lines=5,
                            min_width=0,
                            autofocus=True,
                            elem_id="question",
                        )
                        button = gr.Button(
                            "Ask", variant="primary", scale=0, min_width=88, elem_id="ask"
                        )
                    with gr.Column(elem_id="examples", min_width=0, visible=bundled) as examples:
                        tries = [gr.Button(each, size="sm") for each in _EXAMPLES]
                    with gr.Accordion("Filters", open=False, elem_id="filters"):
                        with gr.Row():
                            since = gr.Textbox(
                                label="From", placeholder="YYYY-MM-DD", min_width=120
                            )
                            until = gr.Textbox(label="To", placeholder="YYYY-MM-DD", min_width=120)
                        outlets = gr.Dropdown(
                            shelf.outlets,
                            multiselect=True,
                            label="Outlets",
                            visible=bool(shelf.outlets),
                        )
                with gr.Tab("Compare", elem_id="tab-compare") as tab:
                    compare.build(gr, desk, tab)
                with gr.Tab("Articles", elem_id="tab-articles") as tab:
                    version = collection.build(gr, desk, tab)
            with gr.Column(elem_id="beside", min_width=0):
                reading = _html(shelf_html(shelf.articles), "reading")
        # page.js writes the value of a pressed mark here, and presses the button.
        pick = gr.Textbox(elem_id="pick", visible="hidden", label="Opened")
        opener = gr.Button("Open", elem_id="open", visible="hidden")

        parts = {
            "transcript": transcript,
            "notice": notice,
            "question": question,
            "turns": turns,
            "reading": reading,
        }
        asking = {
            "fn": ask,
            "inputs": [question, since, until, outlets, turns],
            "outputs": list(parts.values()),
            "concurrency_limit": 4,
            **QUIET,
        }
        asked = [gr.on([question.submit, button.click], **asking)]
        for example in tries:
            filled = example.click(lambda text: text, example, question, **QUIET)
            asked.append(filled.then(**asking))
        for each in asked:
            each.then(clear_after, turns, examples, queue=False, **QUIET)
        opener.click(talk.open, [pick, turns], reading, queue=False, **QUIET)
        collection.follow(gr, desk, [version.change, blocks.load], masthead, outlets, reading)
    return blocks


def app(assistant: Assistant, token: SecretStr | None = None) -> Beside:
    """The page as an ASGI application, guarded, and the API beside it."""
    gr = _gradio()
    from fastapi import FastAPI
    from fastapi.staticfiles import StaticFiles

    site = FastAPI(openapi_url=None)
    site.mount("/page", StaticFiles(directory=_STATIC))
    # Gradio's own file of the 600 weight of this font holds a few letters only.
    sans = gr.themes.LocalFont("Source Sans Pro", weights=(400, 700))
    gr.mount_gradio_app(
        site,
        build(assistant),
        path="/",
        theme=gr.themes.Base(font=(sans, "sans-serif"), font_mono=("monospace",)),
        css="".join((_STATIC / f"{each}.css").read_text(encoding="utf-8") for each in _STYLES),
        head='<script src="page/page.js"></script><script src="page/collection.js"></script>',
        max_file_size="10mb",
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
) -> None:
    """Serve the page until interrupted, and print its address; port 0 takes a free one.

    With a token the API beside the page asks for it; the page itself does not.
    Raises OSError, with words for the user, for a port in use and for a host that other machines
    could reach: the page has no login.
    """
    if host not in LOOPBACK:
        reason = "the page has no login, so it is served on 127.0.0.1 only"
        raise OSError(errno.EADDRNOTAVAIL, reason, host)
    listen(app(assistant, token), host, port)


def _gradio() -> Any:
    """Gradio, told before it is imported to call no one."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio

    return gradio


def _html(value: str, elem_id: str) -> Any:
    # Without this, dollar signs in an article would be drawn as formulas.
    return _gradio().Markdown(value, elem_id=elem_id, latex_delimiters=[])
