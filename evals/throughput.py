"""How fast articles are indexed, beside the encoder alone and LlamaIndex as it comes."""

import time
from collections.abc import Callable
from pathlib import Path

from assistant.desk import Assistant
from assistant.settings import Settings
from index import readers
from index.articles import Article
from index.chunks import chunk
from index.embedding import MiniLM
from index.sandbox import Sandbox
from index.spans import front_matter, split

SAMPLE = 100
"""Articles."""
_TURNS = 2
_TOKENS = 200
"""Of LlamaIndex's nodes: about as long as our chunks of 900 characters."""


def indexing(folder: Path, work: Path) -> list[tuple[str, str]]:
    """(name, figure) of each, over the first articles of a folder of text, turn by turn.

    Each is its best of the turns, so that what else the machine does weighs little. LlamaIndex does
    less: no sentence vectors, no full-text index, nothing to go on from when it is stopped.
    """
    sample = work / "sample"
    sample.mkdir()
    for path in sorted(folder.iterdir())[:SAMPLE]:
        (sample / path.name).write_bytes(path.read_bytes())
    articles = _read(sample)
    texts = [text for article in articles for text in chunk_texts(article)]
    rates: dict[str, float] = {"encoder": 0.0, "dateline": 0.0, "llamaindex": 0.0}
    for turn in range(_TURNS):
        runs: dict[str, Callable[[], float]] = {
            "encoder": _encoder(texts),
            "dateline": _dateline(sample, work / f"sample-{turn}"),
            "llamaindex": _llamaindex(articles, work / f"peer-{turn}"),
        }
        for name, run in runs.items():
            rates[name] = max(rates[name], len(texts) / run())
    per_article = len(articles) / len(texts)
    ours, bare, peer = rates["dateline"], rates["encoder"], rates["llamaindex"]
    return [
        (
            f"indexing {len(texts):,} passages",
            f"{ours:.1f} passages/s ({ours * per_article:.1f} articles/s) against the bare "
            f"encoder's {bare:.1f}: {ours / bare:.2f}",
        ),
        (
            "indexing against LlamaIndex",
            f"{peer * per_article:.1f} articles/s with nodes of {_TOKENS} tokens: "
            f"{ours / peer:.2f} times as fast",
        ),
    ]


def chunk_texts(article: Article) -> list[str]:
    """The texts of an article's chunks."""
    spans = split(article.text, body=front_matter(article.text), title=article.title)
    return [article.text[part.start : part.end] for part in chunk(spans)]


def _read(folder: Path) -> list[Article]:
    sandbox = Sandbox()
    found = [
        readers.read(path, path.name, readers.Metadata(), sandbox)
        for path in sorted(folder.iterdir())
    ]
    sandbox.close()
    return found


def _encoder(texts: list[str]) -> Callable[[], float]:
    encoder = MiniLM()
    encoder.embed("warm")

    def run() -> float:
        started = time.perf_counter()
        for _ in encoder.pool(texts, [[] for _ in texts]):
            pass
        return time.perf_counter() - started

    return run


def _dateline(folder: Path, home: Path) -> Callable[[], float]:
    """Until all of it can be searched; dates and origins, which `sync` reads then, do not count."""
    assistant = Assistant.open(folder, Settings(home=home))

    def run() -> float:
        started = searchable = time.perf_counter()

        def told(done: int, total: int) -> None:
            nonlocal searchable
            if done == total:
                searchable = time.perf_counter()

        assistant.library.sync(progress=told)
        assistant.close()
        return searchable - started

    return run


def _llamaindex(articles: list[Article], place: Path) -> Callable[[], float]:
    from evals.peers import llamaindex

    def run() -> float:
        started = time.perf_counter()
        llamaindex.index(articles, place, chunk_tokens=_TOKENS)
        return time.perf_counter() - started

    return run
