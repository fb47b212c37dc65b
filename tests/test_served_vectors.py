"""Libraries whose vectors are on a real Chroma server: apart from each other, not at its mercy.

The server that these tests kill, empty or hold still is their own.
"""

import copy
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from serving_chroma import Chroma, chroma, proxied

from assistant import backup
from assistant.restore import restore
from evals.torture.hashed import HashedWords
from index import failpoints, homes, vectors
from index.articles import Article
from index.catalog import Entry, FileRecord, Filter
from index.chunks import chunk
from index.library import Library
from index.retrieval import EXACT_UP_TO, Retriever
from index.served import ServedVectors
from index.spans import split
from index.stores import Store, StoreAway
from index.words import Words

EMBEDDER = HashedWords()
QUESTION = "What did the council do on Monday?"
WRITER = """
import sys
from pathlib import Path
from evals.torture.hashed import HashedWords
from index.library import Library
from index.stores import Store
folder, home, url = sys.argv[1:4]
with Library.open(Path(folder), Path(home), HashedWords(), store=Store.at(url)) as library:
    sys.exit(library.sync().trouble or 0)
"""
KILLED = """
import os, signal
from index import failpoints
left = int(sys.argv[5])
def die(point):
    global left
    left -= point == sys.argv[4]
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
failpoints.tell(die)
"""


def reports(folder: Path, count: int, about: str = "council") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(count):
        (folder / f"report-{n:02}.txt").write_text(f"Report {n}: the {about} met on Monday.\n")
    return folder


def assert_whole(library: Library, articles: int) -> None:
    status = library.status()
    assert (status.articles, status.in_words, status.in_vectors) == (articles, articles, articles)
    assert (status.behind, status.trouble, library.check()) == (0, "", [])


@pytest.fixture(scope="module")
def _one_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    with chroma(tmp_path_factory.mktemp("own") / "server") as server:
        yield server


@pytest.fixture
def own_server(_one_server: Chroma) -> Chroma:
    _one_server.start()  # it is as the last test left it
    return _one_server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return reports(tmp_path / "reports", 20)


@pytest.fixture
def opened(folder: Path, home: Path) -> Iterator[Callable[..., Library]]:
    """Opens libraries, by default of `folder` in `home`; all are closed when the test ends."""
    libraries: list[Library] = []

    def open_one(server: str | Store | None, folder: Path = folder, home: Path = home) -> Library:
        at = Store.at(server) if isinstance(server, str) else server
        libraries.append(Library.open(folder, home, EMBEDDER, store=at))
        return libraries[-1]

    yield open_one
    for library in libraries:
        library.close()


Opener = Callable[..., Library]


# -- one server, several libraries -------------------------------------------------------------


def test_a_server_finds_what_files_find(
    opened: Opener, chroma_server: Chroma, tmp_path: Path
) -> None:
    found = []
    for at, home in ((None, tmp_path / "one"), (chroma_server.url, tmp_path / "two")):
        library = opened(at, home=home)
        library.sync()
        words = Words(library.home / "words")
        asked = Retriever(library.catalog, words, library._vectors, EMBEDDER, exact_up_to=0)
        found.append(asked.search(QUESTION, within=Filter()).sentences)
        assert (library.home / "chroma").exists() is (at is None)
    assert found[0] == found[1]
    assert len(found[0]) == 20


def test_libraries_of_one_name_share_a_server_without_mixing(
    opened: Opener, chroma_server: Chroma, folder: Path, tmp_path: Path
) -> None:
    """As on two machines with a folder of the same path, and on one with folders of one name."""
    here, there = opened(chroma_server.url), opened(chroma_server.url, home=tmp_path / "there")
    other = opened(chroma_server.url, folder=reports(tmp_path / "b" / "reports", 3, "court"))
    for library in (here, there, other):
        library.sync()
    assert len({library.status().store for library in (here, there, other)}) == 3
    (folder / "report-07.txt").unlink()
    here.sync()
    for library, count in ((here, 19), (there, 20), (other, 3)):
        assert_whole(library, count)


def test_two_processes_write_two_libraries_at_once_and_a_third_reads(
    opened: Opener, chroma_server: Chroma, tmp_path: Path
) -> None:
    folders = [reports(tmp_path / name, 60, name) for name in ("court", "mill")]
    home = tmp_path / "shared"
    start = [sys.executable, "-c", WRITER]
    writers = [
        subprocess.Popen([*start, str(folder), str(home), chroma_server.url]) for folder in folders
    ]
    readers = [opened(chroma_server.url, folder=folder, home=home) for folder in folders]
    while any(writer.poll() is None for writer in writers):
        for reader in readers:
            reader.search("the court")
    assert [writer.returncode for writer in writers] == [0, 0]
    for reader in readers:
        assert_whole(reader, 60)
        assert not reader.sync().changed


