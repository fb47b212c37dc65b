"""What is read out of each article once: kept, completed after an interruption, gone with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from engines import both

from index import places
from index.articles import Article
from index.catalog import Catalog, Entry, FileRecord
from index.ledger import Ledger
from index.server import Server


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    start: int


@dataclass(slots=True)
class Reader:
    """Reads the first word of an article, counts how many it read, and stops where told to."""

    read: int = 0
    stop_at: int | None = None

    def __call__(self, entries: Sequence[Entry]) -> Iterator[tuple[Word, ...]]:
        for entry in entries:
            if self.read == self.stop_at:
                raise KeyboardInterrupt
            self.read += 1
            yield (Word(entry.article.text.split()[0], 0),)


server = both()


@pytest.fixture
def catalog(tmp_path: Path, server: Server | None) -> Iterator[Catalog]:
    catalog = Catalog(places.of(server, f"ledger-{uuid4().hex[:12]}").open(tmp_path))
    yield catalog
    catalog.close()


def put(catalog: Catalog, *texts: str) -> list[str]:
    ids = []
    for text in texts:
        article = Article(f"{text}.txt", text)
        none = np.zeros((0, 8), dtype=np.float32)
        file = FileRecord(article.source, 1, 1, "indexed", "", article.id)
        catalog.put(Entry(article, (), (), none, none), file)
        ids.append(article.id)
    return ids


def test_each_article_is_read_once_and_its_rows_come_back(catalog: Catalog) -> None:
    market, bridge = put(catalog, "market closes", "bridge opens")
    reader = Reader()
    ledger = Ledger(catalog, "words.1", Word, reader)
    assert not ledger.complete()
    ledger.fill()
    ledger.fill()
    assert ledger.complete()
    assert reader.read == 2
    assert ledger.rows() == {market: (Word("market", 0),), bridge: (Word("bridge", 0),)}
    assert ledger.rows([bridge]) == {bridge: (Word("bridge", 0),)}


def test_what_is_not_kept_is_read_for_whoever_asks_and_not_kept(catalog: Catalog) -> None:
    (market,) = put(catalog, "market closes")
    ledger = Ledger(catalog, "words.1", Word, Reader())
    assert ledger.rows([market]) == ledger.rows() == {market: (Word("market", 0),)}
    assert not ledger.complete()


def test_an_interrupted_reading_goes_on_where_it_ended(catalog: Catalog) -> None:
    ids = put(catalog, *(f"{n} article" for n in range(40)))
    with pytest.raises(KeyboardInterrupt):
        Ledger(catalog, "words.1", Word, Reader(stop_at=35)).fill()
    reader = Reader()
    ledger = Ledger(catalog, "words.1", Word, reader)
    ledger.fill()
    assert reader.read == 8, "the two windows that were finished are not read again"
    assert set(ledger.rows()) == set(ids)


def test_rows_go_with_their_article_and_another_reader_begins_anew(catalog: Catalog) -> None:
    put(catalog, "market closes", "bridge opens")
    Ledger(catalog, "words.1", Word, Reader()).fill()
    catalog.forget(["market closes.txt"])
    ledger = Ledger(catalog, "words.1", Word, Reader())
    assert [rows[0].text for rows in ledger.rows().values()] == ["bridge"]
    assert catalog.notes("words.1").keys() == ledger.rows().keys()
    assert not Ledger(catalog, "words.2", Word, Reader()).complete()
