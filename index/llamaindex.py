"""The library as LlamaIndex has such things: a retriever and a tool.

Imported only when one is asked for: LlamaIndex takes seconds to import.
"""

import asyncio

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.core.tools import RetrieverTool

from index.catalog import Filter
from index.library import Library
from index.retrieval import Passage

_ABOUT = (
    "Finds passages of news articles, verbatim, with file, outlet and date. Useful for questions "
    "about {folder}. The input is a question in plain words."
)


class LibraryRetriever(BaseRetriever):
    """The `k` best passages for a question, best first, each `article.text[start:end]`.

    A node's `start_char_idx` and `end_char_idx` count into the article that `metadata["source"]`
    names. Scores are those of search, 0 to 1.
    """

    def __init__(self, library: Library, k: int, within: Filter) -> None:
        super().__init__()
        self._library, self._k, self._within = library, k, within

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._library.search(query_bundle.query_str, within=self._within)
        return [_node(passage) for passage in found.passages[: self._k]]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


def tool(library: Library, k: int, within: Filter) -> RetrieverTool:
    """The retriever as a tool for an agent."""
    return RetrieverTool.from_defaults(
        LibraryRetriever(library, k, within),
        name="search_articles",
        description=_ABOUT.format(folder=library.folder.name),
    )


def _node(passage: Passage) -> NodeWithScore:
    article = passage.article
    about = {
        "source": article.source,
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published.isoformat() if article.published else None,
    }
    node = TextNode(
        id_=f"{article.id}-{passage.start}",
        text=article.text[passage.start : passage.end],
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata={name: value for name, value in about.items() if value},
    )
    return NodeWithScore(node=node, score=passage.score)
