"""A follow-up made to stand alone by a model, where what it writes can be trusted."""

import re
from collections.abc import Sequence

from assistant import prompts
from assistant.completing import ModelError
from assistant.conferring import Talk
from assistant.patience import Caller
from assistant.turns import Turn

_MOST_TOKENS = 60
_LONGEST = 300
"""Characters: a question that reports what was said before is no question."""
_NAME = re.compile(r"\b[A-Z][\w'\u2019&-]+|\d[\d.,]*")
_MARK = re.compile(r"\[\d[\d,; ]*\]")


def rewrite(caller: Caller, question: str, turns: Sequence[Turn]) -> str | None:
    """The question as it stands alone, or None when the model fails or brings in something new.

    What it writes may name only what the conversation has named: a model that answers instead of
    asking, or asks of someone else, is not used.
    """
    talk = Talk(caller)
    shown = [(turn.rewritten.text, _MARK.sub("", turn.answer.text)) for turn in turns[-2:]]
    try:
        asked = prompts.rewrite(question, shown)
        reply = "".join(piece.text for piece in talk.say(asked, most=_MOST_TOKENS))
    except ModelError:
        return None
    line = next((line.strip(' "*`') for line in reply.splitlines() if line.strip()), "")
    said = " ".join([question, *(part for pair in shown for part in pair)]).lower()
    first, *rest = _NAME.findall(line) or [""]
    new = [name for name in rest if name.lower().removesuffix("'s") not in said]
    usable = line.endswith("?") and len(line) <= _LONGEST and first and not new
    return line if usable else None
