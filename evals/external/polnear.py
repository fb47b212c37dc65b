"""PolNeAR: who said what in US political news (Newell et al. 2018, LREC).

Reads a folder that holds `text/*.txt` and `attributions/*.ann` (brat's format, one annotator's name
at the end of the file's). Each named speaker of an article gives one case, "What did X say?", asked
of that article; the sentences that the speaker's words stand in are those that answer.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from evals.cases import Case, CaseError, read_text
from evals.external.sets import ExternalSet
from index.spans import split

_SPAN = re.compile(r"^(T\d+)\t(Source|Content) ([\d ;]+)\t")
_EVENT = re.compile(r"^E\d+\tAttribution:")
_ROLE = re.compile(r"\b(Source|Content)\d*:(T\d+)")
_NAME = re.compile(r"(?:[A-Z][\w.'\u2019-]+)(?: [A-Z][\w.'\u2019-]+){0,4}")
_NOT_NAMES = frozenset(
    "He She They It We I You The A An This That These Those His Her Their Mr. Mrs. Ms. Dr. "
    "Who One Some Many Others Other Both Another Several".split()
)

Places = list[tuple[int, int]]


def read(path: Path) -> ExternalSet:
    """Every named speaker of every article. Raises CaseError."""
    documents, cases = {}, []
    for text_file in sorted((path / "text").glob("*.txt")):
        notes = sorted((path / "attributions").glob(f"{text_file.stem}*.ann"))
        if not notes:
            continue
        text = read_text(text_file)
        documents[text_file.name] = text
        said = _speakers(text, list(attributions(read_text(notes[0]))))
        for n, (speaker, places) in enumerate(said.items(), 1):
            cases.append(
                Case(
                    id=f"{text_file.stem}-{n}",
                    question=f"What did {speaker} say?",
                    kind="attribution",
                    answerable=True,
                    sentences=_sentences(text, places),
                    files=(text_file.name,),
                    speaker=speaker,
                    only=(text_file.name,),
                )
            )
    if not cases:
        raise CaseError(f"{path} holds no text/*.txt with attributions/*.ann")
    return ExternalSet(tuple(cases), documents)


def attributions(notes: str) -> Iterator[tuple[Places, Places]]:
    """(where the source stands, where the content stands) of each attribution that has both."""
    spans: dict[str, Places] = {}
    for line in notes.split("\n"):
        if match := _SPAN.match(line):
            pairs = [part.split() for part in match[3].split(";")]
            spans[match[1]] = [(int(start), int(end)) for start, end in pairs]
    for line in notes.split("\n"):
        if _EVENT.match(line):
            roles: dict[str, Places] = {"Source": [], "Content": []}
            for role, name in _ROLE.findall(line):
                roles[role] += spans.get(name, [])
            if roles["Source"] and roles["Content"]:
                yield roles["Source"], roles["Content"]


def _speakers(text: str, attributions: list[tuple[Places, Places]]) -> dict[str, Places]:
    """What each speaker with a full name says; forms of the name are joined by its last word."""
    longest: dict[str, str] = {}
    said: dict[str, Places] = {}
    for source, content in attributions:
        if name := _name(text[source[0][0] : source[0][1]]):
            last = name.split()[-1]
            longest[last] = max(longest.get(last, ""), name, key=len)
            said.setdefault(last, []).extend(content)
    return {longest[last]: places for last, places in said.items() if " " in longest[last]}


def _name(words: str) -> str | None:
    """The proper name that a source is, or begins with before a comma, without "the"; or None."""
    plain = " ".join(words.split()).removeprefix("the ").removeprefix("The ")
    match = _NAME.match(plain)
    if not match or plain[match.end() : match.end() + 1] not in ("", ",", "("):
        return None
    parts = [part for part in match[0].split() if part not in _NOT_NAMES]
    return re.sub("['\u2019]s?$", "", " ".join(parts)).rstrip(".,") or None


def _sentences(text: str, places: Places) -> tuple[str, ...]:
    """The sentences that hold any of those places."""
    spans = split(text)
    return tuple(
        text[span.start : span.end]
        for span in spans
        if any(start < span.end and span.start < end for start, end in places)
    )
