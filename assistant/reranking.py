"""Search's sentences in the order that a reranker of LlamaIndex gives them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from index.library import LibraryError
from index.retrieval import Candidate, Found

if TYPE_CHECKING:
    from llama_index.core.postprocessor.types import BaseNodePostprocessor

LOOKED_AT = 50
"""Sentences that a reranker is given, the best of search."""


class RerankerError(LibraryError):
    """The reranker could not be used; the message says so."""


class Reranker:
    """Puts the best sentences into the order that a LlamaIndex postprocessor gives them.

    What it leaves out follows in the old order. Scores stay in their places: the sentence that is
    second now has the score of the one that was, since the ranker was fitted on how they fall.
    """

    def __init__(self, spec: str, model: "BaseNodePostprocessor") -> None:
        self._spec, self._model = spec, model

    def rerank(self, question: str, found: Found) -> Found:
        """The sentences in their new order. Raises RerankerError."""
        some, rest = found.sentences[:LOOKED_AT], found.sentences[LOOKED_AT:]
        order = self._order(question, some)
        order += [n for n in range(len(some)) if n not in set(order)]
        moved = [
            replace(some[n], score=before.score) for n, before in zip(order, some, strict=True)
        ]
        return replace(found, sentences=(*moved, *rest))

    def _order(self, question: str, some: Sequence[Candidate]) -> list[int]:
        from llama_index.core.schema import NodeWithScore, TextNode

        nodes = [
            NodeWithScore(node=TextNode(id_=str(n), text=each.text), score=each.score)
            for n, each in enumerate(some)
        ]
        try:
            kept = self._model.postprocess_nodes(nodes, query_str=question)
            order = [int(each.node.node_id) for each in kept]
        except Exception as error:  # each class raises what its own library does
            raise RerankerError(
                f"the reranker {self._spec} failed ({type(error).__name__})"
            ) from error
        return [n for n in dict.fromkeys(order) if n < len(some)]
