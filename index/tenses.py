"""What stands around a date: whether it is one at all, and whether it is past or to come."""

import re

from index.moments import SEASONS, Moment
from index.placing import Tense

# Names with a day, a month or "today" in them: what stands before it, what stands after it.
_NAME_BEFORE = re.compile(
    r"(?:\b(?:Black|Super|Good|Ash|Fat|Bloody|Cyber|Palm|Easter|Casual|Taco|Holy|Maundy|Shrove"
    r"|Giving|Theresa|Mrs|Ms|Mr|Dr|Minister|Women|Women['\u2019]s|USA|Psychology|Russia|Christianity"
    r"|News|CBS|Class|Million|Red|RED|Ruby|Joan|Aunt|Ides|Man)\.?\s(?:of\s)?|#|@)$"
)
_NAME_AFTER = re.compile(
    r"^(?:['\u2019\u201d\"]?\s?[Ss]how\b|\s(?:Night (?:Football|Live)|Times\b|Telegraph|Mirror\b"
    r"|Express\b|Morning Futures|Madness|for (?:Our|Life)|on (?:Washington|Rome))|[\w/]*\.com)"
)
_HABIT_BEFORE = re.compile(
    r"\b(?:every|each|most|any|a|an|one|other|per|another|some)\s(?:other\s)?$", re.I
)
_HABIT_AFTER = re.compile(r"^\s(?:mornings|evenings|nights|afternoons|through \w+day)\b")
_MONTH_BEFORE = re.compile(
    r"\b(?:in|since|by|until|till|through|throughout|from|before|after|during|early|mid|late|of"
    r"|between|to|and|for|or|last|next|this|starting|beginning|around)[\s-]+$",
    re.I,
)
_MAY_BEFORE = re.compile(
    r"\b(?:in|since|until|till|through|before|after|during|early|mid|late|last|next|this"
    r"|(?<!ed )(?<!wn )(?<!en )by)[\s-]+$",
    re.I,
)
_AMBIGUOUS = (3, 4, 5, 6, 8)
"""March, April, May, June and August are names and words as well."""
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|of|since|by|from|until|till|before|after|during|through|throughout|to|and|or|early"
    r"|mid|late|the|fiscal|year|around|circa|about|for|between|his|her|its|their|our|a|an|election"
    r"|back|into|starting|beginning|than|as|that|this|last|next|FY|spring|summer|fall|autumn|winter"
    r"|quarter|half|[\w.]+['\u2019]s)[\s,-]*|[(\u2013\u2014-]\s*|^\W*)$",
    re.I,
)
# "His classic 1946 essay."
_DESCRIBED_BEFORE = re.compile(
    r"(?:\b(?:the|an?|his|her|its|their)|['\u2019]s)\s(?:[a-z-]+\s){1,2}$", re.I
)
_NUMBER_BEFORE = re.compile(
    r"(?:\b(?:flight|room|route|highway|boeing|model|no|number|page|section|act|psalm|chapter|bill"
    r"|resolution|apartment|suite|unit|channel|windows|area)\.?\s?|#\s?)$",
    re.I,
)
_VOTE = (
    r"election|campaign|race|primar(?:y|ies)|presidential|vote|budget|nominee|candidate|convention"
    r"|season|caucus|midterm|bid|run\b|contest|debate|cycle|field|hopeful|Democrat|Republican"
    r"|Olympic|World Cup|census|financial crisis|Games"
)
_YEAR_AFTER = re.compile(rf"^\s(?:{_VOTE})")
_COUNTED = re.compile(r"^\s(?:[a-z]+\s)?[a-z]+s\b|^\s(?:acres|feet|men|women|children|dead)\b")
_COUNTING = re.compile(r"\b(?:about|around|than|for|some|nearly|over|as|to)\s$", re.I)
_STREET = re.compile(r"^\s[A-Z]\w+\s(?:Street|St\b|Avenue|Ave|Road|Rd\b|Drive|Boulevard|Lane)")
_QUARTER_BEFORE = re.compile(
    r"\b(?:in|for|during|of|by|since|until)\s(?:the|its|their|his)\s(?:fiscal\s|company['\u2019]s\s)?$",
    re.I,
)
_OF_YEAR = re.compile(
    r"(?:\s+of|\s+in|,)?\s+(?:the\s+|its\s+)?(?:fiscal\s+)?(?:year\s+)?"
    r"(?:(?:19|20)\d\d|(?:this|last|next)\s+(?:fiscal\s+)?year)\b"
)
_SPORT = re.compile(
    r"\b(?:touchdown|points?|game|scored?|yards?|halftime|NFL|NBA|ball|goals?|players?|kick)\b",
    re.I,
)
_STILL = re.compile(r"\b(?:over|in|within|during|for|throughout)\sthe\s$", re.I)


def is_date(moment: Moment, text: str) -> bool:
    """Whether a moment is a date where it stands, rather than a name, a verb, a count, a habit."""
    before, after = text[: moment.start], text[moment.end :]
    if _NAME_BEFORE.search(before) or _NAME_AFTER.match(after):
        return False
    if moment.day or (moment.month and moment.year):
        return True
    if moment.month:
        return bool(moment.which) or _is_month(moment, before, after)
    if moment.weekday is not None:
        return not (_HABIT_BEFORE.search(before) or _HABIT_AFTER.match(after))
    if moment.year and moment.part != "decade":
        return _is_year(moment, before, after)
    if moment.part in SEASONS:
        return True
    if moment.part in ("quarter", "half"):
        return _is_part(moment, text)
    if moment.which and moment.unit and not moment.count:
        return _is_unit(moment, before, after)
    if moment.text == "Today":  # not a newspaper, and not "Today he teaches", which is these days
        return not re.search(r"[\w,;]\s$", before) and bool(_CUE.search(after))
    return True


