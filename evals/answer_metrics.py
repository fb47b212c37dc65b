"""Metrics of one answer to one case, pure: a number from 0 to 1, or what it is made of."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol

from assistant.answers import Answer, Citation, Quote, Sentence
from evals.cases import MARK, Case, flat

_LEAD = re.compile(r"^(?:Earlier, |Later, )?[^:\u201c\"]{1,80}: ")
_CONTEXT = 400
"""Characters on each side of a quote."""
_LEAST = 20
"""Characters that a sentence must share with a gold one: "He did." stands in too many."""


class Verdict(Protocol):
    """What a checker says of a sentence; see `assistant/checking.py` where it exists."""

    @property
    def supported(self) -> bool: ...
    @property
    def score(self) -> float: ...
    @property
    def reason(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that a sentence cites, their article's date, and what only serves to know names."""

    text: str
    published: date | None = None
    context: str = ""


Checker = Callable[[str, Sequence[Evidence]], Verdict]
"""A sentence and what it cites, to whether that supports it."""


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A sentence of an answer that its citations do not support, and why."""

    text: str
    reason: str


def holds(wording: str, text: str) -> bool:
    """Whether whole words of `text`, which is flat, are the wording: "15" does not hold "5"."""
    return _whole(wording).search(text) is not None


def missing_facts(case: Case, answer: Answer) -> list[str]:
    """The first wording of each fact that does not stand in the answer's text in any wording.

    The closest passages of an abstention do not count as text.
    """
    text = flat(answer.text)
    return [fact[0] for fact in case.facts if not any(holds(wording, text) for wording in fact)]


def fact_recall(case: Case, answer: Answer) -> float:
    """The share of the facts that stand in the answer (answer recall of Adlakha et al. 2024)."""
    return 1 - len(missing_facts(case, answer)) / len(case.facts)


def wrong_given(case: Case, answer: Answer) -> list[str]:
    """The wrong answers that are given unflagged: in the text, and not a side of a disagreement.

    A right wording that holds a wrong one ("short film", "film") is not held against the answer.
    """
    if answer.abstained:
        return []
    text = flat(answer.text)
    for wording in sorted({w for fact in case.facts for w in fact}, key=len, reverse=True):
        text = _whole(wording).sub(" ", text)
    sides = " ".join(flat(side.text) for each in answer.disagreements for side in each.sides)
    return [wrong for wrong in case.wrong if holds(wrong, text) and not holds(wrong, sides)]


def exact_match(case: Case, answer: Answer) -> float:
    """1 when every fact is given and no wrong answer is, unflagged.

    The strict measure of RAMDocs (Wang et al. 2025, arXiv:2504.13079).
    """
    return float(not missing_facts(case, answer) and not wrong_given(case, answer))


def disagreement_recall(case: Case, answer: Answer) -> float:
    """The share of the differing facts that one disagreement of the answer shows, each on a side.

    Two facts on the same side are one account, not two.
    """
    best = 0
    for each in answer.disagreements:
        sides = [flat(side.text) for side in each.sides]
        shown = [
            {n for n, side in enumerate(sides) if any(holds(wording, side) for wording in fact)}
            for fact in case.facts
        ]
        best = max(best, sum(_apart(shown)))
    return best / len(case.facts)


def _apart(shown: Sequence[set[int]]) -> list[bool]:
    """For each fact, whether a side is left for it when earlier facts have taken theirs."""
    taken: set[int] = set()
    given = []
    for sides in shown:
        free = sides - taken
        given.append(bool(free))
        taken |= {min(free)} if free else set()
    return given


def cites_gold(case: Case, answer: Answer) -> float:
    """1 when any cited file is one in which a right answer stands."""
    return float(any(citation.source in case.files for citation in answer.citations))


def citation_precision(case: Case, answer: Answer) -> float:
    """The share of citations whose file is one in which a right answer stands."""
    return _share([c.source in case.files for c in answer.citations])


def citation_recall(case: Case, answer: Answer) -> float:
    """The share of the files in which a right answer stands that are cited."""
    return _share([file in {c.source for c in answer.citations} for file in case.files])


def sentence_precision(case: Case, answer: Answer) -> float:
    """The share of citations that are sentences which answer (ALCE, Gao et al. 2023, on gold)."""
    return _share([bool(golds(case, c.source, c.quote)) for c in answer.citations])


def sentence_recall(case: Case, answer: Answer) -> float:
    """The share of the sentences which answer that are cited."""
    cited = set[int]().union(*(golds(case, c.source, c.quote) for c in answer.citations))
    return len(cited) / len(case.sentences)


def golds(case: Case, source: str, text: str) -> set[int]:
    """Which of the case's sentences these words are; where it lists none, which facts they hold."""
    if source not in case.files:
        return set()
    seen = flat(text)
    if case.sentences:
        return {n for n, gold in enumerate(case.sentences) if _same(flat(gold), seen)}
    return {n for n, fact in enumerate(case.facts) if any(holds(w, seen) for w in fact)}


def quotes_exact(quotes: Sequence[Citation | Quote], texts: Mapping[str, str]) -> float:
    """The share of quotes that are `texts[source][start:end]` exactly."""
    return _share([texts.get(q.source, "")[q.start : q.end] == q.quote for q in quotes])


def loose_marks(answer: Answer) -> int:
    """How many marks have no citation, plus how many citations no sentence uses."""
    used = {n for sentence in answer.sentences for n in sentence.citations}
    made = {citation.n for citation in answer.citations}
    return len(used ^ made)


def unsupported(
    answer: Answer, check: Checker, texts: Mapping[str, str]
) -> tuple[list[Unsupported], int]:
    """(sentences that their citations do not support, how many were checked).

    FActScore (Min et al. 2023) with sentences for atomic facts.
    """
    found = verdicts(answer, check, texts)
    failed = [Unsupported(text, said.reason) for text, said in found if not said.supported]
    return failed, len(found)


def verdicts(answer: Answer, check: Checker, texts: Mapping[str, str]) -> list[tuple[str, Verdict]]:
    """What each sentence claims, and whether the words it cites support that.

    Sentences about the search itself cite nothing and are not checked. `texts` give the words
    around a quote, for names only.
    """
    evidence = {each.n: _evidence(each, texts) for each in answer.citations}
    checked = [s for s in answer.sentences if s.support != "stated by the search"]
    return [
        (_said(s), check(_said(s), [evidence[n] for n in s.citations if n in evidence]))
        for s in checked
    ]


def _said(sentence: Sentence) -> str:
    """What the sentence claims: without marks and, for a quotation, without who gives it and when.

    "Voltlark (15 March 2024): ..." is made from the article's metadata, which no quote holds.
    """
    text = MARK.sub("", sentence.text).strip()
    return _LEAD.sub("", text) if sentence.support == "verbatim" else text


def _evidence(citation: Citation, texts: Mapping[str, str]) -> Evidence:
    text = texts.get(citation.source, "")
    around = text[max(0, citation.start - _CONTEXT) : citation.end + _CONTEXT]
    return Evidence(
        citation.quote,
        date.fromisoformat(citation.published) if citation.published else None,
        " ".join(part for part in (citation.outlet, citation.title, around) if part),
    )


@lru_cache(4096)
def _whole(wording: str) -> re.Pattern[str]:
    words = re.escape(flat(wording))
    return re.compile(rf"(?<!\w){words}(?!\w)")


def _same(gold: str, seen: str) -> bool:
    short, long = sorted((gold, seen), key=len)
    return short in long and len(short) >= min(_LEAST, len(gold))


def _share(marks: Sequence[bool]) -> float:
    return sum(marks) / len(marks) if marks else 0.0
