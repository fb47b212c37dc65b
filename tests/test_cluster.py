"""Passages encoded on a real Ray cluster of this machine: the same index, whatever befalls it."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.embedding import MiniLM
from index.library import Library

ARTICLES = 200
TOPICS = ("harbour", "court", "bridge", "mill", "council")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles of very different lengths: several batches for each of two workers."""
    folder = tmp_path_factory.mktemp("reports")
    for n in range(ARTICLES):
        told = (
            f"On day {day} of inquiry {n} the {TOPICS[(n + day) % 5]} was seen by {n * day} people."
            for day in range(1 + n % 40)
        )
        (folder / f"report-{n:03}.txt").write_text(" ".join(told))
    return folder


@pytest.fixture(scope="module")
def plain(
    reports: Path, tmp_path_factory: pytest.TempPathFactory, embedder: MiniLM
) -> Iterator[Library]:
    """What is indexed without a cluster."""
    with Library.open(reports, tmp_path_factory.mktemp("plain"), embedder) as library:
        library.sync()
        yield library


def kept(library: Library) -> dict[str, list[bytes]]:
    """All vectors of each article, as bytes."""
    ids = sorted(library.catalog.sources())
    return {
        id: [
            entry.vectors.tobytes(),
            entry.chunk_vectors.tobytes(),
            *(
                tokens.tobytes()
                for chunk in entry.chunk_ids
                for tokens in library.catalog.tokens(chunk)
            ),
        ]
        for id, entry in library.catalog.entries(ids).items()
    }


class Killer(threading.Thread):
    """Kills the first `count` workers of a cluster of this process that it sees at work."""

    def __init__(self, count: int) -> None:
        super().__init__(daemon=True)
        self.killed: set[int] = set()
        self._count, self._over = count, threading.Event()

    def run(self) -> None:
        while len(self.killed) < self._count and not self._over.is_set():
            for worker in set(working()) - self.killed:
                os.kill(worker, signal.SIGKILL)
                self.killed.add(worker)
                break
            time.sleep(0.01)

    def stop(self) -> None:
        self._over.set()
        self.join()


def working() -> Iterator[int]:
    """Ray's workers that encode now and descend from this process."""
    parents, titles = {}, {}
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                parents[int(place.name)] = int(
                    (place / "stat").read_text().rpartition(")")[2].split()[1]
                )
                titles[int(place.name)] = (place / "cmdline").read_text()
            except OSError:
                continue  # it has ended
    for process, title in titles.items():
        above = process
        while above not in (os.getpid(), 0):
            above = parents.get(above, 0)
        if above and title.startswith("ray::") and "encode" in title:
            yield process


def sync(folder: Path, home: Path, address: str) -> subprocess.CompletedProcess[str]:
    """The command itself, in a process of its own: Ray leaves open what it ends with."""
    pytest.importorskip("ray", reason="ray is not installed; `make test-scale` installs it")
    command = [Path(sys.executable).with_name("dateline"), "sync", "--articles", folder]
    env = os.environ | {"DATELINE_HOME": str(home)}
    return subprocess.run(
        [*command, "--ray", address], capture_output=True, text=True, env=env, timeout=500
    )


@pytest.mark.scale
@pytest.mark.timeout(600)
@pytest.mark.parametrize("killed", [0, 2])
def test_a_cluster_gives_the_same_index_also_when_workers_are_killed(
    reports: Path, plain: Library, home: Path, embedder: MiniLM, killed: int
) -> None:
    killer = Killer(killed)
    killer.start()
    done = sync(reports, home, "local")
    killer.stop()
    assert (done.returncode, len(killer.killed)) == (0, killed), done.stderr
    assert f"{ARTICLES} added" in done.stdout
    with Library.open(reports, home, embedder) as library:
        assert kept(library) == kept(plain)
        assert library.check() == []
        assert not library.sync().changed


@pytest.mark.scale
@pytest.mark.timeout(600)
@pytest.mark.parametrize("form", ["{}", "ray://{}"])
def test_a_cluster_that_is_not_there_is_said_to_be_away(
    folder: Path, home: Path, form: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = form.format(f"127.0.0.1:{closed.getsockname()[1]}")
    done = sync(folder, home, address)
    assert done.returncode == 1
    assert done.stderr.startswith(f"dateline: no Ray cluster can be joined at {address} (")
    assert done.stderr.count("\n") == 1


def test_without_ray_one_sentence_says_what_to_install(folder: Path, home: Path) -> None:
    code = (
        "import sys; sys.modules['ray'] = None\nfrom assistant.cli import main\n"
        f"sys.exit(main(['sync', '--articles', {str(folder)!r}, '--ray', 'local']))"
    )
    env = os.environ | {"DATELINE_HOME": str(home)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    said = "dateline: --ray needs ray; run: pip install 'dateline[scale]'\n"
    assert (done.returncode, done.stderr) == (1, said)


@pytest.mark.parametrize("most", [1, 7, 200])
def test_a_batch_encoded_alone_gives_the_same_bytes(
    embedder: MiniLM, write_news: Callable[[Path], None], most: int
) -> None:
    texts = [f"Report {n}: the council met. " * (1 + n % 9) for n in range(most)]
    ranges = [[(0, len(text))] for text in texts]
    whole = list(embedder.pool(texts, ranges))
    for batch in embedder.batches(texts):
        alone = embedder.pool([texts[n] for n in batch], [ranges[n] for n in batch])
        for n, one in zip(batch, alone, strict=True):
            assert one.passage.tobytes() == whole[n].passage.tobytes()
            assert one.sentences.tobytes() == whole[n].sentences.tobytes()
            assert [t.tobytes() for t in one.tokens] == [t.tobytes() for t in whole[n].tokens]
