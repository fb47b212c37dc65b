"""What a question asks for, read from its form: no model, no list of known questions."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from assistant import words
from assistant.names import is_common
from assistant.words import any_of


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
    """A question taken apart. `speaker` is who is asked about when words are asked for.

    `several`: its form asks for more than one thing, or for what more than one article says;
    `compares`: it asks whether they agree.
    """

    text: str
    wants: Wants
    words: tuple[Word, ...]
    names: tuple[str, ...]
    speaker: str | None
    latest: bool
    several: bool
    compares: bool

    @property
    def stems(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word.stem for word in self.words))


_WORD = re.compile(r"[^\W_]+(?:['\u2019.&-][^\W_]+)*\.?")
_NAME = re.compile(
    r"\b(?:[A-Z][\w'\u2019&-]*|[a-z]:?[A-Z]\w*)(?:[ .]+(?:(?:of|the|de|van|von|bin|al) )?"
    r"(?:[A-Z][\w'\u2019&-]*|\d+\b))*"
)
_NAMED = r"(?:the )?[A-Z][\w.&-]*(?:\s[A-Z][\w.&-]*){0,3}"
_SPEAKER = [
    re.compile(
        rf"\b(?:has|have|had|did|does|do|would)\s+(?P<who>(?:[\w.'\u2019&-]+\s+){{1,6}}?)"
        rf"(?:(?:{any_of(words.ADVERBS)}) )?(?:{any_of(words.TO_SAY)})\b",
        re.I,
    ),
    re.compile(
        rf"\b(?P<who>[A-Z][\w.&-]*(?:\s[A-Z][\w.&-]*){{0,3}})['\u2019]s?\s+(?:\w+\s)?"
        rf"(?:{any_of(words.VIEWS)})\b"
    ),
    re.compile(rf"\b(?:{any_of(words.VIEWS)})\s+(?:of|by|from)\s+(?P<who>{_NAMED})"),
    re.compile(rf"\baccording to (?P<who>{_NAMED})"),
]
_THING = re.compile(r"['\u2019]s?\s+(?:\w+\s)*[a-z]+$")
_NO_SPEAKER = re.compile(rf"\b(?:{any_of(words.NO_SPEAKER)})$", re.I)
_ARTICLE = re.compile(r"the|an?|any|this|these|those|his|her|its|their|our|my|your", re.I)
"""What makes a noun of the word after it: "how did the pledge change"."""
_SPEAKING_ROLE = re.compile(rf"\b(?:{any_of(words.ROLES)}|{any_of(words.PARTIES)})$", re.I)
_WHICH = r"\b(?:what|which)"
_FORMS = {
    Wants.SHARE: rf"{_WHICH} (\S+ ){{0,3}}({any_of(words.SHARES)})\b"
    r"|\bhow (much|many) (percent|per cent)\b|\b(percentage|proportion) of\b",
    Wants.MONEY: rf"\bhow (much|expensive)\b(?=.*\b({any_of(words.PAYMENT)})\b)"
    rf"|\bhow much (money|is|are|was|were|does|do|did)\b(?!.*\b({any_of(words.WEIGHED)})\b)"
    r"|\bwhat (\w+ ){0,3}(price|cost|sum|salary|fee|fine|budget)\b"
    r"|\bwhat (does|do|did|will|would) .*\bcost\b",
    Wants.SPAN: r"\bhow (long|old)\b|\bwhat age\b",
    Wants.NUMBER: rf"\bhow ({any_of(words.EXTENTS)})\b|\bwhat number\b|\bnumber of\b"
    rf"|\bwhat (\w+ ){{0,4}}({any_of(words.MEASURES)})\b",
    Wants.WHEN: rf"^\W*(?:\w+\W+){{0,3}}when\b|\bwhen ({any_of(words.AUXILIARIES)})\b"
    rf"|{_WHICH} (\w+ )?({any_of(words.TIMES)})\b|\bhow (soon|recently)\b"
    r"|\b(timeline|deadline)\b",
    Wants.WHERE: rf"\bwhere\b(?! (does|do|did) .{{2,40}} stand)"
    rf"|{_WHICH} ({any_of(words.PLACES)})\b",
    Wants.WHY: r"\bwhy\b|\bfor what reason|\bhow come\b|\breasons? (for|did|does)\b"
    r"|\bwhat(?:'s| is| was| are| were)? (the |their |its |his |her )?(main )?"
    rf"({any_of(words.REASONS)})s?\b|\bwhat ({any_of(words.CAUSED)})\b",
    Wants.WHO: rf"\b(who|whom|whose)\b|{_WHICH} ({any_of(words.PARTIES)})\b",
    Wants.NAME: rf"{_WHICH}\b.{{0,60}}\b({any_of(words.NAMING)})\b|\bname of\b|^name\b",
    Wants.WHICH: r"\bwhich\b",
}
_YES_NO = re.compile(rf"^(?:and |but |so )?(?:{any_of(words.AUXILIARIES)})\b", re.I)
_ABBREVIATION = re.compile(r"\b[A-Z]{2,5}\b")
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,5}")
_NO_PLURAL = "does|is|was|has|this|his|its|us|business|process|news"
_SEVERAL = re.compile(
    rf"{_WHICH} (?:(?:else|other|kinds? of|are the|were the) )?(?!(?:{_NO_PLURAL})\b)"
    r"(?:[\w-]+ )??[\w-]{2,}[^s\W]s\b"
    r"|\bwho (?:are|were|else)\b|, and (?:what|who|how|when|where|why)\b"
    rf"|\b(?:{any_of(words.MORE_THAN_ONE)})\b",
    re.I,
)
_COMPARES = re.compile(
    rf"\b(?:do|does|did)\s+(?:(?:the|all|these|both)\s+)?(?:{any_of(words.TELLERS)})\s+"
    r"(?:agree|disagree|differ|conflict|match)\b"
    rf"|\b(?:conflicting|contradictory|different|differing)\s+(?:{any_of(words.TELLERS)})\b"
    rf"|\b(?:{any_of(words.TELLERS)})\s+(?:are\s+)?(?:conflicting|contradictory|consistent)\b"
    r"|\bit\s+(?:disputed|contested)\b(?=\s+(?:whether|that|how|who)\b)",
    re.I,
)
"""What asks whether those who tell of something agree; its words are not what it is about."""
_DAY_ASKED = re.compile(
    r"^(?:(?:in|on|during)\s+|(by|since|until)\s+)?(?:what|which)\s+"
    r"(?:year|month|day|week|weekday|quarter|season)\s+"
    rf"(?=(?:{any_of(words.AUXILIARIES)})\b)",
    re.I,
)
_LATEST = re.compile(r"\b(latest|newest|most recent(ly)?|now|currently|so far|up to date)\b", re.I)


def analyse(text: str, stems: Callable[[str], list[str]], *, compares: bool = False) -> Question:
    """Take a question apart. `stems` is the full-text search's own analyser.

    `compares`: it was asked whether articles agree on it (`assistant.comparing`).
    """
    text = " ".join(text.split())
    content: list[Word] = []
    frame = _COMPARES.search(text)
    for at, match in enumerate(_WORD.finditer(text)):
        surface = match[0].rstrip(".")
        lower = surface.lower()
        if lower in words.OPENERS or lower in words.ASKING:
            continue
        if frame and frame.start() <= match.start() < frame.end():
            continue
        name = surface[:1].isupper() and not is_common(surface, at == 0)
        content += [
            Word(match.start(), match.start() + len(surface), surface, stem, name)
            for stem in stems(re.sub(r"['\u2019]s?$", "", surface))[:3]
        ]
    return Question(
        text=text,
        wants=_wants(text),
        words=tuple(content),
        names=_names(text),
        speaker=_speaker(text),
        latest=bool(_LATEST.search(text)),
        several=bool(compares or frame or _SEVERAL.search(text)),
        compares=bool(compares or frame),
    )


def plain(text: str) -> str:
    """A question about a date as people ask it most: "In what month did" is "When did".

    The cross-encoder saw few questions for a month or a year and reads it for what it asks; those
    for a date it reads well.
    """
    return _DAY_ASKED.sub(lambda m: f"{m[1]} when " if m[1] else "When ", text, count=1)


def spell_out(text: str, articles: Iterable[str], known: Callable[[str], bool]) -> str:
    """The question with abbreviations that no article uses written as the articles write them.

    "GM" becomes "General Motors" when that is what stands in the texts that search found, "US"
    "U.S." and the other way round.
    """
    texts = list(articles)
    text = _dotted(text, texts)
    for short in dict.fromkeys(_ABBREVIATION.findall(text)):
        if known(short):
            continue
        words_of = r"\s(?:(?:of|and|for|the)\s)?".join(rf"{letter}[a-z]+" for letter in short)
        found = Counter(match for each in texts for match in re.findall(rf"\b{words_of}\b", each))
        if found:
            long = min(found, key=lambda name: (-found[name], name))
            text = re.sub(rf"\b{short}\b", long, text)
    return text


def _dotted(text: str, texts: Iterable[str]) -> str:
    """Abbreviations with full stops or without, as the texts have them where they have but one."""
    there = "\n".join(texts)
    for short in dict.fromkeys(_ABBREVIATION.findall(text)):
        dotted = "".join(f"{letter}." for letter in short)
        if dotted in there and not re.search(rf"\b{short}\b", there):
            text = re.sub(rf"\b{short}\b", dotted, text)
    for dotted in dict.fromkeys(_DOTTED.findall(text)):
        short = dotted.replace(".", "")
        if dotted not in there and re.search(rf"\b{short}\b", there):
            text = text.replace(dotted, short)
    return text


def _wants(text: str) -> Wants:
    found = []
    for wants, form in _FORMS.items():
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
        if head.lower() in words.OPENERS:
            name = rest
        if name == text.split()[0] and is_common(name, opens=True):
            continue
        if name and name.lower() not in words.ASKING | words.OPENERS:
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
            if _THING.search(who) and not _SPEAKING_ROLE.search(who):
                continue
            if _NO_SPEAKER.search(who) or _ARTICLE.fullmatch(who):
                continue
            return re.sub(r"['\u2019]s$", "", who) or None
    return None
