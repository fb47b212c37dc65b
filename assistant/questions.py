"""What a question asks for, read from its form: no model, no list of known questions."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum


class Wants(Enum):
    """The kind of thing that would be an answer."""

    WHEN = "a date or time"
    MONEY = "an amount of money"
    SHARE = "a percentage or share"
    SPAN = "a length of time or an age"
    NUMBER = "a number"
    WHO = "a person or organisation"
    NAME = "a name"
    WHICH = "one of several"
    WHERE = "a place"
    WHY = "a reason"
    SAID = "what someone said"
    YES_NO = "yes or no"
    OTHER = "something else"


@dataclass(frozen=True, slots=True)
class Word:
    """A content word of the question: its characters, and the stem that search sees."""

    start: int
    end: int
    text: str
    stem: str
    name: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart. `speaker` is who is asked about when words are asked for."""

    text: str
    wants: Wants
    words: tuple[Word, ...]
    names: tuple[str, ...]
    speaker: str | None
    latest: bool

    @property
    def stems(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word.stem for word in self.words))


_WORD = re.compile(r"[^\W_]+(?:['\u2019.&-][^\W_]+)*\.?")
_NAME = re.compile(
    r"\b(?:[A-Z][\w'\u2019&-]*|[a-z]:?[A-Z]\w*)(?:[ .]+(?:(?:of|the|de|van|von|bin|al) )?"
    r"(?:[A-Z][\w'\u2019&-]*|\d+\b))*"
)
_OPENERS = frozenset(
    "what when where who whom whose which why how did does do is are was were has have had can "
    "could will would should according in on at by for from with after before during since and "
    "but so as if list name give tell any the a an of to please describe explain summarise "
    "summarize show find compare about".split()
)
_ASKING = frozenset(
    "say said says saying tell told article articles report reports reported reporting according "
    "describe described mention mentioned mentions explain many much kind type exactly happen "
    "happened happens latest comment comments commented statement statements story stories "
    "give gave given name named called know known stated state states quote quoted think thinks "
    "thought view views stance position claim claimed claims people person thing things way "
    "new news currently still ever actually really give list tell long old often far".split()
)
_SAYING = (
    r"say|said|saying|says|state|stated|tell|told|comment(?:ed)?|announced?|think|thought|claim(?:ed)?"
    r"|argued?|respond(?:ed)?|react(?:ed|ion)?|describe|described|call|called|promised?|warn(?:ed)?"
    r"|deny|denied|admit(?:ted)?|acknowledged?|suggest(?:ed)?|propose|proposed|explain(?:ed)?"
    r"|urged?|predict(?:ed)?|insist(?:ed)?|express(?:ed)?|stand|feel|put it|view|make of"
)
_SPEAKER = [
    re.compile(
        rf"\b(?:has|have|had|did|does|do|would)\s+(?P<who>(?:[\w.'\u2019&-]+\s+){{1,6}}?)"
        rf"(?:also |since |publicly |previously |initially |actually |ever |really )?(?:{_SAYING})\b",
        re.I,
    ),
    re.compile(
        r"\b(?P<who>[A-Z][\w.&-]*(?:\s[A-Z][\w.&-]*){0,3})['\u2019]s?\s+(?:\w+\s)?"
        r"(?:stance|position|view|views|reaction|response|comment|comments|statement|opinion|take"
        r"|answer|message|explanation|argument|warning|words|remarks?|assessment|verdict|reply)\b"
    ),
    re.compile(
        r"\b(?:stance|position|view|views|reaction|response|comments?|statement|opinion|quotes?|remarks?)"
        r"\s+(?:of|by|from)\s+(?P<who>(?:the )?[A-Z][\w.&-]*(?:\s[A-Z][\w.&-]*){0,3})"
    ),
    re.compile(r"\baccording to (?P<who>(?:the )?[A-Z][\w.&-]*(?:\s[A-Z][\w.&-]*){0,3})"),
]
_PAY = (
    r"cost|costs|pay|pays|paid|spend|spent|invest|invested|price|priced|prices|worth|salary|salaries|wage"
    r"|wages|fine|fined|fee|fees|revenue|profit|profits|loss|losses|money|earn|earned|budget|sell for"
    r"|donate|donated|raise|raised|loan|loans|owe|owed|charge|debt|dollars?|euros?|yen|put into|value|valued"
)
_FORMS = [
    (Wants.SHARE, r"\b(what|which) (\w+ ){0,2}(percentage|percent|share|proportion|fraction|margin|rate)\b"
                  r"|\bhow (much|many) (percent|per cent)\b|\b(percentage|proportion) of\b"),
    (Wants.MONEY, rf"\bhow (much|expensive)\b(?=.*\b({_PAY})\b)|\bhow much (money|is|are|was|were|does|do|did)\b"
                  rf"|\bwhat (\w+ ){{0,3}}(price|cost|sum|salary|fee|fine|budget)\b|\bwhat (does|do|did|will|would) .*\bcost\b"),
    (Wants.SPAN, r"\bhow (long|old)\b(?! (is|was) the (list|road|river))|\bwhat age\b"),
    (Wants.NUMBER, r"\bhow (many|much|large|big|far|high|fast|tall|few|heavy|powerful|strong)\b"
                   r"|\bwhat number\b|\bnumber of\b|\bwhat (\w+ ){0,4}(total|tally|count|range|capacity|amount)\b"),
    (Wants.WHEN, r"^(?:\W*\w+\W+){0,3}when\b|\bwhen (did|does|do|will|was|were|is|are|has|had|would|can|could|should|might)\b|\b(what|which) (\w+ )?(year|date|day|month|time|week|quarter|deadline)\b|\bhow (soon|recently)\b"
                 r"|\b(timeline|deadline)\b"),
    (Wants.WHERE, r"\bwhere\b(?! (does|do|did) .{2,40} stand)|\b(what|which) (country|city|state|town|place|region"
                  r"|location|venue|county|island|continent)\b"),
    (Wants.WHY, r"\bwhy\b|\bfor what reason|\bwhat(?:'s| is| was| are| were)? (the |their |its |his |her )?(main )?"
                r"(reason|motive|rationale|cause|purpose|goal|aim|justification)s?\b"
                r"|\bhow come\b|\bwhat (caused|led|prompted|made|drove|motivated|persuaded)\b|\breasons? (for|did|does)\b"),
    (Wants.WHO, r"\b(who|whom|whose)\b|\bby whom\b|\b(which|what) (person|people|man|woman|official|senators?|judge|lawyer"
                r"|analyst|minister|company|companies|firm|organi[sz]ation|outlet|newspaper|agency|party|automakers?"
                r"|group|executive|politician|attorney|author|reporter|journalist|candidate|leader|rivals?|partners?)\b"),
    (Wants.NAME, r"\b(what|which)\b.{0,60}\b(name|names|named|called|titled|nickname|codename|brand)\b|\bname of\b|^name\b"),
    (Wants.WHICH, r"\bwhich\b"),
]  # fmt: skip
_YES_NO = re.compile(
    r"^(?:and |but |so )?(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would|should)\b",
    re.I,
)
_LATEST = re.compile(r"\b(latest|newest|most recent(ly)?|now|currently|so far|up to date)\b", re.I)


