"""Peers answer the same cases over the same folder, and give the same rows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.desk import Assistant
from assistant.settings import Settings
from evals import peers
from evals.cases import Case
from evals.plan import texts_of
from evals.rows import Row
from evals.run import run
from evals.scoring import Scorer
from evals.systems import SystemUnusable

BRIDGE = Case(
    id="bridge", question="When will the Tarn bridge open to cars?", kind="time", answerable=True,
    facts=(("May 6",),), files=("bridge.md",),
)  # fmt: skip
NOTHING = Case(id="no", question="Who won in Oslo?", kind="unanswerable", answerable=False)


@pytest.fixture
def desk(folder: Path, home: Path) -> Iterator[Assistant]:
    desk = Assistant.open(folder, Settings(home=home))
    desk.sync()
    yield desk
    desk.close()


def asked(name: str, desk: Assistant, *cases: Case) -> list[Row]:
    return run(cases, peers.open_peer(name, desk, "none"), Scorer(texts_of(desk)))


def test_the_first_sentence_by_bm25_is_quoted_and_never_refused(desk: Assistant) -> None:
    found, nothing = asked("bm25", desk, BRIDGE, NOTHING)
    assert not found.failing
    assert found.values["hit_at_1"] == found.values["quotes_exact"] == 1.0
    assert nothing.ranked == () or not nothing.abstained


def test_bm25_is_asked_of_the_files_that_the_case_names(desk: Assistant) -> None:
    gone = BRIDGE.model_copy(
        update={"answerable": False, "facts": (), "files": (), "without": ("bridge.md",)}
    )
    (row,) = asked("bm25", desk, gone)
    assert all(each.source != "bridge.md" for each in row.ranked)


def test_always_abstaining_scores_what_refusing_is_worth(desk: Assistant) -> None:
    found, nothing = asked("abstain", desk, BRIDGE, NOTHING)
    assert found.values["false_abstention"] == nothing.values["correct_abstention"] == 1.0
    assert found.values["fact_recall"] == found.values["mrr"] == 0.0


@pytest.mark.filterwarnings("default")  # of LlamaIndex's own dependencies
def test_llamaindex_quotes_its_first_node_and_filters_by_file(desk: Assistant) -> None:
    pytest.importorskip("llama_index.vector_stores.chroma")
    without = BRIDGE.model_copy(
        update={
            "id": "b",
            "answerable": False,
            "facts": (),
            "files": (),
            "only": ("harbour.txt", "verdict.html"),
        }
    )
    found, gone = asked("llamaindex", desk, BRIDGE, without)
    assert found.values["quotes_exact"] == found.values["cites_gold"] == 1.0
    assert {each.source for each in gone.ranked} <= {"harbour.txt", "verdict.html"}


def test_a_baseline_takes_no_model(desk: Assistant) -> None:
    with pytest.raises(SystemUnusable, match="uses no model"):
        peers.open_peer("bm25", desk, "openai:x")
