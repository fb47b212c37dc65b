"""What a reader knows who comes to a sentence: the headline, who speaks, what was said before."""

import re
from dataclasses import dataclass

from assistant.voices import Voices
from index.retrieval import Candidate
from index.spans import Kind

_HEADLINE, _BEFORE = 100, 200
"""Characters that are kept of either: the first, and the last."""
_POINTS_BACK = re.compile(r"\b(?:he|she|they|his|her|hers|him|their|theirs|them)\b", re.I)
"""A word for somebody in the sentence before. With "it" and "this" among them, more of what only
continues an answer was taken for one."""


@dataclass(frozen=True, slots=True)
class Around:
    """The name of who speaks, the sentence before, and the headline; each may be empty."""

    speaker: str = ""
    before: str = ""
    headline: str = ""

    def __str__(self) -> str:
        return " ".join(
            part if part.endswith((".", "!", "?")) else f"{part}."
            for part in (self.speaker, self.before, self.headline)
            if part
        )


def around(candidate: Candidate, voices: Voices) -> Around:
    """What stands around a sentence that the sentence itself does not say.

    The speaker is given where the sentence does not name him, and the sentence before where a word
    points back to it.
    """
    text, article = candidate.text, candidate.article
    speaker = voices.speaker(candidate) or ""
    if speaker and re.search(rf"(?<!\w){re.escape(speaker.split()[-1])}(?!\w)", text):
        speaker = ""
    before = ""
    if candidate.n and _POINTS_BACK.search(text):
        last = candidate.spans[candidate.n - 1]
        if last.kind is Kind.BODY:
            before = _line(article.text[last.start : last.end])[-_BEFORE:]
    headline = _line(article.title or "")[:_HEADLINE]
    return Around(speaker, before, "" if headline in _line(text) else headline)


def _line(text: str) -> str:
    return " ".join(text.split())
