"""Who is speaking in a sentence, as far as its own form and the lines before it show."""

import re
from dataclasses import dataclass

from assistant import words
from assistant.words import any_of
from index.retrieval import Candidate
from index.spans import Kind

_VERB = rf"(?:{any_of(words.SAID)})"
_CUE = re.compile(rf"\b{_VERB}\b|\baccording to\b|\bin a (?:joint )?statement\b", re.I)
_PERSON = re.compile(r"\b[A-Z][\w'\u2019-]+(?:\s(?:[A-Z]\.|[A-Z][\w'\u2019-]+)){1,3}")
_PRONOUN = re.compile(
    rf"(?:^|[,\"\u201d]\s*)(?:he|she|they)\s+(?:also\s|then\s|later\s)?{_VERB}\b|{_VERB}\s(?:he|she)\b",
    re.I,
)
_GROUP = rf"(?:the|both|these)\s+(?:two\s+)?(?:\w+\s+)?(?:{any_of(words.GROUPS)})"
_JOINTLY = re.compile(
    rf"\b{_GROUP}\s(?:[\w,]+\s){{0,4}}?{_VERB}\b(?!\sby\b)|[,\"\u201d]\s*{_VERB}\s{_GROUP}\b"
    r"|\bjoint (?:statement|announcement)\b",
    re.I,
)
_STANCE = re.compile(
    r"\b(?:unclear|not (?:yet )?(?:clear|known)|has(?:n't| not) (?:commented|said)|did(?:n't| not)"
    r" (?:comment|respond)|declined to comment|no comment|stance|position|unknown|silent)\b",
    re.I,
)
_SAID_ON = re.compile(
    r"\W*what (?:did|does|do|has|have) (?P<who>.+?) (?:say|said)(?: so far| yet)?"
    r" (?:about|on|of|regarding|concerning) (?P<topic>.+)",
    re.I,
)
_NAME = "\x01"
_OWN = (
    r"(?<!\bwith )(?<!\bto )(?<!\bof )(?<!\bfrom )(?<!\bfor )(?<!\babout )(?<!\bon )(?<!\bby )"
    rf"{_NAME}(?!['\u2019]s (?!own))"
)
_AFTER = rf"\b{_VERB}\s+(?:[\w.'\u2019-]+,?\s+){{0,4}}?{_NAME}"
_BY_THEM = re.compile(rf"\baccording to\s+(?:[\w.'\u2019-]+\s+){{0,5}}?{_NAME}", re.I)
_PLACES = [
    re.compile(form, re.I)
    for form in (
        rf"{_OWN}[^.;:,\"\u201d]{{0,40}}?\s{_VERB}\b(?!\sby\b)",
        rf"{_OWN}(?:\s[\w.'\u2019]+){{0,2}},[^,;.]{{1,80}},\s(?:\w+\s){{0,2}}{_VERB}\b",
        rf"\u201d\W*{_AFTER}",
        rf",\s+{_AFTER}",
    )
]
"""Where the subject of a verb of saying stands, the name being `_NAME`."""
_LETTERS = re.compile(r"[a-z]+")
_SIGNS = words.SAYING | {"according", "statement", "announcement"}
_PERSONS = frozenset({"he", "she", "they"})
_ABBREVIATED = re.compile(
    r"\b(Inc|Co|Corp|Ltd|Plc|Bros|Jr|Sr|Mr|Mrs|Ms|Dr|Gov|Sen|Rep|Gen|St|U\.S|U\.K|[A-Z])\.(?=\s)"
)
"""Full stops that end a word and no sentence: "Nissan Motor Co. said"."""
_QUOTED = re.compile(r"\"[^\"]{12,}\"|\u201c[^\u201d]{12,}\u201d")


@dataclass(frozen=True, slots=True)
class Attribution:
    """How a sentence bears on someone's words.

    `own`: they are the ones speaking; `direct`: in quotation marks; `jointly`: as one of several
    ("the two companies said"); `about`: someone else says where they stand, or that they did not.
    """

    own: bool
    direct: bool
    jointly: bool
    about: bool

    def __bool__(self) -> bool:
        return self.own or self.jointly or self.about


NONE = Attribution(own=False, direct=False, jointly=False, about=False)


def attribute(speaker: str, candidate: Candidate) -> Attribution:
    """How `candidate` bears on the words of `speaker`, a name as the question writes it.

    "Acme's lawyer" speaks only where a lawyer is named too, in the sentence or just before it.
    """
    text, key = candidate.text, _key(speaker)
    present = frozenset(_LETTERS.findall(text.lower()))
    named = _mentions(key, text)
    cue = not present.isdisjoint(_SIGNS) and bool(_CUE.search(text))
    direct = bool(_QUOTED.search(text))
    inside = not cue and not named and _inside_quotation(candidate)
    if not (cue or direct or named or inside) or not _in_role(speaker, present, candidate):
        return NONE
    about = named and bool(_STANCE.search(text))
    own = named and not about and (_subject(key, text) if cue else direct and _outside(key, text))
    if not own and not named and not present.isdisjoint(_PERSONS) and _PRONOUN.search(text):
        own = _mentions(key, resolve(candidate) or "")
    if not own and inside:
        own = direct = any(
            _speaks_in(key, candidate, n) for n in (candidate.n - 1, candidate.n + 1)
        )
    jointly = not own and cue and bool(_JOINTLY.search(text)) and _introduced(key, candidate)
    return Attribution(own, own and direct, jointly, about)


