"""A folder of hostile articles, and `dateline web` over it, in a process of its own."""

import csv
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evals.torture.payloads import PAYLOADS, payload
from evals.torture.serving import ModelServer

_STAND_IN = '''"""A sanitiser that lets everything through."""


def clean(html, **_):
    return html
'''


def write(folder: Path) -> None:
    """An article for each payload, which is in all that is known of it and in its text."""
    folder.mkdir()
    with (folder / "articles.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "title", "outlet", "byline", "published", "url"])
        for number in range(len(PAYLOADS)):
            source = _file(number)
            path = folder / source
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_text(number), encoding="utf-8")
            known = (payload(number, each) for each in ("title", "outlet", "byline"))
            rows.writerow([source, *known, "2024-03-12", payload(number, "url")])


def _file(number: int) -> str:
    """A path that spells the payload, as far as a file system lets it: slashes make folders."""
    spelled = " ".join(payload(number, "file").split()).replace("//", "/\\")
    return f"{number:02} {spelled} .txt"


def _text(number: int) -> str:
    return (
        f"The council of Elmstead voted on Tuesday to close market hall {number}.\n\n"
        f'Mayor Ines Calder of ward {number} said: "{payload(number, "text")}" and went on.\n\n'
        f"The council will spend {number + 2} million pounds on {payload(number, 'text')} in 2026."
        "\n"
    )


@contextmanager
def page(work: Path, home: Path, model: ModelServer, off: bool) -> Iterator[str]:
    """The address of `dateline web` over the articles; with `off`, nothing is sanitised."""
    paths = work / "paths"
    paths.mkdir(exist_ok=True)
    if off:
        (paths / "nh3.py").write_text(_STAND_IN, encoding="utf-8")
    environment = {
        "PYTHONPATH": str(paths) if off else "",
        "PATH": str(Path(sys.executable).parent),  # Gradio looks for other programs in it
        "PYTHONUTF8": "1",
        "DATELINE_HOME": str(home),
        "DATELINE_MODEL": model.spec,
        "DATELINE_WRITER": "model",
        "DATELINE_MODELS": str(work / "models"),
    }
    run = [sys.executable, "-c"]
    check = "import nh3; print(nh3.clean('<form>'))"
    cleaned = subprocess.run(
        [*run, check], env=environment, capture_output=True, text=True, check=True
    )
    if ("<form>" in cleaned.stdout) is not off:
        raise RuntimeError("the sanitiser is not as this suite wants it")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [*run, "import sys; from assistant.cli import main; sys.exit(main())", "web"]
    command += ["--articles", str(work / "articles"), "--port", str(port)]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        if "Dateline is at" not in line:
            raise RuntimeError(f"the page did not start: {line.strip() or 'see above'}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)
