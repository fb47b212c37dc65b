"""The writer that needs no model: the sources' own words, with who said them and when."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answers import Citations, Quote, Sentence, long_date
from assistant.disagreements import dispute
from assistant.evidence import Evidence, distinct, newest_first
from assistant.fitting import denied
from assistant.questions import Question, Wants
from assistant.quotations import Group, Line, Written, compose
from assistant.sayings import called, sayings
from assistant.sides import disputed
from assistant.voices import Voices
from index.articles import Article
from index.catalog import Filter
from index.dates import Dated, read
from index.intervals import Interval
from index.library import Library
from index.origins import Origin
from index.spans import Kind

MOST, MOST_OF_SEVERAL = 5, 8
"""Quotations in one answer: what a reader takes in; more where the question asks for several."""
WORTH, WORTH_OF_SEVERAL = 0.15, 0.05
"""A further sentence must be at least this probable, relative to the best."""
_WEEKDAY = re.compile(
    r"(?:last\s+|next\s+|this\s+)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|tomorrow)$",
    re.I,
)
_CREDIT = re.compile(
    r"^\((?=[^()]*(?:/|\b(?:file|composite|photo|image|handout|via|ap|afp|reuters|getty)\b))"
    r"[^()]{1,60}\)\W*$",
    re.I,
)
_NEAREST = 3
_SURE = 0.3


def write(
    question: Question, evidence: Sequence[Evidence], library: Library, voices: Voices
) -> Written:
    """An answer from evidence that was judged to answer, best first.

    Below it stands which of the quoted articles are one source and not several; those that differ
    on what is asked are not.
    """
    written = _answer(question, evidence, library, voices)
    articles = {
        a.id: a for line in written.lines if line.evidence for a in [_article(line.evidence)]
    }
    differ = _sources_of_sides(written)
    notes = [
        Line(Sentence(said, (), "stated by the search"))
        for origin in library.origins(list(articles.values()))
        if len(differ & {each.source for each in origin.articles}) < 2
        if (said := _one_source(origin))
    ]
    return replace(written, lines=(*_with_days(question, written.lines), *notes))


def _with_days(question: Question, lines: Sequence[Line]) -> Sequence[Line]:
    """Behind the first line that answers "when" with a bare "Thursday", which day that is.

    A line counts that has no other date, of an article whose own date is known.
    """
    if question.wants is not Wants.WHEN:
        return lines
    for n, line in enumerate(lines):
        article = _article(line.evidence) if line.evidence else None
        if line.evidence is None or article is None or article.published is None:
            continue
        match read(line.evidence.candidate.text, article.published):
            case [Dated(words=words, interval=Interval(first=day))] if _WEEKDAY.match(words):
                on = long_date(day.isoformat())
                says = f"By the date of that article, \u201c{words}\u201d is {on}."
                told = Line(Sentence(says, line.sentence.citations[:1], "stated by the search"))
                return (*lines[: n + 1], told, *lines[n + 1 :])
    return lines


def _sources_of_sides(written: Written) -> set[str]:
    """The files in which the different answers stand."""
    quoted = {citation.n: citation.source for citation in written.citations.all()}
    return {
        quoted[n]
        for disagreement in written.disagreements
        for side in disagreement.sides
        for n in side.citations
    }


def _article(evidence: Evidence) -> Article:
    return evidence.candidate.article


def _one_source(origin: Origin) -> str:
    """That several outlets are one source; empty for one outlet."""
    names = list(dict.fromkeys(each.outlet or each.source for each in origin.articles))
    if len(names) < 2:
        return ""
    what = f"pass on one report, by {origin.outlet}" if origin.outlet else "carry the same text"
    return f"{_join(names, 'and')} {what}: they count as one source."


def _answer(
    question: Question, evidence: Sequence[Evidence], library: Library, voices: Voices
) -> Written:
    best = evidence[0].candidate
    if denied(question, best.text, library.terms):
        note = Group([], "The articles do not say so; they say otherwise:")
        return replace(compose([note, Group([evidence[0]], None)], voices), abstained=True)
    groups = None
    if question.speaker and question.wants is Wants.SAID:
        groups = sayings(question, question.speaker, evidence, library, voices)
        if groups is None and evidence[0].probability < _SURE:
            return abstain(question, evidence, library, voices)
    if groups is None:
        chosen = choose(question, evidence)
        if found := dispute(question, chosen, evidence):
            rest = choose(replace(question, several=True), evidence)
            return disputed(question, found, rest, voices)
        groups = [Group(newest_first(chosen) if question.latest else chosen)]
    return compose(groups, voices)


def abstain(
    question: Question,
    evidence: Sequence[Evidence],
    library: Library,
    voices: Voices,
    unmet: str = "",
) -> Written:
    """ "The articles do not say", what of the question no article has, and what comes nearest.

    `unmet` is a word of the question for something that nothing found tells of.
    """
    articles, _ = library.catalog.counts()
    alone = articles == 1
    outlets = [n for n in question.names if library.catalog.how_many(Filter(outlets=(n,)))]
    absent = [
        w.text
        for w in question.words
        if w.name and not library.frequency(w.stem) and w.text not in " ".join(outlets)
    ]
    lines = ["The article does not say." if alone else "The articles do not say."]
    theirs: list[Evidence] = []
    if (speaker := question.speaker) and question.wants is Wants.SAID:
        theirs = [each for each in evidence if voices.attribute(speaker, each.candidate)]
        if theirs:
            lines.append(f"What was found of the words of {called(speaker)} is not about this.")
        else:
            lines.append(f"Nothing found reports what {called(speaker)} said about this.")
    if absent:
        who = "It does not mention" if alone else f"None of the {articles} articles mentions"
        lines.append(f"{who} {_join(list(dict.fromkeys(absent)))}.")
    elif unmet and question.wants is not Wants.SAID:
        about = f"is about {_join(question.names, 'and')}, but " if question.names else "is "
        lines.append(f"What was found {about}not about this: {unmet}.")
    own = {id(each) for each in theirs}
    rest = [each for each in evidence if id(each) not in own and not _headline(each)]
    said = [each.candidate for each in (*theirs, *rest)]
    near = tuple(Quote(c.article.source, c.text, c.span.start, c.span.end) for c in said[:_NEAREST])
    ours = tuple(Line(Sentence(line, (), "stated by the search")) for line in lines)
    return Written(ours, Citations(), near, abstained=True)


def choose(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The sentences that an answer quotes, best first."""
    if not evidence:
        return []
    floor = evidence[0].probability * (WORTH_OF_SEVERAL if question.several else WORTH)
    most = MOST_OF_SEVERAL if question.several else MOST
    worth = [each for each in evidence if each.probability >= floor]
    said = [each for each in worth if not _headline(each)]
    return distinct(said or worth)[:most]


def _headline(evidence: Evidence) -> bool:
    """A headline or a picture's credit says little that its article does not say better."""
    candidate = evidence.candidate
    return candidate.span.kind in (Kind.HEADING, Kind.RELATED) or bool(
        _CREDIT.match(candidate.text)
    )


def _join(names: Sequence[str], word: str = "or") -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"
