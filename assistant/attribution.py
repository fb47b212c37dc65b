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


def attribute(speaker: str, candidate: Candidate) -> Attribution:
    """How `candidate` bears on the words of `speaker`, a name as the question writes it."""
    text = candidate.text
    key = _key(speaker)
    named = _mentions(key, text)
    cue = _CUE.search(text)
    direct = bool(_QUOTED.search(text))
    about = named and bool(_STANCE.search(text))
    own = named and not about and (_subject(key, text) if cue else direct and _outside(key, text))
    if not own and (cue or direct) and not named and _PRONOUN.search(text):
        own = _mentions(key, resolve(candidate) or "")
    around = f"{candidate.article.title or ''} {candidate.article.text[:1500]}"
    jointly = not own and bool(_JOINTLY.search(text)) and _mentions(key, around)
    return Attribution(own, own and direct, jointly, about)


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
    name = rf"(?<!\w){re.escape(key)}(?!\w)"
    outside = re.sub(r"\"[^\"]*\"|\u201c[^\u201d]*\u201d", " \u201d ", text)
    outside = _ABBREVIATED.sub(r"\1", outside)
    if re.search(rf"\baccording to\s+(?:[\w.'\u2019-]+\s+){{0,5}}?{name}", outside, re.I):
        return True
    outside = re.sub(r"\baccording to\b[^,.;]*", " ", outside, flags=re.I)
    preposition = (
        r"(?<!\bwith )(?<!\bto )(?<!\bof )(?<!\bfrom )(?<!\bfor )(?<!\babout )(?<!\bon )(?<!\bby )"
    )
    own = rf"{preposition}{name}(?!['\u2019]s (?!own))"
    before = rf"{own}[^.;:,\"\u201d]{{0,40}}?\s{_VERB}\b(?!\sby\b)"
    set_off = rf"{own},[^,;.]{{1,80}},\s(?:\w+\s){{0,2}}{_VERB}\b"
    after = rf"\b{_VERB}\s+(?:[\w.'\u2019-]+,?\s+){{0,4}}?{name}"
    return bool(
        re.search(before, outside, re.I)
        or re.search(set_off, outside, re.I)
        or re.search(rf"\u201d\W*{after}", outside, re.I)
        or re.search(rf",\s+{after}", outside, re.I)
    )
