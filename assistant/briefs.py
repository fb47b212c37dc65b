"""A brief: answers with everything a reader needs to check their quotations without Dateline.

`made` gives one as a value, `written` as Markdown, HTML or JSON. Markdown and HTML carry the value
in a comment, and `read` takes it from there; what a person sees is made of it and nothing else.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.answers import Answer, Citation
from assistant.originals import NoOriginal, Original
from assistant.turns import Rewritten, Turn

LARGEST = 16_000_000
"""Bytes of a brief: some thousand answers."""
_MOST = 10_000
_BEGIN, _END = "<!-- dateline-brief\n", "\n-->"

Line = Annotated[str, Field(max_length=10_000)]
Words = Annotated[str, Field(max_length=1_000_000)]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Place = Annotated[int, Field(ge=0, le=100_000_000)]
Numbers = Annotated[tuple[Place, ...], Field(max_length=_MOST)]
Open = Callable[[str], Original]
"""A source's file as it is now; raises NoOriginal. `Originals.open` is one."""


class BriefError(Exception):
    """The file is no brief, or none can be made; the message is one sentence for the user."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Quotation(_Part):
    """Words and where they stand: characters `start` to `end` of the text, counted from 0.

    `n` is their mark in the answer; None for words that are near the question and do not answer it.
    `sha256` is of the file's bytes and None where the words did not stand there any more when the
    brief was made; `text_sha256` is of the text that was taken out of the file, where it is not
    the file itself.
    """

    n: Place | None
    source: Line
    line: Place
    start: Place
    end: Place
    quote: Words
    sha256: Hash | None
    text_sha256: Hash | None
    title: Line | None
    outlet: Line | None
    published: date | None


class Said(_Part):
    """A sentence of an answer, or one side of a disagreement, and the marks it ends in."""

    text: Words
    citations: Numbers
    support: Line


class Difference(_Part):
    """What sources disagree about, and each side."""

    about: Words
    sides: Annotated[tuple[Said, ...], Field(max_length=_MOST)]


class LeftOut(_Part):
    """A drafted sentence that its sources do not support."""

    text: Words
    reason: Words


class Entry(_Part):
    """One question and its answer. `understood` is the question that was answered, if another."""

    question: Words
    understood: Words | None
    abstained: bool
    writer: Literal["quoting", "model"]
    model: Line | None
    degraded: Words | None
    sentences: Annotated[tuple[Said, ...], Field(max_length=_MOST)]
    quotations: Annotated[tuple[Quotation, ...], Field(max_length=_MOST)]
    disagreements: Annotated[tuple[Difference, ...], Field(max_length=_MOST)]
    dropped: Annotated[tuple[LeftOut, ...], Field(max_length=_MOST)]


class Brief(_Part):
    """Answers to keep or hand on, in the order they were asked."""

    brief: Literal[1] = 1
    exported: date
    conversation: Line | None
    how_to_check: Line
    entries: Annotated[tuple[Entry, ...], Field(min_length=1, max_length=_MOST)]


HOW = (
    "To check a quotation without Dateline, open the file named beside it at the line given, where "
    "the same words stand: in its UTF-8 text they begin after as many characters as the first "
    "number says and end after as many as the second. The file is the one that was quoted as long "
    "as a program that computes SHA-256 (sha256sum FILE, or certutil -hashfile FILE SHA256 on "
    "Windows) gives the file hash printed here."
)
HOW_TEXT = (
    " Where a text hash is given too, lines and characters were counted in the text taken out of "
    "the file, so look for the words themselves."
)


def made(
    asked: Sequence[Answer | Turn], originals: Open, exported: date, name: str | None = None
) -> Brief:
    """The brief of some answers or turns; `name` is their conversation's.

    `originals` opens the files that are hashed: `Originals(folder).open`. Raises BriefError.
    """
    turns = [
        each if isinstance(each, Turn) else Turn(each.question, Rewritten(each.question), each)
        for each in asked
    ]
    entries = [_entry(turn, originals) for turn in turns]
    hashed = [each for entry in entries for each in entry["quotations"]]
    text = json.dumps(
        {
            "exported": exported.isoformat(),
            "conversation": name,
            "how_to_check": HOW + (HOW_TEXT if any(q["text_sha256"] for q in hashed) else ""),
            "entries": entries,
        },
        ensure_ascii=False,
    )
    try:
        # Half a surrogate, which a model's server can send, is no text: it becomes a "?".
        return Brief.model_validate_json(text.encode("utf-8", "replace"))
    except ValidationError as error:
        raise BriefError(f"no brief can be made of this ({_why(error)})") from error


def _entry(turn: Turn, originals: Open) -> dict[str, Any]:
    answer, plain = turn.answer, asdict(turn.answer)
    near = [
        Citation(0, each.source, None, None, None, each.quote, each.start, each.end, 0)
        for each in answer.closest
    ]
    return {
        "question": turn.asked,
        "understood": str(turn.rewritten) if str(turn.rewritten) != turn.asked else None,
        "sentences": [
            {"text": s.text, "citations": s.citations, "support": s.support}
            for s in answer.sentences
        ],
        "quotations": [_quotation(each, originals) for each in (*answer.citations, *near)],
        "disagreements": [
            {
                "about": each.about,
                "sides": [
                    {"text": s.text, "citations": s.citations, "support": "a side"}
                    for s in each.sides
                ],
            }
            for each in answer.disagreements
        ],
        **{name: plain[name] for name in ("abstained", "writer", "model", "degraded", "dropped")},
    }


def _quotation(words: Citation, originals: Open) -> dict[str, Any]:
    line, sha256, text_sha256 = words.line, None, None
    try:
        now = originals(words.source)
    except NoOriginal:
        pass
    else:
        if now.text[words.start : words.end] == words.quote:
            line, sha256, text_sha256 = now.line(words.start), now.sha256, now.text_sha256
    return asdict(words) | {
        "n": words.n or None,
        "line": line,
        "sha256": sha256,
        "text_sha256": text_sha256,
    }


def record(brief: Brief) -> str:
    """The brief as JSON of ASCII that can stand in a comment of HTML or Markdown."""
    text = json.dumps(brief.model_dump(mode="json"), indent=1)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text.replace("--", "-\\u002d")


def commented(brief: Brief) -> str:
    """The comment that `read` takes a brief from."""
    return f"{_BEGIN}{record(brief)}{_END}"


def read(data: bytes) -> Brief:
    """The brief in a file of any of the three forms. Raises BriefError."""
    if len(data) > LARGEST:
        raise BriefError(f"it is larger than {LARGEST // 1_000_000} MB, which no brief is")
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    if not text.lstrip().startswith("{"):
        before, found, after = text.rpartition(_BEGIN)
        text, ended, _ = after.partition(_END)
        if not found or not ended or _BEGIN in before:
            raise BriefError("it is not a brief that Dateline exported")
    try:
        return Brief.model_validate_json(text)
    except ValidationError as error:
        raise BriefError(f"it is not a brief that Dateline exported ({_why(error)})") from error


def _why(error: ValidationError) -> str:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])[:80]
    return f"{field}: {first['msg']}" if field else str(first["msg"])[:80]
