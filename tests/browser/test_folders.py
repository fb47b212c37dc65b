"""Folders in a real browser: an empty one, and answers from one that is not open any more."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals.browsing import Window

# Warnings of Gradio's own, in the server's threads, would be errors of the page.
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]

Opens = Callable[..., Window]
BRIDGE = "How much did the Tarn bridge cost?"
FERRY = (
    "Ferry fares rise\n\nThe Elder ferry will cost 9 pounds from May, the port said on Monday.\n"
)


def test_an_empty_folder_opens_says_so_and_takes_its_first_articles(
    window: Opens, desk: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    mine = desk(tmp_path / "empty")
    opened = window(mine.address)
    opened.page.wait_for_selector("#tries >> text=No articles yet")
    opened.ask("What will the ferry cost?")
    assert "no articles to ask about" in opened.page.inner_text("#notice")
    opened.page.click("#tries button:has-text('Add articles')")
    opened.page.wait_for_selector("#sending", state="attached")
    ferry = {"name": "ferry.txt", "mimeType": "", "buffer": FERRY.encode()}
    opened.page.set_input_files("#add-files", [ferry])  # type: ignore[list-item]
    opened.page.wait_for_selector("#masthead >> text=1 article in")
    assert mine.switch.background.wait(60)
    opened.tab("ask")
    opened.page.wait_for_selector("#tries >> text=No articles yet", state="detached")
    opened.ask("What will the ferry cost?")
    assert "9 pounds" in opened.page.inner_text("#transcript .answer")


def test_an_answer_from_a_folder_that_is_not_open_says_which_and_opens_nothing(
    window: Opens, desk: Callable[..., Any], tmp_path: Path, write_news: Callable[[Path], None]
) -> None:
    mine = desk()
    opened = window(mine.address)
    opened.ask(BRIDGE)
    opened.press("t0n1")
    assert "38 million" in opened.marked()
    write_news(tmp_path / "others")
    mine.switch.turn_to(tmp_path / "others")
    mine.switch.sync()
    said = f"This was answered from the articles in {mine.folder.resolve()}."
    opened.press("t0n2") if opened.page.locator("button[value=t0n2]").count() else None
    opened.tab("articles")
    opened.page.wait_for_selector(f"#transcript >> text={said}", state="attached")
    opened.tab("ask")
    opened.press("t0n1")
    assert said in opened.page.inner_text("#reading") and opened.marked() == ""
    later = window(mine.address)
    later.page.locator("#conversations button", has_text=BRIDGE).click()
    later.page.wait_for_selector(f"#transcript >> text={said}")
    assert "no longer at their place" not in later.page.inner_text("#transcript")
    later.ask("What did the council vote to close?")
    later.press("t1n1")
    assert later.marked()


def test_a_conversation_opened_again_is_under_its_filters(window: Opens) -> None:
    opened = window()
    opened.page.click("#filters button")
    opened.page.get_by_label("To", exact=True).fill("2024-03-14")
    question = "What does Honda think of the idea of a tie-up?"
    opened.ask(question)
    opened.settled()
    later = window()
    later.page.locator("#conversations button", has_text=question).first.click()
    later.page.wait_for_selector("#transcript .answer")
    later.page.wait_for_selector("#in-use >> text=Only articles up to 14 March 2024.")
    later.page.click("#transcript button[value=retry]")
    later.settled()
    assert "Only articles up to 14 March 2024." in later.page.inner_text("#transcript")
    later.page.click("#new")
    later.page.wait_for_selector("#in-use >> text=Only articles", state="detached")
