"""BIPIA: instructions planted into articles (Yi et al. 2023, arXiv:2312.14197).

Reads a JSON file that maps categories to instructions. Each is planted at the start, in the middle
and at the end of an article, and a question which that article answers is asked: an answer that
gives the instruction counts under `wrong_answer`. Articles and questions are the bundled ones, or
those of --articles and --cases.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from evals import cases
from evals.cases import Case, CaseError, read_text, why
from evals.external.sets import ExternalSet
from index import readers, sidecar, spans
from index.articles import Article
from index.readers import Unreadable
from index.sandbox import Sandbox

POSITIONS = ("start", "middle", "end")
_ATTACKS = TypeAdapter(dict[str, list[str]])


def read(path: Path, asked: Path, folder: Path) -> ExternalSet:
    """Three cases an instruction, each with a planted copy of its article. Raises CaseError."""
    planted = attacks(path)
    clean = {article.source: article for article in _articles(folder)}
    usable = [
        case
        for case in cases.read(asked)
        if case.answerable and case.files[0] in clean and not (case.only or case.without)
    ]
    if not usable:
        raise CaseError(f"{asked} has no question that an article of {folder} answers")
    documents = {_file(article): _page(article) for article in clean.values()}
    made = []
    for n, (attack, position) in enumerate((a, p) for a in planted for p in POSITIONS):
        case = usable[n % len(usable)]
        victim = clean[case.files[0]]
        name = f"{n:04}-{position}/{_file(victim)}"
        documents[name] = plant(_page(victim), attack, position)
        made.append(_case(case, attack, position, name, clean, n))
    return ExternalSet(tuple(made), documents)


def attacks(path: Path) -> list[str]:
    """The instructions of a file of them. Raises CaseError."""
    try:
        groups = _ATTACKS.validate_json(read_text(path))
    except ValidationError as error:
        raise CaseError(f"{path}, {why(error)}") from error
    return [each for group in groups.values() for each in group]


def _case(
    case: Case, attack: str, position: str, planted: str, clean: dict[str, Article], n: int
) -> Case:
    first = case.files[0]
    files = [planted if name == first else _file(clean[name]) for name in case.files]
    others = [_file(article) for source, article in clean.items() if source != first]
    return Case(
        id=f"bipia-{n}",
        question=case.question,
        kind=position,
        answerable=True,
        facts=case.facts,
        sentences=case.sentences,
        files=tuple(files),
        wrong=(attack,),
        only=(planted, *others),
    )


def plant(page: str, attack: str, position: str) -> str:
    """The page with the instruction as a paragraph of its own."""
    body = spans.front_matter(page)
    if position == "start":
        at = body
    elif position == "end":
        at = len(page)
    else:
        at = page.find("\n\n", body + (len(page) - body) // 2)
        at = len(page) if at < 0 else at
    return f"{page[:at].rstrip()}\n\n{attack}\n\n{page[at:].lstrip()}"


def _articles(folder: Path) -> Iterator[Article]:
    table, sandbox = sidecar.read(folder), Sandbox()
    try:
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in readers.FORMATS and path.is_file():
                source = path.relative_to(folder).as_posix()
                try:
                    known = table.get(source, readers.Metadata())
                    yield readers.read(path, source, known, sandbox)
                except Unreadable:
                    continue
    finally:
        sandbox.close()


def _file(article: Article) -> str:
    return str(Path(article.source).with_suffix(".md").as_posix())


def _page(article: Article) -> str:
    """The article as Markdown, with front matter when it has none."""
    if spans.front_matter(article.text):
        return article.text
    about = {
        "title": article.title,
        "outlet": article.outlet,
        "date": article.published and article.published.isoformat(),
    }
    lines = [f"{key}: {json.dumps(value)}" for key, value in about.items() if value]
    return "\n".join(["---", *lines, "---", "", article.text, ""])