def _is_month(moment: Moment, before: str, after: str) -> bool:
    # Any other capital after it makes it a name: "in August Wilson's plays", "for April Ryan".
    if moment.month in _AMBIGUOUS and re.match(r"\s[A-Z][a-z]+", after):
        return False
    if moment.month not in _AMBIGUOUS and re.match(r"['\u2019]s\b", after):
        return True
    return bool((_MAY_BEFORE if moment.month == 5 else _MONTH_BEFORE).search(before))


def _is_year(moment: Moment, before: str, after: str) -> bool:
    year = moment.year or 0
    if (
        _NUMBER_BEFORE.search(before)
        or _STREET.match(after)
        or re.match(r"['\u2019]?[A-Za-z]", after)
    ):
        return bool(re.match(r"['\u2019]s\b", after))
    if _YEAR_AFTER.match(after):
        return True
    if _COUNTED.match(after) and (_COUNTING.search(before) or year % 100 == 0):
        return False
    described = _DESCRIBED_BEFORE.search(before) and re.match(r"\s[a-z]", after)
    return bool(_YEAR_BEFORE.search(before) or (described and not _COUNTED.match(after)))


def _is_part(moment: Moment, text: str) -> bool:
    """A quarter or a half of a year, rather than of a game, a century or anything else."""
    before, after = text[: moment.start], text[moment.end :]
    if _OF_YEAR.match(after):
        return True
    if moment.part == "half" or moment.nth == -1 or _SPORT.search(text):
        return False
    return bool(_QUARTER_BEFORE.search(before)) or "-" in moment.text or moment.text[:1] == "Q"


def _is_unit(moment: Moment, before: str, after: str) -> bool:
    """ "Last week", and not "the last week of March", "the next day" or "the next year, he"."""
    if moment.unit == "day" or re.match(r"\s+of\b", after):
        return False
    the = re.search(r"\bthe\s$", before, re.I)
    return not the or moment.which == "past" or bool(_STILL.search(before))


_FUTURE = (
    r"will(?! have)|would(?! have)|won['\u2019]t|\w+['\u2019]ll|shall|is to|are to|due|scheduled"
    r"|slated|expected|upcoming|set (?:to|for)"
    r"|(?:plans?|planning|planned|aims?|hopes?|intends?|expects?|wants?"
    r"|vow\w*|promis\w*|pledg\w*|ready|about|going|likely|has|have) (?:to|on)\b(?! the\b)"
    r"|comes|begins|starts|opens|meets|expires|resumes|kicks off|takes (?:effect|place)|heads"
    r"|arrives|convenes|must|could|may|might|can|headed|deadline"
)
_PAST = (
    r"[a-z]{2,}ed|said|told|was|were|had|did|wrote|made|came|went|took|gave|got|won|lost|met|held"
    r"|began|left|sent|saw|found|fell|rose|led|ran|struck|spoke|shot|cut|put|hit|became|brought"
    r"|grew|broke|chose|drew|drove|fought|knew|paid|sold|stood|swore|threw|understood|withdrew|says"
)
_CUE = re.compile(
    rf"\b(?:(?P<future>{_FUTURE})|(?P<past>{_PAST}))\b(?!\s(?:on|in)?\s?\w+ing\b)", re.I
)
MOVED = re.compile(
    r"\b(?:delay|postpon|adjourn|defer|reschedul|extend|prolong|pushed|put|brought|mov)\w*"
    r"(?: (?:back|off|forward))?\b[^.;]{0,80}?\b(?:from|to|until|till)\s+(?:[^.;]{3,20} to\s+)?$",
    re.I,
)
"""What is put off "from 30 June to 31 December" names two days that are, or were, to come."""
_DECIDED = re.compile(
    r"(?:vot|decid|agree|order|ask|propos|approv|resolv|elect|offer|instruct|persuad)\w*$", re.I
)
_TO_DO = re.compile(r"\bto (?!(?:the|an?|its|their|his|her|this|that)\b)[a-z]{2,}\b")
_WEEKDAY = re.compile(r"\w+day\b", re.I)


def tense(text: str, start: int, end: int, *, deadline: bool = False) -> Tense:
    """Whether the words at `start` to `end` are past or to come, by the verb nearest before them.

    Where none is, by the first one after them. A deadline ("by Friday") is to come unless its
    verb is past. What was voted, decided or agreed "to" be done on a date is to come, and so is
    the date that something was put off to; of a day of the week that says too little.
    """
    before = list(_CUE.finditer(text, 0, start))
    cue = before[-1] if before else _CUE.search(text, end)
    if cue is None:
        return "future" if deadline else None
    return "future" if cue["future"] or (before and _to_come(text, cue, start)) else "past"


def _to_come(text: str, cue: re.Match[str], start: int) -> bool:
    if _WEEKDAY.match(text, start):
        return False
    decided = _DECIDED.match(cue[0]) and _TO_DO.search(text, cue.end(), start)
    return bool(decided or MOVED.search(text[cue.start() : start]))
