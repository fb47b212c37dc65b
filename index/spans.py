"""Sentences as offsets into an article's text, each with what kind of line it stands in."""

import re
from collections.abc import Iterator
from enum import IntEnum
from statistics import median
from typing import NamedTuple

from index.cues import QUOTING
from index.instructions import addressed

LONGEST = 1200
"""Characters. A longer sentence (a table, a transcript without stops) is cut at a space."""
_BLOCK = 10_000


class Kind(IntEnum):
    """What a line is. Nothing is deleted: chrome keeps its offsets and is never evidence."""

    BODY = 0
    HEADING = 1
    CAPTION = 2
    RELATED = 3
    CHROME = 4


class Span(NamedTuple):
    """One sentence: `article.text[start:end]`, without the white space around it.

    A tuple, since a search in a large library makes thousands of them.
    """

    start: int
    end: int
    kind: Kind
    paragraph: int


_CAPTION = re.compile(
    r"^\W*((file|combined|combination|undated|handout)\s+(photo|picture|image)s?\b"
    r"|file\s*[-\u2013\u2014]+\s+(in|this|the)\b|image copyright\b.*\bimage caption\b"
    r"|(photo|picture|image|caption|graphic|illustration|video)s?\s*(:|by\b|shows\b|credit)"
    r"|pictured\b|(image|photo) (source|credit|courtesy))"
    r"|\((kyodo|ap|afp|reuters|getty images?|epa|xinhua|photo[^)]*)\)\s*$"
    r"|\b(getty images|ap photo|afp/|shutterstock|reuters/)",
    re.I,
)
_CREDITED = re.compile(
    r"\((ap photo|photo by|photo:|image:|[^()]{2,40} via (ap|afp|reuters|getty images))[^()]*\)"
    r"\W*$",
    re.I,
)
"""What a caption of any length ends with."""
_CREDIT = 120
"""Characters in which a credit stands at the end of a line."""
_RELATED = re.compile(
    r"^\W*(related(\s+(coverage|stor(y|ies)|articles?|news|reading|links?|posts?))?"
    r"|read\s+(more|also|next|this next)|more\s+(from|on|stories|news|coverage|headlines)\b.{0,40}"
    r"|most\s+(read|popular)|recommended(\s+(for you|reading))?|see also|trending(\s+now)?"
    r"|you\s+(may|might)\s+also\s+like|also\s+read|editors?['\u2019]s?\s+picks?|in other news)\W*$",
    re.I,
)
# A crumb holds no separator: where it could, a line of 200 ">" took 20 s to refuse.
_CRUMB = r"[^\s>\u203a\u00bb]{1,24}(\s[^\s>\u203a\u00bb]{1,24})?"
_CHROME = re.compile(
    r"^\W*(notify of|inline feedbacks|view all comments|leave a (comment|reply)|no comments\b"
    r"|\d+ comments?$|comments?$|post a comment|join the (conversation|discussion)"
    r"|published\s+categori[sz]ed|categori[sz]ed as|share (this|on)\b|tweet$|follow us\b"
    r"|subscribe\b|sign (up|in)\b|log ?in\b|newsletter|advertisements?$|sponsored|click here"
    r"|we use cookies|cookie|accept all|privacy policy|terms of (use|service)|all rights reserved"
    r"|copyright\b|\(c\)\s|\u00a9|skip to|menu$|search$|home$|back to top|print this|email this"
    r"|enter your e-?mail|your email address|tags?:|filed under|loading\b|scroll\b|toggle\b"
    r"|continue reading|story continues|watch:|listen:|reporting by\b.*editing by)"
    r"|^\(related:.*\)$"
    r"|^\S+\.(png|jpe?g|gif|webp|svg|avif)$|^https?://\S+$"
    rf"|^\s*{_CRUMB}(\s*[>\u203a\u00bb]\s*{_CRUMB}){{1,5}}\s*$",
    re.I,
)
_BESIDE = re.compile(r"\((?:related|read more|see also|watch|more):[^()]*\)\Z", re.I)
"""A sentence that points to another article."""
_ENDED = re.compile(r"[.!?\u2026:;][\"'\u201d\u2019)\]]*\s*$")
_LINE = 40
"""Characters from which on a line that stops in mid-sentence is no item of a list or a verse."""
_ASKED = re.compile(r"[?!][\"\u201d]$")
_WHO_ASKED = re.compile(
    r"(?!(?:He|She|They|It|We|The|But|And)\b)(?:[A-Z][\w.'\u2019-]*\s){1,4}"
    rf"(?:{'|'.join(sorted(QUOTING))})\b(?!:|\s+(?:that|the|it|he|she)\b)"
)
"""Who said it, behind a quotation that ends on a mark of its own."""
_MATTER = re.compile(r"\A---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)", re.S)


def front_matter(text: str) -> int:
    """Where the front matter between two `---` lines at the start of `text` ends; 0 without one."""
    match = _MATTER.match(text)
    return match.end() if match else 0


