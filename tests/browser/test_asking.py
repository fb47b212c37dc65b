"""Asking and reading in a real browser: what is highlighted is what the file says."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from evals.browsing import Window
from seeds import ARTICLES

# Warnings of Gradio's own, in the server's threads, would be errors of the page.
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]

Opens = Callable[..., Window]
CITED = [
    "What has Honda said about the tie-up?",
    "Which organisation does Seiji Sugiura work for?",
    "How big is the EV share of the car market in China?",
]
UNANSWERED = "What is Volkswagen's battery plan?"


def in_file(source: str, start: int, end: int) -> str:
    """The characters of a file, from its bytes."""
    return (ARTICLES / source).read_bytes().decode("utf-8")[start:end]


@pytest.mark.parametrize("question", CITED)
def test_every_mark_highlights_exactly_the_words_of_its_file(
    window: Opens, assistant: Assistant, question: str
) -> None:
    opened = window()
    opened.ask(question)
    answer = assistant.ask(question)
    marks = opened.marks()
    # Where articles differ, a card stands for the sentences: each of its marks is there once.
    assert list(dict.fromkeys(int(each.rpartition("n")[2]) for each in marks)) == [
        citation.n for citation in answer.citations
    ]
    assert marks
    for value in marks:
        opened.press(value)
        cited = next(c for c in answer.citations if value.endswith(f"n{c.n}"))
        if cited.source.endswith(".html"):
            words = re.sub(r"\s+|<[^>]+>", "", (ARTICLES / cited.source).read_text())
            assert opened.marked() == cited.quote
            assert re.sub(r"\s+", "", cited.quote) in words
        else:
            assert opened.marked() == in_file(cited.source, cited.start, cited.end)
        assert opened.seen("#cited")


@pytest.mark.parametrize("width", [1400, 390])
def test_words_deep_in_a_very_long_article_come_into_view_and_stay(
    desk: Callable[..., Any], window: Opens, tmp_path: Path, width: int
) -> None:
    told = "The Tarn ferry cost 38 million pounds."
    filler = [each.read_text(encoding="utf-8") for each in sorted(ARTICLES.glob("*.txt"))] * 10
    (folder := tmp_path / "stories").mkdir()
    long = "\n\n".join([*filler, told, *filler])
    (folder / "long.txt").write_text(long, encoding="utf-8")
    opened = window(desk(folder).address, viewport={"width": width, "height": 860})
    opened.ask("How much did the Tarn ferry cost?")
    # As in a browser that does not keep the place by itself when what is above it grows.
    opened.page.eval_on_selector("#reading", "panel => { panel.style.overflowAnchor = 'none'; }")
    opened.press(opened.marks()[0])
    assert opened.marked() == told
    assert opened.seen("#cited")
    opened.settled()
    panel, words = (
        opened.page.eval_on_selector(each, "e => [e.getBoundingClientRect().top, e.clientHeight]")
        for each in ("#reading", "#cited")
    )
    assert abs(words[0] - panel[0] - panel[1] / 3) < 30  # a line
    shown = opened.page.eval_on_selector("#reading .body", "body => body.textContent")
    assert shown.strip() == long.strip()


def test_a_refusal_shows_the_closest_sentences_and_each_opens(window: Opens) -> None:
    opened = window()
    opened.ask(UNANSWERED)
    assert "do not say" in opened.page.inner_text("#transcript .answer")
    near = opened.page.eval_on_selector_all(
        "#transcript .sources button", "all => all.map(b => [b.value, b.children[0].textContent])"
    )
    assert near
    for value, words in near:
        opened.press(value)
        assert opened.marked() == words


def test_a_follow_up_is_asked_in_the_same_conversation(window: Opens) -> None:
    opened = window()
    opened.ask(CITED[0])
    opened.ask("Who are Nissan's alliance partners?")
    assert opened.answers() == 2
    assert opened.marks()[0].startswith("t1n")
    opened.press("t0n1")
    assert "memorandum of understanding" in opened.marked()


def test_a_filter_keeps_later_articles_out(window: Opens, assistant: Assistant) -> None:
    opened = window()
    opened.page.click("#filters button")
    opened.page.get_by_label("To", exact=True).fill("2024-03-14")
    opened.ask(CITED[0])
    answer = assistant.ask(CITED[0], until=date(2024, 3, 14))
    shown = opened.page.inner_text("#transcript")
    assert "Only articles up to 14 March 2024" in shown and "Voltlark" not in shown
    for sentence in answer.sentences:
        assert " ".join(sentence.text.split()) in " ".join(shown.split())


def test_a_filter_that_cannot_be_read_is_one_sentence(window: Opens) -> None:
    opened = window()
    opened.page.click("#filters button")
    opened.page.get_by_label("From", exact=True).fill("yesterday")
    opened.ask(CITED[0])
    assert "must be a date written like" in opened.page.inner_text("#notice")
    assert opened.answers() == 0
    assert opened.page.input_value("#question textarea") == CITED[0]


def test_two_visitors_at_once_see_their_own_answers_only(
    window: Opens, assistant: Assistant
) -> None:
    one, other = window(), window()
    for opened, question in ((one, CITED[0]), (other, CITED[2])):
        opened.send(question)
    for opened, question in ((one, CITED[0]), (other, CITED[2])):
        opened.until("() => document.querySelectorAll('#transcript .answer').length > 0")
        opened.until("() => !document.querySelector('#transcript .pending')")
        asked = opened.page.locator("#transcript .question").all_inner_texts()
        assert asked and all(question in each for each in asked)
        first = assistant.ask(question).sentences[0].text
        assert first in opened.page.inner_text("#transcript .answer >> nth=0")
    one.press("t0n1")
    other.press("t0n1")
    assert one.marked() != other.marked()


def test_the_keyboard_alone_asks_opens_and_comes_back(window: Opens) -> None:
    opened = window()
    opened.page.keyboard.type(CITED[0])  # the box has the focus from the start
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_selector("#transcript .answer")
    opened.page.focus("#transcript button.n >> nth=1")
    opened.page.keyboard.press("Enter")
    opened.until("() => document.activeElement?.id === 'cited'")
    opened.page.keyboard.press("Escape")
    opened.until("() => document.activeElement?.matches('#transcript button.n')")


def test_an_example_can_be_asked_by_pressing_it(window: Opens) -> None:
    opened = window()
    example = opened.page.locator("#tries button >> nth=1")
    question = example.inner_text()
    example.click()
    opened.page.wait_for_selector("#transcript .answer")
    assert question in opened.page.inner_text("#transcript .question")
    assert "do not say" not in opened.page.inner_text("#transcript .answer")
