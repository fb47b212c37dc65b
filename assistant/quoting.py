"""The writer that needs no model: the sources' own words, with who said them and when."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answers import Citations, Disagreement, Quote, Sentence, Side
from assistant.attribution import attribute
from assistant.disagreements import Difference, dispute
from assistant.evidence import Evidence
from assistant.fitting import denied
from assistant.questions import Question, Wants
from assistant.quotations import Group, Line, Written, compose
from index.articles import Article
from index.library import Library
from index.origins import Origin
from index.spans import Kind

MOST, MOST_OF_SEVERAL = 5, 8
"""Quotations in one answer: what a reader takes in; more where the question asks for several."""
WORTH, WORTH_OF_SEVERAL = 0.15, 0.05
"""A further sentence must be at least this probable, relative to the best."""
_NEAREST = 3
_WITNESSES = 2
"""Sentences that are quoted for each side of a disagreement, at most."""
_SURE = 0.3


def write(question: Question, evidence: Sequence[Evidence], library: Library) -> Written:
    """An answer from evidence that was judged to answer, best first.

    Below it stands which of the quoted articles are one source and not several.
    """
    written = _answer(question, evidence, library)
    articles = {
        a.id: a for line in written.lines if line.evidence for a in [_article(line.evidence)]
    }
    notes = [
        Line(Sentence(said, (), "stated by the search"))
        for origin in library.origins(list(articles.values()))
        if (said := _one_source(origin))
    ]
    return replace(written, lines=(*written.lines, *notes))


def _article(evidence: Evidence) -> Article:
    return evidence.candidate.article


def _one_source(origin: Origin) -> str:
    """That several outlets are one source; empty for one outlet."""
    names = list(dict.fromkeys(each.outlet or each.source for each in origin.articles))
    if len(names) < 2:
        return ""
    what = f"pass on one report, by {origin.outlet}" if origin.outlet else "carry the same text"
    return f"{_join(names, 'and')} {what}: they count as one source."


def _answer(question: Question, evidence: Sequence[Evidence], library: Library) -> Written:
    best = evidence[0].candidate
    if denied(question, best.text, library.terms):
        note = Group([], "The articles do not say so; they say otherwise:")
        return replace(compose([note, Group([evidence[0]], None)]), abstained=True)
    groups = None
    if question.speaker and question.wants is Wants.SAID:
        groups = _statements(question, question.speaker, evidence, library)
        if groups is None and evidence[0].probability < _SURE:
            return abstain(question, evidence, library)
    if groups is None:
        chosen = _choose(question, evidence)
        if found := dispute(question, chosen, evidence):
            return _disputed(question, found, _choose(replace(question, several=True), evidence))
        groups = [Group(_newest_first(chosen) if question.latest else chosen)]
    return compose(groups)


def _disputed(
    question: Question, found: Sequence[Difference], chosen: Sequence[Evidence]
) -> Written:
    """Every side in its own words, newest first, below a line that says they differ.

    Of the rest that was chosen, only what other articles say is added.
    """
    differ = sorted(found, key=lambda each: -_day(each.evidence[0]))
    contested = [each for side in differ for each in side.evidence[:_WITNESSES]]
    heard = {each.candidate.article.source for each in contested}
    rest = [each for each in chosen if each.candidate.article.source not in heard]
    written = compose([Group([*contested, *rest][:MOST_OF_SEVERAL])])
    said = [
        [line.sentence for line in written.lines if line.evidence in each.evidence]
        for each in differ
    ]
    sides = tuple(
        Side(" ".join(line.text for line in lines), tuple(line.citations[0] for line in lines))
        for lines in said
    )
    values = _join([f"\u201c{each.value}\u201d" for each in differ], "and")
    note = Sentence(
        f"The articles give different answers: {values}.",
        tuple(n for side in sides for n in side.citations[:1]),
        "stated by the search",
    )
    return replace(
        written,
        lines=(Line(note), *written.lines),
        disagreements=(Disagreement(question.text, sides),),
    )


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
    ours = tuple(Line(Sentence(line, (), "stated by the search")) for line in lines)
    return Written(ours, Citations(), near, abstained=True)


def _statements(
    question: Question, speaker: str, evidence: Sequence[Evidence], library: Library
) -> list[Group] | None:
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
    return [Group(_newest_first(own), note), Group(_newest_first(about[: MOST - len(own)]), None)]


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
    return sorted(evidence, key=lambda each: -_day(each))


def _day(evidence: Evidence) -> int:
    published = evidence.candidate.article.published
    return published.toordinal() if published else 0


def _join(names: Sequence[str], word: str = "or") -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"
