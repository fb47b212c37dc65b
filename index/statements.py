"""Who said what: every report of speech in an article, with its speaker, as offsets."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.articles import Article
from index.contents import Part
from index.datelines import after_dateline
from index.parsing import Parser, Tree
from index.quotations import Quotation, quotations
from index.reports import Report, reports
from index.spans import Kind, Span
from index.speakers import Cast
from index.turns import Turn, signed, transcript

VERSION = 4
"""Goes up when the rules change, so that articles are read again."""
KIND = f"statements.{VERSION}"
_LONGEST = 4_000
"""Characters parsed at once; a longer paragraph is cut between sentences."""
_READ = frozenset({Kind.BODY, Kind.HEADING})
_WORD = re.compile(r"[^\W\d_]+")
_FUNCTION = frozenset(
    """the of and to in a is that for it on was with as he be at by i this had not are but from or
    have an they which one you were her all she there would their we him been has when who will
    more no if out so said what up its about into than them can only other""".split()
)
_SHARE = 0.18
"""Of an English article's words at least this many are among these; .25 of other languages' are
not (headlines alone have fewer)."""

Form = Literal["direct", "indirect", "mixed"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One report of what someone says or holds; every offset counts into the article's text.

    `speaker` is resolved within the article ("he" gives the name), and is the mention's own words
    where the article names no one (`named` false). `content` is `text[content_start:content_end]`;
    `parts` are the stretches of it that are the speaker's, apart where the cue stands between them.
    `declined`: they declined or refused. The cue is empty where a quotation stands beside a name.
    """

    speaker: str
    role: str | None
    organisation: str | None
    cue: str
    content: str
    kind: Form
    named: bool
    declined: bool
    speaker_start: int
    speaker_end: int
    cue_start: int
    cue_end: int
    content_start: int
    content_end: int
    parts: tuple[Part, ...]


class Reader:
    """Reads statements out of articles. The model is loaded when the first is read."""

    def __init__(self) -> None:
        self._parser = Parser()

    def read(
        self, articles: Sequence[tuple[Article, Sequence[Span]]]
    ) -> Iterator[tuple[Statement, ...]]:
        """The statements of each article, in reading order; none of one that is not English."""
        laid_out = [paragraphs(article, spans) for article, spans in articles]
        flat = [
            (start, article.text[start:end])
            for (article, _), pieces in zip(articles, laid_out, strict=True)
            for start, end in pieces
        ]
        trees = self._parser.parse(flat)
        for (article, _), pieces in zip(articles, laid_out, strict=True):
            yield tuple(_statements(article.text, pieces, [next(trees) for _ in pieces]))


def english(text: str) -> bool:
    """Whether a text is English, by the share of its words that bind others."""
    words = _WORD.findall(text[:20_000].lower())
    return len(words) >= 3 and sum(w in _FUNCTION for w in words) >= _SHARE * len(words)


def paragraphs(article: Article, spans: Sequence[Span]) -> list[Part]:
    """The (start, end) of each paragraph that is read, without a dateline that it begins with.

    None where the text is not English.
    """
    if not english(article.text):
        return []
    pieces: list[list[int]] = []
    last = -1
    for span in spans:
        if span.kind not in _READ:
            continue
        if span.paragraph == last and span.end - pieces[-1][0] <= _LONGEST:
            pieces[-1][1] = span.end
        else:
            pieces.append([span.start, span.end])
        last = span.paragraph
    return [(after_dateline(article.text, a, b), b) for a, b in pieces]


