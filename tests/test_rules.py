"""Rules of the house that a reviewer would otherwise have to remember."""

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

import assistant
import evals
import index
import seeds
from assistant.settings import Settings, variable

ROOMS = [Path(str(room.__file__)).parent for room in (assistant, evals, index, seeds)]
FILES = sorted(path for room in ROOMS for path in room.rglob("*.py"))
BUILTINS = {"eval", "exec", "compile", "__import__", "__builtins__"}
MODULES = {
    "cloudpickle", "code", "commands", "dill", "joblib", "marshal", "pickle", "pty", "runpy",
    "shelve", "_pickle",
}  # fmt: skip
NAMES = {f"builtins.{name}" for name in BUILTINS} | {
    "os.system",
    "os.popen",
    "subprocess.getoutput",
    "subprocess.getstatusoutput",
    "asyncio.create_subprocess_shell",
    "asyncio.subprocess.create_subprocess_shell",
    "pandas.read_pickle",
    "torch.load",
    *(f"yaml.{name}{all}" for name in ("load", "full_load", "unsafe_load") for all in ("", "_all")),
    *(f"yaml.{kind}Loader" for kind in ("", "C", "Full", "CFull", "Unsafe", "CUnsafe")),
}
OWNERS = {name.rpartition(".")[0] for name in NAMES}
SHELLS = {"sh", "bash", "dash", "zsh", "ksh", "fish", "cmd", "cmd.exe", "powershell", "pwsh"}
README = Path(__file__).parents[1] / "README.md"


def imported(tree: ast.AST) -> dict[str, set[str]]:
    """What each name stands for, dotted, by the imports anywhere in a file."""
    known: dict[str, set[str]] = {name: {f"builtins.{name}"} for name in BUILTINS}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                first = each.name.partition(".")[0]
                known.setdefault(each.asname or first, set()).add(
                    each.name if each.asname else first
                )
        if isinstance(node, ast.ImportFrom) and not node.level:
            for each in node.names:
                whole = f"{node.module}.{each.name}"
                known.setdefault(each.asname or each.name, set()).add(whole)
    return known


def meanings(node: ast.expr, known: Mapping[str, set[str]]) -> set[str]:
    """What an expression names, dotted; nothing where it is not a name of something imported."""
    match node:
        case ast.Name(name):
            return known.get(name, set())
        case ast.Attribute(value, name):
            return {f"{owner}.{name}" for owner in meanings(value, known)}
        case ast.Call(ast.Name("getattr"), [value, ast.Constant(name), *_]):
            return {f"{owner}.{name}" for owner in meanings(value, known)}
    return set()


def executes(text: str) -> list[str]:
    """What a file does, or has at hand, that runs or unpickles what it is given."""
    tree = ast.parse(text)
    known, found = imported(tree), list[str]()
    for whole in {each for names in known.values() for each in names}:
        owner, _, name = whole.rpartition(".")
        if whole.partition(".")[0] in MODULES or (name == "*" and owner in OWNERS):
            found.append(whole)
        if whole in NAMES and owner != "builtins":
            found.append(whole)
    for node in ast.walk(tree):
        if isinstance(node, ast.expr):
            found += meanings(node, known) & NAMES
        if isinstance(node, ast.List | ast.Tuple) and _calls_a_shell(node.elts):
            found.append(ast.unparse(node))
        if isinstance(node, ast.Call):
            found += _switches(node, meanings(node.func, known))
    return found


def _calls_a_shell(command: Sequence[ast.expr]) -> bool:
    words = [str(e.value) if isinstance(e, ast.Constant) else "" for e in command]
    shells = [n for n, word in enumerate(words) if word.rpartition("/")[2].lower() in SHELLS]
    return any(words[n + 1 : n + 2] and words[n + 1].startswith(("-", "/")) for n in shells)


