"""The documentation's pages: their code, run as a reader would and compared with what is shown.

`python tests/pages.py docs/page.md` runs a page and writes into it what its commands print now;
read the difference before it is kept.

- `console`: lines after `$ ` are typed (`> ` goes on), the rest is what they print;
- `bash`: typed, and nothing said of what it prints;
- `python`: run by itself; a `text` block right below it is what it prints;
- `json`: must be JSON.

`...` stands for anything within a line, alone on a line for any lines. In what is printed
`/home/you` is the folder that a page's commands are typed in, and `/home/you/dateline` the
project's. Comments right above a block: `<!-- not run: REASON -->`, its commands are only parsed;
`<!-- beside dateline serve -->`, a server is at the address it names; `<!-- figures differ: REASON
-->`, any number may stand in a number's place.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection, create_server

ROOT = Path(__file__).parents[1]
_FENCE = re.compile(
    r"(?:<!-- (?P<marker>(?:not run|beside|figures)[^>]*?) -->\n+)?"
    r"^(?P<indent> *)```(?P<language>\w*)[^\n]*\n(?P<body>.*?)^(?P=indent)```$",
    re.M | re.S,
)
_NUMBER = r"(?:\\[-+])?\d[\d,]*(?:\\\.\d+)?"
_ANY = r"[-+]?\\d[\\d,]*(?:\\.\\d+)?"
_SERVED = "127.0.0.1:7860"


@dataclass(frozen=True)
class Block:
    """One block of a page: `start` and `end` are where its body stands in the page's text."""

    page: Path
    line: int
    language: str
    body: str
    marker: str
    start: int
    end: int
    below: bool
    """Whether nothing stands between it and the block above."""

    @property
    def place(self) -> str:
        return f"{self.page.name}:{self.line}"


@dataclass(frozen=True)
class Step:
    """A command that is typed, and what is shown of what it prints; None where nothing is said."""

    typed: str
    shown: str | None


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found: list[Block] = []
    last = -1
    for match in _FENCE.finditer(text):
        found.append(
            Block(
                page,
                text.count("\n", 0, match.start("body")) + 1,
                match["language"],
                match["body"],
                match["marker"] or "",
                match.start("body"),
                match.end("body"),
                last >= 0 and not text[last : match.start()].strip(),
            )
        )
        last = match.end()
    return found


def steps(block: Block) -> list[Step]:
    if block.language == "bash":
        return [Step(block.body, None)]
    found: list[tuple[list[str], list[str]]] = []
    for line in block.body.splitlines():
        if line.startswith("$ "):
            found.append(([line[2:]], []))
        elif line.startswith("> ") and not found[-1][1]:
            found[-1][0].append(line[2:])
        else:
            found[-1][1].append(line)
    return [Step("\n".join(typed), "\n".join(shown)) for typed, shown in found]


def commands(block: Block) -> list[list[str]]:
    """The simple commands of a block that is not run, as words."""
    lines = "\n".join(step.typed for step in steps(block)).replace("\\\n", " ").splitlines()
    parts = [shlex.split(line, comments=True) for line in lines]
    return [words for words in parts if words]


def alike(shown: str, printed: str, *, figures: bool = False) -> bool:
    """Whether what was printed is what is shown, `...` standing for anything.

    With `figures` a number stands for any number, and a run of spaces for any other.
    """
    lines = [line.rstrip() for line in shown.strip("\n").splitlines()]
    pattern = ""
    for line in lines:
        if line == "...":
            pattern += r"(?:[^\n]*\n)*?"
        else:
            parts = [re.escape(part) for part in line.split("...")]
            if figures:
                parts = [re.sub(r"(?:\\ )+", " +", re.sub(_NUMBER, _ANY, p)) for p in parts]
            pattern += "[^\n]*".join(parts) + "\n"
    said = "".join(f"{line.rstrip()}\n" for line in printed.strip("\n").splitlines())
    return re.fullmatch(pattern, said) is not None


@contextmanager
def forker(folder: Path) -> Iterator[Path]:
    """A folder of commands, to be first in PATH, that start in an instant."""
    where, programs = folder / "forking", folder / "bin"
    programs.mkdir()
    here = Path(__file__).with_name("forking.py")
    for name in ("dateline", "dateline-eval", "python"):
        script = programs / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S "{here}" "{where}" {name} "$@"\n')
        script.chmod(0o755)
    with subprocess.Popen(
        [sys.executable, str(here), str(where)], cwd=folder, stdout=subprocess.PIPE
    ) as server:
        assert server.stdout and server.stdout.readline()
        try:
            # Pages come to the bundled articles as to a folder that was asked about before.
            indexed = Reader(folder, programs)
            said, code = indexed.types("unset DATELINE_HOME; dateline sync")
            assert code == 0, said
            indexed.close()
            yield programs
        finally:
            server.terminate()


