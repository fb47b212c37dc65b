"""Who speaks in a sentence: as the ledger of statements has it, or else by the sentence's form."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.attribution import NONE, Attribution, attribute, resolve
from assistant.names import only_namesakes
from index.library import Library
from index.retrieval import Candidate
from index.statements import Statement
from index.testimony import speaks

_BOTH = re.compile(r"\s(?:and|or)\s(?:the\s)?(?=[A-Z])")
_QUOTED = re.compile('["\u201c\u201d]')
_BESIDE = 40
"""Characters behind a speaker's name in which another's may stand: "said Hill and Calder"."""


class Voices:
    """Who speaks in the sentences that were found. The ledger is used as far as it is filled.

    Nothing is read into it here, since that takes seconds; `Assistant.sync` fills it.
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    def attribute(self, speaker: str, candidate: Candidate) -> Attribution:
        """How a sentence bears on the words of a speaker, or of any of "A and B"."""
        found = NONE
        for each in several(speaker):
            how = self._attribute(each, candidate)
            found = Attribution(
                own=found.own or how.own,
                direct=found.direct or how.direct,
                jointly=found.jointly or how.jointly,
                about=found.about or how.about,
            )
        return found

    def speaker(self, candidate: Candidate) -> str | None:
        """The name of the only one whose words a sentence gives, where the article has it."""
        kept = self._library.kept_statements(candidate.article.id)
        if kept is None:
            return resolve(candidate)
        heard = {s.speaker for s in _within(kept, candidate)}
        names = {s.speaker for s in _within(kept, candidate) if s.named}
        return names.pop() if len(heard) == len(names) == 1 else None

    def quotation(self, candidate: Candidate) -> tuple[int, int] | None:
        """Where the one quotation that a sentence is a part of begins and ends."""
        kept = self._library.kept_statements(candidate.article.id) or ()
        found = [s for s in _within(kept, candidate) if s.kind == "direct"]
        if len(found) != 1:
            return None
        [said] = found
        ends = (*said.parts[0], *said.parts[-1], said.cue_start, said.cue_end)
        return min(ends), max(ends)

    def _attribute(self, speaker: str, candidate: Candidate) -> Attribution:
        if only_namesakes(speaker, candidate.article.text):
            return NONE
        kept = self._library.kept_statements(candidate.article.id)
        here = _within(kept, candidate) if kept else []
        theirs = [said for said in here if speaks(speaker, said)]
        if theirs and all(said.declined for said in theirs):
            return Attribution(own=False, direct=False, jointly=False, about=True)
        if theirs:
            direct = any(said.kind != "indirect" for said in theirs)
            quoted = direct and bool(_QUOTED.search(_around(candidate)))
            return Attribution(own=True, direct=quoted, jointly=False, about=False)
        by_form = attribute(speaker, candidate)
        if by_form.own and here and not _beside(speaker, candidate.article.text, here):
            return replace(by_form, own=False, direct=False)
        return by_form


def several(speaker: str) -> list[str]:
    """The speakers of "Ines Calder and the Harbour Board"; one for most."""
    return [part.strip(" ,") for part in _BOTH.split(speaker) if part.strip(" ,")]


def _within(kept: Sequence[Statement], candidate: Candidate) -> list[Statement]:
    """The statements of which a sentence gives a part."""
    span = candidate.span
    return [said for said in kept if any(a < span.end and span.start < b for a, b in said.parts)]


def _around(candidate: Candidate) -> str:
    """The paragraph up to the end of a sentence, where its quotation may begin."""
    first = next(s for s in candidate.spans if s.paragraph == candidate.span.paragraph)
    return candidate.article.text[first.start : candidate.span.end]


def _beside(speaker: str, text: str, said: Sequence[Statement]) -> bool:
    """Whether the speaker is named where a statement names its own: "Hill and Calder said"."""
    name = re.compile(rf"(?<!\w){re.escape(speaker.split()[-1])}(?!\w)", re.I)
    for each in said:
        ends = each.speaker_start, each.speaker_end, each.cue_start, each.cue_end
        last = max(ends) + (_BESIDE if each.cue_end < each.speaker_end else 0)
        if name.search(text, min(ends), min([last, *(a for a, _ in each.parts if a > min(ends))])):
            return True
    return False
