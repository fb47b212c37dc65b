"""Quotations laid out as an answer: whole enough to be read alone, and said whose they are."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answers import Citations, Disagreement, Quote, Sentence, marks, told_by, words_of
from assistant.evidence import Evidence
from assistant.voices import Voices
from assistant.weekdays import written_before
from index.articles import Article
from index.datelines import after_dateline
from index.retrieval import Candidate
from index.spans import Kind

_READABLE = 420
"""Characters of one quotation that a reader takes in at once."""
_FOOTNOTE = re.compile(r"\[\d+\]")
_PLACE, _ASIDE = re.compile(r"[A-Z]{3,}"), re.compile(r"\([^)]*\)")
_QUOTES = re.compile('["\u201c\u201d]')
_HEADING = re.compile(r"#{1,6}[ \t]+(?=\S)")
_EMPHASIS, _EMPHASIS_ENDS = re.compile(r"(\*{1,3}|_{1,3})(?=\w)"), re.compile(r"(?<=\S)[*_]{1,3}$")
_LEANS = re.compile(
    r"[\"\u201c]?(?:It|They|This|That|These|Those|He|She|His|Her|Its|Their|Both|Neither|Such|But|And|So)\b"
    r"|The (?:two|pair|deal|move|plan|latter|former|company|firm|agency|automaker|carmaker)\b"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of an answer, and the evidence it quotes; none for a sentence of ours."""

    sentence: Sentence
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What a writer gives back; `abstained` where it does not answer."""

    lines: tuple[Line, ...]
    citations: Citations
    closest: tuple[Quote, ...] = ()
    abstained: bool = False
    disagreements: tuple[Disagreement, ...] = ()

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(line.sentence for line in self.lines)

    @property
    def text(self) -> str:
        """One line for each sentence, ended by its marks."""
        return "\n".join(
            f"{s.text} {marks(s.citations)}" if s.citations else s.text for s in self.sentences
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Quotations that belong together, and a note of ours to follow them.

    `reworded` are those of them that render the same words as the one before, differently.
    """

    evidence: Sequence[Evidence]
    note: str | None = None
    reworded: Sequence[Evidence] = ()


def compose(groups: Sequence[Group], voices: Voices) -> Written:
    """One line for each quotation, in order; what an earlier one has already quoted is left out.

    A line is marked "Earlier" where one before it is from a later day, and "Probably earlier" where
    its article has no date and the weekdays that it names show that.
    """
    citations = Citations()
    lines: list[Line] = []
    newest: date | None = None
    shown: dict[str, Candidate] = {}
    taken: list[tuple[str, int, int]] = []
    for group in groups:
        for each in group.evidence:
            candidate = each.candidate
            start, end = extent(candidate, voices)
            source, day = candidate.article.source, candidate.article.published
            if any(source == s and start < b and a < end for s, a, b in taken):
                continue
            taken.append((source, start, end))
            earlier = day is not None and newest is not None and day < newest
            newest = max((d for d in (newest, day) if d), default=None)
            lead = "Earlier, " if earlier else ""
            if day is None and _written_before(candidate, shown.values()):
                lead = "Probably earlier, by the weekdays it names, "
            shown[source] = candidate
            if each in group.reworded:
                lead = f"{lead}in other words, " if lead else "In other words, "
            quote = (start, end)
            lines.append(Line(_line(candidate, quote, citations, voices, lead), each))
        if group.note:
            lines.append(Line(Sentence(group.note, (), "stated by the search")))
    return Written(tuple(lines), citations)


def _written_before(one: Candidate, shown: Iterable[Candidate]) -> bool:
    body = _body(one)
    return any(written_before(body, _body(other)) for other in shown)


def _body(candidate: Candidate) -> list[str]:
    text = candidate.article.text
    return [text[s.start : s.end] for s in candidate.spans if s.kind is Kind.BODY]


def extent(candidate: Candidate, voices: Voices) -> tuple[int, int]:
    """What to quote so that the sentence can be understood alone.

    A sentence out of a quotation is quoted with all of it, where that is not long.

    A sentence that opens with "It" or "They" is quoted with the one before it in its paragraph,
    and one that is followed by such a sentence, when short, with that one.
    """
    text, spans, n = candidate.article.text, candidate.spans, candidate.n
    first = last = n
    if said := voices.quotation(candidate):
        return _whole(candidate, *said)
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


