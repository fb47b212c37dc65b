import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from engines import both

from index import places
from index.articles import Article
from index.catalog import Catalog, Change, Entry, FileRecord, Filter
from index.chunks import chunk
from index.database import VERSION, CatalogError
from index.entries import Layout, unencoded
from index.server import Server
from index.spans import split
from index.sqlite import SQLite

MARKET = "The council voted to close the market. Stall holders will appeal.\n\nLeave a comment\n"
BRIDGE = "The new bridge over the Tarn cost 38 million pounds.\n"


server = both()
Opener = Callable[[], Catalog]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalog.sqlite"


@pytest.fixture
def opened(tmp_path: Path, server: Server | None) -> Iterator[Opener]:
    """Opens the one catalog of a test, as often as it is called."""
    place = places.of(server, f"catalog-{uuid4().hex[:12]}")
    catalogs: list[Catalog] = []

    def open_one() -> Catalog:
        catalogs.append(Catalog(place.open(tmp_path)))
        return catalogs[-1]

    yield open_one
    for each in catalogs:
        each.close()


@pytest.fixture
def catalog(opened: Opener) -> Catalog:
    return opened()


@pytest.fixture
def file(path: Path) -> Iterator[Catalog]:
    """A catalog of SQLite's."""
    catalog = Catalog(SQLite(path))
    yield catalog
    catalog.close()


def entry(
    source: str, text: str, *, outlet: str | None = None, published: date | None = None
) -> Entry:
    article = Article(source, text, outlet=outlet, published=published)
    spans = split(text)
    chunks = chunk(spans, length=60)
    numbers = np.random.default_rng(len(text))
    return Entry(
        article,
        tuple(spans),
        tuple(chunks),
        numbers.uniform(-1, 1, (len(spans), 8)).astype(np.float32),
        numbers.uniform(-1, 1, (len(chunks), 8)).astype(np.float32),
        tuple(numbers.integers(0, 255, (n % 4, 5)).astype(np.uint8) for n in range(len(spans))),
    )


def record(entry: Entry) -> FileRecord:
    return FileRecord(entry.article.source, 1, 2, "indexed", "", entry.article.id)


def put(catalog: Catalog, entry: Entry, replaces: str | None = None) -> Entry:
    catalog.put(entry, record(entry), replaces=replaces)
    return entry


# -- what is put in comes out ------------------------------------------------------------------


def test_an_entry_comes_back_as_it_was_put(catalog: Catalog, opened: Opener) -> None:
    one = put(catalog, entry("a.txt", MARKET, outlet="Wire", published=date(2024, 3, 14)))
    catalog.close()
    again = opened()
    [back] = again.entries([one.article.id, "absent"]).values()
    assert back.article == one.article
    assert back.spans == one.spans
    assert back.chunks == one.chunks
    assert back.chunk_ids == [f"{one.article.id}-0", f"{one.article.id}-1"]
    assert np.array_equal(back.chunk_vectors, one.chunk_vectors)
    assert np.allclose(back.vectors, one.vectors, atol=1e-3)
    assert again.articles() == [one.article]
    assert again.counts() == (1, 2)
    assert again.sentences() == 3
    assert again.files() == {"a.txt": record(one)}


def test_any_text_and_name_come_back_as_they_were(catalog: Catalog) -> None:
    odd = "He said: \\x41 \\\\ '?' :v0 $1 %s \"\U0001f69a\" \u0416\u4e2d\r\n\t\u00a0end."
    one = entry(f"{odd[:30]}.txt", odd, outlet=odd)
    catalog.put(one, FileRecord(one.article.source, 2**40, 2**62, "indexed", odd, one.article.id))
    [back] = catalog.entries([one.article.id]).values()
    assert back.article == one.article
    [file] = catalog.files().values()
    assert (file.size, file.mtime_ns, file.reason) == (2**40, 2**62, odd)
    assert catalog.matching(Filter(outlets=(odd,), sources=(one.article.source,)))
    catalog.note("odd", {one.article.id: bytes(range(256))})
    assert catalog.notes("odd") == {one.article.id: bytes(range(256))}


def test_articles_are_in_order_of_their_names_as_code_points(catalog: Catalog) -> None:
    names = ["B.txt", "a.txt", "a/b.txt", "\u00e9.txt", "z.txt", "\U0001f69a.txt"]
    for name in reversed(names):
        put(catalog, entry(name, f"{MARKET} {name}"))
    in_order = sorted(names)
    assert [article.source for article in catalog.articles()] == in_order
    assert list(catalog.files()) == list(catalog.sources().values()) == in_order


