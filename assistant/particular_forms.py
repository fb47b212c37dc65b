"""Which questions are about the articles themselves: "Who wrote the Voltlark story?"."""

import re
from dataclasses import dataclass
from typing import Literal

from assistant import words
from assistant.overview_forms import ABOUT
from assistant.words import any_of

Wants = Literal["author", "date", "headline", "count", "mentions", "about"]

_ARTICLES, _OUTLETS = (f"(?:{any_of(each)})" for each in (words.ARTICLES, words.OUTLETS))
_SOME = rf"(?:of\s+the\s+)?(?:{_ARTICLES}|{_OUTLETS})(?:\s+have|\s+has)?"
_MENTION = r"(?:mention(?:s|ed)?|refer(?:s|red)?\s+to)"
_AT_ALL = (
    r"(?:\s+(?:are\s+there|are\s+(?:the|these)\s+articles\s+from|are\s+(?:indexed|in\s+here|here)"
    r"|do\s+(?:you|we|i)\s+have|have\s+(?:you|we|i)\s+got|is\s+this\s+from))"
    r"(?:\s+in\s+(?:the|this|my)\s+(?:folder|collection|library|index))?"
)
_WHEN = r"(?:when|(?:on\s+)?(?:what|which)\s+(?:day|date))"
_IS = r"(?:['\u2019]s|\s+is|\s+was|\s+are|\s+were)"
_FORMS: dict[Wants, str] = {
    "author": r"who\s+(?:wrote|authored|penned)\s+(?P<of>.+)"
    rf"|who{_IS}\s+the\s+(?:authors?|writers?|reporters?|journalists?)\s+(?:of|behind|on)"
    r"\s+(?P<by>.+)|whose\s+(?:name|byline)\s+is\s+(?:on|over|above)\s+(?P<on>.+)",
    "date": rf"{_WHEN}\s+(?:was|were|is|are)\s+(?P<of>.+?)\s+(?:published|written|posted|released"
    r"|filed|dated|printed|from)"
    rf"|what{_IS}\s+the\s+(?:publication\s+)?date\s+(?:of|on)\s+(?P<by>.+)"
    rf"|{_WHEN}\s+did\s+(?P<on>.+?)\s+(?:appear|come\s+out|run)"
    rf"|{_WHEN}\s+did\s+(?P<its>.+?\s+(?:publish|post|print|run|file)\s+(?:its|the|this|that|their)"
    rf"\s+{_ARTICLES}.*)",
    "headline": rf"what{_IS}\s+the\s+(?:headline|title)\s+(?:of|on|over)\s+(?P<of>.+)",
    "count": rf"(?:which|what|how\s+many)\s+(?:{_OUTLETS}|articles|stories){_AT_ALL}"
    rf"|(?:list|name)\s+(?:all\s+)?(?:the\s+)?(?:outlets|articles|stories)",
    "mentions": rf"(?:which|what|how\s+many)\s+{_SOME}\s+{_MENTION}\s+(?P<of>.+)",
    "about": rf"(?:which|what|how\s+many)\s+{_SOME}\s+{ABOUT}\s+(?P<of>.+)",
}
_COMPILED = {
    wants: re.compile(rf"^\W*(?:and\s+|so\s+)?(?:{form})$", re.I) for wants, form in _FORMS.items()
}
_ENDS = " ?!.\u2026"
_SOME_ARTICLE = re.compile(rf"\b{_ARTICLES}\b", re.I)
_FILE = re.compile(r"^\S+\.\w{2,5}(?:#\d+)?$")
_ANY_ARTICLE = re.compile(
    r"^(?:(?:the|this|that|these|those|each|every|all|of)\s+)*articles?(?:\s+here)?$", re.I
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the articles themselves, and the words that say of which, or what they
    mention; "" where it is all of them."""

    wants: Wants
    of: str

    @property
    def of_any(self) -> bool:
        """Whether the words pick none out: "the article", "these articles"."""
        return bool(_ANY_ARTICLE.match(self.of))


def asked(question: str) -> Asked | None:
    """What a question asks of articles themselves; None where it asks of what they tell.

    "Who wrote the report on the crash?" may be either: that it is of an article shows only where
    the words name its outlet, which the caller knows.
    """
    bare = question.strip().rstrip(_ENDS)
    for wants, form in _COMPILED.items():
        if found := form.match(bare):
            of = next(filter(None, found.groups()), "")
            named = _SOME_ARTICLE.search(of) or _FILE.search(of)
            if wants in ("author", "date", "headline") and not named:
                return None
            return Asked(wants, of)
    return None
