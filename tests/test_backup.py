"""Backup and restore: whole while others write, checked before anything is replaced."""

import hashlib
import json
import shutil
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from interrupting import Interrupted

from assistant import backup
from assistant.backup import MANIFEST, BackupError
from assistant.cli import main
from assistant.restore import restore
from evals.torture.hashed import HashedWords
from index import failpoints, homes
from index.failpoints import Point
from index.library import Library

EMBEDDER = HashedWords()
TALK = '{"asked": "What did the council do?"}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for n in range(5):
        (folder / f"report-{n}.txt").write_text(f"Report {n}: the council met on Monday.\n")
    return folder


@pytest.fixture
def home(tmp_path: Path, folder: Path) -> Path:
    """An index of five reports, a conversation and a line of feedback."""
    home = tmp_path / "home"
    with Library.open(folder, home, EMBEDDER) as library:
        library.sync()
    for kind in ("conversations", "feedback"):
        (home / kind).mkdir()
        (home / kind / "first.jsonl").write_text(TALK)
    return home


@pytest.fixture
def saved(folder: Path, home: Path, tmp_path: Path) -> Path:
    backup.make(folder, home, EMBEDDER.fingerprint, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def contents(home: Path) -> dict[str, str]:
    """Every file that a person may have made, and the size of nothing else."""
    paths = [path for kind in backup.KEPT for path in (home / kind).rglob("*") if path.is_file()]
    return {path.relative_to(home).as_posix(): path.read_text() for path in paths}


def whole(folder: Path, home: Path, count: int) -> None:
    with Library.open(folder, home, EMBEDDER) as library:
        assert len(library.articles()) == count
        assert library.check() == []
        assert library.search("report 3 council").sentences
        assert not library.sync().changed


def test_what_is_lost_is_put_back_without_encoding(
    folder: Path, home: Path, saved: Path, tmp_path: Path
) -> None:
    shutil.rmtree(home)
    said = restore(saved, home, EMBEDDER)
    assert said[1] == f"index of {folder}: 5 articles"
    assert contents(home) == {
        "conversations/first.jsonl": TALK,
        "feedback/first.jsonl": TALK,
    }
    whole(folder, home, 5)
    assert {path.name for path in home.iterdir()} == {
        "conversations",
        "feedback",
        homes.directory(folder, home, EMBEDDER.fingerprint).name,
    }


def test_what_differs_is_kept_beside_what_is_restored(home: Path, saved: Path) -> None:
    (home / "conversations" / "first.jsonl").write_text("later\n")
    (home / "conversations" / "second.jsonl").write_text("another\n")
    said = restore(saved, home, EMBEDDER)
    assert "what was here is now first.before-restore.jsonl" in said[-1]
    assert contents(home) == {
        "conversations/first.jsonl": TALK,
        "conversations/first.before-restore.jsonl": "later\n",
        "conversations/second.jsonl": "another\n",
        "feedback/first.jsonl": TALK,
    }


def test_articles_that_moved_are_named_at_the_restore(
    folder: Path, home: Path, saved: Path
) -> None:
    moved = folder.with_name("moved")
    folder.rename(moved)
    before = contents(home)
    with pytest.raises(BackupError, match="say where it is with --articles DIR"):
        restore(saved, home, EMBEDDER)
    assert contents(home) == before
    restore(saved, home, EMBEDDER, moved)
    with Library.open(moved, home, EMBEDDER) as library:
        assert len(library.articles()) == 5
        assert library.check() == []


def test_a_backup_made_while_another_writes_is_whole(
    folder: Path, home: Path, tmp_path: Path
) -> None:
    stop = threading.Event()

    def write() -> None:
        n = 100
        with Library.open(folder, home, EMBEDDER) as library:
            while not stop.is_set():
                (folder / f"report-{n}.txt").write_text(f"Report {n}: it rained on Friday.\n")
                library.sync()
                n += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(3):
            backup.make(folder, home, EMBEDDER.fingerprint, tmp_path / f"{n}.zip")
    finally:
        stop.set()
        writer.join()
    for n in range(3):
        restore(tmp_path / f"{n}.zip", tmp_path / f"home-{n}", EMBEDDER)
        with Library.open(folder, tmp_path / f"home-{n}", EMBEDDER) as library:
            assert len(library.articles()) >= 5
            assert library.check() == []


def test_an_article_that_waits_for_its_vectors_is_kept_and_gets_them_where_it_is_restored(
    folder: Path, home: Path, tmp_path: Path
) -> None:
    (folder / "report-9.txt").write_text("Report 9: it rained on Friday.\n")
    with Library.open(folder, home, EMBEDDER) as library, pytest.raises(KeyboardInterrupt):
        library.sync(encoder=Interrupted())
    backup.make(folder, home, EMBEDDER.fingerprint, tmp_path / "backup.zip")
    restore(tmp_path / "backup.zip", tmp_path / "other", EMBEDDER)
    with Library.open(folder, tmp_path / "other", EMBEDDER) as library:
        assert library.status().waiting == 1
        assert library.check() == []
        library.sync()
        assert (library.status().waiting, library.check()) == (0, [])


@pytest.mark.parametrize("point", ["replace.ready", "replace.aside", "replace.placed"])
def test_a_restore_that_is_cut_off_loses_nothing(
    folder: Path, home: Path, saved: Path, point: Point
) -> None:
    class Cut(BaseException):
        pass

    left = {"words": 1, "chroma": 1, "library": 1}

    def stop(reached: Point) -> None:
        left["library"] -= reached == point
        if left["library"] == -2:  # after both projections of the restored index
            raise Cut

    with failpoints.telling(stop), pytest.raises(Cut):
        restore(saved, home, EMBEDDER)
    whole(folder, home, 5)


# -- what is refused ---------------------------------------------------------------------------


def changed(saved: Path, change: Callable[[dict[str, bytes], dict[str, Any]], None]) -> Path:
    """The backup with its files and its manifest changed."""
    with zipfile.ZipFile(saved) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files.pop(MANIFEST))
    change(files, manifest)
    with zipfile.ZipFile(saved, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr(MANIFEST, json.dumps(manifest))
    return saved


def listed(manifest: dict[str, Any], name: str, content: bytes) -> None:
    about = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    manifest["files"][name] = about


def hostile(name: str) -> Callable[[dict[str, bytes], dict[str, Any]], None]:
    def change(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
        files[name] = b"owned"
        listed(manifest, name, b"owned")

    return change


def another_text(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
    files["conversations/first.jsonl"] += b" "


def unlisted(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
    files["conversations/other.jsonl"] = b"{}"


def missing(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
    del files["feedback/first.jsonl"]


def a_bomb(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["files"]["feedback/first.jsonl"]["size"] = 1 << 60


def larger_than_it_says(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
    files["feedback/first.jsonl"] = b"x" * 1_000_000


def damaged_index(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
    content = files["catalog.sqlite"]
    files["catalog.sqlite"] = content[: len(content) // 2] + b"\x07" * (len(content) // 2)
    listed(manifest, "catalog.sqlite", files["catalog.sqlite"])


def newer(field: str) -> Callable[[dict[str, bytes], dict[str, Any]], None]:
    def change(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
        manifest[field] = 1_000

    return change


def newer_and_unknown(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest |= {"format": 2, "keys": []}


REFUSED = [
    (hostile("../../owned.txt"), "files that no backup has"),
    (hostile("conversations/../../owned.txt"), "files that no backup has"),
    (hostile("/etc/owned.txt"), "files that no backup has"),
    (hostile("library/words/owned"), "files that no backup has"),
    (hostile("conversations/"), "files that no backup has"),
    (unlisted, "files that no backup has"),
    (missing, "files that no backup has"),
    (another_text, "is damaged: conversations/first.jsonl"),
    (larger_than_it_says, "is damaged: feedback/first.jsonl"),
    (a_bomb, "more than is free here"),
    (damaged_index, "its index is damaged"),
    (newer("format"), "made by a newer release; upgrade dateline"),
    (newer("catalog"), "made by a newer release; upgrade dateline"),
    (newer("readers"), "made by a newer release; upgrade dateline"),
    (newer_and_unknown, "made by a newer release; upgrade dateline"),
]


@pytest.mark.parametrize(("change", "says"), REFUSED)
def test_what_cannot_be_trusted_is_refused_and_changes_nothing(
    folder: Path,
    home: Path,
    saved: Path,
    change: Callable[[dict[str, bytes], dict[str, Any]], None],
    says: str,
) -> None:
    (home / "conversations" / "first.jsonl").write_text("later\n")
    before, there = contents(home), {path.name for path in home.iterdir()}
    with pytest.raises(BackupError, match=says):
        restore(changed(saved, change), home, EMBEDDER)
    assert contents(home) == before
    assert {path.name for path in home.iterdir()} == there
    assert not (home.parent / "owned.txt").exists()
    whole(folder, home, 5)


@pytest.mark.parametrize("content", [b"", b"no zip", None])
def test_what_is_no_backup_is_refused(
    folder: Path, home: Path, saved: Path, content: bytes | None
) -> None:
    whole_file = saved.read_bytes()
    saved.write_bytes(whole_file[: len(whole_file) // 2] if content is None else content)
    with pytest.raises(BackupError, match="is damaged or is not a backup"):
        restore(saved, home, EMBEDDER)


def test_a_backup_of_an_earlier_release_gives_back_all_but_the_index(
    folder: Path, home: Path, saved: Path
) -> None:
    def older(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
        manifest["readers"] = 0

    shutil.rmtree(home)
    said = restore(changed(saved, older), home, EMBEDDER)
    assert said[1] == "its index is of an earlier release: the articles are indexed anew when asked"
    assert set(contents(home)) == {"conversations/first.jsonl", "feedback/first.jsonl"}


def test_a_folder_that_was_never_indexed_has_no_backup(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="run `dateline sync` first"):
        backup.make(tmp_path, tmp_path / "home", EMBEDDER.fingerprint, tmp_path / "backup.zip")


def test_the_commands_make_a_backup_and_put_it_back(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "kept"))
    monkeypatch.setenv("DATELINE_ARTICLES", str(folder))
    target = str(tmp_path / "b.zip")
    assert main(["backup", target]) == 1
    assert "run `dateline sync` first" in capsys.readouterr().err
    assert main(["sync"]) == 0
    assert main(["backup", target]) == 0
    assert "holds the index; `dateline restore` reads it" in capsys.readouterr().out
    shutil.rmtree(tmp_path / "kept")
    assert main(["restore", target]) == 0
    assert f"index of {folder}: 5 articles" in capsys.readouterr().out
    assert main(["sync"]) == 0
    assert capsys.readouterr().out == "5 unchanged\n"
