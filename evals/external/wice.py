"""WiCE: claims of Wikipedia and the web pages they cite, judged by the checker alone.

Kamoi et al. 2023, arXiv:2303.01432. Reads JSON lines with claim, evidence (the page's sentences),
supporting_sentences, label and meta. A claim that is only partly supported counts as not supported.
"""

import re
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.checking import Support
from evals.cases import Case, read_lines
from evals.external.sets import ExternalSet, name_of
from index import publication

_PUBLISHED = re.compile(r"PUBLISHED DATETIME: (\d{4}-\d\d-\d\d)")
_HEAD, _AROUND = 5, 2


class _Meta(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    claim_title: str = ""


class WiceClaim(BaseModel):
    """One line of the file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    claim: str
    evidence: tuple[str, ...]
    label: Literal["supported", "partially_supported", "not_supported"]
    supporting_sentences: tuple[tuple[int, ...], ...] = ()
    meta: _Meta = _Meta()

    def page(self) -> str:
        """The title of the claim's own page, then the cited page's sentences, one a line."""
        lines = (self.meta.claim_title, *self.evidence)
        return "\n".join(" ".join(line.split()) for line in lines)

    def candidates(self) -> list[Support]:
        """The page's sentences; each has for context its neighbours, the page's head and title."""
        head = f"{self.meta.claim_title} {' '.join(self.evidence[:_HEAD])}"
        published = self.published()
        return [
            Support(
                text, published, f"{head} {' '.join(self.evidence[max(0, n - _AROUND) : n + 3])}"
            )
            for n, text in enumerate(self.evidence)
            if text.strip()
        ]

    def published(self) -> date | None:
        """The page's date: its metadata's, or what the page itself gives."""
        for line in self.evidence[:_HEAD]:
            if found := _PUBLISHED.search(line):
                return publication.parse(found[1])
        return publication.publication("\n".join(self.evidence))


def claims(path: Path) -> list[WiceClaim]:
    """The claims of a file. Raises CaseError."""
    return [line for _, line in read_lines(path, WiceClaim)]


def read(path: Path) -> ExternalSet:
    """One claim a line, to be judged on its own page. Raises CaseError."""
    documents, cases = {}, []
    for number, line in read_lines(path, WiceClaim):
        name = name_of(line.page())
        documents[name] = line.page()
        yes = line.label == "supported"
        golds = dict.fromkeys(n for group in line.supporting_sentences for n in group)
        cases.append(
            Case(
                id=f"wice-{number}",
                question=line.claim,
                kind=line.label,
                answerable=yes,
                sentences=tuple(line.evidence[n] for n in golds) if yes else (),
                files=(name,) if yes else (),
                only=(name,),
            )
        )
    return ExternalSet(tuple(cases), documents, claims=True)
