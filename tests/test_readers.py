import os
import time
import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import metadata, sidecar
from index.articles import Article
from index.readers import (
    LARGEST,
    SIDECAR,
    Metadata,
    Unreadable,
    read,
    read_bytes,
)
from index.sandbox import Sandbox

BODY = "Port Elder's council voted on Tuesday to close the fish market on Quay Street.\n"
MARCH_14 = date(2024, 3, 14)
URL = "https://h.example/news/2024/03/14/market"
PUBLISHED = '<meta property="article:published_time" content="2024-03-14T08:30:00+00:00">'
PARAGRAPH = (
    "<p>Port Elder's council voted on Tuesday to close the fish market on Quay Street, "
    "ending 112 years of trade there. Stall holders said that they would appeal.</p>"
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()


def load(path: Path, content: str | bytes, sandbox: Sandbox, **known: Any) -> Article:
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(data)
    return read(path, path.name, Metadata(**known), sandbox)


def page(body: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><title>Fish market</title>{head}</head>"
        f"<body><article><h1>Council closes market</h1>{PARAGRAPH}{body}</article></body></html>"
    )


# -- metadata ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "known", "said"),
    [
        ("a.txt", BODY, {"published": MARCH_14}, "2024-03-14 (stated by articles.csv)"),
        ("a.md", f"---\ndate: 2024-03-14\n---\n{BODY}", {}, "2024-03-14 (stated by front matter)"),
        ("a.html", page("", PUBLISHED), {}, "2024-03-14 (stated by the page)"),
        ("a.txt", f"14 March 2024\n\n{BODY}", {}, "2024-03-14 (read in the text)"),
        ("a.txt", f"{BODY * 9}\nPublished on 14 March 2024\n", {}, "2024-03-14 (read in the text)"),
        ("a.txt", BODY, {"url": URL}, "2024-03-14 (guessed from the URL)"),
        ("2024-03-14-market.txt", BODY, {}, "2024-03-14 (guessed from the file name)"),
        (
            "20240314.txt",
            BODY,
            {"url": "https://h.example/1"},
            "2024-03-14 (guessed from the file name)",
        ),
        ("route-2024-30-14.txt", BODY, {"url": "https://h.example/2024/03/"}, "None"),
    ],
)
def test_a_publication_date_says_what_gave_it(
    tmp_path: Path,
    sandbox: Sandbox,
    name: str,
    content: str,
    known: dict[str, str | date],
    said: str,
) -> None:
    assert str(load(tmp_path / name, content, sandbox, **known).dated) == said


def test_what_gave_a_date_does_not_make_another_article(tmp_path: Path, sandbox: Sandbox) -> None:
    stated = load(tmp_path / "a.txt", BODY, sandbox, published=MARCH_14)
    guessed = load(tmp_path / "2024-03-14.txt", BODY, sandbox)
    assert stated.id == guessed.id


def test_front_matter_says_what_the_article_is(folder: Path, sandbox: Sandbox) -> None:
    path = folder / "bridge.md"
    article = read(path, "bridge.md", Metadata(), sandbox)
    assert article.title == "Tarn bridge will open in May, county says"
    assert article.outlet == "The Tarn Courier"
    assert article.byline == "Lena Obi"
    assert article.published == date(2024, 3, 14)
    assert article.text == path.read_text(encoding="utf-8")


def test_front_matter_may_use_other_names_lists_and_times(tmp_path: Path, sandbox: Sandbox) -> None:
    text = (
        "---\nHeadline: Market closes\npublisher: Harbour Wire\nauthors: [Lena Obi, Tom Akande]\n"
        "published_at: 2024-03-14T23:30:00-05:00\nlink: https://h.example/1\noutlet: null\n"
        f"tags: {{a: b}}\n---\n{BODY}"
    )
    article = load(tmp_path / "a.md", text, sandbox)
    assert article.title == "Market closes"
    assert article.outlet == "Harbour Wire"
    assert article.byline == "Lena Obi, Tom Akande"
    assert article.published == date(2024, 3, 14)
    assert article.url == "https://h.example/1"


