"""Questions come first: what else is done waits between its steps, and gives the same vectors."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.background import Background, Work
from assistant.desk import Assistant
from assistant.precedence import Patient, Precedence
from assistant.settings import Settings
from assistant.switching import Switch
from index.embedding import Embedder
from index.locks import writing


class Enough(Exception):
    pass


def texts(count: int) -> tuple[list[str], list[list[tuple[int, int]]]]:
    """Passages of several lengths, enough for several batches, each with its two sentences."""
    made = [f"The port met {n}. " + "The council of Elder spoke. " * (n % 20) for n in range(count)]
    return made, [[(0, each.index(".") + 1), (each.index(".") + 1, len(each))] for each in made]


def test_what_gives_way_waits_for_the_questions_that_are_answered_and_no_longer_than_it_may() -> (
    None
):
    first, done = Precedence(), threading.Event()
    assert first.give_way()
    with first.asked():
        with first.asked():
            assert not first.give_way(0.01)
        assert not first.give_way(0.01)
        threading.Thread(target=lambda: first.give_way(60) and done.set(), daemon=True).start()
        assert not done.wait(0.05)
    assert done.wait(10)


def test_a_patient_encoder_s_vectors_are_those_of_the_encoder_byte_for_byte(
    embedder: Embedder,
) -> None:
    passages, sentences = texts(150)
    looks: list[None] = []
    plain = list(embedder.pool(passages, sentences))
    patient = list(Patient(embedder, lambda: looks.append(None)).pool(passages, sentences))
    assert len(patient) == len(plain) and len(looks) > 3
    for one, other in zip(plain, patient, strict=True):
        assert np.array_equal(one.passage, other.passage)
        assert np.array_equal(one.sentences, other.sentences)
        assert all(map(np.array_equal, one.tokens, other.tokens))


def test_encoding_ends_between_two_batches_where_it_is_told_to(embedder: Embedder) -> None:
    looks: list[None] = []

    def between() -> None:
        looks.append(None)
        if len(looks) == 2:
            raise Enough

    with pytest.raises(Enough):
        list(Patient(embedder, between).pool(*texts(150)))
    assert len(looks) == 2


@pytest.fixture
def switch(tmp_path: Path, write_news: Callable[[Path], None]) -> Switch:
    write_news(tmp_path / "one")
    opened = Assistant.open(tmp_path / "one", Settings(home=tmp_path / "home"))
    opened.sync()
    return Switch(opened)


def test_a_question_that_is_asked_has_precedence_until_it_is_answered(switch: Switch) -> None:
    stream = switch.stream("How much did the Tarn bridge cost?")
    assert switch.first.give_way(0.01)
    next(stream)
    assert not switch.first.give_way(0.01)
    assert list(stream) == [] and switch.first.give_way(0.01)
    switch.close()


def test_indexing_gives_way_between_its_steps(tmp_path: Path, switch: Switch) -> None:
    for n in range(5):
        (switch.library.folder / f"{n}.txt").write_text(f"Notice {n}\n\nThe port met {n} times.\n")
    looks: list[None] = []
    background = Background(switch.using_library, give_way=lambda: looks.append(None))
    background.want("indexing")
    assert background.wait(60) and len(looks) > 5  # for each file, and for what is encoded
    switch.close()


def test_what_is_committed_while_the_next_articles_are_encoded_is_told_of(switch: Switch) -> None:
    for n in range(150):
        text = f"Notice {n}\n\n" + f"The port met {n} times. " * 6
        (switch.library.folder / f"{n}.txt").write_text(text)
    told: list[tuple[int, int]] = []

    def look() -> None:
        work = background.work
        catalog = switch.library.catalog
        told.append((work.done if work else 0, catalog.counts()[0] - catalog.waiting()[0] - 3))

    background = Background(switch.using_library, give_way=look)
    background.want("indexing")
    assert background.wait(100) and told[-1][1] > 16
    assert max(now - done for done, now in told) < 64  # a window is told of once it is there
    switch.close()


def test_the_rate_is_that_of_the_vectors_alone_where_articles_were_changed(switch: Switch) -> None:
    folder, catalog = switch.library.folder, switch.library.catalog
    for text in ("met", "met again"):
        for n in range(90):
            (folder / f"{n}.txt").write_text(f"Notice {n}\n\nThe port {text} {n} times.\n")
        if text == "met":
            switch.sync()
    told: list[tuple[Work, bool]] = []

    def look() -> None:
        if work := background.work:
            told.append((work, catalog.waiting()[0] < 90))  # or more texts are to be read

    background = Background(switch.using_library, give_way=look)
    background.want("indexing")
    assert background.wait(100)
    reading = [work.since for work, more in told if more and not work.done]
    encoding = {work.since for work, _ in told if 0 < work.done < work.total}
    assert len(encoding) == 1 and encoding.pop() >= max(reading) > 0
    switch.close()


def test_what_another_process_held_up_is_done_once_that_has_ended(
    switch: Switch,
) -> None:
    (switch.library.folder / "new.txt").write_text("New\n\nThe port met again.\n")
    background = switch.background
    with writing(switch.library.home, switch.library.folder):
        background.want("indexing")
        assert background.wait(30) and background.held_up
        background.again()
        assert not background.busy  # not at once, and not again and again
    background._held_at = time.monotonic() - 60
    background.again()
    assert background.wait(30) and not background.held_up and background.problem is None
    assert len(switch.articles()) == 4
    switch.close()
