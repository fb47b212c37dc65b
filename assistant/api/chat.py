"""`/v1/models` and `/v1/chat/completions`, as OpenAI has them, so that chat clients work."""

import json
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from assistant import chat
from assistant.api.asking import EVENT, EVENTS
from assistant.api.completions import MODELS, Completion, Model, Models, Reply, models
from assistant.api.errors import NotFound, understood
from assistant.api.history import Histories, questions
from assistant.api.requests import Chat, Within
from assistant.api.workers import Workers
from assistant.conversation import Step
from assistant.desk import Assistant, check_question
from assistant.turns import Turn

_EITHER: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {EVENTS: {"schema": EVENT}},
        "description": "OpenAI's object, or with `stream` its chunks and at the end `[DONE]`; the "
        "answer with its citations is in `dateline`, of the last chunk with a choice.",
    }
}


def routes(assistant: Assistant, workers: Workers) -> APIRouter:
    """Chats as OpenAI's clients hold them."""
    router, histories = APIRouter(), Histories(assistant)

    @router.get("/models")
    async def list_models() -> Models:
        """The names that `model` takes: the server's model, and none."""
        return models()

    @router.get("/models/{name}")
    async def one_model(name: str) -> Model:
        """One of them."""
        return Model(_named(name))

    @router.post("/chat/completions", response_model=Completion, responses=_EITHER)
    async def complete(asked: Chat, request: Request) -> Any:
        """Answer the last message in the light of those before it; system messages are not read."""
        _named(asked.model)
        every = questions(asked.messages)
        check_question(every[-1])
        reply = Reply(asked.model)

        def steps() -> Iterator[Step]:
            return _steps(assistant, histories, asked, every)

        if asked.stream:
            workers.room()
            usage = asked.stream_options is not None and asked.stream_options.include_usage
            return StreamingResponse(_chunks(workers, steps, reply, usage), media_type=EVENTS)
        return await workers.run(request, lambda: reply.whole(_turn(steps())))

    return router


def _named(model: str) -> str:
    """The name of a model. Raises NotFound where there is none of it."""
    if model not in MODELS:
        raise NotFound(f"the model must be one of {', '.join(MODELS)}")
    return model


def _steps(
    assistant: Assistant, histories: Histories, asked: Chat, every: list[str]
) -> Iterator[Step]:
    within, model = asked.dateline or Within(), asked.model
    earlier = histories.before(within, model, every[:-1])
    talk = assistant.conversation(after=earlier)
    for step in talk.stream(every[-1], **within.model_dump(), model=MODELS[model]):
        yield step
        if isinstance(step, Turn):
            histories.keep(within, model, every, step)


def _turn(steps: Iterator[Step]) -> Turn:
    return next(step for step in steps if isinstance(step, Turn))


def _shown(steps: Iterator[Step]) -> Iterator[str | Turn]:
    """A turn as it is read, part by part, and at the end the turn itself."""
    turns: list[Turn] = []

    def seen() -> Iterator[Step]:
        for step in steps:
            if isinstance(step, Turn):
                turns.append(step)
            yield step

    for part in chat.shown(seen()):
        yield part if part.endswith("\n") else f"{part}\n"
    yield turns[-1]


async def _chunks(
    workers: Workers, steps: Callable[[], Iterator[Step]], reply: Reply, usage: bool
) -> AsyncGenerator[str, None]:
    try:
        yield _data(reply.part("", role="assistant"))
        async with aclosing(workers.stream(lambda: _shown(steps()))) as parts:
            async for part in parts:
                if isinstance(part, str):
                    yield _data(reply.part(part))
                else:
                    yield _data(reply.end(part))
                    if usage:
                        yield _data(reply.usage(part))
                    yield "data: [DONE]\n\n"
    except Exception as error:  # the status has been sent: all that is left is to say so
        yield _data(understood(error)[1].to_json())


def _data(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"
