"""Questions drawn from articles by rule, and those of them that the articles answer."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant import words
from assistant.answers import Answer
from assistant.names import names
from index.articles import Article
from index.spans import Kind, front_matter, split

_NEWEST, _READ = 24, 12_000
"""Articles that questions are drawn from, and characters read of each: enough to choose from."""
_TRIED = 24
"""Questions that are put to the articles, at most: each takes a search."""

_FULL_NAME = (
    r"(?P<who>(?!The |For |But |And |In |At |On |As )"
    r"[A-Z][\w'\u2019-]+(?: [A-Z]\.)?(?: [A-Z][\w'\u2019-]+){1,2})"
)
_SAID = "said|says|told|warned|added|argued"
_NAME = (
    r"(?P<who>(?!The |For |But |And |In |At |It |He |She |They |We |This )"
    r"[A-Z][\w&-]*[a-z][\w&-]*(?: [A-Z][\w&-]+){0,2})"
)
_DAY = rf"(?i:{words.any_of(words.MONTHS)}|fiscal|next|\d{{4}}|(?:mon|tues|wednes|thurs|fri)day)"
_SOME_DAY = rf"\b(?:in|on|by|from|until)\s(?:early |mid-?|late |the end of |\d{{1,2}} )?{_DAY}\b"
_SUBJECT = (
    r"(?P<what>(?!It|He|She|They|We|This|That|There|But|And|Both|Some)"
    r"(?:The|[A-Z][\w&'\u2019-]+)(?: [\w'\u2019&-]+){0,5}?)"
)
_ALIKE = 0.5
"""Of what two questions that begin alike are about, the part they share, from which on one is
enough."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A question, and the file whose words it was drawn from."""

    question: str
    source: str


def _spoken(sentence: str) -> str | None:
    found = re.search(rf"{_FULL_NAME}(?:, [^,.]{{3,80}},)? (?:{_SAID})\b", sentence) or re.search(
        rf"[,\"\u201d] (?:{_SAID}) {_FULL_NAME}", sentence
    )
    return f"What did {who} say?" if found and (who := _named(found)) else None


def _stated(sentence: str) -> str | None:
    found = re.search(rf"\b{_NAME} (?:has |have )?(?:{_SAID}|announced|confirmed)\b", sentence)
    return f"What has {who} said?" if found and (who := _named(found)) else None


def _due(sentence: str) -> str | None:
    found = re.match(rf"{_SUBJECT} will (?P<does>[a-z]+)\b(?=.*{_SOME_DAY})", sentence, re.S)
    if found and found["does"] not in _HELPING:
        return f"When will {_inside(found['what'])} {found['does']}?"
    found = re.match(rf"{_SUBJECT} (?P<is>is|are) (?:due|expected)\b(?=.*{_SOME_DAY})", sentence)
    return f"When {found['is']} {_inside(found['what'])} due?" if found else None


def _cost(sentence: str) -> str | None:
    found = re.match(rf"{_SUBJECT} (?:cost|costs|will cost|would cost)\b(?=.*\d)", sentence, re.S)
    return f"How much does {_inside(found['what'])} cost?" if found else None


def _counted(sentence: str) -> str | None:
    found = re.search(
        r"\b\d{1,3} (?P<what>[a-z]+ [a-z]+s) by (?P<when>(?:fiscal )?\d{4})\b", sentence
    )
    return f"How many {found['what']} are planned by {found['when']}?" if found else None


def _planned(sentence: str) -> str | None:
    found = re.search(rf"\b{_NAME} (?P<how>plans|aims|expects|wants|intends) to\b", sentence)
    who = _named(found) if found else None
    return f"What does {who} {found['how'][:-1]} to do?" if found and who else None


def _introduced(sentence: str) -> str | None:
    found = re.search(rf"{_FULL_NAME}, (?:an?|the|who is|who works as)\b", sentence)
    return f"Who is {who}?" if found and (who := _named(found)) else None


_RULES: tuple[Callable[[str], str | None], ...] = (
    _spoken, _due, _counted, _stated, _cost, _planned, _introduced
)  # fmt: skip
_HELPING = frozenset("be have not also then now still only soon likely probably".split())


def drafts(articles: Sequence[Article], asked: Iterable[str] = ()) -> Iterator[Drafted]:
    """Questions drawn from the newest articles, each once, of a different kind and file in turn.

    None is much like one of `asked`, questions that were asked already.

    From who is quoted, what is due on a day, what something costs, who plans what and who someone
    is, as the sentences themselves say it.
    """
    newest = sorted(articles, key=lambda a: (a.published or date.min, a.source), reverse=True)
    read = [(each, list(_sentences(each))) for each in newest[:_NEWEST]]
    known = [_names_within(sentences) for _, sentences in read]
    given = [_gist(question) for question in asked]
    for turn in range(len(_RULES)):
        for n, (article, sentences) in enumerate(read):
            rule = _RULES[(turn + n) % len(_RULES)]
            for question in filter(None, map(rule, sentences)):
                gist = _gist(question)
                if not any(_alike(gist, other) for other in given) and _stands(question, known[n]):
                    given.append(gist)
                    yield Drafted(question, article.source)
                    break


def answered(
    drafted: Iterable[Drafted], ask: Callable[[str], Answer], most: int
) -> Iterator[Drafted]:
    """The first drafts that the articles answer, from the file that each was drawn from."""
    left = most
    for n, each in enumerate(drafted):
        if not left or n >= _TRIED:
            return
        answer = ask(each.question)
        if not answer.abstained and each.source in {c.source for c in answer.citations}:
            left -= 1
            yield each


def _sentences(article: Article) -> Iterator[str]:
    text = article.text
    for span in split(text, body=front_matter(text), title=article.title):
        if span.start > _READ:
            return
        if span.kind is Kind.BODY:
            yield " ".join(text[span.start : span.end].split())


def _gist(question: str) -> tuple[str, frozenset[str]]:
    """How a question begins, and the words that say what it is about."""
    said = re.findall(r"\w+", question.casefold())
    return said[0] if said else "", frozenset(said) - words.OPENERS - words.ASKING


def _alike(one: tuple[str, frozenset[str]], other: tuple[str, frozenset[str]]) -> bool:
    shared, both = one[1] & other[1], one[1] | other[1]
    return one[0] == other[0] and len(shared) >= _ALIKE * len(both)


def _inside(subject: str) -> str:
    """A sentence's subject as it stands within another sentence."""
    return f"the{subject[3:]}" if subject.startswith("The ") else subject


def _names_within(sentences: Iterable[str]) -> frozenset[str]:
    """Words that have a capital inside a sentence, and are never written small."""
    text = "\n".join(sentences)
    capitals = re.findall(r"(?<=[\w,;:] )[A-Z][\w-]*", text)
    return frozenset(capitals) - {each.capitalize() for each in re.findall(r"\b[a-z][\w-]*", text)}


def _stands(question: str, known: frozenset[str]) -> bool:
    """Whether what it names by one word is a name: "Board said" may only open its sentence."""
    return all(" " in name or name in known for name in names(question))


def _named(found: re.Match[str]) -> str | None:
    """The name that a pattern found, without a title before it; None where it is no name."""
    return next((each for each in names(found.string) if found["who"].endswith(each)), None)
