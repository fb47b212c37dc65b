"""A conversation answers follow-ups, is kept on disk, and knows when its sources have changed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant import Assistant, QuestionError, Settings, Turn
from assistant.chat import Chat, opened, sources
from assistant.conversation import Conversation
from assistant.history import History, HistoryError, named, titled
from assistant.kept import Conversations
from evals import conversations
from evals.cases import CaseError


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, write_news: Callable[[Path], None]
) -> Iterator[Assistant]:
    place = tmp_path_factory.mktemp("talk")
    write_news(place / "articles")
    made = Assistant.open(place / "articles", Settings(home=place / "home"))
    made.sync()
    yield made
    made.close()


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "conversations"


def chat(desk: Assistant, *lines: str) -> tuple[str, bool]:
    printed: list[str] = []
    talk = Chat(desk, desk.conversation(), printed.append)
    well = talk.run(iter(lines))
    return "\n".join(printed), well


def test_a_follow_up_is_answered_as_the_question_it_stands_for(desk: Assistant) -> None:
    talk = desk.conversation()
    talk.ask("When will the Tarn bridge open?")
    turn = talk.ask("How much did it cost?")
    assert turn.rewritten.text == turn.answer.question == "How much did the Tarn bridge cost?"
    assert turn.asked == "How much did it cost?"
    assert "38 million pounds" in turn.answer.text
    assert talk.turns[-1] is turn


def test_a_conversation_goes_on_where_it_ended(desk: Assistant) -> None:
    """In the index's home, beside the indexes: a new index does not lose it."""
    first = desk.conversation("bridge")
    first.ask("When will the Tarn bridge open?")
    again = desk.conversation("bridge")
    assert again.turns == first.turns
    assert again.ask("And how much did it cost?").rewritten.changed
    assert len(desk.conversation("bridge").turns) == 2
    assert desk.conversation("other").turns == ()
    assert (desk.library.home.parent / "conversations" / "bridge.jsonl").exists()


def test_conversations_without_a_name_are_kept_apart(desk: Assistant) -> None:
    first = desk.conversation()
    first.ask("When will the Tarn bridge open?")
    second = desk.conversation()
    assert second.name != first.name and second.turns == ()
    assert desk.conversation(first.name).turns == first.turns


def test_a_turn_keeps_the_filters_and_the_folder_it_was_asked_of(desk: Assistant) -> None:
    talk = desk.conversation("filtered")
    days = date(2024, 3, 1), date(2024, 3, 31)
    talk.ask(
        "When will the Tarn bridge open?", since=days[0], until=days[1], outlets=("Eastvale Post",)
    )
    [turn] = desk.conversation("filtered").turns
    assert (turn.since, turn.until, turn.outlets) == (*days, ("Eastvale Post",))
    assert turn.folder == str(desk.library.folder) and not turn.elsewhere(desk.library.folder)


