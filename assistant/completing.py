"""One chat completion from any OpenAI-compatible server, through LlamaIndex."""

import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from assistant.refusals import ModelError as ModelError
from assistant.refusals import of_status

if TYPE_CHECKING:
    import httpx
    from llama_index.core.llms import ChatResponse
    from llama_index.llms.openai_like import OpenAILike

_MOST_BYTES = 2_000_000
"""Of one reply, an endless line without a break included. Five sentences are 100 times smaller."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the chat that a model is sent."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What a model is asked: a chat, and a reply of at most `most` tokens.

    `alternatives`: the likeliest tokens to give beside each, where the server can; `schema`: an
    OpenAI `response_format`, which a server may refuse or not heed.
    """

    messages: Sequence[Message]
    most: int
    alternatives: int = 0
    schema: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a reply.

    `likely` holds tokens and their natural log-probabilities at this place, where the server gives
    them; `finish` the server's word for why it stopped, on its last piece; `tokens` those read and
    written, on one piece at the end.
    """

    text: str = ""
    likely: tuple[tuple[str, float], ...] = ()
    finish: str | None = None
    tokens: tuple[int, int] | None = None


class Call(Protocol):
    """One call under way. `close` ends it, from any thread."""

    def pieces(self) -> Iterator[Piece]: ...
    def close(self) -> None: ...


class Completer(Protocol):
    """What the rest needs of a model: a name for people, and calls."""

    @property
    def name(self) -> str: ...
    def call(self, ask: Ask) -> Call: ...


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model at an OpenAI-compatible server. `label` is its spec, as answers name it.

    `connect` and `read` are seconds. The key is in no representation of this.
    """

    label: str
    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    connect: float = 5.0
    read: float = 30.0

    @property
    def name(self) -> str:
        return self.label

    def call(self, ask: Ask) -> Call:
        """Prepare a call; nothing is sent before its pieces are asked for."""
        return _Chat(self, ask)

    def llm(self, client: "httpx.Client | None" = None, **options: Any) -> "OpenAILike":
        """The model as LlamaIndex has it, at this address and no other, with this key or none."""
        from llama_index.llms.openai_like import OpenAILike

        # Without a key here LlamaIndex would take OPENAI_API_KEY and send it to whatever server.
        return OpenAILike(
            model=self.model,
            api_base=self.url,
            api_key=self.key or "none",
            is_chat_model=True,
            temperature=0.0,
            http_client=client or self.client(),
            **options,
        )

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """A vector for each text, in one request. Raises ModelError."""
        import httpx
        import openai

        timeout = httpx.Timeout(2 * self.read, connect=self.connect)
        try:
            with self.client() as plain:
                client = openai.OpenAI(
                    base_url=self.url,
                    api_key=self.key or "none",
                    max_retries=2,
                    timeout=timeout,
                    http_client=plain,
                )
                found = client.embeddings.create(
                    input=list(texts), model=self.model, encoding_format="float"
                )
                rows = sorted(found.data, key=lambda each: each.index)
                return [[float(value) for value in each.embedding] for each in rows]
        except Exception as error:  # a server can make any part of the libraries fail
            raise explained(error) from None

    def client(self) -> "httpx.Client":
        """An HTTP client for this address, which stops reading a reply that has no end."""
        import httpx

        url = httpx.URL(self.url)
        # Trusted certificates take 50 ms to read; without TLS there is nothing to verify.
        return httpx.Client(
            event_hooks={"response": [_cap]},
            trust_env=not _local(url),
            verify=url.scheme == "https",
        )


class _Chat:
    """A call with an HTTP client of its own: closing the client ends the call from any thread."""

    def __init__(self, endpoint: Endpoint, ask: Ask) -> None:
        import httpx
        from llama_index.core.llms import ChatMessage

        self._client, self._sockets = endpoint.client(), list[socket.socket]()
        self._client.event_hooks["request"].append(self._watch)
        self._llm = endpoint.llm(self._client, max_tokens=ask.most, max_retries=0)
        self._messages = [ChatMessage(role=each.role, content=each.text) for each in ask.messages]
        timeout = httpx.Timeout(endpoint.read, connect=endpoint.connect)
        self._options = _options(ask) | {"timeout": timeout}

    def pieces(self) -> Iterator[Piece]:
        """Raises ModelError, whatever goes wrong."""
        try:
            for response in self._llm.stream_chat(self._messages, **self._options):
                yield _piece(response)
        except Exception as error:  # a server can make any part of the libraries fail
            raise explained(error) from None

    def close(self) -> None:
        """Hang up, also where the server is silent: closing alone waits for what it would send."""
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._client.close()

    def _watch(self, request: "httpx.Request") -> None:
        request.extensions["trace"] = self._note

    def _note(self, event: str, about: Mapping[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._sockets.append(about["return_value"].get_extra_info("socket"))


def _options(ask: Ask) -> dict[str, Any]:
    options: dict[str, Any] = {"stream_options": {"include_usage": True}}
    if ask.alternatives:
        options |= {"logprobs": True, "top_logprobs": ask.alternatives}
    if ask.schema is not None:
        options["response_format"] = ask.schema
    return options


def _local(url: "httpx.URL") -> bool:
    """Whether a server is on this machine, where no proxy must come between."""
    return url.host in ("localhost", "127.0.0.1", "::1")


def _piece(response: "ChatResponse") -> Piece:
    raw: Any = response.raw
    usage, choice = raw.usage, raw.choices[0] if raw.choices else None
    listed = choice.logprobs.content if choice is not None and choice.logprobs else None
    return Piece(
        text=response.delta or "",
        likely=tuple((each.token, each.logprob) for each in listed[0].top_logprobs)
        if listed
        else (),
        finish=choice.finish_reason if choice is not None else None,
        tokens=(usage.prompt_tokens, usage.completion_tokens) if usage else None,
    )


def _cap(response: "httpx.Response") -> None:
    """An httpx hook: stop reading a reply that has no end."""
    import httpx

    class Capped(httpx.SyncByteStream):
        def __init__(self, stream: httpx.SyncByteStream) -> None:
            self._stream = stream

        def __iter__(self) -> Iterator[bytes]:
            read = 0
            for block in self._stream:
                read += len(block)
                if read > _MOST_BYTES:
                    raise ModelError("sent far more than was asked for")
                yield block

        def close(self) -> None:
            self._stream.close()

    if isinstance(response.stream, httpx.SyncByteStream):
        response.stream = Capped(response.stream)


def explained(error: Exception) -> ModelError:
    """What went wrong with a call, whatever library it went wrong in."""
    import httpx
    import openai

    if isinstance(error, ModelError):
        return error
    if isinstance(error, openai.APIStatusError):
        return of_status(error.status_code, error.response.headers.get("retry-after"), str(error))
    if isinstance(error, openai.APITimeoutError | httpx.TimeoutException):
        cause = error.__cause__ if isinstance(error, openai.APITimeoutError) else error
        if isinstance(cause, httpx.ConnectTimeout):
            return ModelError("is not reachable (nothing answers at its address)", again=True)
        return ModelError("did not reply in time")
    if isinstance(error, openai.APIConnectionError):
        if isinstance(error.__cause__, ModelError):
            return error.__cause__
        if isinstance(error.__cause__, httpx.ConnectError):
            return ModelError("is not reachable", again=True)
        return ModelError("broke off the connection", again=True)
    if isinstance(error, httpx.TransportError):
        return ModelError("broke off the connection in the middle of its reply")
    if isinstance(error, openai.APIError):  # an error in place of a piece
        return ModelError("reported an error in the middle of its reply", again=True)
    return ModelError("sent a reply that cannot be read")
