"""What someone has said, for an answer: their own words, and apart from them what others say."""

import re
from collections.abc import Sequence

from assistant.attribution import Attribution
from assistant.content import FUNCTION
from assistant.evidence import Evidence, distinct, newest_first
from assistant.questions import Question, Wants
from assistant.quotations import Group
from assistant.voices import Voices, several
from index.library import Library
from index.people import is_person
from index.testimony import together

_MOST, _MOST_OWN = 5, 4
_ALIKE = 0.6
"""Share of the words of two quotes that are the same, above which they are wordings of one."""
_TELLING = 0.5
"""The same of those that are no function words."""
_PLAIN = re.compile(r"\b[a-z]\w*")
"""Words that are no names: two quotes of "Mayor Ingrid Solheim" share hers whatever she says."""


def sayings(
    question: Question,
    speaker: str,
    evidence: Sequence[Evidence],
    library: Library,
    voices: Voices,
) -> list[Group] | None:
    """Their own words first, newest first, and below them what others say of where they stand.

    Of "A and B" both are heard. None where no sentence that was found is theirs or about them.
    """
    hows = {
        id(each): how for each in evidence if (how := voices.attribute(speaker, each.candidate))
    }
    judged = [each for each in evidence if id(each) in hows]
    if not judged:
        return None
    near = _nearness(question, speaker, judged, library)
    judged.sort(key=lambda each: -near[id(each)])
    theirs = [each for each in judged if _is_own(hows[id(each)])]
    own = _own(speaker, theirs, near, voices)
    own += [each for each in theirs if _is_another(each, own)][: _MOST - len(own)]
    about = _worth([each for each in judged if hows[id(each)].about], near)
    note = None
    if not any(hows[id(each)].direct for each in own):
        note = not_quoted(speaker, evidence, library)
    first, reworded = _wordings(newest_first(own))
    others = newest_first([each for each in about if each not in own][: max(0, _MOST - len(own))])
    return [Group(first, note, reworded), Group(others, None)]


def nearest(
    question: Question, evidence: Sequence[Evidence], library: Library, voices: Voices
) -> float | None:
    """How near the speaker's own words, or a report of where they stand, come to what is asked.

    The cosines of a sentence and of its passage to the topic, added, about 0 to 2. None where the
    question asks for nobody's words, or nothing of theirs was found.
    """
    speaker = question.speaker
    if speaker is None or question.wants is not Wants.SAID:
        return None
    hows = {id(each): voices.attribute(speaker, each.candidate) for each in evidence}
    theirs = [each for each in evidence if _is_own(hows[id(each)]) or hows[id(each)].about]
    near = _nearness(question, speaker, theirs, library) if theirs else {}
    return max(near.values(), default=None)


def not_quoted(speaker: str, evidence: Sequence[Evidence], library: Library) -> str:
    """That nobody quotes them; of all articles only where all have been looked at."""
    where = "No article" if _read_all(evidence, library) else "No passage that was found"
    several = speaker.split()[-1].islower()  # "Nissan executives"
    how = "directly" if several or _person(speaker, evidence, library) else "itself"
    return f"{where} quotes {called(speaker)} {how}."


def called(speaker: str) -> str:
    """A speaker as a sentence of ours names one: "the companies", "the mayor of Tarn", "Honda"."""
    return f"the {speaker}" if speaker[:1].islower() else speaker


def _is_own(how: Attribution) -> bool:
    return how.own or (how.jointly and not how.about)


def _own(
    speaker: str, evidence: Sequence[Evidence], near: dict[int, float], voices: Voices
) -> list[Evidence]:
    """The nearest ones, and for "A and B" the nearest of each first."""
    worth = _worth(evidence, near)
    parts = several(speaker)
    if len(parts) == 1:
        return worth[:_MOST_OWN]
    heads = [
        next((each for each in evidence if voices.attribute(part, each.candidate).own), None)
        for part in parts
    ]
    return distinct([each for each in (*heads, *worth) if each])[:_MOST]


def _read_all(evidence: Sequence[Evidence], library: Library) -> bool:
    """Whether every passage is among the evidence: only then is "no article" true."""
    read = {(e.candidate.article.source, e.candidate.chunk.start) for e in evidence}
    return len(read) == library.catalog.counts()[1]


def _nearness(
    question: Question, speaker: str, evidence: Sequence[Evidence], library: Library
) -> dict[int, float]:
    """How near each sentence and its passage are to the topic: the question without the speaker.

    With the speaker's name left in, whatever names the speaker looks near.
    """
    topic = library.embedder.embed(question.text.replace(speaker, " "))
    near = {}
    for each in evidence:
        candidate = each.candidate
        entry = library.entry(candidate.article.id)
        if entry is None:
            continue
        passage = entry.chunk_vectors[entry.chunks.index(candidate.chunk)]
        near[id(each)] = float((entry.vectors[candidate.n] + passage) @ topic)
    return {id(each): near.get(id(each), 0.0) for each in evidence}


def _worth(evidence: Sequence[Evidence], near: dict[int, float]) -> list[Evidence]:
    """Those at least half as near to the topic as the nearest."""
    nearest = max((near[id(each)] for each in evidence), default=0.0)
    least = nearest - abs(nearest) / 2
    return distinct([each for each in evidence if near[id(each)] >= least])


def _wordings(evidence: Sequence[Evidence]) -> tuple[list[Evidence], list[Evidence]]:
    """The same with other articles' wordings of a quote behind it, and which those are."""
    ordered: list[Evidence] = []
    reworded: list[Evidence] = []
    for each in evidence:
        same = [n for n, other in enumerate(ordered) if _is_wording(each, other)]
        if same:
            reworded.append(each)
        ordered.insert(same[-1] + 1 if same else len(ordered), each)
    return ordered, reworded


def _is_another(one: Evidence, among: Sequence[Evidence]) -> bool:
    """Whether it is another wording of one of these, and not the same words again."""
    return len(distinct([*among, one])) > len(among) and any(
        _is_wording(one, other) for other in among
    )


def _is_wording(one: Evidence, other: Evidence) -> bool:
    if one.candidate.article.id == other.candidate.article.id:
        return False
    a, b = (set(_PLAIN.findall(each.candidate.text)) for each in (one, other))
    if min(len(a), len(b)) < 6 or len(a & b) < _ALIKE * min(len(a), len(b)):
        return False
    least = min(len(a - FUNCTION), len(b - FUNCTION))
    return len((a & b) - FUNCTION) >= max(1, _TELLING * least)


def _person(speaker: str, evidence: Sequence[Evidence], library: Library) -> bool:
    """Whether it is a person's name: one with a first name, here or as the ledger has it."""
    if " " in speaker:
        return all(part[:1].isupper() for part in speaker.split())
    first = re.compile(rf"(\w+) {re.escape(speaker)}(?!\w)")
    if any(
        is_person(f"{before} {speaker}")
        for each in evidence
        for before in first.findall(each.candidate.text)
    ):
        return True
    articles = {each.candidate.article.id for each in evidence}
    return any(
        said.named and name.endswith(f" {speaker}")
        for id in articles
        for said in library.kept_statements(id) or ()
        for name in together(said.speaker)
    )
