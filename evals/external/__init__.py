"""Adapters to public data sets; each reads a path that the user gives, nothing is bundled."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from evals.external.sets import ExternalSet

NAMES = (
    "bipia",
    "clapnq",
    "folder",
    "multihop_rag",
    "polnear",
    "ramdocs",
    "rgb",
    "squad2",
    "wice",
)


def read(name: str, path: Path, cases: Path, articles: Path) -> ExternalSet:
    """The set of that name at a path: a file or a folder, as its adapter says. Raises CaseError.

    `cases` and `articles` are for a set that is planted into articles (bipia).
    """
    if name == "bipia":
        from evals.external import bipia

        return bipia.read(path, cases, articles)
    adapter: Callable[[Path], ExternalSet] = import_module(f"evals.external.{name}").read
    return adapter(path)
