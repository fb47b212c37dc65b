"""What a search finds, in what order, and what it must never find."""

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from engines import IN_A_FILE, both

from index.articles import Article
from index.catalog import Catalog, FileRecord, Filter
from index.embedding import MiniLM
from index.entries import compute, lay_out
from index.library import Library
from index.retrieval import Found, Retriever
from index.spans import Kind
from index.sqlite import SQLite
from index.vectors import VectorStore
from index.words import Words

Opener = Callable[[Path], Library]
Row = tuple[str, int, float]

QUESTIONS = [
    "How much did the bridge cost?",
    "Why does the fish market close?",
    "What did the judge say about the mill?",
    "Who is the mayor?",
    "trout",
]


server = both()


@pytest.fixture(scope="module")
def shelf(
    tmp_path_factory: pytest.TempPathFactory,
    write_news: Callable[[Path], None],
    embedder: MiniLM,
) -> Iterator[Library]:
    """A library that no test changes."""
    folder = tmp_path_factory.mktemp("shelf")
    write_news(folder)
    (folder / "undated.txt").write_text("A footbridge over the Ash cost 2 million pounds.\n")
    (folder / "chrome.txt").write_text(
        "The council met on Monday.\n\nLeave a comment\n\nSubscribe to our trout newsletter\n"
    )
    with Library.open(folder, tmp_path_factory.mktemp("home"), embedder) as library:
        library.sync()
        yield library


def rows(found: Found) -> list[Row]:
    return [(c.article.source, c.n, c.score) for c in found.sentences]


def sources(found: Found) -> set[str]:
    return {candidate.article.source for candidate in found.sentences}


def reports(folder: Path, count: int) -> None:
    folder.mkdir(exist_ok=True)
    towns = ["Eastvale", "Port Elder", "Skerry", "Brackley", "Ashby"]
    for n in range(count):
        (folder / f"report-{n:02}.txt").write_text(
            f"The {towns[n % 5]} council met on Monday. It will spend {n + 3} million pounds on "
            f"the road to {towns[(n + 2) % 5]}.\n\nMayor number {n} said that the bridge there "
            "would be closed for a week.\n"
        )


@pytest.mark.parametrize(
    ("question", "source", "words"),
    [
        (QUESTIONS[0], "bridge.md", "The bridge cost 38 million pounds"),
        ("Which building cannot be insured?", "harbour.txt", "could no longer be insured"),
        (QUESTIONS[2], "verdict.html", "Judge Amara Finch said"),
        ("When will lorries be allowed on it?", "bridge.md", "must wait until June"),
    ],
)
def test_the_sentence_that_answers_is_among_the_first(
    shelf: Library, question: str, source: str, words: str
) -> None:
    first = shelf.search(question).sentences[:3]
    assert any(c.article.source == source and words in c.text for c in first)


def test_what_is_found_stands_in_the_file_at_its_offsets(shelf: Library) -> None:
    found = shelf.search(QUESTIONS[0])
    assert found.sentences and found.passages
    for c in found.sentences:
        assert c.text == c.article.text[c.span.start : c.span.end]
        assert c.chunk.start <= c.span.start < c.span.end <= c.chunk.end
        if c.article.source != "verdict.html":
            written = (shelf.folder / c.article.source).read_text(encoding="utf-8")
            assert written[c.span.start : c.span.end] == c.text
    for p in found.passages:
        assert any((c.chunk.start, c.chunk.end) == (p.start, p.end) for c in found.sentences)


def test_the_best_comes_first_and_nothing_twice(shelf: Library) -> None:
    found = shelf.search(QUESTIONS[1])
    scores = [candidate.score for candidate in found.sentences]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] <= scores[0] <= 1
    keys = [(c.article.id, c.n) for c in found.sentences]
    assert len(keys) == len(set(keys))
    places = [(p.article.id, p.start) for p in found.passages]
    assert len(places) == len(set(places))


def test_chrome_is_never_found(shelf: Library) -> None:
    found = shelf.search("subscribe to the trout newsletter")
    assert "chrome.txt" in sources(found)
    assert all(c.span.kind is not Kind.CHROME for c in found.sentences)
    assert "Subscribe" not in "".join(c.text for c in found.sentences)


@pytest.mark.parametrize(
    "question", ["", "the of and", "?!", "\u4e2d\u6587", "a:b AND (c", "x " * 4000]
)
def test_no_question_breaks_the_search(shelf: Library, question: str) -> None:
    assert len(shelf.search(question).sentences) > 0


