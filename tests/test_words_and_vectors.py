"""The two projections, on real tantivy and real Chroma, in files and on a server, fed by hand."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evals.torture.hashed import HashedWords
from index.articles import Article
from index.catalog import Entry, Filter
from index.chunks import chunk
from index.embedding import Vectors
from index.library import Library
from index.retrieval import Retriever
from index.served import ServedVectors
from index.spans import split
from index.vectors import VectorStore
from index.words import LEVELS, Words

WIDTH = 16
MARKET = (
    "The council voted to close the fish market. Porters will appeal.\n\nLeave a comment\n\n"
    "The caf\u00e9 on Quay Street stays open."
)
BRIDGE = "The new bridge over the Tarn cost 38 million pounds. The bridge opens in May."
TROUT = "Trout will be put back into the river, the market was told."


def entry(source: str, text: str, title: str | None = None, **known: Any) -> Entry:
    article = Article(source, text, title=title, **known)
    spans = split(text)
    chunks = chunk(spans, length=80)
    numbers = np.random.default_rng(int(article.id[:8], 16))
    vectors = numbers.normal(size=(len(chunks), WIDTH)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    none = np.zeros((len(spans), WIDTH), np.float32)
    tokens = (np.zeros((0, 0), np.uint8),) * len(spans)
    return Entry(article, tuple(spans), tuple(chunks), none, vectors, tokens)


Opener = Callable[[str], VectorStore]
A, B, C = entry("a.txt", MARKET), entry("b.txt", BRIDGE, "Tolls dropped"), entry("c.txt", TROUT)


def many(count: int) -> list[Entry]:
    return [entry(f"{n}.txt", f"Report {n} on the harbour. {BRIDGE}") for n in range(count)]


# -- words -------------------------------------------------------------------------------------


@pytest.fixture
def words(tmp_path: Path) -> Words:
    words = Words(tmp_path / "words")
    words.apply([A, B, C], [])
    return words


def test_words_are_found_at_three_levels(words: Words) -> None:
    assert [hit.ref for hit in words.hits("article", words.terms("bridge"), 9)] == [B.article.id]
    assert [hit.ref for hit in words.hits("passage", words.terms("porters"), 9)] == [
        f"{A.article.id}-0"
    ]
    assert {hit.ref for hit in words.hits("sentence", words.terms("bridge"), 9)} == {
        f"{B.article.id}:0",
        f"{B.article.id}:1",
    }
    assert [words.count(level) for level in LEVELS] == [3, 4, 6]


def test_the_best_hit_comes_first(words: Words) -> None:
    hits = words.hits("article", words.terms("the fish market of the council"), 9)
    assert [hit.ref for hit in hits] == [A.article.id, C.article.id]
    assert hits[0].score > hits[1].score > 0
    assert words.hits("article", words.terms("the fish market of the council"), 1) == hits[:1]


def test_a_score_is_bm25(words: Words) -> None:
    [hit] = words.hits("article", words.terms("porters"), 9)
    lengths = [len(words.terms(body)) for body in _indexed_bodies()]
    rarity = np.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    expected = rarity * 2.2 / (1 + 1.2 * (0.25 + 0.75 * lengths[0] / np.mean(lengths)))
    assert hit.score == pytest.approx(expected, rel=0.02)


def test_terms_are_stems_without_accents_case_and_stop_words(words: Words) -> None:
    assert words.terms("The CAF\u00c9s closing") == ["cafe", "close"]
    assert words.terms("the of and") == []
    assert words.terms("") == []
    assert [hit.ref for hit in words.hits("sentence", words.terms("cafe"), 9)] == [
        f"{A.article.id}:3"
    ]


def test_a_title_counts_for_the_article_only(words: Words) -> None:
    terms = words.terms("tolls")
    assert [hit.ref for hit in words.hits("article", terms, 9)] == [B.article.id]
    assert words.hits("passage", terms, 9) == words.hits("sentence", terms, 9) == []


def test_chrome_is_not_found(words: Words) -> None:
    for level in LEVELS:
        assert words.hits(level, words.terms("comment"), 9) == []


def test_hits_can_be_kept_to_some_articles(words: Words) -> None:
    terms = words.terms("market")
    free = {hit.ref: hit.score for hit in words.hits("article", terms, 9)}
    kept = words.hits("article", terms, 9, articles=[C.article.id])
    assert [(hit.ref, hit.score) for hit in kept] == [(C.article.id, free[C.article.id])]
    assert words.hits("article", terms, 9, articles=[]) == []
    assert words.hits("article", terms, 9, articles=["absent"]) == []


def test_hits_can_be_kept_to_days_and_outlets_and_score_as_they_did(words: Words) -> None:
    day = date(2024, 3, 14)
    early = entry("d.txt", f"{TROUT} Early.", outlet="Quay Post", published=day)
    late = entry("e.txt", f"{TROUT} Late.", outlet="The M\u00dcnster", published=date(2024, 3, 16))
    words.apply([early, late], [])
    terms = words.terms("trout market")
    free = {hit.ref: hit.score for hit in words.hits("article", terms, 9)}

    def kept(within: Filter) -> list[str]:
        hits = words.hits("article", terms, 9, within=within)
        assert all(hit.score == free[hit.ref] for hit in hits)
        return [hit.ref for hit in hits]

    assert set(free) > {early.article.id, late.article.id, C.article.id}
    assert kept(Filter(until=day)) == kept(Filter(since=day, until=day)) == [early.article.id]
    assert kept(Filter(since=date(2024, 3, 15))) == [late.article.id]
    assert kept(Filter(outlets=("the m\u00fcnster",))) == [late.article.id]
    assert kept(Filter(since=date(2024, 3, 15), outlets=("Quay Post",))) == []


@pytest.mark.parametrize(
    "question", ["", "the", '"', "a:b AND (c", "*", "\u4e2d\u6587", "x" * 8000]
)
def test_no_question_is_a_query_language(words: Words, question: str) -> None:
    for level in LEVELS:
        words.hits(level, words.terms(question), 9)


def test_frequency_counts_what_has_the_word(words: Words) -> None:
    assert words.frequency("article", "market") == 2
    assert words.frequency("sentence", "bridg") == 2
    assert words.frequency("article", "absent") == 0


def test_words_applied_twice_change_nothing(words: Words) -> None:
    words.apply([A, B, C], ["absent"])
    assert [words.count(level) for level in LEVELS] == [3, 4, 6]
    assert len(words.hits("sentence", words.terms("bridge"), 9)) == 2


def test_what_is_removed_is_not_found(words: Words) -> None:
    assert words.knows([A.article.id])
    words.apply([], [A.article.id, "absent"])
    for level in LEVELS:
        assert words.hits(level, words.terms("porters fish cafe"), 9) == []
    assert words.count() == 2


def test_words_refilled_score_as_if_nothing_else_had_been(words: Words, tmp_path: Path) -> None:
    fresh = Words(tmp_path / "fresh")
    fresh.apply([B, C], [])
    terms = words.terms("the bridge, the market and the river")
    assert words.hits("sentence", terms, 9) != fresh.hits("sentence", terms, 9)
    words.refill([C, B])
    for level in LEVELS:
        assert words.hits(level, terms, 9) == fresh.hits(level, terms, 9)
        assert words.frequency(level, "market") == fresh.frequency(level, "market")
    assert not words.knows([A.article.id])


def test_equal_scores_do_not_depend_on_the_order_of_arrival(tmp_path: Path) -> None:
    entries = many(12)
    one, two = Words(tmp_path / "one"), Words(tmp_path / "two")
    one.apply(entries, [])
    for each in reversed(entries):
        two.apply([each], [])
    terms = one.terms("harbour bridge")
    assert one.hits("sentence", terms, 50) == two.hits("sentence", terms, 50)


def test_words_outlive_the_process_and_are_seen_by_another(words: Words, tmp_path: Path) -> None:
    other = Words(tmp_path / "words")
    assert other.count() == 3
    words.apply([], [A.article.id])
    other.reload()
    assert other.count() == 2


def test_words_hold_what_they_were_given_or_say_so(words: Words, tmp_path: Path) -> None:
    assert words.holds(3, 4)
    assert not words.holds(4, 5)
    assert not words.holds(3, 5)
    shutil.rmtree(tmp_path / "words" / "sentence")
    assert not Words(tmp_path / "words").holds(3, 4)


def test_words_rebuilt_hold_the_new_and_leave_nothing_behind(words: Words, tmp_path: Path) -> None:
    words.rebuild([[A], [C]])
    assert words.count() == 2
    assert words.refs("article") == {A.article.id, C.article.id}
    assert [path.name for path in tmp_path.iterdir()] == ["words"]


def test_a_rebuild_that_fails_leaves_what_was_there(words: Words, vectors: VectorStore) -> None:
    def broken() -> Iterator[list[Entry]]:
        yield [A]
        raise OSError("the disk is full")

    for store, count in ((words, 3), (vectors, 4)):
        with pytest.raises(OSError, match="disk is full"):
            store.rebuild(broken())
        assert store.count() == count


# -- vectors -----------------------------------------------------------------------------------


@pytest.fixture
def vectors(open_store: Opener) -> VectorStore:
    store = open_store("test-16")
    store.apply([A, B, C], [])
    return store


def test_the_nearest_chunks_are_found_with_their_cosines(vectors: VectorStore) -> None:
    entries = many(60)
    vectors.apply(entries, [])
    everything = [A, B, C, *entries]
    ids = [id for each in everything for id in each.chunk_ids]
    matrix = np.concatenate([each.chunk_vectors for each in everything])
    for question in (A.chunk_vectors[0], entries[7].chunk_vectors[0], _unit(3)):
        cosines = matrix @ question
        best = np.argsort(-cosines)[:5]
        hits = vectors.hits(question, 5)
        assert [hit.ref for hit in hits] == [ids[n] for n in best]
        assert [hit.cosine for hit in hits] == pytest.approx(cosines[best].tolist(), abs=1e-5)


def test_more_hits_than_chunks_are_all_chunks(vectors: VectorStore) -> None:
    assert len(vectors.hits(_unit(1), 1000)) == vectors.count() == 4


def test_an_empty_store_has_no_hits(open_store: Opener) -> None:
    store = open_store("test-16")
    store.apply([], ["absent"])
    assert store.hits(_unit(1), 5) == []
    assert store.count() == 0


def test_vectors_applied_twice_change_nothing(vectors: VectorStore) -> None:
    before = vectors.hits(_unit(1), 9)
    vectors.apply([A, B, C], ["absent"])
    assert vectors.count() == 4
    assert vectors.hits(_unit(1), 9) == before


def test_vectors_of_a_removed_article_are_not_found(vectors: VectorStore) -> None:
    vectors.apply([], [A.article.id])
    refs = {hit.ref for hit in vectors.hits(A.chunk_vectors[0], 9)}
    assert refs == {*B.chunk_ids, *C.chunk_ids}


def test_two_embedders_never_mix(vectors: VectorStore, open_store: Opener) -> None:
    vectors.close()
    other = open_store("other-16")
    assert other.count() == 0
    other.apply([B], [])
    other.close()
    assert open_store("test-16").count() == 4


def test_vectors_outlive_the_process(vectors: VectorStore, open_store: Opener) -> None:
    before = vectors.hits(_unit(1), 9)
    vectors.close()
    assert open_store("test-16").hits(_unit(1), 9) == before


def test_vectors_hold_what_they_were_given_or_say_so(
    vectors: VectorStore, open_store: Opener, tmp_path: Path
) -> None:
    assert vectors.holds(3, 4)
    assert not vectors.holds(3, 5)
    vectors.close()
    if isinstance(vectors, ServedVectors):
        vectors.discard()
    else:
        (tmp_path / "chroma" / "chroma.sqlite3").unlink()
    assert not open_store("test-16").holds(3, 4)


def test_vectors_rebuilt_hold_the_new_and_leave_nothing_behind(
    vectors: VectorStore, tmp_path: Path
) -> None:
    vectors.rebuild([])
    assert vectors.count() == 0
    vectors.rebuild([[A]])
    assert vectors.refs() == set(A.chunk_ids)
    assert np.allclose(vectors.vectors(A.chunk_ids), A.chunk_vectors, atol=1e-6)
    assert [path.name for path in tmp_path.iterdir()] == ([] if vectors.address else ["chroma"])


ANOTHER = """
import sys
from pathlib import Path
from evals.torture.hashed import HashedWords
from index.library import Library
with Library.open(Path(sys.argv[1]), Path(sys.argv[2]), HashedWords(16)) as library:
    library.sync()
