"""A catalog on a PostgreSQL server: shared by machines, and every way the server can fail."""

import json
import logging
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from engines import address
from postgresql import PASSWORD, Running, running

from assistant import backup
from assistant.cli import main
from assistant.restore import restore
from assistant.settings import Settings
from evals.torture.hashed import HashedWords
from index import failpoints, homes
from index.database import CatalogError, NewerRelease, Unreachable
from index.failpoints import Point
from index.library import Library, Locked
from index.server import Server
from index.wire import Lost

EMBEDDER = HashedWords()
HOLDER = """
import sys
from pathlib import Path
from evals.torture.hashed import HashedWords
from index.library import Library
from index.server import Server

def wait(done, total):
    print("writing", flush=True)
    sys.stdin.readline()

url = sys.stdin.readline().strip()
with Library.open(Path(sys.argv[1]), Path(sys.argv[2]), HashedWords(), Server.at(url)) as library:
    library.sync(progress=wait)
"""
scale = pytest.mark.scale
WRONG, GUEST = "wrong-secret", "guest-secret"
Opener = Callable[[str], Library]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for n in range(20):
        (folder / f"report-{n:02}.txt").write_text(f"Report {n}: the council met on Monday.\n")
    return folder


@pytest.fixture
def opened(tmp_path: Path, folder: Path, postgresql: Running) -> Iterator[Opener]:
    """Opens the library of the folder in a home of this name, as a machine of its own would."""
    libraries: list[Library] = []

    def open_one(home: str) -> Library:
        libraries.append(Library.open(folder, tmp_path / home, EMBEDDER, postgresql.server))
        return libraries[-1]

    yield open_one
    for each in libraries:
        each.close()


def assert_whole(library: Library, articles: int) -> None:
    status = library.status()
    assert (status.articles, status.in_words, status.behind) == (articles, articles, 0)
    assert status.in_vectors == status.chunks
    assert library.check() == []


# -- two machines ------------------------------------------------------------------------------


@scale
def test_another_home_makes_its_projections_from_the_same_catalog(opened: Opener) -> None:
    one = opened("one")
    assert one.sync().count("added") == 20
    two = opened("two")
    assert two.articles() == one.articles()
    report = two.sync()
    assert (report.changed, report.count("unchanged")) == (False, 20)
    assert_whole(two, 20)
    question = "What is in report 7?"
    assert two.search(question).sentences == one.search(question).sentences


@scale
def test_what_one_home_changes_the_other_follows(opened: Opener, folder: Path) -> None:
    one, two = opened("one"), opened("two")
    one.sync()
    two.sync()
    (folder / "report-03.txt").write_text("The ferry sank off Quay Street.\n")
    (folder / "report-04.txt").unlink()
    (folder / "report-05.txt").rename(folder / "report-50.txt")
    one.sync()
    assert two.status().behind == 5
    assert {a.source for a in two.articles()} == {path.name for path in folder.iterdir()}
    assert two.search("Who met on Monday?").sentences
    assert not two.sync().changed
    assert two.search("Where did the ferry sink?").sentences[0].text.startswith("The ferry")
    assert_whole(two, 19)
    assert_whole(one, 19)


@scale
def test_a_home_that_is_copied_is_followed_from_where_the_copy_stands(
    opened: Opener, folder: Path, tmp_path: Path
) -> None:
    opened("one").sync()
    shutil.copytree(tmp_path / "one", tmp_path / "copy")
    (folder / "report-03.txt").write_text("The ferry sank off Quay Street.\n")
    opened("one").sync()
    copied = opened("copy")
    assert copied.status().behind > 0
    copied.sync()
    assert_whole(copied, 20)


@scale
def test_a_home_further_behind_than_the_outbox_is_made_anew(
    opened: Opener, folder: Path, postgresql: Running
) -> None:
    one, two = opened("one"), opened("two")
    one.sync()
    two.sync()
    for n in range(3):
        (folder / f"report-{n:02}.txt").write_text(f"Report {n} was corrected on Tuesday.\n")
    one.sync()
    schema = homes.place(folder, EMBEDDER.fingerprint, postgresql.server)
    postgresql.run(f'DELETE FROM "{schema.name}".outbox WHERE seq < 25')  # type: ignore[attr-defined]
    two.sync()
    assert_whole(two, 20)
    assert two.search("What was corrected on Tuesday?").sentences[0].text.endswith("Tuesday.")


