"""The checker that says whether a sentence is supported, where this installation has one."""

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from assistant.answers import Answer
from assistant.desk import Assistant
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
    """The checker alone as a system: a case's question is a claim, its files are the evidence."""

    name, model = "checker", "none"

    def __init__(self, check: Checker, desk: Assistant) -> None:
        self._check, self._library = check, desk.library
        self._ids = {article.source: article.id for article in desk.articles()}

    def ask(self, case: Case) -> Reply:
        verdict = self._check(case.question, self._sentences(case))
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

    def _sentences(self, case: Case) -> list[str]:
        found = []
        for source in case.scope(self._ids) or self._ids:
            entry = self._library.entry(self._ids[source])
            if entry:
                text = entry.article.text
                found += [text[span.start : span.end] for span in entry.spans]
        return found
