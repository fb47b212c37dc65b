"""What is served is there at once, follows its folder, and leaves the collector little to do."""

import gc
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

import pytest
from interrupting import Interrupted

from assistant.progress import tell_of_another
from evals.torture.serving import closed_port
from index.embedding import MiniLM
from index.library import Library, Locked
from index.locks import writing

MANY = 100
COMMAND = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from assistant.cli import main; sys.exit(main())"
)


@contextmanager
def command(folder: Path, home: Path) -> Iterator["subprocess.Popen[str]"]:
    """`dateline serve` on a folder, ended as Ctrl-C ends it."""
    pytest.importorskip("fastapi", reason="the API comes with dateline[api]")
    options = ["serve", "--articles", str(folder), "--port", str(closed_port())]
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"DATELINE_HOME": str(home), "DATELINE_MODEL": "none"},
    ) as server:
        try:
            yield server
        finally:
            if server.poll() is None:
                server.send_signal(signal.SIGINT)


def get(server: "subprocess.Popen[str]") -> Callable[..., dict[str, Any]]:
    """Asks the server, once it has said where it is."""
    assert server.stdout is not None
    found = re.search(r"http://\S+", server.stdout.readline())
    assert found, "the server did not say where it is"
    direct = build_opener(ProxyHandler({}))

    def ask(path: str, **asked: str) -> dict[str, Any]:
        with direct.open(f"{found[0]}/v1/{path}?{urlencode(asked)}", timeout=60) as answer:
            given: dict[str, Any] = json.load(answer)
            return given

    return ask


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < until:
        time.sleep(0.2)
    return held


@pytest.mark.timeout(200)
def test_a_new_folder_is_served_before_it_is_indexed_and_followed_from_then_on(
    tmp_path: Path,
) -> None:
    folder, home = tmp_path / "many", tmp_path / "home"
    folder.mkdir()
    for n in range(MANY):
        text = f"Report {n} says that bridge number {n} opened after {n} days. " * 5
        (folder / f"{n:03}.txt").write_text(text)
    with command(folder, home) as server:
        ask = get(server)
        assert ask("articles")["total"] < MANY
        first = ask("search", question="Which bridge opened?")["results"]
        assert first  # the first articles were waited for
        assert within(90, lambda: ask("articles")["total"] == MANY)
        late = folder / "ferry.txt"
        late.write_text("Ferry\n\nThe Elder ferry will cost 9 pounds from May.\n")
        question = "What will the Elder ferry cost?"

        def found() -> bool:
            results = ask("search", question=question, k="1")["results"]
            return bool(results) and results[0]["source"] == late.name

        assert within(60, found)
        late.unlink()
        assert within(60, lambda: not found())


def test_a_folder_that_another_process_indexes_is_served_as_far_as_that_is(
    tmp_path: Path, write_news: Callable[[Path], None]
) -> None:
    folder, home = tmp_path / "stories", tmp_path / "home"
    write_news(folder)
    with Library.open(folder, home, MiniLM()) as library:
        with writing(library.home, folder), command(folder, home) as server:
            assert server.wait(60) == 1 and server.stderr is not None
            assert "wait for it to finish" in server.stderr.read()
        library.sync()
        with writing(library.home, folder), command(folder, home) as server:
            assert get(server)("articles")["total"] == 3
            server.send_signal(signal.SIGINT)
            assert server.stderr is not None
            said = f"process {os.getpid()} is indexing {folder}; answering from the 3 articles"
            assert said in server.stderr.read()


def test_what_is_answered_from_while_another_process_indexes_are_articles_with_vectors(
    library: Library, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def told() -> str:
        tell_of_another(library, Locked("process 7 is indexing news"))
        return capsys.readouterr().err

    with pytest.raises(Locked):
        told()
    for n in range(2):
        (folder / f"late{n}.txt").write_text(f"Late\n\nThe port met again for {n + 2} days.\n")
        with pytest.raises(KeyboardInterrupt):
            library.sync(encoder=Interrupted())
        if n == 0:
            assert "no article has its vectors yet" in told()
            library.sync()
    assert library.catalog.counts()[0] == 5
    assert "answering from the 4 articles indexed so far" in told()


def test_what_start_up_made_is_out_of_the_collectors_way() -> None:
    told = "import gc, assistant.serve_commands as s; s.leave_alone(); print(gc.get_freeze_count())"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 1_000
    assert not gc.get_freeze_count()  # a library that is only imported leaves it as it was
