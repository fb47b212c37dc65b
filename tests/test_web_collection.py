"""The tab that lists articles: adding, correcting and removing them, and what stays shut."""

import asyncio
import http.client
import json
import re
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode

import pytest
from interrupting import Interrupted

from assistant.addresses import Policy
from assistant.desk import Assistant
from assistant.intake import IN_ALL, IntakeError, Taken
from assistant.settings import Settings
from assistant.switching import Switch
from index.articles import Article
from index.following import FileStatus
from index.library import Library
from index.readers import SIDECAR
from seeds import ARTICLES

pytest.importorskip("nh3", reason="the page comes with dateline[web]")

from assistant.background import Background, Work
from assistant.web.arrivals import Arrivals
from assistant.web.collecting import UPLOADS, Collection
from assistant.web.collection_list import became, files, files_html, matching, taken_html
from assistant.web.progress import going_on_html, progress_html, so_far
from assistant.web.shelf import Shelf

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> [a](javascript:x) $$x$$ &lt;b&gt;"
STORY = "Ferry fares rise\n\nThe Elder ferry will cost 9 pounds from May, the port said.\n"


class Page(HTMLParser):
    """What a browser would make of some HTML: its elements, its text, and what its buttons hold."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    @property
    def values(self) -> list[str]:
        return [about["value"] or "" for tag, about in self.elements if tag == "button"]


SURE = Article("sure.md", "Text.", "Sure", "Post", None, date(2024, 3, 1), None, "front matter")
GUESS = Article("guess.txt", "Text 2.", "Guess", "Post", None, date(2024, 3, 2), None, "the URL")
BARE = Article("bare.txt", "Text 3.")
STATUSES = [
    FileStatus("sure.md", "unchanged"),
    FileStatus("guess.txt", "unchanged"),
    FileStatus("bare.txt", "unchanged"),
    FileStatus("bad.txt", "skipped", "it is empty"),
    FileStatus("copy.txt", "duplicate", "the same text as sure.md"),
]


def test_the_list_has_every_file_with_its_state_and_where_its_date_came_from() -> None:
    rows = files(STATUSES, [SURE, GUESS, BARE])
    assert [row.source for row in rows] == [
        "bad.txt", "copy.txt", "guess.txt", "sure.md", "bare.txt",
    ]  # fmt: skip
    text = Page(files_html(rows)).text
    for said in (
        "Not indexed: it is empty.",
        "Not indexed: the same text as sure.md.",
        "2 March 2024, guessed from the URL.",
        "1 March 2024, stated by front matter.",
        "No date.",
        "No outlet.",
    ):
        assert said in text


def test_an_outlet_that_was_read_is_marked_and_to_be_checked_and_only_what_is_missing_is_red() -> (
    None
):
    day = date(2024, 3, 1)
    read = Article("r.txt", "A.", None, "Wire", None, day, None, "the text", "the text")
    sure = Article("s.md", "B.", None, "Post", None, day, None, "front matter", "front matter")
    bare = Article("b.txt", "C.", None, None, None, day, None, "the URL")
    rows = files(
        [FileStatus(each.source, "unchanged") for each in (read, sure, bare)], [read, sure, bare]
    )
    assert {row.source for row in rows if row.unsure} == {"r.txt", "b.txt"}
    html = files_html(rows)
    assert '<span class="state">Outlet read in the text.</span>' in html
    assert html.count("Outlet ") == 1
    assert '<span class="guess">No outlet.</span>' in html and html.count('"guess"') == 1


def test_the_list_is_narrowed_by_words_and_state() -> None:
    rows = files(STATUSES, [SURE, GUESS, BARE])
    found = {
        state: [row.source for row in matching(rows, "", state)]
        for state in ("All", "Indexed", "Not indexed", "Outlet or date to check")
    }
    assert len(found["All"]) == 5 and len(found["Indexed"]) == 3
    assert found["Not indexed"] == ["bad.txt", "copy.txt"]
    assert found["Outlet or date to check"] == ["guess.txt", "bare.txt"]
    assert [row.source for row in matching(rows, "post GUESS", "All")] == ["guess.txt"]


def test_only_what_was_added_can_be_removed_and_nothing_in_a_folder_that_is_only_read() -> None:
    rows = files(STATUSES, [SURE, GUESS, BARE])
    one = {"guess.txt": "guess.txt"}
    values = Page(files_html(rows, True, one.get)).values
    assert [value for value in values if value.startswith("remove:")] == ["remove:guess.txt"]
    assert len([value for value in values if value.startswith("edit:")]) == 3
    assert all(value.startswith("a") for value in Page(files_html(rows)).values)


def test_markup_in_names_and_reasons_is_text_and_nothing_else() -> None:
    article = Article(HOSTILE, "Text.", HOSTILE, HOSTILE, HOSTILE, None)
    rows = files([FileStatus(HOSTILE, "unchanged"), FileStatus("b", "skipped", HOSTILE)], [article])
    for html in (
        files_html(rows, True, lambda name: name),
        taken_html([Taken(HOSTILE, None, HOSTILE)]),
    ):
        page = Page(html)
        assert HOSTILE in page.text
        assert not {tag for tag, _ in page.elements} & {"script", "img", "a", "style"}
        assert {name for _, about in page.elements for name in about} <= {"class", "type", "value"}


def test_what_was_refused_is_named_first_and_many_that_were_added_are_folded_away() -> None:
    added = [Taken(f"{n}.txt", f"added/{n}.txt") for n in range(30)]
    many = Page(taken_html([*added, Taken("x.exe", None, "no such format")]))
    assert "30 files were added" in many.text and "And 11 more" in many.text
    tags = [tag for tag, _ in many.elements]
    assert tags.count("li") == 20 and tags.index("li") < tags.index("details")
    assert many.text.index("x.exe Not added: no such format.") < many.text.index("0.txt Added.")
    few = Page(taken_html(added[:3]))
    assert "2.txt Added." in few.text and "details" not in {tag for tag, _ in few.elements}


@pytest.mark.parametrize(
    ("statuses", "busy", "said"),
    [
        ([], True, "3 files were added; they are being indexed."),
        ([], False, "3 files were added."),
        (["", ""], True, "3 files were added; they are being indexed."),
        (["", "", ""], True, "3 files were added and indexed."),
        (["", "it is empty", ""], False, "3 files were added: 2 are indexed, 1 is not."),
        (["a", "b", "c"], False, "3 files were added, but none is indexed."),
    ],
)
def test_files_that_were_added_are_counted_as_indexed_once_they_are(
    statuses: list[str], busy: bool, said: str
) -> None:
    added = [Taken(f"{n}.txt", f"added/{n}.txt") for n in range(3)]
    table = Taken("articles.csv", SIDECAR, "1 of its rows was taken over")
    known = [
        FileStatus(f"added/{n}.txt", "skipped" if reason else "unchanged", reason)
        for n, reason in enumerate(statuses)
    ]
    told = Page(taken_html([*added, table], became(added, known), busy)).text
    assert told.startswith(said)
    for reason in filter(None, statuses):
        assert f"Not indexed: {reason}." in told


def test_a_file_of_several_articles_is_indexed_where_any_of_them_is() -> None:
    taken = [Taken("wire.zip", "added/wire.zip"), Taken("bad.zip", "added/bad.zip")]
    known = [
        FileStatus("added/wire.zip/a.txt", "skipped", "it is empty"),
        FileStatus("added/wire.zip/b.txt", "unchanged"),
        FileStatus("added/wire.zip/c.txt", "skipped", "it is empty"),
        FileStatus("added/bad.zip/a.txt", "skipped", "it is empty"),
    ]
    assert became(taken, known) == {"added/wire.zip": "", "added/bad.zip": "it is empty"}


def test_a_bar_says_how_many_how_fast_and_how_long() -> None:
    page = Page(progress_html(Work("indexing", 300, 1300, 60.0, 60.0)))
    assert "Indexing: 300 of 1,300 articles, 5.0 a second, 3 min left." in page.text
    assert ("progress", {"value": "300", "max": "1300"}) in page.elements
    assert "Questions are answered from what is indexed so far." in page.text
    early = Work("indexing", 8, 1300, 20.0, 20.0, read=713, since=20.0, early=8)
    assert "Indexing: 8 of 1,300 articles, 713 read. " in Page(progress_html(early)).text
    ended = Page(progress_html(Work("indexing", 300, 300, 60.0, 60.0)))
    assert "300 of 300 articles; looking for copies" in ended.text


def test_what_an_answer_lacks_is_told_while_articles_are_indexed_and_only_then() -> None:
    background = Background(unused)
    assert so_far(background, 12) == "" and going_on_html(background) == ""
    background._work = Work("indexing", 300, 1300, 60.0, 60.0)
    assert so_far(background, 312) == (
        "Answered from 312 articles, while 1,000 more were to be indexed."
    )
    assert so_far(background, 0) == "Answered from the first that were indexed, of 1,000 to come."
    background._work = Work("reading", 300, 1300, 60.0, 60.0)
    assert so_far(background, 312) == ""
    background._work, background._problems = None, {"indexing": "the folder is gone"}
    assert "The folder is gone." in Page(going_on_html(background)).text


def unused() -> AbstractContextManager[Library]:
    """What lends a library to work that is never begun."""
    raise AssertionError


# -- what the tab does, over real folders ----------------------------------------------------


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[Path | None], tuple[Switch, Collection]]]:
    """Opens a folder, or the sample, as the page does."""
    made: list[Switch] = []

    def open(folder: Path | None) -> tuple[Switch, Collection]:
        assistant = Assistant.open(folder, Settings(home=tmp_path / "home"))
        assistant.sync()
        made.append(Switch(assistant))
        return made[-1], Collection(made[-1], Shelf(made[-1].articles), ARTICLES)

    yield open
    for each in made:
        each.close()


def sent(switch: Switch, *names: str, content: bytes = STORY.encode()) -> str:
    """The batch of files of these names that a browser has sent."""
    arrivals = Arrivals(switch.library.home.parent / UPLOADS)
    batch = uuid.uuid4().hex
    for name in names:
        assert asyncio.run(arrive(arrivals, batch, name, [content])) == 200
    return batch


async def arrive(arrivals: Arrivals, batch: str, name: str, pieces: list[bytes]) -> int:
    """The status that sending a file in these pieces gets."""
    query = urlencode({"batch": batch, "name": name}).encode()
    scope = {"method": "POST", "query_string": query, "headers": [(b"X-Dateline", b"add")]}
    messages = [{"type": "http.request", "body": each, "more_body": True} for each in pieces]
    messages.append({"type": "http.request", "body": b"", "more_body": False})
    answers: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        answers.append(message)

    await arrivals(scope, receive, send)
    return int(answers[0]["status"])


def test_the_first_article_added_to_the_sample_opens_a_folder_of_one_s_own(
    opened: Callable[[Path | None], tuple[Switch, Collection]], tmp_path: Path
) -> None:
    switch, collection = opened(None)
    before = {path.name: path.read_bytes() for path in ARTICLES.iterdir() if path.is_file()}
    assert collection.bundled and collection.other is None
    told = Page(collection.told(collection.add(sent(switch, "Ferry.txt", "x.exe"))))
    assert "1 file was added" in told.text and "x.exe Not added" in told.text
    assert switch.background.wait(60)
    assert switch.library.folder == (tmp_path / "home" / "articles").resolve()
    assert "9 pounds" in switch.ask("What will the Elder ferry cost?").text
    assert {p.name: p.read_bytes() for p in ARTICLES.iterdir() if p.is_file()} == before
    assert collection.other == "Back to the bundled sample"
    collection.turn()
    assert switch.background.wait(60) and collection.bundled
    assert collection.other == "Open my own articles"
    assert not list((tmp_path / "home" / UPLOADS).iterdir())


def test_an_article_that_nothing_is_answered_from_yet_is_not_called_indexed(
    opened: Callable[[Path | None], tuple[Switch, Collection]], folder: Path
) -> None:
    switch, collection = opened(folder)
    had = len(switch.articles())
    (folder / "Ferry.txt").write_text(STORY)
    with pytest.raises(KeyboardInterrupt):
        switch.library.sync(encoder=Interrupted())
    taken = [Taken("Ferry.txt", "Ferry.txt")]
    assert Page(collection.told(taken)).text.startswith("1 file was added.")
    every = collection.look("", "All")
    assert f"{had} articles indexed in {folder}; 1 is not yet." in Page(every.head).text
    missing = collection.look("", "Not indexed")
    assert missing.total == 1 and "Not indexed yet." in Page(missing.rows(0, 1)).text
    assert collection.look("", "Indexed").total == had
    switch.library.sync()
    assert Page(collection.told(taken)).text.startswith("1 file was added and indexed.")
    assert f"{had + 1} articles indexed in {folder}." in Page(collection.look("", "All").head).text
    assert collection.look("", "Not indexed").total == 0


def test_what_cannot_be_taken_leaves_the_sample_open(
    opened: Callable[[Path | None], tuple[Switch, Collection]],
) -> None:
    switch, collection = opened(None)
    assert "Nothing was added" in collection.told(collection.add(sent(switch, "x.exe")))
    assert collection.bundled and collection.other is None


@pytest.mark.parametrize("batch", ["", "..", "../../etc", "/etc", "0" * 32, "0" * 31 + "/"])
def test_what_names_no_batch_adds_nothing(
    opened: Callable[[Path | None], tuple[Switch, Collection]], folder: Path, batch: str
) -> None:
    _, collection = opened(folder)
    assert "Nothing was added" in collection.told(collection.add(batch))
    assert not (folder / "added").exists() and (folder / "harbour.txt").exists()


def test_a_name_of_any_kind_arrives_as_a_name_and_nothing_else(tmp_path: Path) -> None:
    arrivals, batch = Arrivals(tmp_path / "in"), "a" * 32
    for name in ("../../x.txt", "/etc/x.txt", "..", "\u202e.txt", "C:\\x.txt", "x" * 5000):
        assert asyncio.run(arrive(arrivals, batch, name, [b"text"])) == 200
    found = arrivals.offered(batch)
    assert len(found) == 6 and max(len(each.name) for each in found) == 500
    assert all(each.path.is_relative_to(tmp_path / "in" / batch) for each in found)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    arrivals.sweep(batch)
    assert not list((tmp_path / "in").iterdir())


def test_a_file_or_a_batch_that_is_too_large_is_refused_as_it_comes(tmp_path: Path) -> None:
    arrivals, batch = Arrivals(tmp_path), "b" * 32
    megabyte = b"x" * 1_000_000
    assert asyncio.run(arrive(arrivals, batch, "large.txt", [megabyte] * 11)) == 413
    assert not arrivals.offered(batch)
    kept = [asyncio.run(arrive(arrivals, batch, "a.txt", [megabyte] * 10)) for _ in range(11)]
    assert kept == [200] * (IN_ALL // 10_000_000) + [413]


def test_an_article_is_added_corrected_removed_and_put_back(
    opened: Callable[[Path | None], tuple[Switch, Collection]], folder: Path
) -> None:
    (folder / SIDECAR).write_text("file,outlet,note\nbridge.md,,keep\n", encoding="utf-8")
    switch, collection = opened(folder)
    collection.add(sent(switch, "2024-05-06 ferry.txt"))
    assert switch.background.wait(60)
    listing = collection.look("ferry", "All")
    assert listing.total == 1 and "6 May 2024, guessed from the file name." in listing.rows(0, 1)
    [source] = [each.source for each in switch.articles() if "ferry" in each.source]
    assert source.startswith("added/") and collection.known(source) == ("", "2024-05-06")

    assert "must be written like" in collection.correct(source, "Post", "6 May")
    assert "no longer there" in collection.correct("../../etc/passwd", "Post", "")
    assert "Post, published on 7 May 2024" in collection.correct(source, "  Post ", "2024-05-07")
    assert switch.background.wait(60)
    collection.look("", "All")
    assert collection.known(source) == ("Post", "2024-05-07")
    table = (folder / SIDECAR).read_text(encoding="utf-8")
    assert table.startswith("file,outlet,note,published\nbridge.md,,keep")

    assert "was not added here" in collection.remove("harbour.txt")
    assert "was removed" in collection.remove(source)
    assert switch.background.wait(60) and len(switch.articles()) == 3
    assert "is back" in collection.put_back()
    assert switch.background.wait(60) and len(switch.articles()) == 4
    assert (folder / "harbour.txt").exists()


class Site(BaseHTTPRequestHandler):
    """A web server that has one story."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        self.wfile.write(STORY.encode())

    def log_message(self, *_: object) -> None:
        pass


