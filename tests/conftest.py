"""What the tests of the index room share: a small folder of invented news, and real parts."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import mkdtemp

import egress
import pytest
from postgresql import Running, running
from serving_chroma import Chroma, chroma

from index.embedding import Embedder, MiniLM, Narrow, Pooled, Ranges, Tokens, Vectors
from index.library import Library
from index.served import ServedVectors
from index.server import Server
from index.stores import Store
from index.vectors import VectorStore

HARBOUR = """\
PORT ELDER, March 12, 2024 (Harbour Wire) - Port Elder's council voted on Tuesday to close the fish
market on Quay Street, ending 112 years of trade there.

Mayor Ines Calder said the building could no longer be insured. "We have run out of road," she
told the council. "It would cost 4.2 million pounds to make it safe."

File photo: Porters unload herring on Quay Street. (Harbour Wire)

Stall holders said they would appeal. Their lawyer, Tom Akande, expects a hearing in May.
"""
BRIDGE = """\
---
title: "Tarn bridge will open in May, county says"
outlet: The Tarn Courier
date: 2024-03-14
author: Lena Obi
---

# Tarn bridge will open in May, county says

The new road bridge over the Tarn will open to cars on May 6, the county said on Thursday. Lorries
must wait until June, when the southern ramp is finished.

The bridge cost 38 million pounds, 6 million more than planned. Engineer Paul Reyes blamed the
price of steel.
"""
VERDICT = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<title>Mill owner fined over river spill | Eastvale Post</title>
<meta name="author" content="Ruth Sandell">
<meta property="og:title" content="Mill owner fined over river spill">
<meta property="og:site_name" content="Eastvale Post">
<meta property="article:published_time" content="2024-02-12T08:30:00+00:00">
</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<article><h1>Mill owner fined over river spill</h1>
<p>A court in Eastvale fined the owner of Brackley Mill 90,000 pounds on Monday for letting dye
into the River Ash. Judge Amara Finch said the company had ignored three warnings.</p>
<p>The mill will pay for new trout to be put into the river. Its manager, Colin Webb, said that
the faulty valve was replaced in January.</p>
</article></body></html>
"""


class Recorder:
    """The real encoder, and a list of the passages it was given to encode."""

    def __init__(self, real: MiniLM) -> None:
        self._real, self.encoded = real, list[str]()

    @property
    def fingerprint(self) -> str:
        return self._real.fingerprint

    @property
    def dimension(self) -> int:
        return self._real.dimension

    def pool(self, texts: Sequence[str], sentences: Sequence[Ranges]) -> Iterator[Pooled]:
        self.encoded += texts
        return self._real.pool(texts, sentences)

    def embed(self, text: str) -> Vectors:
        return self._real.embed(text)

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        return self._real.tokens(texts)

    def narrow(self, vectors: Vectors) -> Narrow:
        return self._real.narrow(vectors)

    def widen(self, narrow: Narrow) -> Vectors:
        return self._real.widen(narrow)


LOG = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Guard this process, a worker of xdist or the only one, before any test is imported."""
    folder = Path(os.environ.get(egress.FOLDER) or mkdtemp(prefix="dateline-egress-"))
    log = folder / f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}.txt"
    log.touch()
    config.stash[LOG] = log
    egress.install(log)


@pytest.fixture(autouse=True)
def _nothing_leaves(request: pytest.FixtureRequest) -> Iterator[None]:
    log = request.config.stash[LOG]
    before = log.stat().st_size
    yield
    new = log.read_text(encoding="utf-8")[before:]
    assert not new, f"something left this machine: {new}"


@pytest.fixture(autouse=True)
def _no_model_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key or a model that whoever runs the tests has is not used by them."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "DATELINE_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATELINE_MODELS", str(Path(__file__).parent / "no-models"))


@pytest.fixture(scope="session")
def embedder() -> MiniLM:
    return MiniLM()


@pytest.fixture
def recorder(embedder: MiniLM) -> Recorder:
    return Recorder(embedder)


@pytest.fixture
def encoded(recorder: Recorder) -> list[str]:
    """The passages encoded so far by the libraries of this test."""
    return recorder.encoded


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    """One server for all the tests that need no other, each with collections of its own."""
    with chroma(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(params=["files", "server"])
def open_store(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[[str], VectorStore]]:
    """Opens the vectors of an embedder, in files and on a server; closed when the test ends."""
    opened: list[VectorStore] = []

    def open_one(embedder: str) -> VectorStore:
        path = tmp_path / "chroma"
        if request.param == "files":
            opened.append(VectorStore(path, embedder))
        else:
            server = Store.at(request.getfixturevalue("chroma_server").url)
            opened.append(ServedVectors(path, embedder, server, f"{tmp_path.name}-{embedder}"))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture(scope="session")
def write_news() -> Callable[[Path], None]:
    """Puts three articles in a folder: plain text, Markdown with front matter, and a web page."""

    def write(folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
        (folder / "bridge.md").write_text(BRIDGE, encoding="utf-8")
        (folder / "verdict.html").write_text(VERDICT, encoding="utf-8")

    return write


@pytest.fixture(scope="module")
def news_library(
    tmp_path_factory: pytest.TempPathFactory,
    embedder: MiniLM,
    write_news: Callable[[Path], None],
) -> Iterator[Library]:
    """The library of the three articles, synced: one for a file's tests, which change nothing."""
    folder = tmp_path_factory.mktemp("news") / "articles"
    write_news(folder)
    opened = Library.open(folder, tmp_path_factory.mktemp("home") / "index", embedder)
    opened.sync()
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path, write_news: Callable[[Path], None]) -> Path:
    folder = tmp_path / "articles"
    write_news(folder)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Running]:
    """A PostgreSQL server. Libraries of different folders do not meet there."""
    with running() as started:
        yield started


@pytest.fixture
def server() -> Server | None:
    """Where catalogs are: in files, but for tests that say `server = both()`."""
    return None


@pytest.fixture
def open_library(
    home: Path, recorder: Embedder, server: Server | None
) -> Iterator[Callable[[Path], Library]]:
    """Opens the library of a folder under `home`; all are closed when the test ends."""
    opened: list[Library] = []

    def open_one(folder: Path) -> Library:
        opened.append(Library.open(folder, home, recorder, server))
        return opened[-1]

    yield open_one
    for library in opened:
        library.close()


@pytest.fixture
def library(folder: Path, open_library: Callable[[Path], Library]) -> Library:
    """The library of `folder`, on real Chroma and tantivy, not yet in step."""
    return open_library(folder)
