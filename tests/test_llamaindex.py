"""Dateline inside LlamaIndex, and LlamaIndex's embedders and rerankers inside Dateline."""

import asyncio
import json
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from llama_index.core.base.llms.types import CompletionResponse, LLMMetadata
from llama_index.core.chat_engine import CondenseQuestionChatEngine, ContextChatEngine
from llama_index.core.llms import CustomLLM, MockLLM
from llama_index.core.memory import ChatMemoryBuffer
from llama_index.core.query_engine import RetrieverQueryEngine, SubQuestionQueryEngine
from llama_index.core.response_synthesizers import ResponseMode
from pydantic import Field, SecretStr

from assistant import plugging
from assistant.cli import main
from assistant.desk import Assistant
from assistant.models import SpecError, elsewhere
from assistant.reranking import RerankerError
from assistant.settings import Settings
from evals.torture.serving import closed_port
from index.catalog import Filter
from index.embedding import EmbeddingError, MiniLM
from index.library import Library

QUESTION = "What did Port Elder's council vote to close?"
ON = "llamaindex:llama_index.core:MockEmbedding"

pytestmark = [
    # LlamaIndex's own: deprecated attributes, and event loops left open.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in. <(socket|function BaseEventLoop)"),
]


@pytest.fixture(scope="module")
def library(news_library: Library) -> Library:
    return news_library


@pytest.fixture(scope="module")
def desk(library: Library) -> Assistant:
    return Assistant(library)


class Agent(CustomLLM):
    """Says what it is told to, one reply after another, and remembers what it was asked."""

    replies: list[str]
    asked: list[str] = Field(default_factory=list)

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata()

    def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:
        self.asked.append(prompt)
        return CompletionResponse(text=self.replies.pop(0))

    def stream_complete(self, prompt: str, formatted: bool = False, **_: Any) -> Any:
        said = self.complete(prompt)
        yield CompletionResponse(text=said.text, delta=said.text)


# -- Dateline inside LlamaIndex ----------------------------------------------------------------


def test_the_retriever_gives_passages_word_for_word_to_a_stock_query_engine(
    library: Library,
) -> None:
    engine = RetrieverQueryEngine.from_args(
        library.as_retriever(k=3), llm=MockLLM(), response_mode=ResponseMode.COMPACT
    )
    response = engine.query(QUESTION)
    texts = {article.source: article.text for article in library.articles()}
    assert len(response.source_nodes) == 3
    for each in response.source_nodes:
        text = texts[each.node.metadata["source"]]
        assert each.node.text == text[each.node.start_char_idx : each.node.end_char_idx]
    assert "fish\nmarket" in str(response) and "harbour.txt" in str(response)
    scores = [each.score for each in response.source_nodes]
    assert scores == sorted(scores, reverse=True)


def test_the_retriever_keeps_to_its_filter(library: Library) -> None:
    retriever = library.as_retriever(within=Filter(sources=("bridge.md",)))
    nodes = asyncio.run(retriever.aretrieve(QUESTION))
    assert {each.node.metadata["source"] for each in nodes} == {"bridge.md"}


def test_the_retriever_works_in_a_stock_chat_engine(library: Library) -> None:
    memory = ChatMemoryBuffer.from_defaults()  # its default is a database that it never closes
    chat = ContextChatEngine.from_defaults(library.as_retriever(k=2), memory=memory, llm=MockLLM())
    said = chat.chat(QUESTION)
    assert len(said.source_nodes) == 2 and "fish\nmarket" in said.response


def test_the_query_engine_answers_with_its_citations(desk: Assistant) -> None:
    response = desk.as_query_engine(sources=("harbour.txt",)).query(QUESTION)
    answer = desk.ask(QUESTION, sources=("harbour.txt",))
    assert str(response) == answer.to_markdown()
    assert [each.node.text for each in response.source_nodes] == [
        each.quote for each in answer.citations
    ]
    assert response.metadata["dateline"]["citations"][0]["source"] == "harbour.txt"


def test_the_query_engine_works_in_a_stock_chat_engine(desk: Assistant) -> None:
    llm = Agent(replies=[QUESTION])
    memory = ChatMemoryBuffer.from_defaults()
    chat = CondenseQuestionChatEngine.from_defaults(desk.as_query_engine(), memory=memory, llm=llm)
    chat.chat("When does the bridge open?")
    llm.replies.append(QUESTION)
    said = asyncio.run(chat.achat("And the market?"))
    assert said.response == desk.ask(QUESTION).to_markdown()
    assert any("And the market?" in prompt for prompt in llm.asked)


