"""Metrics are right on hand-made answers and rankings, and agree with the field's own tool."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import ir_measures
import pytest
from ir_measures import RR, R, nDCG

from assistant.answers import Answer, Citation, Disagreement, Sentence, Side
from evals import answer_metrics as answering
from evals import intervals, metrics
from evals.cases import Case


def case(**changes: object) -> Case:
    fields: dict[str, object] = {
        "id": "one",
        "question": "When?",
        "kind": "fact",
        "answerable": True,
        "facts": (("on Friday", "Friday"), ("Lisbon",)),
        "files": ("a.txt",),
    }
    return Case.model_validate(fields | changes)


def answer(text: str, *sources: str, abstained: bool = False, quote: str = "x") -> Answer:
    cited = tuple(
        Citation(n, source, None, None, None, quote, 0, len(quote), 1)
        for n, source in enumerate(sources, 1)
    )
    sentence = Sentence(text, tuple(c.n for c in cited), "verbatim")
    return Answer("When?", text, abstained, (sentence,), cited)


RANKINGS = {
    "q1": (["a", "b", "c", "d", "e"], {"b", "e"}),
    "q2": (["f", "g", "h"], {"f"}),
    "q3": (["i", "j", "k"], {"z"}),
    "q4": ([chr(65 + n) for n in range(20)], {"A", "C", "L", "missing"}),
}


def test_ranking_metrics_agree_with_ir_measures() -> None:
    qrels = [ir_measures.Qrel(q, doc, 1) for q, (_, gold) in RANKINGS.items() for doc in gold]
    run = [
        ir_measures.ScoredDoc(q, doc, 100.0 - place)
        for q, (ranked, _) in RANKINGS.items()
        for place, doc in enumerate(ranked)
    ]
    wanted = [R @ 3, R @ 10, RR, nDCG @ 10, nDCG @ 3]
    theirs = {
        (each.query_id, str(each.measure)): each.value
        for each in ir_measures.iter_calc(wanted, qrels, run)
    }
    for q, (ranked, gold) in RANKINGS.items():
        assert metrics.recall_at(3, ranked, gold) == pytest.approx(theirs[q, "R@3"])
        assert metrics.recall_at(10, ranked, gold) == pytest.approx(theirs[q, "R@10"])
        assert metrics.reciprocal_rank(ranked, gold) == pytest.approx(theirs[q, "RR"])
        assert metrics.ndcg_at(10, ranked, gold) == pytest.approx(theirs[q, "nDCG@10"])
        assert metrics.ndcg_at(3, ranked, gold) == pytest.approx(theirs[q, "nDCG@3"])


def test_auroc_counts_ties_half() -> None:
    assert metrics.auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx(0.875)
    assert metrics.auroc([1, 1], [1, 1, 1]) == pytest.approx(0.5)
    assert math.isnan(metrics.auroc([], [0.5]))


def test_calibration_error_is_the_weighted_gap() -> None:
    probabilities, outcomes = [0.05, 0.05, 0.95, 1.0], [False, True, True, True]
    low, high = metrics.reliability(probabilities, outcomes)
    assert (low.n, low.observed, high.n, high.observed) == (2, 0.5, 2, 1.0)
    expected = (2 * 0.45 + 2 * 0.025) / 4
    assert metrics.calibration_error(probabilities, outcomes) == pytest.approx(expected)


def test_two_judges_agree_beyond_chance_or_not() -> None:
    assert metrics.kappa([True, False, True, False], [True, False, True, False]) == 1
    assert metrics.kappa([True, True, False, False], [True, False, True, False]) == 0


def test_cost_prices_what_is_read_and_what_is_written_apart() -> None:
    assert metrics.cost({"prompt": 1_000_000, "completion": 500_000}, 2.0, 8.0) == 6.0


def test_fact_recall_counts_any_wording_once_and_whole_words_only() -> None:
    assert answering.fact_recall(case(), answer("It met  on FRIDAY, Friday.")) == 0.5
    assert answering.fact_recall(case(), answer("Friday in Lisbon")) == 1.0
    five = case(facts=(("5",),))
    assert answering.fact_recall(five, answer("15 in 2005 [5]")) == 0.0
    assert answering.fact_recall(five, answer("5, they say")) == 1.0


def test_a_wrong_answer_counts_unless_it_is_a_side_of_a_disagreement() -> None:
    film = case(facts=(("short film",),), wrong=("film", "play"))
    assert answering.wrong_given(film, answer("A short film.")) == []
    assert answering.wrong_given(film, answer("A short film, or a film.")) == ["film"]
    assert answering.wrong_given(film, answer("A play.", abstained=True)) == []
    both = answer("It is a short film. It is a play.")
    assert answering.exact_match(film, both) == 0.0
    sides = (Side("It is a short film.", ()), Side("It is a play.", ()))
    shown = Answer(
        "q", both.text, False, both.sentences, (), disagreements=(Disagreement("form", sides),)
    )
    assert answering.wrong_given(film, shown) == []
    assert answering.exact_match(film, shown) == 1.0


def test_disagreement_recall_wants_each_account_on_a_side_of_its_own() -> None:
    one = Disagreement("x", (Side("Friday in Lisbon", ()), Side("nothing", ())))
    two = Disagreement("x", (Side("Friday", ()), Side("Lisbon", ())))
    plain = answer("Friday Lisbon")
    assert answering.disagreement_recall(case(), plain) == 0.0
    for disagreement, expected in ((one, 0.5), (two, 1.0)):
        shown = Answer("q", "x", False, (), (), disagreements=(disagreement,))
        assert answering.disagreement_recall(case(), shown) == expected


def test_citation_metrics_look_at_files() -> None:
    both = answer("x", "b.txt", "a.txt")
    assert answering.cites_gold(case(), both) == 1.0
    assert answering.citation_precision(case(), both) == 0.5
    assert answering.citation_recall(case(files=("a.txt", "c.txt")), both) == 0.5
    assert answering.citation_precision(case(), answer("x")) == 0.0


def test_citation_metrics_look_at_sentences() -> None:
    gold = "The bridge opened on Friday in Lisbon, the county said."
    listed = case(sentences=(gold, "Lorries must wait until June, it said on Monday."))
    whole = answer("x", "a.txt", quote=f"{gold} Another one.")
    assert answering.sentence_precision(listed, whole) == 1.0
    assert answering.sentence_recall(listed, whole) == 0.5
    assert answering.sentence_precision(listed, answer("x", "a.txt", quote="The bridge")) == 0.0
    assert answering.sentence_precision(listed, answer("x", "b.txt", quote=gold)) == 0.0


def test_a_quote_that_is_not_in_its_file_is_counted() -> None:
    assert answering.quotes_exact(answer("x", "a.txt", "a.txt").citations, {"a.txt": "xyz"}) == 1.0
    assert answering.quotes_exact(answer("x", "a.txt").citations, {"a.txt": "yyy"}) == 0.0


def test_a_citation_that_no_sentence_uses_is_counted() -> None:
    loose = answer("x", "a.txt")
    bare = Answer("q", "x", False, (Sentence("x", (2,), "verbatim"),), loose.citations)
    assert answering.loose_marks(loose) == 0
    assert answering.loose_marks(bare) == 2


@dataclass(frozen=True, slots=True)
class SameWords:
    """A checker that wants every word of the sentence in the evidence."""

    supported: bool
    score: float = 1.0
    reason: str = "a word is missing"


def test_sentences_that_are_not_supported_are_named_and_search_sentences_are_not_checked() -> None:
    def check(sentence: str, evidence: Sequence[answering.Evidence]) -> SameWords:
        words = " ".join(each.text for each in evidence).lower()
        return SameWords(all(word in words for word in sentence.lower().split()))

    cited = (Citation(1, "a.txt", None, None, None, "it rained", 0, 9, 1),)
    made = Answer(
        "q",
        "It rained [1] It snowed [1] Nothing else.",
        False,
        (
            Sentence("It rained [1]", (1,), "verbatim"),
            Sentence("It snowed [1]", (1,), "verbatim"),
            Sentence("Nothing else.", (), "stated by the search"),
        ),
        cited,
    )
    failed, checked = answering.unsupported(made, check, {})
    assert checked == 2
    assert [(each.text, each.reason) for each in failed] == [("It snowed", "a word is missing")]


def test_an_interval_holds_the_mean_repeats_and_narrows_with_more_rows() -> None:
    few, many = intervals.of_mean([0.0, 1.0] * 10), intervals.of_mean([0.0, 1.0] * 200)
    assert few == intervals.of_mean([0.0, 1.0] * 10)
    assert few.low < 0.5 < few.high
    assert many.high - many.low < (few.high - few.low) / 3
    # A mean of n coin flips has the standard error 0.5 / sqrt(n).
    assert many.high - many.low == pytest.approx(2 * 1.96 * 0.5 / math.sqrt(400), rel=0.15)


def test_a_paired_difference_is_surer_than_its_two_means() -> None:
    before = [0.0, 0.2, 0.4, 0.6, 0.8, 0.9] * 5
    after = [value + 0.05 for value in before]
    change = intervals.of_difference(before, after)
    assert change.low == pytest.approx(0.05)
    assert intervals.of_mean(after).low < intervals.of_mean(before).high
