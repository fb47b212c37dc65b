"""What outlasts an answer, in a real browser: conversations, briefs, and a question asked again."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals.browsing import Window
from evals.torture.serving import Handler, serving
from seeds import ARTICLES

# Warnings of Gradio's own, in the server's threads, would be errors of the page.
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]

Opens = Callable[..., Window]
ASKED = "What has Honda said about the tie-up?"
SECOND = "Which organisation does Seiji Sugiura work for?"
FORMS = {"Markdown": ".md", "HTML": ".html", "JSON": ".json"}
COMMAND = "import sys; from assistant.cli import main; sys.exit(main())"


def verified(brief: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """`dateline verify` of a brief against the bundled articles."""
    return subprocess.run(
        [sys.executable, "-c", COMMAND, "verify", str(brief), "--articles", str(ARTICLES)],
        env=os.environ | {"DATELINE_HOME": str(home)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def saved(window: Window, place: str, form: str, folder: Path) -> Path:
    """The file that a press on a form of an export gives."""
    window.page.click(f"{place} .export summary")
    with window.page.expect_download() as download:
        window.page.click(f"{place} .export button:has-text('{form}')")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


@pytest.mark.parametrize("form", FORMS)
def test_a_brief_saved_from_the_page_verifies_and_one_that_was_changed_does_not(
    window: Opens, tmp_path: Path, form: str
) -> None:
    opened = window()
    opened.ask(ASKED)
    opened.settled()
    answer = saved(opened, "#transcript .turn:last-of-type", form, tmp_path)
    opened.ask(SECOND)
    opened.settled()
    whole = saved(opened, "#conversations .kept:has(.current)", form, tmp_path)
    for brief, questions in ((answer, [ASKED]), (whole, [ASKED, SECOND])):
        assert brief.suffix == FORMS[form]
        checked = verified(brief, tmp_path / "home")
        assert checked.returncode == 0, checked.stdout + checked.stderr
        text = brief.read_text(encoding="utf-8")
        assert all(question in text for question in questions)
    forged = answer.read_text(encoding="utf-8").replace("feasibility study", "merger")
    answer.write_text(forged, encoding="utf-8")
    assert verified(answer, tmp_path / "home").returncode == 1


def test_a_conversation_opened_again_opens_every_mark_at_its_words(window: Opens) -> None:
    first = window()
    first.ask(ASKED)
    first.ask(SECOND)
    first.settled()
    asked: dict[str, str] = {}
    for value in first.page.eval_on_selector_all(
        "#transcript button.n", "all => all.map(b => b.value)"
    ):
        first.press(value)
        asked[value] = first.marked()
    later = window()
    later.page.locator("#conversations button", has_text=ASKED).first.click()
    later.page.wait_for_selector("#transcript .turn:nth-of-type(2) .answer")
    later.settled()
    assert (
        later.page.locator("#transcript .question").all_inner_texts()
        == [f"Question: {each}" for each in (ASKED, SECOND)]
        or later.answers() == 2
    )
    assert asked
    for value, words in asked.items():
        later.press(value)
        assert words and later.marked() == words


def test_a_conversation_is_renamed_found_and_deleted_by_its_buttons(window: Opens) -> None:
    opened = window()
    opened.ask("How many electrified models does Nissan plan by fiscal 2030?")
    opened.settled()
    opened.page.click("#conversations .kept:has(.current) button:has-text('Rename')")
    opened.page.fill("dialog input", "Models by 2030")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_selector("#conversations .current:has-text('Models by 2030')")
    opened.write("search", "zebra")
    opened.page.wait_for_selector("#conversations >> text=No conversation holds")
    opened.page.fill("#search textarea", "2030")  # as a paste by the mouse does
    opened.page.wait_for_selector("#conversations .current:has-text('Models by 2030')")
    opened.write("search", "")
    opened.page.click("#conversations .kept:has(.current) button:has-text('Delete')")
    opened.page.click("dialog button.yes")
    opened.page.wait_for_selector("#conversations >> text=Models by 2030", state="detached")
    assert opened.answers() == 0


@pytest.mark.parametrize("title", ["Port's closure: 3 vs. 5 weeks?", "<b>story</b> 50% off/on"])
def test_a_conversation_is_called_what_was_typed(window: Opens, title: str) -> None:
    opened = window()
    opened.ask("How many electrified models does Nissan plan by fiscal 2030?")
    opened.settled()
    opened.page.click("#conversations .kept:has(.current) button:has-text('Rename')")
    opened.page.fill("dialog input", title)
    opened.page.keyboard.press("Enter")
    shown = opened.page.locator("#conversations .current .title")
    opened.page.wait_for_selector(f"#conversations .current >> text={title}")
    assert shown.inner_text() == title
    opened.page.click("#conversations .kept:has(.current) button:has-text('Rename')")
    assert opened.page.input_value("dialog input") == title
    opened.page.keyboard.press("Escape")
    opened.page.click("#conversations .kept:has(.current) button:has-text('Delete')")
    opened.page.click("dialog button.yes")
    shown.wait_for(state="detached")


def test_a_stopped_question_goes_back_in_its_box_and_can_be_asked_again(
    window: Opens, desk: Callable[..., Any]
) -> None:
    going = threading.Event()

    def wait(handler: Handler) -> None:
        going.wait(20)
        handler.good()

    with serving() as server:
        server.replies = {"judge": wait}
        opened = window(desk(model=server.spec).address)
        question = "What did Port Elder's council vote to close?"
        opened.send(question)
        opened.page.wait_for_selector("#transcript .pending")
        opened.page.click("#stop")
        opened.page.wait_for_selector("#notice >> text=Stopped.")
        assert opened.answers() == 0
        assert opened.page.input_value("#question textarea") == question
        going.set()
        server.replies = {}
        opened.ask(question)
        assert opened.answers() == 1 and "fish market" in opened.page.inner_text("#transcript")
        opened.settled()
        assert opened.page.locator("#conversations .kept").count() == 1


def test_asking_again_takes_the_place_of_the_last_answer(window: Opens) -> None:
    opened = window()
    opened.ask(ASKED)
    opened.settled()
    opened.page.click("#transcript button[value=retry]")
    opened.until(
        "() => !!document.querySelector('#transcript .pending')"
        " || document.querySelectorAll('#transcript .answer').length === 1"
    )
    opened.settled()
    assert opened.answers() == 1
    opened.page.click("#transcript button[value=edit]")
    assert opened.page.input_value("#question textarea") == ASKED
    opened.send(SECOND)
    opened.page.wait_for_selector("#transcript .dispute")
    opened.settled()
    assert opened.answers() == 1
    assert ASKED not in opened.page.inner_text("#transcript")
