"""An answer as it is laid out for a reader: which words are whose, what supports them, who differs.

Pure: the page, and whoever else shows an answer, only places what this yields.
"""

from dataclasses import dataclass

from assistant.answers import Answer, Citation, Disagreement, Sentence, Support

SUPPORT: dict[Support, str] = {
    "verbatim": "verbatim",
    "checked": "supported",
    "stated by the search": "about the search",
}
"""What carries a sentence, in a word or two."""
MEANINGS = {
    "verbatim": "the article’s own words, unchanged.",
    "supported": "written by the model, and held against the words it cites.",
    "about the search": "what was or was not found; no article says it.",
    "left out": "drafted by the model, and not shown: the words it cited do not carry it.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence: our words before and a source's words, whose first to last is `words`."""

    lead: str
    words: str
    citations: tuple[int, ...]
    support: str


@dataclass(frozen=True, slots=True)
class Account:
    """One side of a disagreement: its value where it is known, and the citations that give it."""

    value: str
    citations: tuple[Citation, ...]
    earlier: bool
    """Whether every report of it is older than one of another side."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """The same question answered differently. `title` says so in a sentence."""

    title: str
    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The parts of an answer, in the order in which they are read."""

    disputes: tuple[Dispute, ...]
    lines: tuple[Line, ...]


def shown(answer: Answer) -> Shown:
    """An answer's disputes, and the sentences that these do not give already."""
    by_number = {each.n: each for each in answer.citations}
    disputes, given = [], set[str]()
    for each in answer.disagreements:
        numbers = {n for side in each.sides for n in side.citations}
        note = next((s for s in answer.sentences if _announces(s, numbers)), None)
        disputes.append(_dispute(each, note, by_number))
        given |= {note.text} if note else set()
        given |= {s.text for s in answer.sentences if any(s.text in d.text for d in each.sides)}
    left = [each for each in answer.sentences if each.text not in given]
    return Shown(tuple(disputes), tuple(_line(each, by_number) for each in left))


def copied(answer: Answer) -> str:
    """The question and its answer with sources, as Markdown for a note."""
    return f"**{answer.question}**\n\n{answer.to_markdown()}\n"


def _announces(sentence: Sentence, numbers: set[int]) -> bool:
    """Whether a sentence of ours is the one that says these sources differ."""
    return (
        sentence.support == "stated by the search"
        and len(sentence.citations) > 1
        and numbers.issuperset(sentence.citations)
    )


def _dispute(each: Disagreement, note: Sentence | None, by_number: dict[int, Citation]) -> Dispute:
    sides = [[by_number[n] for n in side.citations if n in by_number] for side in each.sides]
    newest = max((c.published or "" for side in sides for c in side), default="")
    return Dispute(
        note.text if note else f"The articles give different answers: {each.about}",
        tuple(
            Account(given.value, tuple(side), bool(side) and all(_before(c, newest) for c in side))
            for given, side in zip(each.sides, sides, strict=True)
        ),
    )


def _before(citation: Citation, day: str) -> bool:
    return citation.published is not None and citation.published < day


def _line(sentence: Sentence, by_number: dict[int, Citation]) -> Line:
    quotes = [by_number[n].quote for n in sentence.citations if n in by_number]
    words = next((quote for quote in quotes if quote in sentence.text), "")
    support = SUPPORT[sentence.support]
    if not words:
        return Line(sentence.text, "", sentence.citations, support)
    at = sentence.text.index(words)
    # Quotation marks belong with the words they enclose.
    at -= sentence.text[at - 1 : at] in ("“", '"')
    return Line(sentence.text[:at], sentence.text[at:], sentence.citations, support)