def analyse(text: str, stems: Callable[[str], list[str]]) -> Question:
    """Take a question apart. `stems` is the full-text search's own analyser."""
    text = " ".join(text.split())
    words = []
    for at, match in enumerate(_WORD.finditer(text)):
        surface = match[0].rstrip(".")
        lower = surface.lower()
        if lower in _OPENERS or lower in _ASKING:
            continue
        name = surface[:1].isupper() and (at > 0 or lower not in _OPENERS)
        words += [
            Word(match.start(), match.start() + len(surface), surface, stem, name)
            for stem in stems(re.sub(r"['\u2019]s?$", "", surface))[:3]
        ]
    return Question(
        text=text,
        wants=_wants(text),
        words=tuple(words),
        names=_names(text),
        speaker=_speaker(text),
        latest=bool(_LATEST.search(text)),
    )


def _wants(text: str) -> Wants:
    found = []
    for wants, form in _FORMS:
        if match := re.search(form, text, re.I):
            found.append((match.start(), wants))
    if found:
        return min(found, key=lambda pair: pair[0])[1]
    if _speaker(text):
        return Wants.SAID
    return Wants.YES_NO if _YES_NO.search(text) else Wants.OTHER


def _names(text: str) -> tuple[str, ...]:
    found = []
    for match in _NAME.finditer(text):
        name = re.sub(r"['\u2019]s?$", "", match[0].strip(" ."))
        head, _, rest = name.partition(" ")
        if head.lower() in _OPENERS:
            name = rest
        if name and name.lower() not in _ASKING and name.lower() not in _OPENERS:
            found.append(name)
    return tuple(dict.fromkeys(found))


