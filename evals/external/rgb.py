"""RGB: noise, refusal, integration and counterfactual documents (Chen et al. 2023,
arXiv:2309.01431).

Reads JSON lines with id, query, answer, positive and negative, as `en.json` and `en_int.json` have
them, and with positive_wrong and fakeanswer besides, as `en_fact.json` has them. Every question is
asked twice: of all its documents, and of the negative ones alone, which do not answer it.
"""

from collections.abc import Iterable
from pathlib import Path

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from evals.cases import Case, read_lines
from evals.external.sets import ExternalSet, name_of

_Nested = str | tuple[str | tuple[str, ...], ...]


class Question(BaseModel):
    """One line of a file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: int | str
    query: str
    answer: _Nested
    positive: tuple[str | tuple[str, ...], ...] = ()
    negative: tuple[str, ...] = ()
    positive_wrong: tuple[str, ...] = ()
    fake: _Nested = Field((), validation_alias=AliasChoices("fakeanswer", "fake_answer"))


def read(path: Path) -> ExternalSet:
    """Two cases a line, or one where there are no negative documents. Raises CaseError."""
    documents: dict[str, str] = {}
    cases = []
    for _, line in read_lines(path, Question):
        right = _named(documents, _flat(line.positive))
        planted = _named(documents, line.positive_wrong)
        other = _named(documents, line.negative)
        if right or planted:
            cases.append(
                Case(
                    id=f"rgb-{line.id}",
                    question=line.query,
                    kind="counterfactual" if planted else "noise",
                    answerable=True,
                    facts=_facts(line.answer),
                    files=right or planted,
                    wrong=tuple(_flat((line.fake,))),
                    only=tuple(dict.fromkeys([*right, *planted, *other])),
                )
            )
        # A page that is both answers after all.
        if left := tuple(name for name in other if name not in {*right, *planted}):
            cases.append(
                Case(
                    id=f"rgb-{line.id}-refusal",
                    question=line.query,
                    kind="refusal",
                    answerable=False,
                    only=left,
                )
            )
    return ExternalSet(tuple(cases), documents)


def _named(documents: dict[str, str], texts: Iterable[str]) -> tuple[str, ...]:
    found = {name_of(text): text for text in texts if text.strip()}
    documents.update(found)
    return tuple(found)


def _facts(answer: _Nested) -> tuple[tuple[str, ...], ...]:
    """Each item of a list must be given; a list inside it has the wordings of one item."""
    items = (answer,) if isinstance(answer, str) else answer
    return tuple((item,) if isinstance(item, str) else item for item in items)


def _flat(nested: Iterable[_Nested]) -> list[str]:
    found = []
    for item in nested:
        found += [item] if isinstance(item, str) else _flat(item)
    return found