def test_a_reader_follows_a_collection_that_another_process_made_anew(
    opened: Opener, chroma_server: Chroma
) -> None:
    writer, reader = opened(chroma_server.url), opened(chroma_server.url)
    writer.sync()
    vector = EMBEDDER.embed(QUESTION)
    before = reader._vectors.hits(vector, 20)
    writer.rebuild()
    assert reader._vectors.hits(vector, 20) == before
    assert len(before) == reader._vectors.count() == 20


# -- a server that is away ---------------------------------------------------------------------


def test_without_its_server_a_library_is_indexed_and_searched_and_catches_up(
    opened: Opener, own_server: Chroma, folder: Path
) -> None:
    opened(own_server.url).sync()
    own_server.kill()
    reports(folder, 22)
    (folder / "report-00.txt").unlink()
    library = opened(own_server.url)
    report = library.sync()
    assert (report.count("added"), report.count("removed")) == (2, 1)
    assert "does not answer" in report.trouble
    assert f"{own_server.url} " in report.trouble
    assert "Report 21" in {each.text[:9] for each in library.search("report 21").sentences}
    status = library.status()
    assert (status.articles, status.in_vectors, status.trouble) == (21, None, report.trouble)
    assert [fault.part for fault in library.check()] == ["vectors"]
    with pytest.raises(StoreAway, match="does not answer"):
        library.rebuild()
    assert library.catalog.applied("vectors")  # only the outbox is to be made up for
    own_server.start()
    again = opened(own_server.url)
    assert not again.sync().changed
    assert_whole(again, 21)


def test_a_server_that_dies_in_the_middle_of_a_sync_loses_nothing(
    opened: Opener, own_server: Chroma
) -> None:
    dead: list[int] = []

    def die(done: int, total: int) -> None:
        if done and not dead:
            dead.append(done)
            own_server.kill()

    library = opened(own_server.url)
    report = library.sync(progress=die)
    assert report.count("added") == 20
    assert "does not answer" in report.trouble
    assert len(library.search(QUESTION).sentences) == 20
    own_server.start()
    again = opened(own_server.url)
    assert not again.sync().changed
    assert_whole(again, 20)


def test_a_server_that_dies_in_the_middle_of_a_rebuild_keeps_the_collection_it_had(
    opened: Opener, own_server: Chroma
) -> None:
    library = opened(own_server.url)
    library.sync()

    def die(point: failpoints.Point) -> None:
        if point == "vectors.upsert":
            own_server.kill()

    with failpoints.telling(die), pytest.raises(StoreAway, match="does not answer"):
        library.rebuild()
    assert "does not answer" in library.trouble
    own_server.start()
    again = opened(own_server.url)
    assert again._vectors.count() == 20
    again.sync()
    assert_whole(again, 20)


def test_a_search_goes_on_over_the_catalog_when_the_server_dies_or_lags(
    opened: Opener, own_server: Chroma, tmp_path: Path
) -> None:
    """So many passages that the server is asked, and not every vector compared."""
    folder = reports(tmp_path / "long", 0)
    library = opened(own_server.url, folder=folder)
    put(library, long_article(EXACT_UP_TO + 50))
    library.rebuild()
    before = library.search("the harbour of ship 77").passages
    assert library.trouble == ""
    own_server.kill()
    assert library.search("the harbour of ship 77").passages == before
    assert "does not answer" in library.trouble
    own_server.start()
    again = opened(own_server.url, folder=folder)
    put(again, entry("late.txt", "A court fined the mill."))
    assert again.search("the mill, fined by a court").passages[0].article.source == "late.txt"
    assert again.trouble == ""


def put(library: Library, entry: Entry) -> None:
    source = entry.article.source
    library.catalog.put(entry, FileRecord(source, 1, 1, "indexed", "", entry.article.id))


def long_article(chunks: int) -> Entry:
    words = (f"Ship {n} lay in the harbour for {n % 97} days." for n in range(chunks))
    found = entry("a.txt", " ".join(words))
    assert len(found.chunks) > EXACT_UP_TO
    return found


def entry(source: str, text: str) -> Entry:
    spans = split(text)
    found = tuple(chunk(spans, length=8))
    passages = np.array([EMBEDDER.embed(text[c.start : c.end]) for c in found])
    sentences = np.array([EMBEDDER.embed(text[s.start : s.end]) for s in spans])
    tokens = (np.zeros((0, 0), np.uint8),) * len(spans)
    return Entry(Article(source, text), tuple(spans), found, sentences, passages, tokens)


