"""MultiHop-RAG: questions over several news articles (Tang and Yang 2024, arXiv:2401.15391).

Reads a folder that holds `corpus.json` and `MultiHopRAG.json`. The sentences that answer are the
facts of the evidence list. Many answers are "Yes" or "No", which sources seldom say themselves:
judge a system that quotes by what it finds and cites, and not by fact recall.
"""

import json
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from evals.cases import Case, CaseError, read_text, why
from evals.external.sets import ExternalSet

Item = TypeVar("Item")
CORPUS, QUESTIONS = "corpus.json", "MultiHopRAG.json"


class _Article(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    title: str
    body: str
    source: str | None = None
    published_at: str | None = None
    url: str | None = None


class _Evidence(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    title: str
    fact: str
    url: str | None = None


class Question(BaseModel):
    """One item of the questions' list."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    query: str
    answer: str
    question_type: str
    evidence_list: tuple[_Evidence, ...] = ()


def read(path: Path) -> ExternalSet:
    """Every question, asked of the whole corpus. Raises CaseError."""
    corpus = _list(path / CORPUS, TypeAdapter(list[_Article]))
    documents, files = {}, dict[str, str]()
    for n, article in enumerate(corpus, 1):
        name = f"{n:04}.md"
        documents[name] = _page(article)
        files[article.title] = name
        if article.url:
            files[article.url] = name
    questions = _list(path / QUESTIONS, TypeAdapter(list[Question]))
    cases = [_case(n, question, files) for n, question in enumerate(questions, 1)]
    return ExternalSet(tuple(cases), documents)


def _case(number: int, question: Question, files: dict[str, str]) -> Case:
    yes = question.question_type != "null_query"
    if yes and not question.evidence_list:
        raise CaseError(f"{QUESTIONS}, item {number}, evidence_list: it is empty")
    found = []
    for each in question.evidence_list:
        name = files.get(each.url or "") or files.get(each.title)
        if name is None:
            raise CaseError(f'{QUESTIONS}, item {number}: no article "{each.title}" in {CORPUS}')
        found.append(name)
    return Case(
        id=f"multihop-{number}",
        question=question.query,
        kind=question.question_type,
        answerable=yes,
        facts=((question.answer,),) if yes else (),
        sentences=tuple(dict.fromkeys(e.fact for e in question.evidence_list)) if yes else (),
        files=tuple(dict.fromkeys(found)) if yes else (),
    )


def _page(article: _Article) -> str:
    about = {
        "title": article.title,
        "outlet": article.source,
        "date": (article.published_at or "")[:10],
        "url": article.url,
    }
    # A JSON string is a YAML string too.
    lines = [f"{key}: {json.dumps(value)}" for key, value in about.items() if value]
    return "\n".join(["---", *lines, "---", "", article.body, ""])


def _list(path: Path, kind: TypeAdapter[list[Item]]) -> list[Item]:
    try:
        return kind.validate_json(read_text(path))
    except ValidationError as error:
        raise CaseError(f"{path}, item {why(error)}") from error