def test_the_sidecar_comes_before_what_the_file_says(folder: Path, sandbox: Sandbox) -> None:
    (folder / SIDECAR).write_text(
        "File,Headline,Date,Outlet\nbridge.md,Bridge to open,2024-03-15T07:00:00Z,\n"
        "sub/x.txt,Elsewhere,,Wire\n,no file,,\n",
        encoding="utf-8",
    )
    known = sidecar.read(folder)
    assert set(known) == {"bridge.md", "sub/x.txt"}
    article = read(folder / "bridge.md", "bridge.md", known["bridge.md"], sandbox)
    assert article.title == "Bridge to open"
    assert article.published == date(2024, 3, 15)
    assert article.outlet == "The Tarn Courier"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\n", "it is empty"),
        (b"\x00\x01\x02", "it has no column of files"),
        (b"file,title\na.txt,caf\xe9\n", "it is not UTF-8"),
        (b'file,title\na.txt,"' + b"x" * 200_000, "it is not a table"),
        (b"file,title\n" + b"ab," * 100_000, "it is not a table"),
        (b"no header that helps\nx\n", "it has no column of files"),
        (b"file,title\n" + b"\n" * 1_000_000, "it has too many rows"),
    ],
    ids=["empty", "binary", "latin-1", "quote left open", "long row", "no file column", "long"],
)
def test_a_sidecar_that_cannot_be_used_says_why(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    (tmp_path / SIDECAR).write_bytes(content)
    with pytest.raises(Unreadable, match=reason):
        sidecar.read(tmp_path)


def test_a_folder_without_a_sidecar_says_nothing(tmp_path: Path) -> None:
    assert sidecar.read(tmp_path) == {}


def test_a_sidecar_row_that_is_odd_costs_no_other_row(tmp_path: Path) -> None:
    (tmp_path / SIDECAR).write_text(
        "file,title,date\na.txt,One,nonsense\nb.txt\nc.txt,Three,2024-03-14,extra,cells\n",
        encoding="utf-8",
    )
    known = sidecar.read(tmp_path)
    assert known["a.txt"] == Metadata(title="One")
    assert known["b.txt"] == Metadata()
    assert known["c.txt"] == Metadata(title="Three", published=date(2024, 3, 14))


def test_a_dateline_gives_date_and_agency(folder: Path, sandbox: Sandbox) -> None:
    article = read(folder / "harbour.txt", "harbour.txt", Metadata(), sandbox)
    assert article.published == date(2024, 3, 12)
    assert article.outlet == "Harbour Wire"
    assert article.title is None


def test_the_first_lines_give_site_title_byline_and_date(tmp_path: Path, sandbox: Sandbox) -> None:
    text = (
        "Quillmarket > Companies > Autos\n\nCouncil closes the fish market\n\n"
        f"By Lena Obi | Sat, Mar 16 2024 | 3 min read\n\n{BODY}"
    )
    article = load(tmp_path / "a.txt", text, sandbox)
    assert (article.outlet, article.outlet_from) == ("Quillmarket", "the text")
    assert article.title == "Council closes the fish market"
    assert article.byline == "Lena Obi"
    assert article.published == date(2024, 3, 16)


@pytest.mark.parametrize("line", ["*2024 Honda Prologue*", "## **2024 Honda Prologue**"])
def test_a_title_is_without_the_signs_that_set_it_off(
    tmp_path: Path, sandbox: Sandbox, line: str
) -> None:
    article = load(tmp_path / "a.md", f"{line}\n\n{BODY}", sandbox)
    assert article.title == "2024 Honda Prologue" and article.text.startswith(line)


def test_a_date_that_the_article_is_about_is_not_its_own(tmp_path: Path, sandbox: Sandbox) -> None:
    text = (
        "The fish market was closed on March 5, 2024.\n\n"
        f"File photo: The market, seen on March 6, 2024. (Harbour Wire)\n\n{BODY}"
    )
    assert load(tmp_path / "a.txt", text, sandbox).published is None


def test_the_markup_of_a_page_says_what_the_article_is(folder: Path, sandbox: Sandbox) -> None:
    article = read(folder / "verdict.html", "verdict.html", Metadata(), sandbox)
    assert article.title == "Mill owner fined over river spill"
    assert article.outlet == "Eastvale Post"
    assert article.byline == "Ruth Sandell"
    assert article.published == date(2024, 2, 12)
    assert "Judge Amara Finch said" in article.text
    assert "<p>" not in article.text


# -- front matter is not trusted ---------------------------------------------------------------


def _laughs(start: str, link: str) -> str:
    lines = [f"a: &a {start}"]
    for before, name in zip("abcdefghijk", "bcdefghijkl", strict=True):
        lines.append(f"{name}: &{name} {link.format(', '.join([f'*{before}'] * 9))}")
    return "\n".join([*lines, "title: *l"])


HOSTILE = {
    "not yaml": "title: [",
    "a list": "- one\n- two",
    "words": "just words",
    "tab": "\ttitle: x",
    "python object": 'title: !!python/object/apply:os.system ["touch hacked"]',
    "empty int": 'title: !!int ""',
    "odd bool": 'title: !!bool "maybe"',
    "odd time": 'title: !!timestamp "x"',
    "no such day": "date: 2024-02-30",
    "half surrogate": 'title: "\\ud800"',
    "no such character": 'title: "\\UFFFFFFFF"',
    "long number": "title: 0x" + "F" * 15_000,
    "deep list": "title: " + "[" * 2_000,
    "deep mapping": "title: " + "{" * 2_000,
    "itself": "title: &a [*a]",
    "a mapping as key": "? {a: b}\n: c",
    "aliases": _laughs("[lol, lol]", "[{}]"),
    "merge keys": _laughs("{k: v}", "{{<<: [{}]}}"),
}


@pytest.mark.parametrize("header", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_front_matter_costs_only_its_metadata(
    tmp_path: Path, sandbox: Sandbox, header: str
) -> None:
    began = time.process_time()
    article = load(tmp_path / "a.md", f"---\n{header}\n---\n{BODY}", sandbox)
    assert time.process_time() - began < 5
    assert article.text.endswith(BODY)
    assert article.published is None
    assert len(article.title or "") <= 300
    assert len(article.id) == 24
    assert not Path("hacked").exists()


def test_a_long_name_that_front_matter_repeats_by_aliases_takes_little_memory() -> None:
    tracemalloc.start()
    try:
        found = metadata.front_matter(
            f"---\na: &a {'x' * 8000}\U0001f41f\nauthor: [{'*a, ' * 1900}]\n---\nwords"
        )
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.byline == "x" * 300
    assert peak < 16_000_000


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=200))
def test_any_front_matter_gives_an_article(tmp_path: Path, sandbox: Sandbox, header: str) -> None:
    article = load(tmp_path / "a.md", f"---\n{header}\n---\n{BODY}", sandbox)
    assert len(article.id) == 24
    assert article.text.endswith(BODY)


