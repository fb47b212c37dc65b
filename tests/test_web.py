"""The page: what it shows is what the articles say, and it answers this machine only."""

import base64
import hashlib
import http.client
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from assistant import briefs
from assistant.answering import Checked
from assistant.answers import Answer, Citations, Dropped, Quote, Sentence
from assistant.kept import Kept
from assistant.originals import Originals
from assistant.settings import Settings
from assistant.turns import Rewritten
from assistant.turns import Turn as KeptTurn
from assistant.verifying import verify
from evals.torture.serving import closed_port
from index.articles import Article
from index.embedding import MiniLM
from index.library import Library
from index.locks import writing
from index.spans import front_matter, split
from seeds import ARTICLES

pytest.importorskip("nh3", reason="the page comes with dateline[web]")

from assistant.web.catalogue import empty_html, shelf_html
from assistant.web.reading import article_html
from assistant.web.render import answer_html, header_html, notice_html, transcript_html, tries_html
from assistant.web.sanitise import sanitised
from assistant.web.shelf import Opening, Shelf
from assistant.web.sidebar import sidebar_html
from assistant.web.talk import written
from assistant.web.turns import FilterError, Filters, Turn, beside, first_pick, opening
from assistant.web.waiting import Stopped, awaited
from assistant.web.writers import Writers, in_use_html

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1)) "
    "${alert(1)} {{value}} $$x^2$$ <mark id=cited>not it</mark> &amp; &#60;b&#62;"
)


