"""What a model's server can do wrong, each with a word of what the user is told."""

from dataclasses import dataclass

from evals.torture.serving import MODEL, Handler, ModelServer, Reply, closed_port, event, stage

LIE = "[1] The council voted to sell the fish market to Denmark for 900 million euros.\n"


@dataclass(frozen=True, slots=True)
class Fault:
    """A way to misbehave. `only` is the stage at which it counts as a fault, both without it.

    Where `told` is empty the reply is odd but whole, and the answer is the model's.
    """

    name: str
    does: Reply
    told: str
    only: str | None = None


def _then(*steps: str) -> Reply:
    """Begin well, say a little, then do the steps: names of `Handler` methods without arguments."""

    def run(handler: Handler) -> None:
        handler.begin()
        handler.chunk("[1] The council ")
        for step in steps:
            getattr(handler, step)()

    return run


def _raw(data: bytes, kind: str = "text/event-stream", **headers: str) -> Reply:
    def run(handler: Handler) -> None:
        handler.begin(kind, **headers)
        handler.raw(data)

    return run


def _begun_then_raw(data: bytes) -> Reply:
    def run(handler: Handler) -> None:
        handler.begin()
        handler.chunk("[1] The council ")
        handler.raw(data)

    return run


def _endless(handler: Handler) -> None:
    handler.begin()
    while not handler.model.closing.is_set():
        handler.chunk("and then the council voted again ")


def _endless_line(handler: Handler) -> None:
    handler.begin()
    handler.raw(b"data: ")
    while not handler.model.closing.is_set():
        handler.raw(b"x" * 65_536)


def _drip(handler: Handler) -> None:
    handler.begin()
    while not handler.model.closing.is_set():
        handler.chunk("so ")
        handler.model.closing.wait(0.2)


def _comments(handler: Handler) -> None:
    handler.begin()
    handler.drip(b": still here\n\n", 0.1)


def _odd(finish: str = "stop", **also: object) -> Reply:
    """A good reply in events that hold more than they need to."""

    def run(handler: Handler) -> None:
        if stage(handler.body) == "judge":
            handler.good()
            return
        handler.begin()
        for word in handler.model.draft.split(" "):
            said = {"role": "assistant", "content": f"{word} ", "refusal": None}
            choice = {"index": 0, "delta": said, "finish_reason": None}
            handler.event(event([choice]) | also)
        handler.end(finish)

    return run


def _tools(handler: Handler) -> None:
    wanted = {"name": "open_url", "arguments": '{"url": "http://192.0.2.1/"}'}
    call = {"index": 0, "id": "1", "type": "function", "function": wanted}
    handler.begin()
    handler.event(event([{"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": None}]))
    handler.end("tool_calls")


def _null(handler: Handler) -> None:
    handler.begin()
    handler.event(event([{"index": 0, "delta": {"content": None}, "finish_reason": None}]))
    handler.end()


def _no_choices(handler: Handler) -> None:
    handler.begin()
    handler.event(event([]))
    handler.raw(b"data: [DONE]\n\n")


def _bad_chunks(handler: Handler) -> None:
    handler.begin(transfer_encoding="chunked")
    handler.raw(b"5\r\ndata:\r\nzz not a length\r\n")


def _page_of_the_house(handler: Handler) -> None:
    handler.begin("text/html")
    handler.raw(b"<html><body>Sign in to the hotel's network</body></html>")


def _in_one_piece(handler: Handler) -> None:
    handler.whole(handler.model.draft, "stop")


def _begun_and_hung(handler: Handler) -> None:
    handler.begin()
    handler.hang()


