"""One origin or several: copies, passed-on reports, and what only looks like either."""

import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from engines import IN_A_FILE, both
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.cli import main
from assistant.doctor import examine
from evals import rewordings
from evals.copies import Pair, different, report
from index.articles import Article
from index.copies import copies, signature
from index.library import Library
from index.origins import KIND
from index.relays import canonical, relay
from index.spans import split
from seeds import ARTICLES

QUAY = """The council of Tarn voted on Monday to close the fish market for eleven months.
Stallholders will move to tents beside the ferry office, where water and power are laid on already.
Engineers found rot in forty of the ninety piles that carry the old quay above the river.
Replacing every pile would cost four million crowns, which the town has set aside since last autumn.
"We have waited long enough for this and nobody can say that they were not warned," said Ada Brook.
Fishermen asked for a crane at the new site, and the harbour master promised one before Easter.
Two families who have sold eels there for a century said that they would retire instead of moving.
The roof, put up after the storm, is to be kept and lifted back when the timber has been renewed.
Buses to the quay will stop at the brewery until the street is opened again next winter.
A hearing on the plan drew three hundred people, more than any since the bridge was built.
"""
PARADE = """Crowds filled the streets of Tarn as the harvest parade returned after three years away.
Bands from six villages marched behind a straw horse as tall as the church door.
The route was shorter than it used to be because of the works beside the river.
"We have waited long enough for this and nobody can say that they were not warned," said Ada Brook.
Bakers gave away plum cake, and children were let ride on the brewery's carts.
Rain held off until the last wagon had passed the ferry office and turned for home.
The mayor thanked two hundred helpers, most of them from schools on the eastern bank.
Organisers hope to bring back the boat race too, if a sponsor is found before spring.
"""


def shares(*texts: str) -> dict[tuple[str, str], float]:
    signatures = {str(n): signature(text, split(text)) for n, text in enumerate(texts)}
    return {(one, other): share for one, other, share in copies(signatures)}


# -- copies ------------------------------------------------------------------------------------


def test_a_trimmed_and_a_reordered_copy_are_copies() -> None:
    lines = QUAY.splitlines()
    assert shares(QUAY, "\n".join(lines[:5])) == {("0", "1"): 1.0}
    assert shares(QUAY, "\n".join(reversed(lines))) == {("0", "1"): 1.0}


@pytest.mark.parametrize("change", rewordings.CHANGES, ids=lambda change: change.__name__)
def test_every_way_of_republishing_is_found(change: rewordings.Change) -> None:
    article, other = Article("quay.txt", QUAY), Article("parade.txt", PARADE, "Parade is back")
    made = rewordings.changed(article, other, change, random.Random(3))  # noqa: S311
    assert made.text != article.text
    assert shares(article.text, made.text)


def test_reports_that_share_a_speaker_and_a_town_are_not_copies() -> None:
    assert shares(QUAY, PARADE) == {}


def test_a_shared_quotation_alone_makes_no_copy() -> None:
    quotation = '"' + " ".join(QUAY.split()[:90]).replace('"', "") + '," said Ada Brook.\n'
    assert shares(quotation + QUAY, quotation + PARADE) == {}


def test_texts_too_short_to_compare_are_left_alone() -> None:
    assert shares("", "", "Rain is expected.", "Rain is expected.") == {}


def test_short_texts_are_copies_only_where_all_is_the_same() -> None:
    brief = "The quay at Marl will be shut for three weeks from Monday, the harbour master said.\n"
    assert shares(brief, brief) == {("0", "1"): 1.0}
    assert shares(brief, brief.replace("three", "five")) == {}


def test_a_copy_is_found_among_hundreds_that_share_its_words() -> None:
    words = (QUAY + PARADE).split()
    chance = random.Random(1)  # noqa: S311
    texts = [
        "".join(f"{' '.join(chance.sample(words, 20))}.\n" for _ in range(35)) for _ in range(300)
    ]
    texts[200] = texts[3]
    signatures = {str(n): signature(text, split(text)) for n, text in enumerate(texts)}
    assert max(copies(signatures), key=lambda pair: pair[2]) == ("3", "200", 1.0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=200), max_size=4))
