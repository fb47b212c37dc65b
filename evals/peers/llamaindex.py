"""LlamaIndex as it comes: VectorStoreIndex on Chroma, CitationQueryEngine with the given model.

The embedder is the one Dateline uses, everything else LlamaIndex's default. It has no notion of
not answering: an answer that says so in words counts as an abstention (`_REFUSALS`).
Imported only when this peer is asked for: it needs the extra `peers`.
"""

import hashlib
import logging
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import chromadb
from chromadb.config import Settings as ChromaSettings
from llama_index.core import Document, StorageContext, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.callbacks import CallbackManager, TokenCountingHandler
from llama_index.core.constants import DEFAULT_CONTEXT_WINDOW, DEFAULT_NUM_OUTPUTS
from llama_index.core.llms import LLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.query_engine import CitationQueryEngine
from llama_index.core.schema import NodeWithScore, TextNode
from llama_index.core.vector_stores import FilterOperator, MetadataFilter, MetadataFilters
from llama_index.vector_stores.chroma import ChromaVectorStore

from assistant.answers import Answer, Citations, Sentence, marks
from assistant.completing import ModelError, explained
from assistant.desk import Assistant
from assistant.local import CONTEXT
from assistant.models import Models, SpecError
from assistant.refusals import OF_ONE_QUESTION
from evals.cases import Case
from evals.systems import RankedSentence, Reply, SystemUnusable
from index.articles import Article
from index.catalog import Entry, Filter
from index.embedding import Embedder, MiniLM

_RANKED = 10
_SOURCES = 3
"""Nodes that the engine reads, as in the example of LlamaIndex's own documentation."""
_PATIENCE = 300.0
"""Seconds for one reply: its prompts are long, and a model here reads a hundred tokens a second."""
_REFUSALS = re.compile(
    r"\b(do(es)? not|don't|doesn't|cannot|can't|no) (\w+ ){0,3}"
    r"(information|mention|mentioned|provide|contain|specify|state|say|determined?|sources?)\b"
    r"|\bnone of the (provided )?sources\b|\bempty response\b"
    r"|\bnot (mentioned|provided|specified)\b",
    re.I,
)
_MARK = re.compile(r"\[(\d+)\]")
_SENTENCE = re.compile(r"(?<=[.!?\]])\s+(?=[A-Z\"\u201c])")


class _Encoder(BaseEmbedding):
    """Our embedder, as LlamaIndex wants one."""

    _embedder: Embedder

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(model_name=embedder.fingerprint, embed_batch_size=32)
        self._embedder = embedder

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        pooled = self._embedder.pool(texts, [[] for _ in texts])
        return [each.passage.tolist() for each in pooled]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def index(
    articles: Sequence[Article], place: Path, *, chunk_tokens: int | None = None
) -> VectorStoreIndex:
    """LlamaIndex's index of these articles in a Chroma at `place`, made once for their content.

    `chunk_tokens` is the length of its nodes, without overlap; without it, its own defaults.
    """
    store, encoder = _store(articles, place), _Encoder(MiniLM())
    if store.client.count():
        return VectorStoreIndex.from_vector_store(store, embed_model=encoder)
    documents = [
        Document(
            text=article.text,
            metadata={"source": article.source},
            excluded_embed_metadata_keys=["source"],
            excluded_llm_metadata_keys=["source"],
        )
        for article in articles
    ]
    splitters = chunk_tokens and [SentenceSplitter(chunk_size=chunk_tokens, chunk_overlap=0)]
    return VectorStoreIndex.from_documents(
        documents,
        storage_context=StorageContext.from_defaults(vector_store=store),
        embed_model=encoder,
        transformations=splitters or None,
    )


def of_passages(entries: Sequence[Entry], place: Path) -> VectorStoreIndex:
    """The same of the passages that these articles were split into, with the vectors they have."""
    nodes = [
        TextNode(id_=id, text=entry.article.text[part.start : part.end], embedding=vector.tolist())
        for entry in entries
        for id, part, vector in zip(entry.chunk_ids, entry.chunks, entry.chunk_vectors, strict=True)
    ]
    store = _store([entry.article for entry in entries], place)
    context = StorageContext.from_defaults(vector_store=store)
    return VectorStoreIndex(nodes, storage_context=context, embed_model=_Encoder(MiniLM()))


def _store(articles: Sequence[Article], place: Path) -> ChromaVectorStore:
    """A Chroma at `place`, with a collection for these articles."""
    ids = "\n".join(sorted(article.id for article in articles))
    client = chromadb.PersistentClient(str(place), ChromaSettings(anonymized_telemetry=False))
    collection = client.get_or_create_collection(
        f"articles-{hashlib.sha256(ids.encode()).hexdigest()[:16]}", embedding_function=None
    )
    return ChromaVectorStore(chroma_collection=collection)


