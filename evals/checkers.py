"""The checker that says whether a sentence is supported, where this installation has one."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from assistant.answers import Answer
from evals.answer_metrics import Checker, Evidence, Verdict
from evals.cases import Case
from evals.systems import Reply
from index import publication
from index.embedding import Embedder

MODULE = "assistant.checking"
NAME = "checking"
_HEAD, _AROUND = 5, 2
"""Lines of a page, at its head and around a sentence, that a claim's names may come from."""

Choose = Callable[[str, Sequence[Evidence]], Sequence[Evidence]]
"""A claim and a page's sentences, to the few that speak most for it."""


class RuledChecker:
    """`assistant.checking.Checker`: a callable that checks, and `choose` to pick evidence."""

    def __init__(self, embedder: Embedder) -> None:
        self._module: Any = import_module(MODULE)
        self._checker = self._module.Checker(embedder)

    def __call__(self, sentence: str, evidence: Sequence[Evidence]) -> Verdict:
        verdict: Verdict = self._checker.check(sentence, self._support(evidence))
        return verdict

    def choose(self, sentence: str, evidence: Sequence[Evidence]) -> list[Evidence]:
        """The few that together cover most of the sentence."""
        best = self._checker.best_support(sentence, self._support(evidence))
        return [Evidence(each.text, each.published, each.context) for each in best]

    def _support(self, evidence: Sequence[Evidence]) -> list[Any]:
        return [self._module.Support(e.text, e.published, e.context) for e in evidence]


def checker(embedder: Embedder) -> RuledChecker | None:
    """The checker over that embedder; None when this release has none."""
    return RuledChecker(embedder) if find_spec(MODULE) else None


class Judge:
    """A checker, or a model that judges, alone as a system: a question is a claim, its file a page.

    The page's first line is its title, every other line a sentence of evidence. Accepting the claim
    is answering it, rejecting it abstaining; the score is the probability.
    """

    def __init__(
        self,
        check: Checker,
        pages: Mapping[str, str],
        choose: Choose,
        name: str = "checker",
        model: str = "none",
    ) -> None:
        self._check, self._pages, self._choose = check, pages, choose
        self.name, self.model = name, model

    def ask(self, case: Case) -> Reply:
        evidence = _evidence(self._pages[case.only[0]])
        verdict = self._check(case.question, self._choose(case.question, evidence))
        return Reply(
            Answer(
                question=case.question,
                text=verdict.reason or "Supported.",
                abstained=not verdict.supported,
                sentences=(),
                citations=(),
                probability=round(min(1.0, max(0.0, verdict.score)), 4),
            ),
            None,
        )


def _evidence(page: str) -> list[Evidence]:
    title, *lines = page.split("\n")
    published = publication.publication("\n".join(lines))
    head = " ".join([title, *lines[:_HEAD]])
    return [
        Evidence(line, published, f"{head} {' '.join(lines[max(0, n - _AROUND) : n + 3])}")
        for n, line in enumerate(lines)
        if line.strip()
    ]