def test_a_link_is_fetched_only_where_that_is_switched_on(folder: Path, tmp_path: Path) -> None:
    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=site.serve_forever, args=(0.01,), daemon=True).start()
    port = site.server_port
    policy = Policy(lambda host: ["127.0.0.1"], lambda address: True, frozenset({port}))
    for allowed in (False, True):
        settings = Settings(home=tmp_path / "home", allow_fetch=allowed)
        switch = Switch(Assistant.open(folder, settings))
        collection = Collection(switch, Shelf(switch.articles), ARTICLES, policy)
        if allowed:
            taken = collection.fetch(f"http://ferry.example:{port}/ferry")
            [refused] = collection.fetch("file:///etc/passwd")
            assert refused.source is None and refused.reason.startswith("only http")
            assert switch.background.wait(60)
            assert "1 file was added and indexed." in collection.told(taken)
        else:
            with pytest.raises(IntakeError, match="switched off"):
                collection.fetch(f"http://ferry.example:{port}/ferry")
        assert bool(Site.asked) is allowed
        assert any("Elder ferry" in each.text for each in switch.articles()) is allowed
        switch.close()
    site.shutdown()
    site.server_close()


def test_the_sample_s_outlets_and_dates_are_not_corrected(
    opened: Callable[[Path | None], tuple[Switch, Collection]],
) -> None:
    switch, collection = opened(None)
    source = switch.articles()[0].source
    assert collection.known(source) is None
    assert "no longer there" in collection.correct(source, "Post", "")
    assert not (ARTICLES / SIDECAR).exists()
    values = Page(collection.look("", "All").rows(0, 5)).values
    assert len(values) == 5 and all(value.startswith("a") for value in values)


