"""Spans for OpenTelemetry where it is set up: what was done for an answer, and how long it took.

The only importer of OpenTelemetry, which is imported only then.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

T = TypeVar("T")
R = TypeVar("R")


def installed() -> bool:
    """Whether the extra `otel` is there."""
    return find_spec("opentelemetry.exporter.otlp.proto.http") is not None


class Spans:
    """Names what is being done, with counts and names of models but no word of anyone's text.

    Without a provider nothing is done and nothing imported.
    """

    def __init__(self, provider: "TracerProvider | None" = None) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("dateline") if provider else None
        self._handler: Any = None

    @contextmanager
    def span(self, name: str, **about: str | int) -> Iterator[None]:
        """A span over a block."""
        if self._tracer is None:
            yield
            return
        with self._tracer.start_as_current_span(name, attributes=about):
            yield

    def over(
        self, name: str, steps: Generator[T, None, R], **about: str | int
    ) -> Generator[T, None, R]:
        """A span over a generator: it is the current one while a step is made, and not between."""
        if self._tracer is None:
            return (yield from steps)
        from opentelemetry.trace import use_span

        span = self._tracer.start_span(name, attributes=about)
        try:
            while True:
                with use_span(span):
                    try:
                        step = next(steps)
                    except StopIteration as end:
                        return end.value  # type: ignore[no-any-return]
                yield step
        finally:
            steps.close()
            span.end()

    def follow_models(self) -> None:
        """Give spans to LlamaIndex's calls too. It is imported by this."""
        if self._tracer is None or self._handler is not None:
            return
        from llama_index.core.instrumentation import get_dispatcher

        self._handler = _handler(self._tracer)
        get_dispatcher().add_span_handler(self._handler)

    def close(self) -> None:
        """Send what has not been sent."""
        if self._handler is not None:
            from llama_index.core.instrumentation import get_dispatcher

            get_dispatcher().span_handlers.remove(self._handler)
            self._handler = None
        if self._provider is not None:
            self._provider.shutdown()


def spans(settings: Settings) -> Spans:
    """Spans that are sent to the settings' collector, in OTLP over HTTP; none without one."""
    if settings.otlp is None or not installed():
        return Spans()
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return exported(OTLPSpanExporter(f"{settings.otlp.rstrip('/')}/v1/traces"))


def exported(exporter: "SpanExporter") -> Spans:
    """Spans that go to an exporter, in batches."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": "dateline"}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return Spans(provider)


def _handler(tracer: Any) -> Any:
    """A LlamaIndex span handler. A streamed call's span ends when its stream begins."""
    from llama_index.core.instrumentation.span import SimpleSpan
    from llama_index.core.instrumentation.span_handlers import BaseSpanHandler
    from opentelemetry.trace import Span

    opened: dict[str, Span] = {}

    class Handler(BaseSpanHandler[SimpleSpan]):  # type: ignore[misc]
        def new_span(self, id_: str, *_: Any, **__: Any) -> SimpleSpan:
            opened[id_] = tracer.start_span(id_.partition("-")[0])
            return SimpleSpan(id_=id_)

        def prepare_to_exit_span(self, id_: str, *_: Any, **__: Any) -> SimpleSpan | None:
            if (span := opened.pop(id_, None)) is not None:
                span.end()
            return self.open_spans.get(id_)

        def prepare_to_drop_span(
            self, id_: str, *_: Any, err: BaseException | None = None, **__: Any
        ) -> SimpleSpan | None:
            if (span := opened.get(id_)) is not None and err is not None:
                span.set_attribute("error.type", type(err).__name__)
            return self.prepare_to_exit_span(id_)

    return Handler()
