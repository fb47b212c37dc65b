"""A case and a reply in, a row out: every metric that applies, and what is wrong in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assistant.answers import Answer, Citation, Quote, describe
from evals import answer_metrics as answering
from evals import metrics
from evals.answer_metrics import Checker, Unsupported
from evals.cases import Case
from evals.model_judge import ModelJudge
from evals.rows import Judged, JudgedSentence, Passage, Ranked, Row, failed_model
from evals.systems import RankedSentence, Reply

_AROUND = 240
"""Characters shown on each side of a quote, at most; never past its paragraph."""
_SHOWN = 5
_CLAIM = ("correct_abstention", "false_abstention", "abstention_precision")


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores replies over one folder. `texts` are the articles' texts by file.

    `claims`: the cases are claims that are judged and not questions that are answered, so that only
    accepting and refusing them can be right or wrong. `judge`: its verdicts are kept beside the
    values and never among them.
    """

    texts: Mapping[str, str]
    check: Checker | None = None
    claims: bool = False
    judge: ModelJudge | None = None

    def row(self, case: Case, reply: Reply, ms: float) -> Row:
        """All that can be said of one reply. Raises evals.model_judge.JudgeError."""
        answer = reply.answer
        failed, checked = (
            answering.unsupported(answer, self.check, self.texts)
            if self.check and not self.claims
            else ([], 0)
        )
        values = _abstention(case, answer) | self._answer(case, answer)
        if case.answerable and reply.ranked is not None:
            values |= _ranking(case, reply.ranked)
        if checked:
            values["unsupported_sentences"] = len(failed) / checked
        if self.claims:
            values = {name: value for name, value in values.items() if name in _CLAIM}
        return Row(
            case=case,
            values={name: round(value, 6) for name, value in values.items()},
            reasons=tuple(_reasons(case, answer, values, failed)),
            text=answer.text,
            abstained=answer.abstained,
            probability=answer.probability,
            citations=tuple(self._passage(each, each.n) for each in answer.citations),
            closest=tuple(self._passage(each, n) for n, each in enumerate(answer.closest, 1)),
            ranked=tuple(_shown(case, each) for each in (reply.ranked or ())[:_SHOWN]),
            degraded=answer.degraded,
            tokens=answer.tokens,
            ms=round(ms, 1),
            judge=_judged(answer, self.judge, self.texts) if self.judge else None,
        )

    def _answer(self, case: Case, answer: Answer) -> dict[str, float]:
        values = {"loose_marks": float(answering.loose_marks(answer))}
        quotes: list[Citation | Quote] = [*answer.citations, *answer.closest]
        if quotes:
            values["quotes_exact"] = answering.quotes_exact(quotes, self.texts)
        if answer.model:
            values["degraded"] = float(bool(answer.degraded))
        if case.wrong:
            values["wrong_answer"] = float(bool(answering.wrong_given(case, answer)))
        if not case.answerable:
            return values
        if case.facts:
            values["fact_recall"] = answering.fact_recall(case, answer)
            values["exact_match"] = answering.exact_match(case, answer)
        if case.kind == "disagreement" and len(case.facts) > 1:
            values["disagreement_recall"] = answering.disagreement_recall(case, answer)
        if case.sentences:
            values["sentence_precision"] = answering.sentence_precision(case, answer)
            values["sentence_recall"] = answering.sentence_recall(case, answer)
        values["cites_gold"] = answering.cites_gold(case, answer)
        values["citation_precision"] = answering.citation_precision(case, answer)
        values["citation_recall"] = answering.citation_recall(case, answer)
        return values

    def _passage(self, quote: Citation | Quote, n: int) -> Passage:
        text = self.texts.get(quote.source, "")
        before = _tail(text[: quote.start].rpartition("\n")[2])
        after = _lead(text[quote.end :].partition("\n")[0])
        about = describe(quote).partition("] ")[2] if isinstance(quote, Citation) else quote.source
        return Passage(
            n=n,
            source=quote.source,
            start=quote.start,
            end=quote.end,
            before=before,
            quote=quote.quote,
            after=after,
            about=about,
        )