def test_an_agent_calls_both_tools(desk: Assistant, library: Library) -> None:
    from llama_index.core.agent.workflow import ReActAgent

    act = "Thought: I need a tool.\nAction: {}\nAction Input: {}"
    llm = Agent(
        replies=[
            act.format("search_articles", json.dumps({"input": "the fish market"})),
            act.format("ask_articles", json.dumps({"input": QUESTION})),
            "Thought: I can answer without using any more tools.\nAnswer: The market. [1]",
        ]
    )

    async def run() -> Any:
        agent = ReActAgent(tools=[library.as_tool(k=1), desk.as_tool()], llm=llm, streaming=False)
        return await agent.run("What closes?")

    done = asyncio.run(run())
    assert str(done) == "The market. [1]"
    found, answered = [call.tool_output.content for call in done.tool_calls]
    assert "harbour.txt" in found and "ending 112 years" in found
    assert answered == desk.ask(QUESTION).to_markdown()


def test_the_tool_works_in_a_stock_engine_of_many(desk: Assistant) -> None:
    from llama_index.core.question_gen import LLMQuestionGenerator
    from llama_index.core.response_synthesizers import get_response_synthesizer

    plan = {"items": [{"sub_question": QUESTION, "tool_name": "ask_articles"}]}
    llm = Agent(replies=[f"```json\n{json.dumps(plan)}\n```", "It is the fish market."])
    engine = SubQuestionQueryEngine.from_defaults(
        [desk.as_tool()],
        llm=llm,
        question_gen=LLMQuestionGenerator.from_defaults(llm=llm),
        response_synthesizer=get_response_synthesizer(llm=llm),
        use_async=False,
        verbose=False,
    )
    assert str(engine.query("What closes?")) == "It is the fish market."
    assert desk.ask(QUESTION).sentences[0].text in llm.asked[-1]


# -- LlamaIndex's embedders inside Dateline ----------------------------------------------------


