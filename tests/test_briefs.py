"""Briefs: what is exported can be read back, shown safely, and held against the files."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from briefing import DAY, QUOTE, TEXT, answered, cited, exported
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant import brief_forms, briefs
from assistant.answers import (
    Answer,
    Citation,
    Disagreement,
    Dropped,
    Quote,
    Sentence,
    Side,
)
from assistant.briefs import Brief
from assistant.originals import NoOriginal, Original, Originals
from assistant.turns import Rewritten, Turn
from assistant.verifying import verify

FORMS = list(brief_forms.FORMS)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "news.txt").write_text(TEXT, encoding="utf-8")
    return folder


def outcomes(folder: Path, brief: Brief) -> list[tuple[str, str]]:
    with Originals(folder) as originals:
        return [(each.outcome, each.why) for each in verify(brief, originals.open)]


def test_a_brief_has_all_that_a_reader_needs_to_check_it_with_other_tools(news: Path) -> None:
    brief = exported(news, answered(cited()))
    text = brief_forms.to_markdown(brief)
    place = re.search(r"File (\S+), line (\d+), characters (\d+) to (\d+)", text)
    hashed = re.search(r"File hash \(SHA-256\) (\w{64})", text)
    assert place and hashed
    data = (news / place[1]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == hashed[1]
    assert data.decode()[int(place[3]) : int(place[4])] == QUOTE
    assert QUOTE in data.decode().split("\n")[int(place[2]) - 1]
    assert "without Dateline" in text and "sha256sum" in text


@pytest.mark.parametrize("suffix", FORMS)
def test_every_part_of_an_answer_is_in_each_form(news: Path, suffix: str) -> None:
    answer = answered(
        cited(),
        closest=(Quote("news.txt", "The vote is on Tuesday.", 0, 23),),
        disagreements=(Disagreement("the day", (Side("Tuesday", (1,)), Side("Friday", (1,)))),),
        dropped=(Dropped("It rained.", "no source says so"),),
        writer="model",
        model="local:medium",
    )
    turn = Turn("And he?", Rewritten("What did Calder say?", True, "he: Calder"), answer)
    shown = brief_forms.written(exported(news, turn), suffix)
    for part in ("And he?", "What did Calder say?", "run out of road", "Harbour Wire", "A title",
                 "the day", "Friday", "It rained.", "no source says so", "The vote is on Tuesday.",
                 "local:medium", "news.txt", "2026"):  # fmt: skip
        assert part in shown.replace("\\u2013", "")


def test_the_text_of_a_page_has_a_hash_of_its_own_and_a_plain_file_needs_none(folder: Path) -> None:
    with Originals(folder) as originals:
        page, plain = originals.open("verdict.html"), originals.open("bridge.md")
        assert page.text_sha256 and plain.text_sha256 is None
        quote = "Judge Amara Finch said the company had ignored three warnings."
        brief = briefs.made(
            [answered(cited(page.text, quote, "verdict.html"))], originals.open, DAY
        )
        assert [each.holds for each in verify(brief, originals.open)] == [True]
    assert "text taken out of the file" in brief.how_to_check


def test_words_that_no_longer_stood_there_are_exported_as_such(news: Path) -> None:
    stale = replace(cited(), start=0, end=len(QUOTE))
    brief = exported(news, answered(stale), answered(cited(source="absent.txt")))
    assert [each.sha256 for entry in brief.entries for each in entry.quotations] == [None, None]
    assert "no longer stood there" in brief_forms.to_html(brief)


@pytest.mark.parametrize(
    ("change", "outcome", "words"),
    [
        (lambda text: text, "holds", "holds"),
        (lambda text: f"{text}Corrected on Friday.\n", "other file", "hash differs, but the words"),
        (lambda text: f"A new first line.\n\n{text}", "moved", "moved: now at line 5"),
        (lambda text: text.replace("We have ", "We\nhave "), "moved", "moved: now at line 3"),
        (lambda text: text.replace("run out", "not run out"), "words changed", "words changed"),
        (lambda text: " ", "no file", "cannot be read"),
        (None, "no file", "the file is gone"),
    ],
)
def test_each_thing_that_can_become_of_a_quotation_is_told_apart(
    news: Path, change: Callable[[str], str] | None, outcome: str, words: str
) -> None:
    brief = exported(news, answered(cited()))
    if change:
        (news / "news.txt").write_text(change(TEXT), encoding="utf-8")
    else:
        (news / "news.txt").unlink()
    ((found, why),) = outcomes(news, brief)
    assert found == outcome and words in why


@pytest.mark.parametrize("change", ["other file", "moved"])
def test_a_wrong_hash_or_line_in_the_brief_itself_does_not_hold(news: Path, change: str) -> None:
    plain = json.loads(brief_forms.to_json(exported(news, answered(cited()))))
    quotation = plain["entries"][0]["quotations"][0]
    quotation |= {"sha256": "0" * 64} if change == "other file" else {"line": 1}
    brief = briefs.read(json.dumps(plain).encode())
    assert [found for found, _ in outcomes(news, brief)] == [change]


@pytest.mark.parametrize(
    "source",
    ["../secret.txt", "/etc/passwd", "a/../../secret.txt", "link.txt", "inner/secret.txt",
     "a\0b.txt", "news.txt/../../secret.txt", "\\\\host\\share.txt", ".", ""],
)  # fmt: skip
def test_a_source_that_leaves_the_folder_is_never_opened(news: Path, source: str) -> None:
    secret = news.parent / "secret.txt"
    secret.write_text(TEXT, encoding="utf-8")
    (news / "link.txt").symlink_to(secret)
    (news / "inner").symlink_to(news.parent)
    with Originals(news) as originals, pytest.raises(NoOriginal):
        originals.open(source)


class _Seen(HTMLParser):
    """The elements, attributes and words that a browser would find in a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.comments: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [f"{tag} {name}" for name, _ in attrs]

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def structure(text: str) -> list[str]:
    """Every block and every element inside a line that Markdown makes of a text, words apart."""
    found: list[str] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        found.append(token.type)
        if token.type == "html_block":
            assert re.fullmatch(r"<!-- dateline-brief\n(?:(?!--)[^<>])*-->\n?", token.content)
        found += [each.type for each in token.children or () if each.type != "text"]
    return found


