"""Files of several articles: each is found, cited, followed and explained by its own name."""

import csv
import json
import os
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from interrupting import Interrupted
from looking import FERRY, ROOF, in_step, outcomes, sources

from index.catalog import Catalog
from index.library import FileStatus, Library
from index.members import by_container

STORIES = [
    {"title": f"Report {n}", "text": f"Report {n} from the harbour. {ROOF}"} for n in range(4)
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    return folder


def write_lines(path: Path, records: Sequence[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")


def write_zip(path: Path, files: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)


def texts(library: Library) -> dict[str, str]:
    return {article.source: article.text for article in library.articles()}


def test_each_line_is_an_article_that_is_cited_by_its_number(
    library: Library, folder: Path
) -> None:
    write_lines(folder / "wire.jsonl", [{"title": "Ferry", "text": FERRY}, {"text": ROOF}])
    assert outcomes(library.sync()) == {"wire.jsonl#1": "added", "wire.jsonl#2": "added"}
    best = library.search("roof of the station").sentences[0]
    assert best.article.source == "wire.jsonl#2"
    assert best.article.text[best.span.start : best.span.end] == best.text
    assert best.article.text == ROOF


def test_a_file_that_is_known_is_not_opened_again(library: Library, folder: Path) -> None:
    write_lines(folder / "wire.jsonl", STORIES)
    library.sync()
    (folder / "wire.jsonl").chmod(0)
    report = library.sync()
    assert set(outcomes(report).values()) == {"unchanged"}
    assert len(report.files) == 4
    assert [file.source for file in library.status().files] == sources(library)


def test_an_article_put_before_the_others_is_all_that_is_encoded(
    library: Library, folder: Path, encoded: list[str]
) -> None:
    write_lines(folder / "wire.jsonl", STORIES)
    library.sync()
    done = len(encoded)
    write_lines(folder / "wire.jsonl", [{"text": FERRY}, *STORIES])
    report = library.sync()
    assert encoded[done:] == [FERRY.strip()]
    assert FileStatus("wire.jsonl#5", "renamed", "was wire.jsonl#4") in report.files
    assert texts(library) == {
        "wire.jsonl#1": FERRY,
        **{f"wire.jsonl#{n + 2}": story["text"] for n, story in enumerate(STORIES)},
    }
    assert in_step(library)


def test_an_article_taken_out_of_a_file_is_gone_and_the_rest_stays(
    library: Library, folder: Path, encoded: list[str]
) -> None:
    write_lines(folder / "wire.jsonl", STORIES)
    library.sync()
    done = len(encoded)
    write_lines(folder / "wire.jsonl", STORIES[1:])
    report = library.sync()
    assert FileStatus("wire.jsonl#3", "renamed", "was wire.jsonl#4") in report.files
    assert list(texts(library).values()) == [story["text"] for story in STORIES[1:]]
    assert encoded[done:] == []
    assert in_step(library)


@pytest.mark.parametrize("order", [(1, 0, 2, 3), (3, 2, 1, 0), (1, 2, 3, 0), (2, 2, 0, 1)])
def test_articles_that_change_places_all_stay(
    library: Library, folder: Path, order: tuple[int, ...]
) -> None:
    write_lines(folder / "wire.jsonl", STORIES)
    library.sync()
    write_lines(folder / "wire.jsonl", [STORIES[n] for n in order])
    library.sync()
    assert sorted(texts(library).values()) == sorted({STORIES[n]["text"] for n in order})
    for source, text in texts(library).items():
        assert STORIES[order[int(source.partition("#")[2]) - 1]]["text"] == text
    assert in_step(library)


def test_a_renamed_file_takes_its_articles_along_unencoded(
    library: Library, folder: Path, encoded: list[str]
) -> None:
    write_lines(folder / "wire.jsonl", STORIES)
    library.sync()
    done = len(encoded)
    (folder / "wire.jsonl").rename(folder / "agency.jsonl")
    report = library.sync()
    assert len(encoded) == done
    assert FileStatus("agency.jsonl#1", "renamed", "was wire.jsonl#1") in report.files
    assert sources(library) == [f"agency.jsonl#{n}" for n in (1, 2, 3, 4)]
    assert in_step(library)


def test_a_removed_file_takes_all_its_articles_along(library: Library, folder: Path) -> None:
    write_lines(folder / "wire.jsonl", STORIES)
    (folder / "ferry.txt").write_text(FERRY)
    library.sync()
    (folder / "wire.jsonl").unlink()
    assert outcomes(library.sync()) == {
        **{f"wire.jsonl#{n}": "removed" for n in (1, 2, 3, 4)},
        "ferry.txt": "unchanged",
    }
    assert outcomes(library.sync()) == {"ferry.txt": "unchanged"}
    assert in_step(library)


def test_a_file_that_can_no_longer_be_read_has_no_articles(library: Library, folder: Path) -> None:
    write_zip(folder / "batch.zip", {"roof.txt": ROOF, "ferry.txt": FERRY})
    library.sync()
    (folder / "batch.zip").write_bytes(b"PK\x03\x04 cut off")
    report = library.sync()
    assert FileStatus("batch.zip", "skipped", "it is not a zip archive, or damaged") in report.files
    assert library.articles() == []
    write_zip(folder / "batch.zip", {"roof.txt": ROOF})
    assert outcomes(library.sync()) == {"batch.zip/roof.txt": "added"}
    assert in_step(library)


def test_one_article_that_becomes_a_list_and_back(library: Library, folder: Path) -> None:
    path = folder / "story.json"
    for several in (False, True, False):
        path.write_text(json.dumps(STORIES[:2] if several else STORIES[0]))
        os.utime(path, ns=(1, len(path.read_bytes())))
        library.sync()
        assert sources(library) == (["story.json#1", "story.json#2"] if several else ["story.json"])
        assert in_step(library)


def test_a_member_that_is_no_article_says_why_and_costs_no_other(
    library: Library, folder: Path
) -> None:
    (folder / "wire.jsonl").write_text(
        json.dumps({"text": ROOF}) + '\n{"title": "no text"}\nnot json\n\n[1]\n'
    )
    report = library.sync()
    assert {file.source: file.reason for file in report.files if file.outcome == "skipped"} == {
        "wire.jsonl#2": "it has no text under text, body, content or articleBody",
        "wire.jsonl#3": "line 3 is not JSON",
        "wire.jsonl#5": "it holds no article: a text under text, body, content or articleBody",
    }
    assert sources(library) == ["wire.jsonl#1"]
    assert {file.outcome for file in library.sync().files} == {"unchanged", "skipped"}


def test_a_member_may_be_a_copy_of_a_file_and_take_over_from_it(
    library: Library, folder: Path, encoded: list[str]
) -> None:
    (folder / "a.txt").write_text(ROOF)
    write_zip(folder / "batch.zip", {"roof.txt": ROOF, "ferry.txt": FERRY})
    report = library.sync()
    assert FileStatus("batch.zip/roof.txt", "duplicate", "the same text as a.txt") in report.files
    (folder / "a.txt").unlink()
    library.sync()
    assert sources(library) == ["batch.zip/ferry.txt", "batch.zip/roof.txt"]
    assert encoded.count(ROOF.strip()) == 1
    (folder / "b.txt").write_text(ROOF)
    (folder / "batch.zip").unlink()
    library.sync()
    assert sources(library) == ["b.txt"]
    assert encoded.count(ROOF.strip()) == 1
    assert in_step(library)


def test_the_sidecar_speaks_of_members_too(library: Library, folder: Path) -> None:
    write_zip(folder / "batch.zip", {"news/roof.txt": ROOF})
    (folder / "articles.csv").write_text("file,outlet\nbatch.zip/news/roof.txt,Harbour Wire\n")
    library.sync()
    [article] = library.articles()
    assert (article.source, article.outlet) == ("batch.zip/news/roof.txt", "Harbour Wire")


def test_a_table_of_articles_is_read_and_the_sidecar_is_not(library: Library, folder: Path) -> None:
    for name in ("articles.csv", "wire.csv"):
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["Headline", "Body", "Publication"])
            rows.writerow(["The roof", ROOF, "Harbour Wire"])
    library.sync()
    [article] = library.articles()
    assert (article.source, article.title, article.outlet) == (
        "wire.csv#1",
        "The roof",
        "Harbour Wire",
    )


def test_a_sync_that_was_cut_off_keeps_all_texts_and_encodes_only_the_rest(
    library: Library,
    folder: Path,
    encoded: list[str],
    open_library: Callable[[Path], Library],
) -> None:
    stories = [{"text": f"Report {n} of the harbour. {ROOF}"} for n in range(20)]
    write_lines(folder / "wire.jsonl", stories)

    def stop(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.sync(progress=stop)
    library.close()
    again = open_library(folder)
    before = len(encoded)
    waiting = again.catalog.waiting()[0]
    assert len(again.articles()) == 20 > waiting > 0
    again.sync()
    assert (len(again.articles()), again.catalog.waiting()[0]) == (20, 0)
    assert len(encoded) == before + waiting
    assert in_step(again)


def test_a_sync_that_is_stopped_reads_a_file_of_many_articles_no_further(
    library: Library, folder: Path
) -> None:
    stories = [{"text": f"Report {n} of the harbour. {ROOF}"} for n in range(600)]
    write_lines(folder / "wire.jsonl", stories)
    with pytest.raises(KeyboardInterrupt):
        library.sync(encoder=Interrupted())
    assert 0 < len(library.articles()) < 300
    assert library.check() == []


def test_a_file_is_no_member_of_a_folder_that_bears_such_a_name(
    library: Library, folder: Path
) -> None:
    write_zip(folder / "batch.zip", {"roof.txt": ROOF})
    library.sync()
    (folder / "batch.zip").unlink()
    (folder / "batch.zip").mkdir()
    (folder / "batch.zip" / "roof.txt").write_text(FERRY)
    library.sync()
    assert texts(library) == {"batch.zip/roof.txt": FERRY}
    (folder / "batch.zip" / "roof.txt").unlink()
    library.sync()
    assert library.articles() == []
    assert in_step(library)


def test_only_what_a_file_on_disk_can_hold_is_its_member() -> None:
    known = ["a.jsonl#2", "a.jsonl#x", "a.jsonl#2.txt", "b.zip/c.jsonl#3", "b.zip.txt", "d.csv#1"]
    assert by_container(known, {"a.jsonl", "b.zip", "b.zip.txt"}) == {
        "a.jsonl": ("a.jsonl#2",),
        "b.zip": ("b.zip/c.jsonl#3",),
    }


def test_the_catalog_has_no_article_without_a_file(library: Library, folder: Path) -> None:
    write_lines(folder / "wire.jsonl", STORIES)
    library.sync()
    write_lines(folder / "wire.jsonl", [STORIES[3], {"text": FERRY}, STORIES[0]])
    library.sync()
    catalog: Catalog = library.catalog
    held = {record.article for record in catalog.files().values() if record.state == "indexed"}
    assert held == {article.id for article in catalog.articles()}
