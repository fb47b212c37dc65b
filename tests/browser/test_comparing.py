"""The tab that compares, in a real browser: what is pressed opens or asks what it says."""

from collections.abc import Callable

import pytest

from assistant import Assistant
from evals.browsing import Window
from seeds import ARTICLES

# Warnings of Gradio's own, in the server's threads, would be errors of the page.
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]

Opens = Callable[..., Window]
DISAGREE = "Which organisation does Seiji Sugiura work for?"
VALUES = ["Tokai Tokyo Research Institute", "Tokai Tokyo Intelligence Laboratory"]


def test_each_card_of_a_disagreement_opens_the_words_of_its_side(window: Opens) -> None:
    opened = window()
    opened.tab("compare")
    opened.page.fill("#differ-question textarea", DISAGREE)
    opened.page.click("#differ-ask")
    opened.page.wait_for_selector("#differ-asked .card")
    cards = opened.page.locator("#differ-asked .card")
    assert cards.locator(".value").all_inner_texts() == VALUES
    for card, value in zip(cards.all(), VALUES, strict=True):
        button = card.locator("button").first
        opened.press(button.get_attribute("value") or "")
        assert value in opened.marked() and opened.seen("#cited")
        assert opened.marked() in "".join(
            path.read_text(encoding="utf-8") for path in ARTICLES.glob("*.txt")
        )


def test_a_disagreement_that_was_asked_about_stands_as_cards_too(window: Opens) -> None:
    opened = window()
    opened.ask(DISAGREE)
    opened.tab("compare")
    opened.page.wait_for_selector("#differ .card")
    assert opened.page.locator("#differ .card .value").all_inner_texts() == VALUES


def test_a_press_on_a_day_of_the_timeline_asks_about_that_day(
    window: Opens, assistant: Assistant
) -> None:
    opened = window()
    opened.tab("compare")
    opened.tab("when", "view")
    opened.page.wait_for_selector("#when .events")
    column = opened.page.locator("#when-head button.column").first
    question = (column.get_attribute("value") or "").removeprefix("ask:")
    assert question == "What happened on 14 March 2024?"
    column.click()
    opened.page.wait_for_selector("#transcript .answer")
    opened.settled()
    assert question in opened.page.inner_text("#transcript .question")
    answer = assistant.ask(question)
    assert not answer.abstained
    assert answer.sentences[0].text in opened.page.inner_text("#transcript .answer")


def test_every_event_of_the_timeline_opens_its_sentence(window: Opens) -> None:
    opened = window()
    opened.tab("compare")
    opened.tab("when", "view")
    opened.page.wait_for_selector("#when .events")
    rows = opened.page.eval_on_selector_all(
        "#when .events button.title:has(.words)",
        "all => all.map(b => [b.value, b.querySelector('.words').textContent])",
    )
    assert len(rows) > 5
    for value, words in rows[:6]:
        opened.press(value)
        assert " ".join(opened.marked().split()) == words


def test_who_said_what_is_narrowed_by_name_and_each_row_opens_its_words(
    window: Opens, assistant: Assistant
) -> None:
    opened = window()
    opened.tab("compare")
    opened.tab("said", "view")
    opened.page.wait_for_selector("#said .rows", timeout=60_000)
    everyone = opened.page.locator("#said .rows tbody tr").count()
    opened.page.fill("#said-who textarea, #said-who input", "Sugiura")
    opened.page.press("#said-who textarea, #said-who input", "Enter")
    opened.settled()
    names = opened.page.locator("#said .rows tbody .name").all_inner_texts()
    assert 0 < len(names) < everyone
    assert all("Sugiura" in name for name in names)
    assert len(names) == len(assistant.library.statements("Sugiura"))
    for button in opened.page.locator("#said .rows td button.title").all():
        opened.press(button.get_attribute("value") or "")
        shown = button.locator(".words").inner_text().split(" \u2026 ")[0]
        assert " ".join(shown.split()) in " ".join(opened.marked().split())
    opened.page.fill("#said-who textarea, #said-who input", "Nobody at all")
    opened.page.click("#said-show")
    opened.page.wait_for_selector("#said >> text=No article reports anyone saying that.")


def test_each_article_that_passes_on_a_report_opens_at_the_words_that_show_it(
    window: Opens,
) -> None:
    opened = window()
    opened.tab("compare")
    opened.tab("origins", "view")
    opened.page.wait_for_selector("#origins .branches")
    branches = opened.page.locator("#origins .branches button.title:has(.words)")
    assert branches.count()
    for branch in branches.all():
        opened.press(branch.get_attribute("value") or "")
        words = branch.locator(".words").inner_text().strip("\u201c\u201d")
        assert " ".join(opened.marked().split()) == words