def _speaker(text: str) -> str | None:
    for form in _SPEAKER:
        match = form.search(text)
        if match and not re.match(
            r"(?:there|it|this|that|they|he|she|anyone)\b", match["who"], re.I
        ):
            who = re.sub(
                r"^(?:the|any|an?|either)\s+|\s+itself$", "", match["who"].strip(), flags=re.I
            )
            return re.sub(r"['\u2019]s$", "", who) or None
    return None


_DATE = re.compile(
    r"\b(january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?(?= \d)|(mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(19|20)\d\d(s|-\d\d)?|today|yesterday|tomorrow|tonight|(last|this|next|earlier this|later this|past|previous)"
    r" (year|month|week|fall|autumn|spring|summer|winter|night|weekend|decade)|(years?|months?|weeks?|days?|hours?) (ago|later|earlier)"
    r"|recent (years|weeks|months|days)|\d{1,2}(:\d\d)? ?[ap]\.?m\.?|decade|century)\b",
    re.I,
)
_COUNT = (
    r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|eighteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?"
    r"|millions?|billions?|trillions?|dozens?|half|third|quarter|double|twice|triple|both|pair|several|majority|none|single)"
)
_LARGE = r"(?:ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?)"
_NUMBER = re.compile(rf"\b{_COUNT}\b", re.I)
_YEAR = re.compile(r"\b(19|20)\d\d\b|\b(january|february|march|april|may|june|july|august|september|october"
                   r"|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.? \d{1,2}\b", re.I)  # fmt: skip
_MONEY = re.compile(
    rf"[$\u20ac\u00a3\u00a5]\s?\d|\b{_COUNT}(?:\s\w+)?\s+(dollars?|euros?|pounds?|yen|cents?|bucks|francs?|yuan|rubles?)\b",
    re.I,
)
_SHARE = re.compile(
    rf"\d\s?%|\b{_COUNT}\s+(percent|per cent|percentage)\b|\b(half|third|quarter|fifth|majority|one in)\b|\d-\d",
    re.I,
)
_SPAN = re.compile(
    rf"\b{_COUNT}(?:\s|-)(?:\w+(?:\s|-)){{0,2}}(years?|months?|weeks?|days?|hours?|minutes?|decades?|terms?)\b|\baged?\b"
    r"|\b\d\d?,|\b(for|over|within) (a|several|many|more than) \w+|\b(year|month|decade|week)-?long\b",
    re.I,
)
_ROLE = re.compile(
    r"\b(spokes(man|woman|person)|officials?|sources?|analysts?|president|minister|chief|secretary"
    r"|director|senator|judge|lawyers?|attorney|editor|aides?|police|company|companies|automakers?"
    r"|agency|leaders?|lawmakers?|he|she|they)\b",
    re.I,
)
_PLACE = re.compile(
    r"\b(?:in|at|near|from|outside|to|across|of|inside|into)\s+(?:the\s+)?([A-Z][\w.-]+)"
)
_REASON = re.compile(
    r"\b(because|due to|since|so that|in order|in a bid|as (a result|it|they|he|she)|after|citing"
    r"|aim(s|ed)?|goal|reasons?|purpose|amid|thanks to|over (concerns?|fears?)|which (led|means|would)"
    r"|therefore|in response|blam\w+|for (its|their|his|her|being|\w+ing)|prompted|caused?|driven)\b",
    re.I,
)
_PURPOSE = re.compile(r"\bto [a-z]{3,}\b|\bwants?\b|\bso\b|\bas\b")
_CUE = re.compile(
    r"\b(said|says|say|told|stated|announced|reported|reports|according to|added|argued|claimed|insisted"
    r"|wrote|tweeted|warned|called|denied|confirmed|explained|noted|acknowledged|declined|testified"
    r"|suggested|asked|urged|predicted|described|criticized|praised|condemned|vowed|promised|replied"
    r"|statement|unclear|believes?|thinks?|admitted|insists|argues|asserted|maintained|declared)\b",
    re.I,
)
_CAPITAL = re.compile(r"(?<![.!?] )(?<!^)(?<![\"\u201c])\b[A-Z][\w'\u2019-]+")