class Page(HTMLParser):
    """What a browser would make of some HTML: its elements, its text, and what is in its marks."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text, self.marked, self.body = "", "", ""
        self._in_mark, self._depth = False, 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._in_mark = self._in_mark or tag == "mark"
        if self._depth or dict(attrs).get("class") == "body":
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = self._in_mark and tag != "mark"
        self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        self.text += data
        self.marked += data if self._in_mark else ""
        self.body += data if self._depth else ""

    def ids(self, tag: str) -> list[str | None]:
        """The ids of the elements of a kind, in order."""
        return [about.get("id") for each, about in self.elements if each == tag]

    def values(self, css: str) -> list[str]:
        """What the buttons of a class open."""
        buttons = (about for tag, about in self.elements if tag == "button")
        return [about["value"] or "" for about in buttons if about.get("class") == css]


def bundled() -> list[Article]:
    paths = sorted(path for path in ARTICLES.iterdir() if path.suffix in (".md", ".txt"))
    return [
        Article(path.name, path.read_text(encoding="utf-8"), path.stem, "Outlet", "A. Reporter",
                date(2024, 3, 15))
        for path in paths
    ]  # fmt: skip


def quoting(article: Article, *pieces: str, **more: Any) -> Answer:
    """An answer that gives these pieces of an article, a sentence each."""
    citations, sentences = Citations(), []
    for piece in pieces:
        start = article.text.index(piece)
        n = citations.cite(article, start, start + len(piece))
        sentences.append(Sentence(f"Outlet: \u201c{piece}\u201d", (n,), "verbatim"))
    return Answer("A question?", "", False, tuple(sentences), citations.all(), **more)


def test_every_sentence_of_every_bundled_article_is_marked_exactly() -> None:
    for article in bundled():
        for span in split(article.text, body=front_matter(article.text)):
            page = Page(article_html(article, span.start, span.end))
            assert page.marked == article.text[span.start : span.end]
            assert page.body == article.text
            assert page.ids("mark") == ["cited", *[None] * (len(page.ids("mark")) - 1)]


def test_words_across_front_matter_and_paragraphs_are_marked_whole_and_once_named() -> None:
    article = next(each for each in bundled() if each.text.startswith("---"))
    page = Page(article_html(article, 4, 900))
    assert page.marked == article.text[4:900]
    ids = page.ids("mark")
    assert len(ids) > 2 and ids == ["cited", *[None] * (len(ids) - 1)]


@pytest.mark.parametrize("text", ["", "\n\n \n", "a", "---\na: b\n---\n", "# Head\n\n\n\ntail\n\n"])
def test_an_odd_text_is_shown_whole(text: str) -> None:
    assert Page(article_html(Article("odd.txt", text))).body == text


def test_offsets_outside_the_text_are_refused() -> None:
    with pytest.raises(ValueError, match="not inside"):
        article_html(Article("a.txt", "short"), 2, 99)


EMPHASISED = (
    "*2024 Honda Prologue*\n\nMarch 4, 2025\n\nBy Jane Doe\n\n"
    "**Range** is 296 miles, 2*3*4 or so.\n\n"
    "## In *detail*\n\nIt is ***very*** long.\n* one\n* two\n"
)


def test_signs_of_emphasis_and_of_headings_are_set_apart_and_every_character_stays() -> None:
    article = Article("honda.md", EMPHASISED, "2024 Honda Prologue")
    html = article_html(article)
    assert Page(html).body == EMPHASISED
    for words, tag in (("2024 Honda Prologue", "em"), ("Range", "strong"), ("very", "strong")):
        assert f"</span><{tag}>{words}</{tag}><span" in html
    assert '<span class="sign">## </span>In <span class="sign">*</span><em>detail</em>' in html
    assert "2*3*4" in html and "* one" in html
    for start, end in ((0, 21), (1, 5), (40, 60), (51, 53)):
        page = Page(article_html(article, start, end))
        assert page.marked == EMPHASISED[start:end] and page.body == EMPHASISED


def test_a_line_above_the_story_that_tells_when_or_by_whom_is_no_heading() -> None:
    html = article_html(Article("honda.md", EMPHASISED, "2024 Honda Prologue"))
    for line in ("March 4, 2025", "By Jane Doe"):
        assert f'<p class="minor">{line}' in html
    assert '<h3 class="heading"><span class="sign">*</span><em>2024 Honda' in html


def test_markup_in_an_article_is_text_and_nothing_else() -> None:
    article = Article(HOSTILE, f"Before.\n\n{HOSTILE}\n\nAfter.", HOSTILE, HOSTILE, HOSTILE)
    answer = quoting(
        article,
        HOSTILE,
        closest=(Quote(HOSTILE, HOSTILE, 9, 9 + len(HOSTILE)),),
        dropped=(Dropped(HOSTILE, HOSTILE),),
        degraded=HOSTILE,
    )
    within = Filters(outlets=(HOSTILE,))
    for html, shown in (
        (article_html(article, 9, 9 + len(HOSTILE)), 5),
        (article_html(article), 5),
        (transcript_html([Turn(HOSTILE, within, answer)]), 12),
        (tries_html(HOSTILE, [HOSTILE]), 2),
        (sidebar_html([Kept(HOSTILE, HOSTILE, 1, datetime(2024, 3, 15))], HOSTILE), 1),
        (sidebar_html([], None, HOSTILE), 1),
        (notice_html(HOSTILE), 1),
        (shelf_html([article]), 3),
        (header_html(1, HOSTILE), 1),
    ):
        page = Page(html)
        assert page.text.count(HOSTILE) == shown
        assert not {tag for tag, _ in page.elements} & {"script", "img", "a", "style", "iframe"}
        named = {name for _, about in page.elements for name in about}
        assert named <= {"class", "id", "type", "value"}
    assert Page(article_html(article, 9, 9 + len(HOSTILE))).marked == HOSTILE


def test_the_sanitiser_alone_takes_out_what_escaping_missed() -> None:
    html = '<p onclick="x()" style="color:red" id="cited">a<script>b</script><img src="//c"></p>'
    assert sanitised(html) == "<p>a</p>"
    assert sanitised('<a href="https://example.org/">out</a>') == "out"


def test_no_line_end_is_left_for_markdown_to_read() -> None:
    article = Article("a.txt", "One.\n\n# Two\r\r* three *\n\n\n    four")
    assert not set("\r\n") & set(article_html(article))


def test_every_mark_has_its_source_and_every_source_its_mark() -> None:
    article = bundled()[1]
    answer = quoting(article, "Nissan Motor Co.", "Honda Motor Co.")
    page = Page(answer_html(answer, turn=4))
    assert page.values("n") == page.values("title") == ["t4n1", "t4n2"]
    assert f"{article.source}, line 1" in page.text
    for value in page.values("n"):
        n = int(value.removeprefix("t4n"))
        opened = opening(value, [Turn("", Filters(), answer)] * 5, Shelf(lambda: [article]))
        assert opened is not None
        assert article.text[opened.start : opened.end] == answer.citations[n - 1].quote


def test_an_abstention_is_said_plainly_with_what_came_close() -> None:
    article = bundled()[1]
    near = Quote(article.source, article.text[:40], 0, 40)
    said = Sentence("The articles do not say.", (), "stated by the search")
    answer = Answer("Why?", "The articles do not say.", True, (said,), (), closest=(near,))
    page = Page(answer_html(answer))
    assert "The articles do not say." in page.text
    assert "Closest, but not an answer" in page.text and near.quote in page.text
    assert "Sources" not in page.text and page.values("n") == []
    turns = [Turn("Why?", Filters(), answer)]
    assert first_pick(turns) == ""
    assert opening("t0c0", turns, Shelf(lambda: [article])) == Opening(article, 0, 40)


@pytest.mark.parametrize(
    "pick",
    [
        "",
        "t0n9",
        "t9n1",
        "t0c0",
        "a7",
        "a" + "0" * 24,
        "t-1n1",
        "../etc/passwd",
        "t0n1; x",
        "t" * 9999,
    ],
)
def test_a_pick_that_names_nothing_opens_nothing(pick: str) -> None:
    article = bundled()[1]
    turns = [Turn("", Filters(), quoting(article, "Nissan Motor Co."))]
    assert opening(pick, turns, Shelf(lambda: [article])) is None


def test_an_article_indexed_since_is_found_and_one_that_changed_is_not_marked_wrongly() -> None:
    old, new = Article("a.txt", "The old text."), Article("a.txt", "A new text.")
    held: list[Article] = [old]
    shelf = Shelf(lambda: held)
    held[:] = [new]
    assert shelf.open(Quote("a.txt", "new text", 2, 10)) == Opening(new, 2, 10)
    assert shelf.open(Quote("a.txt", "old text", 4, 12)) is None


def test_a_large_shelf_is_read_seldom_while_more_comes_and_at_once_when_all_is_there() -> None:
    read, coming = [0], [True]

    def slowly() -> list[Article]:
        read[0] += 1
        time.sleep(0.2)
        return [bundled()[0]] * read[0]

    shelf = Shelf(slowly, lambda: coming[0])
    for _ in range(5):
        shelf.follow()
    assert len(shelf.articles) == 1
    coming[0] = False
    shelf.follow()
    assert len(shelf.articles) == 2


def test_words_named_by_article_and_offsets_open_where_they_lie_inside_it() -> None:
    article = bundled()[1]
    shelf = Shelf(lambda: [article])
    assert opening(f"a{article.id}", (), shelf) == Opening(article)
    assert opening(f"a{article.id}:4-40", (), shelf) == Opening(article, 4, 40)
    for outside in (f"0-{len(article.text) + 1}", "9-4"):
        assert opening(f"a{article.id}:{outside}", (), shelf) is None


def test_the_reader_steps_from_each_citation_to_the_next_and_round() -> None:
    article = bundled()[1]
    turns = [Turn("A question?", answer=quoting(article, "Nissan Motor Co.", "Honda Motor Co."))]
    assert beside("t0n2", turns) == (["t0n1", "t0n2"], 1)
    assert beside("t0n9", turns) == beside(f"a{article.id}", turns) == ([], 0)
    page = Page(article_html(article, 0, 9, *beside("t0n2", turns)))
    assert page.values("previous") == page.values("next") == ["t0n1"] and "2 of 2" in page.text
    assert not Page(article_html(article, 0, 9)).values("next")


def test_a_sentence_says_in_a_word_what_supports_it_and_what_was_left_out_why() -> None:
    article = bundled()[1]
    left = Dropped("Honda pays.", "no source says so")
    answer = quoting(article, "Nissan Motor Co.", dropped=(left,))
    text = Page(answer_html(answer)).text
    assert "[1] verbatim" in text and "Left out: no source says so." in text
    checked = replace(answer.sentences[0], text="Nissan thinks.", support="checked")
    assert "[1] supported" in Page(answer_html(replace(answer, sentences=(checked,)))).text


def test_what_a_press_copies_is_the_answer_with_its_sources() -> None:
    article = bundled()[1]
    answer = quoting(article, "Nissan Motor Co.")
    page = Page(transcript_html([Turn("A question?", answer=answer)]))
    [coded] = [value for value in page.values("tool") if value.startswith("copy:")]
    copied = unquote(coded.removeprefix("copy:"))
    assert copied == f"**A question?**\n\n{answer.to_markdown()}\n"
    assert f"[1] {article.source}, line 1" in copied


def test_only_the_last_turn_can_be_asked_again() -> None:
    answer = quoting(bundled()[1], "Nissan Motor Co.")
    page = Page(transcript_html([Turn("One?", answer=answer), Turn("Two?", answer=answer)]))
    assert page.values("tool").count("retry") == page.values("tool").count("edit") == 1
    assert not Page(transcript_html([Turn("One?", answer=answer, writing=True)])).values("tool")


def test_a_turn_is_shown_as_it_is_taken_then_as_it_is_checked_then_whole() -> None:
    article = bundled()[1]
    whole = quoting(article, "Nissan Motor Co.", "Honda Motor Co.")
    first = Checked(whole.sentences[0], whole.citations[:1])
    taken = Rewritten("What did Honda say?", changed=True)
    kept = KeptTurn("And Honda?", taken, whole)
    turns = list(written(Turn("And Honda?"), [taken, first, kept]))
    assert [turn.whole for turn in turns] == [False, False, True]
    assert "Taken to mean: What did Honda say?" in Page(transcript_html(turns[:1])).text
    assert turns[1].answer and turns[1].answer.sentences == whole.sentences[:1]
    assert turns[2] == Turn("And Honda?", answer=whole, taken=taken, kept=kept)
    other = replace(whole, sentences=whole.sentences[1:])
    assert list(written(Turn("?"), [first, replace(kept, answer=other)]))[-1].replaced


def test_who_stops_waiting_is_let_go_at_once_and_no_further_step_is_begun() -> None:
    left, going, begun = threading.Event(), threading.Event(), []

    def steps() -> Iterator[int]:
        for n in range(3):
            begun.append(n)
            yield n
            going.wait(20)

    waiting = awaited(steps(), left)
    assert next(waiting) == 0
    left.set()
    with pytest.raises(Stopped):
        next(waiting)
    going.set()
    assert begun == [0]
    assert list(awaited(iter([1, 2]), threading.Event())) == [1, 2]
    with pytest.raises(ZeroDivisionError):
        list(awaited((1 // n for n in (1, 0)), threading.Event()))


def test_words_that_have_gone_since_are_said_to_have_gone() -> None:
    answer = quoting(bundled()[1], "Nissan Motor Co.")
    kept = KeptTurn("Who?", Rewritten("Who?"), answer, stale=(1,))
    assert "The words of [1] are no longer" in Page(transcript_html([Turn.of(kept)])).text


def test_the_page_says_which_writer_is_in_use_and_what_leaves_the_machine(tmp_path: Path) -> None:
    settings = Settings(model="none", models=tmp_path)
    assert Writers(settings).choices == [("Quote the articles", "none")]
    assert "Nothing leaves this machine" in Writers(settings).in_use("openai:unheard-of")
    away = Writers(Settings(model="https://models.example/v1#big", models=tmp_path))
    assert [spec for _, spec in away.choices] == ["https://models.example/v1#big", "none"]
    assert "are sent there" in away.in_use(None) and "models.example" in away.in_use(None)
    assert "Nothing leaves this machine" in away.in_use("none")
    here = Writers(Settings(model="ollama:little", models=tmp_path))
    assert "ollama:little writes. Nothing leaves" in here.in_use(None)
    shown = Page(in_use_html(here, "none", "2024-03-14", "", ["Voltlark"])).text
    assert shown.endswith("Only articles from 14 March 2024 in Voltlark.")


@pytest.mark.parametrize(
    ("since", "until"),
    [("14/03/2024", ""), ("", "2024-02-30"), ("20240314", ""), ("2024-03-15", "2024-03-14")],
)
def test_a_filter_that_cannot_be_read_is_refused_in_one_sentence(since: str, until: str) -> None:
    with pytest.raises(FilterError, match=r"^[^.]+\.$"):
        Filters.read(since, until, ())


def test_filters_are_shown_with_the_question_they_were_in_force_for() -> None:
    filters = Filters.read(" 2024-03-14 ", None, ["Voltlark"])
    page = Page(transcript_html([Turn("Why?", filters), Turn("How?", Filters.read("", "", None))]))
    assert page.text.count("Only articles from 14 March 2024 in Voltlark.") == 1
    assert page.text.count("Only articles") == 1


def test_an_answer_from_another_folder_says_so_and_one_from_this_folder_does_not() -> None:
    answer = quoting(bundled()[1], "Nissan Motor Co.")
    kept = KeptTurn("Who?", Rewritten("Who?"), answer, folder="/stories/harbour")
    turns = [Turn.of(kept)]
    assert "from the articles in /stories/harbour" in transcript_html(turns, Path("/stories/tarn"))
    assert "from the articles" not in transcript_html(turns, Path("/stories/harbour"))
    unknown = [Turn.of(replace(kept, folder=""))]
    assert "from the articles" not in transcript_html(unknown, Path("/stories/tarn"))
    sample = [Turn.of(replace(kept, folder=str(ARTICLES.resolve())))]
    assert "in the bundled sample folder" in transcript_html(sample, Path("/stories/tarn"))


def test_a_folder_without_articles_is_said_to_have_none_with_a_way_to_add_some() -> None:
    for html in (shelf_html([]), empty_html()):
        page = Page(html)
        assert "No articles yet" in page.text and page.values("tool") == ["articles"]
    for html in (shelf_html([], coming=True), empty_html(coming=True)):
        page = Page(html)
        assert "The first articles are being indexed" in page.text and "No articles" not in html


def test_a_turn_says_what_was_not_indexed_yet_when_it_was_asked() -> None:
    lacking = "Answered from 3 articles, while 60 more were to be indexed."
    assert lacking in Page(transcript_html([Turn("Why?", lacking=lacking)])).text


# -- the real server -------------------------------------------------------------------------

SERVER = """
import sys
from pathlib import Path
from assistant.desk import Assistant
from assistant.settings import Settings
from assistant.web.page import serve
assistant = Assistant.open(None, Settings(home=Path(sys.argv[1])))
assistant.sync()
serve(assistant, port=0)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def port(home: Path) -> Iterator[int]:
    """The port of a page over the bundled articles, in a process of its own."""
    if find_spec("gradio") is None:
        pytest.skip("the page comes with dateline[web]")
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(home)], stdout=subprocess.PIPE, text=True, cwd=home
    ) as server:
        try:
            assert server.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:(\d+) ", server.stdout.readline())
            assert found, "the server did not say where it is"
            yield int(found[1])
        finally:
            server.terminate()


