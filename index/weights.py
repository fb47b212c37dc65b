"""Files that come with packages, checked by their SHA-256 before use."""

import hashlib
from importlib.resources import files
from pathlib import Path


class EmbeddingError(Exception):
    """The encoder's files are missing or are not the ones this release was built for."""


def verified(package: str, name: str, sha256: str) -> Path:
    """Where a package has a file. Raises EmbeddingError where it is missing or another."""
    try:
        path = Path(str(files(package) / name))
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except (ModuleNotFoundError, OSError) as error:
        raise EmbeddingError(
            f"the embedding model's file {name} is missing; reinstall dateline"
        ) from error
    if found != sha256:
        raise EmbeddingError(
            f"the embedding model's file {name} is not the one this release was built for; "
            "reinstall dateline"
        )
    return path