def test_a_turn_kept_without_filters_or_folder_is_read_as_before(
    desk: Assistant, kept: Path
) -> None:
    Conversation(desk, kept, "old").ask("When will the Tarn bridge open?")
    line = json.loads((kept / "old.jsonl").read_text(encoding="utf-8"))
    for name in ("since", "until", "outlets", "folder"):
        del line[name]
    (kept / "old.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    [turn] = Conversation(desk, kept, "old").turns
    assert turn.folder == "" and turn.outlets == () and not turn.elsewhere(desk.library.folder)


def test_citations_of_another_folder_are_not_called_changed(
    desk: Assistant, folder: Path, kept: Path
) -> None:
    Conversation(desk, kept, "bridge").ask("How much did the Tarn bridge cost?")
    (folder / "bridge.md").unlink()
    other = Assistant.open(folder, Settings(home=folder.parent / "home"))
    other.sync()
    [turn] = Conversation(other, kept, "bridge").turns
    assert turn.elsewhere(folder) and turn.answer.citations and turn.stale == ()
    other.close()


def test_a_citation_whose_words_have_changed_is_stale_and_the_others_are_not(
    folder: Path, home: Path
) -> None:
    desk = Assistant.open(folder, Settings(home=home))
    desk.sync()
    talk = desk.conversation("bridge")
    bridge = talk.ask("How much did the Tarn bridge cost?")
    talk.ask("What did the council vote to close?")
    file = folder / "bridge.md"
    file.write_text(file.read_text().replace("38 million", "41 million"))
    desk.sync()
    changed, unchanged = desk.conversation("bridge").turns
    of_bridge = {c.n for c in bridge.answer.citations if "38 million" in c.quote}
    assert of_bridge and set(changed.stale) == of_bridge
    assert unchanged.answer.citations and unchanged.stale == ()
    assert "no longer there" in sources((changed,))
    assert "no longer there" not in sources((unchanged,))
    assert "have changed since: 1" in opened(desk.conversation("bridge"))
    file.unlink()
    desk.sync()
    gone = desk.conversation("bridge").turns[0]
    assert set(gone.stale) == {c.n for c in bridge.answer.citations if c.source == "bridge.md"}
    desk.close()


def test_a_model_rewrites_first_and_the_rules_when_it_gives_nothing(desk: Assistant) -> None:
    seen: list[tuple[str, int]] = []

    def rewrite(question: str, turns: Sequence[Turn]) -> str | None:
        seen.append((question, len(turns)))
        return "Who was fined for the river spill?" if "fined" in question else None

    talk = desk.conversation(rewriter=rewrite)
    assert talk.ask("When will the Tarn bridge open?").rewritten.changed is False
    assert talk.ask("fined who?").answer.question == "Who was fined for the river spill?"
    ruled = talk.ask("Why?").rewritten
    assert ruled.changed and ruled.why != "rewritten by the model"
    assert seen == [("fined who?", 1), ("Why?", 2)]


def test_a_named_day_narrows_the_filters_and_never_widens_them(desk: Assistant) -> None:
    talk = desk.conversation()
    talk.ask("What did the county say about the Tarn bridge?")
    inside = talk.ask("What about before 1 March?", since=date(2024, 2, 1), until=date(2024, 3, 31))
    assert inside.rewritten.until == date(2024, 2, 29)
    published = {c.source for c in inside.answer.citations} | {
        c.source for c in inside.answer.closest
    }
    assert published <= {"verdict.html"}
    with pytest.raises(QuestionError):
        talk.ask("And before 1 March?", since=date(2024, 3, 5))
    fined = desk.conversation()
    fined.ask("Who was fined over the river spill?")
    wider = fined.ask("What about after 1 January?", since=date(2024, 3, 1))
    assert wider.rewritten.since == date(2024, 1, 2)
    assert "verdict.html" not in {passage.source for passage in wider.answer.retrieved}
    assert len(talk.turns) == 2


def test_a_question_that_cannot_be_asked_adds_no_turn(desk: Assistant, kept: Path) -> None:
    talk = Conversation(desk, kept, "one")
    with pytest.raises(QuestionError):
        talk.ask(" ")
    assert talk.turns == Conversation(desk, kept, "one").turns == ()


def test_a_question_asked_again_takes_the_place_of_its_last_turn(desk: Assistant) -> None:
    talk = desk.conversation()
    first = talk.ask("When will the Tarn bridge open?")
    wrong = talk.ask("How much did the market cost?")
    [*_, turn] = talk.stream("How much did it cost?", instead_of=wrong)
    assert talk.turns == (first, turn) == desk.conversation(talk.name).turns
    assert turn.rewritten.text == "How much did the Tarn bridge cost?"
    [*_, later] = talk.stream("Who blamed steel?", instead_of=first)
    assert talk.turns == (first, turn, later)


def test_an_answer_that_is_not_wanted_any_more_is_not_kept(desk: Assistant) -> None:
    talk = desk.conversation()
    steps = list(talk.stream("When will the Tarn bridge open?", wanted=lambda: False))
    assert len(steps) == 1 and talk.turns == desk.conversation(talk.name).turns == ()


def test_conversations_are_listed_newest_first_and_found_by_what_they_hold(
    desk: Assistant, kept: Path
) -> None:
    old, new = Conversation(desk, kept), Conversation(desk, kept, "Fish market, closing")
    old.ask("When will the Tarn bridge open?")
    new.ask("When was the market on Quay Street closed?")
    new.ask("Who is Tom Akande?")
    os.utime(kept / f"{old.name}.jsonl", (1_000_000, 1_000_000))
    listed = Conversations(kept)
    assert [each.title for each in listed.find()] == [new.name, "When will the Tarn bridge open?"]
    assert [each.turns for each in listed.find()] == [2, 1]
    assert [each.name for each in listed.find("lorries akande")] == []
    assert [each.name for each in listed.find("may BRIDGE")] == [old.name]
    assert [each.name for each in listed.find("akande")] == [new.name]
    (kept / "odd.jsonl").write_text("{", encoding="utf-8")
    assert {each.turns for each in listed.find("odd")} == {0}


def test_a_conversation_is_renamed_and_deleted_and_never_over_another(
    desk: Assistant, kept: Path
) -> None:
    one, two = Conversation(desk, kept, "one"), Conversation(desk, kept, "two")
    one.ask("When will the Tarn bridge open?")
    two.ask("Who is Tom Akande?")
    with pytest.raises(HistoryError, match="already"):
        one.rename("two")
    one.rename("Tarn bridge")
    one.ask("How much did it cost?")
    assert len(Conversation(desk, kept, "Tarn bridge").turns) == 2
    one.delete()
    one.delete()
    assert [path.stem for path in kept.iterdir()] == ["two"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Port's closure: 3 vs. 5 weeks?", "Port's closure%3A 3 vs. 5 weeks%3F"),
        ("<b>story</b>", "%3Cb%3Estory%3C%2Fb%3E"),
        ("../etc/passwd", "%2E./etc/passwd".replace("/", "%2F")),
        ("-5 %", "%2D5 %25"),
        ("Café — “mai”, suite …", "Café — “mai”, suite …"),
        ("and so on.", "and so on%2E"),
        ("?!", "%3F!"),
        ("x" * 60, "x" * 60),
    ],
)
def test_a_title_is_kept_as_it_was_typed_under_a_name_that_every_file_can_have(
    title: str, name: str
) -> None:
    assert named(title) == name
    assert titled(name) == title
    assert History(Path("folder"), name).path.parent == Path("folder")


