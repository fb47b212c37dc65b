"""Articles dropped on the page in a real browser: what became of each is said in words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals.browsing import Window

# Warnings of Gradio's own, in the server's threads, would be errors of the page.
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]

FERRY = (
    "Ferry fares rise\n\nThe Elder ferry will cost 9 pounds from May, the port said on Monday.\n"
)
HUGE = 10_000_001
"""Bytes: one more than a file may have."""


def sent(window: Window, *files: tuple[str, bytes]) -> str:
    """What the page says of files that are chosen: first what did not leave, then each that did."""
    window.tab("articles")
    window.page.wait_for_selector("#sending", state="attached")
    window.page.set_input_files(
        "#add-files",
        [{"name": name, "mimeType": "", "buffer": data} for name, data in files],
    )
    window.page.wait_for_selector("#sending li, #add-told .taken")
    window.settled()
    return window.page.inner_text("#adding")


def test_a_good_a_bad_and_a_huge_file_each_get_their_reason(
    window: Callable[..., Window], desk: Callable[..., Any], tmp_path: Path
) -> None:
    mine = desk()
    opened = window(mine.address)
    said = sent(
        opened,
        ("ferry.txt", FERRY.encode()),
        ("picture.exe", b"MZ\x90\x00"),
        ("empty.txt", b""),
        ("huge.txt", b"x" * HUGE),
    )
    for words in (
        "1 file was added",
        "ferry.txt Added.",
        "picture.exe Not added: ",
        "empty.txt Not added: it is empty.",
        "huge.txt: not added, since it is larger than 10 MB.",
    ):
        assert words in said
    assert mine.switch.background.wait(60)
    opened.page.wait_for_selector("#collection >> text=Ferry fares rise")
    assert [path.suffix for path in (mine.folder / "added").iterdir()] == [".txt"]
    opened.tab("ask")
    opened.ask("What will the Elder ferry cost?")
    assert "9 pounds" in opened.page.inner_text("#transcript .answer")
    assert opened.marked() in FERRY and "9 pounds" in opened.marked()
    assert "4 articles" in opened.page.inner_text("#masthead")


def test_a_file_that_cannot_be_read_is_listed_with_its_reason(
    window: Callable[..., Window], desk: Callable[..., Any]
) -> None:
    mine = desk()
    opened = window(mine.address)
    sent(opened, ("scan.pdf", b"%PDF-1.4 nothing that is a page"), ("ferry.txt", FERRY.encode()))
    assert mine.switch.background.wait(60)
    opened.page.wait_for_selector("#add-told >> text=2 files were added: 1 is indexed, 1 is not.")
    said = "Not indexed: it is not a PDF, or damaged."
    assert f"scan.pdf {said}" in opened.page.inner_text("#add-told li.bad")
    opened.settled()
    row = opened.page.locator("#collection li", has_text="scan").first
    assert said in row.inner_text()
    row.locator("button", has_text="Remove").click()
    opened.page.wait_for_selector("#add-told >> text=was removed")
    assert mine.switch.background.wait(60)
    opened.page.wait_for_selector("#collection li:has-text('scan')", state="detached")


def test_an_outlet_is_corrected_and_the_next_answer_has_it(
    window: Callable[..., Window], desk: Callable[..., Any]
) -> None:
    mine = desk()
    opened = window(mine.address)
    sent(opened, ("ferry.txt", FERRY.encode()))
    assert mine.switch.background.wait(60)
    opened.page.locator("#collection li", has_text="Ferry fares").locator(
        "button", has_text="Correct"
    ).click()
    opened.page.get_by_label("Outlet", exact=True).fill("Elder Gazette")
    opened.page.click("#correct-save")
    opened.page.wait_for_selector("#add-told >> text=written to articles.csv")
    assert mine.switch.background.wait(60)
    opened.page.wait_for_selector("#collection .outlet >> text=Elder Gazette")
    opened.tab("ask")
    opened.ask("What will the Elder ferry cost?")
    assert "Elder Gazette" in opened.page.inner_text("#transcript .answer")


def test_what_is_dropped_on_the_page_is_added(
    window: Callable[..., Window], desk: Callable[..., Any]
) -> None:
    mine = desk()
    opened = window(mine.address)
    opened.tab("articles")
    opened.page.wait_for_selector("#sending", state="attached")
    dropped = opened.page.evaluate_handle(
        """text => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([text], "ferry.txt"));
          return transfer;
        }""",
        FERRY,
    )
    opened.page.dispatch_event("#add", "drop", {"dataTransfer": dropped})
    opened.page.wait_for_selector("#add-told >> text=ferry.txt Added.")
    assert mine.switch.background.wait(60)
    opened.page.wait_for_selector("#collection >> text=Ferry fares rise")