def request(
    port: int, method: str, path: str, body: object = None, **headers: str
) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    sent = {"Content-Type": "application/json"} if body is not None else {}
    payload = json.dumps(body) if body is not None else None
    connection.request(method, path, payload, sent | headers)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response.status, {k.lower(): v for k, v in response.getheaders()}, text


def event(port: int, session: str, target: str, data: Sequence[object]) -> dict[str, Any]:
    """What an event of the page changes, by the id of the part, as the page's script gets it."""
    config = json.loads(request(port, "GET", "/config")[2])
    names = {each["id"]: each["props"].get("elem_id") for each in config["components"]}
    about = next(
        each
        for each in config["dependencies"]
        if any(names.get(component) == target for component, _ in each["targets"])
    )
    joined = {"data": list(data), "fn_index": about["id"], "session_hash": session}
    assert request(port, "POST", "/gradio_api/queue/join", joined)[0] == 200
    stream = request(port, "GET", f"/gradio_api/queue/data?session_hash={session}")[2]
    messages = [json.loads(line[5:]) for line in stream.splitlines() if line.startswith("data:")]
    done = [each for each in messages if each["msg"] == "process_completed"]
    assert len(done) == 1 and done[0]["success"], messages
    shown = done[0]["output"]["data"]
    return {names[id]: each for id, each in zip(about["outputs"], shown, strict=True)}