FAULTS = [
    Fault("400", lambda h: h.status(400), "HTTP 400"),
    Fault("401", lambda h: h.status(401, "Incorrect API key provided: sk-secret"), "key"),
    Fault("403", lambda h: h.status(403), "HTTP 403"),
    Fault("404", lambda h: h.status(404), "HTTP 404"),
    Fault("context", lambda h: h.status(400, "maximum context length is 512"), "context"),
    Fault("too-large", lambda h: h.status(413, "exceeds the available context size"), "context"),
    Fault("405", lambda h: h.status(405), "HTTP 405"),
    Fault("408", lambda h: h.status(408), "HTTP 408"),
    Fault("409", lambda h: h.status(409), "HTTP 409"),
    Fault("422", lambda h: h.status(422), "HTTP 422"),
    Fault("429", lambda h: h.status(429), "HTTP 429"),
    Fault("429-wait", lambda h: h.status(429, retry_after="3600"), "wait 3600 s"),
    Fault("429-date", lambda h: h.status(429, retry_after="soon"), "HTTP 429"),
    Fault("500", lambda h: h.status(500), "HTTP 500"),
    Fault("502-html", _raw(b"<html>Bad gateway</html>", "text/html"), "cut off or cannot be read"),
    Fault("503", lambda h: h.status(503, retry_after="0"), "HTTP 503"),
    Fault("504", lambda h: h.status(504), "HTTP 504"),
    Fault("599", lambda h: h.status(599), "HTTP 599"),
    Fault("redirect", lambda h: h.status(302, location="http://192.0.2.1/"), "another address"),
    Fault("reset", lambda h: h.connection.close(), "connection"),
    Fault("hung", lambda h: h.hang(), "has not begun to reply"),
    Fault("hung-after-headers", _begun_and_hung, "has not begun to reply"),
    Fault("only-comments", _comments, "has not begun to reply"),
    Fault("stalls", _then("hang"), "stopped in the middle"),
    Fault("slow", _drip, "in all", only="write"),
    Fault("cut-off", _then(), "cut off"),
    Fault("done-without-end", _begun_then_raw(b"data: [DONE]\n\n"), "cut off"),
    Fault("short-body", _raw(b"data: {", content_length="5000"), "connection"),
    Fault("bad-json", _begun_then_raw(b"data: {oops\n\n"), "cannot be read"),
    Fault("bad-utf8", _begun_then_raw(b"data: \xff\xfe{\n\n"), "cannot be read"),
    Fault("wrong-shape", _begun_then_raw(b'data: {"choices": 7}\n\n'), "cannot be read"),
    Fault("bad-gzip", _raw(b"not gzip", content_encoding="gzip"), "cannot be read"),
    Fault("nothing", _raw(b""), "cut off"),
    Fault("bad-chunks", _bad_chunks, "connection"),
    Fault("binary", _begun_then_raw(bytes(range(256)) * 40), "cannot be read"),
    Fault("utf-16", _raw("data: {}\n\n".encode("utf-16")), "cannot be read"),
    Fault("captive-portal", _page_of_the_house, "cut off or cannot be read"),
    Fault("not-streamed", _in_one_piece, "cut off or cannot be read"),
    Fault("no-choices", _no_choices, "cut off or cannot be read"),
    Fault("error-event", _begun_then_raw(b'data: {"error": {"message": "x"}}\n\n'), "error"),
    Fault("empty", lambda h: h.text(""), "empty", only="write"),
    Fault("blank", lambda h: h.text("  \n\n "), "empty", only="write"),
    Fault("null", _null, "empty", only="write"),
    Fault("tools", _tools, "empty", only="write"),
    Fault("repeated", lambda h: h.text("[1] " + "the " * 200), "nothing", only="write"),
    Fault("over-long", lambda h: h.text("so " * 300, "length"), "far more", only="write"),
    Fault("endless", _endless, "far more", only="write"),
    Fault("endless-line", _endless_line, "far more"),
    Fault("filtered", lambda h: h.text("[1] I", "content_filter"), "refused", only="write"),
    Fault(
        "off-language", lambda h: h.text("[1] 市议会投票决定关闭鱼市场。"), "nothing", only="write"
    ),
    Fault("no-such-number", lambda h: h.text("[7] Cows give blue milk."), "nothing", only="write"),
    Fault("lies", lambda h: h.text(LIE), "nothing", only="write"),
    Fault("not-lines", lambda h: h.text('{"answer": 42}'), "nothing", only="write"),
    Fault("other-model", _odd(model="another-model"), "", only="write"),
    Fault("more-fields", _odd(x_cost=1, provider={"name": "x"}), "", only="write"),
]


def nowhere(server: ModelServer) -> dict[str, str]:
    """Specs of models at addresses where there is none, by what is wrong there."""
    return {
        "refused": f"http://127.0.0.1:{closed_port()}/v1#{MODEL}",
        "no-host": f"http://dateline-has-no-such-host.invalid/v1#{MODEL}",
        "no-tls": server.spec.replace("http:", "https:"),
    }
