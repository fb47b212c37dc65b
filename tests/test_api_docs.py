"""docs/api.md: its examples are run, and what it lists is there."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the API comes with dateline[api]")

from running import running

from assistant.api.app import app
from assistant.cli import parser
from assistant.desk import Assistant
from assistant.settings import Settings

PAGE = Path(__file__).parents[1] / "docs/api.md"
if not PAGE.exists():
    pytest.skip("docs are not beside the tests here", allow_module_level=True)
BLOCKS = dict(re.findall(r"```\w+ (\w+)\n(.*?)```", PAGE.read_text(), re.S))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def url(home: Path) -> Iterator[str]:
    desk = Assistant.open(None, Settings(home=home))
    desk.sync()
    with running(app(desk)) as port:
        yield f"http://127.0.0.1:{port}"
    desk.close()


@pytest.mark.parametrize(
    ("block", "printed"),
    [
        ("http", "batteries"),
        ("openai", "cancelled its plan to list Ampere"),
        ("llamaindex", "fiscal 2028"),
    ],
)
@pytest.mark.filterwarnings("ignore:Exception ignored in. <socket")  # the example's client
def test_each_example_runs_as_it_stands(
    url: str,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    block: str,
    printed: str,
) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(home))
    code = compile(BLOCKS[block], f"{PAGE}, {block}", "exec")
    exec(code, {"url": url})  # noqa: S102
    assert printed in capsys.readouterr().out


def test_the_commands_it_names_can_be_typed() -> None:
    lines = re.findall(r"^    dateline (.*)$", PAGE.read_text(), re.M)
    lines += [" ".join(json.loads(BLOCKS["mcp"])["mcpServers"]["dateline"]["args"])]
    assert len(lines) >= 7
    for line in lines:
        words = re.findall(r"'[^']*'|\"[^\"]*\"|\S+", line)
        assert parser().parse_args(words).run


def test_every_address_is_listed(url: str) -> None:
    import httpx

    for path in httpx.get(f"{url}/v1/openapi.json").json()["paths"]:
        assert path.replace("{source}", "SOURCE").replace("{name}", "NAME") in PAGE.read_text()
