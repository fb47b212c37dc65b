"""What a sync leaves out, with reasons; the sidecar; folders that are missing, empty or two."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from engines import both
from looking import FERRY, ROOF, in_step, outcomes, sources

from index.library import FileStatus, Library, LibraryError
from index.readers import LARGEST

Opener = Callable[[Path], Library]


server = both()


@pytest.fixture
def folder(folder: Path) -> Path:
    """Without the web page: its parser is a process, and starts anew with each sync."""
    (folder / "verdict.html").unlink()
    return folder


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
    for name in ("photo.jpg", "notes", ".draft.txt", ".hidden/draft.txt"):
        (folder / name).write_text(ROOF)
    (folder / "articles.csv").write_text(f"file,text\nnone.txt,{ROOF}")
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


def test_another_reader_sees_what_a_day_is_known_from_once_the_sidecar_says_it(
    library: Library, folder: Path, open_library: Opener
) -> None:
    library.sync()
    reader = open_library(folder)
    question = "Who said that the fish market could not be insured?"
    told = reader.search(question).sentences[0].article
    (folder / "articles.csv").write_text("file,date\nharbour.txt,2024-03-12\n")
    library.sync()
    seen = reader.search(question).sentences[0].article
    assert seen.id == told.id and seen.published_from != told.published_from
    assert in_step(library)


def test_a_sidecar_that_cannot_be_used_is_in_every_report_until_it_can(
    library: Library, folder: Path
) -> None:
    table = folder / "articles.csv"
    table.write_bytes(b"file,title\nharbour.txt,caf\xe9\n")
    for _ in range(2):
        report = library.sync()
        [status] = [each for each in report.files if each.source == "articles.csv"]
        assert (status.outcome, status.reason) == ("skipped", "it is not UTF-8; save it as UTF-8")
    assert status in library.files()
    assert library.articles()[1].title is None
    table.write_text("file,title\nharbour.txt,Market shuts\n", encoding="utf-8")
    os.utime(table, ns=(6, 6))
    assert "articles.csv" not in outcomes(library.sync())
    assert library.articles()[1].title == "Market shuts"
    table.unlink()
    assert "articles.csv" not in outcomes(library.sync())
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


# -- a folder that cannot be listed ------------------------------------------------------------

SYNCED = """
import json, sys
from pathlib import Path
from index.embedding import MiniLM
from index.library import Library
with Library.open(Path(sys.argv[1]), Path(sys.argv[2]), MiniLM()) as library:
    report = library.sync()
    print(json.dumps([
        {file.source: [file.outcome, file.reason] for file in report.files},
        [article.source for article in library.articles()],
        [file.source for file in library.status().files if file.outcome == "skipped"],
    ]))
"""


def synced_without_privileges(folder: Path, home: Path) -> list[Any]:
    """What a sync says in a process that permissions bind, as they do not bind root."""
    command = [sys.executable, "-c", SYNCED, str(folder), str(home)]
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root reads every folder, and there is no setpriv to go without")
        bound = "--bounding-set=-dac_override,-dac_read_search"
        command = ["setpriv", bound, "--inh-caps=-all", *command]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: list[Any] = json.loads(said)
    return found


@pytest.mark.parametrize("mode", [0o000, 0o400], ids=["cannot be listed", "cannot be entered"])
def test_a_folder_that_cannot_be_listed_keeps_its_articles_and_says_so(
    folder: Path, home: Path, mode: int
) -> None:
    (folder / "north" / "far").mkdir(parents=True)
    (folder / "north" / "roof.txt").write_text(ROOF)
    (folder / "north" / "far" / "ferry.txt").write_text(FERRY)
    _, before, _ = synced_without_privileges(folder, home)
    assert len(before) == 4
    (folder / "harbour.txt").unlink()
    (folder / "north").chmod(mode)
    try:
        outcomes, kept, skipped = synced_without_privileges(folder, home)
    finally:
        (folder / "north").chmod(0o700)
    assert kept == ["bridge.md", "north/far/ferry.txt", "north/roof.txt"]
    assert outcomes["harbour.txt"] == ["removed", ""]
    assert outcomes["north/roof.txt"] == ["unchanged", ""]
    assert outcomes["north/"] == [
        "skipped",
        "this folder cannot be listed (Permission denied); what it held is kept as it was",
    ]
    assert "north/" in skipped
    (folder / "north" / "roof.txt").unlink()
    outcomes, kept, skipped = synced_without_privileges(folder, home)
    assert kept == ["bridge.md", "north/far/ferry.txt"] and not skipped