def test_any_text_can_be_compared(texts: list[str]) -> None:
    shares(*texts)
    for text in texts:
        found = relay(Article("any.txt", text), split(text))
        assert found is None or text[found.start : found.end]


# -- passing on --------------------------------------------------------------------------------


def passed_on(text: str, outlet: str | None = None, byline: str | None = None) -> str | None:
    article = Article("one.txt", text, outlet=outlet, byline=byline)
    found = relay(article, split(text))
    if found is None:
        return None
    return f"{found.outlet}{' credit' if found.credit else ''}: {text[found.start : found.end]}"


REST = "\nThe ferry leaves at noon. It carries forty cars. The crossing takes an hour.\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("TARN (Reuters) - The ferry was sold.", "Reuters credit: (Reuters)"),
        ("By AP\n\nThe ferry was sold on Monday.", "Associated Press credit: By AP"),
        ("Nikkei reported on Thursday that the ferry was sold.", "Nikkei: Nikkei reported"),
        ("The ferry was sold, according to Reuters.", "Reuters: according to Reuters"),
        ("NHK, the public broadcaster, reported that it was sold.",
         "NHK: NHK, the public broadcaster, reported"),
        ("The news comes from the Tarn Valley Courier.",
         "Tarn Valley Courier: comes from the Tarn Valley Courier"),
    ],
)  # fmt: skip
def test_the_words_that_name_another_outlet_are_shown(text: str, shown: str) -> None:
    assert passed_on(text + REST) == shown


def test_where_it_was_first_published_is_a_credit() -> None:
    text = f"The ferry was sold on Monday.{REST}This article originally appeared in the Guardian."
    assert passed_on(text) == "Guardian credit: originally appeared in the Guardian"


def test_a_byline_in_the_metadata_is_a_credit() -> None:
    assert passed_on(f"The ferry was sold.{REST}", byline="Reuters") == "Reuters credit: "


def test_an_outlets_own_credit_passes_nothing_on() -> None:
    text = "TARN (Reuters) - The ferry was sold." + REST
    assert passed_on(text, outlet="Reuters") is None


@pytest.mark.parametrize(
    "own",
    [
        'Its captain told us that he was "not surprised". We asked the owner for comment.',
        "The mayor said so. The owner confirmed it. A deckhand told reporters. The bank declined.",
    ],
)
def test_an_article_with_reporting_of_its_own_passes_nothing_on(own: str) -> None:
    lead = "The ferry was sold, Reuters reported on Monday."
    assert passed_on(f"{lead}{REST}") is not None
    assert passed_on(f"{lead}\n{own}{REST}") is None


def test_an_article_that_begins_with_words_said_to_itself_passes_nothing_on() -> None:
    own = "The ferry will be sold in May, the minister said. "
    retold = "Reuters reported on Monday that it was sold."
    assert passed_on(f"{own}{retold}{REST}") is None
    assert passed_on(f"{retold}{REST}") is not None


def test_a_mention_further_down_passes_nothing_on() -> None:
    assert passed_on(f"The ferry was sold.{REST}{REST}Reuters reported it too.\n") is None


def test_a_company_that_reports_a_profit_is_no_outlet() -> None:
    assert passed_on(f"Tarn Motors reported a profit on Monday.{REST}") is None


def test_an_outlet_has_one_name() -> None:
    names = {canonical(each) for each in ("AP", "The AP", "the Associated Press")}
    assert names == {"Associated Press"}
    assert canonical("The Tarn Valley Courier") == canonical("Tarn Valley Courier")


# -- a library ---------------------------------------------------------------------------------


server = both()


@pytest.fixture
def copied(tmp_path: Path, open_library: Callable[[Path], Library]) -> Library:
    """Four articles from two origins: a report, its reprint, a retelling of it, and another."""
    folder = tmp_path / "tarn"
    folder.mkdir()
    head = "---\ntitle: {}\noutlet: {}\ndate: 2024-05-0{}\n---\n\n"
    for name, outlet, day, text in (
        ("first.md", "Reuters", 1, QUAY),
        ("reprint.md", "Tarn Bugle", 2, "\n".join(QUAY.splitlines()[:6])),
        ("retold.md", "Eel Weekly", 2, "The council will close the fish market in Tarn and move "
         "stalls to tents, according to Reuters.\nThe old quay's piles are rotten.\n"),
        ("parade.md", "Tarn Bugle", 3, PARADE),
    ):  # fmt: skip
        (folder / name).write_text(head.format(name, outlet, day) + text, encoding="utf-8")
    library = open_library(folder)
    library.sync()
    return library


