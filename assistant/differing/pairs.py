"""Two values held against each other: what tells two answers from two things.

Of every two that could be different answers to one question, what is known of them as such.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant import words
from assistant.content import stem, stems
from assistant.differing.accounts import listed, other_times
from assistant.differing.competing import of_another, of_two_things
from assistant.differing.telling import Telling, family, minutes, sort
from assistant.evidence import Evidence
from assistant.quantities import Quantity, apart
from assistant.questions import Question
from assistant.words import any_of

_DAY, _APART = 1440, 240
"""Minutes between two times of day that count as far as ten times between two numbers."""
_MOST = 2.0
_COMPARED = 40
"""Values that are held against each other: a table has hundreds."""
FARTHEST = 0.7
"""Powers of ten between two numbers that may be of one thing, where neither is a correction of the
other: of 160 true pairs in stories, eight lie farther."""
_ITS_OWN = frozenset({"percent", "ordinal", "clock"})
"""What a bare number may not stand for."""
_SAYS = re.compile(rf"\b(?:{any_of(words.CUES)}|puts?|spoke of)\b", re.I)
_CORRECTS = re.compile(
    r"\b(?:correct\w*|clarif\w*|misstat\w*|earlier version|revis\w+|updat\w+|mistaken\w*|wrong\w*"
    r"|in error|had (?:said|reported|put)|as .{0,30} (?:said|reported|had it)"
    r"|first (?:said|reported|announced)|not)\b",
    re.I,
)
_COMPARES = re.compile(
    r"\b(?:differ\w*|disagree\w*|agree|accounts?|conflicting|compet\w+|match|versions?|outlets"
    r"|contradict\w*|disputed?|consistent|both|reports|according to|estimates|figures|or)\b",
    re.I,
)
"""A question that expects more than one answer."""
_CLAUSE = re.compile(r"[;:,]|\b(?:but|while|whereas|although|and)\b")


@dataclass(frozen=True, slots=True)
class Apart:
    """What is known of two values as different answers to one question.

    `more` and `less` are the log-odds that either is what is asked for, `inside` the lesser of the
    cross-encoder's, and `both` says that it takes both for the answer; `first` and `second` the
    places of their sentences, 0 to 1. `distance` is how many powers of ten lie between two numbers
    (times of day: `_APART` minutes each), up to 2, and `same` to `far` say in which part of that.
    `beside` and `words` are the shares of content words that the two surroundings and the two
    sentences have in common, the question's own left out.
    """

    more: float
    less: float
    inside: float
    both: float
    first: float
    second: float
    one_sentence: float
    one_article: float
    one_unit: float
    distance: float
    same: float
    near: float
    middling: float
    far: float
    known: float
    also: float
    beside: float
    words: float
    compares: float
    latest: float
    other_day: float
    both_say: float
    both_say_in_one: float
    two_say: float
    corrects: float
    of_another: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two values that cannot both hold, the likelier to be asked for first."""

    one: Telling
    other: Telling
    apart: Apart


def pairs(
    question: Question, chosen: Sequence[Evidence], told: Sequence[Telling], odds: Sequence[float]
) -> list[Pair]:
    """Every two values that could be different answers; `odds` that each is what is asked for."""
    picked = {id(each) for each in chosen}
    likeliest = sorted(zip(told, odds, strict=True), key=lambda each: -each[1])[:_COMPARED]
    reading = _Reading(question, [each for each, _ in likeliest])
    found = []
    for (one, a), (other, b) in combinations(likeliest, 2):
        if not {id(one.evidence), id(other.evidence)} & picked or not _alike(one, other):
            continue
        if sort(one.value) != "date" and reading.other_times(one, other):
            continue
        if of_two_things(question, one.value, other.value) or not reading.may_differ(one, other):
            continue
        found.append(Pair(one, other, reading.apart((one, a), (other, b))))
    return found


def _alike(one: Telling, other: Telling) -> bool:
    """Whether two values are of one kind and do not agree."""
    mine, theirs = family(one.value), family(other.value)
    if sort(one.value) != sort(other.value) or agree(one, other):
        return False
    if one.given_up and other.given_up:
        return False
    if _distance(one, other) > FARTHEST and one.given_up == other.given_up:
        return False
    return mine == theirs or ("" in (mine, theirs) and not _ITS_OWN & {mine, theirs})


