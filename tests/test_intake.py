"""Files taken into a folder and out again, and the table beside them: nothing else is touched."""

from pathlib import Path

import pytest

from assistant import intake
from assistant.intake import Intake, IntakeError, Offered, stored_name
from index import sidecar
from index.library import Library
from index.publication import addressed
from index.readers import FORMATS
from index.sidecar import SidecarError, changed

STORY = "Tarn bridge opens\n\nThe bridge over the Tarn opened on Friday, the county said.\n"


@pytest.fixture
def room(tmp_path: Path) -> Intake:
    (tmp_path / "articles").mkdir()
    return Intake((tmp_path / "articles").resolve(), tmp_path / "home")


def offer(tmp_path: Path, name: str, content: str | bytes = STORY) -> Offered:
    path = tmp_path / f"upload-{len(list(tmp_path.iterdir()))}"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Offered(name, path)


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.txt", "a/b\\c.md", "<script>.html", "\u202etxt.md", "=cmd|' /C calc'.txt",
     "Ärger über Öl.TXT", "x" * 400 + ".txt", ".txt.md", "\n.txt"],
)  # fmt: skip
def test_any_name_is_kept_under_a_plain_one_inside_the_folder(
    room: Intake, tmp_path: Path, name: str
) -> None:
    [taken] = room.take([offer(tmp_path, name)])
    assert taken.name == name and taken.source, taken
    kept = [path for path in room.folder.rglob("*") if path.is_file()]
    assert kept == [room.folder / taken.source] and kept[0].parent == room.folder / "added"
    assert set(kept[0].name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert kept[0].read_bytes() == STORY.encode()


def test_a_stored_name_never_gives_an_article_a_date_of_its_own() -> None:
    for n in range(300):
        assert addressed(stored_name("story.txt", str(n).encode())) is None
    assert addressed(stored_name("2024-03-14 harbour.txt", b"x")) is not None


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.exe", "MZ", "is not read"),
        ("README", "text", "without a suffix"),
        ("a.txt", "", "empty"),
        ("a.txt", b"x" * 10_000_001, "larger than 10 MB"),
    ],
)
def test_what_is_no_article_is_refused_in_words_and_costs_no_other(
    room: Intake, tmp_path: Path, name: str, content: str | bytes, why: str
) -> None:
    bad, good = room.take([offer(tmp_path, name, content), offer(tmp_path, "good.md")])
    assert bad.source is None and why in bad.reason
    assert good.source and (room.folder / good.source).is_file()


