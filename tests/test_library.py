"""Following a folder: what a sync adds, changes, moves, drops and leaves alone; copies."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from engines import both
from interrupting import Interrupted
from looking import FERRY, ROOF, in_step, outcomes, sources

from index.embedding import MiniLM, Pooled, Ranges
from index.library import FileStatus, Library
from index.spans import Kind

server = both()


@pytest.fixture
def folder(folder: Path) -> Path:
    """Without the web page: its parser is a process, and starts anew with each sync."""
    (folder / "verdict.html").unlink()
    return folder


# -- added, changed, renamed, removed ----------------------------------------------------------


def test_a_new_folder_is_read_and_indexed(
    library: Library,
    folder: Path,
    encoded: list[str],
    write_news: Callable[[Path], None],
) -> None:
    write_news(folder)
    report = library.sync()
    assert outcomes(report) == {
        "bridge.md": "added",
        "harbour.txt": "added",
        "verdict.html": "added",
    }
    assert report.changed
    assert report.count("added") == 3
    assert sources(library) == ["bridge.md", "harbour.txt", "verdict.html"]
    assert len(encoded) == library.status().chunks
    assert in_step(library)


def test_every_span_and_chunk_is_kept_where_it_stands(library: Library, folder: Path) -> None:
    library.sync()
    for article in library.articles():
        entry = library.entry(article.id)
        assert entry is not None
        assert entry.article == article
        assert len(entry.vectors) == len(entry.spans) > 0
        assert len(entry.chunk_vectors) == len(entry.chunks) > 0
        written = (folder / article.source).read_text(encoding="utf-8")
        for span in entry.spans:
            assert written[span.start : span.end] == article.text[span.start : span.end]


def test_every_sentence_has_its_own_vector_in_its_chunk(
    library: Library, folder: Path, embedder: MiniLM
) -> None:
    text = f"{ROOF * 8}\n\nLeave a comment\n\n{FERRY * 8}"
    (folder / "long.txt").write_text(text)
    library.sync()
    [article] = [a for a in library.articles() if a.source == "long.txt"]
    entry = library.entry(article.id)
    assert entry is not None
    assert len(entry.chunks) > 1
    for chunk, vector in zip(entry.chunks, entry.chunk_vectors, strict=True):
        spans = entry.spans[chunk.first : chunk.last + 1]
        ranges = [(span.start - chunk.start, span.end - chunk.start) for span in spans]
        [pooled] = embedder.pool([text[chunk.start : chunk.end]], [ranges])
        assert np.allclose(vector, pooled.passage, atol=1e-6)
        kept = entry.vectors[chunk.first : chunk.last + 1]
        assert np.allclose(kept, pooled.sentences, atol=1e-3)
    [chrome] = [n for n, span in enumerate(entry.spans) if span.kind is Kind.CHROME]
    assert not entry.vectors[chrome].any()


def test_a_file_without_a_sentence_of_its_own_is_kept_and_the_others_go_on(
    library: Library, folder: Path
) -> None:
    (folder / "a.txt").write_text("Subscribe\n")
    library.sync()
    [article] = [a for a in library.articles() if a.source == "a.txt"]
    entry = library.entry(article.id)
    assert entry is not None and not entry.chunks
    assert library.catalog.waiting() == (0, 0) and len(library.articles()) > 1
    (folder / "a.txt").write_text("Subscribe\n\nLog in\n")
    library.sync()
    assert library.catalog.waiting() == (0, 0) and not library.sync().changed


def test_a_sync_with_nothing_to_do_does_nothing(library: Library, encoded: list[str]) -> None:
    library.sync()
    done = len(encoded)
    generation = library.catalog.generation()
    report = library.sync()
    assert set(outcomes(report).values()) == {"unchanged"}
    assert not report.changed
    assert len(encoded) == done
    assert library.catalog.generation() == generation


def test_an_unchanged_file_is_not_read_again(library: Library, folder: Path) -> None:
    library.sync()
    path = folder / "harbour.txt"
    about = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Tuesday", b"TUESDAY"))
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert outcomes(library.sync())["harbour.txt"] == "unchanged"
    assert "on Tuesday to close" in library.articles()[1].text


def test_a_touched_file_is_read_and_not_encoded_again(
    library: Library, folder: Path, encoded: list[str]
) -> None:
    library.sync()
    done = len(encoded)
    os.utime(folder / "harbour.txt", ns=(1, 1))
    assert outcomes(library.sync())["harbour.txt"] == "unchanged"
    assert len(encoded) == done
    assert not library.sync().changed


def test_a_changed_file_replaces_its_article(
    library: Library, folder: Path, encoded: list[str]
) -> None:
    library.sync()
    done = len(encoded)
    (folder / "harbour.txt").write_text(ROOF)
    report = library.sync()
    assert outcomes(report) == {
        "bridge.md": "unchanged",
        "harbour.txt": "updated",
    }
    assert encoded[done:] == [ROOF.strip()]
    assert library.articles()[1].text == ROOF
    assert len(library.articles()) == 2
    assert in_step(library)


def test_a_new_file_is_all_that_is_encoded(
    library: Library, folder: Path, encoded: list[str]
) -> None:
    library.sync()
    done = len(encoded)
    (folder / "news").mkdir()
    (folder / "news" / "roof.txt").write_text(ROOF)
    assert outcomes(library.sync())["news/roof.txt"] == "added"
    assert encoded[done:] == [ROOF.strip()]
    assert in_step(library)


def test_a_renamed_file_is_not_encoded_again(
    library: Library, folder: Path, encoded: list[str]
) -> None:
    library.sync()
    done = len(encoded)
    (folder / "old").mkdir()
    (folder / "harbour.txt").rename(folder / "old" / "market.text")
    report = library.sync()
    assert FileStatus("old/market.text", "renamed", "was harbour.txt") in report.files
    assert "harbour.txt" not in outcomes(report)
    assert report.changed
    assert len(encoded) == done
    assert sources(library) == ["bridge.md", "old/market.text"]
    assert in_step(library)


def test_a_renamed_file_is_cited_by_its_new_name(library: Library, folder: Path) -> None:
    library.sync()
    question = "Who said that the fish market could not be insured?"
    assert library.search(question).sentences[0].article.source == "harbour.txt"
    (folder / "harbour.txt").rename(folder / "market.txt")
    library.sync()
    assert library.search(question).sentences[0].article.source == "market.txt"


def test_a_removed_file_takes_its_article_along(library: Library, folder: Path) -> None:
    library.sync()
    marker = library.home / "chroma" / "marker"
    marker.touch()
    (folder / "harbour.txt").unlink()
    report = library.sync()
    assert marker.exists(), "the vectors were made again from nothing"
    assert outcomes(report)["harbour.txt"] == "removed"
    assert report.changed
    assert sources(library) == ["bridge.md"]
    assert "harbour.txt" not in outcomes(library.sync())
    assert in_step(library)


def test_a_folder_emptied_leaves_an_empty_library(library: Library, folder: Path) -> None:
    library.sync()
    for path in folder.iterdir():
        path.unlink()
    assert set(outcomes(library.sync()).values()) == {"removed"}
    assert library.articles() == []
    assert in_step(library)
    assert library.sync().files == ()


def test_a_rename_onto_another_article_drops_that_one(library: Library, folder: Path) -> None:
    library.sync()
    (folder / "harbour.txt").rename(folder / "bridge.md")
    library.sync()
    assert sources(library) == ["bridge.md"]
    assert "fish" in library.articles()[0].text
    assert in_step(library)


def test_two_files_that_change_places_both_stay(library: Library, folder: Path) -> None:
    (folder / "a.txt").write_text(ROOF)
    (folder / "b.txt").write_text(FERRY)
    library.sync()
    (folder / "a.txt").rename(folder / "c")
    (folder / "b.txt").rename(folder / "a.txt")
    (folder / "c").rename(folder / "b.txt")
    library.sync()
    texts = {article.source: article.text for article in library.articles()}
    assert (texts["a.txt"], texts["b.txt"]) == (FERRY, ROOF)
    assert in_step(library)


def test_names_that_move_down_a_row_lose_nothing(library: Library, folder: Path) -> None:
    texts = [f"Report {n}: {ROOF}" for n in range(4)]
    for n, text in enumerate(texts):
        (folder / f"news.{n}.txt").write_text(text)
    library.sync()
    for n in reversed(range(4)):
        (folder / f"news.{n}.txt").rename(folder / f"news.{n + 1}.txt")
    library.sync()
    found = {a.source: a.text for a in library.articles() if a.source.startswith("news")}
    assert found == {f"news.{n + 1}.txt": text for n, text in enumerate(texts)}
    assert in_step(library)


# -- duplicates --------------------------------------------------------------------------------


def test_a_copy_is_named_and_not_encoded(
    library: Library, folder: Path, encoded: list[str]
) -> None:
    (folder / "a.txt").write_text(ROOF)
    (folder / "b.txt").write_text(ROOF)
    report = library.sync()
    assert FileStatus("a.txt", "added") in report.files
    assert FileStatus("b.txt", "duplicate", "the same text as a.txt") in report.files
    assert encoded.count(ROOF.strip()) == 1
    assert "b.txt" not in sources(library)
    assert outcomes(library.sync())["b.txt"] == "duplicate"
    assert FileStatus("b.txt", "duplicate", "the same text as a.txt") in library.status().files


@pytest.mark.parametrize("change", ["removed", "changed", "emptied"])
def test_a_copy_takes_over_when_its_original_goes(
    library: Library, folder: Path, encoded: list[str], change: str
) -> None:
    (folder / "a.txt").write_text(ROOF)
    (folder / "b.txt").write_text(ROOF)
    library.sync()
    if change == "removed":
        (folder / "a.txt").unlink()
    else:
        (folder / "a.txt").write_text(FERRY if change == "changed" else "")
    report = library.sync()
    assert FileStatus("b.txt", "renamed", "was a.txt") in report.files
    assert encoded.count(ROOF.strip()) == 1
    assert "b.txt" in sources(library)
    assert library.search("roof of the station").sentences[0].article.source == "b.txt"
    assert FileStatus("b.txt", "unchanged") in library.status().files
    assert in_step(library)


def test_a_copy_names_its_original_by_its_newest_name(library: Library, folder: Path) -> None:
    (folder / "a.txt").write_text(ROOF)
    (folder / "b.txt").write_text(ROOF)
    library.sync()
    (folder / "a.txt").unlink()
    (folder / "a0.txt").write_text(ROOF)
    report = library.sync()
    assert FileStatus("a0.txt", "renamed", "was a.txt") in report.files
    assert FileStatus("b.txt", "duplicate", "the same text as a0.txt") in report.files
    assert FileStatus("b.txt", "duplicate", "the same text as a0.txt") in library.sync().files


def test_a_removed_copy_leaves_its_original(library: Library, folder: Path) -> None:
    (folder / "a.txt").write_text(ROOF)
    (folder / "b.txt").write_text(ROOF)
    library.sync()
    (folder / "b.txt").unlink()
    assert outcomes(library.sync())["b.txt"] == "removed"
    assert "a.txt" in sources(library)


def test_an_original_and_its_copy_may_both_change(library: Library, folder: Path) -> None:
    (folder / "a.txt").write_text(ROOF)
    (folder / "b.txt").write_text(ROOF)
    library.sync()
    (folder / "a.txt").write_text(FERRY)
    (folder / "b.txt").write_text(FERRY + ROOF)
    assert outcomes(library.sync())["b.txt"] == "added"
    texts = {article.source: article.text for article in library.articles()}
    assert (texts["a.txt"], texts["b.txt"]) == (FERRY, FERRY + ROOF)
    assert in_step(library)


def test_an_original_may_be_emptied_while_its_copy_changes(library: Library, folder: Path) -> None:
    (folder / "a.txt").write_text(ROOF)
    (folder / "b.txt").write_text(ROOF)
    library.sync()
    (folder / "a.txt").write_text("")
    (folder / "b.txt").write_text(FERRY)
    library.sync()
    assert outcomes(library.sync())["a.txt"] == "skipped"
    assert library.articles()[0].text == FERRY
    assert in_step(library)


def test_a_text_that_moves_while_its_old_file_is_filled_anew_is_kept(
    library: Library, folder: Path
) -> None:
    (folder / "a.txt").write_text(ROOF)
    library.sync()
    (folder / "a.txt").rename(folder / "z.txt")
    (folder / "a.txt").write_text("")
    library.sync()
    assert "z.txt" in sources(library)
    (folder / "z.txt").rename(folder / "zz.txt")
    (folder / "z.txt").write_text(FERRY)
    library.sync()
    assert {"z.txt", "zz.txt"} <= set(sources(library))
    assert in_step(library)


def test_a_text_that_comes_back_long_after_its_file_was_changed_is_kept(
    library: Library, folder: Path
) -> None:
    for n in range(20):
        (folder / f"{n:02}.txt").write_text(f"Report {n}: {ROOF}")
    library.sync()
    for n in range(20):
        (folder / f"{n:02}.txt").write_text(f"Report {n}, corrected: {ROOF}")
    (folder / "99.txt").write_text(f"Report 1: {ROOF}")
    library.sync()
    assert "99.txt" in sources(library)
    assert len(library.articles()) == 23
    assert in_step(library)


def test_a_copy_whose_original_was_never_kept_is_read_again(library: Library, folder: Path) -> None:
    (folder / "a.txt").write_text(ROOF)
    (folder / "b.txt").write_text(ROOF)

    def interrupt(done: int, _: int) -> None:
        if "b.txt" in library.catalog.files():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.sync(progress=interrupt)
    (folder / "a.txt").unlink()
    library.sync()
    assert "b.txt" in sources(library)


@pytest.mark.parametrize("cut_off", [False, True])
def test_of_a_new_folder_the_first_have_vectors_before_the_rest_is_read(
    library: Library, folder: Path, cut_off: bool
) -> None:
    for n in range(90):
        (folder / f"report-{n:02}.txt").write_text(
            f"Report {n}\n\nPier {n} was closed on Monday.\n"
        )
    seen: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        if library.catalog.counts()[0]:
            raise KeyboardInterrupt

    if cut_off:
        with pytest.raises(KeyboardInterrupt):
            library.sync(progress=stop)

    def step(done: int, total: int) -> None:
        patience = count()
        while seen and not library.catalog.encoded() and next(patience) < 3_000:
            time.sleep(0.01)  # and nothing more is read
        seen.append((library.catalog.counts()[0], library.catalog.encoded()))

    library.sync(progress=step)
    stored = len(library.articles())
    assert seen[-1] == (stored, stored)
    assert any(encoded and there < stored for there, encoded in seen)


class Recorded(MiniLM):
    """The encoder, with what it was given at once; it begins when it `may`, or after 30 seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.given = list[list[str]]()
        self.may: Callable[[], bool] = lambda: True

    def pool(self, texts: Sequence[str], sentences: Sequence[Ranges]) -> Iterator[Pooled]:
        self.given.append(list(texts))
        patience = count()
        while not self.may() and next(patience) < 3_000:
            time.sleep(0.01)
        return super().pool(texts, sentences)


