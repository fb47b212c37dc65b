"""Which questions ask for an overview, and of what: "What is the latest on the tie-up?"."""

import re

from assistant import words
from assistant.words import any_of

_NEWS = r"(?:news|developments?|updates?|reports?|word|events?|turns?|steps?)"
_ON = r"(?:on|about|in|with|of|for|from|at|between|regarding|concerning|around|over)"
_IS = r"(?:['\u2019]s|['\u2019]re|\s+is|\s+are|\s+was|\s+were|\s+has been|\s+have been)"
_TOPIC = r"(?P<topic>\S.*)?"
ABOUT = (
    r"(?:cover(?:s|ed)?|report(?:s|ed)?\s+on|(?:write|written|writes|wrote)\s+about"
    r"|discuss(?:es|ed)?|talk(?:s|ed)?\s+about|(?:is|are)\s+about(?!\s+to\b))"
)
"""What articles do with their topic."""
_FORMS = [
    re.compile(rf"^\W*(?:and\s+|so\s+)?{form}$", re.I)
    for form in (
        rf"what{_IS}\s+(?:the\s+)?(?:very\s+)?(?:latest|newest|most recent)(?:\s+{_NEWS})?"
        rf"(?:\s+{_ON}\s+{_TOPIC})?",
        rf"what{_IS}\s+(?:the\s+)?(?:news|new)(?:\s+{_ON}\s+{_TOPIC})?",
        rf"what{_IS}\s+(?:happening|going on)(?:\s+(?:now|currently))?(?:\s+{_ON}\s+{_TOPIC})?",
        rf"what{_IS}\s+the\s+(?:(?:current|present|latest)\s+)?(?:state(?: of (?:play|affairs))?"
        rf"|status|situation)(?:\s+{_ON}\s+{_TOPIC})?",
        rf"(?:where|how)\s+do\s+things\s+stand(?:\s+(?:now|currently))?(?:\s+{_ON}\s+{_TOPIC})?",
        rf"(?:is|are)\s+there\s+any\s+(?:new\s+)?{_NEWS}(?:\s+{_ON}\s+{_TOPIC})?",
        rf"(?:any|the)\s+(?:latest\s+)?{_NEWS}\s+{_ON}\s+{_TOPIC}",
        rf"(?:the\s+)?latest\s+(?:{_NEWS}\s+)?{_ON}\s+{_TOPIC}",
        rf"(?:please\s+)?(?:give|send|write)\s+me\s+(?:an?|the)\s+(?:\w+\s+)?"
        rf"(?:update|overview|summary|rundown|recap|briefing)(?:\s+{_ON}\s+{_TOPIC})?",
        rf"(?:please\s+)?(?:sum up|summari[sz]e|recap)\s+{_TOPIC}",
        rf"(?:can you\s+|please\s+)?(?:catch me up|bring me up to (?:date|speed)|update me)"
        rf"(?:\s+{_ON}\s+{_TOPIC})?",
        rf"(?:which|what)\s+(?:{any_of(words.ARTICLES)}|{any_of(words.OUTLETS)})\s+(?:have\s+|has\s+)?"
        rf"{ABOUT}\s+{_TOPIC}",
        r"what\s+(?:are\s+(?:the|these)\s+(?:articles|stories|reports)|is\s+(?:the|this)\s+story)"
        r"\s+about",
    )
]
_ENDS = " ?!.\u2026\"'\u201d\u2019)"
_NO_TOPIC = re.compile(
    r"^(?:(?:the|these|this|all|those)\s+)?(?:news|articles?|stor(?:y|ies)|reports?|coverage|now"
    r"|today|so far|folder)$",
    re.I,
)


def topic(question: str) -> str | None:
    """What an overview is asked of, "" for all there is; None where none is asked for."""
    bare = question.rstrip(_ENDS)
    for form in _FORMS:
        if found := form.match(bare):
            about = found.groupdict().get("topic") or ""
            return "" if _NO_TOPIC.match(about) else about
    return None