def agree(one: Telling, other: Telling) -> bool:
    """Whether two values can both hold."""
    return one.account.agrees(one.value, other.value, other.account)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What pairs of its values need to know of a sentence, found once."""

    text: str
    words: set[str]
    says: bool
    corrects: bool
    of_another: bool


class _Reading:
    """The sentences whose values are compared, and the question they are read for."""

    def __init__(self, question: Question, told: Sequence[Telling]) -> None:
        self._asked = {stem(word.text) for word in question.words}
        self._compares = question.compares or bool(_COMPARES.search(question.text))
        self._latest = question.latest
        self._several = question.several and not self._compares
        self._told: dict[int, list[Telling]] = {}
        for each in told:
            self._told.setdefault(each.place, []).append(each)
        self._times: dict[tuple[int, int], bool] = {}
        self._sentences = {
            place: _sentence(question, telling) for place, (telling, *_) in self._told.items()
        }

    def apart(self, one: tuple[Telling, float], other: tuple[Telling, float]) -> Apart:
        (a, more), (b, less) = one, other
        here, there = self._sentences[a.place], self._sentences[b.place]
        mine, theirs = (each.evidence.candidate.article for each in (a, b))
        sentence = a.place == b.place
        article = mine.source == theirs.source and not sentence
        far = _distance(a, b)
        inside = min(a.told.inside, b.told.inside)
        around, about = ({*each.value.before, *each.value.after} for each in (a, b))
        return Apart(
            more=more,
            less=less,
            inside=inside,
            both=float(inside > 0),
            first=a.told.rank,
            second=b.told.rank,
            one_sentence=float(sentence),
            one_article=float(article),
            one_unit=float(family(a.value) == family(b.value)),
            distance=far,
            same=float(far < 0.01),
            near=float(0.01 <= far < 0.05),
            middling=float(0.05 <= far < 0.3),
            far=float(0.3 <= far < 0.7),
            known=float(
                not sentence and not article and (b.text in mine.text or a.text in theirs.text)
            ),
            also=float(not sentence and (self._has(a.place, b) or self._has(b.place, a))),
            beside=self._shared(around, about),
            words=0.0 if sentence else self._shared(here.words, there.words),
            compares=float(self._compares),
            latest=float(self._latest),
            other_day=float(a.evidence.day != b.evidence.day),
            both_say=float(here.says and there.says),
            both_say_in_one=float(article and here.says and there.says),
            two_say=float(sentence and _two_say(here.text, a, b)),
            corrects=float(here.corrects or there.corrects),
            of_another=float(here.of_another or there.of_another),
        )

    def may_differ(self, one: Telling, other: Telling) -> bool:
        """Whether two values may be rival accounts, by where they stand.

        Of one article they are two voices, or one corrects the other; and one of several counts
        ("five counts of …, four counts of …") is no account of all. Where several are asked for
        ("Which companies …?"), two names may both be right.
        """
        if isinstance(one.value.what, str) and self._several:
            return False
        if one.place == other.place:
            return True
        here, there = self._sentences[one.place], self._sentences[other.place]
        article = one.evidence.candidate.article.source == other.evidence.candidate.article.source
        voices = here.says or there.says or here.corrects or there.corrects
        return (voices or not article) and not any(
            listed(each.account, each.value) for each in (one, other)
        )

    def other_times(self, one: Telling, other: Telling) -> bool:
        """Whether the sentences of two values tell of different times."""
        places = one.place, other.place
        if places not in self._times:
            self._times[places] = other_times(one.account, other.account)
        return self._times[places]

    def _has(self, place: int, value: Telling) -> bool:
        """Whether the sentence at a place gives, or gives up, a value that agrees."""
        return any(agree(value, each) for each in self._told[place])

    def _shared(self, one: set[str], other: set[str]) -> float:
        return len((one & other) - self._asked) / max(1, min(len(one), len(other)))


def _sentence(question: Question, telling: Telling) -> _Sentence:
    text = telling.evidence.candidate.text
    return _Sentence(
        text,
        stems(text),
        bool(_SAYS.search(text)),
        bool(_CORRECTS.search(text)),
        of_another(question, telling.account),
    )


def _distance(one: Telling, other: Telling) -> float:
    a, b = one.value.what, other.value.what
    if not isinstance(a, Quantity) or not isinstance(b, Quantity):
        return 0.0
    if sort(one.value) == "clock":
        between = abs(minutes(a) - minutes(b))
        return min(min(between, _DAY - between) / _APART, _MOST)
    return min(apart(a, b), _MOST)


def _two_say(text: str, one: Telling, other: Telling) -> bool:
    """Whether two speak in one sentence: "the union counted 600; police spoke of 340"."""
    first, last = sorted((one.value, other.value), key=lambda value: value.start)
    joint = _CLAUSE.search(text, first.end, last.start)
    return bool(joint and _SAYS.search(text, 0, joint.start()) and _SAYS.search(text, joint.end()))
