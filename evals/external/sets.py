"""What is asked: cases, and the folder they are asked of or the documents to make it of."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from evals.cases import Case, CaseError
from index.articles import Article


@dataclass(frozen=True, slots=True)
class ExternalSet:
    """A public set in our shape.

    `documents` are texts by file name; `folder` is where they already stand as files, for a set
    that is a folder, and `file` where its cases stand, to be held against that. `claims`: the
    cases' questions are claims to be judged by the checker alone, on the sentences of the files
    they are asked of.
    """

    cases: tuple[Case, ...]
    documents: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    file: Path | None = None
    claims: bool = False

    def articles(self) -> list[Article]:
        """The documents, as far as they are known before they are indexed."""
        return [
            Article(name, text.encode("utf-8", "replace").decode())
            for name, text in self.documents.items()
        ]

    def write(self, folder: Path) -> Path:
        """Put the documents where they can be indexed; gives that folder.

        A document that is there already is left alone, so that it is not indexed again. Raises
        CaseError where the folder holds other files: they would be searched too.
        """
        if self.folder:
            return self.folder
        held = (path for path in folder.rglob("*") if path.is_file() and path.name[:1] != ".")
        names = (path.relative_to(folder).as_posix() for path in held)
        if other := next((name for name in names if name not in self.documents), None):
            raise CaseError(f"{folder} holds {other}, which is not of this set: give another --out")
        for name, text in self.documents.items():
            path = folder / name
            data = text.encode("utf-8", "replace")
            if not (path.exists() and path.read_bytes() == data):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        return folder


def name_of(text: str) -> str:
    """A document's file name, from its text: the same text twice is one file, and one article."""
    return f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.txt"
