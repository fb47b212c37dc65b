"""What the tests of following a folder share: two short articles, and ways to look at a library."""

from index.library import Library, SyncReport

ROOF = "The roof of Eastvale station will be repaired in June, the rail company said on Friday.\n"
FERRY = "The ferry to Skerry Isle will sail twice a day from April, its owner said on Monday.\n"


def outcomes(report: SyncReport) -> dict[str, str]:
    """What became of each file, by source."""
    return {file.source: file.outcome for file in report.files}


def sources(library: Library) -> list[str]:
    """The files whose articles are indexed."""
    return [article.source for article in library.articles()]


def in_step(library: Library) -> bool:
    """Whether the catalog, the words and the vectors have the same articles."""
    status = library.status()
    return (status.in_words, status.in_vectors) == (status.articles, status.chunks) and (
        status.behind == 0
    )