def asking(question: str, since: str = "", instead: str = "") -> list[object]:
    """What the page sends with a question; its state, None here, stays on the server."""
    return [question, since, "", [], None, None, "none", instead]


def test_the_page_is_served_and_its_policy_allows_only_its_own_scripts(port: int) -> None:
    status, headers, html = request(port, "GET", "/")
    assert status == 200 and "Dateline" in html
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["connect-src"] == "'self'"
    assert policy["img-src"] == "'self' data:"
    assert "unsafe" not in policy["script-src"] and "http" not in headers["content-security-policy"]
    scripts = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", html, re.S)
    assert scripts
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy["script-src"]
    for asset in ("/page/page.js", "/theme.css"):
        status, headers, _ = request(port, "GET", asset)
        assert status == 200 and "content-security-policy" in headers


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:7860", "[::1]:7860"])
def test_this_machine_is_answered_by_any_of_its_names(port: int, host: str) -> None:
    assert request(port, "GET", "/", Host=host)[0] == 200


@pytest.mark.parametrize(
    "host",
    ["dateline.example", "127.0.0.1.example:7860", "localhost.example", "", "[::1", "10.0.0.1"],
)
def test_a_foreign_host_is_refused(port: int, host: str) -> None:
    status, headers, text = request(port, "GET", "/", Host=host)
    assert status == 403 and "Dateline" not in text and "content-security-policy" in headers