def split(text: str, *, body: int = 0, title: str | None = None) -> list[Span]:
    """Every sentence of `text` from offset `body` on, in order and without overlap.

    A line that is a paragraph of its own is split alone; lines that were wrapped at a fixed width
    are split together, and so is one that breaks off with the next, in small letters. Kinds are
    decided a line at a time, from form, never from the topic; but from a sentence on that speaks to
    a machine, the rest of its paragraph is chrome.
    """
    spans: list[Span] = []
    related = False
    for number, (start, end, wrapped) in enumerate(_paragraphs(text, body)):
        line = text[start:end].strip()
        kind = _kind(line, title, wrapped)
        if _RELATED.match(line):
            related, kind = True, Kind.CHROME
        elif kind is Kind.BODY:
            related = False
        elif related and kind is Kind.HEADING:
            kind = Kind.RELATED
        for a, b in _sentences(text, start, end):
            # What such a sentence goes on to say in its paragraph is its own, not the article's.
            if kind is not Kind.CHROME and addressed(" ".join(text[a:b].split())):
                kind = Kind.CHROME
            beside = _BESIDE.match(text, a, b)
            spans.append(Span(a, b, Kind.CHROME if beside else kind, number))
    return spans


def _kind(line: str, title: str | None, wrapped: bool) -> Kind:
    if len(line) <= 200 and _CHROME.search(line):
        return Kind.CHROME
    if (len(line) <= 300 and _CAPTION.search(line)) or _CREDITED.search(line[-_CREDIT:]):
        return Kind.CAPTION
    if line.startswith("#") or (title and line == title):
        return Kind.HEADING
    if not wrapped and len(line) <= 140 and not _ENDED.search(line) and len(line.split()) <= 20:
        return Kind.HEADING
    return Kind.BODY


def _paragraphs(text: str, body: int) -> Iterator[tuple[int, int, bool]]:
    """(start, end, whether it was wrapped) of each paragraph, blank lines apart."""
    block: list[tuple[int, int]] = []
    position = body
    for line in [*text[body:].split("\n"), ""]:
        if line.strip():
            block.append((position, position + len(line)))
        elif block:
            if _wrapped([text[a:b] for a, b in block]):
                yield block[0][0], block[-1][1], True
            else:
                yield from _joined(text, block)
            block = []
        position += len(line) + 1


def _wrapped(lines: list[str]) -> bool:
    """Whether these lines are one paragraph, wrapped at a width, rather than one paragraph each."""
    if len(lines) < 2 or any(line.lstrip().startswith(("#", "- ", "* ", ">")) for line in lines):
        return False
    full = [len(line) for line in lines[:-1]]
    if max(map(len, lines)) > 100 or median(full) < 45 or min(full) < max(full) * 0.6:
        return False
    return any(not _ENDED.search(line) for line in lines[:-1])


def _joined(text: str, lines: list[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    """Lines as paragraphs of their own, but what goes on in the middle of a sentence together."""
    start, end = lines[0]
    wrapped = False
    for a, b in lines[1:]:
        before, line = text[end - min(end - start, _LINE) : end], text[a:b].lstrip()
        if end - start >= _LINE and line[0].islower() and not _ENDED.search(before):
            end, wrapped = b, True
        else:
            yield start, end, wrapped
            start, end, wrapped = a, b, False
    yield start, end, wrapped


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    pieces: list[list[int]] = []
    for first, last in _boundaries(text, start, end):
        a, b = _trim(text, first, last)
        if a == b:
            continue
        if pieces and _continues(text, pieces[-1], a, b):
            pieces[-1][1] = b
        else:
            pieces.append([a, b])
    for a, b in pieces:
        while b - a > LONGEST:
            cut = text.rfind(" ", a, a + LONGEST)
            cut = cut if cut > a else a + LONGEST
            yield _trim(text, a, cut)
            a, b = _trim(text, cut, b)
        if a < b:
            yield a, b


def _boundaries(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What the splitter finds, a block at a time; the last of a block is begun again in the next.

    Its time grows with the square of some texts: 300,000 characters of Chinese took it 53 s.
    """
    import sentencex

    while start < end:
        stop = min(start + _BLOCK, end)
        found = sentencex.get_sentence_boundaries("en", text[start:stop])
        if stop < end and len(found) > 1:
            stop = start + found.pop()["start_index"]
        yield from ((start + one["start_index"], start + one["end_index"]) for one in found)
        start = stop


def _continues(text: str, last: list[int], a: int, b: int) -> bool:
    """Whether the splitter cut too early: after "5 p.m.", inside a quotation, before "he said" or
    between “Why?” and "Calder asked"."""
    piece = text[a:b]
    if b - last[0] > LONGEST // 2:
        return False
    if piece[0].islower() or len(piece.split()) < 3:
        return True
    if _ASKED.search(text, max(last[0], last[1] - 3), last[1]) and _WHO_ASKED.match(piece):
        return True
    return _open_quotation(text[last[0] : last[1]])


def _open_quotation(text: str) -> bool:
    curly = text.rfind("\u201c") > text.rfind("\u201d")
    return curly or text.count('"') % 2 == 1


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
