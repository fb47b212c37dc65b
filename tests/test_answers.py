"""Promises of an answer, on the bundled articles with the real encoder and real stores."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from interrupting import Held

import assistant as package
from assistant import Answer, Assistant, LibraryError, QuestionError, Settings, SpecError, ask
from assistant.background import wait_for_another
from assistant.cli import main
from evals import cases
from index.library import Library
from index.locks import writing
from seeds import ARTICLES


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    opened = Assistant.open(ARTICLES, Settings(home=tmp_path_factory.mktemp("home")))
    opened.sync()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def answers(desk: Assistant) -> list[Answer]:
    return [desk.ask(case.question) for case in cases.read(cases.BUNDLED)]


def file_text(desk: Assistant, source: str) -> str:
    if source.endswith(".html"):
        return next(a.text for a in desk.articles() if a.source == source)
    return (desk.library.folder / source).read_text(encoding="utf-8")


def test_every_quote_is_byte_exact_in_its_file(desk: Assistant, answers: list[Answer]) -> None:
    for answer in answers:
        for quote in [*answer.citations, *answer.closest]:
            assert file_text(desk, quote.source)[quote.start : quote.end] == quote.quote
        for citation in answer.citations:
            before = file_text(desk, citation.source)[: citation.start]
            assert citation.line == before.count("\n") + 1


def test_marks_and_citations_match(answers: list[Answer]) -> None:
    for answer in answers:
        marks = {int(n) for n in re.findall(r"\[(\d+)\](?!\()", answer.text)}
        used = {n for sentence in answer.sentences for n in sentence.citations}
        assert marks == used == {citation.n for citation in answer.citations}


def test_words_in_quotation_marks_are_verbatim_in_a_cited_file(
    desk: Assistant, answers: list[Answer]
) -> None:
    for answer in answers:
        texts = [file_text(desk, citation.source) for citation in answer.citations]
        for quoted in re.findall('["\u201c]([^"\u201c\u201d]{3,})["\u201d]', answer.text):
            assert any(quoted in text for text in texts), quoted


def test_the_same_question_gets_the_same_answer_from_a_fresh_index(
    desk: Assistant, tmp_path: Path
) -> None:
    other = Assistant.open(ARTICLES, Settings(home=tmp_path))
    other.sync()
    for question in ("What has Honda said about the tie-up?", "What is Toyota's battery plan?"):
        first, second = desk.ask(question).to_json(), other.ask(question).to_json()
        first.pop("timing_ms"), second.pop("timing_ms")
        assert first == second
    other.close()


def test_a_question_that_takes_a_denied_thing_for_granted_is_told_so(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(
        "WAYLAND, March 12, 2024 (Harbour Wire) - Mayor Ada Marsh met the council on Tuesday.\n\n"
        "Marsh said she will not resign over the harbour contract.\n\n"
        "The council meets again in May to vote on a new quay.\n"
    )
    opened = Assistant.open(folder, Settings(home=tmp_path / "home"))
    opened.sync()
    answer = opened.ask("When did Marsh resign over the harbour contract?")
    opened.close()
    assert answer.abstained
    assert "will not resign" in answer.text or "will not resign" in answer.closest[0].quote


def test_no_article_is_said_only_when_every_passage_was_read(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for n in range(60):
        text = f"Acme Corp. said in report {n} that plant {n} would open in {1960 + n}. " * 8
        (folder / f"{n:02}.txt").write_text(text)
    opened = Assistant.open(folder, Settings(home=tmp_path / "home"))
    opened.sync()
    answer = opened.ask("What has Acme said about plant 7?")
    opened.close()
    assert "No passage that was found quotes Acme itself." in answer.text


def test_a_kind_of_speaker_is_not_spoken_of_as_a_name(desk: Assistant) -> None:
    answer = desk.ask("What have the companies said about prices?")
    assert "of the words of the companies is not about this" in answer.text


def test_what_someone_said_comes_first_then_what_others_say_marked_as_earlier(
    desk: Assistant,
) -> None:
    answer = desk.ask("What has Honda said about the tie-up?")
    lines = answer.text.split("\n")
    assert "memorandum of understanding" in lines[0]
    assert "No article quotes Honda itself." in lines
    after = lines[lines.index("No article quotes Honda itself.") + 1 :]
    assert after and all(line.startswith("Earlier, ") for line in after)
    assert any("not yet clear" in line or "unclear" in line for line in after)


def test_someone_the_articles_do_not_have_is_an_abstention_with_the_closest(
    desk: Assistant,
) -> None:
    answer = desk.ask("What did Volkswagen say about the tie-up?")
    assert answer.abstained and not answer.citations
    assert answer.closest
    assert "Volkswagen" in answer.text


def test_a_name_that_no_article_has_is_named(desk: Assistant) -> None:
    answer = desk.ask("When will Volkswagen launch its pickup?")
    assert answer.abstained
    assert "None of the 5 articles mentions Volkswagen." in answer.text


def test_a_sentence_that_leans_on_the_one_before_is_quoted_with_it(desk: Assistant) -> None:
    for citation in desk.ask("By when does Nissan want solid-state batteries?").citations:
        assert not re.match(r"(It|They|Its|Their)\b", citation.quote)


def test_filters_leave_out_other_articles(desk: Assistant) -> None:
    question = "What is Nissan considering with Honda?"
    early = desk.ask(question, until=date(2024, 3, 14))
    assert {c.published for c in early.citations} == {"2024-03-14"}
    one = desk.ask(question, outlets=("voltlark",))
    assert {r.source for r in one.retrieved} == {"voltlark-nissan-honda-feasibility-study.md"}
    nothing = desk.ask(question, since=date(2030, 1, 1))
    assert nothing.abstained and not nothing.closest


def test_json_has_exactly_the_fields_of_the_contract(desk: Assistant) -> None:
    plain = desk.ask("Who are Nissan's alliance partners?").to_json()
    assert json.loads(json.dumps(plain)) == plain
    assert {
        "question", "text", "abstained", "writer", "model", "degraded", "sentences", "citations",
        "disagreements", "closest", "retrieved", "dropped", "tokens", "timing_ms", "cost", "prompt",
    } <= set(plain)  # fmt: skip
    assert set(plain["citations"][0]) == {
        "n", "source", "title", "outlet", "published", "quote", "start", "end", "line",
    }  # fmt: skip
    assert set(plain["sentences"][0]) == {"text", "citations", "support", "speaker", "said_on"}
    assert set(plain["retrieved"][0]) == {"source", "start", "end", "score"}


@pytest.mark.parametrize("question", ["", "   \n ", "\x00\x07", "q" * 10_000])
def test_an_empty_or_over_long_question_is_refused_in_words(desk: Assistant, question: str) -> None:
    with pytest.raises(QuestionError, match=r"empty|longer"):
        desk.ask(question)


@pytest.mark.parametrize(
    "question",
    [
        "'; DROP TABLE articles; --",
        "(((",
        "AND OR NOT *:* body:x^9",
        "?",
        "\u202e \u200b é中文 😀",
        "[1]",
    ],
)
def test_an_odd_question_is_only_a_question(desk: Assistant, question: str) -> None:
    assert isinstance(desk.ask(question), Answer)
    assert len(desk.articles()) == 5


def test_dates_the_wrong_way_round_are_refused(desk: Assistant) -> None:
    with pytest.raises(QuestionError, match="swap"):
        desk.ask("What?", since=date(2024, 3, 16), until=date(2024, 3, 14))


def test_questions_from_several_threads_do_not_mix(desk: Assistant) -> None:
    questions = ["Who are Nissan's alliance partners?", "When is the first Afeela due?"] * 4
    expected = {question: desk.ask(question).text for question in questions}
    wrong: list[str] = []

    def one(question: str) -> None:
        if desk.ask(question).text != expected[question]:
            wrong.append(question)

    threads = [threading.Thread(target=one, args=(question,)) for question in questions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_ask_is_the_same_as_the_assistant(
    desk: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path))
    question = "Who are Nissan's alliance partners?"
    assert ask(question).text == desk.ask(question).text
    assert ask(question, articles=ARTICLES).text == desk.ask(question).text
    with pytest.raises(LibraryError, match="no folder"):
        ask(question, articles=tmp_path / "absent")
    with pytest.raises(SpecError, match="OPENAI_API_KEY"):
        ask(question, model="openai:gpt")


def test_a_changed_folder_is_followed_by_the_next_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("The harbour bridge opened on Monday after two years of work.\n")
    question = "When did the harbour bridge open?"
    assert "Monday" in ask(question, articles=folder).text
    (folder / "a.txt").write_text(
        "The harbour bridge opened on Thursday after three years of work.\n"
    )
    assert "Thursday" in ask(question, articles=folder).text


@pytest.mark.parametrize("command", ["ask()", "ask", "search"])
def test_a_question_waits_for_the_first_articles_that_another_process_indexes(
    command: str,
    library: Library,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """All articles have words by then and none has vectors: few could be answered."""
    held = Held()

    def asked() -> object:
        question = "How much did the Tarn bridge cost?"
        if command == "ask()":
            return ask(question, articles=library.folder)
        return main([command, question, "--json", "--articles", str(library.folder)])

    monkeypatch.setenv("DATELINE_HOME", str(home))
    with ThreadPoolExecutor(2) as workers:
        syncing = workers.submit(library.sync, encoder=held)
        assert held.begun.wait(60)
        waiting = workers.submit(asked)
        with pytest.raises(TimeoutError):
            waiting.result(0.2)
        held.go_on.set()
        found = waiting.result(60)
        said = found.text if isinstance(found, Answer) else capsys.readouterr().out
        assert "38 million" in said
        syncing.result(60)


def test_what_is_waited_for_in_vain_is_who_indexes_and_what_has_ended_is_not_waited_for(
    library: Library,
) -> None:
    with (
        writing(library.home, library.folder),
        pytest.raises(LibraryError, match=f"process {os.getpid()} is indexing .*; wait for it"),
    ):
        wait_for_another(library, 0)
    assert not wait_for_another(library, 0)
    library.sync()
    with writing(library.home, library.folder):
        assert wait_for_another(library, 0)


_WATCHED = """
import sys
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        print("ATTEMPT", event, arguments[-1], flush=True)
sys.addaudithook(watch)
from assistant import ask
print(ask("What has Honda said about the tie-up?").abstained)
"""


def test_indexing_and_asking_open_no_connection(tmp_path: Path) -> None:
    """Watched by Python's own audit hook, in a process of its own: it cannot be taken off again."""
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED],
        env=os.environ | {"DATELINE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    assert done.stdout.splitlines() == ["False"]


def test_the_public_names_are_these() -> None:
    assert sorted(package.__all__) == [
        "Answer", "Assistant", "Checked", "Citation", "Conversation", "Disagreement", "Finished",
        "LibraryError", "QuestionError", "Sentence", "Settings", "SpecError", "Turn", "ask",
    ]  # fmt: skip


def test_articles_that_pass_on_one_report_are_said_to_be_one_source(desk: Assistant) -> None:
    answer = desk.ask("Would Nissan and Honda develop an EV platform together?")
    outlets = {citation.outlet for citation in answer.citations}
    assert {"Camber & Kerb", "Forecourt Ledger"} <= outlets
    assert answer.sentences[-1].text == (
        "Camber & Kerb and Forecourt Ledger pass on one report, by Nikkei: "
        "they count as one source."
    )
    assert answer.sentences[-1].citations == ()


def test_what_an_outlet_reported_is_not_mixed_with_what_the_companies_said(desk: Assistant) -> None:
    answer = desk.ask("What would Nissan and Honda develop together, according to Nikkei?")
    assert "Nikkei Asia" in answer.sentences[0].text
    assert "the companies announced" not in answer.text


def test_a_quotation_that_ends_before_its_sentence_does_has_dots(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(
        'Fairley has denied both allegations in public, and on Saturday she asked that "no one'
        ' rush.\n\n"We must wait," she said.\n'
    )
    with closing(Assistant.open(folder, Settings(home=tmp_path / "home", model="none"))) as desk:
        desk.sync()
        answer = desk.ask("Has Fairley denied the allegations?")
    assert "on Saturday she asked that\u201d \u2026 [1]" in answer.text
