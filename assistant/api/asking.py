"""`/v1/ask`: an answer, whole or sentence by sentence."""

import json
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from assistant.answering import Checked, Event
from assistant.answers import Answer
from assistant.api.errors import understood
from assistant.api.requests import Question
from assistant.api.workers import Workers
from assistant.desk import Assistant, check_question

EVENTS = "text/event-stream"
EVENT: dict[str, Any] = {
    "type": "object",
    "required": ["data"],
    "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
}
_EITHER: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {EVENTS: {"schema": EVENT}},
        "description": "The answer; with `stream`, events `sentence` (a checked sentence and its "
        "citations) and at the end `answer`, or `error`. A stream without either was cut off. An "
        "answer that is `degraded` takes the place of the sentences that came before.",
    }
}


def routes(assistant: Assistant, workers: Workers) -> APIRouter:
    """The question in, the answer out."""
    router = APIRouter()

    @router.post("/ask", response_model=Answer, responses=_EITHER)
    async def ask(asked: Question, request: Request) -> Any:
        """Answer a question from the articles; not finding an answer is an answer too."""
        check_question(asked.question)

        def steps() -> Iterator[Event]:
            return assistant.stream(
                asked.question,
                since=asked.since,
                until=asked.until,
                outlets=asked.outlets,
                sources=asked.sources,
                model=asked.model,
            )

        if asked.stream:
            workers.room()
            return StreamingResponse(_events(workers, steps), media_type=EVENTS)
        return await workers.run(request, lambda: _finished(steps()))

    return router


def _finished(events: Iterator[Event]) -> Answer:
    return next(event.answer for event in events if not isinstance(event, Checked))


async def _events(
    workers: Workers, steps: Callable[[], Iterator[Event]]
) -> AsyncGenerator[str, None]:
    try:
        async with aclosing(workers.stream(steps)) as events:
            async for event in events:
                if isinstance(event, Checked):
                    yield _event("sentence", asdict(event))
                else:
                    yield _event("answer", event.answer.to_json())
    except Exception as error:  # the status has been sent: all that is left is to say so
        yield _event("error", understood(error)[1].to_json()["error"])


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
