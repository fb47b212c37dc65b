"""A library against a dictionary: any order of changes, crashes and reopenings gives the same.

Hypothesis draws the steps. A crash is an exception at a named point (`index.failpoints`), after
which the library is opened anew; `kills` ends the whole process instead.
"""

import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from evals.torture.figures import Figure
from evals.torture.hashed import HashedWords
from index import failpoints
from index.failpoints import POINTS, Point
from index.library import Library

NAME = "model-based"
STEPS, QUICK = 10_000, 200
MINUTES = 15.0
"""A full run stops here and says how many steps it took."""
_EXAMPLES, _LENGTH = 2, 25

WORDS = ("harbour", "bridge", "verdict", "ferry", "orchard", "quarry", "lantern", "viaduct")
TEXTS = ("", *(f"The {word} was closed.{' It rained.' * n}\n" for n, word in enumerate(WORDS)))
"""Each of another length: an edit within one tick of the file system's clock shows in the size."""
NAMES = st.sampled_from([f"{folder}{n}.txt" for folder in ("", "north/") for n in range(4)])


class Crash(BaseException):
    """The process ends here, as far as the library can tell."""


class Divergence(AssertionError):
    """The library has not what the dictionary has."""


class Machine(RuleBasedStateMachine):
    """`taken` counts the steps of all runs."""

    taken = 0

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="states-"))
        self.folder, self.encoder = self.root / "articles", "a"
        (self.folder / "north").mkdir(parents=True)
        self.files: dict[str, str] = {}
        self.library = self._opened()

    def teardown(self) -> None:
        self.library.close()
        shutil.rmtree(self.root, ignore_errors=True)

    @invariant()
    def _counted(self) -> None:
        Machine.taken += 1

    @rule(name=NAMES, text=st.sampled_from(TEXTS))
    def write(self, name: str, text: str) -> None:
        """Add a file, or edit one."""
        (self.folder / name).write_text(text)
        self.files[name] = text

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.files)))
        (self.folder / name).unlink()
        del self.files[name]

    @precondition(lambda self: self.files)
    @rule(data=st.data(), to=NAMES)
    def rename(self, data: st.DataObject, to: str) -> None:
        name = data.draw(st.sampled_from(sorted(self.files)))
        (self.folder / name).rename(self.folder / to)
        self.files[to] = self.files.pop(name)

    @rule()
    def sync(self) -> None:
        self.library.sync()
        self._compare()

    @rule(chosen=st.sampled_from(POINTS), nth=st.integers(1, 4), rebuild=st.booleans())
    def crash(self, chosen: Point, nth: int, rebuild: bool) -> None:
        """Crash in a sync or a rebuild, if it comes by that point; what is there then is whole."""
        left = nth

        def stop(point: Point) -> None:
            nonlocal left
            left -= point == chosen
            if not left:
                raise Crash

        with suppress(Crash), failpoints.telling(stop):
            self.library.sync()
            if rebuild:
                self.library.rebuild()
        self.reopen()
        self.sync()

    @rule()
    def reopen(self) -> None:
        self.library.close()
        self.library = self._opened()

    @rule()
    def rebuild(self) -> None:
        self.library.rebuild()

    @rule(encoder=st.sampled_from("ab"))
    def change_embedder(self, encoder: str) -> None:
        self.encoder = encoder
        self.reopen()

    @rule(word=st.sampled_from(WORDS))
    def search(self, word: str) -> None:
        """The article that has the word is best by its words, and none comes that was removed.

        It need not come first: in sixteen dimensions a chance cosine can outweigh a word.
        """
        self.library.sync()
        found = self.library.search(f"Was the {word} closed?").sentences
        texts = {name: text for name, text in self.files.items() if text}
        _same({c.article.source for c in found} - texts.keys(), set(), "sources of a search")
        if any(word in text for text in texts.values()):
            best = max(found, key=lambda candidate: candidate.sentence_words)
            _same(word in best.text, True, f"the best hit for {word}")

    def _opened(self) -> Library:
        return Library.open(self.folder, self.root / "home", HashedWords(16, self.encoder))

    def _compare(self) -> None:
        kept = {article.source: article.text for article in self.library.articles()}
        texts = {text for text in self.files.values() if text}
        _same(set(kept.values()), texts, "texts")
        _same(len(kept), len(texts), "number of articles")
        _same(kept.items() - self.files.items(), set(), "articles without their file")
        _same(self.library.check(), [], "deep check")
        status = self.library.status()
        _same({file.source for file in status.files}, set(self.files), "files in the status")
        _same(self.library.sync().changed, False, "a second sync")


def steps(target: int, seed: int, until: float) -> tuple[int, str]:
    """(steps taken, what diverged or ""): runs of new seeds until there are enough, or no time."""
    Machine.taken = 0
    batch = 0
    while Machine.taken < target and time.monotonic() < until:
        machine = seeded(seed * 100_003 + batch)(type("Machine", (Machine,), {}))
        try:
            run_state_machine_as_test(machine, settings=_SETTINGS)
        except Exception as error:  # whatever was raised, the library did not do as it should
            return Machine.taken, f"{type(error).__name__}: {str(error).splitlines()[0]}"
        batch += 1
    return Machine.taken, ""


def figures(quick: bool, seed: int) -> list[Figure]:
    """How often the library and the dictionary differed."""
    started = time.monotonic()
    target = QUICK if quick else STEPS
    taken, diverged = steps(target, seed, started + 60 * MINUTES)
    took = time.monotonic() - started
    note = diverged or ("" if taken >= target else f"stopped after {MINUTES:.0f} minutes")
    value = "1" if diverged else "0"
    return [Figure(NAME, "divergences", value, "0", not diverged, taken, seed, took, note)]


_SETTINGS = settings(
    max_examples=_EXAMPLES,
    stateful_step_count=_LENGTH,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def _same(found: object, expected: object, what: str) -> None:
    if found != expected:
        raise Divergence(f"{what}: {found!r}, not {expected!r}")