def test_an_article_without_sentences_comes_back(catalog: Catalog) -> None:
    one = put(catalog, entry("a.txt", "Leave a comment\n"))
    [back] = catalog.entries([one.article.id]).values()
    assert back.chunks == ()
    assert len(back.spans) == 1
    assert catalog.counts() == (1, 0)


def test_chunk_vectors_are_in_order_of_their_ids(catalog: Catalog) -> None:
    one, two = put(catalog, entry("a.txt", MARKET)), put(catalog, entry("b.txt", BRIDGE))
    ids, vectors = catalog.chunk_vectors()
    assert ids == sorted(one.chunk_ids + two.chunk_ids)
    put_in = [*one.chunk_vectors, *two.chunk_vectors]
    wanted = dict(zip(one.chunk_ids + two.chunk_ids, put_in, strict=True))
    assert all(np.array_equal(vectors[n], wanted[id]) for n, id in enumerate(ids))
    ids, vectors = catalog.chunk_vectors(Filter(sources=("b.txt",)))
    assert ids == two.chunk_ids
    assert np.array_equal(vectors, two.chunk_vectors)
    assert catalog.chunk_vectors(Filter(sources=("c.txt",)))[0] == []


def test_an_article_replaces_another_in_one_step(catalog: Catalog, opened: Opener) -> None:
    old = put(catalog, entry("a.txt", MARKET))
    reader = opened()
    assert [each.id for each in reader.articles()] == [old.article.id]
    new = put(catalog, entry("a.txt", BRIDGE), replaces=old.article.id)
    assert catalog.articles() == [new.article]
    assert catalog.counts() == (1, 1)
    assert [change.action for change in catalog.changes(0)] == ["add", "remove", "add"]
    assert reader.articles() == [new.article]


def test_what_fails_half_way_leaves_nothing(catalog: Catalog) -> None:
    one = put(catalog, entry("a.txt", MARKET))
    before = catalog.generation()
    with pytest.raises(Exception, match=r"(?i)unique"):
        put(catalog, entry("b.txt", MARKET), replaces="absent")
    assert catalog.articles() == [one.article]
    assert catalog.generation() == before
    assert set(catalog.files()) == {"a.txt"}
    put(catalog, entry("b.txt", BRIDGE))
    assert len(catalog.articles()) == 2


# -- files -------------------------------------------------------------------------------------


def test_a_forgotten_file_takes_its_article_along(catalog: Catalog) -> None:
    one, two = put(catalog, entry("a.txt", MARKET)), put(catalog, entry("b.txt", BRIDGE))
    catalog.forget(["a.txt", "absent.txt"])
    assert catalog.articles() == [two.article]
    assert catalog.counts() == (1, 1)
    assert set(catalog.files()) == {"b.txt"}
    assert catalog.changes(2) == [Change(3, "remove", one.article.id)]


def test_the_tokens_of_a_chunk_come_back_by_sentence(catalog: Catalog) -> None:
    one = put(catalog, entry("a.txt", MARKET))
    for id, part in zip(one.chunk_ids, one.chunks, strict=True):
        back = catalog.tokens(id)
        put_in = one.tokens[part.first : part.last + 1]
        assert [each.size for each in back] == [each.size for each in put_in]
        assert all(np.array_equal(a, b) for a, b in zip(back, put_in, strict=True) if a.size)
    catalog.forget(["a.txt"])
    assert catalog.tokens(one.chunk_ids[0]) == []


def test_an_article_is_there_before_its_vectors_and_the_same_once_it_has_them(
    catalog: Catalog,
) -> None:
    one, whole = entry("a.txt", MARKET), put(catalog, entry("b.txt", f"{MARKET} It rained."))
    layout = Layout(one.article, one.spans, one.chunks)
    put(catalog, unencoded(layout, 8))
    [bare] = catalog.entries([one.article.id]).values()
    assert (bare.spans, bare.chunks, bare.encoded) == (one.spans, one.chunks, False)
    assert (bare.vectors.shape, bare.chunk_vectors.shape) == ((len(one.spans), 8), (2, 8))
    assert not bare.vectors.any() and not bare.chunk_vectors.any()
    assert catalog.tokens(one.chunk_ids[0]) == []
    assert (catalog.counts()[0], catalog.waiting()) == (2, (1, 2))
    assert catalog.unencoded() == [one.article.id]
    assert catalog.chunk_vectors()[0] == whole.chunk_ids
    catalog.encode(one)
    [back] = catalog.entries([one.article.id]).values()
    assert back.encoded and np.array_equal(back.chunk_vectors, one.chunk_vectors)
    assert np.allclose(back.vectors, one.vectors, atol=1e-3)
    assert [len(each) for each in catalog.tokens(one.chunk_ids[1])] == [1]
    assert (catalog.waiting(), catalog.unencoded()) == ((0, 0), [])
    assert [change.action for change in catalog.changes(0)] == ["add", "add", "encode"]