def test_a_title_is_on_one_line_and_of_sixty_characters_at_most() -> None:
    assert named("  What did\n Honda  say? ") == "What did Honda say%3F"
    assert named("x" * 99) == "x" * 60
    assert named("  ") == ""


def test_a_name_that_nobody_gave_is_no_title() -> None:
    assert titled("2024-03-14-120000") == titled("2024-03-14-120000-2") == ""


@pytest.mark.parametrize("name", ["../up", "", "a/b", ".hidden", "x" * 90, "a: b", "a ", "a\n"])
def test_a_name_cannot_leave_the_folder(desk: Assistant, kept: Path, name: str) -> None:
    with pytest.raises(HistoryError, match="cannot be named"):
        Conversation(desk, kept, name)


def test_a_damaged_file_is_named_and_kept(desk: Assistant, kept: Path) -> None:
    Conversation(desk, kept, "one").ask("When will the Tarn bridge open?")
    path = kept / "one.jsonl"
    damaged = path.read_text() + path.read_text()[:40]
    path.write_text(damaged)
    with pytest.raises(HistoryError, match="line 2"):
        Conversation(desk, kept, "one")
    assert path.read_text() == damaged


def test_a_write_that_fails_leaves_the_old_turns(desk: Assistant, kept: Path) -> None:
    talk = Conversation(desk, kept, "one")
    talk.ask("When will the Tarn bridge open?")
    before = (kept / "one.jsonl").read_text()
    moved = kept.rename(kept.with_name("moved"))
    kept.write_text("a file where the folder was")
    with pytest.raises(HistoryError, match="cannot be kept"):
        talk.ask("How much did it cost?")
    assert len(talk.turns) == 1
    assert (moved / "one.jsonl").read_text() == before
    assert [path.name for path in moved.iterdir()] == ["one.jsonl"]