def test_another_site_s_request_is_refused(port: int) -> None:
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
        assert request(port, "POST", "/gradio_api/queue/join", {}, Origin=origin)[0] == 403


@pytest.mark.parametrize(
    "path",
    [
        "upload",
        "upload/x",
        "file=/etc/passwd",
        "proxy=http://127.0.0.1/",
        "run-history/buckets",
        "vibe-code",
    ],
)
def test_what_the_page_does_not_use_is_shut(port: int, path: str) -> None:
    assert request(port, "GET", f"/gradio_api/{path}")[0] == 404


def test_a_request_too_large_for_a_question_is_refused(port: int) -> None:
    assert request(port, "POST", "/gradio_api/queue/join", "a" * 300_000)[0] == 413


def test_a_question_is_answered_and_its_mark_opens_the_cited_words(port: int) -> None:
    question = "How many electrified models does Nissan plan by fiscal 2030?"
    shown = event(port, "reader", "ask", asking(question))
    answer = Page(shown["transcript"])
    assert "27 electrified models" in answer.text and "t0n1" in answer.values("n")
    beside = Page(shown["reading"])
    assert beside.marked and beside.marked in answer.text

    opened = Page(event(port, "reader", "open", ["t0n1", None])["reading"])
    assert opened.marked == beside.marked
    stranger = Page(event(port, "stranger", "open", ["t0n1", None])["reading"])
    assert stranger.marked == "" and "no longer there" in stranger.text