def _judged(answer: Answer, judge: ModelJudge, texts: Mapping[str, str]) -> Judged:
    found = answering.verdicts(answer, judge, texts)
    return Judged(
        model=judge.name,
        sentences=tuple(
            JudgedSentence(text=text, supported=v.supported, score=v.score, reason=v.reason)
            for text, v in found
        ),
    )


def _abstention(case: Case, answer: Answer) -> dict[str, float]:
    refused = float(answer.abstained)
    values = {"false_abstention" if case.answerable else "correct_abstention": refused}
    if answer.abstained:
        values["abstention_precision"] = float(not case.answerable)
    return values


def _ranking(case: Case, ranked: Sequence[RankedSentence]) -> dict[str, float]:
    labels, relevant = _labels(case, ranked)
    right = [bool(answering.golds(case, each.source, each.text)) for each in ranked[:3]]
    files = list(dict.fromkeys(each.source for each in ranked))
    return {
        "hit_at_1": metrics.hit_at(1, right),
        "hit_at_3": metrics.hit_at(3, right),
        "recall_at_10": metrics.recall_at(10, labels, relevant),
        "mrr": metrics.reciprocal_rank(labels, relevant),
        "ndcg_at_10": metrics.ndcg_at(10, labels, relevant),
        "file_recall_at_5": metrics.recall_at(5, files, set(case.files)),
    }


def _labels(case: Case, ranked: Sequence[RankedSentence]) -> tuple[list[str], Collection[str]]:
    """What each place of the ranking holds, and what should be found.

    What is found a second time is nothing new; what stands together in one sentence is one thing.
    """
    wanted = set(range(len(case.sentences or case.facts)))
    relevant = {f"gold {n}" for n in wanted}
    labels = []
    for place, each in enumerate(ranked):
        new = sorted(answering.golds(case, each.source, each.text) & wanted)
        wanted -= set(new)
        relevant -= {f"gold {n}" for n in new[1:]}
        labels.append(f"gold {new[0]}" if new else f"other {place}")
    return labels, relevant


def _shown(case: Case, each: RankedSentence) -> Ranked:
    return Ranked(
        source=each.source,
        start=each.start,
        end=each.end,
        text=each.text,
        score=each.score,
        gold=bool(answering.golds(case, each.source, each.text)),
    )


def _reasons(
    case: Case, answer: Answer, values: Mapping[str, float], failed: Sequence[Unsupported]
) -> list[str]:
    found = []
    if failed_model(answer.degraded):
        found.append(f"answered without the model, because {answer.degraded}")
    if case.answerable and answer.abstained:
        found.append("abstained, though the articles answer")
    if not case.answerable and not answer.abstained:
        found.append("answered, though the articles do not")
    if values.get("fact_recall", 1) < 1 and not answer.abstained:
        found.append(f"without: {'; '.join(answering.missing_facts(case, answer))}")
    if values.get("cites_gold") == 0 and not answer.abstained:
        found.append("cites no file that answers")
    elif values.get("sentence_recall") == 0 and not answer.abstained:
        found.append("cites no sentence that answers")
    if wrong := answering.wrong_given(case, answer):
        found.append(f"gives, unflagged: {'; '.join(_short(each) for each in wrong)}")
    found += [f"not supported ({each.reason}): {_short(each.text)}" for each in failed]
    if values.get("quotes_exact", 1) < 1:
        found.append("a quote is not exactly in its file")
    if values.get("loose_marks", 0):
        found.append("marks and citations do not match")
    return found


def _tail(text: str) -> str:
    return text if len(text) <= _AROUND else f"\u2026 {text[-_AROUND:].partition(' ')[2]}"


def _lead(text: str) -> str:
    return text if len(text) <= _AROUND else f"{text[:_AROUND].rpartition(' ')[0]} \u2026"


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:87]}…"