def test_each_turn_is_one_line_of_json(desk: Assistant, kept: Path) -> None:
    talk = Conversation(desk, kept, "one")
    talk.ask("When will the Tarn bridge\u2028open?")
    talk.ask("How much did it cost?")
    lines = (kept / "one.jsonl").read_text(encoding="utf-8").split("\n")
    assert [json.loads(line)["asked"] for line in lines if line][1] == "How much did it cost?"
    assert Conversation(desk, kept, "one").turns == talk.turns
    assert [path.name for path in kept.iterdir()] == ["one.jsonl"]


def test_chat_shows_what_a_follow_up_was_taken_to_mean(desk: Assistant) -> None:
    printed, well = chat(desk, "When will the Tarn bridge open?", "", "How much did it cost?")
    assert well and "(How much did the Tarn bridge cost?)" in printed
    assert "38 million pounds" in printed


def test_chat_lists_sources_starts_again_and_stops(desk: Assistant) -> None:
    printed, well = chat(
        desk, "/sources", "When will the Tarn bridge open?", "/sources", "/new", "How much?",
        "/fly", "/quit", "never asked",
    )  # fmt: skip
    assert well and "Nothing has been cited yet." in printed
    assert "[1] bridge.md, line 10 (The Tarn Courier" in printed
    assert "A new conversation" in printed and "There is no /fly" in printed
    assert "(How much" not in printed and "never asked" not in printed


def test_chat_goes_on_after_a_question_that_is_too_long(desk: Assistant) -> None:
    printed, well = chat(desk, "x" * 9000, "When will the Tarn bridge open?")
    assert not well and "longer than" in printed and "May 6" in printed


def test_chat_works_from_a_pipe_and_is_kept(desk: Assistant) -> None:
    folder, home = desk.library.folder, desk.library.home.parent
    code = "import sys; from assistant.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "chat", "--articles", str(folder), "--name", "pipe"]
    done = subprocess.run(
        command,
        input="When will the Tarn bridge open?\nHow much did it cost?\n",
        env={"DATELINE_HOME": str(home)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )
    assert done.returncode == 0 and "38 million pounds" in done.stdout
    again = subprocess.run(
        command, input="/sources\n", env={"DATELINE_HOME": str(home)}, capture_output=True,
        text=True, encoding="utf-8", timeout=100, check=False,
    )  # fmt: skip
    assert "Going on with pipe" in again.stderr and "38 million pounds" in again.stdout


def test_the_bundled_conversations_each_have_a_question_by_hand() -> None:
    found = conversations.read()
    assert len(found) >= 34
    assert all(1 <= len(case.turns) <= 2 for case, _ in found)


def test_follow_ups_are_measured_against_the_questions_by_hand(
    desk: Assistant, tmp_path: Path
) -> None:
    case = {
        "id": "x-1", "question": "How much did it cost?", "kind": "follow-up", "answerable": True,
        "facts": [["38 million pounds"]], "files": ["bridge.md"],
        "turns": ["When will the Tarn bridge open?"],
    }  # fmt: skip
    path, alone = tmp_path / "c.jsonl", tmp_path / "a.jsonl"
    path.write_text(json.dumps(case) + "\n")
    alone.write_text('{"id": "x-1", "question": "How much did the Tarn bridge cost?"}\n')
    (row,) = conversations.run(conversations.read(path, alone), desk)
    assert (row.found, row.by_hand) == (1, 1)
    (line,) = conversations.summary([row, replace(row, id="x-2", found=0.5)])
    assert "follow-up 1, by hand 2, both 1, as typed " in line and line.endswith("0.50")
    alone.write_text("")
    with pytest.raises(CaseError, match="x-1"):
        conversations.read(path, alone)
