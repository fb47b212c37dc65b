"""The writer that needs no model: the sources' own words, with who said them and when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.answers import Citations, Quote, Sentence, long_date, marks
from assistant.attribution import Attribution, attribute, resolve
from assistant.evidence import Evidence
from assistant.questions import Question, Wants
from index.library import Library
from index.retrieval import Candidate

MOST = 5
"""Quotations in one answer: what a reader takes in, and enough for a question of several parts."""
WORTH = 0.35
"""A further sentence must be at least this probable, relative to the best."""
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Written:
    """What a writer gives back. Without sentences that cite, it abstained."""

    sentences: tuple[Sentence, ...]
    citations: Citations
    closest: tuple[Quote, ...]
    abstained: bool

    @property
    def text(self) -> str:
        """One line for each sentence, ended by its marks."""
        lines = []
        for sentence in self.sentences:
            end = f" {marks(sentence.citations)}" if sentence.citations else ""
            lines.append(sentence.text + end)
        return "\n".join(lines)


def write(question: Question, evidence: Sequence[Evidence], library: Library) -> Written:
    """An answer from evidence that was judged to answer, best first."""
    if question.speaker and question.wants is Wants.SAID:
        told = _statements(question, question.speaker, evidence)
        if told is not None:
            return told
        if not _confident(evidence):
            return abstain(question, evidence, library)
    chosen = _choose(evidence)
    if question.latest:
        chosen = _newest_first(chosen)
    citations = Citations()
    sentences = _lines(chosen, citations)
    return Written(tuple(sentences), citations, (), False)


def abstain(question: Question, evidence: Sequence[Evidence], library: Library) -> Written:
    """"The articles do not say", what of the question no article has, and what comes nearest."""
    articles, _ = library.catalog.counts()
    which = f"None of the {articles} articles" if articles > 1 else "The article does not say, and"
    absent = [
        word.text for word in question.words if word.name and not library.frequency(word.stem)
    ]
    lines = ["The articles do not say." if articles != 1 else "The article does not say."]
    if question.speaker and question.wants is Wants.SAID:
        lines = [f"No article reports what {question.speaker} said about this."]
    if absent and articles > 1:
        lines.append(f"{which} mentions {_join(list(dict.fromkeys(absent)))}.")
    elif absent:
        lines = [f"The article does not say, and does not mention {_join(absent)}."]
    near = tuple(
        Quote(c.article.source, c.text, c.span.start, c.span.end)
        for c in (each.candidate for each in evidence[:_NEAREST])
    )
    sentences = tuple(Sentence(line, (), "stated by the search") for line in lines)
    return Written(sentences, Citations(), near, True)


def _confident(evidence: Sequence[Evidence]) -> bool:
    return bool(evidence) and evidence[0].probability >= 0.5


def _statements(
    question: Question, speaker: str, evidence: Sequence[Evidence]
) -> Written | None:
    """What someone said: their words first, then what others say of where they stand."""
    judged = [(each, attribute(speaker, each.candidate)) for each in evidence]
    judged = [(each, how) for each, how in judged if how]
    if not judged:
        return None
    best = max(each.probability for each, _ in judged)
    worth = [(each, how) for each, how in judged if each.probability >= best * 0.1]
    own = _distinct([each for each, how in worth if how.own or how.jointly])
    about = _distinct([each for each, how in worth if how.about and not how.jointly])
    own = _newest_first(own[: MOST - 1])
    about = _newest_first(about[: max(1, MOST - len(own))])
    citations = Citations()
    sentences = _lines(own, citations)
    hows = {id(each): how for each, how in judged}
    if not any(hows[id(each)].direct for each in own):
        said = f"No article quotes {speaker} itself." if not _person(speaker) else ""
        said = said or f"No article quotes {speaker} directly."
        sentences.append(Sentence(said, (), "stated by the search"))
    after = max((d for e in own if (d := e.candidate.article.published)), default=None)
    sentences += _lines(about, citations, newest=after)
    return Written(tuple(sentences), citations, (), False)


def _person(speaker: str) -> bool:
    return len(speaker.split()) > 1 and all(part[:1].isupper() for part in speaker.split())


def _choose(evidence: Sequence[Evidence]) -> list[Evidence]:
    if not evidence:
        return []
    floor = evidence[0].probability * WORTH
    return _distinct([each for each in evidence if each.probability >= floor])[:MOST]


def _distinct(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The same, without a sentence that an earlier one already says word for word."""
    kept: list[Evidence] = []
    for each in evidence:
        if not any(_same(each.candidate.text, other.candidate.text) for other in kept):
            kept.append(each)
    return kept


