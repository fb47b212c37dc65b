"""What became of each file of a folder, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from index.catalog import FileRecord

Outcome = Literal["added", "updated", "renamed", "unchanged", "removed", "duplicate", "skipped"]
Progress = Callable[[int, int], None]
"""Called with (articles done, articles to do, as far as is known) while a folder is read."""


@dataclass(frozen=True, slots=True)
class FileStatus:
    """What became of one file. `reason` is in words, empty when there is nothing to explain."""

    source: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did, a line for each file it saw or missed, by source.

    `trouble` says in a sentence why a server of vectors is not in step, if one is not.
    """

    files: tuple[FileStatus, ...]
    trouble: str = ""

    def count(self, *outcomes: Outcome) -> int:
        return sum(file.outcome in outcomes for file in self.files)

    @property
    def changed(self) -> bool:
        return self.count("added", "updated", "renamed", "removed") > 0


def owners_of(files: Mapping[str, FileRecord]) -> dict[str, str]:
    return {f.article: f.source for f in files.values() if f.article and f.state == "indexed"}


def as_before(record: FileRecord) -> FileStatus:
    outcome: Outcome = "skipped"
    if record.state in ("indexed", "duplicate"):
        outcome = "unchanged" if record.state == "indexed" else "duplicate"
    return FileStatus(record.source, outcome, record.reason)


def settled(
    status: FileStatus,
    files: Mapping[str, FileRecord],
    now: Mapping[str, str],
    before: Mapping[str, str],
) -> FileStatus:
    """A duplicate as it ended: it may have taken over, or its original have another name."""
    if status.outcome != "duplicate":
        return status
    record = files[status.source]
    article = record.article or ""
    if record.state == "indexed":
        return FileStatus(status.source, "renamed", f"was {before.get(article)}")
    return FileStatus(status.source, "duplicate", f"the same text as {now.get(article)}")