# -- files that are no articles ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b" \n\t\n", "it is empty"),
        (b"---\ntitle: Only this\n---\n\n", "it is empty"),
        ("\ufeff\u200b\n".encode(), "it is empty"),
        (b"PNG\x00\x00\x01", "it is binary"),
        ("Caf\xe9 closes".encode("latin-1"), "cannot be decoded; save it as UTF-8"),
        (b"\xff\xfeC\x00x", "cannot be decoded"),
    ],
    ids=["empty", "blank", "front matter only", "invisible", "binary", "latin-1", "half utf-16"],
)
def test_a_file_without_an_article_says_why(
    tmp_path: Path, sandbox: Sandbox, content: bytes, reason: str
) -> None:
    with pytest.raises(Unreadable, match=reason):
        load(tmp_path / "a.txt", content, sandbox)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(Unreadable, match="larger than 10 MB"):
        read_bytes(path)
    with path.open("r+b") as file:
        file.write(b"herring")
        file.truncate(LARGEST)
    assert len(read_bytes(path)) == LARGEST


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_text(BODY)
    (tmp_path / "link.txt").symlink_to(outside)
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    for name in ("link.txt", "loop.txt", "folder.txt", "pipe.txt"):
        with pytest.raises(Unreadable, match="not a regular file"):
            read_bytes(tmp_path / name)
    with pytest.raises(Unreadable, match="cannot be read"):
        read_bytes(tmp_path / "absent.txt")


