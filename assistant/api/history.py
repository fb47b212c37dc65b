"""The turns before a question, for chats that clients send whole each time."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress

from assistant.api.requests import Message, Within
from assistant.desk import Assistant, QuestionError
from assistant.turns import Turn

_LOOKED_AT = 8
"""Turns before a question that it may lean on."""
_KEPT = 256
"""Chats whose turns are remembered; those of others are asked again."""

_Key = tuple[Within, str, tuple[str, ...]]


class Histories:
    """Remembers the turns of the last chats; thread-safe, and nothing is written down."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._kept: OrderedDict[_Key, tuple[Turn, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def before(self, within: Within, model: str, questions: Sequence[str]) -> tuple[Turn, ...]:
        """The turns of a chat's earlier questions, remembered or asked again without a model.

        What a client says that it was answered is not believed: only the articles are.
        """
        asked = tuple(questions)[-_LOOKED_AT:]
        known = next((n for n in range(len(asked), 0, -1) if (within, model, asked[:n]) in self), 0)
        with self._lock:
            turns = self._kept.get((within, model, asked[:known]), ())
        talk = self._assistant.conversation(after=turns)
        for question in asked[known:]:
            with suppress(QuestionError):
                for _ in talk.stream(question, **within.model_dump(), model="none"):
                    pass
        return talk.turns

    def keep(self, within: Within, model: str, questions: Sequence[str], turn: Turn) -> None:
        """Remember a turn as the last of a chat with these questions."""
        earlier = self.before(within, model, questions[:-1])
        with self._lock:
            key = (within, model, tuple(questions)[-_LOOKED_AT:])
            self._kept[key] = (*earlier, turn)[-_LOOKED_AT:]
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)

    def __contains__(self, key: _Key) -> bool:
        with self._lock:
            return key in self._kept


def questions(messages: Sequence[Message]) -> list[str]:
    """What the user asked, first to last. Raises QuestionError where the last word is another's."""
    if messages[-1].role != "user":
        raise QuestionError("the last message must be the user's: it is the question")
    return [each.text for each in messages if each.role == "user"]
