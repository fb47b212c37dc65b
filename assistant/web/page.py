"""The page: questions on the left, the article behind the answer on the right.

The only importer of Gradio, which takes seconds to import: it is imported when a page is built.
"""

import logging
import os
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.desk import Assistant, QuestionError
from assistant.web.guard import LOOPBACK, Guard
from assistant.web.reading import article_html
from assistant.web.render import header_html, notice_html, shelf_html, transcript_html
from assistant.web.turns import FilterError, Filters, Opening, Turn, first_pick, opening

if TYPE_CHECKING:
    import gradio as gr

_STATIC = Path(__file__).parent / "static"
_EXAMPLES = (
    "What has Honda said about electric cars?",
    "When did Nissan and Honda sign the memorandum of understanding?",
    "How many electrified models does Nissan plan by fiscal 2030?",
    "What did Toyota say about the talks?",
)
"""Questions about the bundled articles; the last has no answer in them."""


def build(assistant: Assistant) -> "gr.Blocks":
    """The page as Gradio blocks. Mount it with `app`, which adds the guard, the style and script.

    Gradio's Markdown elements show HTML here: its HTML element compiles templates in the browser,
    which a Content-Security-Policy can only allow by allowing `eval`.
    """
    gr = _gradio()
    shelf = assistant.articles()
    by_source = {article.source: article for article in shelf}
    outlets = sorted({article.outlet for article in shelf if article.outlet})

    def show(opened: Opening | None) -> str:
        if opened is None:
            return notice_html("This article is no longer there, or has changed since.")
        return article_html(opened.article, opened.start, opened.end)

    def ask(
        question: str, since: str, until: str, within: Sequence[str], turns: Sequence[Turn]
    ) -> Iterator[dict[Any, Any]]:
        try:
            filters = Filters.read(since, until, within)
            asked = [*turns, Turn(question.strip(), filters)]
            if question.strip():
                yield {transcript: transcript_html(asked), notice: ""}
            answer = assistant.ask(
                question, since=filters.since, until=filters.until, outlets=filters.outlets
            )
        except (QuestionError, FilterError) as error:
            yield {transcript: transcript_html(turns), notice: notice_html(str(error))}
            return
        except Exception:
            logging.getLogger(__name__).exception("the page could not answer")
            problem = "The answer could not be made; the terminal that runs Dateline says why."
            yield {transcript: transcript_html(turns), notice: notice_html(problem)}
            return
        done = [*turns, Turn(question.strip(), filters, answer)]
        changes = {
            transcript: transcript_html(done),
            notice: "",
            box: "",
            history: done,
            examples: gr.update(visible=False),
        }
        pick = first_pick(done)
        if pick:
            changes[reading] = show(opening(pick, done, shelf, by_source))
        yield changes

    def open_picked(pick: str, turns: Sequence[Turn]) -> str:
        return show(opening(pick, turns, shelf, by_source))

    tries: list[gr.Button] = []
    with gr.Blocks(title="Dateline", analytics_enabled=False, fill_width=True) as blocks:
        history = gr.State([])
        _html(header_html(len(shelf), str(assistant.folder), local=True), "masthead")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="asking", min_width=0):
                transcript = _html("", "transcript")
                notice = _html("", "notice")
                with gr.Row(elem_id="askrow"):
                    box = gr.Textbox(
                        label="Question",
                        placeholder="Ask about the articles",
                        lines=1,
                        max_lines=5,
                        scale=1,
                        min_width=0,
                        autofocus=True,
                        elem_id="question",
                    )
                    button = gr.Button("Ask", variant="primary", scale=0, min_width=88)
                with gr.Column(elem_id="examples", min_width=0) as examples:
                    for text in _EXAMPLES:
                        tries.append(gr.Button(text, size="sm", variant="secondary"))
                with gr.Accordion("Filters", open=False, elem_id="filters"):
                    with gr.Row():
                        since = gr.Textbox(label="From", placeholder="YYYY-MM-DD", min_width=120)
                        until = gr.Textbox(label="To", placeholder="YYYY-MM-DD", min_width=120)
                    within = gr.Dropdown(
                        outlets, multiselect=True, label="Outlets", visible=bool(outlets)
                    )
            with gr.Column(elem_id="reading-column", min_width=0):
                reading = _html(shelf_html(shelf), "reading")
        pick = gr.Textbox(elem_id="pick", visible="hidden", label="Opened")

        asking: dict[str, Any] = {
            "fn": ask,
            "inputs": [box, since, until, within, history],
            "outputs": [transcript, notice, box, history, examples, reading],
            "show_progress": "hidden",
            "concurrency_limit": 4,
            "api_visibility": "private",
        }
        gr.on([box.submit, button.click], **asking)
        for example in tries:
            fill = {"fn": example.value.__str__, "outputs": box, "api_visibility": "private"}
            example.click(**fill, show_progress="hidden").then(**asking)
        pick.input(
            open_picked,
            [pick, history],
            reading,
            show_progress="hidden",
            trigger_mode="always_last",
            queue=False,
            api_visibility="private",
        )
    return blocks


def app(assistant: Assistant) -> Guard:
    """The page as an ASGI application, guarded."""
    gr = _gradio()
    from fastapi import FastAPI
    from fastapi.staticfiles import StaticFiles

    site = FastAPI(openapi_url=None)
    site.mount("/page", StaticFiles(directory=_STATIC))
    system = ("system-ui", "sans-serif")
    theme = gr.themes.Base(
        font=(gr.themes.LocalFont("Source Sans Pro"), *system), font_mono=("ui-monospace", "monospace")
    )
    gr.mount_gradio_app(
        site,
        build(assistant),
        path="/",
        theme=theme,
        css=(_STATIC / "page.css").read_text(encoding="utf-8"),
        head='<script src="page/page.js"></script>',
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        show_error=False,
        pwa=False,
        mcp_server=False,
        max_file_size=1,
    )
    return Guard(site)


def serve(assistant: Assistant, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve the page until interrupted, and print its address; port 0 takes a free one.

    Raises ValueError for a host that other machines could reach, since the page has no login, and
    OSError when the port is taken.
    """
    if host not in LOOPBACK:
        raise ValueError(f"the page has no login, so it is served on 127.0.0.1 only, not on {host}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        import uvicorn

        guarded = app(assistant)
        name = f"[{host}]" if ":" in host else host
        print(f"Dateline is at http://{name}:{listening.getsockname()[1]} (Ctrl+C stops it)",
              flush=True)
        config = uvicorn.Config(guarded, log_level="warning", server_header=False)
        uvicorn.Server(config).run(sockets=[listening])


def _gradio() -> Any:
    """Gradio, told before it is imported to call no one."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio

    return gradio


def _html(value: str, elem_id: str) -> Any:
    # LaTeX would be drawn inside the articles' own words.
    return _gradio().Markdown(value, elem_id=elem_id, latex_delimiters=[])
