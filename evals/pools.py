"""What weights are fitted on: stories with questions, and public data sets, all in one shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.settings import Settings
from evals import cases, external
from evals.cases import Case


class PoolError(Exception):
    """A story or a set cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Pool:
    """A folder of articles and the questions that are asked of them."""

    name: str
    articles: Path
    cases: tuple[Case, ...]


def read(given: Sequence[str], into: Path) -> list[Pool]:
    """Each of `FOLDER`, a story with `articles/` and `cases.jsonl`, and `SET=PATH`, a public set.

    A set's documents are written below `into`. Raises PoolError and evals.cases.CaseError.
    """
    pools = [_set(each, into) if "=" in each else _story(Path(each)) for each in given]
    names = [pool.name for pool in pools]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise PoolError(f"{twice} is given twice: folders need different names")
    return pools


def _story(folder: Path) -> Pool:
    asked = folder / "cases.jsonl"
    if not (folder / "articles").is_dir() or not asked.is_file():
        raise PoolError(f"{folder} is no story: it needs articles/ and cases.jsonl")
    return Pool(folder.name, folder / "articles", tuple(cases.read(asked)))


def _set(given: str, into: Path) -> Pool:
    name, _, path = given.partition("=")
    if name not in external.NAMES:
        raise PoolError(f"{name} is no set; there are {', '.join(external.NAMES)}")
    found = external.read(name, Path(path), cases.BUNDLED, Settings().folder())
    return Pool(name, found.write(into / name), found.cases)
