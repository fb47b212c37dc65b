"""WiCE: is a Wikipedia sentence supported by the web page it cites (Kamoi et al. 2023,
arXiv:2303.01432).

Reads JSON lines with claim, evidence (the page's sentences), label and meta.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.checking import Support
from evals.cases import CaseError
from evals.metrics import auroc
from index import dates

_PUBLISHED = re.compile(r"PUBLISHED DATETIME: (\d{4}-\d\d-\d\d)")
_HEAD, _AROUND = 5, 2


class WiceClaim(BaseModel):
    """One line of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claim: str
    evidence: tuple[str, ...]
    label: Literal["supported", "partially_supported", "not_supported"]
    supporting_sentences: tuple[tuple[int, ...], ...]
    meta: dict[str, Any]

    def candidates(self) -> list[Support]:
        """The page's sentences; each has for context its neighbours, the page's head and title."""
        head = f"{self.meta.get('claim_title', '')} {' '.join(self.evidence[:_HEAD])}"
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
                return dates.parse(found[1])
        return dates.publication("\n".join(self.evidence))


@dataclass(frozen=True, slots=True)
class WiceScores:
    """AUROC of the score: supported against all others, and against `not_supported` alone."""

    claims: int
    against_rest: float
    against_unsupported: float


def read(path: Path) -> list[WiceClaim]:
    """The claims of a file. Raises CaseError."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CaseError(f"{path} cannot be read ({error.strerror})") from error
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(WiceClaim.model_validate_json(line))
        except ValidationError as error:
            raise CaseError(f"{path}, line {number}: {error.errors()[0]['msg']}") from error
    return found


def score(claims: Sequence[WiceClaim], scores: Sequence[float]) -> WiceScores:
    """The figures for one score a claim, in order."""
    by_label: dict[str, list[float]] = {}
    for claim, each in zip(claims, scores, strict=True):
        by_label.setdefault(claim.label, []).append(each)
    yes, no = by_label.get("supported", []), by_label.get("not_supported", [])
    return WiceScores(
        claims=len(claims),
        against_rest=auroc(yes, no + by_label.get("partially_supported", [])),
        against_unsupported=auroc(yes, no),
    )
