"""A draft may come as JSON by a schema or in lines; either way the same checker holds it."""

import json
from collections.abc import Iterator

import pytest

from assistant import lines
from assistant.answering import Checked, Finished
from assistant.completing import Piece
from assistant.desk import Assistant
from assistant.patience import Limits
from assistant.settings import Settings
from evals.torture.serving import Handler, ModelServer, serving
from index.library import Library

QUESTION = "What did Port Elder's council vote to close?"
TRUE = "Port Elder's council voted to close the fish market on Quay Street."
AGAIN = "The council voted on Tuesday to close the market."
FALSE = "The council voted to pay 7 million pounds."


@pytest.fixture(scope="module")
def library(news_library: Library) -> Library:
    return news_library


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving() as server:
        server.draft = f"[1] {TRUE}\n"
        yield server


@pytest.fixture
def desk(library: Library, server: ModelServer) -> Assistant:
    return Assistant(library, Settings(model=server.spec), Limits(retries=0))


def draft(*sentences: tuple[list[int], str]) -> str:
    return json.dumps({"sentences": [{"sources": n, "text": t} for n, t in sentences]})


def by_schema(server: ModelServer) -> list[bool]:
    """Of every request to write or repair, whether it had a schema."""
    asked = zip(server.stages(), server.requests, strict=True)
    return ["response_format" in body for stage, body in asked if stage in ("write", "repair")]


def test_json_is_held_to_the_sources_as_lines_are(desk: Assistant, server: ModelServer) -> None:
    server.structured = [draft(([1], TRUE), ([1], FALSE)), draft(([1], AGAIN))]
    answer = desk.ask(QUESTION)
    assert answer.text == f"{TRUE} [1]\n{AGAIN} [1]" and answer.writer == "model"
    assert [each.text for each in answer.dropped] == [FALSE]
    assert by_schema(server) == [True, True]
    schema = server.requests[1]["response_format"]["json_schema"]
    assert schema["strict"] and schema["schema"]["required"] == ["sentences"]
    assert "JSON" in server.requests[1]["messages"][-1]["content"]


def test_a_wrong_number_in_json_is_put_right_by_the_words(
    desk: Assistant, server: ModelServer
) -> None:
    server.structured = [draft(([99, 2], f"{TRUE} [7]"))]
    assert desk.ask(QUESTION).text == f"{TRUE} [1]"


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_server_that_refuses_a_schema_is_asked_for_lines_and_not_tried_again(
    status: int, desk: Assistant, server: ModelServer
) -> None:
    server.refuses = status
    for _ in range(2):
        answer = desk.ask(QUESTION)
        assert answer.text == f"{TRUE} [1]" and answer.degraded is None
    assert by_schema(server) == [True, False, False]


@pytest.mark.parametrize("status", [401, 429, 500])
def test_another_failure_is_not_taken_for_a_refusal_of_the_schema(
    status: int, desk: Assistant, server: ModelServer
) -> None:
    server.refuses = status
    assert desk.ask(QUESTION).degraded
    server.refuses = None
    assert desk.ask(QUESTION).text == f"{TRUE} [1]"
    assert by_schema(server) == [True, True]


def test_a_sentence_of_json_is_shown_before_the_reply_ends(
    desk: Assistant, server: ModelServer
) -> None:
    whole = draft(([1], TRUE), ([1], AGAIN))
    end = whole.index("}") + 1

    def break_off(handler: Handler) -> None:
        handler.begin()
        handler.chunk(whole[:end])

    server.replies = {"write": break_off}
    first, last = desk.stream(QUESTION)
    assert isinstance(first, Checked) and first.sentence.text == TRUE
    assert isinstance(last, Finished) and last.answer.degraded


def piecewise(reply: str, size: int) -> list[str]:
    return list(lines.read(Piece(reply[at : at + size]) for at in range(0, len(reply), size)))


DRAFT = draft(([1], 'It is "so" {really}, said Åsa.'), ([2, 3], "It may rain."))
PRETTY = json.dumps(json.loads(DRAFT), indent=2, ensure_ascii=False)
READ = ['[1] It is "so" {really}, said Åsa.', "[2,3] It may rain."]


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize(
    "reply",
    [
        DRAFT,
        PRETTY,
        f"```json\n{PRETTY}\n```",
        f"<think>\n{{so}}\nor not\n</think>\n{DRAFT}",
        "\n".join(READ),
        "<think>\nwell\n</think>\n" + "\n".join(READ),
    ],
    ids=["json", "pretty", "fenced", "thought", "lines", "thought lines"],
)
def test_however_a_reply_is_written_and_cut_its_lines_are_the_same(reply: str, size: int) -> None:
    assert [line for line in piecewise(reply, size) if line.strip()] == READ


@pytest.mark.parametrize(
    "reply",
    ['{"answer": 42}', '{"sentences": []}', '{"sentences": [{"sources": "1"}]}', "{", "{[{"],
)
def test_json_of_another_form_is_one_line_that_no_source_supports(reply: str) -> None:
    assert piecewise(reply, 3) == [reply]