def _switches(call: ast.Call, called: set[str]) -> list[str]:
    """Arguments that make a harmless call another."""
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    off = [isinstance(v, ast.Constant) and v.value is False for v in given.values()]
    found = [
        str(name)
        for name, is_off in zip(given, off, strict=True)
        if name in ("shell", "allow_pickle") and not is_off
    ]
    if "numpy.load" in called and len(call.args) > 2:
        found.append("allow_pickle")
    first = call.args[0] if call.args else None
    if "importlib.import_module" in called and isinstance(first, ast.Constant):
        found += {str(first.value).partition(".")[0]} & MODULES
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_file_executes_or_unpickles_what_it_reads(path: Path) -> None:
    assert executes(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "eval(x)",
        "map(eval, x)",
        "import builtins\nbuiltins.eval(x)",
        "from builtins import exec as run\nrun(x)",
        "__builtins__['eval'](x)",
        "__import__('os')",
        "import os\nos.system(x)",
        "import os\nrun = os.popen",
        "import os\ngetattr(os, 'system')(x)",
        "from os import system",
        "from os import system as s\ns(x)",
        "from os import *",
        "import yaml as y\ny.load(x, y.SafeLoader)",
        "from yaml import load",
        "import yaml\nyaml.unsafe_load_all(x)",
        "import yaml\nyaml.YAMLObject.yaml_loader = yaml.FullLoader",
        "def f(x):\n    import pickle\n    return pickle.loads(x)",
        "import pickle as p",
        "from pickle import loads",
        "from importlib import import_module\nimport_module('pickle')",
        "import numpy as np\nnp.load(x, allow_pickle=True)",
        "import numpy as np\nnp.load(x, None, True)",
        "from numpy import load\nload(x, allow_pickle=y)",
        "import subprocess\nsubprocess.getstatusoutput(x)",
        "import subprocess\nsubprocess.run(x, shell=True)",
        "import subprocess as s\ns.run(['sh', '-c', x])",
        "import subprocess\ncommand = ('/usr/bin/env', '/bin/bash', '-ec', x)",
        "import asyncio\nasyncio.create_subprocess_shell(x)",
        "from asyncio.subprocess import create_subprocess_shell",
        "from asyncio import subprocess as s\ns.create_subprocess_shell(x)",
    ],
)
def test_a_way_to_execute_or_unpickle_is_seen(text: str) -> None:
    assert executes(text)


@pytest.mark.parametrize(
    "text",
    [
        "import re\nre.compile(x)",
        "model.eval()",
        "import yaml\nyaml.BaseLoader(x)",
        "import yaml\nyaml.safe_load(x)",
        "import json\njson.load(x)",
        "import numpy as np\nnp.load(x)",
        "import numpy as np\nnp.load(x, allow_pickle=False)",
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'print(1)'], shell=False)",
        "import asyncio\nasyncio.create_subprocess_exec(x)",
        "suffixes = ('sh', 'bash')",
        "from .yaml import load",
        "from importlib import import_module\nimport_module(name)",
    ],
)
def test_what_only_looks_like_it_is_let_be(text: str) -> None:
    assert executes(text) == []


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        f"{path.parent.name}/{path.name}"
        for path in FILES
        if "os.environ" in path.read_text(encoding="utf-8") or "getenv" in path.read_text()
    }
    # The sandbox passes a few variables on to its child, the benches to the process they time, and
    # Gradio and Ray take their own switches from nowhere else.
    allowed = {"assistant/settings.py", "index/sandbox.py", "index/cluster.py"}
    allowed |= {"evals/bench.py", "evals/page_timing.py", "torture/egress.py"}
    assert readers - allowed <= {"web/page.py", "web/collection.py"}


def test_every_setting_is_in_the_readme() -> None:
    if not README.exists():
        pytest.skip("the README is not beside the tests here (the suite runs against the wheel)")
    text = README.read_text(encoding="utf-8")
    for name in Settings.model_fields:
        assert f"`{variable(name)}`" in text
