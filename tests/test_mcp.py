"""A language model's tools: the official client gets what the commands give, and nothing beside."""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp", reason="the MCP server comes with dateline[mcp]")

from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp_types import CallToolResult

from assistant.desk import Assistant
from assistant.mcp_server import INSTRUCTIONS
from evals.torture.serving import closed_port
from index.library import Library

QUESTION = "What did Port Elder's council vote to close?"
COMMAND = (
    sys.executable,
    "-c",
    "import sys; from assistant.cli import main; sys.exit(main())",
    "mcp",
)
TOOLS = {"ask", "search", "quotes", "timeline", "read_article"}


@pytest.fixture(scope="module")
def desk(news_library: Library) -> Assistant:
    news_library.read_statements()  # as the command has, whose answers name the speakers
    return Assistant(news_library)


@pytest.fixture(scope="module")
def environment(news_library: Library, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("mcp")
    paths = {"DATELINE_HOME": str(home), "DATELINE_ARTICLES": str(news_library.folder)}
    synced = [*COMMAND[:3], "sync"]
    subprocess.run(synced, env=os.environ | paths, capture_output=True, check=True)
    return os.environ | paths


def talk(environment: dict[str, str], act: Callable[[Client], Awaitable[None]]) -> None:
    """Over standard input and output, with a process of the command itself."""

    async def run() -> None:
        started = StdioServerParameters(command=COMMAND[0], args=list(COMMAND[1:]), env=environment)
        async with Client(stdio_client(started)) as client:
            await act(client)

    asyncio.run(run())


def given(result: CallToolResult) -> dict[str, Any]:
    """The structured result, which is also there as text for clients that read only that."""
    assert not result.is_error, result.content
    assert result.structured_content is not None
    (text,) = result.content
    assert text.type == "text" and json.loads(text.text) == result.structured_content
    return result.structured_content


def test_a_model_asks_and_reads_what_it_cites(environment: dict[str, str], desk: Assistant) -> None:
    async def act(client: Client) -> None:
        assert client.instructions == INSTRUCTIONS and "verbatim" in INSTRUCTIONS
        tools = (await client.list_tools()).tools
        assert {each.name for each in tools} == TOOLS
        for each in tools:
            assert each.output_schema and each.annotations and each.annotations.read_only_hint

        answer = given(await client.call_tool("ask", {"question": QUESTION}))
        expected = desk.ask(QUESTION).to_json()
        assert {**answer, "timing_ms": 0} == {**expected, "timing_ms": 0}
        cited = answer["citations"][0]
        whole = given(await client.call_tool("read_article", {"source": cited["source"]}))
        assert whole["text"][cited["start"] : cited["end"]] == cited["quote"]

        found = given(await client.call_tool("search", {"question": QUESTION, "k": 2}))
        assert len(found["results"]) == 2
        said = given(await client.call_tool("quotes", {"speaker": "Calder"}))
        assert {each["speaker"] for each in said["statements"]} == {"Ines Calder"}
        dated = given(await client.call_tool("timeline", {"since": "2024-05-01", "limit": 1}))
        assert dated["total"] > 1 and len(dated["events"]) == 1
        assert dated["events"][0]["first"] >= "2024-05-01"

    talk(environment, act)


def test_a_new_folder_is_followed_while_a_model_asks(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "bridge.txt").write_text("Bridge\n\nThe Tarn bridge cost 38 million pounds.\n")
    places = {"DATELINE_HOME": str(tmp_path / "home"), "DATELINE_ARTICLES": str(folder)}

    async def act(client: Client) -> None:
        asked = {"question": "What did the Tarn bridge cost?"}
        assert "38 million" in given(await client.call_tool("ask", asked))["text"]  # waited for
        (folder / "ferry.txt").write_text("Ferry\n\nThe Elder ferry will cost 9 pounds.\n")
        asked = {"question": "What will the Elder ferry cost?"}
        for _ in range(150):
            rows = given(await client.call_tool("search", asked))["results"]
            if rows[0]["source"] == "ferry.txt":
                return
            await asyncio.sleep(0.2)
        raise AssertionError("the file that was added is not found")

    talk(environment | places, act)


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {"question": " \n"}, "empty"),
        ("ask", {"question": "é" * 5_000}, "longer than 8,192 bytes"),
        ("ask", {}, "question"),
        ("search", {"question": "Why?", "k": 1_000}, "k"),
        ("read_article", {"source": "../../etc/passwd"}, "no article of that source"),
        ("timeline", {"since": "2024-03-02", "until": "2024-03-01"}, "swap"),
        ("ask", {"question": "Why?", "outlets": ["Nobody"]}, "there are"),
        ("quotes", {"outlets": ["Nobody"]}, "there are"),
    ],
)
def test_what_cannot_be_asked_is_said_to_the_model(
    desk: Assistant, tool: str, arguments: dict[str, Any], said: str
) -> None:
    from assistant.mcp_server import build

    async def act() -> CallToolResult:
        async with Client(build(desk)) as client:
            return await client.call_tool(tool, arguments)

    result = asyncio.run(act())
    assert result.is_error and said in str(result.content[0])


def test_nothing_but_the_protocol_is_on_standard_output(environment: dict[str, str]) -> None:
    hello = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "0"},
        },
    }
    done = subprocess.run(
        [*COMMAND, "--articles", environment["DATELINE_ARTICLES"]],
        input=f"{json.dumps(hello)}\n",
        env=environment | {"DATELINE_HOME": f"{environment['DATELINE_HOME']}/fresh"},
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["result"]["serverInfo"]["name"] == "dateline"


@pytest.fixture(scope="module")
def address(environment: dict[str, str]) -> Iterator[str]:
    with subprocess.Popen(
        [*COMMAND, "--http", "--port", str(closed_port())],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(environment["DATELINE_HOME"]),
    ) as server:
        try:
            assert server.stderr is not None
            line = server.stderr.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            assert found, line
            yield found[0]
        finally:
            server.terminate()


def test_the_same_tools_are_there_over_http(address: str, desk: Assistant) -> None:
    async def act() -> None:
        async with Client(f"{address}/mcp") as client:
            assert {each.name for each in (await client.list_tools()).tools} == TOOLS
            answer = given(await client.call_tool("ask", {"question": QUESTION}))
            assert answer["text"] == desk.ask(QUESTION).text

    asyncio.run(act())


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
def test_over_http_foreign_names_and_sites_are_refused(
    address: str, headers: dict[str, str]
) -> None:
    import httpx

    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    accept = {"accept": "application/json, text/event-stream"}
    answered = httpx.post(f"{address}/mcp", json=body, headers={**accept, **headers})
    assert answered.status_code == 403
