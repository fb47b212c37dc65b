"""The suites that attack the readers find what they look for, and what broke once stays mended."""

import random
from pathlib import Path
from typing import Any

import pytest

from assistant.desk import Assistant
from evals.torture import bodies, fetching, fuzz
from evals.torture.names import Names
from index.library import Library
from index.readers import Unreadable, read_all
from index.sandbox import Sandbox


def test_a_name_server_can_change_its_mind() -> None:
    names = Names()
    names.answers["a.test"] = [("127.0.0.9",), ("127.0.0.1", "::1")]
    assert [names.resolve("a.test") for _ in range(3)] == [
        ["127.0.0.9"],
        ["127.0.0.1", "::1"],
        ["127.0.0.1", "::1"],
    ]
    with pytest.raises(OSError, match="no address"):
        names.resolve("b.test")
    assert names.resolve("2130706433") == ["127.0.0.1"]
    names.close()


def test_the_fetching_suite_tells_a_checked_client_from_an_unchecked_one() -> None:
    reached, followed, control = fetching.figures(quick=True, seed=1)
    assert (reached.value, reached.met) == ("0", True)
    assert (followed.value, followed.met) == ("30 of 30", True)
    assert int(control.value) > 0


def test_a_seed_damages_a_file_in_one_way_only() -> None:
    data = fuzz.SEEDS[".pdf"]
    one, same, other = (fuzz.mutated(random.Random(seed), data) for seed in (1, 1, 2))  # noqa: S311
    assert one == same != other
    assert one != data


@pytest.mark.parametrize("suffix", fuzz.SEEDS)
def test_what_is_damaged_was_an_article(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(fuzz.SEEDS[suffix])
    sandbox = Sandbox()
    try:
        assert read_all(path, path.name, {}, sandbox)[0].article
    except Unreadable as reason:
        pytest.fail(str(reason))
    finally:
        sandbox.close()


def test_odd_requests_tell_a_server_that_fails_from_one_that_refuses(news_library: Library) -> None:
    pytest.importorskip("fastapi", reason="the API comes with dateline[api]")
    from running import running

    from assistant.api.app import app

    async def broken(scope: Any, _: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 503, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    some = list(bodies.odd(random.Random(3), ["Who? \x00", "(((("], 20))[::9]  # noqa: S311
    with running(broken) as port:
        whole = next(each for each in some if each.body == b"null")
        assert bodies.answered(port, whole) == "HTTP 503"
    with running(app(Assistant(news_library))) as port:
        assert {bodies.answered(port, each) for each in some} == {""}
    assert len(some) > 15
