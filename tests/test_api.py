"""The HTTP API: it gives what the commands give, to whom it may, and lets no one else in."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the API comes with dateline[api]")

from fastapi.testclient import TestClient
from pydantic import SecretStr, ValidationError

from assistant.api.app import app, serve
from assistant.cli import main
from assistant.desk import Assistant
from assistant.settings import Settings
from assistant.switching import Switch
from index.embedding import MiniLM
from index.library import Library

QUESTION = "What did Port Elder's council vote to close?"
UNANSWERED = "What does the orchestra of Vienna play tonight?"
TOKEN = hashlib.sha256(b"the token of these tests").hexdigest()


@pytest.fixture(scope="module")
def desk(news_library: Library) -> Assistant:
    news_library.read_statements()
    return Assistant(news_library)


@pytest.fixture(scope="module")
def client(desk: Assistant) -> Iterator[TestClient]:
    with TestClient(app(desk), base_url="http://localhost") as client:
        yield client


def untimed(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "timing_ms"}


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_an_answer_is_the_one_that_python_gives(client: TestClient, desk: Assistant) -> None:
    given = client.post("/v1/ask", json={"question": QUESTION})
    assert given.status_code == 200
    assert untimed(given.json()) == untimed(desk.ask(QUESTION).to_json())
    for cited in given.json()["citations"]:
        text = client.get(f"/v1/articles/{cited['source']}").json()["text"]
        assert text[cited["start"] : cited["end"]] == cited["quote"]


def test_not_finding_an_answer_is_an_answer(client: TestClient) -> None:
    given = client.post("/v1/ask", json={"question": UNANSWERED})
    assert given.status_code == 200 and given.json()["abstained"]


def test_an_outlet_that_no_article_is_from_is_refused_with_those_there_are(
    client: TestClient,
) -> None:
    asked = {"question": "What did it cost?", "outlets": ["Nobody"]}
    refused = [
        client.post("/v1/ask", json=asked),
        *(
            client.get(f"/v1/{path}", params={"outlets": "Nobody"})
            for path in ("articles", "statements", "timeline")
        ),
    ]
    assert [each.status_code for each in refused] == [404] * 4
    assert all("Eastvale Post" in each.text for each in refused)


def test_filters_narrow_what_is_asked(client: TestClient, desk: Assistant) -> None:
    for within in (
        {"since": "2024-03-13"},
        {"outlets": ["the tarn courier"]},
        {"sources": ["bridge.md"]},
    ):
        given = client.post("/v1/ask", json={"question": "What did it cost?", **within}).json()
        assert {each["source"] for each in given["retrieved"]} == {"bridge.md"}


@pytest.mark.parametrize(
    ("path", "asked", "rows", "command"),
    [
        ("search", {"question": QUESTION, "k": 3}, "results", ["search", QUESTION, "--k", "3"]),
        ("statements", {"speaker": "Calder"}, "statements", ["quotes", "--speaker", "Calder"]),
        ("timeline", {"topic": "the bridge"}, "events", ["timeline", "the bridge"]),
    ],
)
def test_rows_are_those_of_the_command(
    client: TestClient,
    desk: Assistant,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    path: str,
    asked: dict[str, Any],
    rows: str,
    command: list[str],
) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path))
    assert main(["sync", "--articles", str(desk.library.folder)]) == 0
    capsys.readouterr()
    assert main([*command, "--json", "--articles", str(desk.library.folder)]) == 0
    printed = lines(capsys.readouterr().out)
    given = client.get(f"/v1/{path}", params=asked).json()
    assert given[rows] == printed and printed


def test_lists_come_in_parts_that_make_the_whole(client: TestClient) -> None:
    whole = client.get("/v1/articles").json()
    parts = [client.get("/v1/articles", params={"limit": 1, "offset": n}).json() for n in range(4)]
    assert whole["total"] == 3 == len(whole["articles"])
    assert [row for part in parts for row in part["articles"]] == whole["articles"]
    one = client.get("/v1/articles", params={"outlets": "Eastvale Post"}).json()
    assert [each["source"] for each in one["articles"]] == ["verdict.html"]


def test_articles_are_listed_as_they_are(client: TestClient, desk: Assistant) -> None:
    given = client.get("/v1/articles").json()["articles"]
    whole = [client.get(f"/v1/articles/{each['source']}").json() for each in given]
    assert [each.pop("text") for each in whole] == [each.text for each in desk.articles()]
    assert whole == given
    assert [each["characters"] for each in given] == [len(each.text) for each in desk.articles()]
    late = client.get("/v1/articles", params={"since": "2024-03-13", "offset": 1}).json()
    assert late == {"total": 1, "articles": []}


@pytest.mark.parametrize(
    "source", ["../conftest.py", "%2e%2e%2fconftest.py", "/etc/passwd", "%2Fetc%2Fpasswd", "nope"]
)
def test_an_article_is_named_by_its_source_and_no_file_by_its_path(
    client: TestClient, source: str
) -> None:
    given = client.get(f"/v1/articles/{source}")
    assert given.status_code == 404 and given.json()["error"]["type"] == "not_found"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "question"),
        ({"question": ""}, "question"),
        ({"question": " \u200b\n"}, "empty"),
        ({"question": "é" * 5_000}, "longer than 8,192 bytes"),
        ({"question": "\ud800"}, "question"),
        ({"question": 3}, "question"),
        ({"question": "Why?", "since": 0}, "write a day as 2024-03-15"),
        ({"question": "Why?", "since": "2024-02-30"}, "since"),
        ({"question": "Why?", "since": "2024-03-02", "until": "2024-03-01"}, "swap"),
        ({"question": "Why?", "model": "http://127.0.0.1:9/v1#spy"}, "model"),
        ({"question": "Why?", "articles": "/etc"}, "articles"),
        ({"question": "Why?", "outlets": ["x"] * 101}, "outlets"),
        ({"question": "Why?", "stream": "yes"}, "stream"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_sentence(
    client: TestClient, asked: dict[str, Any], said: str
) -> None:
    headers = {"content-type": "application/json"}
    given = client.post("/v1/ask", content=json.dumps(asked), headers=headers)
    assert given.status_code == 422
    error = given.json()["error"]
    assert set(error) == {"type", "message"} and error["type"] == "invalid"
    assert said in error["message"] and error["message"].endswith(".")
    assert "\n" not in error["message"] and len(error["message"]) < 200


@pytest.mark.parametrize("k", ["0", "101", "-1", "many", "1e3"])
def test_a_number_of_rows_beyond_the_limits_is_refused(client: TestClient, k: str) -> None:
    assert client.get("/v1/search", params={"question": "Why?", "k": k}).status_code == 422


def test_a_body_too_large_or_of_unknown_size_is_not_read(client: TestClient) -> None:
    assert client.post("/v1/ask", content=b" " * 300_000).status_code == 413
    given = client.post("/v1/ask", content=iter([b'{"question": "Why?"}']))
    assert given.status_code == 413 and given.json()["error"]["type"] == "too_large"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "dateline.example"},
        {"Host": "10.0.0.1"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_foreign_names_and_sites_are_refused(client: TestClient, headers: dict[str, str]) -> None:
    given = client.get("/v1/articles", headers=headers)
    assert given.status_code == 403 and given.json()["error"]["type"] == "forbidden"
    assert not any("access-control" in name for name in given.headers)
    preflight = client.options("/v1/ask", headers={**headers, "content-length": "0"})
    assert preflight.status_code == 403


def test_nothing_that_is_answered_may_run_or_be_kept(client: TestClient) -> None:
    for path in ("/v1/articles", "/v1/nope", "/v1/search"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (None, 401),
        ("", 401),
        ("Bearer", 401),
        (f"Bearer {TOKEN[:-1]}", 401),
        (f"Bearer {TOKEN}x", 401),
        (f"Basic {TOKEN}", 401),
        (f"Bearer {TOKEN}", 200),
    ],
)
def test_with_a_token_only_its_bearer_is_answered(
    desk: Assistant, given: str | None, status: int
) -> None:
    guarded = TestClient(app(desk, SecretStr(TOKEN)), base_url="http://localhost")
    headers = {"Authorization": given} if given is not None else {}
    for path in ("/v1/articles", "/v1/openapi.json"):
        answered = guarded.get(path, headers=headers)
        assert answered.status_code == status
        assert TOKEN not in answered.text


def test_with_a_token_other_machines_are_answered_by_address_and_known_name(
    desk: Assistant,
) -> None:
    guarded = app(desk, SecretStr(TOKEN), frozenset({"news.example"}))
    asking = TestClient(
        guarded, base_url="http://localhost", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    for host, status in (("10.0.0.1:7860", 200), ("news.example", 200), ("other.example", 403)):
        assert asking.get("/v1/articles", headers={"Host": host}).status_code == status


@pytest.mark.parametrize("token", ["short", "a" * 64, "abcdefgh" * 8, "ü" * 40])
def test_a_token_that_can_be_guessed_is_refused(token: str) -> None:
    with pytest.raises(ValidationError, match="128 bits") as caught:
        Settings.from_environment({"DATELINE_TOKEN": token})
    message = caught.value.errors()[0]["msg"]
    assert token not in message


def test_the_api_is_not_served_to_other_machines_without_a_token(desk: Assistant) -> None:
    with pytest.raises(OSError, match="DATELINE_TOKEN"):
        serve(desk, Settings(), "0.0.0.0", 0)  # noqa: S104
    assert TOKEN not in repr(Settings(token=SecretStr(TOKEN)))


def test_a_request_that_runs_is_answered_when_another_folder_is_opened_meanwhile(
    tmp_path: Path, write_news: Callable[[Path], None]
) -> None:
    for name, count in (("one", 30), ("two", 0)):
        write_news(tmp_path / name)
        for n in range(count):
            said = f"Mayor Ines Calder said on day {n} that ship {n} would sail.\n"
            (tmp_path / name / f"{n}.txt").write_text(said * 3, encoding="utf-8")
    opened = Library.open(tmp_path / "one", tmp_path / "home", MiniLM())
    opened.sync()
    switch = Switch(Assistant(opened, Settings(home=tmp_path / "home")))
    reading = opened.home / "writer.json"
    reading.unlink()
    with (
        TestClient(
            app(switch), base_url="http://localhost", raise_server_exceptions=False
        ) as client,
        ThreadPoolExecutor() as waiting,
    ):
        asked = waiting.submit(client.get, "/v1/statements", params={"limit": 1000})
        while not reading.exists() and not asked.done():
            time.sleep(0.005)
        assert switch.turn_to(tmp_path / "two")
        assert asked.result().status_code == 200 and asked.result().json()["total"] > 60
        assert client.get("/v1/articles").json()["total"] == 0
    switch.close()
