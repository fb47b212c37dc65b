"""Whether a later article changes what an earlier one says, or only says otherwise."""

import re

from assistant.evidence import Evidence

_CHANGED = re.compile(
    r"\b(?:ris(?:es?|en)|rose|climb(?:s|ed)|increased|grown?|grew|fall(?:s|en)?|fell|lowered|raised"
    r"|revis(?:ed?|ing)|correct(?:s|ed|ing|ion)?|updat(?:es?|ed)|amended|brought forward"
    r"|postpon(?:es?|ed)|delay(?:s|ed)?|put (?:off|back)|pushed back|rescheduled|moved"
    r"|(?:earlier|later|more|fewer|less|higher|lower) than (?:\w+ )?"
    r"(?:planned|announced|thought|expected|reported|stated)|no longer|instead(?! of)"
    r"|brings?|bringing|brought the|changed (?:his|her|its|their) minds?"
    r"|revers(?:es?|ed|ing)|u-turn|backtrack(?:s|ed)|retract(?:s|ed)|withdr(?:ew|awn)"
    r"|overturn(?:s|ed)|quash(?:es|ed)|reprieve|scrap(?:s|ped)?|shelv(?:es?|ed)|called off"
    r"|calls off|cancel(?:s|led|ed)?|abandon(?:s|ed)|after all)\b",
    re.I,
)
_NOW = re.compile(r"\bnow\b", re.I)
_AT_LEAST = re.compile(
    r"\b(?:at least|more than|over|so far|initial(?:ly)?|preliminary|provisional)\b", re.I
)


def superseded(old: Evidence, new: Evidence, value: str = "", gives: str = "") -> bool:
    """Whether a sentence of a later day says that what an older one gives has changed.

    It says so itself ("has risen to", "is now", "a month later than planned", "14%, not 22%"), or
    in a headline that has what it `gives`; or the older `value` was a count that was still going up
    ("at least 12"). Without that, two articles of different days contradict each other.
    """
    if not old.day or new.day <= old.day:
        return False
    text = new.candidate.text
    if _CHANGED.search(text) or _NOW.search(text):
        return True
    if value and re.search(rf"\b(?:not|from|than|instead of)\s+{re.escape(value)}", text, re.I):
        return True
    title = new.candidate.article.title or ""
    if gives and gives.lower() in title.lower() and _CHANGED.search(title):
        return True
    before = old.candidate.text
    return bool(value and value in before and _counted(before, before.index(value)))


def _counted(text: str, at: int) -> bool:
    """Whether a number is a count as far as it had come: "at least 12"."""
    return bool(_AT_LEAST.search(text, max(0, at - 12), at))