@pytest.mark.parametrize("when", ["at once", "later"])
def test_a_server_that_holds_still_is_not_waited_for(
    opened: Opener, own_server: Chroma, when: str
) -> None:
    library = opened(Store(own_server.url, patience=0.5))
    if when == "later":
        library.sync()
        (library.folder / "late.txt").write_text("The council met again on Tuesday.\n")
    with own_server.still():
        assert "does not answer" in library.sync().trouble
    articles, _ = library.catalog.counts()
    again = opened(own_server.url)
    again.sync()
    assert_whole(again, articles)


def test_what_is_no_chroma_server_is_said_to_be_none(opened: Opener, tmp_path: Path) -> None:
    serve = "import http.server as s; h = s.ThreadingHTTPServer(('127.0.0.1', 0), "
    serve += "s.SimpleHTTPRequestHandler); print(h.server_port, flush=True); h.serve_forever()"
    command = [sys.executable, "-c", serve]
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=tmp_path, **quiet) as page:  # type: ignore[call-overload]
        url = f"http://127.0.0.1:{int(page.stdout.readline())}"
        try:
            trouble = opened(url).sync().trouble
        finally:
            page.kill()
    assert trouble.startswith(f"what answers at {url} is no Chroma server (HTTP 404); correct")


# -- a server that is not as it was left -------------------------------------------------------


def test_an_emptied_server_is_filled_again(opened: Opener, own_server: Chroma) -> None:
    library = opened(own_server.url)
    library.sync()
    own_server.kill()
    shutil.rmtree(own_server.path)
    own_server.start()
    assert not library.sync().changed
    assert_whole(library, 20)


def test_a_server_put_back_from_an_earlier_copy_is_noticed(
    opened: Opener, own_server: Chroma, folder: Path, tmp_path: Path
) -> None:
    """It holds as many passages as before, but one of them is another."""
    opened(own_server.url).sync()
    own_server.kill()
    shutil.copytree(own_server.path, tmp_path / "copy")
    own_server.start()
    (folder / "report-00.txt").write_text("Report 0 was corrected on Tuesday.\n")
    opened(own_server.url).sync()
    for edited in (False, True):
        own_server.kill()
        shutil.rmtree(own_server.path)
        shutil.copytree(tmp_path / "copy", own_server.path)
        own_server.start()
        if edited:
            (folder / "report-01.txt").write_text("Report 1 was corrected on Tuesday.\n")
        again = opened(own_server.url)
        again.sync()
        assert_whole(again, 20)


def test_vectors_move_to_a_server_and_back(
    opened: Opener, chroma_server: Chroma, folder: Path
) -> None:
    for n, server in enumerate([None, chroma_server.url, None, chroma_server.url, None]):
        if server:  # what was left in files has as many passages, but not this one
            (folder / "report-00.txt").write_text(f"Report 0 was corrected {n} times.\n")
        library = opened(server)
        library.sync()
        assert_whole(library, 20)
        library.close()
        library = opened(server)
        assert not library.sync().changed
        assert_whole(library, 20)
        library.close()


# -- crashes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "point", "nth"),
    [
        ("sync", "vectors.upsert", 1),
        ("sync", "vectors.written", 2),
        ("rebuild", "replace.ready", 4),
        ("rebuild", "replace.aside", 4),
        ("rebuild", "replace.placed", 4),
    ],
)
def test_a_writer_killed_at_any_step_is_made_up_for(
    opened: Opener,
    chroma_server: Chroma,
    folder: Path,
    home: Path,
    action: str,
    point: str,
    nth: int,
) -> None:
    if action == "rebuild":
        opened(chroma_server.url).sync()
    code = (
        "import sys\n"
        + KILLED
        + WRITER.replace("library.sync().trouble or 0", f"library.{action}()")
    )
    command = [sys.executable, "-c", code, str(folder), str(home), chroma_server.url]
    done = subprocess.run([*command, point, str(nth if action == "sync" else 1)], check=False)
    assert done.returncode == -9
    library = opened(chroma_server.url)
    library.search(QUESTION)
    library.sync()
    assert_whole(library, 20)


# -- repair, backup, restore -------------------------------------------------------------------


def holds(server: Chroma, store: str) -> bool:
    """Whether a server has the collection that a status names."""
    client = vectors.client(server.url, None, 10)
    names = {each.name for each in client.list_collections()}
    vectors.hang_up(client)
    return store.rpartition(" ")[2] in names


def test_vectors_that_a_server_lost_or_changed_are_found_and_made_again(
    opened: Opener, chroma_server: Chroma
) -> None:
    library = opened(chroma_server.url)
    library.sync()
    store = library._vectors
    ids = sorted(store.refs())
    store._target.delete(ids=ids[:2])
    [fault] = library.check(apart=True)
    assert "lacks 2 of 20" in fault.says
    library.repair([fault])
    wrong = -np.eye(1, EMBEDDER.dimension, dtype=np.float32)[0]
    store._target.update(ids=ids[:1], embeddings=[wrong])
    assert "1 of 20 compared differ" in library.check()[0].says
    library.repair(library.check())
    assert_whole(library, 20)


