"""Whether an index is sound, what is left over beside it, and which articles are one source."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import homes, served
from index.homes import Leftover
from index.integrity import Fault
from index.library import Library, Progress, Status
from index.origins import Origin
from index.stores import Store

REPAIR = "`dateline doctor --repair` makes it again; what is there stays until the new is durable"
UNSOUND = ("catalog", "articles")
"""Parts of an index without which nothing can be said of its articles."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What `examine` found. `repaired`: what was found before a repair, and is no more."""

    status: Status
    origins: tuple[Origin, ...]
    faults: tuple[Fault, ...]
    leftovers: tuple[Leftover, ...]
    repaired: tuple[str, ...] = ()

    @property
    def independent(self) -> int:
        """How many origins the articles have: a group counts once."""
        return self.status.articles - sum(len(each.articles) - 1 for each in self.origins)

    def to_lines(self) -> list[str]:
        """The diagnosis in plain lines."""
        articles = self.status.articles
        lines = [f"{articles} articles from {self.independent} independent origins"]
        if any(fault.part in UNSOUND for fault in self.faults):
            lines = []  # neither could be counted
        lines += [f"repaired: {says}" for says in self.repaired]
        lines += [fault.says for fault in self.faults]
        if self.faults:
            lines.append(REPAIR)
        else:
            lines.append("catalog, full text and vectors agree")
            if self.status.store:
                lines.append(f"the vectors are at {self.status.store}")
            lines.append(f"every sentence, quote and date of all {articles} articles is in place")
        if self.status.waiting:
            lines.append(f"without vectors: {self.status.waiting}; `dateline sync` makes them")
        closed = [f for f in self.status.files if f.outcome == "skipped" and f.source[-1:] == "/"]
        lines += [f"{file.source}: {file.reason}" for file in closed]
        lines += [
            f"left over: {each.path} ({each.size / 1e6:.1f} MB), {each.why}; "
            "`dateline doctor --remove-old` removes it"
            for each in self.leftovers
        ]
        for origin in self.origins:
            lines += ["", _headed(origin), *(f"  {reason}" for reason in origin.reasons)]
        return lines

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "articles": self.status.articles,
            "independent": self.independent,
            "faults": [{"part": each.part, "says": each.says} for each in self.faults],
            "repaired": list(self.repaired),
            "leftovers": [
                {"path": str(each.path), "bytes": each.size, "why": each.why}
                for each in self.leftovers
            ],
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


def examine(library: Library, progress: Progress | None = None) -> Diagnosis:
    """Look at everything that is kept; nothing is changed."""
    faults = library.check(progress, apart=True)
    sound = not any(fault.part in UNSOUND for fault in faults)
    origins = tuple(library.origins()) if sound else ()
    left = homes.leftovers(library.home.parent, library.home)
    return Diagnosis(library.status(), origins, tuple(faults), tuple(left))


def removed(home: Path, used: Path, store: Store | None = None) -> list[str]:
    """Remove what is left over under `home`, beside the index that is used; a line for each."""
    found = homes.leftovers(home, used)
    for each in found:
        vectors = homes.collection_of(each.path)
        homes.discard(each)
        served.discard(each.path, vectors, store)
    return [f"removed {each.path} ({each.size / 1e6:.1f} MB)" for each in found]


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