ATTACKS = [
    "<script>alert(1)</script>", "--><img src=x onerror=alert(1)>", "<!-- dateline-brief\n{}\n-->",
    "![x](http://evil.example/?q)", "[x](javascript:alert(1))", "[1]: http://evil.example",
    "# heading", "> quote", "- item", "1. item", "```\ncode\n```", "a\n===", "a\n---", "<b>",
    "&lt;", "`code`", "*a* _b_ ~~c~~", "| a | b |\n|---|---|", "http://evil.example",
    "www.evil.example", "\\", "\u202egnp.exe", "\x1b[31m", "</style><script>",
    "\" onmouseover=\"x", "$$x$$", "[^1]: x",
]  # fmt: skip
ANY = st.one_of(st.text(max_size=60), st.sampled_from(ATTACKS),
                st.lists(st.sampled_from(ATTACKS), max_size=3).map("\n".join))  # fmt: skip


@st.composite
def _answers(draw: st.DrawFn) -> tuple[Answer, dict[str, str]]:
    texts, citations = dict[str, str](), []
    for n in range(1, draw(st.integers(1, 3)) + 1):
        source, before = draw(ANY) or "a", draw(ANY)
        quote = draw(ANY) or "x"
        text = texts.setdefault(source, before + quote + draw(ANY))
        start = max(text.find(quote), 0)
        quote = text[start : start + len(quote)]
        line = text.count("\n", 0, start) + 1
        made = Citation(
            n, source, draw(ANY), draw(ANY), "2024-03-12", quote, start, start + len(quote), line
        )
        citations.append(made)
    said = tuple(Sentence(draw(ANY), (each.n,), "checked") for each in citations)
    answer = Answer(draw(ANY), draw(ANY), False, said, tuple(citations), writer="model",
                    model=draw(ANY), dropped=(Dropped(draw(ANY), draw(ANY)),),
                    disagreements=(Disagreement(draw(ANY), (Side(draw(ANY), (1,)),)),))  # fmt: skip
    return answer, texts


@settings(max_examples=60, deadline=None)
@given(_answers())
def test_any_answer_is_read_back_from_any_form_and_nothing_in_it_breaks_out(
    drawn: tuple[Answer, dict[str, str]],
) -> None:
    answer, texts = drawn

    def originals(source: str) -> Original:
        return Original("0" * 64, texts[source], None)

    brief = briefs.made([answer], originals, DAY)
    told = [(c.n, c.source, c.start, c.end, c.quote, c.line, c.title, c.outlet)
            for c in answer.citations]  # fmt: skip
    for suffix in FORMS:
        data = brief_forms.written(brief, suffix).encode()
        for sent in (data, data.replace(b"\n", b"\r\n")):
            found = briefs.read(sent)
            assert found == brief and brief_forms.intact(sent, found)
        assert told == [(q.n, q.source, q.start, q.end, q.quote, q.line, q.title, q.outlet)
                        for q in found.entries[0].quotations]  # fmt: skip
        assert all(each.holds for each in verify(found, originals))
    bare = _Seen(brief_forms.to_html(briefs.made([plain(answer)], originals, DAY)))
    page = _Seen(brief_forms.to_html(brief))
    assert page.tags == bare.tags and page.attributes == bare.attributes
    assert len(page.comments) == 1
    assert not {"script", "img", "iframe", "link", "base", "form"} & set(page.tags)
    marked = structure(brief_forms.to_markdown(brief))
    assert marked == structure(
        brief_forms.to_markdown(briefs.made([plain(answer)], originals, DAY))
    )


def plain(answer: Answer) -> Answer:
    """The same answer with every word harmless: what the page's elements should be."""
    citations = tuple(replace(c, title="t", outlet="o", quote="x") for c in answer.citations)
    return Answer(
        "q", "", False, tuple(replace(s, text="s") for s in answer.sentences), citations,
        writer="model", model="m", dropped=(Dropped("d", "r"),),
        disagreements=(Disagreement("a", (Side("b", (1,)),)),),
    )  # fmt: skip
