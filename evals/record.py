"""A run's folder: what was run (`run.json`), its rows as they come, and whether it may go on."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

import assistant
import evals
import index
from assistant.settings import Settings
from evals import rows
from evals.cases import Case, CaseError, read_text, why
from evals.rows import Row
from index.articles import Article

RUN, ROWS, REPORT = "run.json", "rows.jsonl", "report.html"
STORIES = "stories.json"
_ELSEWHERE = "Give another folder with --out, or delete this one"
Read = TypeVar("Read", bound=BaseModel)
_UNKNOWN = "not recorded"
"""In runs that were kept before these settings were."""


class RecordError(Exception):
    """A run's folder cannot be used or continued; the message says what differs."""


class Fingerprint(BaseModel):
    """Everything an answer depends on: two runs with the same one are the same run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    system: str
    model: str
    cases: str
    articles: str
    checker: str
    version: str
    judge: str = "none"
    writer: str = _UNKNOWN
    embedder: str = _UNKNOWN
    reranker: str = _UNKNOWN

    def over(self, articles: Iterable[Article]) -> "Fingerprint":
        """The same run over these articles."""
        return self.model_copy(update={"articles": _hash_of(articles)})


class Stories(BaseModel):
    """What a run over stories asks: how many cases of each, by the story's name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cases: dict[str, int]


_DIFFERS = {
    "name": "it is a run of {was}, not of {now}",
    "system": "it asked {was}, not {now}",
    "model": "its model was {was}, not {now}",
    "cases": "the cases have changed since it began",
    "articles": "the articles have changed since it began",
    "checker": "its sentences were checked by {was}, not {now}",
    "judge": "its sentences were judged by {was}, not {now}",
    "writer": "its sentences were written by {was}, not {now}",
    "embedder": "its encoder was {was}, not {now}",
    "reranker": "its reranker was {was}, not {now}",
    "version": "the code has changed since it began ({was}, now {now})",
}


class Record:
    """The folder of one run. Open it with `begin` to write and `read` to look."""

    def __init__(self, folder: Path, fingerprint: Fingerprint, done: Sequence[Row]) -> None:
        self.folder, self.fingerprint = folder, fingerprint
        self._rows = {row.case.id: row for row in done}

    @property
    def rows(self) -> list[Row]:
        """The last that was kept of each case."""
        return list(self._rows.values())

    @classmethod
    def begin(cls, folder: Path, fingerprint: Fingerprint) -> "Record":
        """A new run, or the same run where it stopped. Raises RecordError."""
        if (folder / RUN).exists():
            refuse_another(folder, fingerprint)
            done = rows.mend(folder / ROWS) if (folder / ROWS).exists() else []
            return cls(folder, fingerprint, done)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / ROWS).write_bytes(b"")
            text = fingerprint.model_dump_json(indent=1)
            (folder / RUN).write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise RecordError(f"{folder} cannot be written ({error.strerror})") from error
        return cls(folder, fingerprint, [])

    @classmethod
    def read(cls, folder: Path) -> "Record":
        """A run that was kept; one over stories as one, each case named with its story.

        Raises RecordError and CaseError.
        """
        if (folder / RUN).exists():
            return cls(folder, _fingerprint(folder), rows.read(folder / ROWS))
        if not (folder / STORIES).exists():
            raise RecordError(f"{folder} holds no run; give the folder that --out named")
        stories = []
        for name, asked in _read(folder / STORIES, Stories).cases.items():
            begun = (folder / name / RUN).exists()
            if begun:
                stories.append(cls.read(folder / name))
            done = len(stories[-1].rows) if begun else 0
            if done < asked:
                raise RecordError(
                    f"{folder} holds a run that is not finished: of the story {name}, {done} of "
                    f"{asked} questions were asked; the command that began it goes on"
                )
        return cls.pooled(folder, stories)

    @classmethod
    def pooled(cls, folder: Path, stories: "Sequence[Record]") -> "Record":
        """Runs over stories, kept below a folder, as one to look at. Raises RecordError."""
        rows = [_named(story, row) for story in stories for row in story.rows]
        return cls(folder, _pooled(folder, stories), rows)

    def append(self, row: Row) -> None:
        """Keep a row, on the disk before anything else is asked."""
        rows.append(self.folder / ROWS, row)
        self._rows[row.case.id] = row


