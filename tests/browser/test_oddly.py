"""What a hurried reader does to a page: odd questions, keys pressed twice, a reload in between."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from evals.browsing import Window
from evals.torture.serving import Handler, serving

# Warnings of Gradio's own, in the server's threads, would be errors of the page.
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]

Opens = Callable[..., Window]
ASKED = "What has Honda said about the tie-up?"
COUNCIL = "What did Port Elder's council vote to close?"
HTML = (
    "<b onclick=alert(1)>What</b> has \"Honda\" & 'Nissan' said? <script>alert(2)</script> $x$ `a`"
)


@pytest.mark.parametrize(
    ("question", "said"), [("x" * 10_000, "longer than 8,192 bytes"), ("   ", "is empty")]
)
def test_what_cannot_be_asked_is_one_sentence_and_stays_in_its_box(
    window: Opens, question: str, said: str
) -> None:
    opened = window()
    opened.ask(question)
    assert said in opened.page.inner_text("#notice")
    assert opened.answers() == 0
    assert opened.page.input_value("#question textarea").strip() == question.strip()
    opened.ask(ASKED)
    assert opened.answers() == 1 and opened.page.inner_text("#notice").strip() == ""


def test_markup_in_a_question_is_shown_as_it_was_typed_and_asked_again_as_such(
    window: Opens,
) -> None:
    opened = window()
    opened.ask(HTML)
    opened.settled()
    assert HTML in opened.page.inner_text("#transcript .question")
    assert opened.page.locator("#transcript .question b, #transcript script").count() == 0
    assert HTML in opened.page.inner_text("#conversations .current")
    opened.page.click("#transcript button[value=edit]")
    assert opened.page.input_value("#question textarea") == HTML
    assert opened.alerts == []


def test_a_question_in_another_language_is_answered_or_refused_in_a_sentence(
    window: Opens,
) -> None:
    opened = window()
    opened.ask("Was hat Honda zur möglichen Zusammenarbeit gesagt?")
    assert len(opened.page.inner_text("#transcript .answer")) > 20


def test_enter_pressed_twice_asks_once(window: Opens) -> None:
    opened = window()
    opened.send(ASKED)
    opened.page.press("#question textarea", "Enter")
    opened.page.wait_for_selector("#transcript .answer")
    opened.settled()
    assert opened.page.locator("#transcript .turn").count() == 1
    assert "empty" not in opened.page.inner_text("#notice")


def test_a_question_sent_before_the_last_answer_is_there_waits_for_it(
    window: Opens, desk: Callable[..., Any]
) -> None:
    going = threading.Event()

    def wait(handler: Handler) -> None:
        going.wait(20)
        handler.good()

    with serving() as server:
        server.replies = {"judge": wait}
        opened = window(desk(model=server.spec).address)
        opened.send(COUNCIL)
        opened.page.wait_for_selector("#transcript .pending")
        opened.send("When will the Tarn bridge open?")
        going.set()
        opened.until("() => document.querySelectorAll('#transcript .answer').length === 2")
        opened.settled()
        asked = opened.page.locator("#transcript .question").all_inner_texts()
        assert ["council" in asked[0], "Tarn bridge" in asked[1]] == [True, True]


def test_no_running_clock_is_part_of_what_is_announced(
    window: Opens, desk: Callable[..., Any]
) -> None:
    going = threading.Event()

    def wait(handler: Handler) -> None:
        going.wait(20)
        handler.good()

    with serving() as server:
        server.replies = {"judge": wait}
        opened = window(desk(model=server.spec).address)
        opened.send(COUNCIL)
        opened.page.wait_for_selector("#transcript .pending")
        for live in ("transcript", "notice", "in-use"):
            # One that is seen through only would be told by a screen reader.
            clocks = opened.page.locator(f"#{live} [data-testid=status-tracker]")
            shown = clocks.evaluate_all("all => all.map((each) => getComputedStyle(each).display)")
            assert shown and set(shown) == {"none"}
        going.set()
        opened.page.wait_for_selector("#transcript .answer")


def test_a_page_reloaded_before_its_answer_came_starts_clean(
    window: Opens, desk: Callable[..., Any]
) -> None:
    going = threading.Event()

    def wait(handler: Handler) -> None:
        going.wait(20)
        handler.good()

    with serving() as server:
        server.replies = {"judge": wait}
        opened = window(desk(model=server.spec).address)
        opened.send(COUNCIL)
        opened.page.wait_for_selector("#transcript .pending")
        opened.page.reload()
        opened.page.wait_for_selector("#reading[role=region]")
        assert opened.page.locator("#transcript .turn").count() == 0
        server.replies = {}
        opened.ask(COUNCIL)
        assert opened.answers() == 1
        going.set()


def test_an_answer_outlasts_a_way_back_and_forth_in_the_browser(window: Opens) -> None:
    opened = window()
    opened.ask("How big is the EV share of the car market in China?")
    opened.page.goto("about:blank")
    opened.page.go_back()
    opened.page.wait_for_selector("#reading[role=region]")
    opened.page.wait_for_selector("#conversations button:has-text('EV share')")
    opened.page.locator("#conversations button", has_text="EV share").first.click()
    opened.page.wait_for_selector("#transcript .answer")
    opened.page.wait_for_selector("#cited")


def test_keys_step_through_citations_and_slash_leads_to_the_box(window: Opens) -> None:
    opened = window()
    opened.ask(ASKED)
    opened.page.wait_for_selector("#cited")
    first = opened.marked()
    opened.page.locator("#transcript .turn").click(position={"x": 5, "y": 5})
    opened.fresh(lambda: opened.page.keyboard.press("n"))
    assert opened.marked() != first
    opened.fresh(lambda: opened.page.keyboard.press("p"))
    assert opened.marked() == first
    opened.page.keyboard.press("/")
    opened.until("() => document.activeElement?.closest('#question') !== null")
    assert opened.page.input_value("#question textarea") == ""


@pytest.mark.parametrize("tab", ["compare", "articles"])
def test_slash_leads_to_the_box_from_another_tab_too(window: Opens, tab: str) -> None:
    opened = window()
    opened.tab(tab)
    opened.page.wait_for_selector("#question textarea", state="hidden")
    opened.page.evaluate("document.activeElement.blur()")
    opened.page.keyboard.press("/")
    opened.until("() => document.activeElement?.closest('#question') !== null")
    opened.page.keyboard.type("Who is it?")
    assert opened.page.input_value("#question textarea") == "Who is it?"
