"""Where OpenTelemetry is set up, an answer's steps are spans; elsewhere nothing of it is loaded."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from assistant import tracing
from assistant.desk import Assistant
from assistant.patience import Limits
from assistant.settings import Settings
from evals.torture.serving import ModelServer, serving
from index.library import Library

pytestmark = pytest.mark.skipif(
    not tracing.installed(), reason="OpenTelemetry comes with dateline[otel]"
)
QUESTION = "What did Port Elder's council vote to close?"
TRUE = "Port Elder's council voted to close the fish market on Quay Street."


@pytest.fixture(scope="module")
def library(news_library: Library) -> Library:
    return news_library


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving() as server:
        server.draft = f"[1] {TRUE}\n[1] The council voted to pay 7 million pounds.\n"
        yield server


class Collected:
    """Spans of one assistant, in memory."""

    def __init__(self) -> None:
        from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

        self._exporter = InMemorySpanExporter()
        self.spans = tracing.exported(self._exporter)

    def tree(self) -> list[tuple[str, str | None]]:
        """(name, its parent's name) of every span, in the order that they began."""
        self.spans.close()
        found = sorted(self._exporter.get_finished_spans(), key=lambda s: s.start_time or 0)
        names = {s.context.span_id: s.name for s in found if s.context}
        return [(s.name, names.get(s.parent.span_id) if s.parent else None) for s in found]

    def said(self) -> str:
        return str([dict(s.attributes or {}) for s in self._exporter.get_finished_spans()])


def test_an_answers_steps_are_spans_of_one_trace_and_hold_no_text(
    library: Library, server: ModelServer
) -> None:
    collected = Collected()
    desk = Assistant(library, Settings(model=server.spec), Limits(), collected.spans)
    assert desk.ask(QUESTION).writer == "model"
    tree = collected.tree()
    assert [pair for pair in tree if "." not in pair[0]] == [
        ("ask", None),
        ("search", "ask"),
        ("judge", "ask"),
        ("write", "ask"),
        ("check", "write"),
        ("check", "write"),
    ]
    assert {parent for name, parent in tree if "." in name} == {"judge", "write"}
    assert server.spec in collected.said() and "council" not in collected.said()


def test_a_stream_that_is_read_in_several_threads_is_one_trace(
    library: Library, server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    """As a web page's is."""
    collected = Collected()
    desk = Assistant(library, Settings(model=server.spec), Limits(), collected.spans)
    events = desk.stream(QUESTION)
    for _ in range(2):
        step = threading.Thread(target=next, args=(events,))
        step.start()
        step.join()
    list(events)
    tree = collected.tree()
    assert [name for name, parent in tree if parent is None] == ["ask"]
    assert not caplog.records


def test_an_answer_without_a_model_is_a_search_and_nothing_of_llamaindex(library: Library) -> None:
    collected = Collected()
    Assistant(library, spans=collected.spans).ask(QUESTION)
    assert collected.tree() == [("ask", None), ("search", "ask")]


def test_spans_are_sent_to_the_collector_that_is_set(library: Library) -> None:
    got = threading.Event()
    paths: list[str] = []

    class Collector(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing."""

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            paths.append(self.path)
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()
            got.set()

    with HTTPServer(("127.0.0.1", 0), Collector) as collector:
        threading.Thread(target=collector.serve_forever, args=(0.01,), daemon=True).start()
        url = f"http://127.0.0.1:{collector.server_port}"
        settings = Settings.from_environment({"OTEL_EXPORTER_OTLP_ENDPOINT": url})
        spans = tracing.spans(settings)
        Assistant(library, spans=spans).ask(QUESTION)
        spans.close()
        assert got.wait(5) and paths == ["/v1/traces"]
        collector.shutdown()


def test_without_a_collector_nothing_is_loaded() -> None:
    code = (
        "import sys; from assistant import tracing; from assistant.settings import Settings; "
        "spans = tracing.spans(Settings.from_environment({})); "
        "list(spans.over('a', (n for n in range(2)))); spans.follow_models(); spans.close(); "
        "print([m for m in sys.modules if m.startswith(('opentelemetry', 'llama_index'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