@scale
def test_two_machines_cannot_write_at_once(
    opened: Opener, folder: Path, tmp_path: Path, postgresql: Running
) -> None:
    here = opened("here")
    here.sync()
    (folder / "late.txt").write_text("The council met again on Tuesday.\n")
    command = [sys.executable, "-c", HOLDER, str(folder), str(tmp_path / "there")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdin and holder.stdout
        print(address(postgresql.server), file=holder.stdin, flush=True)
        assert holder.stdout.readline() == "writing\n"

        def remake() -> None:
            Library.remake(folder, tmp_path / "here", EMBEDDER, None, postgresql.server)

        for write in (here.sync, here.rebuild, remake):
            with pytest.raises(Locked, match=rf"process {holder.pid} on \S+ is indexing {folder}"):
                write()
        assert here.search("What is in report 7?").sentences
        assert here.status().articles == 20
        new = opened("new")
        with pytest.raises(Locked):
            new.sync()
        assert new.search("What is in report 7?").sentences, "its projections were not made"
        holder.stdin.write("\n\n\n\n")
        holder.stdin.close()
        assert holder.wait() == 0
    assert not here.sync().changed
    assert_whole(here, 21)


@scale
def test_a_damaged_projection_is_answered_around_while_another_machine_writes(
    opened: Opener, folder: Path, postgresql: Running
) -> None:
    library = opened("home")
    library.sync()
    shutil.rmtree(library.home / "words")
    place = homes.place(folder, EMBEDDER.fingerprint, postgresql.server)
    with place.writing(folder):
        again = opened("home")
        assert "Report 7" in {c.text[:8] for c in again.search("What is in report 7?").sentences}
        with pytest.raises(Locked):
            again.rebuild()
    again.rebuild()


@scale
def test_two_that_open_a_new_library_at_once_make_one(
    opened: Opener, folder: Path, tmp_path: Path, postgresql: Running
) -> None:
    failed: list[BaseException] = []

    def work(n: int) -> None:
        try:
            Library.open(folder, tmp_path / str(n), EMBEDDER, postgresql.server).close()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed


# -- connections that end ----------------------------------------------------------------------


def terminate(postgresql: Running) -> None:
    postgresql.run(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE application_name LIKE 'dateline %' AND pid <> pg_backend_pid()"
    )


@scale
@pytest.mark.parametrize(
    ("point", "nth", "kept"),
    [
        ("catalog.begun", 5, 4),
        ("catalog.commit", 5, 4),
        ("catalog.committed", 5, 5),
        ("words.commit", 1, 1),
    ],
)
def test_a_sync_whose_connection_ends_keeps_what_was_committed(
    opened: Opener, postgresql: Running, point: Point, nth: int, kept: int
) -> None:
    library, left = opened("home"), [nth]

    def cut(reached: Point) -> None:
        if reached == point and threading.current_thread().name.startswith("settler"):
            left[0] -= 1
            if left[0] == 0:
                terminate(postgresql)

    with (
        failpoints.telling(cut),
        pytest.raises(Lost, match="was lost; what was committed is kept: run it again"),
    ):
        library.sync()
    assert len(library.articles()) == kept, "reading did not connect again"
    assert library.sync().count("added") == 20 - kept
    assert_whole(library, 20)


@scale
def test_a_writer_that_lost_its_connection_does_not_write_on(
    opened: Opener, folder: Path, postgresql: Running
) -> None:
    library, other = opened("home"), opened("other")
    said: list[str] = []

    def cut(done: int, total: int) -> None:
        if not said:
            terminate(postgresql)
            said.append("cut")
            other.sync()  # the right to write was given up
            assert len(other.articles()) == 20

    with pytest.raises(Lost):
        library.sync(progress=cut)
    assert not library.sync().changed
    assert_whole(library, 20)


@scale
def test_a_server_that_crashes_and_comes_back_is_read_on(folder: Path, tmp_path: Path) -> None:
    with (
        running() as own,
        Library.open(folder, tmp_path / "home", EMBEDDER, own.server) as library,
    ):
        library.sync()
        own.stop(signal.SIGQUIT)
        with pytest.raises(Unreachable, match=r"cannot be reached \(Connection refused\)"):
            library.articles()
        own.start()
        assert len(library.articles()) == 20
        assert not library.sync().changed
        own.stop()
        own.start()
        (folder / "late.txt").write_text("The council met again on Tuesday.\n")
        assert library.sync().count("added") == 1
        assert_whole(library, 21)


# -- other libraries, other releases -----------------------------------------------------------


@scale
def test_libraries_of_other_folders_or_encoders_do_not_mix(
    folder: Path, tmp_path: Path, postgresql: Running, opened: Opener
) -> None:
    (tmp_path / "b" / "reports").mkdir(parents=True)
    (tmp_path / "b" / "reports" / "one.txt").write_text("The ferry sank off Quay Street.\n")
    opened("home").sync()
    for where, encoder in ((tmp_path / "b" / "reports", EMBEDDER), (folder, HashedWords(16))):
        with Library.open(where, tmp_path / "home", encoder, postgresql.server) as other:
            assert other.articles() == []
            other.sync()
            assert_whole(other, len(list(where.iterdir())))
    assert_whole(opened("home"), 20)


@scale
@pytest.mark.parametrize("field", ["version", "readers"])
def test_a_catalog_of_a_newer_release_is_refused(
    opened: Opener, folder: Path, postgresql: Running, field: str
) -> None:
    opened("home").sync()
    place = homes.place(folder, EMBEDDER.fingerprint, postgresql.server)
    postgresql.run(f'UPDATE "{place.name}".library SET {field} = 1000')  # type: ignore[attr-defined]
    for home in ("home", "other"):
        with pytest.raises(NewerRelease, match="was written by a newer release; upgrade dateline"):
            opened(home)


@scale
def test_a_catalog_of_an_earlier_release_is_set_aside_and_made_anew(
    opened: Opener, folder: Path, postgresql: Running
) -> None:
    before = opened("home")
    before.sync()
    before.close()
    place = homes.place(folder, EMBEDDER.fingerprint, postgresql.server)
    name: str = place.name  # type: ignore[attr-defined]
    postgresql.run(f'UPDATE "{name}".library SET version = 1')
    library = opened("home")
    assert library.articles() == []
    assert library.sync().count("added") == 20
    assert_whole(library, 20)
    assert postgresql.run(f'SELECT count(*) FROM "{name}_before".articles') == [[20]]


@scale
def test_a_library_that_is_made_anew_takes_the_place_of_the_old_in_one_step(
    opened: Opener, folder: Path, tmp_path: Path, postgresql: Running
) -> None:
    old = opened("another machine")
    old.sync()
    place = homes.place(folder, EMBEDDER.fingerprint, postgresql.server)
    name: str = place.name  # type: ignore[attr-defined]
    postgresql.run(f"UPDATE \"{name}\".articles SET text = 'gone' WHERE source = 'report-03.txt'")
    assert "articles" in {fault.part for fault in old.check()}
    Library.remake(folder, tmp_path / "home", EMBEDDER, None, postgresql.server)
    with pytest.raises(CatalogError, match="was replaced by another process; start again"):
        old.catalog.forget(["report-04.txt"])
    assert_whole(opened("home"), 20)
    third = opened("third")
    third.sync()
    assert_whole(third, 20)
    found = postgresql.run(f"SELECT nspname FROM pg_namespace WHERE nspname LIKE '{name}%'")
    assert found == [[name]]


# -- backup ------------------------------------------------------------------------------------


@scale
@pytest.mark.parametrize("into", ["the server", "a file"])
def test_a_backup_of_a_server_restores_into_either(
    opened: Opener, folder: Path, tmp_path: Path, postgresql: Running, into: str
) -> None:
    one = opened("one")
    one.sync()
    one.read_statements()
    saved, home = tmp_path / "saved.zip", tmp_path / "one"
    backup.make(folder, home, EMBEDDER.fingerprint, saved, postgresql.server)
    (folder / "report-03.txt").unlink()
    one.sync()
    one.close()
    server = postgresql.server if into == "the server" else None
    (folder / "report-03.txt").write_text("Report 3: the council met on Monday.\n")
    restore(saved, home, EMBEDDER, None, server)
    with Library.open(folder, home, EMBEDDER, server) as again:
        assert again.articles() == sorted(again.articles(), key=lambda a: a.source)
        assert_whole(again, 20)
        assert again.statements_unread() == 0
        assert not again.sync().changed


@scale
def test_a_backup_of_a_file_restores_onto_a_server(
    folder: Path, tmp_path: Path, postgresql: Running, opened: Opener
) -> None:
    saved, home = tmp_path / "saved.zip", tmp_path / "home"
    with Library.open(folder, home, EMBEDDER) as library:
        library.sync()
    backup.make(folder, home, EMBEDDER.fingerprint, saved)
    restore(saved, home, EMBEDDER, None, postgresql.server)
    assert_whole(opened("home"), 20)


# -- what is refused, in one sentence ----------------------------------------------------------


@scale
def test_every_refusal_is_one_sentence_without_the_password(
    folder: Path, tmp_path: Path, postgresql: Running
) -> None:
    right = postgresql.server
    postgresql.run("CREATE ROLE guest LOGIN PASSWORD '" + GUEST + "'")
    postgresql.run("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    cases = [
        (replace(right, password=WRONG), "does not let this user in"),
        (replace(right, user="nobody-here"), "does not let this user in"),
        (replace(right, database="absent"), "has no such database"),
        (replace(right, user="guest", password=GUEST), "GRANT CREATE ON DATABASE"),
        (replace(right, port=1), "cannot be reached"),
        (replace(right, host="/nowhere"), "cannot be reached"),
        (replace(right, tls="require"), "cannot be reached"),
        (replace(right, database="latin"), "is not in UTF-8"),
    ]
    for server, says in cases:
        with pytest.raises(Unreachable, match=says) as refused:
            Library.open(folder, tmp_path / "home", EMBEDDER, server)
        said = str(refused.value)
        assert "\n" not in said
        assert server.password is None or server.password not in said + repr(server)


@scale
def test_the_command_line_uses_the_server_and_says_no_secret(
    folder: Path,
    tmp_path: Path,
    postgresql: Running,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATELINE_ARTICLES", str(folder))
    monkeypatch.setenv("DATELINE_CATALOG", address(postgresql.server))
    assert main(["sync"]) == 0
    assert main(["status"]) == 0
    assert main(["doctor"]) == 0
    assert main(["backup", str(tmp_path / "b.zip")]) == 0
    assert main(["restore", str(tmp_path / "b.zip")]) == 0
    assert main(["ask", "What did the council do on Monday?", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out.splitlines()[-1])["retrieved"]
    wrong = address(postgresql.server).replace(quote(PASSWORD, safe=""), "planted-secret")
    monkeypatch.setenv("DATELINE_CATALOG", wrong)
    assert main(["status"]) == 1
    refused = capsys.readouterr()
    assert refused.err.count("\n") == 1 and "does not let this user in" in refused.err
    assert not list((tmp_path / "home").rglob("catalog.sqlite"))
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    for secret in (PASSWORD, quote(PASSWORD, safe=""), "planted-secret"):
        assert secret not in "".join(
            (*said, *refused, caplog.text, repr(Settings.from_environment()))
        )
        assert not [data for data in kept if secret.encode() in data]


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:///planted-secret",
        "postgresql://planted-secret@/db",
        "postgresql://user:planted-secret@host",
        "postgresql://user:planted-secret@host:many/db",
        "postgresql://user:planted-secret@host/db?sslmode=prefer",
        "postgresql://user:planted-secret@host/db?options=planted-secret",
        "postgresql://user:pla#nted-secret@host/db",
        "planted-secret",
    ],
)
def test_an_address_that_is_none_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(Unreachable, match="DATELINE_CATALOG is not of the form") as refused:
        Server.at(address)
    assert "secret" not in str(refused.value)


def test_an_address_says_who_where_and_how_safely() -> None:
    far = Server.at("postgres://me:open%2Fsesame@db.example.org/news")
    assert (far.password, far.port, far.tls) == ("open/sesame", 5432, "verify-full")
    assert str(far) == "postgresql://me@db.example.org:5432/news"
    assert Server.at("postgresql://me@127.0.0.1:5433/news").tls == "disable"
    assert Server.at("postgresql://me@[::1]/news").tls == "disable"
    assert Server.at("postgresql://me@h/news?sslmode=require").tls == "require"
    near = Server.at("postgresql://me@/news?host=/run/postgresql")
    assert (near.socket, near.tls) == ("/run/postgresql/.s.PGSQL.5432", "disable")


def test_without_its_driver_the_server_is_refused_with_what_to_install() -> None:
    code = (
        "import sys\nsys.modules['pg8000'] = None\n"
        "from index.server import Server\nfrom index.wire import Wire\n"
        "try: Wire(Server.at('postgresql://me@localhost/news'))\n"
        "except Exception as error: print(type(error).__name__, error)\n"
    )
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said == (
        "Unreachable a catalog on PostgreSQL needs pg8000; run: pip install 'dateline[scale]'\n"
    )