def test_a_link_in_place_of_a_file_is_not_followed(room: Intake, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    (tmp_path / "link").symlink_to(secret)
    [taken] = room.take([Offered("a.txt", tmp_path / "link")])
    assert taken.source is None and "regular file" in taken.reason


def test_there_is_a_limit_to_what_is_taken_at_once(room: Intake, tmp_path: Path) -> None:
    large = b"x" * 9_999_999
    offered = [offer(tmp_path, f"{n}.txt", large + bytes([65 + n])) for n in range(11)]
    taken = room.take(offered)
    assert [bool(each.source) for each in taken] == [True] * 10 + [False]
    assert "more than 100 MB" in taken[-1].reason
    many = [offered[0]] * (intake.MOST + 1)
    assert all("in parts" in each.reason for each in room.take(many))


def test_the_same_file_twice_is_one_file(room: Intake, tmp_path: Path) -> None:
    first, second = room.take([offer(tmp_path, "a.txt"), offer(tmp_path, "a.txt")])
    assert first.source == second.source and second.reason == "it is there already"


def test_what_was_added_is_removed_and_put_back_and_nothing_else_is(
    room: Intake, tmp_path: Path
) -> None:
    (room.folder / "mine.txt").write_text("mine", encoding="utf-8")
    [taken] = room.take([offer(tmp_path, "a.txt")])
    assert taken.source and room.owned(taken.source) and room.last_removed() is None
    for source in ("mine.txt", "added/../mine.txt", "../articles/mine.txt", "/etc/passwd", ""):
        with pytest.raises(IntakeError, match="was not added here"):
            room.remove(source)
    room.remove(taken.source)
    assert not (room.folder / taken.source).exists()
    again = Intake(room.folder, tmp_path / "home")
    assert again.last_removed() == taken.source
    assert again.put_back() == taken.source
    assert (room.folder / taken.source).read_text(encoding="utf-8") == STORY
    assert again.last_removed() is None
    with pytest.raises(IntakeError, match="nothing was removed"):
        again.put_back()


def test_put_back_writes_over_nothing_and_into_no_other_folder(
    room: Intake, tmp_path: Path
) -> None:
    [taken] = room.take([offer(tmp_path, "a.txt")])
    assert taken.source
    room.remove(taken.source)
    room.take([offer(tmp_path, "a.txt")])
    with pytest.raises(IntakeError, match="there already"):
        room.put_back()
    (tmp_path / "other").mkdir()
    assert Intake(tmp_path / "other", tmp_path / "home").last_removed() is None


def test_a_table_that_comes_along_describes_the_files_it_came_with(
    room: Intake, tmp_path: Path
) -> None:
    table = tmp_path / "sent" / "articles.csv"
    table.parent.mkdir()
    table.write_text(
        "file,outlet,published\nstories/a.txt,The Post,2024-03-14\nb.txt,Else,\n", encoding="utf-8"
    )
    taken = room.take([Offered("articles.csv", table), offer(tmp_path, "a.txt")])
    assert taken[0].source and taken[1].reason == "1 of its rows was taken over"
    found = sidecar.read(room.folder)
    assert list(found) == [taken[0].source]
    assert (found[taken[0].source].outlet, str(found[taken[0].source].published)) == (
        "The Post",
        "2024-03-14",
    )


def test_what_was_added_can_be_asked_about_and_what_was_removed_cannot(
    room: Intake, tmp_path: Path, library: Library, folder: Path
) -> None:
    inside = Intake(library.folder, tmp_path / "home")
    [taken] = inside.take([offer(tmp_path, "Tarn.txt")])
    assert taken.source
    library.sync()
    assert taken.source in {article.source for article in library.articles()}
    inside.remove(taken.source)
    library.sync()
    assert taken.source not in {article.source for article in library.articles()}
    assert folder.samefile(library.folder)


TABLE = (
    "\ufeffFile,Outlet,desk note,published\r\n"
    'a.txt,Post,"keep, me",2024-01-01\r\nb.txt,"Two\r\nlines",x\r\n,,,\r\nlong.txt,a,b,c,d,e\r\n'
)


def test_a_cell_is_set_and_every_other_row_and_column_stays() -> None:
    new = changed(TABLE.encode(), {"b.txt": {"published": "2024-05-06"}}).decode()
    assert new == TABLE.replace('lines",x', 'lines",x,2024-05-06')


def test_a_file_and_a_column_that_the_table_lacks_are_added() -> None:
    new = changed(b"source,note\nb.txt,x\n", {"a.txt": {"outlet": "Post, The"}})
    assert new == b'source,note,outlet\nb.txt,x\na.txt,,"Post, The"\n'


@pytest.mark.parametrize("bad", [b'file\n"open', b"file\n\xff\xfe\xfa\n"])
def test_a_table_that_cannot_be_read_is_left_as_it_is(tmp_path: Path, bad: bytes) -> None:
    (tmp_path / "articles.csv").write_bytes(bad)
    with pytest.raises(SidecarError, match=r"articles\.csv cannot be changed: it is not"):
        sidecar.put(tmp_path, {"a.txt": {"outlet": "Post"}})
    assert (tmp_path / "articles.csv").read_bytes() == bad
    assert [path.name for path in tmp_path.iterdir()] == ["articles.csv"]


def test_what_is_set_is_what_an_article_has_after_the_next_sync(
    library: Library, folder: Path
) -> None:
    library.sync()
    sidecar.put(folder, {"harbour.txt": {"outlet": "Quay News", "published": "2024-03-13"}})
    library.sync()
    found = {article.source: article for article in library.articles()}
    harbour = found["harbour.txt"]
    assert (harbour.outlet, str(harbour.published)) == ("Quay News", "2024-03-13")
    assert harbour.published_from == "articles.csv"
    assert found["bridge.md"].outlet == "The Tarn Courier"


def test_an_outlet_that_is_confirmed_is_stated_from_then_on(library: Library, folder: Path) -> None:
    lantern = (
        "Daily Lantern\n\nPORT ELDER, 3 May 2024 (Northern Wire) - The ferry will cost more.\n"
    )
    (folder / "lantern.txt").write_text(lantern, encoding="utf-8")

    def known() -> tuple[str | None, str | None, str | None]:
        library.sync()
        [found] = [each for each in library.articles() if each.source == "lantern.txt"]
        return found.outlet, found.outlet_from, found.published_from

    assert known() == ("Northern Wire", "the text", "the text")
    sidecar.put(folder, {"lantern.txt": {"outlet": "Northern Wire", "published": "2024-05-03"}})
    assert known() == ("Northern Wire", "articles.csv", "articles.csv")


def test_a_member_of_a_file_is_owned_by_the_file_that_holds_it(
    room: Intake, tmp_path: Path
) -> None:
    [taken] = room.take([offer(tmp_path, "wire.jsonl", '{"text": "One."}')])
    assert taken.source and room.owned(f"{taken.source}#1") == taken.source
    assert room.owned("other.jsonl#1") is None
    with pytest.raises(IntakeError, match="was not added here"):
        room.remove(f"{taken.source}#1")


def test_every_format_that_is_read_is_taken(room: Intake, tmp_path: Path) -> None:
    taken = room.take([offer(tmp_path, f"story{suffix}", STORY + suffix) for suffix in FORMATS])
    assert all(each.source for each in taken)
