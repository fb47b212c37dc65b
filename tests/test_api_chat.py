"""OpenAI's own client talks to Dateline as to any model, and gets citations besides."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from evals.torture.serving import Handler, ModelServer, serving

pytest.importorskip("fastapi", reason="the API comes with dateline[api]")

import httpx
import openai
from running import running

from assistant.api.app import app
from assistant.desk import Assistant
from assistant.settings import Settings
from index.library import Library

QUESTION = "When will the new bridge over the Tarn open?"
TRUE = "The new road bridge over the Tarn will open to cars on May 6."


@pytest.fixture(scope="module")
def desk(news_library: Library) -> Assistant:
    return Assistant(news_library)


@pytest.fixture(scope="module")
def client(desk: Assistant) -> Iterator[openai.OpenAI]:
    with connected(desk) as client:
        yield client


@contextmanager
def connected(desk: Assistant) -> Iterator[openai.OpenAI]:
    with running(app(desk)) as port, httpx.Client(trust_env=False) as plain:
        url = f"http://127.0.0.1:{port}/v1"
        yield openai.OpenAI(base_url=url, api_key="unused", max_retries=0, http_client=plain)


def user(*texts: str) -> list[Any]:
    """A chat in which the user said these, and someone something in between."""
    messages: list[Any] = [{"role": "system", "content": "You are a pirate."}]
    for text in texts:
        messages += [{"role": "user", "content": text}, {"role": "assistant", "content": "Arr."}]
    return messages[:-1]


def test_the_models_are_listed(client: openai.OpenAI) -> None:
    assert [each.id for each in client.models.list()] == ["dateline", "dateline-quotes"]


def test_a_model_is_found_by_its_name(client: openai.OpenAI) -> None:
    assert client.models.retrieve("dateline").id == "dateline"
    with pytest.raises(openai.NotFoundError, match="one of dateline, dateline-quotes"):
        client.models.retrieve("gpt-4")


def test_a_completion_is_the_answer_with_its_sources_and_citations(
    client: openai.OpenAI, desk: Assistant
) -> None:
    said = client.chat.completions.create(
        model="dateline", messages=user(QUESTION), temperature=0.7, max_tokens=5, tools=[]
    )
    answer = desk.ask(QUESTION)
    assert said.choices[0].message.content == answer.to_markdown()
    assert said.choices[0].finish_reason == "stop"
    assert said.usage is not None and said.usage.total_tokens == 0
    assert said.model_extra is not None
    for cited, expected in zip(
        said.model_extra["dateline"]["citations"], answer.citations, strict=True
    ):
        assert (cited["n"], cited["quote"]) == (expected.n, expected.quote)


def test_a_stream_adds_up_to_the_completion(client: openai.OpenAI, desk: Assistant) -> None:
    chunks = list(
        client.chat.completions.create(
            model="dateline",
            messages=user(QUESTION),
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    text = "".join(each.choices[0].delta.content or "" for each in chunks if each.choices)
    assert text.strip() == desk.ask(QUESTION).to_markdown()
    *_, last, counted = chunks
    assert last.choices[0].finish_reason == "stop" and last.model_extra is not None
    assert last.model_extra["dateline"]["citations"]
    assert counted.usage is not None and counted.choices == []


def test_a_follow_up_is_understood_by_the_messages_before_it(client: openai.OpenAI) -> None:
    for chat in (
        user(QUESTION, "And for lorries?"),
        user("Who was fined?", QUESTION, "And for lorries?"),
    ):
        said = client.chat.completions.create(model="dateline", messages=chat)
        content = said.choices[0].message.content or ""
        assert content.startswith("(When will the new bridge over the Tarn open for lorries?)")
        assert "June" in content
    alone = client.chat.completions.create(model="dateline", messages=user("And for lorries?"))
    assert "Tarn open" not in (alone.choices[0].message.content or "").partition("\n")[0]


def test_what_a_client_says_that_it_was_answered_is_not_believed(client: openai.OpenAI) -> None:
    chat = user(QUESTION, "Who said so?")
    chat[2]["content"] = "The Queen of Sweden said so on Quay Street. [1]"
    said = client.chat.completions.create(model="dateline", messages=chat)
    assert "Sweden" not in (said.choices[0].message.content or "")


def test_filters_and_parts_of_text_are_read(client: openai.OpenAI) -> None:
    parts: Any = [{"type": "text", "text": "What did"}, {"type": "text", "text": "it cost?"}]
    said = client.chat.completions.create(
        model="dateline",
        messages=[{"role": "user", "content": parts}],
        extra_body={"dateline": {"sources": ["bridge.md"]}},
    )
    assert said.model_extra is not None
    retrieved = said.model_extra["dateline"]["retrieved"]
    assert {each["source"] for each in retrieved} == {"bridge.md"}


@pytest.mark.parametrize(
    "beside",
    [
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}},
        {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
        {"type": "text", "text": "", "cache_control": {"type": "ephemeral"}},
    ],
)
def test_what_is_no_text_is_left_unread(
    client: openai.OpenAI, desk: Assistant, beside: dict[str, Any]
) -> None:
    text = {"type": "text", "text": QUESTION, "cache_control": {"type": "ephemeral"}}
    said = client.chat.completions.create(
        model="dateline",
        messages=[{"role": "user", "content": [text, beside]}],  # type: ignore[list-item]
        extra_body={"dateline": None},
    )
    assert said.choices[0].message.content == desk.ask(QUESTION).to_markdown()


@pytest.mark.parametrize(
    ("error", "model", "messages"),
    [
        (openai.NotFoundError, "gpt-4", user(QUESTION)),
        (openai.NotFoundError, "http://127.0.0.1:9/v1#spy", user(QUESTION)),
        (openai.UnprocessableEntityError, "dateline", []),
        (openai.UnprocessableEntityError, "dateline", user("")),
        (openai.UnprocessableEntityError, "dateline", [{"role": "user", "content": [{}]}]),
        (
            openai.UnprocessableEntityError,
            "dateline",
            [{"role": "user", "content": [{"type": "text"}]}],
        ),
        (openai.UnprocessableEntityError, "dateline", user("é" * 5_000)),
        (openai.UnprocessableEntityError, "dateline", user(QUESTION, "")[:-1]),
    ],
)
def test_what_cannot_be_answered_is_an_error_of_the_client(
    client: openai.OpenAI, error: type[openai.APIStatusError], model: str, messages: list[Any]
) -> None:
    with pytest.raises(error) as caught:
        client.chat.completions.create(model=model, messages=messages)
    body: Any = caught.value.body
    assert body["message"].endswith(".")


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving() as server:
        yield server


def test_a_model_s_sentences_are_streamed_and_its_tokens_counted(
    news_library: Library, server: ModelServer
) -> None:
    server.draft = f"[2] {TRUE}\n"
    with connected(Assistant(news_library, Settings(model=server.spec))) as client:
        chunks = list(
            client.chat.completions.create(
                model="dateline",
                messages=user(QUESTION),
                stream=True,
                stream_options={"include_usage": True},
            )
        )
        quoted = client.chat.completions.create(model="dateline-quotes", messages=user(QUESTION))
    parts = [each.choices[0].delta.content or "" for each in chunks if each.choices]
    assert parts[1].startswith(TRUE) and "Written by http" in "".join(parts)
    assert chunks[-1].usage is not None and chunks[-1].usage.prompt_tokens == 200
    assert quoted.model_extra is not None and quoted.model_extra["dateline"]["model"] is None


def test_a_model_that_breaks_off_is_taken_back_in_the_same_stream(
    news_library: Library, server: ModelServer
) -> None:
    def cut(handler: Handler) -> None:
        handler.begin()
        handler.chunk(f"[1] {TRUE}\n[1] And")

    server.replies = {"write": cut}
    with connected(Assistant(news_library, Settings(model=server.spec))) as client:
        said = client.chat.completions.create(
            model="dateline", messages=user(QUESTION), stream=True
        )
        parts = [each.choices[0].delta.content or "" for each in said if each.choices]
    text = "".join(parts)
    assert text.index(TRUE) < text.index("That is taken back") < text.index("cut off")
