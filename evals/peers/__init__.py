"""Other ways of answering over the same folder, for rows side by side."""

from assistant.desk import Assistant
from assistant.models import Models
from evals.systems import System, SystemUnusable

NAMES = ("abstain", "bm25", "llamaindex")


def open_peer(name: str, desk: Assistant, model: str, models: Models) -> System:
    """The peer of that name; `models` opens what it writes with, and stops it in the end.

    Raises evals.systems.SystemUnusable.
    """
    if name == "llamaindex":
        try:
            from evals.peers.llamaindex import LlamaIndex
        except ModuleNotFoundError as error:
            raise SystemUnusable(
                f"the peer llamaindex needs {error.name}; in the project's folder run: "
                "pip install -e '.[peers]'"
            ) from error
        return LlamaIndex(desk, model, models)
    if model != "none":
        raise SystemUnusable(f"the peer {name} uses no model; leave --model out")
    from evals.peers.abstain import AlwaysAbstains
    from evals.peers.bm25 import FirstByBM25

    return AlwaysAbstains() if name == "abstain" else FirstByBM25(desk)
