"""A folder that is indexed while its page is open, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest

from evals.browsing import Window

# Warnings of Gradio's own, in the server's threads, would be errors of the page.
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]

MORE = 40


def test_what_is_indexed_is_asked_about_while_the_page_tells_how_far_the_rest_is(
    window: Callable[..., Window], desk: Callable[..., Any]
) -> None:
    mine = desk()
    for n in range(MORE):
        text = f"Notice {n}\n\nThe council of Elder met for the {n + 2}th time on Friday.\n"
        (mine.folder / f"notice{n}.txt").write_text(text, encoding="utf-8")
    with mine.switch.first.asked():  # each step of indexing waits for it
        mine.switch.background.want("indexing")
        opened = window(mine.address)
        opened.page.wait_for_selector(f"#work >> text=of {MORE} articles")
        opened.ask("How much did the Tarn bridge cost?")
        assert "38 million" in opened.page.inner_text("#transcript .answer")
        said = opened.page.inner_text("#transcript .turn")
        assert f"Answered from 3 articles, while {MORE} more were to be indexed." in said
        for tab in ("compare", "articles"):
            opened.tab(tab)
            assert opened.page.locator("#work progress").is_visible()
    assert mine.switch.background.wait(60)
    opened.page.wait_for_selector("#work progress", state="detached")
    opened.page.wait_for_selector(f"#masthead >> text={3 + MORE} articles in")
    opened.tab("ask")
    opened.ask("How often did the council of Elder meet?")
    last = opened.page.locator("#transcript .turn").last
    assert "Answered from" not in last.inner_text()