def fits(question: Question, text: str) -> float:
    """How well `text` holds the kind of thing the question wants, 0 to 1.

    A date for "when", an amount for "how much"; 1 too when the question wants nothing of a form.
    For "how many models", a number beside another noun is worth half.
    """
    wants = question.wants
    if wants in (Wants.WHO, Wants.NAME, Wants.WHICH):
        if new_names(question, text):
            return 1.0
        return 0.5 if wants is Wants.WHO and _ROLE.search(text) else 0.0
    if wants is Wants.NUMBER:
        text = _YEAR.sub(" ", text)
        if not _NUMBER.search(text):
            return 0.0
        counted = _COUNTED.search(question.text)
        loose = 0.5 if re.search(rf"\d|\b{_LARGE}\b", text, re.I) else 0.0
        beside = counted and re.search(
            rf"\b{_COUNT}(?:[\s-]+[\w-]+){{0,4}}?[\s-]+{re.escape(counted[1][:4])}", text, re.I
        )
        return 1.0 if beside or not counted else loose
    if wants is Wants.WHY:
        return 1.0 if _REASON.search(text) else 0.5 if _PURPOSE.search(text) else 0.0
    if wants is Wants.WHERE:
        known = {word.text.lower() for word in question.words}
        return float(any(m[1].lower() not in known for m in _PLACE.finditer(text)))
    form = _ANSWER.get(wants)
    return float(form is None or bool(form.search(text)))


_COUNTED = re.compile(r"\bhow many (?:(?:more|other|new|additional) )?(?:\w+ )??(\w{3,})", re.I)


_ANSWER = {
    Wants.WHEN: _DATE,
    Wants.MONEY: _MONEY,
    Wants.SHARE: _SHARE,
    Wants.SPAN: _SPAN,
    Wants.SAID: _CUE,
}


def new_names(question: Question, text: str) -> Sequence[str]:
    """Capitalised words of `text` that the question does not already have."""
    known = {word.text.lower().rstrip("s") for word in question.words}
    return [
        name
        for name in _CAPITAL.findall(text)
        if name.lower().removesuffix("'s").rstrip("s") not in known
    ]


_NOT = re.compile(
    r"\b(?:not|no|never|none|without|nor|neither|deny|denied|denies|refused?)\b|n['\u2019]t\b", re.I
)
_UNREAL = re.compile(
    r"\b(?:if|would|could|may|might|should|will|expected|expects|plans?|planned|hopes?|likely|set to"
    r"|scheduled|considering|weighing|exploring|whether|possible|potential|possibly)\b",
    re.I,
)
_PAST = re.compile(r"\b(?:did|was|were|had|has|have)\b", re.I)


def contradicts(question: Question, text: str) -> float:
    """1 when the text says "not" and the question does not: it may deny what is asked about."""
    return float(bool(_NOT.search(text)) and not _NOT.search(question.text))


_PRESUPPOSING = {
    Wants.WHEN,
    Wants.WHY,
    Wants.WHERE,
    Wants.MONEY,
    Wants.NUMBER,
    Wants.SPAN,
    Wants.WHICH,
    Wants.NAME,
}


def denied(question: Question, text: str, stems: Callable[[str], list[str]]) -> bool:
    """Whether the text says "not" of the very thing that the question takes for granted.

    "Why did he resign?" takes it that he did; "he said he will not resign" denies it.
    """
    if question.wants not in _PRESUPPOSING or _NOT.search(question.text):
        return False
    asked = {word.stem for word in question.words if not word.name}
    return any(asked & set(stems(match["what"])) for match in _DENIED.finditer(text))


_DENIED = re.compile(
    r"(?:\bnot|n['\u2019]t|\bnever|\bno)\s+(?:(?:be|been|being|have|had|yet|to|any|ever)\s+)*(?P<what>\w+)",
    re.I,
)


def unreal(question: Question, text: str) -> float:
    """1 when the question asks about what happened and the text about what may happen."""
    asks_past = bool(_PAST.search(question.text)) and not _UNREAL.search(question.text)
    return float(asks_past and bool(_UNREAL.search(text)))
