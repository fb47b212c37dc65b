"""What an adapter yields: documents to put in a folder, and the cases asked of them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from evals.cases import Case


@dataclass(frozen=True, slots=True)
class ExternalSet:
    """A public set in our shape.

    `documents` are texts by file name; `folder` is where they already stand as files, for a set
    that is a folder. `claims`: the cases' questions are claims to be judged by the checker alone,
    on the sentences of the files they are asked of.
    """

    cases: tuple[Case, ...]
    documents: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    claims: bool = False

    def write(self, folder: Path) -> Path:
        """Put the documents where they can be indexed; gives that folder.

        A document that is there already is left alone, so that it is not indexed again.
        """
        if self.folder:
            return self.folder
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
