"""Whether an index is sound, and which of its articles are one source."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from index.catalog import Entry
from index.library import Library, Status
from index.origins import Origin
from index.spans import front_matter

_WINDOW = 100


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What `examine` found. `misplaced`: sources whose sentences do not stand where they should."""

    status: Status
    origins: tuple[Origin, ...]
    misplaced: tuple[str, ...]

    @property
    def independent(self) -> int:
        """How many origins the articles have: a group counts once."""
        return self.status.articles - sum(len(each.articles) - 1 for each in self.origins)

    @property
    def out_of_step(self) -> tuple[str, ...]:
        """Where catalog, words and vectors differ, a line each; empty when they agree."""
        lines = []
        for name, has, should, unit in (
            ("full text", self.status.in_words, self.status.articles, "articles"),
            ("vectors", self.status.in_vectors, self.status.chunks, "passages"),
        ):
            if has is None:
                lines.append(f"{name} cannot be read; `dateline sync --rebuild` makes it again")
            elif has != should:
                lines.append(
                    f"{name} has {has} of {should} {unit}; `dateline sync --rebuild` makes it again"
                )
        return tuple(lines)

    def to_lines(self) -> list[str]:
        """The diagnosis in plain lines."""
        articles = self.status.articles
        lines = [f"{articles} articles from {self.independent} independent origins"]
        lines += self.out_of_step or ("catalog, full text and vectors agree",)
        lines += [f"{source}: its sentences do not rebuild its text" for source in self.misplaced]
        if not self.misplaced:
            lines.append(f"the sentences rebuild the text of all {articles} articles")
        for origin in self.origins:
            lines += ["", _headed(origin), *(f"  {reason}" for reason in origin.reasons)]
        return lines

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "articles": self.status.articles,
            "independent": self.independent,
            "out_of_step": list(self.out_of_step),
            "misplaced": list(self.misplaced),
            "origins": [
                {
                    "sources": [article.source for article in origin.articles],
                    "outlet": origin.outlet,
                    "first": origin.first.source if origin.first else None,
                    "reasons": list(origin.reasons),
                }
                for origin in self.origins
            ],
        }


def examine(library: Library) -> Diagnosis:
    """Look at every article; nothing is changed."""
    ids = [article.id for article in library.articles()]
    misplaced: list[str] = []
    for start in range(0, len(ids), _WINDOW):
        entries = library.catalog.entries(ids[start : start + _WINDOW]).values()
        misplaced += [entry.article.source for entry in entries if not _rebuilds(entry)]
    return Diagnosis(library.status(), tuple(library.origins()), tuple(misplaced))


def _rebuilds(entry: Entry) -> bool:
    """Whether the sentences, in order, hold every character that is not white space."""
    text, position = entry.article.text, front_matter(entry.article.text)
    for span in entry.spans:
        if span.start < position or span.end <= span.start or text[position : span.start].strip():
            return False
        position = span.end
    return position <= len(text) and not text[position:].strip()


def _headed(origin: Origin) -> str:
    sources = [article.source for article in origin.articles]
    if len(sources) == 1:
        return f"Passed on from {origin.outlet}: {sources[0]}"
    of = f" ({origin.outlet})" if origin.outlet else ""
    first = origin.first
    when = f"; first {first.source}, {first.published}" if first else ""
    return f"One origin{of}: {_listed(sources)}{when}"


def _listed(sources: Sequence[str]) -> str:
    return f"{', '.join(sources[:-1])} and {sources[-1]}"