# -- text ----------------------------------------------------------------------------------------


def test_invisible_characters_are_taken_out(tmp_path: Path, sandbox: Sandbox) -> None:
    hidden = "\u200b\u200e\u202e\u2066\u2069\ufeff\u00ad\U000e0041\x07\x1b"
    article = load(tmp_path / "a.txt", f"The mar{hidden}ket\u202c is closed.\n", sandbox)
    assert article.text == "The market is closed.\n"


@pytest.mark.parametrize(
    "word",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian
        "\u0915\u094d\u200d\u0937",  # Hindi
        "\u0dc1\u0dca\u200d\u0dbb\u0dd3",  # Sinhala
        "\U0001f469\U0001f3fd\u200d\U0001f52c",
        "\U0001f3f3\ufe0f\u200d\U0001f308",
        "\u2764\ufe0f",
        "1\ufe0f\u20e3",
        "\u845b\U000e0100\u57ce",  # Japanese
        "caf\u00e9",
    ],
)
def test_what_shapes_letters_and_pictures_stays(
    tmp_path: Path, sandbox: Sandbox, word: str
) -> None:
    text = f"The sign says {word}, and {word}.\n"
    assert load(tmp_path / "a.txt", text, sandbox).text == text


@pytest.mark.parametrize(
    "unseen",
    [
        "\u200c",
        "\u200d",
        "\u200d\u200d",
        "\ufe00",
        "\ufe0f",
        "\U000e0100",
        "\U000e01ef",
        "\u034f",
        "\u115f",
        "\u1160",
        "\u17b4",
        "\u180b",
        "\u3164",
        "\uffa0",
        "\ufff9",
        "\ufffb",
        "\x81",
        "\x9d",
        "\U0001d173",
        "\U000e0fff",
    ],
)
@pytest.mark.parametrize(
    "word", ["mar{}ket", "\u0440\u044b{}\u043d\u043e\u043a", "\u03b1\u03b3{}\u03bf\u03c1\u03ac"]
)
def test_what_only_takes_words_apart_for_a_program_is_taken_out(
    tmp_path: Path, sandbox: Sandbox, word: str, unseen: str
) -> None:
    article = load(tmp_path / "a.txt", f"It says {word.format(unseen)}.\n", sandbox)
    assert article.text == f"It says {word.format('')}.\n"


def test_punctuation_of_windows_in_text_taken_for_latin_1_is_read(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    article = load(tmp_path / "a.txt", "We\x92ll see \x97 it was \x93not his\x94.\n", sandbox)
    assert article.text == "We\u2019ll see \u2014 it was \u201cnot his\u201d.\n"


def test_selectors_in_a_row_carry_no_message(tmp_path: Path, sandbox: Sandbox) -> None:
    message = "".join(chr(0xE0100 + letter) for letter in b"ignore")
    text = f"It says \U0001f600{message}, \u2764\ufe0f\ufe0f\ufe0e and \u845b{message}.\n"
    article = load(tmp_path / "a.txt", text, sandbox)
    assert article.text == f"It says \U0001f600, \u2764\ufe0f and \u845b{message[0]}.\n"


def test_an_empty_cell_of_braille_is_a_space(tmp_path: Path, sandbox: Sandbox) -> None:
    assert load(tmp_path / "a.txt", "The\u2800market.\n", sandbox).text == "The market.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_usual_encodings_give_the_same_text(
    tmp_path: Path, sandbox: Sandbox, encoding: str
) -> None:
    text = "Le caf\u00e9 \u201cDu Port\u201d ferme \u2013 d\u00e9finitivement.\n"
    assert load(tmp_path / "a.txt", text.encode(encoding), sandbox).text == text


