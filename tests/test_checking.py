"""The checker as a whole: supported or not, with a reason; on drafts, on WiCE, in time."""

import itertools
import time
from datetime import date
from pathlib import Path

import pytest

from assistant.checking import Checker, Support
from evals.external import wice
from evals.fit_checker import Draft, drafts
from index.embedding import MiniLM
from index.spans import LONGEST

DRAFTS = Path(__file__).parent / "data" / "drafts.jsonl"
WICE = Path(__file__).parents[2] / "shared" / "bench" / "wice" / "dev.jsonl"
# Measured, by whether the drafts are unseen: 14 and 13 of 15 wrong ones, 13 and 12 of 15 faithful.
REFUSED = {False: 14 / 15, True: 13 / 15}
KEPT = {False: 13 / 15, True: 12 / 15}
FERRY = Support(
    "Skarle Lines is considering selling two of its five ferries to cover debts of $38 million.",
    date(2024, 6, 6),
    "The Tern Gazette. Skarle Lines sails between Norhaven and the islands.",
)


@pytest.fixture(scope="module")
def checker(embedder: MiniLM) -> Checker:
    return Checker(embedder)


def share(checker: Checker, given: list[Draft], accepted: bool) -> float:
    """The share of these drafts on which the checker decides so."""
    found = [checker.check(each.draft, each.support()).supported for each in given]
    return sum(each == accepted for each in found) / len(found)


def test_a_close_paraphrase_is_supported_without_a_reason(checker: Checker) -> None:
    draft = "Skarle Lines may sell two of its five ferries to cover $38 million of debt."
    verdict = checker.check(draft, [FERRY])
    assert verdict.supported
    assert verdict.reason == ""
    assert verdict.score >= checker.threshold


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (
            "Skarle Lines is considering selling two ferries to cover debts of $12,000.",
            '"$12,000" is not in the cited sentences',
        ),
        (
            "Skarle Lines is considering selling two ferries in July.",
            'the date "July" is not in the cited sentences',
        ),
        (
            "Skarle Lines and Pellow are considering selling two ferries.",
            '"Pellow" is not named in the cited sentences',
        ),
        (
            'Skarle Lines is considering "a quick sale" of two ferries to cover its debts.',
            'the cited sentences do not have the words "a quick sale"',
        ),
        (
            "Skarle Lines has decided to sell two of its five ferries.",
            "the cited sentences say it less surely",
        ),
        (
            "Skarle Lines is considering not selling two of its five ferries.",
            "the cited sentences and it disagree on whether or not",
        ),
    ],
)
def test_what_is_not_supported_is_refused_with_the_reason(
    checker: Checker, draft: str, reason: str
) -> None:
    verdict = checker.check(draft, [FERRY])
    assert not verdict.supported
    assert verdict.score < checker.threshold
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("draft", "told", "reason"),
    [
        (
            "The share of electric cars is just 2%.",
            "In Japan, the share of electric cars is just 2%.",
            'the cited sentences say of another place or name "2%"',
        ),
        (
            "The Aro van will not become a strong seller.",
            "Nor has the Aro van become a strong seller.",
            'the cited sentences tell of no future, as it does with "will"',
        ),
    ],
)
def test_a_number_of_elsewhere_and_a_past_made_a_future_are_refused(
    checker: Checker, draft: str, told: str, reason: str
) -> None:
    verdict = checker.check(draft, [Support(told)])
    assert not verdict.supported
    assert reason in verdict.reason


def test_words_that_no_sentence_says_are_named(checker: Checker) -> None:
    verdict = checker.check("Gulls nest on old lighthouses every winter.", [FERRY])
    assert not verdict.supported
    assert '"lighthouses"' in verdict.reason


def test_nothing_cited_nothing_said_and_too_much_said_are_refused(checker: Checker) -> None:
    assert checker.check("It sold two ferries.", []).reason == "it cites no sentence"
    assert not checker.check("", [FERRY]).supported
    assert not checker.check("It was so.", [FERRY]).supported
    assert "longer than" in checker.check("word " * LONGEST, [FERRY]).reason


def test_the_context_gives_names_but_no_facts(checker: Checker) -> None:
    cited = Support("She said the pier would close.", None, "Mayor Ines Calder lost 12 votes.")
    assert checker.check("Ines Calder said the pier would close.", [cited]).supported
    assert not checker.check("Calder said 12 piers would close.", [cited]).supported


def test_the_sentence_that_supports_is_found_among_others(checker: Checker) -> None:
    others = [Support(f"Ferry number {n} sails to the islands each morning.") for n in range(40)]
    draft = "Skarle Lines is thinking of selling ferries to pay its debts."
    assert checker.best_support(draft, [*others[:20], FERRY, *others[20:]], 2)[0] == FERRY
    assert checker.best_support(draft, [], 2) == []
    assert len(checker.best_support(draft, others, 100)) <= len(others)


def test_two_sentences_that_complete_each_other_are_chosen_before_two_alike(
    checker: Checker,
) -> None:
    price = Support("The new bridge cost 38 million pounds.")
    again = Support("The cost of the new bridge was 38 million pounds.")
    opening = Support("Lorries may cross it from June.")
    draft = "The new bridge cost 38 million pounds and opens to lorries in June."
    assert opening in checker.best_support(draft, [price, again, opening], 2)


@pytest.mark.parametrize("unseen", [False, True], ids=["tuned on", "unseen"])
def test_drafts_are_judged_no_worse_than_measured(checker: Checker, unseen: bool) -> None:
    """60 drafts over invented articles, half of them never looked at while the rules were made."""
    given = [each for each in drafts(DRAFTS) if each.unseen == unseen]
    refused = share(checker, [each for each in given if not each.supported], False)
    kept = share(checker, [each for each in given if each.supported], True)
    assert len(given) == 30
    assert refused >= REFUSED[unseen]
    assert kept >= KEPT[unseen]


def test_a_sentence_is_checked_in_time(checker: Checker) -> None:
    """25 ms against four sentences on two idle cores; here the best of several, and some air."""
    drafted = [each for each in drafts(DRAFTS) if each.supported][:8]
    taken = []
    for each, other in itertools.pairwise(drafted):
        evidence = [*each.support(), *other.support()]
        fresh = [Support(f"{s.text} ", s.published, s.context) for s in (evidence * 2)[:4]]
        started = time.perf_counter()
        checker.check(each.draft, fresh)
        taken.append(time.perf_counter() - started)
    assert min(taken) < 0.1


@pytest.mark.skipif(not WICE.exists(), reason="WiCE's development part is not on this machine")
def test_pages_of_the_public_set_are_read_with_their_dates() -> None:
    claims = wice.claims(WICE)
    assert len(claims) == 349
    assert sum(claim.published() is not None for claim in claims) > 100
