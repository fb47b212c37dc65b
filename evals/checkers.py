"""The checker that says whether a sentence is supported, where this installation has one."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from assistant.answers import Answer
from evals.answer_metrics import Checker, Verdict
from evals.cases import Case
from evals.systems import Reply
from index.embedding import Embedder

MODULE = "assistant.checking"
NAME = "checking"


def checker(embedder: Embedder) -> Checker | None:
    """`assistant.checking.check` over that embedder; None when this release has no such file."""
    if find_spec(MODULE) is None:
        return None
    module: Any = import_module(MODULE)

    def check(sentence: str, evidence: Sequence[str]) -> Verdict:
        verdict: Verdict = module.check(sentence, evidence, embedder)
        return verdict

    return check


class Judge:
    """A checker alone as a system: a case's question is a claim, each line of its files evidence.

    Accepting the claim is answering it, rejecting it abstaining; the score is the probability.
    """

    name, model = "checker", "none"

    def __init__(self, check: Checker, documents: Mapping[str, str]) -> None:
        self._check, self._documents = check, documents

    def ask(self, case: Case) -> Reply:
        texts = [self._documents[name] for name in case.scope(self._documents)]
        evidence = [line for text in texts for line in text.split("\n") if line.strip()]
        verdict = self._check(case.question, evidence)
        return Reply(
            Answer(
                question=case.question,
                text=verdict.reason or "supported",
                abstained=not verdict.supported,
                sentences=(),
                citations=(),
                probability=min(1.0, max(0.0, verdict.score)),
            ),
            None,
        )
