"""Encoders that are stopped, or held up, before they give anything: texts wait for vectors then."""

import threading
from collections.abc import Iterator, Sequence

from index.embedding import MiniLM, Pooled, Ranges


class Interrupted(MiniLM):
    """The bundled one, stopped as by Ctrl-C at its first passages."""

    def pool(self, texts: Sequence[str], sentences: Sequence[Ranges]) -> Iterator[Pooled]:
        raise KeyboardInterrupt


class Held(MiniLM):
    """The bundled one, which says when it has begun and waits until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go_on = threading.Event(), threading.Event()

    def pool(self, texts: Sequence[str], sentences: Sequence[Ranges]) -> Iterator[Pooled]:
        self.begun.set()
        assert self.go_on.wait(60)
        return super().pool(texts, sentences)
