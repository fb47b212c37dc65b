"""WiCE: claims of Wikipedia and the web pages they cite, judged by the checker alone.

Kamoi et al. 2023, arXiv:2303.01432. Reads JSON lines with claim, evidence (the page's sentences),
supporting_sentences and label. A claim that is only partly supported counts as not supported.
"""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from evals.cases import Case, read_lines
from evals.external.sets import ExternalSet, name_of


class Claim(BaseModel):
    """One line of the file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    label: Literal["supported", "partially_supported", "not_supported"]
    claim: str
    evidence: tuple[str, ...]
    supporting_sentences: tuple[tuple[int, ...], ...] = ()


def read(path: Path) -> ExternalSet:
    """One claim a line; a document has the page's sentences, one a line. Raises CaseError."""
    documents, cases = {}, []
    for number, line in read_lines(path, Claim):
        text = "\n".join(" ".join(sentence.split()) for sentence in line.evidence)
        documents[name_of(text)] = text
        yes = line.label == "supported"
        golds = dict.fromkeys(n for group in line.supporting_sentences for n in group)
        cases.append(
            Case(
                id=f"wice-{number}",
                question=line.claim,
                kind=line.label,
                answerable=yes,
                sentences=tuple(line.evidence[n] for n in golds) if yes else (),
                files=(name_of(text),) if yes else (),
                only=(name_of(text),),
            )
        )
    return ExternalSet(tuple(cases), documents, claims=True)
