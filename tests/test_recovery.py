"""Damage, interruptions, kill -9 and two writers: nothing is lost and nothing is encoded twice.

A killed process is a real one: a child that follows a folder, with a hook that Python calls at each
function's start in every thread (setprofile), kills itself with SIGKILL at a point that the test
names.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from engines import IN_A_FILE, address, both

from index import failpoints
from index.database import CatalogError
from index.embedding import MiniLM
from index.following import compare
from index.library import Library, Locked
from index.retrieval import Candidate
from index.server import Server
from index.vectors import VectorStore
from index.words import Words

Opener = Callable[[Path], Library]

QUESTION = "What did the council do on Monday?"
CHILD = """
import os, signal, sys, threading
from pathlib import Path
from index.embedding import MiniLM
from index.library import Library
from index.server import Server

folder, home = map(Path, sys.argv[1:3])
address, action, file, function, nth = sys.argv[3:]
left = int(nth)

def watch(frame, event, argument):
    global left
    code = frame.f_code
    if event == "call" and code.co_name == function and code.co_filename.endswith("index/" + file):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

library = Library.open(folder, home, MiniLM(), Server.at(address) if address else None)
threading.setprofile(watch)
sys.setprofile(watch)
getattr(library, action)()
"""

HOLDER = """
import sys
from pathlib import Path
from index.embedding import MiniLM
from index.library import Library
from index.server import Server

address = sys.argv[3]
def wait(done, total):
    print("writing", flush=True)
    sys.stdin.readline()

server = Server.at(address) if address else None
with Library.open(Path(sys.argv[1]), Path(sys.argv[2]), MiniLM(), server) as library:
    library.sync(progress=wait)
"""

server = both(scope="module")


def reports(folder: Path, count: int) -> None:
    for n in range(count):
        (folder / f"report-{n:02}.txt").write_text(
            f"Report {n}: the council met on Monday night.\n"
        )


def assert_whole(library: Library, articles: int, *, waiting: int = 0) -> None:
    """The catalog, the words and the vectors have the same articles, and all can be found.

    Each article is one passage; those that are waiting have no vectors yet.
    """
    status = library.status()
    assert (status.articles, status.waiting) == (articles, waiting)
    assert (status.in_words, status.in_vectors) == (articles, status.chunks - waiting)
    assert status.behind == 0
    kept = Words(library.home / "words")
    assert kept.holds(articles, status.chunks)
    for article in library.articles():
        assert kept.knows([article.id])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twenty short reports: more than the nine that are committed before the rest is read."""
    folder = tmp_path / "reports"
    folder.mkdir()
    reports(folder, 20)
    return folder


@pytest.fixture(scope="module")
def template(
    tmp_path_factory: pytest.TempPathFactory, embedder: MiniLM, server: Server | None
) -> tuple[Path, Path, Sequence[Candidate]]:
    """A folder of twenty reports that no test changes, its home, and what a search finds there."""
    folder, home = tmp_path_factory.mktemp("kept"), tmp_path_factory.mktemp("home")
    reports(folder, 20)
    with Library.open(folder, home, embedder, server) as library:
        library.sync()
        return folder, home, library.search(QUESTION).sentences


@pytest.fixture
def kept(template: tuple[Path, Path, Sequence[Candidate]], home: Path) -> Path:
    """The folder of the template, with a copy of its home to damage."""
    shutil.copytree(template[1], home)
    return template[0]


def inside(home: Path) -> Path:
    """The directory of the one library under `home`."""
    [found] = home.iterdir()
    return found


# -- projections -------------------------------------------------------------------------------


def remove(path: Path) -> None:
    shutil.rmtree(path)


def empty(path: Path) -> None:
    shutil.rmtree(path)
    path.mkdir()


def turn_into_a_file(path: Path) -> None:
    shutil.rmtree(path)
    path.write_text("in the way")


def fill_with_rubbish(path: Path) -> None:
    for file in path.rglob("*"):
        if file.is_file():
            file.write_bytes(b"rubbish" * 100)


