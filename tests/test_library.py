"""Following a folder: what a sync adds, changes, moves, drops, skips and leaves alone."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from index.library import FileStatus, Library, LibraryError, SyncReport
from index.readers import LARGEST

Opener = Callable[[Path], Library]

ROOF = "The roof of Eastvale station will be repaired in June, the rail company said on Friday.\n"
FERRY = "The ferry to Skerry Isle will sail twice a day from April, its owner said on Monday.\n"


@pytest.fixture
def folder(folder: Path) -> Path:
    """Without the web page: its parser is a process, and starts anew with each sync."""
    (folder / "verdict.html").unlink()
    return folder


def outcomes(report: SyncReport) -> dict[str, str]:
    return {file.source: file.outcome for file in report.files}


def sources(library: Library) -> list[str]:
    return [article.source for article in library.articles()]


def in_step(library: Library) -> bool:
    """Whether the catalog, the words and the vectors have the same articles."""
    status = library.status()
    return (status.in_words, status.in_vectors) == (status.articles, status.chunks) and (
        status.behind == 0
    )


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
    (folder / "harbour.txt").unlink()
    report = library.sync()
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


# -- what is not an article --------------------------------------------------------------------


def test_files_that_cannot_be_read_are_skipped_with_reasons(library: Library, folder: Path) -> None:
    outside = folder.parent / "outside.txt"
    outside.write_text(ROOF)
    (folder / "blank.txt").write_text(" \n")
    (folder / "binary.txt").write_bytes(b"PNG\x00\x01")
    (folder / "latin.txt").write_bytes("Caf\xe9 ferm\xe9".encode("latin-1"))
    (folder / "page.html").write_text("<html><body></body></html>")
    (folder / "link.txt").symlink_to(outside)
    os.mkfifo(folder / "pipe.txt")
    with (folder / "large.txt").open("wb") as file:
        file.truncate(LARGEST + 1)
    os.close(os.open(os.fsencode(folder) + b"/caf\xe9.txt", os.O_CREAT | os.O_WRONLY))
    report = library.sync()
    reasons = {file.source: file.reason for file in report.files if file.outcome == "skipped"}
    assert reasons == {
        "binary.txt": "it is binary, not text",
        "blank.txt": "it is empty",
        "caf\\xe9.txt": "its name is not UTF-8; rename it",
        "large.txt": "it is larger than 10 MB",
        "latin.txt": "its characters cannot be decoded; save it as UTF-8",
        "link.txt": "it is not a regular file",
        "page.html": "no article text was found in the page",
        "pipe.txt": "it is not a regular file",
    }
    assert report.count("added") == 2
    assert library.sync().files == tuple(
        FileStatus(file.source, "unchanged") if file.outcome == "added" else file
        for file in report.files
    )


def test_a_skipped_file_is_read_when_it_has_been_mended(library: Library, folder: Path) -> None:
    (folder / "roof.txt").write_text("")
    library.sync()
    (folder / "roof.txt").write_text(ROOF)
    assert outcomes(library.sync())["roof.txt"] == "added"


def test_an_article_that_became_unreadable_is_gone(library: Library, folder: Path) -> None:
    library.sync()
    (folder / "harbour.txt").write_bytes(b"\x00\x00\x00")
    assert outcomes(library.sync())["harbour.txt"] == "skipped"
    assert sources(library) == ["bridge.md"]
    assert in_step(library)


def test_only_articles_are_looked_at(library: Library, folder: Path) -> None:
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "secret.txt").write_text(ROOF)
    (folder / "linked").symlink_to(elsewhere, target_is_directory=True)
    (folder / ".hidden").mkdir()
    for name in ("photo.jpg", "notes", ".draft.txt", ".hidden/draft.txt", "articles.csv"):
        (folder / name).write_text(ROOF)
    (folder / "folder.txt").mkdir()
    (folder / "folder.txt" / "ROOF.TXT").write_text(ROOF)
    assert set(outcomes(library.sync())) == {
        "bridge.md",
        "folder.txt/ROOF.TXT",
        "harbour.txt",
    }


# -- the sidecar -------------------------------------------------------------------------------


def test_a_sidecar_is_noticed_when_it_comes_changes_and_goes(
    library: Library, folder: Path
) -> None:
    library.sync()
    sidecar = folder / "articles.csv"
    sidecar.write_text("file,title,date\nharbour.txt,Market closes,2024-03-13\n")
    os.utime(sidecar, ns=(5, 5))
    assert outcomes(library.sync())["harbour.txt"] == "updated"
    assert library.articles()[1].title == "Market closes"
    assert library.articles()[1].published == date(2024, 3, 13)
    sidecar.write_text("file,title,date\nharbour.txt,Market shuts,2024-03-13\n")
    os.utime(sidecar, ns=(6, 6))
    library.sync()
    assert library.articles()[1].title == "Market shuts"
    sidecar.unlink()
    library.sync()
    assert library.articles()[1].title is None
    assert library.articles()[1].published == date(2024, 3, 12)
    assert in_step(library)


# -- folders -----------------------------------------------------------------------------------


def test_a_folder_that_is_not_there_is_an_error(folder: Path, open_library: Opener) -> None:
    with pytest.raises(LibraryError, match=r"there is no folder .*absent"):
        open_library(folder / "absent")
    with pytest.raises(LibraryError, match=r"harbour\.txt is a file"):
        open_library(folder / "harbour.txt")


def test_a_folder_that_went_away_is_an_error_and_loses_nothing(
    library: Library, folder: Path
) -> None:
    library.sync()
    folder.rename(folder.parent / "away")
    with pytest.raises(LibraryError, match="there is no folder"):
        library.sync()
    assert len(library.articles()) == 2
    (folder.parent / "away").rename(folder)
    assert not library.sync().changed


def test_an_empty_folder_is_an_empty_library(tmp_path: Path, open_library: Opener) -> None:
    (tmp_path / "empty").mkdir()
    library = open_library(tmp_path / "empty")
    assert library.sync().files == ()
    assert library.search("Who closed the market?").sentences == ()
    status = library.status()
    assert (status.articles, status.chunks, status.sentences, status.behind) == (0, 0, 0, 0)


def test_a_home_that_cannot_be_made_is_an_error(folder: Path, open_library: Opener) -> None:
    (folder.parent / "home").write_text("in the way")
    with pytest.raises(LibraryError, match="set DATELINE_HOME"):
        open_library(folder)


def test_two_folders_of_one_name_under_one_home_never_mix(
    tmp_path: Path, open_library: Opener
) -> None:
    one, two = tmp_path / "one" / "news", tmp_path / "two" / "news"
    for folder, text in ((one, ROOF), (two, FERRY)):
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text(text)
    first, second = open_library(one), open_library(two)
    first.sync()
    second.sync()
    assert first.home != second.home
    assert [article.text for article in first.articles()] == [ROOF]
    assert [article.text for article in second.articles()] == [FERRY]
    assert {c.article.text for c in first.search("the ferry to Skerry Isle").sentences} == {ROOF}
    (two / "a.txt").unlink()
    second.sync()
    assert not first.sync().changed
    assert in_step(first)


def test_one_folder_by_two_paths_is_one_library(
    library: Library, folder: Path, open_library: Opener
) -> None:
    (folder.parent / "link").symlink_to(folder, target_is_directory=True)
    assert open_library(folder.parent / "link").home == library.home
    assert open_library(folder / ".." / folder.name).home == library.home


def test_a_library_opened_again_has_what_was_synced(
    library: Library, folder: Path, open_library: Opener, encoded: list[str]
) -> None:
    library.sync()
    library.close()
    done = len(encoded)
    again = open_library(folder)
    assert len(again.articles()) == 2
    assert not again.sync().changed
    assert len(encoded) == done
    assert again.status().home == library.home


def test_progress_counts_up_to_all_files(library: Library, folder: Path) -> None:
    for n in range(18):
        (folder / f"{n:02}.txt").write_text(f"Report {n}: {ROOF}")
    seen: list[tuple[int, int]] = []
    library.sync(progress=lambda done, total: seen.append((done, total)))
    assert {total for _, total in seen} == {20}
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (20, 20)
    assert any(0 < done < 20 for done, _ in seen)
