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


def test_each_mark_of_a_difference_says_what_supports_it(window: Opens) -> None:
    opened = window()
    opened.ask(DISAGREE)
    marks = opened.page.locator("#transcript .dispute .marks")
    assert marks.count() == len(VALUES)
    assert marks.locator(".support").all_inner_texts() == ["verbatim"] * len(VALUES)


def test_what_is_told_of_a_column_covers_no_words_above_it(window: Opens) -> None:
    opened = window()
    opened.tab("compare")
    opened.tab("when", "view")
    opened.page.wait_for_selector("#when .events")
    for column in opened.page.locator("#when-head button.column").all():
        column.hover()
        told, words = (
            each.bounding_box()
            for each in (
                column.locator(".tip"),
                opened.page.locator("#when-head .plot > .aside").first,
            )
        )
        assert told and words and told["y"] >= words["y"] + words["height"]


@pytest.mark.parametrize(
    ("view", "box"), [("said", "Published from"), ("said", "Published to"), ("when", "Events to")]
)
def test_a_day_that_cannot_be_read_is_named_by_its_box(window: Opens, view: str, box: str) -> None:
    opened = window()
    opened.tab("compare")
    opened.tab(view, "view")
    opened.page.get_by_label(box, exact=True).fill("yesterday")
    opened.page.click(f"#{view}-show")
    opened.page.wait_for_selector(
        f"#{view}-head >> text=\u201c{box}\u201d must be a date written like"
    )


@pytest.mark.parametrize("width", [1600, 1400, 390])
@pytest.mark.parametrize("sides", [3, 4])
def test_the_sides_of_a_difference_stand_all_beside_or_all_beneath_each_other(
    window: Opens, width: int, sides: int
) -> None:
    opened = window(viewport={"width": width, "height": 900})
    opened.ask(DISAGREE)
    opened.tab("compare")
    for place in ("#transcript .dispute ul", "#differ .cards"):
        opened.page.wait_for_selector(place, state="attached")
        opened.tab("ask" if "dispute" in place else "compare")
        opened.page.eval_on_selector(
            place,
            """(all, sides) => {
              while (all.children.length < sides) all.append(all.firstElementChild.cloneNode(true));
            }""",
            sides,
        )
        boxes = [each.bounding_box() for each in opened.page.locator(f"{place} > *").all()]
        tops, lefts = ({round(box[side]) for box in boxes if box} for side in ("y", "x"))
        assert sorted([len(tops), len(lefts)]) == [1, sides]


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