class Embeddings(BaseHTTPRequestHandler):
    """An OpenAI-compatible endpoint: 64 numbers, each the count of the words that fall there."""

    protocol_version = "HTTP/1.1"
    seen: list[dict[str, Any]]
    keys: list[str]
    status = 200

    def log_message(self, *_: object) -> None:
        """Nothing."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.seen.append(body)
        self.keys.append(self.headers["authorization"])
        rows = [
            {"object": "embedding", "index": n, "embedding": counted(text)}
            for n, text in enumerate(body["input"])
        ]
        said = {"object": "list", "model": body["model"], "data": rows[::-1]}
        data = json.dumps(said if self.status == 200 else {"error": {"message": "no"}}).encode()
        self.send_response(self.status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def counted(text: str) -> list[float]:
    vector = [0.0] * 64
    for word in text.lower().split():
        vector[zlib.crc32(word.strip(".,?'\"").encode()) % 64] += 1.0
    return vector


@contextmanager
def endpoint(status: int = 200) -> Iterator[tuple[type[Embeddings], str]]:
    handler = type("Here", (Embeddings,), {"seen": [], "keys": [], "status": status})
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    http.daemon_threads = True
    threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield handler, f"http://127.0.0.1:{http.server_port}/v1#tiny"
    finally:
        http.shutdown()
        http.server_close()


def test_an_embedding_server_is_used_for_search_and_for_nothing_else(
    folder: Path, home: Path
) -> None:
    with endpoint() as (server, spec):
        settings = Settings(home=home, embedder=spec, key=SecretStr("key-of-the-server"))
        desk = Assistant.open(folder, settings)
        desk.sync()
        embedded = [text for body in server.seen for text in body["input"]]
        assert any("ending 112 years" in text for text in embedded)
        before = len(server.seen)
        answer = desk.ask(QUESTION)
        assert not answer.abstained and answer.citations[0].source == "harbour.txt"
        assert {body["model"] for body in server.seen} == {"tiny"}
        assert set(server.keys) == {"Bearer key-of-the-server"}
        asked = [text for body in server.seen[before:] for text in body["input"]]
        assert set(asked) == {QUESTION}
        desk.close()
    for text in answer.to_json()["citations"]:
        assert "key-of-the-server" not in json.dumps(text)


def test_passages_and_sentences_have_the_vectors_of_the_encoder_and_the_tokens_of_ours() -> None:
    passage = "The market will close. Stall holders will appeal."
    ranges = [(0, 22), (23, 49)]
    with endpoint() as (_, spec):
        plugged = plugging.embedder(Settings(embedder=spec))
        [pooled] = plugged.pool([passage], [ranges])
        for vector, text in (
            (pooled.passage, passage),
            (pooled.sentences[0], passage[:22]),
            (pooled.sentences[1], passage[23:]),
            (plugged.embed(passage), passage),
        ):
            expected = np.array(counted(text))
            assert np.allclose(vector, expected / np.linalg.norm(expected), atol=1e-6)
        [ours] = MiniLM().pool([passage], [ranges])
        for mine, theirs in zip(pooled.tokens, ours.tokens, strict=True):
            assert np.array_equal(mine, theirs)


def test_a_class_of_llamaindex_that_knows_nothing_leaves_search_to_the_words(
    folder: Path, home: Path
) -> None:
    settings = Settings(home=home, embedder=f'{ON}#{{"embed_dim": 8}}')
    desk = Assistant.open(folder, settings)
    desk.sync()
    answer = desk.ask(QUESTION)
    assert answer.citations[0].source == "harbour.txt"
    assert desk.ask("What does the orchestra of Vienna play tonight?").abstained
    desk.close()


def test_each_embedder_has_an_index_of_its_own(folder: Path, home: Path) -> None:
    homes = set()
    for spec in ("bundled", f'{ON}#{{"embed_dim": 8}}', f'{ON}#{{"embed_dim": 9}}'):
        desk = Assistant.open(folder, Settings(home=home, embedder=spec))
        desk.sync()
        assert desk.search(QUESTION).evidence
        homes.add(desk.library.home)
        desk.close()
    assert len(homes) == 3


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("nothing", "names no embedder"),
        ("http://127.0.0.1/v1", "names no embedder"),
        ("http://me:secret@127.0.0.1/v1#x", "names no embedder"),
        ("openai:text-embedding-3-small", "OPENAI_API_KEY"),
        ("llamaindex:no.such.module:Class", "there is no class"),
        ("llamaindex:llama_index.core:Document", "is no BaseEmbedding"),
        (f"{ON}#{{", "no JSON object"),
        (f'{ON}#{{"dim": 8}}', "cannot be made"),
    ],
)
def test_a_spec_that_names_no_embedder_is_refused_in_one_sentence(spec: str, said: str) -> None:
    with pytest.raises(SpecError, match=said) as caught:
        plugging.embedder(Settings(embedder=spec))
    assert "secret" not in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("status", [401, 500])
def test_an_embedding_server_that_fails_is_said_so_without_a_traceback(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    status: int,
) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    with endpoint(status) as (_, spec):
        assert main(["ask", QUESTION, "--articles", str(folder), "--embedder", spec]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"dateline: the embedder {spec} ")


def test_an_embedding_server_that_is_not_there_is_said_so(folder: Path, home: Path) -> None:
    spec = f"http://127.0.0.1:{closed_port()}/v1#tiny"
    with pytest.raises(EmbeddingError, match="is not reachable"):
        Assistant.open(folder, Settings(home=home, embedder=spec))


def test_who_is_sent_the_articles_is_said() -> None:
    far, near = "https://far.example/v1#e", "http://127.0.0.1:8000/v1#e"
    assert elsewhere(Settings(embedder=near)) is None
    assert "every article" in str(elsewhere(Settings(embedder=far)))
    both = str(elsewhere(Settings(model="https://m.example/v1#m", embedder=far)))
    assert both.startswith("https://m.example") and "every article to https://far.example" in both


# -- LlamaIndex's rerankers inside Dateline ----------------------------------------------------


def test_a_reranker_decides_which_sentences_come_first(library: Library) -> None:
    plain = library.search(QUESTION)
    picked = plugging.reranker(Settings(reranker="llamaindex:reordering:Holding#Reyes"))
    assert picked is not None
    moved = picked.rerank(QUESTION, plain)
    assert "Reyes" in moved.sentences[0].text and "Reyes" not in plain.sentences[0].text
    assert sorted(each.text for each in moved.sentences) == sorted(
        each.text for each in plain.sentences
    )
    assert [each.score for each in moved.sentences] == [each.score for each in plain.sentences]
    others = [each.text for each in plain.sentences if "Reyes" not in each.text]
    assert [each.text for each in moved.sentences if "Reyes" not in each.text] == others


def test_an_answer_is_drawn_from_what_the_reranker_put_first(library: Library) -> None:
    question = "What did it cost?"
    for word, source in (("Tarn", "bridge.md"), ("Quay", "harbour.txt")):
        spec = f"llamaindex:reordering:Holding#{word}"
        ranked = Assistant(library, Settings(reranker=spec)).search(question)
        best = max(ranked.evidence, key=lambda each: each.candidate.score)
        assert best.candidate.article.source == source


def test_a_reranker_that_ships_with_llamaindex_can_be_used(library: Library) -> None:
    spec = "llamaindex:llama_index.core.postprocessor:LongContextReorder"
    answer = Assistant(library, Settings(reranker=spec)).ask(QUESTION)
    assert answer.citations[0].source == "harbour.txt"


def test_a_reranker_that_fails_or_is_none_is_said_so(library: Library) -> None:
    failing = Assistant(library, Settings(reranker="llamaindex:reordering:Failing"))
    with pytest.raises(RerankerError, match="failed") as caught:
        failing.ask(QUESTION)
    assert "secret" not in str(caught.value)
    for spec, said in (
        ("cohere", "names no reranker"),
        ("llamaindex:llama_index.core:Document", "is no BaseNodePostprocessor"),
        ("llamaindex:llama_index.core.postprocessor:LLMRerank", "needs a language model"),
    ):
        with pytest.raises(SpecError, match=said):
            plugging.reranker(Settings(reranker=spec))
