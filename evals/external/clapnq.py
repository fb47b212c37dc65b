"""ClapNQ: questions with a long answer and the sentences it rests on, passages pooled.

Rosenthal et al. 2025, arXiv:2404.02103. Reads a folder that holds `*.jsonl` (answerable and
unanswerable), or one such file; each line has id, input, passages and output.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from evals.cases import Case, CaseError, read_lines
from evals.external.sets import ExternalSet, name_of


class _Passage(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    title: str
    text: str


class _Output(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    answer: str
    selected_sentences: tuple[str, ...] = ()


class Question(BaseModel):
    """One line of a file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    input: str
    passages: tuple[_Passage, ...]
    output: tuple[_Output, ...]


def read(path: Path) -> ExternalSet:
    """Every question of every file, asked of all passages. Raises CaseError.

    A sentence is gold when any annotator selected it; without one, the question is unanswerable.
    """
    documents, cases = {}, []
    for file in sorted(path.glob("*.jsonl")) if path.is_dir() else [path]:
        for _, line in read_lines(file, Question):
            files = []
            for passage in line.passages:
                name = name_of(passage.text)
                documents[name] = f"# {passage.title}\n\n{passage.text}\n"
                files.append(name)
            cases.append(_case(line, tuple(dict.fromkeys(files))))
    if not cases:
        raise CaseError(f"{path} holds no *.jsonl file of ClapNQ questions")
    return ExternalSet(tuple(cases), documents)


def _case(line: Question, files: tuple[str, ...]) -> Case:
    golds = dict.fromkeys(s.strip() for each in line.output for s in each.selected_sentences)
    sentences = tuple(sentence for sentence in golds if sentence)
    return Case(
        id=f"clapnq-{line.id}",
        question=line.input,
        kind="answerable" if sentences else "unanswerable",
        answerable=bool(sentences),
        sentences=sentences,
        files=files if sentences else (),
    )
