"""Who, what and where was named so far in a conversation, most recent first."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from assistant import nations
from assistant.answers import Answer, Citation, Quote
from assistant.questions import Question, Wants, analyse
from assistant.turns import Turn

_PERSON = re.compile(r"\b[A-Z][\w\u2019'-]+(?:\s(?:[A-Z]\.|[A-Z][\w\u2019'-]+)){1,2}")
_NO_PERSON = re.compile(
    r"\b(?:Inc|Co|Corp|Ltd|Plc|SA|AG|Group|Motors?|Company|Institute|Laboratory|University|Bank"
    r"|Party|Council|Court|Agency|Ministry|Department|Union|Association|States|Kingdom|Street"
    r"|Mill|Bridge|River|Station|School|Hospital|House|Park|Road|Airport|Club|Island|Market|Brothers"
    r"|Times|Post|News|Asia|Wire|The|January|February|March|April|June|July|August|September"
    r"|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)
_KIND_OF_THING = re.compile(r"[A-Z]{2,}s|EV|SUV|AI|CEO|IPO|TV|PC|GDP|VAT|MP")
"""Capitals that name no one."""
_INTRODUCED = re.compile(
    r"(?:,? (?:said|says|told|added|argued|warned|thinks|believes|wrote)\b"
    r"|, (?:who|an?|the|its|their|\d+)\b)"
)


def analysed(text: str) -> Question:
    """A question taken apart, its stems being the words themselves."""
    return analyse(text, lambda words: words.lower().split())


def names(text: str) -> tuple[str, ...]:
    """The names in a question, in order."""
    return analysed(text).names


def is_person(name: str) -> bool:
    """Whether a name looks like a person's: two or three words, none of them an organisation's."""
    return bool(_PERSON.fullmatch(name)) and not _NO_PERSON.search(name)


def person(history: Sequence[Turn]) -> str | None:
    """The person last spoken of: in a question, as an answer's speaker, or in its quotes.

    After "Who ...?" it is whom the answer names.
    """
    for turn in reversed(history):
        asked = analysed(turn.rewritten.text)
        named = [name for name in asked.names if is_person(name)][::-1]
        answered = list(_people(turn.answer))
        found = answered + named if asked.wants is Wants.WHO else named + answered
        if found:
            return found[0]
        if asked.speaker:
            return asked.speaker if asked.speaker in asked.names else f"the {asked.speaker}"
    return None


def _people(answer: Answer) -> Iterator[str]:
    yield from (sentence.speaker for sentence in answer.sentences if sentence.speaker)
    for citation in answer.citations:
        for match in _PERSON.finditer(citation.quote):
            name = match[0]
            before = citation.quote[: match.start()].endswith(("said ", "says ", "to ", "told "))
            if is_person(name) and (before or _INTRODUCED.match(citation.quote, match.end())):
                yield name


def _quotes(answer: Answer) -> list[str]:
    shown: tuple[Citation | Quote, ...] = (*answer.citations, *answer.closest)
    return [each.quote for each in shown]


def organisations(history: Sequence[Turn]) -> tuple[str, ...]:
    """The organisations of the last question that names any, in its order."""
    for turn in reversed(history):
        asked = names(turn.rewritten.text)
        found = tuple(
            name
            for name in asked
            if not nations.is_place(name)
            and not is_person(name)
            and not _KIND_OF_THING.fullmatch(name)
        )
        if found:
            return found
    return ()


def place(history: Sequence[Turn]) -> str | None:
    """Where "there" is: the last "in X" or "at X" of a question, else of what was quoted."""
    at = re.compile(r"\b(in|at) ((?:the )?[A-Z][\w-]+(?: [A-Z][\w-]+)*)")
    for turn in reversed(history):
        for text in (turn.rewritten.text, *_quotes(turn.answer)):
            for match in at.finditer(text):
                if not _NO_PERSON.search(match[2]):
                    return match[0]
    return None


def reported(history: Sequence[Turn]) -> date | None:
    """The day of the newest article cited last."""
    for turn in reversed(history):
        days = [c.published for c in turn.answer.citations if c.published]
        if days:
            return date.fromisoformat(max(days))
    return None


def cased(text: str, history: Sequence[Turn]) -> str:
    """A question with the names that were written before in the letter case they had."""
    known: dict[str, str] = {}
    for turn in history:
        texts = [turn.rewritten.text, *_quotes(turn.answer)]
        for name in (name for each in texts for name in _in_the_middle(each)):
            known.setdefault(name.lower(), name)
    common = {word for turn in history for word in turn.rewritten.text.split() if word.islower()}
    return re.sub(
        r"\b[a-z][a-z-]{2,}\b",
        lambda word: known.get(word[0], word[0]) if word[0] not in common else word[0],
        text,
    )


def _in_the_middle(text: str) -> list[str]:
    """Words with a capital that do not open a sentence, where any word has one."""
    return [
        match[1]
        for match in re.finditer(r"(?<![.!?\u201d\"])\s([A-Z][\w-]*[\w])", text)
        if any(c.islower() for c in match[1]) or len(match[1]) > 2
    ]