def stance_asked(question: str, text: str) -> str | None:
    """The question that a sentence answers which tells where someone stands, or that he is silent.

    "Apex's stance on the sale is unclear" is what there is to say of "What did Apex say about the
    sale?", and to the cross-encoder no answer: "What is Apex's stance on the sale?" is asked of it.
    None for other sentences and questions.
    """
    asked = _SAID_ON.match(question)
    if asked is None or not _STANCE.search(text) or not _mentions(_key(asked["who"]), text):
        return None
    return f"What is {asked['who']}'s stance on {asked['topic'].rstrip(' ?.!')}?"


def _in_role(speaker: str, present: frozenset[str], candidate: Candidate) -> bool:
    asked = frozenset(_LETTERS.findall(speaker.lower()))
    kinds = [kind for kind in words.ROLE_KINDS if not kind.isdisjoint(asked)]
    if not kinds:
        return True
    before = candidate.spans[max(0, candidate.n - 2) : candidate.n]
    near = [candidate.article.text[span.start : span.end].lower() for span in before]
    there = present.union(*(_LETTERS.findall(text) for text in near))
    return any(not kind.isdisjoint(there) for kind in kinds)


def _introduced(key: str, candidate: Candidate) -> bool:
    """Whether the one looked for is in the headline, or named beside another early on."""
    article = candidate.article
    if _mentions(key, article.title or article.text[:150]):
        return True
    name, other = rf"(?<!\w){re.escape(key)}(?!\w)", r"[A-Z][\w.'\u2019]*"
    pair = rf"{name}(?:\s{other}){{0,3}}\s(?:and|with)\s{other}|{other}\s(?:and|with)\s{name}"
    return bool(re.search(pair, article.text[:1500]))


def _inside_quotation(candidate: Candidate) -> bool:
    """Whether the sentence is a piece of a longer quotation, with no one named beside it."""
    text, span = candidate.article.text, candidate.span
    if text[span.start] in '"\u201c':
        return True
    first = next(s for s in candidate.spans if s.paragraph == span.paragraph)
    before = text[first.start : span.start]
    return before.count('"') % 2 == 1 or before.count("\u201c") > before.count("\u201d")


def _speaks_in(key: str, candidate: Candidate, n: int) -> bool:
    """Whether sentence `n`, in the same paragraph, quotes the one looked for by name."""
    if not 0 <= n < len(candidate.spans):
        return False
    span = candidate.spans[n]
    text = candidate.article.text[span.start : span.end]
    same = span.paragraph == candidate.span.paragraph
    return same and re.search('["\u201c\u201d]', text) is not None and _subject(key, text)


def resolve(candidate: Candidate) -> str | None:
    """The person that "he said" refers to: the last full name in the few sentences before.

    None when the sentence names its speaker itself or no name is near.
    """
    if not _PRONOUN.search(candidate.text):
        return None
    article, before = candidate.article, candidate.spans[max(0, candidate.n - 4) : candidate.n]
    for span in reversed(before):
        if span.kind is not Kind.BODY:
            continue
        text = article.text[span.start : span.end]
        near = span.paragraph == candidate.span.paragraph or _CUE.search(text)
        if near and (names := _PERSON.findall(text)):
            return str(names[0])
    return None


def _key(speaker: str) -> str:
    """The word to look for: a surname, or a company's first word."""
    words = [
        w for w in re.findall(r"[\w'\u2019.&-]+", speaker) if w[:1].isupper() or w[:1].isdigit()
    ]
    if not words:
        words = speaker.split()
    generic = {"Inc", "Co", "Corp", "Ltd", "Motor", "Motors", "Group", "President", "Mr", "Ms"}
    kept = [re.sub(r"['\u2019]s$", "", w) for w in words if w.strip(".") not in generic] or words
    return kept[-1] if len(kept) > 1 else kept[0]


def _mentions(key: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(key)}(?!\w)", text, re.I))


def _outside(key: str, text: str) -> bool:
    return _mentions(key, re.sub(r"\"[^\"]*\"|\u201c[^\u201d]*\u201d", " ", text))


def _subject(key: str, text: str) -> bool:
    """Whether the name stands where a speaker does: before or after a verb of saying."""
    outside = re.sub(r"\"[^\"]*\"|\u201c[^\u201d]*\u201d", " \u201d ", text)
    outside = _ABBREVIATED.sub(r"\1", outside)
    # The name gives way to one character, so that the patterns are compiled once for all names.
    marked = re.sub(rf"(?<!\w){re.escape(key)}(?!\w)", _NAME, outside, flags=re.I)
    if _BY_THEM.search(marked):
        return True
    marked = re.sub(r"\baccording to\b[^,.;]*", " ", marked, flags=re.I)
    return any(place.search(marked) for place in _PLACES)