class LlamaIndex:
    """With the model "none" the first node's own words are the answer, never refused.

    Its ranking is of nodes, up to 1,024 tokens each, and not of sentences: hit@k and recall@k then
    say that a node holds what answers, which is easier than to be the sentence that does.
    """

    name = "llamaindex"

    def __init__(self, desk: Assistant, model: str, models: Models) -> None:
        self.model, self._desk = model, desk
        self._llm = _open_model(models, model)
        self._counter = TokenCountingHandler()
        self._articles = {article.source: article for article in desk.articles()}
        # It warns, on each metadata filter, that it has one.
        logging.getLogger("llama_index").setLevel(logging.ERROR)
        self._index = self._build()

    def ask(self, case: Case) -> Reply:
        within = Filter(until=case.as_of, sources=case.scope(self._articles))
        sources = self._passing(within) if within else None
        if sources == []:  # Chroma takes no empty list for a filter
            return Reply(self._first(case, ()), ())
        filters = _only(sources)
        nodes = self._index.as_retriever(similarity_top_k=_RANKED, filters=filters).retrieve(
            case.with_turns
        )
        ranked = tuple(found for node in nodes if (found := self._located(node)))
        if self._llm is None:
            return Reply(self._first(case, ranked), ranked)
        engine = CitationQueryEngine.from_args(
            self._index, llm=self._llm, similarity_top_k=_SOURCES, filters=filters
        )
        # The engine has just given the model a manager of its own, which counts nothing.
        self._llm.callback_manager = CallbackManager([self._counter])
        try:
            response = engine.query(case.with_turns)
        except Exception as error:  # what its client raises
            reason = explained(error)
            if str(reason) not in OF_ONE_QUESTION:
                raise
            return Reply(self._none(case, ranked, reason), ranked)
        return Reply(self._written(case, str(response), response.source_nodes, ranked), ranked)

    def _build(self) -> VectorStoreIndex:
        return index(list(self._articles.values()), self._desk.library.home / "llamaindex")

    def _passing(self, within: Filter) -> list[str]:
        passing = self._desk.library.catalog.matching(within)
        return [source for source, article in self._articles.items() if article.id in passing]

    def _located(self, node: NodeWithScore) -> RankedSentence | None:
        article = self._articles[node.node.metadata["source"]]
        place = _place(article, node.node.get_content())
        if place is None:
            return None
        start, end = place
        text = article.text[start:end]
        return RankedSentence(article.source, start, end, text, round(node.score or 0.0, 6))

    def _first(self, case: Case, ranked: Sequence[RankedSentence]) -> Answer:
        if not ranked:
            return Answer(case.question, "Empty Response", True, (), ())
        best, citations = ranked[0], Citations()
        n = citations.cite(self._articles[best.source], best.start, best.end)
        text = f"{best.text} {marks([n])}"
        return Answer(
            question=case.question,
            text=text,
            abstained=False,
            sentences=(Sentence(text, (n,), "verbatim"),),
            citations=citations.all(),
            probability=_likely(ranked),
        )

    def _none(self, case: Case, ranked: Sequence[RankedSentence], reason: ModelError) -> Answer:
        return Answer(
            question=case.question,
            text="Empty Response",
            abstained=True,
            sentences=(),
            citations=(),
            probability=_likely(ranked),
            writer="model",
            model=self.model,
            degraded=f"the model {self.model} {reason}",
        )

    def _written(
        self,
        case: Case,
        text: str,
        nodes: Iterable[NodeWithScore],
        ranked: Sequence[RankedSentence],
    ) -> Answer:
        citations, numbers = Citations(), dict[str, int]()
        cited = set(_MARK.findall(text))
        for place, node in enumerate(nodes, 1):
            words = node.node.get_content().partition("\n")[2].strip()  # after "Source N:"
            article = self._articles[node.node.metadata["source"]]
            if str(place) in cited and (found := _place(article, words)):
                numbers[str(place)] = citations.cite(article, *found)
        sentences = []
        for part in _SENTENCE.split(text.strip()):
            used = dict.fromkeys(numbers.get(mark, 0) for mark in _MARK.findall(part))
            # A mark that names no source keeps the number 0: it is counted as loose.
            sentences.append(Sentence(part, tuple(used), "verbatim"))
        return Answer(
            question=case.question,
            text=_MARK.sub(lambda m: f"[{numbers.get(m[1], 0)}]", text),
            abstained=bool(_REFUSALS.search(text)),
            sentences=tuple(sentences),
            citations=citations.all(),
            probability=_likely(ranked),
            writer="model",
            model=self.model,
            tokens=_tokens(self._counter),
        )


def _only(sources: Sequence[str] | None) -> MetadataFilters | None:
    if sources is None:
        return None
    only = MetadataFilter(key="source", value=list(sources), operator=FilterOperator.IN)
    return MetadataFilters(filters=[only])


def _likely(ranked: Sequence[RankedSentence]) -> float:
    """Its only confidence: the similarity of the first node."""
    return round(min(1.0, max(0.0, ranked[0].score)), 4) if ranked else 0.0


def _place(article: Article, words: str) -> tuple[int, int] | None:
    """Where a node's words stand, whatever became of the white space; None if they do not."""
    start = article.text.find(words)
    if start >= 0:
        return start, start + len(words)
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    match = re.search(pattern, article.text)
    return (match.start(), match.end()) if match else None


def _open_model(models: Models, spec: str) -> LLM | None:
    """LlamaIndex's own client of the model, at its address and no other; None without a model."""
    try:
        endpoint = models.endpoint(spec)
    except (SpecError, ModelError) as error:
        raise SystemUnusable(f"--model {spec}: {error}") from error
    if endpoint is None:
        return None
    context = CONTEXT if spec.startswith("local:") else DEFAULT_CONTEXT_WINDOW
    return endpoint.llm(
        context_window=context, max_tokens=DEFAULT_NUM_OUTPUTS, timeout=_PATIENCE, max_retries=2
    )


def _tokens(counter: TokenCountingHandler) -> dict[str, int]:
    """What the model read and wrote since the counter was last asked, counted by LlamaIndex."""
    read, written = counter.prompt_llm_token_count, counter.completion_llm_token_count
    counter.reset_counts()
    return {"read": read, "written": written} if read else {}
