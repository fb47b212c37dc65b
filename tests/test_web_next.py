"""The questions that the page offers before anything is asked."""

from collections.abc import Callable
from pathlib import Path

import pytest
from interrupting import Interrupted

from assistant.desk import Assistant
from assistant.settings import Settings
from assistant.switching import Switch
from assistant.web.next import Next
from assistant.web.shelf import Shelf
from index.locks import writing


def test_examples_are_drawn_from_the_articles_that_are_answered_from(
    tmp_path: Path, write_news: Callable[[Path], None]
) -> None:
    folder = tmp_path / "news"
    write_news(folder)
    opened = Assistant.open(folder, Settings(home=tmp_path / "home"))
    opened.sync()
    names = "Pell Quist Rowan Sable Tarrant Umber Vance Wye".split()
    for n in range(32):
        who, day = f"Ada {names[n % 8]}", f"---\ndate: 2030-01-{31 - n // 8:02}\n---\n\n"
        text = f"{who}, the keeper of light {n}, said that its lamp is {n + 20} years old."
        (folder / f"{n}.md").write_text(f"{day}# Light {n}\n\n{text}\n")

    with pytest.raises(KeyboardInterrupt):
        opened.library.sync(encoder=Interrupted())
    switch = Switch(opened)
    following = Next(switch, Shelf(opened.library.articles))
    first = following.examples()
    assert first and "Ada" not in "".join(first)
    switch.sync()
    assert "Ada" in "".join(following.examples())
    switch.close()


def test_articles_that_wait_to_be_indexed_are_not_said_to_be_none(
    tmp_path: Path, write_news: Callable[[Path], None]
) -> None:
    folder = tmp_path / "news"
    write_news(folder)
    opened = Assistant.open(folder, Settings(home=tmp_path / "home"))

    with pytest.raises(KeyboardInterrupt):
        opened.library.sync(encoder=Interrupted())
    switch = Switch(opened)
    shelf = Shelf.of(switch)
    following = Next(switch, shelf)
    assert shelf.articles and "The articles wait to be indexed" in following.suggestions(())
    with writing(switch.library.home, folder):
        switch.background.want("indexing")
        assert switch.background.wait(30) and not switch.background.busy
        assert "The first articles are being indexed" in following.suggestions(())
    switch.close()
