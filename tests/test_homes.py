"""Indexes of other releases: an older one is set aside and made anew, a newer one is refused."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index import database, homes, readers
from index.database import CatalogError
from index.embedding import MiniLM
from index.homes import Card
from index.library import Library

Opener = Callable[[Path], Library]


def made_by(library: Library, **versions: int) -> None:
    """The library as another release would have left it; it is closed."""
    library.sync()
    library.close()
    card = homes.read(library.home)
    assert card is not None
    homes.write(library.home, card.model_copy(update=versions))


@pytest.fixture
def folder(folder: Path) -> Path:
    (folder / "verdict.html").unlink()
    return folder


@pytest.mark.parametrize("what", ["catalog", "readers"])
def test_the_index_of_a_newer_release_is_refused(
    library: Library, open_library: Opener, what: str
) -> None:
    made_by(library, **{what: 1_000})
    for _ in range(2):
        with pytest.raises(CatalogError, match="written by a newer release; upgrade dateline"):
            open_library(library.folder)


@pytest.mark.parametrize("what", ["catalog", "readers"])
def test_the_index_of_an_earlier_release_is_set_aside_and_made_anew(
    library: Library, open_library: Opener, encoded: list[str], what: str
) -> None:
    made_by(library, **{what: 1})
    again = open_library(library.folder)
    assert again.home == library.home
    assert again.articles() == []
    assert again.sync().count("added") == 2
    assert len(encoded) == 2 * again.status().chunks
    [old] = homes.leftovers(again.home.parent, again.home)
    assert old.why == "of an earlier release"
    assert old.size > 10_000
    assert (old.path / "catalog.sqlite").exists()
    homes.discard(old)
    assert homes.leftovers(again.home.parent, again.home) == []
    assert len(again.articles()) == 2


def test_what_a_newer_release_adds_to_the_card_is_no_damage(
    library: Library, open_library: Opener
) -> None:
    made_by(library)
    card = library.home / homes.CARD
    card.write_text(card.read_text().replace("{", '{"more": 1, ', 1))
    assert len(open_library(library.folder).articles()) == 2


def test_an_index_without_a_card_is_not_used(library: Library, open_library: Opener) -> None:
    made_by(library)
    (library.home / homes.CARD).write_text("torn")
    assert open_library(library.folder).articles() == []


def test_leftovers_are_told_from_the_indexes_of_other_folders(
    library: Library, folder: Path, open_library: Opener
) -> None:
    other, gone = folder.with_name("other"), folder.with_name("gone")
    for each in (other, gone):
        shutil.copytree(folder, each)
        open_library(each).sync()
    shutil.rmtree(gone)
    library.sync()
    home = library.home.parent
    foreign = Card(folder=str(folder), embedder="another")
    shutil.copytree(library.home, home / "foreign")
    homes.write(home / "foreign", foreign)
    shutil.copytree(library.home, library.home.with_name(f"{library.home.name}.old"))
    (home / "conversations").mkdir()
    found = {each.path.name: each.why for each in homes.leftovers(home, library.home)}
    assert sorted(found.values()) == [
        "its folder " + str(gone) + " is gone",
        "of a replacement that was cut off",
        "of another encoder",
    ]


def test_an_index_that_lost_its_place_half_way_through_a_replacement_takes_it_again(
    library: Library, open_library: Opener, encoded: list[str]
) -> None:
    made_by(library)
    done = len(encoded)
    library.home.rename(library.home.with_name(f"{library.home.name}.old"))
    assert not open_library(library.folder).sync().changed
    assert len(encoded) == done


def test_the_same_folder_with_another_encoder_has_another_directory(folder: Path) -> None:
    mine = homes.directory(folder, folder.parent, MiniLM.fingerprint)
    assert mine != homes.directory(folder, folder.parent, "another")
    assert mine == homes.directory(folder, folder.parent, MiniLM.fingerprint)
    assert (Card(folder="", embedder="").catalog, Card(folder="", embedder="").readers) == (
        database.VERSION,
        readers.VERSION,
    )