def test_a_report_its_reprint_and_its_retelling_are_one_origin(copied: Library) -> None:
    (origin,) = copied.origins()
    assert [article.source for article in origin.articles] == [
        "first.md",
        "reprint.md",
        "retold.md",
    ]
    assert origin.first and origin.first.source == "first.md"
    assert origin.outlet == "Reuters"
    assert origin.reasons == (
        "retold.md retells a report by Reuters (\u201caccording to Reuters\u201d)",
        "first.md and reprint.md share 100% of the shorter one's text",
    )


def test_four_reports_count_two_origins(copied: Library) -> None:
    ids = {article.source: article.id for article in copied.articles()}
    found = copied.origin_of(ids.values())
    assert found.keys() == set(ids.values())
    assert len(set(found.values())) == 2
    assert copied.origin_of([ids["parade.md"], "gone"]) == {ids["parade.md"]: ids["parade.md"]}


def test_groups_follow_the_folder(copied: Library) -> None:
    (copied.folder / "first.md").unlink()
    (copied.folder / "reprint.md").unlink()
    copied.sync()
    (alone,) = copied.origins()
    assert [article.source for article in alone.articles] == ["retold.md"]


@IN_A_FILE
def test_what_was_not_read_before_is_read_by_the_next_sync(copied: Library) -> None:
    with closing(sqlite3.connect(copied.home / "catalog.sqlite")) as db, db:
        db.execute("DELETE FROM notes")
    copied.sync()
    with closing(sqlite3.connect(copied.home / "catalog.sqlite")) as db:
        assert db.execute("SELECT count(*) FROM notes WHERE kind = ?", [KIND]).fetchone() == (4,)


def test_the_doctor_finds_a_sound_index_and_its_groups(copied: Library) -> None:
    lines = examine(copied).to_lines()
    assert lines[:3] == [
        "4 articles from 2 independent origins",
        "catalog, full text and vectors agree",
        "every sentence, quote and date of all 4 articles is in place",
    ]
    assert (
        lines[4]
        == "One origin (Reuters): first.md, reprint.md and retold.md; first first.md, 2024-05-01"
    )


def test_two_of_the_bundled_articles_retell_one_report(
    open_library: Callable[[Path], Library],
) -> None:
    library = open_library(ARTICLES)
    library.sync()
    groups = [[a.source.split("-")[0] for a in each.articles] for each in library.origins()]
    assert groups == [["camber", "forecourt"], ["quillmarket"]]


def test_the_command_prints_the_groups_for_people_and_for_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    assert main(["doctor"]) == 0
    assert (
        "retells a report by Nikkei (\u201ccomes from Nikkei Asia\u201d)" in capsys.readouterr().out
    )
    assert main(["doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["articles"], found["independent"], len(found["origins"])) == (5, 4, 2)


# -- measuring ---------------------------------------------------------------------------------


def test_real_copies_are_not_taken_for_different_articles() -> None:
    quay, again = Article("a.txt", QUAY, outlet="A"), Article("b.txt", QUAY + " ", outlet="B")
    parade = Article("c.txt", PARADE, outlet="C")
    assert {(p.one.source, p.other.source) for p in different([quay, again, parade], 9)} == {
        ("a.txt", "c.txt"),
        ("b.txt", "c.txt"),
    }


def test_the_report_counts_what_is_grouped() -> None:
    one, other = Article("a.txt", QUAY, "Quay"), Article("b.txt", PARADE, "Parade")
    rows = [(Pair("copied", one, one, True), True), (Pair("copied", one, one, True), False),
            (Pair("different", one, other, False), True)]  # fmt: skip
    lines = list(report(rows))
    assert lines[0].startswith("precision            0.500")
    assert lines[1].startswith("recall               0.500")
    assert lines[-1] == "grouped different: Quay | Parade"
