"""Other ways of answering over the same folder, for rows side by side."""

from assistant.desk import Assistant
from evals.systems import System

NAMES = ("abstain", "bm25", "llamaindex")


def open_peer(name: str, desk: Assistant, model: str) -> System:
    """The peer of that name. Raises evals.systems.SystemUnusable."""
    if name == "llamaindex":
        from evals.peers.llamaindex import LlamaIndex

        return LlamaIndex(desk, model)
    from evals.peers.abstain import AlwaysAbstains
    from evals.peers.bm25 import FirstByBM25

    return {"abstain": AlwaysAbstains, "bm25": FirstByBM25}[name](desk)