def test_a_forgotten_duplicate_leaves_the_article(catalog: Catalog) -> None:
    one = put(catalog, entry("a.txt", MARKET))
    copy = FileRecord("b.txt", 1, 2, "duplicate", "the same text as a.txt", one.article.id)
    catalog.record([copy, FileRecord("c.txt", 1, 2, "skipped", "it is empty", None)])
    assert catalog.files()["b.txt"] == copy
    catalog.forget(["b.txt", "c.txt"])
    assert catalog.articles() == [one.article]
    assert set(catalog.files()) == {"a.txt"}


def test_a_moved_article_keeps_everything_but_its_name(catalog: Catalog) -> None:
    one = put(catalog, entry("a.txt", MARKET))
    before = catalog.generation()
    catalog.move(one.article.id, FileRecord("z.txt", 3, 4, "indexed", "", one.article.id))
    [back] = catalog.entries([one.article.id]).values()
    assert back.article.source == "z.txt"
    assert back.article.id == one.article.id
    assert np.array_equal(back.chunk_vectors, one.chunk_vectors)
    assert set(catalog.files()) == {"z.txt"}
    assert catalog.generation() > before


def test_what_an_article_is_known_from_is_announced_when_it_changes(catalog: Catalog) -> None:
    one = put(catalog, entry("a.txt", MARKET, outlet="Harbour Wire"))
    told = replace(one.article, outlet_from="articles.csv")
    before = catalog.generation()
    catalog.confirm(told, record(one))
    assert catalog.articles() == [told] and catalog.generation() == before + 1
    catalog.confirm(told, record(one))
    assert catalog.generation() == before + 1  # readers keep what they have read


def test_a_forgotten_file_takes_its_article_with_it(catalog: Catalog) -> None:
    put(catalog, entry("a.txt", MARKET))
    skipped = FileRecord("b.txt", 9, 9, "skipped", "it is empty", None)
    catalog.record([skipped])
    catalog.forget(["a.txt"])
    assert catalog.articles() == []
    assert catalog.files() == {"b.txt": skipped}


# -- filters -----------------------------------------------------------------------------------


@pytest.fixture
def shelf(catalog: Catalog) -> Catalog:
    for source, outlet, day in [
        ("a.txt", "Harbour Wire", date(2024, 3, 12)),
        ("b.txt", "\u00c9cho du Port", date(2024, 3, 14)),
        ("sub/c.txt", "harbour wire", None),
        ("d.txt", None, date(2024, 3, 16)),
    ]:
        put(catalog, entry(source, f"{MARKET}{source}", outlet=outlet, published=day))
    return catalog


@pytest.mark.parametrize(
    ("within", "sources"),
    [
        (Filter(), ["a.txt", "b.txt", "d.txt", "sub/c.txt"]),
        (Filter(since=date(2024, 3, 14)), ["b.txt", "d.txt"]),
        (Filter(until=date(2024, 3, 14)), ["a.txt", "b.txt"]),
        (Filter(since=date(2024, 3, 14), until=date(2024, 3, 14)), ["b.txt"]),
        (Filter(since=date(2024, 3, 15), until=date(2024, 3, 14)), []),
        (Filter(outlets=("HARBOUR WIRE",)), ["a.txt", "sub/c.txt"]),
        (Filter(outlets=("\u00c9cho du Port",)), ["b.txt"]),
        (Filter(outlets=("\u00e9cho du port", "none")), ["b.txt"]),
        (Filter(outlets=("harbour wire",), until=date(2024, 12, 31)), ["a.txt"]),
        (Filter(sources=("sub/c.txt", "d.txt", "absent")), ["d.txt", "sub/c.txt"]),
        (Filter(sources=("c.txt",)), []),
        (Filter(outlets=("' OR 1=1 --",)), []),
    ],
)
def test_a_filter_lets_through_what_it_names(
    shelf: Catalog, within: Filter, sources: list[str]
) -> None:
    found = shelf.entries(sorted(shelf.matching(within)))
    assert sorted(one.article.source for one in found.values()) == sources
    assert bool(within) == (within != Filter())


