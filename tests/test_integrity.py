"""`dateline doctor`: damage that no count shows is found, named, and made again."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from interrupting import Interrupted

from assistant.cli import main
from evals.torture.hashed import HashedWords
from index.embedding import MiniLM
from index.library import Library, LibraryError
from index.vectors import VectorStore
from index.words import Words

EMBEDDER = HashedWords()


def write(folder: Path, count: int) -> None:
    folder.mkdir()
    for n in range(count):
        (folder / f"report-{n:04}.txt").write_text(
            f"The council of Eastvale met on March {n % 28 + 1}, 2024.\n\n"
            f'"We closed pier {n}," Mayor Ines Calder said on Monday.\n'
        )


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve reports and their index, with statements, which no test changes."""
    root = tmp_path_factory.mktemp("template")
    write(root / "articles", 12)
    with Library.open(root / "articles", root / "home", EMBEDDER) as library:
        library.sync()
        library.read_statements()
        assert library.statements("Calder")
    return root


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    shutil.copytree(template / "home", tmp_path / "home")
    return tmp_path / "home"


def opened(template: Path, home: Path) -> Library:
    return Library.open(template / "articles", home, EMBEDDER)


def inside(home: Path) -> Path:
    [found] = home.iterdir()
    return found


def change(home: Path, *statements: str) -> None:
    with closing(sqlite3.connect(inside(home) / "catalog.sqlite")) as db, db:
        for statement in statements:
            db.execute(statement)


# -- what can be damaged, with every count as it was -------------------------------------------


def another_vector(template: Path, home: Path) -> None:
    with opened(template, home) as library:
        entry = library.entry(library.articles()[3].id)
        store = VectorStore(library.home / "chroma", EMBEDDER.fingerprint)
        assert entry
        store.apply([replace(entry, chunk_vectors=-entry.chunk_vectors)], [])
        store.close()


def another_id(template: Path, home: Path) -> None:
    with opened(template, home) as library:
        one, other = (library.entry(article.id) for article in library.articles()[3:5])
        store = VectorStore(library.home / "chroma", EMBEDDER.fingerprint)
        assert one and other
        store.apply([replace(one, article=replace(one.article, text="Gone."))], [one.article.id])
        store.close()


def a_row_of_chromas_own(template: Path, home: Path) -> None:
    with closing(sqlite3.connect(inside(home) / "chroma" / "chroma.sqlite3")) as db, db:
        db.execute("UPDATE embeddings SET embedding_id = 'rubbish' WHERE id = 5")


def another_word(template: Path, home: Path) -> None:
    with opened(template, home) as library:
        entries = [library.entry(article.id) for article in library.articles()]
        words = Words(library.home / "words")
        kept = [entry for entry in entries if entry]
        kept[2] = replace(kept[2], article=replace(kept[2].article, text=kept[2].article.text * 1))
        words.refill([*kept[:-1], replace(kept[-1], article=replace(kept[-1].article, title="X"))])


def a_text(template: Path, home: Path) -> None:
    change(home, "UPDATE articles SET text = replace(text, 'pier 4', 'pier 5')")


def a_vector_of_the_catalog(template: Path, home: Path) -> None:
    change(home, "UPDATE vectors SET flat = zeroblob(length(flat)) WHERE rowid = 3")


def a_span(template: Path, home: Path) -> None:
    change(home, "UPDATE articles SET spans = substr(spans, 1, 16) WHERE source LIKE '%-0004.txt'")


def half_a_span(template: Path, home: Path) -> None:
    change(home, "UPDATE articles SET spans = substr(spans, 1, 7) WHERE source LIKE '%-0004.txt'")


def an_owner(template: Path, home: Path) -> None:
    change(
        home,
        "UPDATE articles SET source = 'other.txt' WHERE source LIKE '%-0004.txt'",
    )


def a_reference(template: Path, home: Path) -> None:
    change(home, "INSERT INTO notes VALUES ('dated.2', 'gone', x'5B5D')")


