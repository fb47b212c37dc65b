"""Answers about a folder of news articles, each sentence tied to the exact words behind it.

from assistant import ask
print(ask("What has Honda said about the tie-up?"))
"""

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
