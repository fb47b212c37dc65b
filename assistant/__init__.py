"""Answers about a folder of news articles, each sentence tied to the exact words behind it.

from assistant import ask
print(ask("What has Honda said about the tie-up?"))
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.answering import Checked, Finished
    from assistant.answers import Answer, Citation, Disagreement, Sentence
    from assistant.conversation import Conversation
    from assistant.desk import Assistant, QuestionError, ask
    from assistant.models import SpecError
    from assistant.settings import Settings
    from assistant.turns import Turn
    from index.library import LibraryError

__all__ = [
    "Answer",
    "Assistant",
    "Checked",
    "Citation",
    "Conversation",
    "Disagreement",
    "Finished",
    "LibraryError",
    "QuestionError",
    "Sentence",
    "Settings",
    "SpecError",
    "Turn",
    "ask",
]
_FROM = {
    "Answer": "assistant.answers",
    "Assistant": "assistant.desk",
    "Checked": "assistant.answering",
    "Citation": "assistant.answers",
    "Conversation": "assistant.conversation",
    "Disagreement": "assistant.answers",
    "Finished": "assistant.answering",
    "LibraryError": "index.library",
    "QuestionError": "assistant.desk",
    "Sentence": "assistant.answers",
    "Settings": "assistant.settings",
    "SpecError": "assistant.models",
    "Turn": "assistant.turns",
    "ask": "assistant.desk",
}


def __getattr__(name: str) -> Any:
    """A name is loaded when it is first used: the command is ready to be stopped before that."""
    if name not in _FROM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_FROM[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