def pages(template: Path, home: Path) -> None:
    file = inside(home) / "catalog.sqlite"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] + b"\x07" * (len(whole) - len(whole) // 2))


def a_statement(template: Path, home: Path) -> None:
    move(home, "statements.%", "content_start", 3)


def a_date(template: Path, home: Path) -> None:
    move(home, "dated.%", "end", 5_000)


def a_note(template: Path, home: Path) -> None:
    change(home, "UPDATE notes SET content = CAST('rubbish' AS BLOB) WHERE kind LIKE 'origins.%'")


def move(home: Path, kind: str, field: str, by: int) -> None:
    """Shift one number in every note of a kind."""
    with closing(sqlite3.connect(inside(home) / "catalog.sqlite")) as db, db:
        for key, content in db.execute(
            "SELECT rowid, content FROM notes WHERE kind LIKE ?", [kind]
        ):
            rows: list[dict[str, Any]] = json.loads(content)
            moved = [row | {field: row[field] + by} for row in rows]
            db.execute(
                "UPDATE notes SET content = ? WHERE rowid = ?", (json.dumps(moved).encode(), key)
            )


DAMAGES = [
    (another_vector, "vectors"),
    (another_id, "vectors"),
    (a_row_of_chromas_own, "vectors"),
    (another_word, "words"),
    (a_text, "articles"),
    (a_vector_of_the_catalog, "articles"),
    (a_span, "articles"),
    (half_a_span, "articles"),
    (an_owner, "articles"),
    (a_reference, "catalog"),
    (pages, "catalog"),
    (a_statement, "notes"),
    (a_date, "notes"),
    (a_note, "notes"),
]


def test_a_sound_index_has_no_fault(template: Path, home: Path) -> None:
    with opened(template, home) as library:
        assert library.check() == []


@pytest.mark.parametrize(("damage", "part"), DAMAGES, ids=[d.__name__ for d, _ in DAMAGES])
def test_damage_that_no_count_shows_is_found_and_repaired(
    template: Path, home: Path, damage: Callable[[Path, Path], None], part: str
) -> None:
    damage(template, home)
    with opened(template, home) as library:
        faults = library.check()
        assert part in {fault.part for fault in faults}
        assert all(fault.says for fault in faults)
        if part in ("words", "vectors", "notes"):
            library.repair(faults)
            assert library.check() == []
            return
    Library.remake(template / "articles", home, EMBEDDER)
    with opened(template, home) as library:
        assert library.check() == []
        assert len(library.articles()) == 12
    assert len(list(home.iterdir())) == 1


def test_damage_to_chromas_index_files_is_found(tmp_path: Path) -> None:
    """Beyond a thousand rows Chroma keeps its graph in files of its own."""
    (tmp_path / "articles").mkdir()
    for n in range(11):
        long = (
            f"Pier {m} of harbour {n} was {'closed, opened, ' * 40}and sold." for m in range(100)
        )
        (tmp_path / "articles" / f"{n}.txt").write_text(" ".join(long))
    with Library.open(tmp_path / "articles", tmp_path / "home", EMBEDDER) as library:
        library.sync()
        assert library.status().chunks == 1_100
        where = library.home
    files = sorted((where / "chroma").rglob("data_level0.bin"))
    assert files
    for file in files:
        rubbish = np.random.default_rng(3).bytes(file.stat().st_size)
        file.write_bytes(rubbish)
    with opened(tmp_path, tmp_path / "home") as library:
        assert not library.sync().changed
        faults = library.check(apart=True)
        assert {fault.part for fault in faults} == {"vectors"}
        library.repair(faults)
        assert library.check() == []


def test_a_remake_that_is_cut_off_keeps_the_index(
    template: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        Library.remake(template / "articles", home, EMBEDDER, stop)
    with opened(template, home) as library:
        assert len(library.articles()) == 12
        assert library.check() == []


# -- the command -------------------------------------------------------------------------------


@pytest.fixture
def doctored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write_news: Callable[[Path], None]
) -> Iterator[Path]:
    """The index of three articles that `dateline sync` made."""
    write_news(tmp_path / "news")
    (tmp_path / "news" / "verdict.html").unlink()
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATELINE_ARTICLES", str(tmp_path / "news"))
    assert main(["sync"]) == 0
    yield tmp_path / "home"


def test_the_doctor_says_what_is_damaged_and_repairs_it(
    doctored: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_statement(doctored, doctored)
    assert main(["doctor"]) == 1
    said = capsys.readouterr()
    assert "statements: not at its place in 2 articles (bridge.md, harbour.txt)" in said.out
    assert "`dateline doctor --repair`" in said.out
    assert said.err == "dateline: the index is not sound; see above\n"
    assert main(["doctor", "--repair", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["faults"] == []
    assert found["repaired"] == [
        "statements: not at its place in 2 articles (bridge.md, harbour.txt)"
    ]
    assert main(["doctor"]) == 0


@pytest.mark.parametrize("damage", [a_text, pages])
def test_the_doctor_indexes_anew_what_it_cannot_trust(
    doctored: Path,
    capsys: pytest.CaptureFixture[str],
    damage: Callable[[Path, Path], None],
) -> None:
    change(doctored, "UPDATE articles SET text = text || ' pier 4' WHERE source = 'harbour.txt'")
    damage(doctored, doctored)
    assert main(["doctor"]) == 1
    said = "".join(capsys.readouterr())
    assert "--repair" in said
    assert "independent origins" not in said  # what cannot be trusted is not counted
    assert main(["doctor", "--repair"]) == 0
    assert "repaired: " in capsys.readouterr().out
    assert main(["doctor"]) == 0
    assert "every sentence, quote and date of all 2 articles" in capsys.readouterr().out


def test_the_doctor_lists_what_is_left_over_and_removes_it(
    doctored: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = inside(doctored)
    shutil.copytree(old, doctored / "news-0123456789ab")
    (doctored / "news-0123456789ab" / "library.json").unlink()
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert f"left over: {doctored / 'news-0123456789ab'} (" in said
    assert "of an earlier release; `dateline doctor --remove-old` removes it" in said
    assert main(["doctor", "--remove-old"]) == 0
    assert list(doctored.iterdir()) == [old]


def test_a_catalog_that_another_process_replaced_is_not_written(template: Path, home: Path) -> None:
    library = opened(template, home)
    Library.remake(template / "articles", home, EMBEDDER)
    with pytest.raises(Exception, match="was replaced by another process; start again"):
        library.rebuild()
    library.close()
    with pytest.raises(LibraryError, match="there is no folder"):
        Library.remake(template / "none", home, EMBEDDER)


def test_articles_that_wait_for_their_vectors_are_counted_and_are_no_fault(
    doctored: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    news = doctored.parent / "news"
    (news / "late.txt").write_text("Eastvale's council met again on Friday.\n")
    (news / "harbour.txt").write_text("Port Elder's council met again on Friday.\n")

    with Library.open(news, doctored, MiniLM()) as library:
        with pytest.raises(KeyboardInterrupt):
            library.sync(encoder=Interrupted())
        assert library.check() == []
    assert main(["status"]) == 0
    assert "waiting    2 articles without vectors; `dateline sync`" in capsys.readouterr().out
    assert main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["without_vectors"] == 2
    assert main(["doctor"]) == 0
    assert "without vectors: 2; `dateline sync` makes them" in capsys.readouterr().out
    assert main(["sync"]) == 0
    assert main(["doctor"]) == 0
    assert "without vectors" not in capsys.readouterr().out
