"""Questions that ask whether those who tell of something agree, and what they would agree on."""

import re

from assistant import words
from assistant.words import any_of

_TELLERS = rf"(?:{any_of(words.TELLERS)})"
_THE = r"(?:(?:the|all|these|those|both|any|other|different|various|two|three|news)\s+){0,3}"
_ON = r"(?:on|about|over|as to|regarding|of)"
_ABOUT = r"(?:on|about|over|as to|regarding)"
_ASKS = r"(?:whether|if|how|what|which|who|whom|whose|when|where|why)\b(?! to\b)"
_VALUE = rf"(?:the\s+)?(?:(?:same|exact)\s+)?(?:{any_of(words.MEASURED)})\b|[\w.-]+['\u2019]s?\s"
_AGREE = (
    r"(?:(?:all|broadly|really)\s+)?(?:agree|disagree|differ|diverge|conflict|tally"
    r"|contradict each other)"
)
_SAY = r"(?:all\s+)?(?:give|report|state|tell|say|have|put)"
_ALIKE = r"(?:the same|different|differing|conflicting|contradictory|competing|rival|varying)"
_FORMS = [
    re.compile(rf"^(?:do|does|did)\s+{_THE}{_TELLERS}\s+{_AGREE}\s+(?:{_ON}\s+)?(?P<of>.+)", re.I),
    re.compile(
        rf"^(?:do|does|did)\s+{_THE}{_TELLERS}\s+{_SAY}\s+{_ALIKE}\s+"
        rf"(?P<of>(?:{any_of(words.MEASURED)})\s+(?:of|for|on)\s+.+)",
        re.I,
    ),
    # Of others than reports: "Did Honda and Nissan agree on a price?" asks of the agreement.
    re.compile(
        rf"^(?:do|does)\s+(?P<who>(?:[\w'\u2019-]+\s+){{1,8}}?){_AGREE}\s+(?:{_ON}\s+)?"
        rf"(?P<of>(?:{_ASKS}|the\s+(?:{any_of(words.MEASURED)})\b).+)",
        re.I,
    ),
    re.compile(
        rf"^(?:is|are|was|were)\s+there\s+(?:(?:any|a|an|some|still)\s+)*"
        rf"(?:(?:(?:{any_of(words.DIFFERENCES)})|{_ALIKE}\s+{_TELLERS})\s+"
        rf"(?:(?:{_ON}|for)\s+)?(?P<of>{_ASKS}.+)"
        rf"|(?:(?:{any_of(words.DIFFERENCES)})\s+{_ABOUT}|{_ALIKE}\s+{_TELLERS}\s+(?:{_ABOUT}|for))"
        rf"\s+(?P<about>(?:{_VALUE}).+))",
        re.I,
    ),
    re.compile(
        rf"^(?:is|was)\s+it\s+(?:still\s+)?(?:disputed|contested|in dispute)\s+(?P<of>{_ASKS}.+)",
        re.I,
    ),
    re.compile(
        rf"^(?:is|are|was|were)\s+{_THE}{_TELLERS}\s+(?:consistent|unanimous|in agreement|at odds"
        rf"|conflicting|contradictory)\s+{_ON}\s+(?P<of>.+)",
        re.I,
    ),
    re.compile(rf"^how\s+do\s+{_THE}{_TELLERS}\s+{_AGREE}\s+{_ON}\s+(?P<of>.+)", re.I),
]
_BESIDE = re.compile(
    rf"^(?P<of>.+?\w)(?:\?|[,;.]|\s[-\u2013\u2014])\s*(?:and\s+)?"
    rf"(?:(?:do|does|did)\s+(?:{_THE}{_TELLERS}|everyone)\s+(?:{_AGREE}|match)"
    rf"|{_THE}{_TELLERS}\s+(?:{_AGREE}|{_SAY}\s+{_ALIKE}\s+\w+)"
    rf"|(?:is|are)\s+(?:there\s+{_ALIKE}\s+{_TELLERS}|{_THE}{_TELLERS}\s+consistent)"
    r")\s*[?.!]*$",
    re.I,
)
"""A question and, beside it, whether all say the same: "How old is it, and do reports differ?"."""
_NO_THING = re.compile(r"(?:to|with|from|by|that|in|for)\b", re.I)
_WHETHER = re.compile(r"^(?:whether|if)\s+(?:or\s+not\s+)?", re.I)
_THAT = re.compile(r"^(?:the\s+)?(?:same|exact|right|actual)\s+|^(?:the|an?)\s+", re.I)
_SUBJECT = r"(?P<who>(?:[\w.'\u2019&-]+\s+){1,7}?)"
_INVERTED = re.compile(rf"^{_SUBJECT}(?P<aux>{any_of(words.AUXILIARIES)})\s+", re.I)
_COUNT = re.compile(r"^numbers?\s+of\s+", re.I)
_TIME_OF = re.compile(r"(?<=\w)\s+(?:of|for)\s+(?=the\b|an?\b|[A-Z])")
_TIME = re.compile(rf"^(?:{any_of(words.TIMES)})\b", re.I)


def compared(question: str) -> str | None:
    """What a question asks of those whose accounts it has compared, as a question by itself.

    "Do reports differ on who heads the inquiry?" asks "Who heads the inquiry?" of each of them.
    None where a question compares none, or says nothing that they would be compared on.
    """
    text = " ".join(question.split())
    if beside := _BESIDE.match(text):
        return _closed(beside["of"])
    for form in _FORMS:
        if match := form.match(text):
            said = {name: part for name, part in match.groupdict().items() if part}
            asked = _asked((said.get("of") or said["about"]).rstrip(" ?.!"))
            who = said.get("who", "").strip()
            return f"{asked[:-1]}, according to {who}?" if asked and who else asked
    return None


def _asked(of: str) -> str | None:
    """As a question: "whether it is open", "how far it is", "the year it opened", "its price"."""
    if whether := _WHETHER.match(of):
        clause = of[whether.end() :]
        return None if clause.startswith("to ") else _closed(_upright(clause))
    if re.match(_ASKS, of, re.I):
        return _closed(of)
    if not re.search(r"\w{3}", of) or _NO_THING.match(of):
        return None
    bare = _THAT.sub("", _THAT.sub("", of))
    if counted := _COUNT.match(bare):
        return _closed(f"how many {bare[counted.end() :]}")
    if _TIME.match(bare):
        return _closed(f"what {_TIME_OF.sub(' was ', bare, count=1)}")
    return _closed(f"what is {of if bare == of else f'the {bare}'}")


def _upright(clause: str) -> str:
    """A clause as a question for yes or no: "she is leaving" is "is she leaving"."""
    if found := _INVERTED.match(clause):
        return f"{found['aux']} {found['who']}{clause[found.end() :]}"
    return f"did {clause}"


def _closed(question: str) -> str:
    return f"{question[:1].upper()}{question[1:].rstrip(' ?.!')}?"