# -- filters -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("within", "wanted"),
    [
        (Filter(since=date(2024, 3, 12)), {"bridge.md", "harbour.txt"}),
        (Filter(since=date(2024, 3, 13)), {"bridge.md"}),
        (Filter(until=date(2024, 3, 12)), {"harbour.txt", "verdict.html"}),
        (Filter(since=date(2024, 3, 1), until=date(2024, 3, 12)), {"harbour.txt"}),
        (Filter(outlets=("the tarn courier", "Eastvale Post")), {"bridge.md", "verdict.html"}),
        (Filter(sources=("harbour.txt",)), {"harbour.txt"}),
        (Filter(sources=("harbour.txt",), since=date(2024, 3, 13)), set()),
        (Filter(outlets=("nobody",)), set()),
    ],
)
def test_a_filter_keeps_all_else_out(shelf: Library, within: Filter, wanted: set[str]) -> None:
    found = shelf.search("What will it cost?", within=within)
    assert sources(found) == wanted
    assert {passage.article.source for passage in found.passages} == wanted


def test_an_undated_article_passes_no_filter_of_dates(shelf: Library) -> None:
    question = "What did the footbridge over the Ash cost?"
    assert "undated.txt" in sources(shelf.search(question))
    for within in (Filter(since=date(1900, 1, 1)), Filter(until=date(2100, 1, 1))):
        assert "undated.txt" not in sources(shelf.search(question, within=within))


# -- after changes -----------------------------------------------------------------------------


def test_a_removed_article_is_never_found_again(library: Library, folder: Path) -> None:
    library.sync()
    question = "Mill owner fined over river spill by Judge Amara Finch"
    assert "verdict.html" in sources(library.search(question))
    (folder / "verdict.html").unlink()
    library.sync()
    for within in (None, Filter(outlets=("Eastvale Post",)), Filter(sources=("verdict.html",))):
        assert "verdict.html" not in sources(library.search(question, within=within))
    assert library.frequency("mill") == 0


def test_the_old_words_of_an_edited_article_are_never_found_again(
    library: Library, folder: Path
) -> None:
    library.sync()
    library.search(QUESTIONS[0])
    path = folder / "bridge.md"
    path.write_text(path.read_text().replace("38 million", "forty-one million"))
    library.sync()
    texts = [candidate.text for candidate in library.search(QUESTIONS[0]).sentences]
    assert any("forty-one million" in text for text in texts)
    assert not any("38 million" in text for text in texts)
    assert (library.frequency("38"), library.frequency("forti")) == (0, 1)


def test_another_reader_sees_what_was_synced(
    library: Library, folder: Path, open_library: Opener
) -> None:
    library.sync()
    reader = open_library(folder)
    reader.search(QUESTIONS[0])
    (folder / "verdict.html").unlink()
    (folder / "roof.txt").write_text("The roof of Eastvale station will be repaired in June.\n")
    library.sync()
    found = reader.search("When will the roof of Eastvale station be repaired?")
    assert found.sentences[0].article.source == "roof.txt"
    assert found.sentences[0].sentence_words > 0
    assert "verdict.html" not in sources(found)


def test_words_that_come_after_their_article_are_seen_by_another_reader(
    library: Library, folder: Path, open_library: Opener, embedder: MiniLM
) -> None:
    library.sync()
    reader = open_library(folder)
    article = Article("roof.txt", "The roof of Eastvale station will be repaired in June.")
    [entry] = compute([lay_out(article)], embedder)
    file = FileRecord("roof.txt", 1, 1, "indexed", "", article.id)
    library.catalog.put(entry, file)
    assert reader.search("roof").sentences[0].sentence_words == 0
    Words(library.home / "words").apply([entry], [])
    library.catalog.acknowledge("words", library.catalog.generation())
    assert reader.search("roof").sentences[0].sentence_words > 0


def test_search_goes_on_while_articles_change(library: Library, folder: Path) -> None:
    reports(folder, 6)
    library.sync()
    stop, failed, searched = threading.Event(), list[BaseException](), list[int]()

    def search() -> None:
        try:
            while not stop.is_set():
                found = library.search("How much will the council spend on the road?")
                assert found.sentences
                searched.append(len(found.sentences))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for turn in range(3):
        for path in folder.glob("report-*.txt"):
            path.write_text(path.read_text() + f"It was corrected for time {turn}, it said.\n")
        (folder / f"extra-{turn}.txt").write_text(f"The road plan {turn} was approved on Friday.\n")
        library.sync()
    stop.set()
    for thread in threads:
        thread.join()
    assert not failed
    assert len(searched) > 2
    assert "extra-2.txt" in sources(library.search("Was road plan 2 approved?"))


