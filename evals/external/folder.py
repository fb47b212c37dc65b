"""A story of one's own: a folder that holds `articles/` and `cases.jsonl` (see evals/README.md)."""

from pathlib import Path

from evals import cases
from evals.external.sets import ExternalSet


def read(path: Path) -> ExternalSet:
    """The cases, asked of the articles. Raises CaseError."""
    file = path / "cases.jsonl"
    return ExternalSet(tuple(cases.read(file)), folder=path / "articles", file=file)
