"""Which model is used, and that nothing of it is loaded, sent or said where none is asked for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant import local
from assistant.fetching import MODELS
from assistant.models import Models, SpecError, available, elsewhere, resolve
from assistant.prices import PriceError, cost, prices
from assistant.settings import Settings
from assistant.web.writers import Writers
from evals.torture.serving import serving

KEY = "sk-do-not-tell"


def environment(**variables: str) -> Settings:
    return Settings.from_environment(variables)


def test_auto_takes_the_first_that_is_set_up(tmp_path: Path) -> None:
    nothing = {"DATELINE_MODELS": str(tmp_path)}
    assert resolve(environment(**nothing)) == "none"
    cloud = nothing | {"OPENAI_API_KEY": KEY}
    assert resolve(environment(**cloud)) == "openai:gpt-4.1-mini"
    assert resolve(environment(**cloud, DATELINE_OPENAI_MODEL="gpt-5")) == "openai:gpt-5"
    assert resolve(environment(**cloud, DATELINE_MODEL="ollama:x")) == "ollama:x"
    assert resolve(environment(**cloud, DATELINE_MODEL="ollama:x"), "auto") == "ollama:x"
    assert resolve(environment(**cloud), "none") == "none"


@pytest.mark.skipif(not local.installed(), reason="xllamacpp is not installed: make model")
def test_auto_takes_the_medium_local_model_once_fetched_and_never_the_small(tmp_path: Path) -> None:
    settings = environment(DATELINE_MODELS=str(tmp_path))
    (tmp_path / MODELS["small"].file).touch()
    assert resolve(settings) == "none"
    (tmp_path / MODELS["medium"].file).touch()
    assert resolve(settings) == "local:medium"


def test_a_program_that_names_no_model_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert Models(Settings()).open() is None


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("gpt-4.1", "names no model"),
        ("openai:", "names no model"),
        ("http://host/v1", "#NAME"),
        ("http://u:secret@host/v1#x", "DATELINE_KEY"),
        ("openai:gpt-4.1", "set OPENAI_API_KEY"),
        ("local:small", "dateline model get small"),
        ("local:huge", "small and medium"),
        ("local:../x.gguf", "has not been fetched"),
    ],
)
def test_a_spec_that_cannot_be_used_says_what_to_do(spec: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=says) as caught:
        Models(Settings(models=tmp_path)).open(spec)
    assert "secret" not in str(caught.value)


def test_the_list_says_what_is_ready_and_how_to_get_the_rest(tmp_path: Path) -> None:
    listed = {m.spec: m for m in available(Settings(models=tmp_path))}
    assert listed["none"].ready and not listed["openai:gpt-4.1-mini"].ready
    assert "dateline model get medium" in listed["local:medium"].about


def test_a_key_goes_only_to_the_server_it_is_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """LlamaIndex by itself would send OPENAI_API_KEY to any server."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with serving() as server:
        settings = Settings.from_environment(os.environ)
        for spec in (server.spec, "openai:anything"):
            other = settings.model_copy(update={"openai_base_url": server.spec.partition("#")[0]})
            caller = Models(other).open(spec)
            assert caller is not None
            from assistant.completing import Message
            from assistant.patience import Deadline

            list(caller.stream([Message("user", "Hello")], most=5, deadline=Deadline(30)))
        assert server.keys == ["Bearer none", f"Bearer {KEY}"]
        assert KEY not in repr(settings) + repr(caller.__dict__)


def test_none_loads_no_part_of_what_models_need(tmp_path: Path) -> None:
    code = (
        "import sys; from assistant.cli import main; main(['ask', 'Who are the partners?']); "
        "print([m for m in ('llama_index', 'openai', 'xllamacpp') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"DATELINE_MODEL": "none", "DATELINE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_prices_are_for_a_million_tokens_and_a_users_own_come_first(tmp_path: Path) -> None:
    spent = {"read": 500_000, "written": 100_000}
    assert cost("openai:gpt-4.1", spent, prices()) == pytest.approx(1.0 + 0.8)
    assert cost("local:small", spent, prices()) == 0
    assert cost("openai:unheard-of", spent, prices()) is None
    own = tmp_path / "prices.json"
    own.write_text('{"gpt-4.1": {"read": 0, "written": 1}}')
    assert cost("openai:gpt-4.1", spent, prices(own)) == pytest.approx(0.1)
    own.write_text('{"gpt-4.1": 3}')
    with pytest.raises(PriceError, match="million tokens"):
        prices(own)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (Settings(), None),
        (Settings(model="local:medium"), None),
        (Settings(model="ollama:llama3"), None),
        (Settings(model="http://127.0.0.1:8080/v1#tiny"), None),
        (Settings(model="https://models.example/v1#large"), "https://models.example/v1#large"),
        (Settings(model="openai:gpt", openai_api_key=SecretStr("k")), "openai:gpt"),
    ],
)
def test_the_reader_is_told_when_questions_leave_the_machine(
    settings: Settings, told: str | None
) -> None:
    assert elsewhere(settings) == told
    said = Writers(settings).in_use(None)
    assert ("Nothing leaves this machine" in said) is (told is None)
    assert told is None or told in said


def test_the_reader_is_told_when_vectors_leave_the_machine() -> None:
    near, far = Settings(store="http://[::1]:8000"), Settings(store="https://chroma.example")
    assert Writers(near).in_use("none").endswith("Nothing leaves this machine.")
    for settings in (far, far.model_copy(update={"model": "https://models.example/v1#m"})):
        said = Writers(settings).in_use(settings.model)
        assert "chroma.example" in said
        assert "Nothing leaves" not in said