def cut_short(path: Path) -> None:
    for file in path.rglob("*"):
        if file.is_file():
            os.truncate(file, file.stat().st_size // 2)


@pytest.mark.parametrize("damage", [remove, empty, turn_into_a_file, fill_with_rubbish, cut_short])
@pytest.mark.parametrize("projection", ["words", "chroma"])
def test_a_damaged_projection_is_made_again_without_encoding(
    kept: Path,
    home: Path,
    open_library: Opener,
    encoded: list[str],
    template: tuple[Path, Path, Sequence[Candidate]],
    projection: str,
    damage: Callable[[Path], None],
) -> None:
    damage(inside(home) / projection)
    library = open_library(kept)
    assert not library.sync().changed
    assert encoded == []
    assert_whole(library, 20)
    assert library.search(QUESTION).sentences == template[2]


@pytest.mark.parametrize("projection", ["words", "chroma"])
def test_a_projection_removed_under_an_open_library_is_made_again(
    kept: Path, open_library: Opener, encoded: list[str], projection: str
) -> None:
    library = open_library(kept)
    assert library.status().in_words == library.status().in_vectors == 20
    # In one step: tantivy's own threads may write there while its files are removed one by one.
    (library.home / projection).rename(library.home.with_name("gone"))
    library.sync()
    assert encoded == []
    assert_whole(library, 20)


@pytest.mark.parametrize("damage", [remove, fill_with_rubbish, cut_short])
@pytest.mark.parametrize("projection", ["words", "chroma"])
def test_a_search_answers_around_a_damaged_projection(
    kept: Path,
    home: Path,
    open_library: Opener,
    encoded: list[str],
    projection: str,
    damage: Callable[[Path], None],
) -> None:
    damage(inside(home) / projection)
    found = open_library(kept).search("What is in report 7?")
    assert "Report 7" in {candidate.text[:8] for candidate in found.sentences}
    assert encoded == []


def test_what_a_projection_missed_is_made_up_for(
    kept: Path, open_library: Opener, encoded: list[str]
) -> None:
    """A rebuild that was cut off leaves a sound store with a part of the articles."""
    library = open_library(kept)
    entries = [library.entry(article.id) for article in library.articles()[:9]]
    half = [entry for entry in entries if entry]
    library.close()
    Words(library.home / "words").refill(half)
    vectors = VectorStore(library.home / "chroma", library.embedder.fingerprint)
    vectors.apply([], [entry.article.id for entry in half])
    vectors.close()
    again = open_library(kept)
    again.sync()
    assert encoded == []
    assert_whole(again, 20)


def test_a_rebuild_makes_both_projections_without_encoding(
    kept: Path,
    open_library: Opener,
    encoded: list[str],
    template: tuple[Path, Path, Sequence[Candidate]],
) -> None:
    library = open_library(kept)
    library.rebuild()
    assert encoded == []
    assert library.search(QUESTION).sentences == template[2]
    assert_whole(library, 20)


def test_a_damaged_projection_shows_in_the_status(
    kept: Path, home: Path, open_library: Opener
) -> None:
    fill_with_rubbish(inside(home) / "words")
    fill_with_rubbish(inside(home) / "chroma")
    status = open_library(kept).status()
    assert (status.articles, status.in_words, status.in_vectors) == (20, None, None)


# -- the catalog -------------------------------------------------------------------------------


@IN_A_FILE
def test_a_damaged_catalog_is_an_error_with_its_remedy(
    kept: Path, home: Path, open_library: Opener
) -> None:
    file = inside(home) / "catalog.sqlite"
    whole = file.read_bytes()
    file.write_bytes(b"rubbish" * 5000)
    with pytest.raises(CatalogError, match="dateline doctor --repair"):
        open_library(kept)
    file.write_bytes(whole[:4096] + b"\x07" * (len(whole) - 4096))
    damaged = open_library(kept)
    for use in (damaged.sync, damaged.articles, damaged.status, lambda: damaged.search("council")):
        with pytest.raises(CatalogError, match="dateline doctor --repair"):
            use()
    assert list((damaged.home / "words").rglob("meta.json"))


@IN_A_FILE
def test_a_library_whose_directory_was_deleted_starts_anew(
    kept: Path, home: Path, open_library: Opener
) -> None:
    shutil.rmtree(inside(home))
    again = open_library(kept)
    assert again.sync().count("added") == 20
    assert_whole(again, 20)


@IN_A_FILE
def test_a_catalog_deleted_alone_leaves_no_ghosts(
    library: Library, folder: Path, open_library: Opener
) -> None:
    library.sync()
    library.close()
    (library.home / "catalog.sqlite").unlink()
    (folder / "report-07.txt").unlink()
    again = open_library(folder)
    assert again.sync().count("added") == 19
    assert_whole(again, 19)
    assert not any(c.text.startswith("Report 7:") for c in again.search("report 7").sentences)


# -- interruptions -----------------------------------------------------------------------------


def test_an_interrupted_sync_keeps_what_was_finished(
    library: Library, folder: Path, encoded: list[str]
) -> None:
    def interrupt(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.sync(progress=interrupt)
    kept, waiting = len(library.articles()), library.status().waiting
    assert 0 < waiting < kept
    assert_whole(library, kept, waiting=waiting)
    assert library.check() == []
    assert library.search("report 0").sentences
    assert library.sync().count("unchanged") == kept
    assert len(encoded) == 28  # eight were ready when it was interrupted, and not yet kept
    assert_whole(library, 20)


def test_what_fails_while_the_last_articles_are_put_away_is_not_lost(
    library: Library, folder: Path
) -> None:
    """They are put away by a thread of its own, which nobody may be waiting for any more."""

    for path in sorted(folder.iterdir())[1:]:  # one window, which is the last to be encoded
        path.unlink()

    def full(point: failpoints.Point) -> None:
        if threading.current_thread().name.startswith("keeper") and point == "catalog.commit":
            raise CatalogError("the disk is full")

    with failpoints.telling(full), pytest.raises(CatalogError, match="the disk is full"):
        library._follower.follow(compare(folder, {}), None)
    assert_whole(library, 1, waiting=1)
    library.sync()
    assert_whole(library, 1)


def test_who_reads_and_who_encodes_do_not_write_the_words_at_once(
    library: Library, folder: Path
) -> None:
    reports(folder, 30)
    inside: list[str] = []
    together: list[tuple[str, ...]] = []

    def slowly(point: failpoints.Point) -> None:
        if point == "words.commit":
            inside.append(threading.current_thread().name)
            together.append(tuple(inside))
            time.sleep(0.1)
        elif point == "words.committed":
            inside.remove(threading.current_thread().name)

    with failpoints.telling(slowly):
        library.sync()
    assert together and all(len(threads) == 1 for threads in together)
    assert_whole(library, 30)


def test_the_first_article_is_there_at_once_and_its_vectors_later(
    library: Library, encoded: list[str], template: tuple[Path, Path, Sequence[Candidate]]
) -> None:
    told: list[tuple[int, int]] = []

    def interrupt(done: int, total: int) -> None:
        told.append((done, len(library.articles())))
        if len(told) == 1:
            [first] = library.search("What is in report 0?").passages
            assert first.article.source == "report-00.txt"
        elif len(told) == 12:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.sync(progress=interrupt)
    assert [told[0][1], told[-1][1]] == [1, 9]
    kept = len(library.articles())
    assert_whole(library, kept, waiting=library.status().waiting)
    assert library.check() == []
    assert library.sync().count("added") == 20 - kept
    assert 20 <= len(encoded) <= 28
    assert_whole(library, 20)
    assert library.search(QUESTION).sentences == template[2]


def die(folder: Path, home: Path, server: Server | None, action: str, point: str) -> None:
    """Run `action` in a child that kills itself at the start of a function: file:function:nth."""
    told = [str(folder), str(home), address(server), action, *point.split(":")]
    command = [sys.executable, "-c", CHILD, *told]
    assert subprocess.run(command, capture_output=True, check=False).returncode == -9


@pytest.mark.parametrize(
    ("point", "finished"),
    [
        ("catalog.py:put:6", range(5, 6)),
        ("catalog.py:encode:6", range(9, 21)),
        ("vectors.py:apply:2", range(1, 21)),
        ("catalog.py:acknowledge:6", range(9, 21)),
        ("entries.py:compute:2", range(1, 21)),  # while the first are put in by a thread
    ],
    ids=str,
)
def test_a_sync_killed_anywhere_is_completed_by_the_next(
    folder: Path,
    home: Path,
    server: Server | None,
    open_library: Opener,
    encoded: list[str],
    point: str,
    finished: range,
) -> None:
    die(folder, home, server, "sync", point)
    library = open_library(folder)
    assert len(library.articles()) in finished
    kept = library.catalog.encoded()
    library.sync()
    assert len(encoded) == 20 - kept
    assert_whole(library, 20)


@pytest.mark.parametrize(
    "point", ["catalog.py:put:2", "catalog.py:encode:2", "catalog.py:forget:2", "words.py:refill:1"]
)
def test_a_sync_of_changes_killed_anywhere_is_completed_by_the_next(
    library: Library,
    folder: Path,
    home: Path,
    server: Server | None,
    open_library: Opener,
    point: str,
) -> None:
    library.sync()
    library.close()
    for n in range(3):
        (folder / f"report-{n:02}.txt").write_text(f"Report {n} was corrected on Tuesday.\n")
        (folder / f"report-{n + 10}.txt").unlink()
    (folder / "report-19.txt").rename(folder / "report-20.txt")
    die(folder, home, server, "sync", point)
    again = open_library(folder)
    again.sync()
    assert_whole(again, 17)
    texts = {article.source: article.text for article in again.articles()}
    assert texts == {path.name: path.read_text() for path in folder.iterdir()}
    assert not again.sync().changed


@pytest.mark.parametrize("point", ["words.py:refill:1", "vectors.py:apply:1"])
def test_a_rebuild_killed_half_way_is_completed_by_the_next_sync(
    kept: Path,
    home: Path,
    server: Server | None,
    open_library: Opener,
    encoded: list[str],
    point: str,
) -> None:
    die(kept, home, server, "rebuild", point)
    library = open_library(kept)
    library.sync()
    assert encoded == []
    assert_whole(library, 20)


@pytest.mark.parametrize(
    ("point", "anew"),
    [("vectors.py:_upsert:1", True), ("vectors.py:_delete:1", True), ("words.py:refill:1", False)],
)
def test_vectors_that_a_process_was_killed_while_writing_are_made_again(
    library: Library,
    folder: Path,
    home: Path,
    server: Server | None,
    open_library: Opener,
    encoded: list[str],
    point: str,
    anew: bool,
) -> None:
    """Chroma may read its torn files without a word, and miss vectors."""
    library.sync()
    library.close()
    encoded.clear()
    before = (inside(home) / "chroma").stat().st_ino
    (folder / "report-00.txt").write_text("Report 0 was corrected on Tuesday.\n")
    die(folder, home, server, "sync", point)
    again = open_library(folder)
    again.sync()
    assert_whole(again, 20)
    assert len(encoded) <= 1
    assert ((inside(home) / "chroma").stat().st_ino != before) == anew
    place = (inside(home) / "chroma").stat().st_ino
    again.rebuild()
    (folder / "report-01.txt").write_text("Report 1 was corrected on Tuesday.\n")
    at = (inside(home) / "chroma").stat().st_ino
    assert at != place
    again.sync()
    assert (inside(home) / "chroma").stat().st_ino == at


# -- one writer --------------------------------------------------------------------------------


def test_a_second_writer_is_told_who_is_writing(
    library: Library, folder: Path, home: Path, server: Server | None
) -> None:
    library.sync()
    (folder / "late.txt").write_text("The council met again on Tuesday.\n")
    command = [sys.executable, "-c", HOLDER, str(folder), str(home), address(server)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdin and holder.stdout
        assert holder.stdout.readline() == "writing\n"
        for write in (library.sync, library.rebuild):
            with pytest.raises(Locked, match=rf"process {holder.pid} is indexing"):
                write()
        assert library.search("What is in report 7?").sentences
        status = library.status()
        assert (status.articles, status.waiting) == (20, 0)
        holder.stdin.write("\n\n\n")
        holder.stdin.close()
        assert holder.wait() == 0
    assert not library.sync().changed
    assert_whole(library, 21)


def test_a_dead_writer_holds_nothing(kept: Path, home: Path, open_library: Opener) -> None:
    (inside(home) / "writer.json").write_text(json.dumps({"pid": 1}))
    (inside(home) / "writer.lock").touch()
    library = open_library(kept)
    library.rebuild()
    assert json.loads((library.home / "writer.json").read_text()) == {"pid": os.getpid()}


def test_a_sync_with_nothing_to_do_needs_no_lock_and_no_chroma(
    kept: Path, home: Path, server: Server | None
) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom filelock import FileLock\n"
        "from index.embedding import MiniLM\nfrom index.library import Library\n"
        "from index.server import Server\n"
        "server = Server.at(sys.argv[3]) if sys.argv[3] else None\n"
        "with Library.open(Path(sys.argv[1]), Path(sys.argv[2]), MiniLM(), server) as library:\n"
        "    with FileLock(str(library.home / 'writer.lock')):\n"
        "        print(library.sync().count('unchanged'), 'chromadb' in sys.modules)\n"
    )
    command = [sys.executable, "-c", code, str(kept), str(home), address(server)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said == "20 False\n"
