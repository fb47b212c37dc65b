"""`/v1/search`, `/v1/articles`, `/v1/statements`, `/v1/timeline`: what the articles hold."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request

from assistant import rows
from assistant.api.errors import NotFound
from assistant.api.requests import Page, Search, Statements, Timeline
from assistant.api.workers import Workers
from assistant.desk import Assistant, check_outlets, check_question
from index.articles import Article
from index.catalog import Filter
from index.library import Locked


@dataclass(frozen=True, slots=True)
class Hits:
    """What search found, best first."""

    question: str
    results: tuple[rows.Hit, ...]


@dataclass(frozen=True, slots=True)
class Articles:
    """A part of the articles, by source; `total` counts them all."""

    total: int
    articles: tuple[rows.Listed, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A part of the statements, newest article first."""

    total: int
    statements: tuple[rows.Said, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """A part of the events, oldest first."""

    total: int
    events: tuple[rows.Dated, ...]


def routes(assistant: Assistant, workers: Workers) -> APIRouter:
    """Everything that is read without being answered."""
    router = APIRouter()

    @router.get("/search")
    async def search(asked: Annotated[Search, Query()], request: Request) -> Hits:
        """The sentences nearest to a question, likeliest answer first."""
        check_question(asked.question)
        ranked = await workers.run(
            request,
            lambda: assistant.search(
                asked.question,
                since=asked.since,
                until=asked.until,
                outlets=asked.outlets,
                sources=asked.sources,
            ),
        )
        return Hits(asked.question, rows.hits(ranked.evidence, asked.k))

    @router.get("/articles")
    async def articles(asked: Annotated[Page, Query()], request: Request) -> Articles:
        """What is indexed, by source, without the texts."""
        within = Filter(asked.since, asked.until, asked.outlets)

        def found() -> Articles:
            with assistant.using_library() as library:
                check_outlets(library, asked.outlets)
                part = library.catalog.headings(within, asked.limit, asked.offset)
                total = library.catalog.how_many(within)
            return Articles(total, tuple(rows.listed(each) for each in part))

        return await workers.run(request, found)

    @router.get("/articles/{source:path}")
    async def article(source: str, request: Request) -> rows.Whole:
        """One article with its text, by the source that answers name."""

        def named() -> Article | None:
            with assistant.using_library() as library:
                return library.article(source)

        found = await workers.run(request, named)
        if found is None:
            raise NotFound("no article of that source is indexed; /v1/articles lists them")
        return rows.whole(found)

    @router.get("/statements")
    async def statements(asked: Annotated[Statements, Query()], request: Request) -> Said:
        """Who said what. Articles whose statements were not read yet are read first."""
        about = check_question(asked.about) if asked.about is not None else None

        def found() -> tuple[rows.Said, ...]:
            with assistant.using_library() as library:
                check_outlets(library, asked.outlets)
                with suppress(Locked):  # then they are read without being kept
                    library.read_statements()
                return rows.said(
                    library.statements(
                        asked.speaker, about, asked.since, asked.until, asked.outlets
                    )
                )

        every = await workers.run(request, found)
        return Said(len(every), every[asked.offset : asked.offset + asked.limit])

    @router.get("/timeline")
    async def timeline(asked: Annotated[Timeline, Query()], request: Request) -> Dated:
        """What the articles date, oldest first; the same event told by several is one."""
        found = await workers.run(
            request,
            lambda: rows.dated(
                assistant.timeline(
                    asked.topic, since=asked.since, until=asked.until, outlets=asked.outlets
                )
            ),
        )
        return Dated(len(found), found[asked.offset : asked.offset + asked.limit])

    return router
