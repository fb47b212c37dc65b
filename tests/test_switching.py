"""A folder opened in place of another while questions run, and work that goes on meanwhile."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, nullcontext
from pathlib import Path

import pytest
from interrupting import Held, Interrupted

from assistant.background import Background, Work, unread
from assistant.desk import Assistant
from assistant.settings import Settings
from assistant.switching import Switch
from index.library import Library, LibraryError
from index.locks import writing

BUILT_ON_THE_REST = {"as_query_engine", "as_tool", "ask", "conversation", "open"}
"""What an assistant does by way of its other methods, which a switch passes on."""


@pytest.fixture
def switch(tmp_path: Path, write_news: Callable[[Path], None]) -> Iterator[Switch]:
    write_news(tmp_path / "one")
    opened = Assistant.open(tmp_path / "one", Settings(home=tmp_path / "home"))
    opened.sync()
    switch = Switch(opened)
    yield switch
    switch.close()


@pytest.fixture
def other(tmp_path: Path) -> Path:
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "ferry.txt").write_text(
        "Ferry fares rise\n\nThe Elder ferry will cost 9 pounds from May, the port said.\n",
        encoding="utf-8",
    )
    return folder


def test_whatever_an_assistant_does_the_open_one_does() -> None:
    public = {name for name in vars(Assistant) if not name.startswith("_")}
    assert public - BUILT_ON_THE_REST <= set(vars(Switch))


def test_the_other_folder_answers_after_the_turn_and_the_first_no_more(
    switch: Switch, other: Path
) -> None:
    question = "How much does the Tarn bridge cost?"
    assert not switch.ask(question).abstained
    assert switch.turn_to(other) and not switch.turn_to(other)
    switch.sync()
    assert switch.ask(question).abstained
    assert "9 pounds" in switch.ask("What will the Elder ferry cost?").text
    assert [article.source for article in switch.articles()] == ["ferry.txt"]
    assert switch.library.folder == other.resolve()


def test_a_conversation_goes_on_with_the_folder_that_is_open(switch: Switch, other: Path) -> None:
    talk = switch.conversation("fares")
    talk.ask("How much did the Tarn bridge cost?")
    switch.turn_to(other)
    switch.sync()
    assert "9 pounds" in talk.ask("What will the Elder ferry cost?").answer.text


def test_a_question_that_runs_is_answered_from_its_own_folder_which_is_closed_then(
    switch: Switch, other: Path
) -> None:
    before = switch.library
    running = switch.stream("How much does the Tarn bridge cost?")
    with switch.using() as assistant:
        switch.turn_to(other)
        assert assistant.library is before and assistant.library.catalog.counts()[0] == 3
        assert "38 million" in assistant.ask("How much did the Tarn bridge cost?").text
    with pytest.raises(sqlite3.ProgrammingError):
        before.catalog.counts()
    assert next(iter(running))  # begun only now: the folder that is open answers


def test_a_folder_that_cannot_be_opened_leaves_the_open_one_as_it_is(
    switch: Switch, tmp_path: Path
) -> None:
    with pytest.raises(Exception, match="there is no folder"):
        switch.turn_to(tmp_path / "absent")
    assert len(switch.articles()) == 3


def test_the_folder_is_followed_while_questions_are_answered(switch: Switch) -> None:
    for n in range(20):
        text = f"Notice {n}\n\nThe council of Elder met for the {n + 2}th time on Friday.\n"
        (switch.library.folder / f"notice{n}.txt").write_text(text, encoding="utf-8")
    switch.background.want("indexing", "reading")
    answers = []
    while switch.background.busy:
        answers.append(switch.ask("How much did the Tarn bridge cost?").text)
    assert switch.background.problem is None and switch.background.finished >= 2
    assert answers and all("38 million" in text for text in answers)
    assert len(switch.articles()) == 23 and unread(switch.library) == 0
    assert switch.background.report and switch.background.report.count("added") == 20


def test_work_for_a_folder_that_is_no_longer_open_gives_way_to_the_other_s(
    switch: Switch, other: Path
) -> None:
    for n in range(30):
        (switch.library.folder / f"notice{n}.txt").write_text(f"Notice {n}\n\nThe port met {n}.\n")
    switch.background.want("indexing")
    switch.turn_to(other)
    switch.background.want("indexing")
    assert switch.background.wait(60)
    assert [article.source for article in switch.articles()] == ["ferry.txt"]


def test_closing_stops_the_work_and_what_was_done_stays(library: Library, folder: Path) -> None:
    for n in range(20):
        (folder / f"notice{n}.txt").write_text(f"Notice {n}\n\nThe port met {n}.\n")
    lock = threading.Lock()

    class Lending:
        def __enter__(self) -> Library:
            lock.acquire()
            return library

        def __exit__(self, *_: object) -> None:
            lock.release()

    background = Background(Lending)
    background.want("indexing")
    background.close()
    assert not background.busy and not lock.locked()
    background.want("indexing")
    assert not background.busy
    library.sync()
    assert len(library.articles()) == 23


def test_what_another_process_holds_up_is_said_in_a_sentence(switch: Switch) -> None:
    from filelock import FileLock

    (switch.library.folder / "new.txt").write_text("New\n\nThe port met again.\n")
    with FileLock(str(switch.library.home / "writer.lock")):
        switch.background.want("indexing")
        assert switch.background.wait(30)
    assert switch.background.problem and "is indexing" in switch.background.problem
    switch.background.want("indexing")
    assert switch.background.wait(30) and switch.background.problem is None


def test_a_folder_that_is_followed_is_looked_at_again_and_again(switch: Switch) -> None:
    background, late = switch.background, switch.library.folder / "late.txt"
    background.follow(every=0.02)
    assert background.wait(30)
    for write in (lambda: late.write_text("Late\n\nThe port met again.\n"), late.unlink):
        before = background.finished
        write()
        until = time.monotonic() + 30
        while background.finished == before and time.monotonic() < until:
            time.sleep(0.02)
        assert background.wait(30)
        assert late.exists() == ("late.txt" in [each.source for each in switch.articles()])
    ended = background.finished
    time.sleep(0.3)
    assert background.finished == ended  # nothing is done for a folder that stays as it is
    background.close()
    late.write_text("Late\n\nThe port met again.\n")
    time.sleep(0.2)
    assert not background.busy and background.finished == ended


def test_a_new_article_is_indexed_before_all_have_been_read_for_who_said_what(
    library: Library, folder: Path
) -> None:
    for n in range(40):
        (folder / f"notice{n}.txt").write_text(f"Notice {n}\n\nThe port met {n}.\n")
    late, left = folder / "late.txt", list[int]()

    def hold() -> None:
        work = background.work
        if work and work.doing == "reading" and not late.exists():
            late.write_text("Late\n\nThe port met again.\n")
            until = time.monotonic() + 30
            while "indexing" not in background._wanted and time.monotonic() < until:
                time.sleep(0.02)
        elif late.exists() and work and work.doing == "indexing":
            left.append(unread(library))

    background = Background(lambda: nullcontext(library), give_way=hold)
    background.follow(every=0.02)
    until = time.monotonic() + 60
    while not left and time.monotonic() < until:
        time.sleep(0.02)
    background.close()
    assert left and left[0] > 1  # more than the late one


def test_a_folder_that_is_gone_is_said_once_and_followed_when_it_is_back(switch: Switch) -> None:
    background, folder = switch.background, switch.library.folder
    away = folder.rename(folder.with_name("away"))
    background.follow(every=0.02)
    assert background.wait(30)
    assert background.problem and "there is no folder" in background.problem
    ended = background.finished
    time.sleep(0.3)
    assert background.finished == ended
    (away / "late.txt").write_text("Late\n\nThe port met again.\n")
    away.rename(folder)
    until = time.monotonic() + 30
    while len(switch.articles()) < 4 and time.monotonic() < until:
        time.sleep(0.02)
    assert background.wait(30) and background.problem is None
    folder.rename(away)
    background.want("indexing")
    assert background.wait(30) and background.problem
    away.rename(folder)  # as it was: nothing is to be indexed
    until = time.monotonic() + 30
    while background.problem and time.monotonic() < until:
        time.sleep(0.02)
    assert background.problem is None


def test_vectors_that_are_missing_are_filled_in_by_whoever_follows_the_folder(
    switch: Switch,
) -> None:
    background, library = switch.background, switch.library
    (library.folder / "late.txt").write_text("Late\n\nThe port met again.\n")

    with pytest.raises(KeyboardInterrupt):
        library.sync(encoder=Interrupted())
    assert library.catalog.waiting()[0] == 1
    background.follow(every=0.02)
    until = time.monotonic() + 30
    while library.catalog.waiting()[0] and time.monotonic() < until:
        time.sleep(0.02)
    assert background.wait(30) and not library.catalog.waiting()[0]


def test_a_question_waits_for_the_first_articles_and_says_so_where_none_come(
    tmp_path: Path, write_news: Callable[[Path], None]
) -> None:
    write_news(tmp_path / "one")
    opened = Assistant.open(tmp_path / "one", Settings(home=tmp_path / "home"))
    with closing(Switch(opened)) as switch:
        with writing(switch.library.home, switch.library.folder):
            switch.background.want("indexing")
            assert switch.background.wait(30)
            with pytest.raises(LibraryError, match="is indexing"):
                switch.background.wait_for_articles(0)
        switch.background.want("indexing")
        assert "38 million" in switch.ask("How much did the Tarn bridge cost?").text


def test_a_question_waits_for_the_first_articles_that_another_process_encodes(
    library: Library, open_library: Callable[[Path], Library]
) -> None:
    other, held = open_library(library.folder), Held()
    background = Background(lambda: nullcontext(library))
    with ThreadPoolExecutor(2) as workers:
        syncing = workers.submit(other.sync, encoder=held)
        assert held.begun.wait(60)
        background.want("indexing")
        assert background.wait(60) and background.held_up
        waiting = workers.submit(background.wait_for_articles, 60)
        with pytest.raises(TimeoutError):
            waiting.result(0.2)
        held.go_on.set()
        waiting.result(60)
        assert library.catalog.encoded()
        syncing.result(60)
    background.close()


def test_what_fails_for_another_reason_is_no_longer_held_up(switch: Switch) -> None:
    background, folder = switch.background, switch.library.folder
    (folder / "new.txt").write_text("New\n\nThe port met again.\n")
    with writing(switch.library.home, folder):
        background.want("indexing")
        assert background.wait(30) and background.held_up
    folder.rename(folder.with_name("away"))
    background.want("indexing")
    assert background.wait(30) and not background.held_up
    assert background.problem and "there is no folder" in background.problem


def test_rate_and_time_left_are_told_once_they_can_be() -> None:
    assert Work("indexing", 5, 100, 1.0, 9.0).rate is None
    work = Work("indexing", 50, 200, 10.0, 10.0)
    assert (work.rate, work.left) == (5.0, 30.0)
    assert Work("indexing", 50, 200, 10.0, 14.0).left == 26.0
    # Texts that were read before their vectors are made say nothing of how fast that goes.
    assert Work("indexing", 8, 1300, 30.0, 30.0, read=1300, since=30.0, early=8).rate is None
    assert Work("indexing", 68, 1300, 40.0, 40.0, read=1300, since=30.0, early=8).rate == 6.0
