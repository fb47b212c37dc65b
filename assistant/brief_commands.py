"""The command line's part about briefs: keep answers, export a conversation, verify a brief."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from assistant import brief_forms, briefs
from assistant.answers import Answer
from assistant.briefs import Brief, BriefError
from assistant.desk import CONVERSATIONS
from assistant.history import History, named, titled
from assistant.originals import Originals
from assistant.settings import Settings
from assistant.turns import Turn
from assistant.verifying import Verdict, verify
from index.library import LibraryError

_LONG = 50
"""Quotations from which on a bar is shown."""


class Unverified(Exception):
    """Not every quotation of a brief holds; the message counts them."""


def check_name(path: Path) -> None:
    """Raises BriefError for a file name that says no form, before anything is asked."""
    if path.suffix.lower() not in brief_forms.FORMS:
        raise BriefError(f"{path}: a brief is written as .md, .html or .json; end its name so")


def keep(asked: Sequence[Answer | Turn], folder: Path, path: Path, name: str | None = None) -> None:
    """Write the brief of answers from a folder's articles, whole or not at all.

    Raises BriefError, and OSError where the file cannot be written.
    """
    check_name(path)
    with Originals(folder) as originals:
        brief = briefs.made(asked, originals.open, date.today(), name)
    text = brief_forms.written(brief, path.suffix)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="\n", dir=path.absolute().parent, delete=False
    ) as file:
        file.write(text)
    umask = os.umask(0)
    os.umask(umask)
    Path(file.name).chmod(0o666 & ~umask)
    Path(file.name).replace(path)
    quotations = [each for entry in brief.entries for each in entry.quotations]
    if gone := sum(each.sha256 is None for each in quotations):
        print(
            f"dateline: {gone} of {len(quotations)} quotations do not stand in {folder} now, and "
            "the brief says so; give the folder they are from with --articles",
            file=sys.stderr,
        )


def export(options: argparse.Namespace, settings: Settings) -> None:
    """`dateline export NAME FILE`. Raises BriefError, HistoryError and LibraryError."""
    check_name(options.file)
    home = settings.home.expanduser() / CONVERSATIONS
    kept = {path.stem for path in home.glob("*.jsonl")}
    name = options.name if options.name in kept else named(options.name)
    turns = History(home, name).read()
    if not turns:
        names = ", ".join(sorted(titled(each) or each for each in kept)) or "none"
        raise BriefError(f"there is no conversation {options.name}; those kept are: {names}")
    keep(turns, _folder(options, settings), options.file, titled(name) or None)


def check(options: argparse.Namespace, settings: Settings) -> None:
    """`dateline verify BRIEF`: a line for each quotation. Raises BriefError and Unverified."""
    from tqdm import tqdm

    data = _bytes(options.file)
    try:
        brief = briefs.read(data)
    except BriefError as error:
        raise BriefError(f"{options.file}: {error}") from error
    total = sum(len(entry.quotations) for entry in brief.entries)
    found = []
    with Originals(_folder(options, settings)) as originals:
        verdicts = verify(brief, originals.open)
        for each in tqdm(verdicts, total=total, unit="quotation", disable=total < _LONG or None):
            found.append(each)
            print(json.dumps(_row(each)) if options.json else _line(each, brief), flush=True)
    failed = sum(not each.holds for each in found)
    if not brief_forms.intact(data, brief):
        raise Unverified(
            f"{options.file} was changed since it was exported, or comes from another version of "
            "Dateline: trust the lines above, not the words it shows"
        )
    if failed:
        raise Unverified(f"{failed} of {total} quotations do not hold")
    if not options.json:
        print(f"All {total} quotations hold." if total else "It quotes nothing.")


def _folder(options: argparse.Namespace, settings: Settings) -> Path:
    folder: Path = (options.articles or settings.folder()).expanduser()
    if not folder.is_dir():
        raise LibraryError(f"there is no folder {folder}; give the folder that holds the articles")
    return folder


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(briefs.LARGEST + 1)


def _line(verdict: Verdict, brief: Brief) -> str:
    said = verdict.quotation
    label = f"[{said.n}]" if said.n else "closest"
    answer = f"answer {verdict.entry}, " if len(brief.entries) > 1 else ""
    line = f"{answer}{label} {said.source}, line {said.line}: {verdict.why}"
    # A brief may come from anyone: nothing in it may steer the terminal.
    return "".join(c if c.isprintable() or c == "\u00a0" else "\ufffd" for c in line)


def _row(verdict: Verdict) -> dict[str, Any]:
    said = verdict.quotation
    return {
        "answer": verdict.entry,
        "n": said.n,
        "source": said.source,
        "start": said.start,
        "end": said.end,
        "line": said.line,
        "outcome": verdict.outcome,
        "why": verdict.why,
        "now_at_line": verdict.line,
    }
