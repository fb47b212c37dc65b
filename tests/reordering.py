"""Rerankers that LlamaIndex's own interface takes, for the tests to name by spec."""

from typing import Any

from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle


class Holding(BaseNodePostprocessor):
    """The sentences that hold a word come first, and of the rest none."""

    model: str = ""

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        assert query_bundle is not None
        return [each for each in nodes if self.model in each.node.get_content()]


class Failing(Holding):
    """It cannot be used."""

    def _postprocess_nodes(self, nodes: Any, query_bundle: Any = None) -> Any:
        raise ConnectionError("secret-key-123")
