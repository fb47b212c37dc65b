"""Peers answer the same cases over the same folder, and give the same rows."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.desk import Assistant
from assistant.models import Models
from assistant.settings import Settings
from evals import peers
from evals.cases import Case
from evals.plan import texts_of
from evals.rows import Row
from evals.run import run
from evals.scoring import Scorer
from evals.systems import SystemUnusable
from evals.torture.serving import Handler, closed_port, serving

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
    return run(
        cases, peers.open_peer(name, desk, "none", Models(Settings())), Scorer(texts_of(desk))
    )


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
    assert "quotes_exact" not in found.values  # there are none


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


@pytest.mark.filterwarnings("default")  # of LlamaIndex's own dependencies
def test_llamaindex_abstains_where_no_article_is_left(desk: Assistant) -> None:
    pytest.importorskip("llama_index.vector_stores.chroma")
    early = NOTHING.model_copy(update={"as_of": date(2001, 1, 1)})
    (row,) = asked("llamaindex", desk, early)
    assert row.abstained and not row.failing and not row.ranked


FOLLOW_UP = BRIDGE.model_copy(
    update={
        "question": "How much did it cost?",
        "turns": ("When will the new road bridge over the Tarn open to cars?",),
        "facts": (("38 million pounds",),),
    }
)


def test_bm25_reads_a_follow_up_after_what_was_asked_before(desk: Assistant) -> None:
    alone, after = asked(
        "bm25", desk, FOLLOW_UP.model_copy(update={"id": "alone", "turns": ()}), FOLLOW_UP
    )
    assert alone.ranked[0].source == "harbour.txt"
    assert after.ranked[0].source == "bridge.md"


@pytest.mark.filterwarnings("default")  # of LlamaIndex's own dependencies
def test_llamaindex_reads_a_follow_up_after_what_was_asked_before(desk: Assistant) -> None:
    pytest.importorskip("llama_index.vector_stores.chroma")
    with serving() as server:
        server.draft = "It cost 38 million pounds [1]."
        peer = peers.open_peer("llamaindex", desk, server.spec, Models(Settings()))
        run([FOLLOW_UP], peer, Scorer(texts_of(desk)))
    said = server.requests[0]["messages"][-1]["content"]
    assert "bridge over the Tarn open to cars? How much did it cost?" in said


@pytest.mark.filterwarnings("default")  # of LlamaIndex's own dependencies
def test_llamaindex_over_the_passages_of_a_library_finds_the_nearest_of_them(
    desk: Assistant, tmp_path: Path
) -> None:
    pytest.importorskip("llama_index.vector_stores.chroma")
    from evals.peers import llamaindex

    found = [desk.library.entry(article.id) for article in desk.articles()]
    made = llamaindex.of_passages([entry for entry in found if entry], tmp_path / "peer")
    ids, matrix = desk.library.catalog.chunk_vectors()
    question = "How much did the Tarn bridge cost?"
    nearest = ids[int((matrix @ desk.library.embedder.embed(question)).argmax())]
    nodes = made.as_retriever(similarity_top_k=10).retrieve(question)
    assert nodes[0].node.node_id == nearest
    assert {each.node.node_id for each in nodes} <= set(ids)


def test_llamaindex_writes_with_the_model_it_is_given_and_cites_its_own_sources(
    desk: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("llama_index.vector_stores.chroma")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-do-not-tell")
    with serving() as server:
        server.draft = "It opens on May 6 [1]. Lorries wait [9]."
        peer = peers.open_peer("llamaindex", desk, server.spec, Models(Settings()))
        (row,) = run([BRIDGE], peer, Scorer(texts_of(desk)))
        server.draft = "None of the provided sources say who won."
        (refused,) = run([NOTHING], peer, Scorer(texts_of(desk)))
    assert row.values["fact_recall"] == row.values["quotes_exact"] == row.values["cites_gold"] == 1
    assert row.values["loose_marks"] == 1 and not row.abstained
    assert row.tokens == {"read": 100, "written": 20}
    assert refused.abstained and not refused.failing
    asked = server.requests[0]["messages"][-1]["content"]
    assert "Source 1:" in asked and BRIDGE.question in asked
    assert set(server.keys) == {"Bearer none"}


def test_a_question_that_llamaindexs_model_refuses_is_an_outcome(desk: Assistant) -> None:
    pytest.importorskip("llama_index.vector_stores.chroma")
    with serving() as server:
        server.draft = "It opens on May 6 [1]."

        def filtered(handler: Handler) -> None:
            about = handler.body["messages"][-1]["content"]
            handler.status(400) if NOTHING.question in about else handler.good()

        server.replies["write"] = filtered
        peer = peers.open_peer("llamaindex", desk, server.spec, Models(Settings()))
        answered, refused = run([BRIDGE, NOTHING], peer, Scorer(texts_of(desk)))
    assert answered.values["fact_recall"] == 1 and not answered.refused
    assert refused.refused and "HTTP 400" in str(refused.degraded)
    assert not refused.without_model and refused.failing


_WATCHED = """
import sys
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        print("ATTEMPT", arguments[0] if "info" in event else arguments[-1], flush=True)
sys.addaudithook(watch)
from evals.cli import main
print(main(sys.argv[1:]))
"""


def test_llamaindex_turns_to_no_other_model_when_its_own_is_gone(
    folder: Path, tmp_path: Path
) -> None:
    pytest.importorskip("llama_index.vector_stores.chroma")
    cases = tmp_path / "mine.jsonl"
    cases.write_text(BRIDGE.model_dump_json() + "\n")
    port = closed_port()
    command = ["run", "--cases", cases, "--articles", folder, "--peer", "llamaindex", "--model"]
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED, *map(str, command), f"http://127.0.0.1:{port}/v1#tiny"],
        env=os.environ | {"DATELINE_HOME": str(tmp_path / "home"), "OPENAI_API_KEY": "sk-x"},
        capture_output=True,
        text=True,
        timeout=100,
    )
    tried = [line for line in done.stdout.splitlines() if "ATTEMPT" in line]
    assert tried and all("127.0.0.1" in line for line in tried)
    assert done.stdout.splitlines()[-1] == "1"
    assert "llamaindex failed on case bridge (Connection error.)" in done.stderr


def test_a_baseline_takes_no_model(desk: Assistant) -> None:
    with pytest.raises(SystemUnusable, match="uses no model"):
        peers.open_peer("bm25", desk, "openai:x", Models(Settings()))