def begin_stories(folder: Path, cases: Mapping[str, int]) -> None:
    """Write down which stories, with how many cases, the run in a folder is over.

    What else is below the folder is no part of it. Raises RecordError.
    """
    if (folder / RUN).exists():
        raise RecordError(f"{folder} holds a run that is not over stories. {_ELSEWHERE}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = Stories(cases=dict(cases)).model_dump_json(indent=1)
        (folder / STORIES).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise RecordError(f"{folder} cannot be written ({error.strerror})") from error


def refuse_another(folder: Path, fingerprint: Fingerprint, *, articles: bool = True) -> None:
    """Raises RecordError where the folder holds a run with another fingerprint; changes nothing.

    `articles` is false while they are not read yet, and not compared.
    """
    if (folder / STORIES).exists():
        raise RecordError(f"{folder} holds a run over stories. {_ELSEWHERE}")
    if not (folder / RUN).exists():
        return
    was = _fingerprint(folder)
    now = fingerprint if articles else fingerprint.model_copy(update={"articles": was.articles})
    if reasons := _differences(was, now):
        raise RecordError(f"{folder} holds another run: {'; '.join(reasons)}. {_ELSEWHERE}")


def fingerprint(
    name: str,
    system: str,
    model: str,
    cases: Iterable[Case],
    articles: Iterable[Article],
    checker: str,
    judge: str = "none",
    settings: Settings | None = None,
) -> Fingerprint:
    """Of a run that is about to begin. `settings` are those that it answers with."""
    used = settings or Settings()
    return Fingerprint(
        name=name,
        system=system,
        model=model,
        cases=hash_of(cases),
        articles=_hash_of(articles),
        checker=checker,
        version=f"{version('dateline')} {code()}",
        judge=judge,
        writer="the model" if model != "none" and used.lets_write(model) else "quoting",
        embedder=used.embedder,
        reranker=used.reranker,
    )


def hash_of(cases: Iterable[Case]) -> str:
    """Of cases, in their order: other cases have another."""
    return _hash(case.model_dump_json(exclude_defaults=True) for case in cases)


def _pooled(folder: Path, stories: Sequence[Record]) -> Fingerprint:
    """Of runs over stories that were asked the same way, as one. Raises RecordError."""
    made = [
        story.fingerprint.model_copy(
            update={
                "name": folder.resolve().name,
                "cases": _hash(story.fingerprint.cases for story in stories),
                "articles": _hash(story.fingerprint.articles for story in stories),
            }
        )
        for story in stories
    ]
    for story, other in zip(stories, made, strict=True):
        if reasons := _differences(made[0], other):
            raise RecordError(
                f"{folder} holds runs that are not of one: of {story.folder.name}, unlike "
                f"{stories[0].folder.name}, {'; '.join(reasons)}"
            )
    return made[0]


def _named(story: Record, row: Row) -> Row:
    """A row whose case is named with its story: stories may use the same names."""
    case = row.case.model_copy(update={"id": f"{story.folder.name}/{row.case.id}"})
    return row.model_copy(update={"case": case})


def _hash_of(articles: Iterable[Article]) -> str:
    return _hash(f"{article.source} {article.id}" for article in articles)


def code() -> str:
    """A hash of every file that an answer or a score comes from: sources and weights."""
    roots = [Path(str(room.__file__)).parent for room in (assistant, evals, index)]
    files = [
        path
        for root in roots
        for pattern in ("*.py", "data/*.json")
        for path in sorted(root.rglob(pattern))
    ]
    return _hash(hashlib.sha256(path.read_bytes()).hexdigest() for path in files)


def _hash(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _differences(was: Fingerprint, now: Fingerprint) -> list[str]:
    before, after = was.model_dump(), now.model_dump()
    return [
        says.format(was=before[field], now=after[field])
        for field, says in _DIFFERS.items()
        if before[field] != after[field]
    ]


def _fingerprint(folder: Path) -> Fingerprint:
    return _read(folder / RUN, Fingerprint)


def _read(path: Path, kind: type[Read]) -> Read:
    try:
        return kind.model_validate_json(read_text(path))
    except ValidationError as error:
        raise RecordError(f"{path}, {why(error)}") from error
    except CaseError as error:
        raise RecordError(str(error)) from error