def test_a_follow_up_is_understood_and_the_last_question_can_be_asked_again(port: int) -> None:
    event(port, "asker", "ask", asking("Who is Seiji Sugiura?"))
    shown = Page(event(port, "asker", "ask", asking("What did he say?"))["transcript"])
    assert "Taken to mean: What did Seiji Sugiura say?" in shown.text
    again = event(port, "asker", "ask", asking("Where does he work?", instead="yes"))
    assert "Who is Seiji Sugiura?" in again["transcript"]
    assert "What did he say?" not in again["transcript"]


def test_the_filters_of_a_question_outlast_it_and_it_is_asked_again_under_them(port: int) -> None:
    early = asking("What has Honda said about the tie-up?")
    early[2] = "2024-03-14"
    shown = event(port, "filterer", "ask", early)
    assert "Voltlark" not in shown["transcript"]
    again = asking("What has Honda said about the tie-up?", instead="same")
    shown = event(port, "filterer", "ask", again)
    assert "Only articles up to 14 March 2024." in shown["transcript"]
    assert "Voltlark" not in shown["transcript"]
    listed = Page(event(port, "filterer", "search", ["tie-up", None])["conversations"])
    [name] = [each for each in listed.values("current") if each.startswith("open:")]
    opened = event(port, "later", "do", [name, "", None, None])
    assert "Only articles up to 14 March 2024." in opened["transcript"]
    again = event(port, "later", "ask", again)
    assert "Voltlark" not in again["transcript"] and "t0n1" in again["transcript"]
    fresh = asking("What has Honda said about the tie-up?", instead="yes")
    assert "Voltlark" in event(port, "later", "ask", fresh)["transcript"]