def _statements(text: str, pieces: Sequence[Part], trees: Sequence[Tree]) -> Iterator[Statement]:
    quoted = quotations(text, pieces)
    cast = Cast(trees)
    turns = {turn.paragraph: turn for turn in transcript(text, pieces)}
    given = {turn.said: turn for turn in signed(text, pieces, quoted)}
    inside = [[(q.start, q.end) for q in quoted if a <= q.start < b] for a, b in pieces]
    found = [[] if n in turns else list(reports(tree, inside[n])) for n, tree in enumerate(trees)]
    _go_on(found, quoted, inside)
    told = {part for each in found for report in each for part in report.parts}
    alone = _left_alone(pieces, found, inside, told)
    for n, tree in enumerate(trees):
        for report in found[n]:
            yield _statement(text, tree, n, report, cast, quoted)
        if n in turns:
            yield _laid_out(text, turns[n], cast)
        if n in alone:
            source, report = alone[n]
            yield _statement(text, trees[source], source, report, cast, quoted)
        for turn in [given[part] for part in inside[n] if part in given and part not in told]:
            yield _laid_out(text, turn, cast)


def _go_on(
    found: Sequence[list[Report]], quoted: Sequence[Quotation], inside: Sequence[Sequence[Part]]
) -> None:
    """Give a quotation that is left open to the same report in the paragraphs it goes on in."""
    unclosed = {q.end for q in quoted if q.open}
    for n, each in enumerate(found):
        for k, report in enumerate(each):
            for later in range(n + 1, len(found)):
                if report.parts[-1][1] not in unclosed or found[later] or not inside[later]:
                    break
                report = each[k] = replace(report, parts=(*report.parts, inside[later][0]))


def _left_alone(
    pieces: Sequence[Part],
    found: Sequence[Sequence[Report]],
    inside: Sequence[Sequence[Part]],
    told: Collection[Part],
) -> dict[int, tuple[int, Report]]:
    """Paragraphs that are a quotation and nothing else, each with the report before that it is of.

    Who was last heard goes on speaking: "Hill welcomed it.", and below, "“We waited for years.”".
    """
    alone: dict[int, tuple[int, Report]] = {}
    for n in range(1, len(pieces)):
        start, end = pieces[n]
        whole = len(inside[n]) == 1 and inside[n][0][1] - inside[n][0][0] >= end - start - 1
        if found[n] or not whole or inside[n][0] in told:
            continue
        before = alone.get(n - 1) or (found[n - 1] and (n - 1, found[n - 1][-1]))
        if before and not before[1].declined:
            alone[n] = before[0], replace(before[1], parts=(inside[n][0],))
    return alone


def _statement(
    text: str,
    tree: Tree,
    paragraph: int,
    report: Report,
    cast: Cast,
    quoted: Iterable[Quotation],
) -> Statement:
    who = cast.who(tree, report.speaker, paragraph)
    mention = cast.mention(tree, report.speaker)
    start, end = min(a for a, _ in report.parts), max(b for _, b in report.parts)
    return Statement(
        speaker=who.name,
        role=who.role,
        organisation=who.organisation,
        cue=text[report.cue[0] : report.cue[1]],
        content=text[start:end],
        kind=_form(report.parts, quoted),
        named=who.named,
        declined=report.declined,
        speaker_start=mention[0],
        speaker_end=mention[1],
        cue_start=report.cue[0],
        cue_end=report.cue[1],
        content_start=start,
        content_end=end,
        parts=report.parts,
    )


def _laid_out(text: str, turn: Turn, cast: Cast) -> Statement:
    (start, end), cue, said = turn.who, turn.cue, turn.said
    return Statement(
        speaker=cast.spelled(text[start:end]),
        role=None,
        organisation=None,
        cue=text[cue[0] : cue[1]],
        content=text[said[0] : said[1]],
        kind="direct",
        named=True,
        declined=False,
        speaker_start=start,
        speaker_end=end,
        cue_start=cue[0],
        cue_end=cue[1],
        content_start=said[0],
        content_end=said[1],
        parts=(said,),
    )


def _form(parts: Sequence[Part], quoted: Iterable[Quotation]) -> Form:
    marks = [(q.start, q.end) for q in quoted]
    if all(any(a <= start and end <= b for a, b in marks) for start, end in parts):
        return "direct"
    if any(a < end and start < b for a, b in marks for start, end in parts):
        return "mixed"
    return "indirect"