"""


def test_vectors_that_another_process_writes_are_found(tmp_path: Path) -> None:
    folder, home = tmp_path / "news", tmp_path / "home"
    folder.mkdir()
    for name, text in (("a.txt", MARKET), ("b.txt", BRIDGE)):
        (folder / name).write_text(text)
    with Library.open(folder, home, HashedWords(16)) as library:
        library.sync()
        stores = library.catalog, library._words, library._vectors
        search = Retriever(*stores, library.embedder, exact_up_to=0).search
        asked = "Who will appeal?"
        assert len({each.article.source for each in search(asked, within=Filter()).sentences}) == 2
        (folder / "late.txt").write_text("Seventeen herons nested.\n")
        (folder / "b.txt").unlink()
        command = [sys.executable, "-c", ANOTHER, str(folder), str(home)]
        subprocess.run(command, check=True)
        found = search(asked, within=Filter()).sentences
        assert {each.article.source for each in found} == {"a.txt", "late.txt"}


def test_vectors_are_opened_again_between_searches_and_not_often(tmp_path: Path) -> None:
    store = VectorStore(tmp_path / "chroma", "encoder")
    store.apply([A], [])
    first = store._collection
    with store._used() as used:
        store.follow(1)
        assert store._collection is used is first
    store.follow(1)
    assert store.hits(_unit(1), 1) and store._collection is not first
    again = store._collection
    store.follow(2)
    assert store._collection is again
    store.close()


def _unit(seed: int) -> Vectors:
    vector = np.random.default_rng(seed).normal(size=WIDTH).astype(np.float32)
    unit: Vectors = vector / np.linalg.norm(vector)
    return unit


def _indexed_bodies() -> list[str]:
    """What the level of articles has of each: its title and its chunks."""
    return [
        "\n".join([e.article.title or "", *(e.article.text[c.start : c.end] for c in e.chunks)])
        for e in (A, B, C)
    ]
