"""Embedders of others behind the protocol of the bundled one."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Protocol

import numpy as np

from assistant.completing import Endpoint, ModelError
from index.embedding import Embedder, EmbeddingError, Narrow, Pooled, Ranges, Tokens, Vectors

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

_TOGETHER = 16
"""Passages whose texts are sent at once, each with its sentences: about 7,000 tokens."""


class Encoder(Protocol):
    """Texts to vectors of any length. Raises EmbeddingError."""

    @property
    def spec(self) -> str: ...
    def texts(self, texts: Sequence[str]) -> list[list[float]]: ...
    def question(self, text: str) -> list[float]: ...


class Plugged:
    """An `index.embedding.Embedder` of two: vectors from an encoder, tokens from the bundled one.

    The encoder gives no token vectors, so each sentence is encoded by itself, without the passage
    around it. What reads tokens (the ranker, the checker) was fitted on the bundled encoder's, and
    keeps them. The fingerprint holds the spec and the width, so that indexes never mix.
    """

    def __init__(self, encoder: Encoder, bundled: Embedder) -> None:
        self._encoder, self._bundled = encoder, bundled

    @cached_property
    def dimension(self) -> int:
        """Asked of the encoder once."""
        return len(self._encoder.question("How wide is a vector?"))

    @cached_property
    def fingerprint(self) -> str:
        """Letters, digits and hyphens, as the name of a collection must be."""
        spec = self._encoder.spec
        name = re.sub(r"[^a-z0-9]+", "-", spec.lower()).strip("-")[-40:].strip("-")
        key = hashlib.sha256(f"{spec}\n{self._bundled.fingerprint}".encode()).hexdigest()[:12]
        return f"{name}-{self.dimension}-{key}"

    def pool(self, texts: Sequence[str], sentences: Sequence[Ranges]) -> Iterator[Pooled]:
        """Vectors for each text and for each (start, end) character range inside it, in order."""
        tokens = self._bundled.pool(texts, sentences)
        for at in range(0, len(texts), _TOGETHER):
            some = list(zip(texts, sentences, strict=True))[at : at + _TOGETHER]
            asked = [part for text, ranges in some for part in (text, *_cut(text, ranges))]
            vectors = iter(self._vectors(self._encoder.texts([_said(each) for each in asked])))
            for _, ranges in some:
                passage = next(vectors)
                rows = np.array(list(islice(vectors, len(ranges))), dtype=np.float32)
                kept = next(tokens).tokens
                yield Pooled(passage, rows.reshape(len(ranges), self.dimension), kept)

    def embed(self, text: str) -> Vectors:
        """A question's unit vector, shape (d,)."""
        [vector] = self._vectors([self._encoder.question(_said(text))])
        row: Vectors = vector
        return row

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Tokens as the bundled encoder sees them."""
        return self._bundled.tokens(texts)

    def narrow(self, vectors: Vectors) -> Narrow:
        """As the bundled encoder's."""
        return self._bundled.narrow(vectors)

    def widen(self, narrow: Narrow) -> Vectors:
        """As the bundled encoder's."""
        return self._bundled.widen(narrow)

    def _vectors(self, rows: Sequence[Sequence[float]]) -> Vectors:
        if any(len(row) != self.dimension for row in rows):
            raise EmbeddingError(
                f"the embedder {self._encoder.spec} gave vectors of several widths"
            )
        table = np.array(rows, dtype=np.float32)
        if not np.isfinite(table).all():
            raise EmbeddingError(f"the embedder {self._encoder.spec} gave vectors without numbers")
        norms = np.linalg.norm(table, axis=1, keepdims=True)
        unit: Vectors = (table / np.maximum(norms, 1e-12)).astype(np.float32)
        return unit


class ServerEncoder:
    """The model of a server that speaks OpenAI's protocol for embeddings."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    @property
    def spec(self) -> str:
        return self._endpoint.label

    def texts(self, texts: Sequence[str]) -> list[list[float]]:
        """One request; tried again twice when the server is busy or not there."""
        try:
            found = self._endpoint.embed(texts)
        except ModelError as error:
            raise EmbeddingError(f"the embedder {self.spec} {error}") from error
        if len(found) != len(texts):
            raise EmbeddingError(f"the embedder {self.spec} gave too few vectors")
        return found

    def question(self, text: str) -> list[float]:
        return self.texts([text])[0]


class LlamaIndexEncoder:
    """Any embedding class of LlamaIndex."""

    def __init__(self, spec: str, model: "BaseEmbedding") -> None:
        self.spec, self._model = spec, model

    def texts(self, texts: Sequence[str]) -> list[list[float]]:
        """As passages, which some models embed otherwise than questions."""
        try:
            found: list[list[float]] = self._model.get_text_embedding_batch(list(texts))
        except Exception as error:  # each class raises what its own library does
            raise self._failed(error) from error
        return found

    def question(self, text: str) -> list[float]:
        """As a question."""
        try:
            found: list[float] = self._model.get_query_embedding(text)
        except Exception as error:  # each class raises what its own library does
            raise self._failed(error) from error
        return found

    def _failed(self, error: Exception) -> EmbeddingError:
        return EmbeddingError(f"the embedder {self.spec} failed ({type(error).__name__})")


def _cut(text: str, ranges: Ranges) -> list[str]:
    return [text[start:end] for start, end in ranges]


def _said(text: str) -> str:
    return text if text.strip() else "."  # servers refuse an empty text