class Reader:
    """Someone who types a page's commands, one shell and one folder a page."""

    def __init__(self, folder: Path, programs: Path) -> None:
        kept = ("LANG", "TMPDIR", "PYTHONPATH", "DATELINE_TEST_EGRESS")
        environment = {name: os.environ[name] for name in kept if name in os.environ}
        environment |= {
            "HOME": str(folder),
            "PATH": f"{programs}:{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self._folder, self._environment = folder, environment
        if (indexed := programs.parent / ".dateline").exists():
            shutil.copytree(indexed, folder / ".dateline")
        self._shell = subprocess.Popen(
            ["bash", "--norc", "--noprofile"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )

    def close(self) -> None:
        assert self._shell.stdin and self._shell.stdout
        self._shell.stdin.close()
        self._shell.wait(10)
        self._shell.stdout.close()

    def types(self, command: str) -> tuple[str, int]:
        """What a command prints, and its exit code."""
        assert self._shell.stdin and self._shell.stdout
        end = "-- typed and done --"
        self._shell.stdin.write(
            f"{{ {command}\n}} </dev/null\n__code=$?; printf '\\n{end} %d\\n' $__code; "
            "(exit $__code)\n"
        )
        self._shell.stdin.flush()
        said = ""
        for line in self._shell.stdout:
            if line.startswith(end):
                said = said.replace(str(self._folder), "/home/you").removesuffix("\n")
                said = said.replace(str(ROOT), "/home/you/dateline")
                return said, int(line.removeprefix(end))
            said += line
        raise AssertionError(f"the shell ended at: {command}\n{said}")

    def runs(self, code: str) -> tuple[str, int]:
        """What a program prints, and its exit code."""
        (self._folder / ".block.py").write_text(code, encoding="utf-8")
        return self.types(f"python {shlex.quote(str(self._folder / '.block.py'))}")

    @contextmanager
    def serving(self) -> Iterator[str]:
        """`dateline serve` in the page's folder; yields the address it listens on."""
        with create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        program = [sys.executable, "-c", "from assistant.cli import main; main()"]
        with subprocess.Popen(
            [*program, "serve", "--port", str(port)],
            cwd=self._folder,
            env=self._environment,
            stderr=subprocess.DEVNULL,
        ) as server:
            try:
                for _ in range(600):
                    assert server.poll() is None, "dateline serve ended"
                    try:
                        create_connection(("127.0.0.1", port), 1).close()
                        break
                    except OSError:
                        time.sleep(0.05)
                yield f"127.0.0.1:{port}"
            finally:
                server.terminate()


@dataclass(frozen=True)
class Difference:
    """What a page shows and what was printed; `start` and `end` are where it is shown."""

    place: str
    command: str
    shown: str
    printed: str

    def __str__(self) -> str:
        return f"{self.place}: {self.command}\n--- shown\n{self.shown}\n--- printed\n{self.printed}"


def differences(page: Path, reader: Reader, text: list[str] | None = None) -> list[Difference]:
    """Run a page; what it shows that is not so. `text`, the page's, is put right where given."""
    wrong: list[Difference] = []
    right: list[tuple[int, int, str]] = []
    found = blocks(page)
    for block, below in zip(found, [*found[1:], None], strict=False):
        if block.language == "json":
            json.loads(block.body)
        if block.marker.startswith("not run"):
            continue
        if block.language in ("console", "bash"):
            new = "".join(_typed(block, step, reader, wrong) for step in steps(block))
            if block.language == "console":
                right.append((block.start, block.end, new))
        elif block.language == "python":
            printed = _run(block, below, reader, wrong)
            if below and printed is not None:
                right.append((below.start, below.end, printed))
    if text is not None:
        for start, end, new in reversed(right):
            text[0] = text[0][:start] + new + text[0][end:]
    return wrong


def _typed(block: Block, step: Step, reader: Reader, wrong: list[Difference]) -> str:
    """Type a command; gives its lines as the page should have them."""
    printed, code = reader.types(step.typed)
    shown = step.shown or ""
    unexpected = code and not re.search("^dateline", shown, re.M)
    figures = block.marker.startswith("figures")
    if unexpected or (step.shown is not None and not alike(shown, printed, figures=figures)):
        wrong.append(Difference(block.place, step.typed, shown, f"{printed}({code})"))
        shown = printed.strip("\n")
    typed = "\n> ".join(step.typed.split("\n"))
    return f"$ {typed}\n" + (f"{shown}\n" if shown else "")


def _run(block: Block, below: Block | None, reader: Reader, wrong: list[Difference]) -> str | None:
    """Run a program; gives what it printed where the page shows another thing below it."""
    if block.marker.startswith("beside"):
        with reader.serving() as address:
            printed, code = reader.runs(block.body.replace(_SERVED, address))
    else:
        printed, code = reader.runs(block.body)
    shown = below.body if below and below.below and below.language == "text" else None
    if not code and (shown is None or alike(shown, printed)):
        return None
    wrong.append(Difference(block.place, block.body, shown or "", f"{printed}({code})"))
    return None if shown is None else printed.strip("\n") + "\n"


def main() -> None:
    import tempfile

    for page in map(Path, sys.argv[1:]):
        with tempfile.TemporaryDirectory() as kept:
            folder = Path(kept) / "reader"
            folder.mkdir()
            with forker(Path(kept)) as programs:
                reader = Reader(folder, programs)
                text = [page.read_text(encoding="utf-8")]
                for each in differences(page, reader, text):
                    print(each)
                reader.close()
        page.write_text(text[0], encoding="utf-8")


if __name__ == "__main__":
    main()