def _whole(candidate: Candidate, start: int, end: int) -> tuple[int, int]:
    """The sentences of its paragraph that a stretch of text touches, or the sentence alone."""
    spans, n = candidate.spans, candidate.n
    first = last = n
    while first > 0 and _goes_on(candidate, first - 1, start, end):
        first -= 1
    while last + 1 < len(spans) and _goes_on(candidate, last + 1, start, end):
        last += 1
    if spans[last].end - spans[first].start > _READABLE:
        first = last = n
    return balanced(candidate.article.text, spans[first].start, spans[last].end)


def _goes_on(candidate: Candidate, n: int, start: int, end: int) -> bool:
    span = candidate.spans[n]
    return span.paragraph == candidate.span.paragraph and span.start < end and start < span.end


def _line(
    candidate: Candidate, quote: tuple[int, int], citations: Citations, voices: Voices, lead: str
) -> Sentence:
    article = candidate.article
    words = article.text[slice(*quote)]
    numbers = [citations.cite(article, *quote)]
    speaker = voices.speaker(candidate)
    whose = told_by(article)
    if speaker and speaker.split()[-1] not in words and (named := _naming(candidate, speaker)):
        own = bool(_QUOTES.search(words)) or voices.quotation(candidate) is not None
        whose = words_of(speaker, article, quoted=own)
        numbers += [citations.cite(article, *named)]
    return Sentence(
        text=f"{lead}{whose}: {quoted(words)}{_left_off(candidate, quote[1])}",
        citations=tuple(numbers),
        support="verbatim",
        speaker=speaker,
        said_on=article.published.isoformat() if article.published else None,
    )


def _left_off(candidate: Candidate, end: int) -> str:
    """The dots behind a quotation that ends before its sentence does."""
    text = candidate.article.text
    cut = any(
        s.start < end < s.end and re.search(r"\w", text[end : s.end]) for s in candidate.spans
    )
    return " \u2026" if cut else ""


def _naming(candidate: Candidate, speaker: str) -> tuple[int, int] | None:
    """The nearest sentence before that names the speaker."""
    text = candidate.article.text
    for span in reversed(candidate.spans[: candidate.n]):
        if speaker in text[span.start : span.end]:
            return balanced(text, span.start, span.end)
    return None


def quoted(text: str) -> str:
    """The words in quotation marks, or bare when they hold quotation marks of their own.

    Without the numbers of footnotes, which would look like our marks: what stands between them is
    quoted piece by piece.
    """
    if _QUOTES.search(text):
        return text
    pieces = [piece.strip() for piece in _FOOTNOTE.split(text)]
    first, *more = [piece for piece in pieces if re.search(r"\w", piece)] or [text.strip("[]")]
    more = [re.sub(r"^[ ,;:.]+(?!\d)", "", piece) for piece in more]
    return ", ".join(f"\u201c{piece}\u201d" for piece in (first, *more))


def verbatim(article: Article, start: int, end: int, citations: Citations) -> Sentence:
    """A sentence that quotes `article.text[start:end]` and says where it stands."""
    day = article.published
    return Sentence(
        text=f"{told_by(article)}: {quoted(article.text[start:end])}",
        citations=(citations.cite(article, start, end),),
        support="verbatim",
        said_on=day.isoformat() if day else None,
    )


def balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """The longest part of `text[start:end]` with no lone quotation mark, and where there are others
    no `[3]` of its own.

    A sentence cut from a longer quotation would otherwise make the words around it look quoted; for
    the numbers of footnotes see `quoted`. The "##" of a heading is left out too, the "**" of
    Markdown that opens or ends it, and an agency's dateline that names no place.
    """
    if heading := _HEADING.match(text, start, end):
        start = heading.end()
    if start == 0 or text[start - 1] == "\n":
        told = after_dateline(text, start, end)
        if not _PLACE.search(_ASIDE.sub("", text[start:told])):
            start = told
    start, end = _unmarked(text, start, end)
    lone, footnote = _lone(text[start:end]), _FOOTNOTE.search(text, start, end)
    if lone is not None:
        first, last = start + lone, start + lone + 1
    elif footnote and _QUOTES.search(text, start, end):
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


def _unmarked(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the marks of emphasis around it, or whose other half another sentence has."""
    piece = text[start:end]
    opens, ends = _EMPHASIS.match(piece), _EMPHASIS_ENDS.search(piece)
    whole = opens and ends and opens[0] == ends[0] and piece.count(opens[0]) <= 2
    if opens and (whole or piece.count(opens[0]) == 1):
        start += len(opens[0])
    if ends and (whole or piece.count(ends[0]) == 1):
        end -= len(ends[0])
    return start, end


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