# -- the real server -------------------------------------------------------------------------

SERVER = """
import sys
from contextlib import closing
from pathlib import Path
from assistant.desk import Assistant
from assistant.settings import Settings
from assistant.switching import Switch
from assistant.web.page import serve
assistant = Assistant.open(Path(sys.argv[2]), Settings(home=Path(sys.argv[1])))
assistant.sync()
with closing(Switch(assistant)) as switch:
    serve(switch, port=0)
"""


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, write_news: Callable[[Path], None]
) -> Iterator[tuple[int, Path]]:
    """The port of a page over a folder of its own, and that folder."""
    if find_spec("gradio") is None:
        pytest.skip("the page comes with dateline[web]")
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("mine") / "articles"
    write_news(folder)
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(home), str(folder)],
        stdout=subprocess.PIPE, text=True, cwd=home,
    ) as server:  # fmt: skip
        try:
            assert server.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:(\d+) ", server.stdout.readline())
            assert found, "the server did not say where it is"
            yield int(found[1]), folder
        finally:
            server.terminate()


def ask(
    port: int, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    status, text = response.status, response.read().decode()
    connection.close()
    return status, text


def fire(port: int, target: str, event: str, data: list[Any]) -> tuple[int, str]:
    """What the server says to an event of the page."""
    config = json.loads(ask(port, "GET", "/config")[1])
    ids = {each["id"]: each["props"].get("elem_id") for each in config["components"]}
    index = next(
        each["id"]
        for each in config["dependencies"]
        if any(ids.get(part) == target and name == event for part, name in each["targets"])
    )
    about = {"data": data, "fn_index": index, "session_hash": uuid.uuid4().hex}
    json_type = {"Content-Type": "application/json"}
    return ask(port, "POST", "/gradio_api/queue/join", json.dumps(about).encode(), **json_type)


def named(path: str) -> dict[str, Any]:
    """A file as Gradio's own components name one."""
    return {"path": path, "orig_name": Path(path).name, "meta": {"_type": "gradio.FileData"}}


def test_a_file_that_is_dropped_on_the_page_is_added(served: tuple[int, Path]) -> None:
    port, folder = served
    batch = uuid.uuid4().hex
    query = urlencode({"batch": batch, "name": "Ferry fares.txt"})
    add = {"X-Dateline": "add"}
    assert ask(port, "POST", f"/arriving/?{query}", STORY.encode(), **add) == (200, "")
    assert fire(port, "take", "click", [batch])[0] == 200
    until = time.monotonic() + 30
    # Written beside under another name first, then moved to its place.
    while not list(folder.glob("added/ferry-fares-*")) and time.monotonic() < until:
        time.sleep(0.05)
    [kept] = (folder / "added").iterdir()
    assert kept.read_text(encoding="utf-8") == STORY and kept.name.startswith("ferry-fares-")


def test_no_path_or_address_is_taken_from_a_client_in_place_of_a_text(
    served: tuple[int, Path],
) -> None:
    port, folder = served
    before = sorted(folder.rglob("*"))
    for path in (str(folder / "harbour.txt"), "/etc/passwd", "http://127.0.0.1:9/x.txt"):
        for data in (named(path), [named(path)], {"deep": [{"er": named(path)}]}):
            status, said = fire(port, "take", "click", [data])
            assert (status, said) == (400, "This page takes no files by their path.")
    status, _ = fire(port, "take", "click", json.loads("[" * 900 + "]" * 900))
    assert status in (200, 400, 422)
    assert sorted(folder.rglob("*")) == before


def test_what_does_not_come_from_this_page_is_refused_before_it_is_read(
    served: tuple[int, Path],
) -> None:
    port, _ = served
    path = f"/arriving/?{urlencode({'batch': '0' * 32, 'name': 'a.txt'})}"
    assert ask(port, "POST", path, b"text")[0] == 400
    assert ask(port, "GET", path, **{"X-Dateline": "add"})[0] == 400
    evil = {"X-Dateline": "add", "Origin": "https://evil.example"}
    assert ask(port, "POST", path, b"text", **evil)[0] == 403
    length = {"X-Dateline": "add", "Content-Length": "10000001"}
    assert ask(port, "POST", path, None, **length)[0] == 413
    for batch in ("..", "0" * 31, "0" * 32 + "/.."):
        bad = f"/arriving/?{urlencode({'batch': batch, 'name': 'a.txt'})}"
        assert ask(port, "POST", bad, b"text", **{"X-Dateline": "add"})[0] == 400


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "upload"),
        ("GET", "upload_progress?upload_id=1"),
        ("GET", "file=articles.csv"),
        ("GET", "file/articles.csv"),
        ("POST", "component_server"),
        ("GET", "stream/a/b/c"),
    ],
)
def test_gradio_s_own_ways_to_files_stay_shut(
    served: tuple[int, Path], method: str, path: str
) -> None:
    assert ask(served[0], method, f"/gradio_api/{path}", b"" if method != "GET" else None)[0] == 404
