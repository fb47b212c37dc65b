"""RAMDocs: namesakes with an answer each, misinformation and noise, a pool for each question.

Wang et al. 2025, arXiv:2504.13079. Reads JSON lines with question, documents (text, type, answer),
gold_answers and wrong_answers. Scored by `exact_match` and `wrong_answer`.
"""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from evals.cases import Case, read_lines
from evals.external.sets import ExternalSet, name_of


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    text: str
    type: Literal["correct", "misinfo", "noise"]


class Question(BaseModel):
    """One line of the file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    question: str
    documents: tuple[_Document, ...]
    gold_answers: tuple[str, ...]
    wrong_answers: tuple[str, ...] = ()


def read(path: Path) -> ExternalSet:
    """One case a line, asked of its own documents only. Raises CaseError."""
    documents, cases = {}, []
    for number, line in read_lines(path, Question):
        pool = [(name_of(each.text), each) for each in line.documents if each.text.strip()]
        documents.update({name: each.text for name, each in pool})
        # Two questions in 250 have an answer and no document marked correct: any but the planted
        # ones then counts as one that may answer.
        right = [name for name, each in pool if each.type == "correct"]
        right = right or [name for name, each in pool if each.type == "noise"]
        cases.append(
            Case(
                id=f"ramdocs-{number}",
                question=line.question,
                kind="one-answer" if len(line.gold_answers) == 1 else "several-answers",
                answerable=True,
                facts=tuple((answer,) for answer in line.gold_answers),
                files=tuple(dict.fromkeys(right)),
                wrong=tuple(dict.fromkeys(line.wrong_answers)),
                only=tuple(dict.fromkeys(name for name, _ in pool)),
            )
        )
    return ExternalSet(tuple(cases), documents)
