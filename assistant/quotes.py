"""Who said what, as `dateline quotes` prints it: lines to read, JSON, or a table."""

import csv
import re
from collections.abc import Sequence
from typing import Any, TextIO

from index.testimony import Testimony, same_name

_WORD = re.compile(r"\w+")
_ACCORDING = "according to"
_LINK = re.compile(r"\s+([a-z]{2,7})\s+")
"""The word between a cue and what is said: "referring to", "said that"."""
_ALIKE = 0.6
"""Share of the words of two quotes that are the same, above which they are wordings of one."""


def row(each: Testimony) -> dict[str, Any]:
    """The JSON object of one statement; offsets are those of the file that `source` names."""
    said, article = each.statement, each.article
    return {
        "speaker": said.speaker,
        "role": said.role,
        "organisation": said.organisation,
        "cue": said.cue,
        "content": said.content,
        "kind": said.kind,
        "named": said.named,
        "declined": said.declined,
        "source": article.source,
        "line": each.line,
        "speaker_start": said.speaker_start,
        "speaker_end": said.speaker_end,
        "cue_start": said.cue_start,
        "cue_end": said.cue_end,
        "content_start": said.content_start,
        "content_end": said.content_end,
        "parts": [list(part) for part in said.parts],
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published.isoformat() if article.published else None,
    }


def write_csv(found: Sequence[Testimony], stream: TextIO) -> None:
    """A header and a line for each statement; without one, the header alone."""
    rows = [row(each) for each in found]
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(_COLUMNS)
    for each in rows:
        table.writerow([cell(each[name]) for name in _COLUMNS])


_COLUMNS = (
    "speaker role organisation cue content kind named declined source line speaker_start "
    "speaker_end cue_start cue_end content_start content_end title outlet published"
).split()


def cell(value: Any) -> Any:
    """A value as a spreadsheet may have it: one line, and never a formula."""
    if isinstance(value, str):
        plain = " ".join(value.split())
        return f"'{plain}" if plain[:1] in "=+-@" else plain
    return value


def shown(found: Sequence[Testimony], speaker: str | None, about: str | None) -> str:
    """Speakers in the order of their newest statement, each with what they said and where.

    Where nothing was found, a sentence that says so of who and what was asked for.
    """
    if not found:
        return (
            f"No article quotes or reports {speaker or 'anyone'}{f' on {about}' if about else ''}."
        )
    groups: dict[str, list[Testimony]] = {}
    for each in found:
        groups.setdefault(each.statement.speaker.casefold(), []).append(each)
    return "\n\n".join(
        "\n".join([_heading(group), *(line for one in variants(group) for line in _lines(one))])
        for group in groups.values()
    )


def variants(found: Sequence[Testimony]) -> list[list[Testimony]]:
    """Statements of one speaker with the wordings of the same quote put together, first first."""
    together: list[list[Testimony]] = []
    for each in found:
        for group in together:
            if any(_alike(each, other) for other in group):
                group.append(each)
                break
        else:
            together.append([each])
    return together


def _alike(one: Testimony, other: Testimony) -> bool:
    if one.article.id == other.article.id or not same_name(
        one.statement.speaker, other.statement.speaker
    ):
        return False
    a, b = (set(_WORD.findall(t.statement.content.lower())) for t in (one, other))
    return min(len(a), len(b)) >= 4 and len(a & b) >= _ALIKE * min(len(a), len(b))


def _heading(group: Sequence[Testimony]) -> str:
    name = group[0].statement.speaker
    role = next((t.statement.role for t in group if t.statement.role), None)
    return f"{name}, {role}" if role and role not in name else name


def _lines(group: Sequence[Testimony]) -> list[str]:
    first, *others = group
    return [_line(first, "  "), *(line for each in others for line in _beside(first, each))]


def _beside(first: Testimony, each: Testimony) -> list[str]:
    """Where another article has it: the place, and its words unless they are the same."""
    if _words(first) != _words(each):
        return [_line(each, "    in other words: ")]
    return [f"    also {_place(each)}"]


def _words(each: Testimony) -> list[str]:
    return _WORD.findall(" ".join(each.article.text[a:b] for a, b in each.statement.parts).lower())


def _line(each: Testimony, before: str) -> str:
    said, article = each.statement, each.article
    pieces = [" ".join(article.text[a:b].split()) for a, b in said.parts]
    cue = said.cue
    if said.cue_start < said.content_start and cue.lower() != _ACCORDING:
        if link := _LINK.fullmatch(article.text, said.cue_end, said.content_start):
            cue += f" {link[1]}"
        words = f"{cue} {' … '.join(pieces)}"
    else:
        words = " … ".join(pieces) + (f" ({cue.lower()})" if cue else "")
    return f"{before}{words}\n    {_place(each)}"


def _place(each: Testimony) -> str:
    article = each.article
    known = [article.outlet, article.published and article.published.isoformat()]
    beside = ", ".join(str(part) for part in known if part)
    return f"{article.source}:{each.line}{f' ({beside})' if beside else ''}"