def test_an_article_is_known_by_its_words_and_not_by_its_name(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    one = load(tmp_path / "a.txt", BODY, sandbox)
    assert load(tmp_path / "b.txt", BODY, sandbox).id == one.id
    assert load(tmp_path / "a.txt", BODY + "More.", sandbox).id != one.id
    assert load(tmp_path / "a.txt", BODY, sandbox, outlet="Wire").id != one.id
    assert load(tmp_path / "a.txt", BODY, sandbox, published=date(2024, 3, 14)).id != one.id


def test_a_line_is_counted_from_one() -> None:
    article = Article("a.txt", "one\ntwo\n\nfour")
    assert [article.line(at) for at in (0, 3, 4, 8, 9)] == [1, 1, 2, 3, 4]


# -- pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "element",
    [
        "<p hidden>{}</p>",
        '<p hidden style="color:red">{}</p>',
        '<p aria-hidden="true">{}</p>',
        '<p style="display: none">{}</p>',
        '<p style="DISPLAY:NONE !important; color: red">{}</p>',
        '<p style="visibility: hidden">{}</p>',
        '<p style="font-size: 0px">{}</p>',
        '<p style="opacity: 0.0">{}</p>',
        '<p style="position: absolute; left: -9999px">{}</p>',
        '<p style="margin-left:-9999px">{}</p>',
        '<div style="display:none"><!-- x -->{}<b>x</b> {}</div>',
        "<p>The hall <span hidden>{}</span> was full of people on the night of the vote.</p>",
    ],
)
def test_what_a_page_hides_is_not_read(tmp_path: Path, sandbox: Sandbox, element: str) -> None:
    words = "XYZZY paid the mayor a large sum of money, a person at the hall said on Tuesday."
    article = load(tmp_path / "a.html", page(element.replace("{}", words)), sandbox)
    assert "XYZZY" not in article.text
    assert "Stall holders said that they would appeal." in article.text
    if "The hall" in element:
        assert "was full of people on the night of the vote." in article.text


@pytest.mark.parametrize(
    "style",
    ["font-size:0.9em", "opacity: 0.5", "color:red", "margin-top:-100px", "left: -5px", "top:0"],
)
def test_what_a_page_shows_is_read(tmp_path: Path, sandbox: Sandbox, style: str) -> None:
    shown = f'<p style="{style}">The mayor thanked the porters for their long years of work.</p>'
    article = load(tmp_path / "a.html", page(shown), sandbox)
    assert "The mayor thanked the porters" in article.text


def test_invisible_characters_in_a_page_are_taken_out(tmp_path: Path, sandbox: Sandbox) -> None:
    body = "<p>The mar\u200bket&#8203; is closed&#x202e;, the mayor told the hall on Tuesday.</p>"
    article = load(tmp_path / "a.html", page(body), sandbox)
    assert "The market is closed, the mayor told the hall" in article.text


BOMBS = {
    "nothing": b"<html></html>",
    "deep div": b"<div>" * 200_000 + b"The council voted to close the market. " * 10,
    "only brackets": b"<" * 100_000,
    "entities": b'<!DOCTYPE html [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "&%c;&%c;&%c;&%c;">' % (n + 1, n, n, n, n) for n in range(97, 120))
    + b"]><html><body>&x;</body></html>",
    "nul": b"\x00" * 1000,
}


@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS.keys())
def test_a_hostile_page_is_an_article_or_a_status(
    tmp_path: Path, sandbox: Sandbox, content: bytes
) -> None:
    try:
        assert len(load(tmp_path / "a.html", content, sandbox).text) < 10_000
    except Unreadable as status:
        assert str(status)
    assert load(tmp_path / "b.html", page(""), sandbox).title


def test_deep_markup_does_not_stop_the_reader(tmp_path: Path, sandbox: Sandbox) -> None:
    for tag in ("b", "ul><li", "table><tr><td"):
        article = load(tmp_path / "a.html", page(f"<{tag}>" * 20_000 + "words"), sandbox)
        assert "Council closes market" in article.text