def _same(one: str, other: str) -> bool:
    a, b = set(re.findall(r"\w+", one.lower())), set(re.findall(r"\w+", other.lower()))
    return len(a & b) >= 0.85 * max(len(a), len(b), 1)


def _newest_first(evidence: Sequence[Evidence]) -> list[Evidence]:
    return sorted(
        evidence, key=lambda e: -(d.toordinal() if (d := e.candidate.article.published) else 0)
    )


def _lines(
    evidence: Sequence[Evidence], citations: Citations, newest: object = None
) -> list[Sentence]:
    lines = []
    for each in evidence:
        candidate = each.candidate
        day = candidate.article.published
        earlier = bool(day and newest and day < newest)  # type: ignore[operator]
        newest = max((d for d in (newest, day) if d), default=None)  # type: ignore[type-var]
        lines.append(_line(candidate, citations, earlier=earlier))
    return lines


def _line(candidate: Candidate, citations: Citations, *, earlier: bool) -> Sentence:
    article = candidate.article
    start, end = balanced(article.text, candidate.span.start, candidate.span.end)
    numbers = [citations.cite(article, start, end)]
    speaker = resolve(candidate)
    place = article.outlet or article.source
    when = f" ({long_date(article.published.isoformat())})" if article.published else ""
    lead = f"{speaker}, in {place}{when}" if speaker else f"{place}{when}"
    if earlier:
        lead = f"Earlier, {lead}"
    if speaker:
        named = _naming(candidate, speaker)
        numbers += [citations.cite(article, *named)] if named else []
    return Sentence(
        text=f"{lead}: {quoted(article.text[start:end])}",
        citations=tuple(numbers),
        support="verbatim",
        speaker=speaker,
        said_on=article.published.isoformat() if article.published else None,
    )


def _naming(candidate: Candidate, speaker: str) -> tuple[int, int] | None:
    """The nearest sentence before that names the speaker."""
    text = candidate.article.text
    for span in reversed(candidate.spans[: candidate.n]):
        if speaker in text[span.start : span.end]:
            return balanced(text, span.start, span.end)
    return None


def quoted(text: str) -> str:
    """The words in quotation marks, or bare when they hold quotation marks of their own."""
    return text if re.search("[\"\u201c\u201d]", text) else f"\u201c{text}\u201d"


def balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """The longest part of `text[start:end]` in which every quotation mark has its partner.

    A sentence cut from a longer quotation would otherwise make the words around it look quoted.
    """
    piece = text[start:end]
    lone = _lone(piece)
    if lone is None:
        return start, end
    left, right = (start, start + lone), (start + lone + 1, end)
    a, b = max((left, right), key=lambda part: part[1] - part[0])
    while a < b and text[a].isspace():
        a += 1
    while b > a and text[b - 1].isspace():
        b -= 1
    return balanced(text, a, b)


def _lone(piece: str) -> int | None:
    straight = [n for n, mark in enumerate(piece) if mark == '"']
    if len(straight) % 2:
        return straight[-1] if len(straight) > 1 or piece[0] != '"' else straight[0]
    opened: list[int] = []
    for n, mark in enumerate(piece):
        if mark == "\u201c":
            opened.append(n)
        elif mark == "\u201d":
            if not opened:
                return n
            opened.pop()
    return opened[-1] if opened else None


def _join(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


__all__ = ["Attribution", "Written", "abstain", "np", "replace", "write"]
