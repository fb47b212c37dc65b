"""Rules of the house that a reviewer would otherwise have to remember."""

import ast
from pathlib import Path

import pytest

import assistant
import evals
import index
from assistant.settings import Settings, variable

ROOMS = [Path(str(room.__file__)).parent for room in (assistant, evals, index)]
FILES = sorted(path for room in ROOMS for path in room.rglob("*.py"))
BANNED = {"eval", "exec", "compile", "__import__"}
BANNED_MODULES = {"pickle", "cloudpickle", "joblib", "marshal", "shelve", "dill", "pty"}
BANNED_CALLS = {("os", "system"), ("os", "popen"), ("subprocess", "getoutput")} | {
    ("yaml", name) for name in ("load", "load_all", "full_load", "unsafe_load")
}
README = Path(__file__).parents[1] / "README.md"


def calls(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_file_executes_or_unpickles_what_it_reads(path: Path) -> None:
    for call in calls(path):
        if isinstance(call.func, ast.Name):
            assert call.func.id not in BANNED
        if isinstance(call.func, ast.Attribute):
            owner = call.func.value.id if isinstance(call.func.value, ast.Name) else ""
            assert (owner, call.func.attr) not in BANNED_CALLS
        assert not any(k.arg == "shell" for k in call.keywords)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not BANNED_MODULES & {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in BANNED_MODULES


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