# -- the outbox --------------------------------------------------------------------------------


def test_the_outbox_keeps_what_a_projection_still_needs(catalog: Catalog) -> None:
    one, two = put(catalog, entry("a.txt", MARKET)), put(catalog, entry("b.txt", BRIDGE))
    assert catalog.generation() == 2
    assert catalog.applied("words") == 0
    catalog.acknowledge("words", 2)
    assert catalog.applied("words") == 2
    assert [change.article for change in catalog.changes(0)] == [one.article.id, two.article.id]
    catalog.acknowledge("vectors", 1)
    assert catalog.changes(catalog.applied("vectors")) == [Change(2, "add", two.article.id)]
    catalog.acknowledge("vectors", 2)
    assert catalog.changes(catalog.applied("vectors")) == []
    assert catalog.generation() == 2


def test_an_outbox_in_a_file_drops_what_both_projections_have(file: Catalog) -> None:
    _, two = put(file, entry("a.txt", MARKET)), put(file, entry("b.txt", BRIDGE))
    file.acknowledge("words", 2)
    file.acknowledge("vectors", 1)
    assert file.changes(0) == [Change(2, "add", two.article.id)]
    file.acknowledge("vectors", 2)
    assert file.changes(0) == []


def test_the_generation_never_goes_back(catalog: Catalog, opened: Opener) -> None:
    put(catalog, entry("a.txt", MARKET))
    catalog.forget(["a.txt"])
    for name in ("words", "vectors"):
        catalog.acknowledge(name, 2)
    catalog.close()
    again = opened()
    assert again.generation() == 2
    put(again, entry("a.txt", MARKET))
    assert again.generation() == 3


# -- one file, several users -------------------------------------------------------------------


def test_a_second_reader_sees_what_is_committed(catalog: Catalog, opened: Opener) -> None:
    reader = opened()
    assert reader.articles() == []
    one = put(catalog, entry("a.txt", MARKET))
    assert reader.articles() == [one.article]


def test_threads_share_a_catalog(catalog: Catalog) -> None:
    entries = [entry(f"{n}.txt", f"{BRIDGE} {n}") for n in range(40)]
    failed: list[BaseException] = []

    def work(some: list[Entry]) -> None:
        try:
            for one in some:
                put(catalog, one)
                assert catalog.entries([one.article.id])
                catalog.chunk_vectors()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(entries[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert catalog.counts() == (40, 40)


# -- damage ------------------------------------------------------------------------------------


def test_a_file_that_is_no_catalog_is_an_error_with_its_remedy(path: Path) -> None:
    path.write_bytes(b"This is no database. " * 100)
    with pytest.raises(CatalogError, match="dateline doctor --repair"):
        Catalog(SQLite(path))


def test_a_catalog_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="unable to open"):
        SQLite(tmp_path / "absent" / "catalog.sqlite")


def test_damage_inside_a_catalog_is_an_error_with_its_remedy(file: Catalog, path: Path) -> None:
    for n in range(30):
        put(file, entry(f"{n}.txt", f"{MARKET * 20} {n}"))
    file.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\x07" * (len(whole) - 4096))
    damaged = Catalog(SQLite(path))
    for use in (
        damaged.articles,
        damaged.files,
        damaged.counts,
        lambda: damaged.entries(["0"]),
        lambda: damaged.forget(["0.txt"]),
    ):
        with pytest.raises(CatalogError, match="dateline doctor --repair"):
            use()
    damaged.close()


def test_a_catalog_cut_short_is_an_error(file: Catalog, path: Path) -> None:
    for n in range(30):
        put(file, entry(f"{n}.txt", f"{MARKET * 20} {n}"))
    file.close()
    os.truncate(path, 9000)
    with pytest.raises(CatalogError, match="dateline doctor --repair"):
        Catalog(SQLite(path)).articles()


def test_a_catalog_of_a_newer_release_is_left_alone(file: Catalog, path: Path) -> None:
    put(file, entry("a.txt", MARKET))
    file.close()
    newer = sqlite3.connect(path)
    newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    newer.close()
    before = path.read_bytes()
    with pytest.raises(CatalogError, match="upgrade dateline"):
        Catalog(SQLite(path))
    assert path.read_bytes() == before