@pytest.mark.parametrize("away", [False, True])
def test_a_restored_library_fills_the_server_again(
    opened: Opener, own_server: Chroma, folder: Path, home: Path, tmp_path: Path, away: bool
) -> None:
    library = opened(own_server.url)
    library.sync()
    before = library.status().store
    library.close()
    backup.make(folder, home, EMBEDDER.fingerprint, tmp_path / "backup.zip")
    if away:
        own_server.kill()
    said = restore(tmp_path / "backup.zip", home, EMBEDDER, folder, store=Store.at(own_server.url))
    assert ("does not answer" in said[-1]) is away
    if away:
        own_server.start()
    again = opened(own_server.url)
    again.sync()
    assert_whole(again, 20)
    assert again.status().store != before
    assert holds(own_server, before) is away  # nobody can remove it there meanwhile


def test_a_library_made_anew_leaves_no_collection_behind(
    opened: Opener, chroma_server: Chroma, folder: Path, home: Path
) -> None:
    library = opened(chroma_server.url)
    library.sync()
    before = library.status().store
    library.close()
    assert holds(chroma_server, before)
    Library.remake(folder, home, EMBEDDER, store=Store.at(chroma_server.url))
    assert_whole(opened(chroma_server.url), 20)
    assert not holds(chroma_server, before)


# -- addresses and tokens ----------------------------------------------------------------------


def test_a_token_opens_the_way_through_a_proxy_and_is_shown_nowhere(
    opened: Opener, chroma_server: Chroma, folder: Path
) -> None:
    secret = "planted-" + "x7" * 16
    with proxied(chroma_server, secret) as url:
        for token in (None, "planted-other"):
            trouble = opened(Store(url, token)).sync().trouble
            assert f"the server at {url} refuses (HTTP 401); set DATELINE_STORE_TOKEN" in trouble
            assert "planted" not in trouble
        library = opened(Store(url, secret))
        library.sync()
        assert_whole(library, 20)
    assert secret not in repr(Store(url, secret)) + library.status().store
    kept = [path.read_bytes() for path in library.home.rglob("*") if path.is_file()]
    assert not [data for data in kept if secret.encode() in data]


@pytest.mark.parametrize(
    "url",
    ["localhost:8000", "ftp://a", "http://", "http://u:hush@a", "http://hush@a", "http://a:0",
     "http://a:99999", "http://a:b", "http://a?hush", "http://a#hush", "chroma", ""],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match="write http://host:port") as refused:
        Store.at(url)
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "token", "open"),
    [
        ("http://127.0.0.1:8000", None, True),
        ("http://localhost:8000", None, True),
        ("http://[::1]:8000", None, True),
        ("https://chroma.example", "secret", True),
        ("http://chroma.example:8000", None, False),
        ("http://10.0.0.7:8000", None, False),
        ("http://chroma.example:8000", "secret", False),
        ("https://chroma.example", None, False),
        ("https://chroma.example", "", False),
    ],
)
def test_a_server_elsewhere_is_asked_over_tls_and_with_a_token_only(
    url: str, token: str | None, open: bool
) -> None:
    if open:
        assert Store.at(url, token).url == url
    else:
        with pytest.raises(ValueError, match="over https and with a token only") as refused:
            Store.at(url, token)
        assert "secret" not in str(refused.value)


@pytest.mark.parametrize("token", ["two\nlines", "caf\u00e9"])
def test_a_token_that_no_header_can_hold_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        Store.at("https://chroma.example", token)


def test_a_name_of_a_collection_is_kept_and_is_one_that_chroma_takes(
    folder: Path, home: Path
) -> None:
    first = homes.prepare(folder, home, EMBEDDER.fingerprint)
    assert homes.collection_of(first) is None
    name = homes.collection(first, EMBEDDER.fingerprint)
    assert name == homes.collection(first, EMBEDDER.fingerprint) == homes.collection_of(first)
    assert name.startswith("dateline-reports-")
    assert name.endswith(EMBEDDER.fingerprint)
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len((first / "collection.txt").read_text()) == 16


def test_vectors_on_a_server_do_not_arrive_in_another_process_as_files_that_are_not_there(
    tmp_path: Path,
) -> None:
    served = ServedVectors(tmp_path, "e", Store.at("http://127.0.0.1:1"), "c")
    with pytest.raises(TypeError, match="open them there"):
        copy.copy(served)  # made as a process makes what it is sent
