"""The assistant as LlamaIndex has such things: a query engine and a tool.

Imported only when one is asked for: LlamaIndex takes seconds to import.
"""

import asyncio
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import Response
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.core.tools import QueryEngineTool

from assistant.answers import Answer, Citation
from assistant.desk import Assistant

_ABOUT = (
    "Answers questions about news articles, {folder}. Every sentence of the answer ends with marks "
    "such as [1] for the exact words behind it; it says so when the articles do not answer."
)


class AnswerEngine(BaseQueryEngine):
    """Answers as `Assistant.ask` does, whatever model LlamaIndex is set up with.

    The response's text ends with its sources; `source_nodes` are the citations, in order of their
    numbers, and `metadata["dateline"]` is the whole answer, as `Answer.to_json` gives it.
    """

    def __init__(self, assistant: Assistant, options: dict[str, Any]) -> None:
        super().__init__(callback_manager=None)
        self._assistant, self._options = assistant, options

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = self._assistant.ask(query_bundle.query_str, **self._options)
        return Response(
            response=answer.to_markdown(),
            source_nodes=[_node(each, answer) for each in answer.citations],
            metadata={"dateline": answer.to_json()},
        )

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)


def tool(assistant: Assistant, options: dict[str, Any]) -> QueryEngineTool:
    """The engine as a tool for an agent."""
    return QueryEngineTool.from_defaults(
        AnswerEngine(assistant, options),
        name="ask_articles",
        description=_ABOUT.format(folder=assistant.library.folder.name),
    )


def _node(citation: Citation, answer: Answer) -> NodeWithScore:
    about = {
        "n": citation.n,
        "source": citation.source,
        "title": citation.title,
        "outlet": citation.outlet,
        "published": citation.published,
        "line": citation.line,
    }
    node = TextNode(
        text=citation.quote,
        start_char_idx=citation.start,
        end_char_idx=citation.end,
        metadata={name: value for name, value in about.items() if value is not None},
    )
    return NodeWithScore(node=node, score=answer.probability)
