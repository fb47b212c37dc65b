"""The command line as its users type it: real processes, exit codes, one clear line of error."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import termios
import time
from contextlib import redirect_stderr, suppress
from pathlib import Path

import pytest

from assistant import quotes
from assistant.cli import main
from assistant.progress import _bar
from seeds import ARTICLES


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DATELINE_ARTICLES", raising=False)


def dateline(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the console script's own function in a fresh process."""
    code = "import sys; from assistant.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | environment,
        timeout=100,
        check=False,
    )


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_ask_answers_with_sources_and_an_abstention_exits_with_zero() -> None:
    found = dateline("ask", "What has Honda said about the tie-up?")
    assert found.returncode == 0 and found.stderr == ""
    assert "[1]" in found.stdout and "Sources:" in found.stdout
    none = dateline("ask", "What is Volkswagen's battery plan?")
    assert none.returncode == 0
    assert none.stdout.startswith("The articles do not say.")


def test_output_that_nobody_reads_any_more_is_no_error() -> None:
    main(["sync"])
    read, written = os.pipe()
    os.close(read)
    code = "import sys; from assistant.cli import main; sys.exit(main(['search', 'batteries']))"
    with os.fdopen(written) as closed:
        done = subprocess.run(
            [sys.executable, "-c", code],
            stdout=closed,
            stderr=subprocess.PIPE,
            timeout=100,
            check=False,
        )
    assert (done.returncode, done.stderr) == (141, b"")


def test_ask_does_not_load_what_a_question_does_not_need() -> None:
    """A second question pays for no Chroma, Gradio, HTML parser or grammar."""
    main(["ask", "Who are Nissan's alliance partners?"])
    code = (
        "import sys; from assistant.cli import main; main(['ask', 'Who are the partners?']); "
        "print([m for m in ('chromadb', 'gradio', 'trafilatura', 'spacy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=100
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_batches_print_one_object_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = tmp_path / "questions.txt"
    asked = ["Who are Nissan's alliance partners?", "When is the first Afeela due?"]
    batch.write_text("\n\n".join(asked) + "\n")
    assert main(["ask", "--batch", str(batch), "--json"]) == 0
    answers = lines(capsys.readouterr().out)
    assert [answer["question"] for answer in answers] == asked
    assert main(["search", "--batch", str(batch), "--k", "3", "--json"]) == 0
    rows = lines(capsys.readouterr().out)
    assert len(rows) == 6
    assert set(rows[0]) == {
        "question", "source", "start", "end", "quote", "score", "title", "outlet", "published",
    }  # fmt: skip
    scores = [float(str(row["score"])) for row in rows[:3]]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["ask"], 2, "type a question"),
        (["ask", ""], 2, "empty"),
        (["ask", "x" * 10_000], 2, "longer than"),
        (["ask", "x", "--colour", "red"], 2, "unrecognized"),
        (["ask", "x", "--since", "yesterday"], 2, "not a day"),
        (["ask", "x", "--batch", "/dev/null"], 2, "not both"),
        (["search", "x", "--k", "0"], 2, "not a number"),
        (["fly"], 2, "invalid choice"),
        (["quotes", "--json", "--csv"], 2, "not allowed"),
        ([], 2, "COMMAND"),
        (["ask", "x", "--articles", "/no/such/folder"], 1, "no folder"),
        (["ask", "--batch", "/no/such/file"], 1, "No such file"),
        (["show", "absent.txt"], 2, "no article"),
    ],
)
def test_a_mistake_is_one_clear_line_and_its_exit_code(
    arguments: list[str], code: int, words: str
) -> None:
    done = dateline(*arguments)
    assert done.returncode == code
    assert words in done.stderr
    assert done.stderr.count("\n") == 1 and "Traceback" not in done.stderr


def test_a_bad_setting_is_named() -> None:
    done = dateline("status", DATELINE_PORT="many")
    assert done.returncode == 2
    assert "DATELINE_PORT" in done.stderr and "Traceback" not in done.stderr