def test_a_conversation_is_listed_opened_renamed_and_deleted(port: int) -> None:
    event(port, "keeper", "ask", asking("What does Fisker plan to do?"))
    listed = Page(event(port, "keeper", "search", ["fisker", None])["conversations"])
    [name] = [each for each in listed.values("current") if each.startswith("open:")]
    assert "What does Fisker plan to do?" in listed.text
    assert "No conversation holds" in event(port, "x", "search", ["zebra", None])["conversations"]

    fresh = event(port, "keeper", "new", ["", None, None])
    assert fresh["transcript"] == "" and not Page(fresh["conversations"]).values("current")
    opened = event(port, "keeper", "do", [name, "", None, None])
    assert "What does Fisker plan" in opened["transcript"] and Page(opened["reading"]).marked
    named = event(port, "keeper", "do", [f"rename:{name[5:]}\nFisker, the Alaska?", "", None, None])
    assert "open:Fisker, the Alaska%3F" in Page(named["conversations"]).values("current")
    assert "Fisker, the Alaska?" in Page(named["conversations"]).text
    gone = event(port, "keeper", "do", ["delete:Fisker, the Alaska%3F", "", None, None])
    assert gone["transcript"] == "" and "Fisker" not in gone["conversations"]


def test_conversations_of_one_title_are_told_apart_by_day_and_time() -> None:
    hours = [datetime(2024, 3, 15, hour, 5) for hour in (9, 21)]
    kept = [Kept(f"2024-03-15-{when:%H%M%S}", "Who is it?", 1, when) for when in hours]
    text = Page(sidebar_html(kept)).text
    assert "15 March 2024, 09:05" in text and "15 March 2024, 21:05" in text


def test_an_answer_is_exported_in_every_form_and_verifies(port: int, tmp_path: Path) -> None:
    event(port, "exporter", "ask", asking("Who is Seiji Sugiura?"))
    for form, which in itertools.product(("md", "html", "json"), ("", ":0")):
        shown = event(port, "exporter", "do", [f"export:{form}{which}", "", None, None])
        [value] = Page(shown["saved"]).values("tool")
        name, coded = value.removeprefix("save:").split("\n")
        assert name == f"Who is Seiji Sugiura?.{form}"
        brief = briefs.read(base64.b64decode(coded))
        assert brief.conversation is None  # so its first question is its title
        with Originals(ARTICLES) as originals:
            verdicts = list(verify(brief, originals.open))
        assert verdicts and all(verdict.holds for verdict in verdicts)
    for nothing in ("export:md:7", "export:exe", "export:md:x"):
        shown = event(port, "exporter", "do", [nothing, "", None, None])
        assert "no answer here" in shown["notice"]


def test_feedback_is_kept_as_a_case_and_thanked_for(port: int, home: Path) -> None:
    event(port, "judge", "ask", asking("Who is Seiji Sugiura?"))
    said = "judge:wrong:0\nToo little\nsenior analyst"
    assert "Kept on this machine" in event(port, "judge", "do", [said, "", None, None])["notice"]
    [kept] = (home / "feedback").glob("*.jsonl")
    case = json.loads(kept.read_text(encoding="utf-8"))
    assert case["facts"] == [["senior analyst"]] and case["note"] == "Too little"
    refused = event(port, "judge", "do", ["judge:wrong:3", "", None, None])
    assert "no answer here" in refused["notice"]