# -- the same answer every time ----------------------------------------------------------------


def fresh(folder: Path, home: Path, embedder: MiniLM) -> list[list[Row]]:
    with Library.open(folder, home, embedder) as library:
        library.sync()
        return [rows(library.search(question)) for question in QUESTIONS]


def test_two_indexes_of_one_folder_score_alike(
    folder: Path, tmp_path: Path, embedder: MiniLM
) -> None:
    reports(folder, 20)
    assert fresh(folder, tmp_path / "one", embedder) == fresh(folder, tmp_path / "two", embedder)


def test_a_folder_is_scored_alike_whatever_it_was_before(
    library: Library, folder: Path, tmp_path: Path, embedder: MiniLM
) -> None:
    reports(folder, 12)
    library.sync()
    for n in (2, 5, 7):
        (folder / f"report-{n:02}.txt").unlink()
    (folder / "report-03.txt").write_text("The mayor and the judge met at the new bridge.\n")
    library.sync()
    (folder / "report-04.txt").rename(folder / "zz.txt")
    (folder / "late.txt").write_text("A trout was seen below the bridge, the mill's owner said.\n")
    library.sync()
    grown = [rows(library.search(question)) for question in QUESTIONS]
    assert grown == fresh(folder, tmp_path / "fresh", embedder)


@IN_A_FILE
def test_a_filter_that_lets_most_through_finds_what_a_narrow_one_would(
    library: Library, folder: Path, embedder: MiniLM
) -> None:
    reports(folder, 20)
    library.sync()
    library.close()
    catalog = Catalog(SQLite(library.home / "catalog.sqlite"))
    words = Words(library.home / "words")
    store = VectorStore(library.home / "chroma", embedder.fingerprint)
    within = Filter(since=date(2024, 3, 6))
    before, after = (
        Retriever(catalog, words, store, embedder, exact_up_to=limit) for limit in (1_000, 0)
    )
    for question in QUESTIONS:
        exact = before.search(question, within=within)
        found = after.search(question, within=within)
        assert sources(exact)
        assert [(c.article.source, c.n) for c in found.sentences] == [
            (c.article.source, c.n) for c in exact.sentences
        ]
        assert all(c.article.published >= date(2024, 3, 6) for c in found.sentences)
    store.close()
    catalog.close()


@IN_A_FILE
def test_chroma_and_exact_search_agree(library: Library, folder: Path, embedder: MiniLM) -> None:
    reports(folder, 20)
    library.sync()
    library.close()
    catalog = Catalog(SQLite(library.home / "catalog.sqlite"))
    ids, matrix = catalog.chunk_vectors()
    catalog.close()
    store = VectorStore(library.home / "chroma", embedder.fingerprint)
    assert store.count() == len(ids) > 20
    for question in QUESTIONS:
        vector = embedder.embed(question)
        cosines = matrix @ vector
        hits = store.hits(vector, 10)
        assert hits[0].ref == ids[int(np.argmax(cosines))]
        assert [hit.cosine for hit in hits] == pytest.approx(
            sorted(cosines.tolist(), reverse=True)[:10], abs=1e-5
        )
    store.close()


def test_a_sentence_and_its_passage_are_as_near_as_their_vectors(
    shelf: Library, embedder: MiniLM
) -> None:
    vector = embedder.embed(QUESTIONS[0])
    found = shelf.search(QUESTIONS[0]).sentences
    assert found[0].sentence_cosine > 0.5
    for each in found:
        entry = shelf.entry(each.article.id)
        assert entry is not None
        near = float(entry.vectors[each.n].astype(np.float32) @ vector)
        assert each.sentence_cosine == pytest.approx(near, abs=1e-5)
        whole = float(entry.chunk_vectors[each.number] @ vector)
        assert each.passage_cosine == pytest.approx(whole, abs=1e-5)


def test_a_sentence_with_the_words_is_found_in_a_passage_that_is_about_something_else(
    tmp_path: Path, embedder: MiniLM
) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for n in range(60):
        about = " ".join(f"{word} of town {n}." for word in 3 * ("Ferry", "Skellay", "Tariff"))
        (news / f"{n:02}.txt").write_text(f"{about}\n", encoding="utf-8")
    match = "The home side won the football match after a late goal by its young striker. "
    told = "The Skellay ferry tariff rose."
    (news / "match.txt").write_text(f"{4 * match}{told} {4 * match}\n", encoding="utf-8")
    with Library.open(news, tmp_path / "home", embedder) as library:
        library.sync()
        found = library.search("Skellay ferry tariff").sentences
    assert told in [each.text for each in found]
