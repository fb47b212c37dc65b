"""The documentation: every block of code is run, what it prints is what is shown, every link leads.

`pages.py` says how a page is read; blocks that are not run say why, and their commands are parsed.
"""

import argparse
import json
import re
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pages
import pytest
from markdown_it import MarkdownIt
from pages import Block

import assistant.cli
import evals.cli

ROOT = Path(__file__).parents[1]
if not (ROOT / "docs/index.md").exists():
    pytest.skip("the docs are not beside the tests here", allow_module_level=True)

OTHERS = ("api.md",)
"""Run by test_api_docs.py, beside a server and with the address filled in."""
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OURS = [page for page in PAGES if page.name not in OTHERS]
BLOCKS = [block for page in OURS for block in pages.blocks(page)]
NOT_RUN = [block for block in BLOCKS if block.marker.startswith("not run")]
LANGUAGES = {"bash", "console", "python", "json", "text", "mermaid"}
SHELL = {"export", "source", "cd", "chroma"}
PARSERS = {"dateline": assistant.cli.parser, "dateline-eval": evals.cli.parser}


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pages.forker(tmp_path_factory.mktemp("forker")) as found:
        yield found


def mistakes(page: Path, folder: Path, programs: Path) -> str:
    reader = pages.Reader(folder, programs)
    try:
        return "\n\n".join(map(str, pages.differences(page, reader)))
    finally:
        reader.close()


@pytest.mark.timeout(400)  # up to thirty commands, on a machine that may have much to do
@pytest.mark.parametrize("page", OURS, ids=lambda page: page.name)
def test_a_page_runs_as_it_stands(page: Path, tmp_path: Path, programs: Path) -> None:
    wrong = mistakes(page, tmp_path, programs)
    assert not wrong, wrong


def test_what_is_shown_and_not_printed_is_noticed(tmp_path: Path, programs: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "```console\n$ echo one\ntwo\n$ false\n$ echo three\nthree\n```\n\n"
        "```python\nprint(4)\n```\n\n```text\n5\n```\n\n```python\nraise ValueError\n```\n"
    )
    wrong = mistakes(page, tmp_path, programs)
    assert [each in wrong for each in ("echo one", "false", "print(4)", "ValueError")] == [True] * 4
    assert "echo three" not in wrong


@pytest.mark.parametrize(
    ("shown", "printed", "alike"),
    [
        ("a ... c", "a bb c", True),
        ("a ... c", "a bb\nc", False),
        ("a\n...\nc", "a\nb\nb\nc", True),
        ("a\n...", "a", True),
        ("a", "a\nb", False),
        ("", "a", False),
        ("a.c", "abc", False),
    ],
)
def test_dots_stand_for_what_varies_and_nothing_else(shown: str, printed: str, alike: bool) -> None:
    assert pages.alike(shown, printed) is alike


@pytest.mark.parametrize("page", OURS, ids=lambda page: page.name)
def test_no_block_escapes(page: Path) -> None:
    found = pages.blocks(page)
    parsed = MarkdownIt().parse(page.read_text(encoding="utf-8"))
    assert not [token.content for token in parsed if token.type == "code_block"]
    assert len([token for token in parsed if token.type == "fence"]) == len(found)
    assert {block.language for block in found} <= LANGUAGES


@pytest.mark.parametrize("block", NOT_RUN, ids=lambda block: f"{block.place}, {block.marker}")
def test_what_is_not_run_could_be_typed(block: Block) -> None:
    assert re.fullmatch(r"not run: .{10,}", block.marker), "say why"
    if block.language in ("bash", "console"):
        for words in pages.commands(block):
            check(words)
    else:
        compile(block.body, block.place, "exec")


def check(words: list[str]) -> None:
    """One command that is not run: that its program, options and files are there."""
    program = words[0].removeprefix(".venv/bin/")
    while "=" in program:  # a variable set for one command
        words = words[1:]
        program = words[0].removeprefix(".venv/bin/")
    if program in PARSERS:
        assert PARSERS[program]().parse_args(words[1:]).run
    elif program == "make":
        targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
        assert {word for word in words[1:] if "=" not in word} <= targets
    elif program == "pip":
        extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
        named = {extra for word in words for extra in re.findall(r"\.\[(.*)\]", word)}
        wanted = {each for extra in named for each in extra.split(",")}
        assert wanted <= set(extras["optional-dependencies"])
    elif program in ("python", "python3") and words[1] == "-m":
        assert find_spec(words[2])
    else:
        assert program in SHELL, f"what is {program}?"


def test_a_command_named_in_a_sentence_is_there() -> None:
    options = {name: _options(made()) for name, made in PARSERS.items()}
    for page in PAGES:
        prose = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
        for program, command, rest in re.findall(
            r"`(?:\.venv/bin/)?(dateline(?:-eval)?) ([a-z-]+)([^`]*)`", prose
        ):
            assert command in options[program], (page.name, command)
            for option in re.findall(r"--[a-z-]+", rest):
                assert option in options[program][command], (page.name, command, option)


def _options(parser: argparse.ArgumentParser) -> dict[str, set[str]]:
    groups = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    return {
        name: {string for action in each._actions for string in action.option_strings}
        for name, each in groups[0].choices.items()
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text, flags=re.S)):
        if target.startswith(("http://", "https://")):
            continue
        name, _, heading = target.partition("#")
        there = (page.parent / name) if name else page
        assert there.exists(), target
        if heading:
            assert heading in _headings(there), target


def _headings(page: Path) -> set[str]:
    lines = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


def test_every_page_is_on_the_map() -> None:
    listed = set(re.findall(r"\(([\w-]+\.md)\)", (ROOT / "docs/index.md").read_text()))
    assert listed >= {page.name for page in PAGES[1:]} - {"index.md"}


def test_a_client_set_up_by_json_names_a_command_that_is_there() -> None:
    found = [json.loads(block.body) for block in BLOCKS if block.language == "json"]
    servers = [each for made in found for each in made.get("mcpServers", {}).values()]
    for each in servers:
        assert PARSERS["dateline"]().parse_args(each["args"]).run
