"""A baseline that refuses every question: whatever it scores, a system must beat."""

from assistant.answers import Answer
from evals.cases import Case
from evals.systems import Reply


class AlwaysAbstains:
    """Says that the articles do not answer, without looking."""

    name, model = "abstain", "none"

    def ask(self, case: Case) -> Reply:
        text = "The articles do not say."
        return Reply(Answer(case.question, text, True, (), (), probability=0.0), ())
