"""A brief as Markdown, as one HTML page that asks nobody for anything, or as JSON."""

import re
from collections.abc import Callable, Iterable
from html import escape

from assistant.answers import long_date, marks
from assistant.briefs import (
    HOW,
    HOW_TEXT,
    LARGEST,
    Brief,
    BriefError,
    Difference,
    Entry,
    Quotation,
    Said,
    commented,
)

_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Controls, and what turns the direction of text around: a reader would not see what stands there.
"""
_SIGNS = re.compile(r"[\\`*_\[\]<>&~|$#^]|:(?=//)|(?<=www)\.|(?<=mailto):|(?<=xmpp):", re.I)
"""What means something to Markdown inside a line, or turns words into a link."""
_FIRST = re.compile(r"^(?:[-+=]|\d+(?=[.)]))")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """\
:root { color-scheme: light dark; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.55 Georgia, serif;
  overflow-wrap: anywhere; }
h1, h2, h3, .where { font-family: system-ui, sans-serif; line-height: 1.3; }
h2 { margin-top: 2.5rem; border-top: 1px solid; padding-top: 1rem; }
blockquote { margin: .2rem 0; padding-left: .8rem; border-left: 3px solid; white-space: pre-wrap; }
.where { font-size: .82rem; margin: .2rem 0 0; }
code { font-size: .78rem; }
li { margin-bottom: 1.1rem; }
"""


def written(brief: Brief, suffix: str) -> str:
    """The brief in the form that a file's suffix asks for: .md, .html or .json.

    Raises BriefError for any other suffix, and for what would be too large to read again.
    """
    if suffix.lower() not in FORMS:
        raise BriefError("a brief is written as .md, .html or .json; end the file's name so")
    text = FORMS[suffix.lower()](brief)
    if len(text.encode()) > LARGEST:
        raise BriefError(
            f"the brief would be larger than {LARGEST // 1_000_000} MB; export fewer answers"
        )
    return text


def intact(data: bytes, brief: Brief) -> bool:
    """Whether what a person sees in the file is what `briefs.read` took from it, and no more."""
    if brief.how_to_check not in (HOW, HOW + HOW_TEXT):
        return False
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").rstrip("\n")
    if text.lstrip().startswith("{"):
        return True
    return any(form(brief).rstrip("\n") == text for form in (to_markdown, to_html))


def to_json(brief: Brief) -> str:
    """The value itself."""
    return brief.model_dump_json(indent=2) + "\n"


def to_markdown(brief: Brief) -> str:
    """Markdown in which nothing that was quoted, asked or written has a meaning but as words."""
    blocks = [f"# {_plain(_title(brief))}", _plain(_dated(brief))]
    for number, entry in enumerate(brief.entries, 1):
        blocks.append(f"## {number}\\. {_plain(entry.question)}")
        blocks += [_plain(line) for line in _about(entry)]
        blocks += [_plain(_marked(said)) for said in entry.sentences]
        for each in _disagreements(entry):
            blocks.append(f"### {_plain(f'The articles disagree: {each.about}')}")
            blocks += [f"- {_plain(_marked(side))}" for side in each.sides]
        for heading, quotations in _groups(entry):
            blocks.append(f"### {heading}")
            for each_quote in quotations:
                label = f"\\[{each_quote.n}\\] " if each_quote.n else ""
                blocks.append(f"> {label}\u201c{_plain(each_quote.quote)}\u201d")
                blocks.append("\\\n".join(_plain(line) for line in _where(each_quote)))
        blocks += [f"- {_plain(line)}" for line in _left_out(entry)]
    blocks += ["## How to check this", _plain(brief.how_to_check), commented(brief)]
    return "\n\n".join(blocks) + "\n"


def to_html(brief: Brief) -> str:
    """A page that stands alone: no script, nothing fetched, every word escaped."""
    body = [_tag("h1", _title(brief)), _tag("p", _dated(brief), "where")]
    for number, entry in enumerate(brief.entries, 1):
        body.append(_tag("h2", f"{number}. {entry.question}"))
        body += [_tag("p", line, "where") for line in _about(entry)]
        body += [f"<p>{_linked(said, number)}</p>" for said in entry.sentences]
        for each in _disagreements(entry):
            body.append(_tag("h3", f"The articles disagree: {each.about}"))
            sides = "".join(f"<li>{_linked(side, number)}</li>" for side in each.sides)
            body.append(f"<ul>{sides}</ul>")
        for heading, quotations in _groups(entry):
            body += [_tag("h3", heading), "<ul>"]
            body += [_item(each, number) for each in quotations]
            body.append("</ul>")
        left = "".join(_tag("li", line) for line in _left_out(entry))
        body.append(f"<ul>{left}</ul>" if left else "")
    body += [_tag("h2", "How to check this"), _tag("p", brief.how_to_check)]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{_tag('title', _title(brief))}\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(each for each in body if each)
        + f"\n</main>\n</body>\n</html>\n{commented(brief)}\n"
    )


FORMS: dict[str, Callable[[Brief], str]] = {
    ".md": to_markdown,
    ".html": to_html,
    ".json": to_json,
}


def _title(brief: Brief) -> str:
    return f"Brief: {brief.conversation or brief.entries[0].question}"


def _dated(brief: Brief) -> str:
    return f"Exported from Dateline on {long_date(brief.exported.isoformat())}."


def _about(entry: Entry) -> list[str]:
    """Who wrote the answer, from what question, and what it is not."""
    lines = [f"Taken to mean: {entry.understood}"] if entry.understood else []
    if entry.degraded:
        lines.append(f"Quoted from the articles without a model, because {entry.degraded}.")
    elif entry.writer == "model":
        lines.append(f"Written by {entry.model}; each sentence was checked against what it cites.")
    else:
        judged = f", judged by {entry.model}" if entry.model else ", without a model"
        lines.append(f"Quoted from the articles{judged}.")
    return [*lines, "The articles do not answer this."] if entry.abstained else lines


def _disagreements(entry: Entry) -> tuple[Difference, ...]:
    """Those to lay out: without a model, the sentences of the answer are their sides."""
    return entry.disagreements if entry.writer == "model" else ()


def _groups(entry: Entry) -> list[tuple[str, list[Quotation]]]:
    groups = (
        ("Sources", [each for each in entry.quotations if each.n]),
        ("Closest, but not an answer", [each for each in entry.quotations if not each.n]),
    )
    return [(heading, quotations) for heading, quotations in groups if quotations]


def _where(each: Quotation) -> list[str]:
    """Outlet, title and date; file, line and characters; the hashes."""
    day = long_date(each.published.isoformat()) if each.published else "undated"
    named = ", ".join(part for part in (each.outlet, each.title, day) if part)
    place = f"File {each.source}, line {each.line}, characters {each.start} to {each.end}"
    if each.sha256 is None:
        return [named, place, "These words no longer stood there when this was exported."]
    hashes = [f"File hash (SHA-256) {each.sha256}"]
    hashes += [f"Text hash (SHA-256) {each.text_sha256}"] if each.text_sha256 else []
    return [named, place, *hashes]


def _left_out(entry: Entry) -> list[str]:
    return [f"Left out: {each.text} ({each.reason})" for each in entry.dropped]


def _marked(said: Said) -> str:
    return f"{said.text} {marks(said.citations)}" if said.citations else said.text


def _plain(text: str) -> str:
    """One line of words for Markdown."""
    flat = " ".join(_HIDDEN.sub("\ufffd", " ".join(text.split())).split())
    safe = _SIGNS.sub(lambda match: f"\\{match[0]}", flat)
    return _FIRST.sub(
        lambda match: f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}", safe
    )


def _shown(text: str) -> str:
    """Words for HTML, their lines kept."""
    lines = text.replace("\t", " ").split("\n")
    return escape("\n".join(_HIDDEN.sub("\ufffd", line) for line in lines))


def _tag(name: str, text: str, css: str = "") -> str:
    return f"<{name}{f' class={css}' if css else ''}>{_shown(text)}</{name}>"


def _linked(said: Said, number: int) -> str:
    links = (f'<a href="#q{number}-{n}">[{n}]</a>' for n in said.citations)
    return " ".join([_shown(said.text), *links])


def _item(each: Quotation, number: int) -> str:
    label, anchor = (f"[{each.n}] ", f' id="q{number}-{each.n}"') if each.n else ("", "")
    lines = _lines(_where(each))
    return f"<li{anchor}>{label}<blockquote>{_shown(each.quote)}</blockquote>{lines}</li>"


def _lines(where: Iterable[str]) -> str:
    return "".join(_tag("p", line, "where") for line in where)
