"""What the tests of briefs and feedback share: an answer with real citations, and its brief."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant import briefs
from assistant.answers import Answer, Citation, Sentence
from assistant.briefs import Brief
from assistant.originals import Originals
from assistant.turns import Turn

DAY = date(2026, 3, 1)
TEXT = "The vote is on Tuesday.\n\nMayor Calder said: \u201cWe have run out of road.\u201d\n"
QUOTE = "Mayor Calder said: \u201cWe have run out of road.\u201d"


def cited(text: str = TEXT, quote: str = QUOTE, source: str = "news.txt", n: int = 1) -> Citation:
    start = text.index(quote)
    line = text.count("\n", 0, start) + 1
    return Citation(n, source, "A title", "Harbour Wire", "2024-03-12", quote, start,
                    start + len(quote), line)  # fmt: skip


def answered(*citations: Citation, **other: object) -> Answer:
    sentences = tuple(Sentence(each.quote, (each.n,), "verbatim") for each in citations)
    answer = Answer("What did Calder say?", "", not citations, sentences, citations)
    return replace(answer, **other)  # type: ignore[arg-type]


def exported(folder: Path, *asked: Answer | Turn) -> Brief:
    with Originals(folder) as originals:
        return briefs.made(asked, originals.open, DAY)