def test_what_is_encoded_together_does_not_depend_on_how_long_it_takes(
    folder: Path, tmp_path: Path
) -> None:
    for n in range(30):
        (folder / f"report-{n:02}.txt").write_text(f"Pier {n} was closed on Monday.\n")
    soon, late = Recorded(), Recorded()
    with Library.open(folder, tmp_path / "soon", soon) as library:
        library.sync()
        stored = len(library.articles())
    with Library.open(folder, tmp_path / "late", late) as library:
        late.may = lambda: library.catalog.counts()[0] == stored  # all is read by then
        library.sync()
    assert soon.given == late.given
    assert sum(map(len, soon.given)) >= 30


def test_an_article_that_goes_while_it_is_encoded_is_gone(folder: Path, tmp_path: Path) -> None:
    encoder = Recorded()
    with Library.open(folder, tmp_path / "home", encoder) as library:
        with pytest.raises(KeyboardInterrupt):
            library.sync(encoder=Interrupted())
        waiting = library.articles()[0]
        (folder / waiting.source).write_text("Another text, on the ferry to Port Elder.\n")
        encoder.may = lambda: not library.catalog.entries([waiting.id])
        library.sync()
        assert any(waiting.text[-40:-1] in text for text in encoder.given[0])
        assert waiting.id not in {article.id for article in library.articles()}
        assert in_step(library)
        assert library.check() == []


def test_a_text_whose_file_is_renamed_while_another_takes_its_name_is_not_encoded_again(
    library: Library, folder: Path, encoded: list[str]
) -> None:
    first = folder / "a0.txt"
    first.write_text("Report\n\nThe pier at Marl was closed on Monday after the storm.\n")
    library.sync()
    before = len(encoded)
    first.rename(folder / "z-old.txt")
    first.write_text("Report\n\nThe school at Marl will open again on Friday.\n")
    outcomes = {status.source: status.outcome for status in library.sync().files}
    assert outcomes["z-old.txt"] == "renamed"
    assert len(encoded) == before + 1


def test_a_renamed_text_is_found_however_many_others_come_between(
    library: Library, folder: Path, encoded: list[str]
) -> None:
    first = folder / "a0.txt"
    first.write_text(ROOF)
    library.sync()
    before = len(encoded)
    for n in range(70):
        (folder / f"m{n:02}.txt").write_text(f"Pier {n} was closed on Monday.\n")
    first.rename(folder / "z-old.txt")
    first.write_text(FERRY)
    assert outcomes(library.sync())["z-old.txt"] == "renamed"
    assert len(encoded) == before + 71
    assert in_step(library)
