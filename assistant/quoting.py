"""The writer that needs no model: the sources' own words, with who said them and when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answers import Citations, Quote, Sentence, long_date, marks
from assistant.attribution import attribute, resolve
from assistant.evidence import Evidence
from assistant.fitting import denied
from assistant.questions import Question, Wants
from index.library import Library
from index.retrieval import Candidate
from index.spans import Kind

MOST, MOST_OF_SEVERAL = 5, 8
"""Quotations in one answer: what a reader takes in; more where the question asks for several."""
WORTH, WORTH_OF_SEVERAL = 0.15, 0.05
"""A further sentence must be at least this probable, relative to the best."""
_NEAREST = 3
_SURE = 0.3
_READABLE = 420
"""Characters of one quotation that a reader takes in at once."""
_FOOTNOTE = re.compile(r"\[\d+\]")
_LEANS = re.compile(
    r"[\"\u201c]?(?:It|They|This|That|These|Those|He|She|His|Her|Its|Their|Both|Neither|Such|But|And|So)\b"
    r"|The (?:two|pair|deal|move|plan|latter|former)\b"
)


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
    best = evidence[0].candidate
    if denied(question, best.text, library.terms):
        note = _Group([], "The articles do not say so; they say otherwise:")
        return replace(_compose([note, _Group([evidence[0]], None)]), abstained=True)
    groups = None
    if question.speaker and question.wants is Wants.SAID:
        groups = _statements(question, question.speaker, evidence, library)
        if groups is None and evidence[0].probability < _SURE:
            return abstain(question, evidence, library)
    if groups is None:
        chosen = _choose(question, evidence)
        groups = [_Group(_newest_first(chosen) if question.latest else chosen, None)]
    return _compose(groups)


@dataclass(frozen=True, slots=True)
class _Group:
    """Quotations that belong together, and a note of ours to follow them."""

    evidence: Sequence[Evidence]
    note: str | None


def _compose(groups: Sequence[_Group]) -> Written:
    citations = Citations()
    sentences: list[Sentence] = []
    newest: date | None = None
    taken: list[tuple[str, int, int]] = []
    for group in groups:
        for each in group.evidence:
            candidate = each.candidate
            start, end = extent(candidate)
            source, day = candidate.article.source, candidate.article.published
            if any(source == s and start < b and a < end for s, a, b in taken):
                continue
            taken.append((source, start, end))
            earlier = day is not None and newest is not None and day < newest
            newest = max((d for d in (newest, day) if d), default=None)
            sentences.append(_line(candidate, (start, end), citations, earlier=earlier))
        if group.note:
            sentences.append(Sentence(group.note, (), "stated by the search"))
    return Written(tuple(sentences), citations, (), False)


def extent(candidate: Candidate) -> tuple[int, int]:
    """What to quote so that the sentence can be understood alone.

    A sentence that opens with "It" or "They" is quoted with the one before it in its paragraph,
    and one that is followed by such a sentence, when short, with that one.
    """
    text, spans, n = candidate.article.text, candidate.spans, candidate.n
    first = last = n
    while (
        _LEANS.match(text, spans[first].start)
        and first > 0
        and spans[first - 1].paragraph == spans[n].paragraph
        and spans[n].end - spans[first - 1].start <= _READABLE
    ):
        first -= 1
    if (
        n + 1 < len(spans)
        and spans[n + 1].paragraph == spans[n].paragraph
        and _LEANS.match(text, spans[n + 1].start)
        and spans[n + 1].end - spans[first].start <= _READABLE
    ):
        last = n + 1
    return balanced(text, spans[first].start, spans[last].end)


def abstain(question: Question, evidence: Sequence[Evidence], library: Library) -> Written:
    """ "The articles do not say", what of the question no article has, and what comes nearest."""
    articles, _ = library.catalog.counts()
    alone = articles == 1
    absent = [w.text for w in question.words if w.name and not library.frequency(w.stem)]
    lines = ["The article does not say." if alone else "The articles do not say."]
    if question.speaker and question.wants is Wants.SAID and not _speaks(question, evidence):
        lines.append(f"Nothing found reports what {question.speaker} said about this.")
    if absent:
        who = "It does not mention" if alone else f"None of the {articles} articles mentions"
        lines.append(f"{who} {_join(list(dict.fromkeys(absent)))}.")
    said = [each.candidate for each in evidence if not _headline(each)]
    near = tuple(Quote(c.article.source, c.text, c.span.start, c.span.end) for c in said[:_NEAREST])
    sentences = tuple(Sentence(line, (), "stated by the search") for line in lines)
    return Written(sentences, Citations(), near, True)


def _statements(
    question: Question, speaker: str, evidence: Sequence[Evidence], library: Library
) -> list[_Group] | None:
    """What someone said: their own words first, then what others say of where they stand."""
    judged = [(each, how) for each in evidence if (how := attribute(speaker, each.candidate))]
    if not judged:
        return None
    near = _nearness(question, speaker, [each for each, _ in judged], library)
    judged.sort(key=lambda pair: -near[id(pair[0])])
    own = _worth([each for each, how in judged if how.own or how.jointly], near)[: MOST - 2]
    about = _worth([each for each, how in judged if how.about and not how.jointly], near)
    hows = {id(each): how for each, how in judged}
    note = None
    if not any(hows[id(each)].direct for each in own):
        where = "No article" if _read_all(evidence, library) else "No passage that was found"
        note = f"{where} quotes {speaker} {'directly' if _person(speaker) else 'itself'}."
    return [_Group(_newest_first(own), note), _Group(_newest_first(about[: MOST - len(own)]), None)]


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
    return _distinct([each for each in evidence if near[id(each)] >= least])


def _speaks(question: Question, evidence: Sequence[Evidence]) -> bool:
    return any(attribute(question.speaker or "", each.candidate) for each in evidence)


def _person(speaker: str) -> bool:
    return len(speaker.split()) > 1 and all(part[:1].isupper() for part in speaker.split())


def _choose(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    if not evidence:
        return []
    floor = evidence[0].probability * (WORTH_OF_SEVERAL if question.several else WORTH)
    most = MOST_OF_SEVERAL if question.several else MOST
    worth = [each for each in evidence if each.probability >= floor]
    said = [each for each in worth if not _headline(each)]
    return _distinct(said or worth)[:most]


def _headline(evidence: Evidence) -> bool:
    """A headline says little that its article does not say better."""
    return evidence.candidate.span.kind in (Kind.HEADING, Kind.RELATED)


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


def _line(
    candidate: Candidate, quote: tuple[int, int], citations: Citations, *, earlier: bool
) -> Sentence:
    article = candidate.article
    words = article.text[slice(*quote)]
    numbers = [citations.cite(article, *quote)]
    speaker = resolve(candidate)
    place = article.outlet or article.source
    when = f" ({long_date(article.published.isoformat())})" if article.published else ""
    lead = f"{place}{when}"
    if speaker and speaker not in words:
        lead = f"{speaker}, in {lead}"
        numbers += (
            [citations.cite(article, *named)] if (named := _naming(candidate, speaker)) else []
        )
    if earlier:
        lead = f"Earlier, {lead}"
    return Sentence(
        text=f"{lead}: {quoted(words)}",
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
    return text if re.search('["\u201c\u201d]', text) else f"\u201c{text}\u201d"


def balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """The longest part of `text[start:end]` with no lone quotation mark and no `[3]` of its own.

    A sentence cut from a longer quotation would otherwise make the words around it look quoted, and
    a footnote's number would look like one of our marks.
    """
    lone, footnote = _lone(text[start:end]), _FOOTNOTE.search(text, start, end)
    if lone is not None:
        first, last = start + lone, start + lone + 1
    elif footnote:
        first, last = footnote.span()
    else:
        return start, end
    left, right = (start, first), (last, end)
    a, b = max((left, right), key=lambda part: part[1] - part[0])
    while a < b and text[a].isspace():
        a += 1
    while b > a and text[b - 1].isspace():
        b -= 1
    return balanced(text, a, b)


def _lone(piece: str) -> int | None:
    straight = [n for n, mark in enumerate(piece) if mark == '"']
    if len(straight) % 2:
        return straight[-1]
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
