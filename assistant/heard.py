"""Answers from the ledger: all that someone has said, and whose the words are that are quoted."""

import re
from collections.abc import Sequence

from assistant.answers import Citations, Sentence, told_by, words_of
from assistant.evidence import Evidence
from assistant.questions import Question, Wants
from assistant.quotations import Line, Written, balanced, quoted
from assistant.quotes import variants
from index.library import Library
from index.testimony import Testimony, speaks

_MOST = 6
"""Statements in one answer; of each article the first are given before another's further ones."""
_BARE = re.compile(
    r"^\W*(?:and |so )?what (?:else )?(?:has|have|had|did|does|do) (?P<who>.+?) "
    r"(?:(?:actually|really|also|ever) )?(?:said?|say|tell|told|stated?|claim(?:ed)?)\W*$",
    re.I,
)
_WHOSE = re.compile(
    r"^\W*(?:and |so )?(?:who|which (?:\w+ )?(?:person|man|woman|official))"
    r" (?:(?:is|was|has|had|else|first|ever) )*"
    r"(?:said|says?|told|tells?|claimed|claims|called|calls|described|describes|put|warned|quoted"
    r"|spoke|talked|used the (?:words|phrase))\b"
    r"|\bwhose (?:words|phrase|quote|quotation)\b",
    re.I,
)
_QUOTED = re.compile(r"[\"\u201c]([^\"\u201c\u201d]+)[\"\u201d]")
_LEAST = 3
"""Words of a quotation that tell it from a title or a nickname."""
_FULL = re.compile(r"^[A-Z][\w'\u2019-]*(?: [A-Z][\w'\u2019.-]*)+$")


def heard(question: Question, evidence: Sequence[Evidence], library: Library) -> Written | None:
    """Whose the words are that a question quotes, or all that the one it asks about says.

    None where it asks for neither, or nobody in the articles that were found says it.
    """
    return _whose(question, evidence, library) or _all_of(question, evidence, library)


def _all_of(question: Question, evidence: Sequence[Evidence], library: Library) -> Written | None:
    """What the one asked about says in the articles that were found, newest first.

    Wordings of one quote stand together. Where several people have the surname that was asked for,
    each line names its own. None where the question has a subject, or nobody of that name speaks.
    """
    form = _BARE.search(question.text)
    if form is None or question.speaker is None or question.wants is not Wants.SAID:
        return None
    said = _statements(question.speaker, evidence, library)
    if not said:
        return None
    citations, lines = Citations(), list[Line]()
    taken: list[tuple[str, int, int]] = []
    told = {each.statement.speaker for each in said if _FULL.match(each.statement.speaker)}
    newest = min(map(_newest, said))
    for group in variants(_first(said)):
        for n, each in enumerate(sorted(group, key=_newest)):
            source, (start, end) = each.article.source, _extent(each, library)
            if any(source == s and start < b and a < end for s, a, b in taken):
                continue
            taken.append((source, start, end))
            lines.append(
                _line(
                    each,
                    (start, end),
                    citations,
                    reworded=n > 0,
                    named=len(told) > 1,
                    earlier=newest < _newest(each) < 0,
                )
            )
    return Written(tuple(lines), citations)


def _whose(question: Question, evidence: Sequence[Evidence], library: Library) -> Written | None:
    """The statements that hold the words a question quotes to ask whose they are.

    Letter case, marks and spaces do not count. None where nothing is quoted, or nobody of the
    articles that were found says it.
    """
    given = [_plain(words) for words in _QUOTED.findall(question.text)]
    given = [words for words in given if len(words.split()) >= _LEAST]
    if not given or not _WHOSE.search(_QUOTED.sub(" ", question.text)):
        return None
    articles = {each.candidate.article.id: each.candidate.article for each in evidence}
    said = [
        Testimony(article, statement)
        for article in articles.values()
        for statement in library.kept_statements(article.id) or ()
        if any(f" {words} " in f" {_plain(statement.content)} " for words in given)
    ]
    if not said:
        return None
    citations = Citations()
    lines = [
        _line(each, _extent(each, library), citations, reworded=False, named=True, earlier=False)
        for each in sorted(said, key=_newest)[:_MOST]
    ]
    return Written(tuple(lines), citations)


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.lower()))


def _statements(speaker: str, evidence: Sequence[Evidence], library: Library) -> list[Testimony]:
    articles = {each.candidate.article.id: each.candidate.article for each in evidence}
    return [
        Testimony(article, statement)
        for article in articles.values()
        for statement in library.kept_statements(article.id) or ()
        if speaks(speaker, statement) and not statement.declined
    ]


def _newest(each: Testimony) -> int:
    return -(each.article.published.toordinal() if each.article.published else 0)


def _first(said: Sequence[Testimony]) -> list[Testimony]:
    """So many as are shown, newest first: one of each article, their own words before reports."""
    ordered = sorted(said, key=lambda each: (each.statement.kind == "indirect", each.line))
    rank: dict[int, int] = {}
    met: dict[str, int] = {}
    for each in ordered:
        rank[id(each)] = met[each.article.id] = met.get(each.article.id, -1) + 1
    kept = sorted(ordered, key=lambda each: (rank[id(each)], _newest(each)))[:_MOST]
    return sorted(kept, key=lambda each: (_newest(each), each.line))


def _line(
    each: Testimony,
    at: tuple[int, int],
    citations: Citations,
    *,
    reworded: bool,
    named: bool,
    earlier: bool,
) -> Line:
    article, said = each.article, each.statement
    start, end = at
    day = article.published
    words = article.text[start:end]
    lead = "In other words, " if reworded else "Earlier, " if earlier else ""
    whose = told_by(article)
    if (named or said.speaker.split()[-1] not in words) and said.named:
        whose = words_of(said.speaker, article, quoted=said.kind != "indirect")
    return Line(
        Sentence(
            text=f"{lead}{whose}: {quoted(words)}",
            citations=(citations.cite(article, start, end),),
            support="verbatim",
            speaker=said.speaker if said.named else None,
            said_on=day.isoformat() if day else None,
        )
    )


def _extent(each: Testimony, library: Library) -> tuple[int, int]:
    """The whole sentences in which a statement and who makes it stand, as they can be quoted."""
    said = each.statement
    first = min(said.content_start, said.cue_start)
    last = max(said.parts[0][1], said.cue_end)
    entry = library.entry(each.article.id)
    spans = [s for s in entry.spans if s.start < last and first < s.end] if entry else []
    at = (spans[0].start, spans[-1].end) if spans else (first, last)
    return balanced(each.article.text, *at)