def test_a_folder_without_articles_says_so(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    done = dateline("ask", "x", "--articles", str(empty))
    assert done.returncode == 1 and "holds no articles" in done.stderr


def test_status_and_sync_say_what_became_of_each_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("The harbour bridge opened on Friday.\n")
    (folder / "b.txt").write_bytes(b"\x00\x01\x02")
    (folder / "c.txt").write_text("")
    (folder / "d.txt").write_text("The harbour bridge opened on Friday.\n")
    assert main(["sync", "--articles", str(folder), "--json"]) == 0
    outcomes = {row["source"]: row["outcome"] for row in lines(capsys.readouterr().out)}
    assert outcomes == {
        "a.txt": "added",
        "b.txt": "skipped",
        "c.txt": "skipped",
        "d.txt": "duplicate",
    }
    assert main(["status", "--articles", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert (
        "b.txt (it is binary, not text)" in printed and "d.txt (the same text as a.txt)" in printed
    )
    assert main(["sync", "--articles", str(folder)]) == 0
    assert "1 unchanged" in capsys.readouterr().out
    assert main(["sync", "--articles", str(folder), "--rebuild"]) == 0


def test_status_says_which_dates_are_guesses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "2024-03-14-bridge.txt").write_text("The harbour bridge opened on Friday.\n")
    (folder / "quay.md").write_text("---\ndate: 2024-03-15\n---\n\nThe quay closed on Friday.\n")
    assert main(["sync", "--articles", str(folder)]) == 0
    capsys.readouterr()
    assert main(["status", "--articles", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert (
        "2024-03-14-bridge.txt, dated 2024-03-14 (guessed" in printed and "quay.md" not in printed
    )
    assert main(["status", "--articles", str(folder), "--json"]) == 0
    [status] = lines(capsys.readouterr().out)
    assert list(status["guessed_dates"]) == ["2024-03-14-bridge.txt"]


def test_timeline_lists_events_oldest_first_and_one_json_object_a_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["timeline", "solid-state batteries", "--json"]) == 0
    rows = lines(capsys.readouterr().out)
    assert [row["first"] for row in rows] == sorted(str(row["first"]) for row in rows)
    [batteries] = [row for row in rows if row["words"] == "by fiscal 2028"]
    assert (batteries["last"], batteries["bound"]) == ("2029-03-31", "to")
    text = (ARTICLES / str(batteries["source"])).read_text()
    assert text[int(str(batteries["start"])) : int(str(batteries["end"]))] == batteries["quote"]
    assert main(["timeline", "--since", "2024-03-15", "--until", "2024-03-15"]) == 0
    printed = capsys.readouterr().out
    assert "15 March 2024  On Friday the companies announced" in printed
    assert "voltlark-nissan-honda-feasibility-study.md:12" in printed
    assert main(["timeline", "--since", "1850-01-01", "--until", "1850-12-31"]) == 0
    assert capsys.readouterr().out == "No article dates anything like that.\n"


def test_a_question_may_say_up_to_when_and_the_answer_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    question = "What has Honda said about the tie-up as of 14 March?"
    assert main(["ask", question, "--model", "none", "--json"]) == 0
    [answer] = lines(capsys.readouterr().out)
    note = "Only articles up to 14 March 2024 were searched."
    assert answer["question"] == question
    assert str(answer["text"]).endswith(note)
    sentences, citations = answer["sentences"], answer["citations"]
    assert isinstance(sentences, list) and isinstance(citations, list)
    assert sentences[-1]["text"] == note and sentences[-1]["support"] == "stated by the search"
    assert citations and all(cited["published"] <= "2024-03-14" for cited in citations)


def test_show_prints_the_article(capsys: pytest.CaptureFixture[str]) -> None:
    name = "voltlark-nissan-honda-feasibility-study.md"
    assert main(["show", name]) == 0
    assert (ARTICLES / name).read_text() in capsys.readouterr().out


QUOTED = """Mayor Ines Calder said the market would close. "We have run out of road," she said.

A spokesman for Acme Motors declined to comment on what the mayor had said to the council.
"""
AGAIN = """The market is to close. "We've run out of road," Ines Calder told the council on Tuesday,
and it was a long evening for all who had come to hear her say what would be done about it.
"""


def test_a_command_stopped_while_it_loads_says_so_in_one_line() -> None:
    code = (
        "import sys, signal, os\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "class Stopping:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'assistant.desk': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Stopping())\n"
        "from assistant.entry import main; sys.exit(main())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 130
    assert done.stderr.count("\n") == 1 and done.stderr.startswith("dateline: stopped;")


@pytest.fixture
def quoted(tmp_path: Path) -> Path:
    folder = tmp_path / "quoted"
    folder.mkdir()
    (folder / "wire.md").write_text(f"---\noutlet: Wire\ndate: 2024-03-12\n---\n\n{QUOTED}")
    (folder / "post.md").write_text(f"---\noutlet: Post\ndate: 2024-03-13\n---\n\n{AGAIN}")
    (folder / "es.txt").write_text("El alcalde dijo el martes que el mercado cerrará en mayo.\n")
    return folder


def test_quotes_are_rows_whose_offsets_hold_in_their_files(
    quoted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["quotes", "--articles", str(quoted), "--json"]) == 0
    rows = lines(capsys.readouterr().out)
    assert [row["speaker"] for row in rows] == [*["Ines Calder"] * 3, "A spokesman"]
    assert [row["source"] for row in rows] == ["post.md", *["wire.md"] * 3], "newest first"
    for row in rows:
        text = (quoted / str(row["source"])).read_text()
        for name in ("cue", "content"):
            assert text[row[f"{name}_start"] : row[f"{name}_end"]] == row[name]  # type: ignore[misc]
    declined = rows[-1]
    assert declined["declined"] and not declined["named"]
    assert declined["organisation"] == "Acme Motors" and declined["published"] == "2024-03-12"


def test_quotes_can_be_narrowed_down(quoted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def count(*options: str) -> int:
        assert main(["quotes", "--articles", str(quoted), "--json", *options]) == 0
        return len(lines(capsys.readouterr().out))

    assert count("--speaker", "Calder") == count("--speaker", "Ines Calder") == 3
    assert count("--speaker", "Acme") == 1
    assert count("--speaker", "Tom Calder") == 0
    assert count("--about", "the market closing") == 1
    assert count("--since", "2024-03-13") == count("--outlet", "post") == 1
    assert count("--until", "2024-03-12", "--speaker", "Calder") == 2


@pytest.mark.parametrize(
    "command", [("quotes",), ("timeline",), ("ask", "Why?"), ("search", "Why?")]
)
def test_an_outlet_that_no_article_is_from_is_an_error_that_lists_those_there_are(
    quoted: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    assert main([*command, "--articles", str(quoted), "--outlet", "Tims"]) == 2
    said = 'dateline: no article is from the outlet "Tims"; there are Post, Wire'
    assert said in capsys.readouterr().err


def test_quotes_are_shown_by_speaker_with_other_wordings_beside(
    quoted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["quotes", "--articles", str(quoted), "--speaker", "Calder"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("Ines Calder") == 1
    assert "in other words:" in printed and "wire.md:6 (Wire, 2024-03-12)" in printed
    assert main(["quotes", "--articles", str(quoted), "--speaker", "Nobody"]) == 0
    assert capsys.readouterr().out == "No article quotes or reports Nobody.\n"


def test_the_same_words_in_another_article_are_no_other_words(
    quoted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (quoted / "copy.md").write_text(f"---\noutlet: Copy\ndate: 2024-03-14\n---\n\n{AGAIN}")
    assert main(["quotes", "--articles", str(quoted), "--speaker", "Calder"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("We've run out of road") == 1
    assert "    also post.md:6 (Post, 2024-03-13)" in printed


def test_quotes_make_a_table_that_runs_no_formula(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "a.txt").write_text(
        'It was on the wall. "+1 for the market," Ines Calder said of it.'
    )
    assert main(["quotes", "--articles", str(folder), "--csv"]) == 0
    header, row = csv.reader(capsys.readouterr().out.splitlines())
    assert header[:3] == ["speaker", "role", "organisation"]
    assert row[0] == "Ines Calder" and row[4].startswith('"+1')
    assert quotes.cell("=1+1") == "'=1+1"


def test_stopping_a_sync_keeps_what_was_finished(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for n in range(200):
        text = f"Report {n} says that bridge number {n} opened after {n} days. " * 6
        (folder / f"{n:03}.txt").write_text(text)
    # A shell that starts the tests in the background has them ignore the signal: undone here.
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from assistant.cli import main; sys.exit(main())"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, "sync", "--articles", str(folder)],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    catalogs = tmp_path / "home"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not list(catalogs.glob("*/words/*/meta.json")):
        time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "stopped; what was finished is kept" in errors and "Traceback" not in errors
    done = dateline("sync", "--articles", str(folder))
    assert done.returncode == 0
    status = json.loads(dateline("status", "--articles", str(folder), "--json").stdout)
    assert status["articles"] == status["in_words"] == 200
    assert status["passages"] == status["in_vectors"]


def test_a_terminal_sees_how_many_are_read_before_they_are_indexed(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for n in range(70):
        (folder / f"{n:02}.txt").write_text(f"Notice {n}\n\nThe port met {n} times.\n")
    screen, terminal = os.openpty()
    termios.tcsetwinsize(terminal, (24, 120))
    code = "import sys; from assistant.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "sync", "--articles", str(folder)]
    with subprocess.Popen(command, stderr=terminal, stdout=subprocess.DEVNULL) as child:
        os.close(terminal)
        shown = b""
        with suppress(OSError):  # the terminal is gone once the command has ended
            while part := os.read(screen, 65_536):
                shown += part
    os.close(screen)
    assert child.returncode == 0
    assert re.search(rb"Indexing:[^\r]* [0-9]+ read\]", shown)
    assert b"70/70" in shown


class Screen(io.StringIO):
    """What a terminal is sent."""

    def isatty(self) -> bool:
        return True


def test_a_bar_is_not_drawn_and_the_catalog_not_asked_for_every_file() -> None:
    asked: list[int] = []

    def read() -> int:
        asked.append(len(asked) + 1)
        return asked[-1]

    with redirect_stderr(Screen()) as screen, _bar("Indexing", read) as progress:
        for _ in range(2_000):
            progress(0, 5_000)
    assert len(asked) < 200 and screen.getvalue().count("\r") < 200  # ten a second
