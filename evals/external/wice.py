"""WiCE: claims of Wikipedia and the web pages they cite, judged by the checker alone.

Kamoi et al. 2023, arXiv:2303.01432. Reads JSON lines with claim, evidence (the page's sentences),
supporting_sentences, label and meta. A claim that is only partly supported counts as not supported.
"""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from evals.cases import Case, read_lines
from evals.external.sets import ExternalSet, name_of


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