@pytest.mark.parametrize("command", ["open:../../etc/passwd", "delete:no such", "rename:x", "?"])
def test_a_command_on_no_conversation_changes_nothing(port: int, command: str) -> None:
    shown = event(port, "stranger", "do", [command, "", None, None])
    assert command == "?" or "no longer there" in shown["notice"]
    assert "__type__" in str(shown["transcript"])  # left as it is


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (asking(""), "empty"),
        (asking("x" * 9000), "longer"),
        (asking("Why?", since="yesterday"), "must be a date"),
    ],
)
def test_what_cannot_be_asked_is_said_on_the_page(
    port: int, data: list[object], problem: str
) -> None:
    shown = event(port, f"reader-{len(problem)}", "ask", data)
    assert problem in shown["notice"] and shown["question"] == data[0] and not shown["transcript"]


@contextmanager
def command(folder: Path, home: Path) -> Iterator[subprocess.Popen[str]]:
    """`dateline web` on a folder, ended as Ctrl-C ends it."""
    if find_spec("gradio") is None:
        pytest.skip("the page comes with dateline[web]")
    # A shell that starts the tests in the background has them ignore the signal: undone here.
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from assistant.cli import main; sys.exit(main())"
    )
    options = ["web", "--articles", str(folder), "--port", str(closed_port())]
    environment = os.environ | {"DATELINE_HOME": str(home), "DATELINE_MODEL": "none"}
    with subprocess.Popen(
        [sys.executable, "-c", code, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, env=environment,
    ) as server:  # fmt: skip
        try:
            yield server
        finally:
            if server.poll() is None:
                server.send_signal(signal.SIGINT)


def port_of(server: "subprocess.Popen[str]") -> int:
    assert server.stdout is not None
    found = re.search(r"http://127\.0\.0\.1:(\d+) ", server.stdout.readline())
    assert found, "the server did not say where it is"
    return int(found[1])


def test_an_empty_folder_is_opened_by_the_command(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with command(tmp_path / "empty", tmp_path / "home") as server:
        assert "0 articles in" in request(port_of(server), "GET", "/config")[2]


def test_a_new_folder_is_open_before_it_is_indexed_and_stops_cleanly_meanwhile(
    tmp_path: Path,
) -> None:
    folder, home = tmp_path / "many", tmp_path / "home"
    folder.mkdir()
    for n in range(300):
        text = f"Report {n} says that bridge number {n} opened after {n} days. " * 5
        (folder / f"{n:03}.txt").write_text(text)
    with command(folder, home) as server:
        assert "0 articles in" in request(port_of(server), "GET", "/config")[2]
        server.send_signal(signal.SIGINT)
        assert server.stderr is not None and "Traceback" not in server.stderr.read()
        assert server.wait(60) == 0
    with Library.open(folder, home, MiniLM()) as library:
        assert library.catalog.counts()[0] < 300
        library.sync()
        assert library.catalog.counts()[0] == library.status().in_words == 300


def test_a_folder_that_another_process_indexes_is_served_as_far_as_that_is(
    tmp_path: Path, write_news: Callable[[Path], None]
) -> None:
    folder, home = tmp_path / "stories", tmp_path / "home"
    write_news(folder)
    with Library.open(folder, home, MiniLM()) as library:
        with writing(library.home, folder), command(folder, home) as server:
            assert server.wait(60) == 1 and server.stderr is not None
            assert f"process {os.getpid()} is indexing" in server.stderr.read()
        library.sync()
        (folder / "ferry.txt").write_text("Ferry\n\nThe Elder ferry will cost 9 pounds.\n")
        with writing(library.home, folder), command(folder, home) as server:
            port = port_of(server)
            shown = event(port, "second", "ask", asking("How much did the Tarn bridge cost?"))
            assert "38 million" in shown["transcript"]
            server.send_signal(signal.SIGINT)
            assert server.stderr is not None
            assert "answering from the 3 articles indexed so far" in server.stderr.read()


def test_the_page_is_not_served_where_others_could_reach_it() -> None:
    from assistant.web.page import serve

    with pytest.raises(OSError, match="no login"):
        serve(None, host="0.0.0.0")  # type: ignore[arg-type]  # noqa: S104
