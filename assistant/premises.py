"""Whether what was found tells of the very thing that a question asks about.

The ranker is sure of sentences about the right people; that the event, the attribute or the kind of
answer is missing it often does not see. What is refused here, and what that costs, is measured in
docs/decisions/003.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.content import stem
from assistant.evidence import Evidence
from assistant.features import Asked, late
from assistant.fitting import fits
from assistant.happenings import happenings
from assistant.names import names, only_namesakes
from assistant.questions import Question, Wants, Word
from index.library import Library
from index.retrieval import Candidate

_READ, _READ_OF_SOMEONE = 5, 12
"""Sentences looked at, at most; of someone's words more: what they are about is around them."""
_WORTH = 0.15
"""The least probability, relative to the best, as for what is quoted."""
_UNLIKE, _OFF_TOPIC = 0.25, 0.45
"""Token cosines below which nothing there is like a word of the question, and like a topic."""
_EVERYWHERE = 0.3
"""The rarity of a word that about half of a story's articles have: it need not be said again."""
_WORDS = re.compile(r"\w+")
_ANY_YEAR = re.compile(r"\b1\d{3}\b")
_ANY_PART = re.compile(r"\b(?:half|third|quarter|all|none|no|every|unanim\w*)\b", re.I)
_HOW_MANY = re.compile(r"\bhow many (?!people|persons|were|are|of)", re.I)
_WHEN = re.compile(
    r"\bwhen (?:did|was|were|will|is|are|has|had)\b|\b(?:what|which) (?:year|date|day|month)\b",
    re.I,
)
_PAID = re.compile(
    r"\bhow (?:much|expensive)\b(?=.*\b(?:costs?|pays?|paid|spen[dt]|invest\w*|pric\w+|worth"
    r"|salar\w+|wages?|fined?|fees?|revenue|profits?|loss|money|earn\w*|budget|donat\w+|raised?"
    r"|sell for|dollars|pounds|euros)\b)|\bwhat .*\bcost\b",
    re.I,
)
_NAMES = (Wants.WHO, Wants.NAME, Wants.WHICH)
_FULL_NAME = re.compile(r"[A-Z][a-z]+(?: [A-Z][\w'\u2019-]+)+")
_KIND = re.compile(
    r"\b(?:what|which)\s+(?:(?:is|was|are|were)\s+)?(?:the\s+)?((?:[\w-]+\s+){1,3}?)"
    r"(?=(?:of|is|was|are|were|did|does|do|has|have|had|will|would|can|could|for|in|to)\b)",
    re.I,
)
"""The kind of thing asked for, which is seldom named beside it: "what genre", "the style of"."""
_LOOSE = frozenset("affiliated associated connected linked related located situated".split())
"""Words that a sentence which says the thing itself does without."""
_ANSWERED = re.compile(r"\b(?:respon\w+|react\w*|do)\b", re.I)
"""What someone did, where the question may be about more than words."""
_ASKING = r"\b(?:who|whom|whose|what|when|where|why|which|how)\b"
_FIRST = re.compile(_ASKING, re.I)
_SECOND = re.compile(rf"(?:[,;.]|\band\b)\W*+(?:\w+\s+){{0,3}}?{_ASKING}", re.I)
"""Two questions in one: what one part asks about need not be near what answers the other."""
_BACKGROUND = re.compile(
    r"\b(?:of|in|on|at|to|by|for|from|with|about|over|after|before|during|since|until|into|off"
    r"|following|regarding)\s+(?:(?:the|a|an|this|that|his|her|its|their)\s+)?(?:[\w-]+\s+)?$",
    re.I,
)
"""What, before an event, says that it is not what is asked but what that is about."""
_PAST = re.compile(r"\b(?:did|was|were|has|had|have)\b", re.I)
_NOT_YET = re.compile(
    r"(?:\b(?:not|never|no|nor|without|refus\w+|declin\w+|den(?:y|ies|ied)|reject\w*"
    r"|rul(?:e|ed) out|against|would|could|may|might|if|whether|consider\w*|plan\w*"
    r"|propos\w*|possib\w*|calls? for|called for|demand\w*|urg\w*|want\w*"
    r"|threat\w*|until|unless|bid|offer|attempt\w*|to)\b"
    r"|n['\u2019]t\b)[^.,;:]{0,30}$",
    re.I,
)
"""What, before an event, says that it has not happened."""


_ASKS_OF_PLANS = re.compile(
    r"\b(?:not|never|refus\w*|declin\w*|den(?:y|ied)|reject\w*|turn(?:ed)? down|would|could"
    r"|may|might|plan\w*|propos\w*|consider\w*|threat\w*|want\w*|tr(?:y|ied)|attempt\w*|decid\w*|call\w*)\b"
    r"|n['\u2019]t\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Unmet:
    """What nothing tells of: a word of the question, empty for the kind of answer it asks for.

    `happened` says that the word is of an event or an attribute that the question is about,
    `nobody` that no article names the one whose words are asked for, only a namesake.
    """

    word: str
    happened: bool = False
    nobody: bool = False


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A sentence that was found, with the ones beside it."""

    candidate: Candidate

    def text(self, before: int, after: int) -> str:
        candidate = self.candidate
        spans = candidate.spans[max(0, candidate.n - before) : candidate.n + after + 1]
        return " ".join(candidate.article.text[s.start : s.end] for s in spans)

    @property
    def title(self) -> str:
        return self.candidate.article.title or ""

    def sentences(self) -> list[str]:
        """The sentence and its neighbours, apart."""
        candidate = self.candidate
        spans = candidate.spans[max(0, candidate.n - 1) : candidate.n + 2]
        return [candidate.article.text[s.start : s.end] for s in spans]

    def beside(self) -> list[Candidate]:
        """The sentence and its neighbours, as far as they are of its passage."""
        last = self.candidate.n + 1
        inside = self.candidate.chunk.first
        spans = self.candidate.spans
        return [
            replace(self.candidate, n=n)
            for n in range(max(inside, self.candidate.n - 1), min(last, len(spans) - 1) + 1)
        ]


def asks_twice(text: str) -> bool:
    first = _FIRST.search(text)
    return bool(first and _SECOND.search(text, first.end()))


class Premises:
    """What a question takes for granted, held against the likeliest sentences."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def unmet(
        self,
        question: Question,
        asked: Asked,
        evidence: Sequence[Evidence],
        near: float | None,
    ) -> Unmet | None:
        """What of the question nothing found tells of; None where all is met.

        `near` is how near a speaker's words come to what is asked (`sayings.nearest`), None where
        there are none.
        """
        if not evidence:
            return None
        worth = [e for e in evidence if e.probability >= _WORTH * evidence[0].probability]
        stretches = [_Stretch(e.candidate) for e in worth[:_READ_OF_SOMEONE]]
        if question.wants is Wants.SAID:
            return self._unsaid(question, asked, stretches, near)
        read = stretches[:_READ]
        if not asks_twice(question.text):
            if untold := _event(question, read) or _unreal(question, read):
                return Unmet(untold, happened=True)
            if not _typed(question, read):
                return Unmet("")
        kind = match[1].split() if (match := _KIND.search(question.text)) else []
        for word in question.words:
            if word.name or word.text in kind or word.text.lower() in _LOOSE:
                continue
            if asked.rarity[word.stem] < _EVERYWHERE:
                continue
            if not self._met(word, asked, read, _UNLIKE):
                return Unmet(word.text)
        return None

    def _unsaid(
        self, question: Question, asked: Asked, read: Sequence[_Stretch], near: float | None
    ) -> Unmet | None:
        """Words of someone of whom there are none, or on something that nothing is about."""
        speaker = question.speaker or ""
        if _is_another(speaker, read):
            return Unmet("", nobody=True)
        if near is None and speaker[:1].isupper() and not _ANSWERED.search(question.text):
            return Unmet("")
        topic = [w for w in question.words if w.text.lower() not in speaker.lower().split()]
        if not topic or any(self._met(w, asked, read, _OFF_TOPIC, around=2) for w in topic):
            return None
        return Unmet(topic[0].text)

    def _met(
        self, word: Word, asked: Asked, read: Sequence[_Stretch], least: float, around: int = 1
    ) -> bool:
        """Whether a word, another for the same, or a token like it is in any of the stretches."""
        kinds, root = happenings(word.text), stem(word.text)
        texts = [f"{each.text(around, around)} {each.title}" for each in read]
        for text in texts:
            if root in {stem(each) for each in _WORDS.findall(text)}:
                return True
            if any(kind.told.search(text) for kind in kinds):
                return True
        rows = asked.rows.get(word.stem, [])
        return not rows or any(
            late(asked, tokens).get(word.stem, 0.0) >= least
            for each in read
            for tokens in self._library.tokens(each.beside())
        )


def _event(question: Question, read: Sequence[_Stretch]) -> str | None:
    """The word for an event that is told of nowhere near whom the question names.

    What is told of somebody else, by full name, does not count where the question gives one.
    """
    person = question.wants not in _NAMES and any(map(_FULL_NAME.fullmatch, question.names))
    for asked, told in _events(question):
        if _is_background(question, asked):
            if not any(told.search(f"{e.title} {e.candidate.article.text}") for e in read):
                return asked
        elif not any(
            any(
                told.search(sentence) and not (person and _of_another(question, sentence))
                for sentence in each.sentences()
            )
            and _named(question, f"{each.text(3, 2)} {each.title}")
            for each in read
        ):
            return asked
    return None


def _is_another(speaker: str, read: Sequence[_Stretch]) -> bool:
    """Whether what was found names only others of the surname asked for."""
    texts = {e.candidate.article.id: e.candidate.article.text for e in read}.values()
    return any(only_namesakes(speaker, text) for text in texts) and not any(
        speaker in text for text in texts
    )


def _is_background(question: Question, event: str) -> bool:
    """Whether the question names an event only to say what it is about: "during the strike"."""
    return bool(_BACKGROUND.search(question.text, 0, question.text.find(event)))


def _of_another(question: Question, sentence: str) -> bool:
    return not _named(question, sentence) and any(" " in name for name in names(sentence))


def _unreal(question: Question, read: Sequence[_Stretch]) -> str | None:
    """The word for an event, asked about as past, that is only denied, planned or proposed."""
    plain = not _PAST.search(question.text) or question.wants is Wants.YES_NO
    if plain or _ASKS_OF_PLANS.search(question.text):
        return None
    for asked, told in _events(question):
        texts = [each.text(1, 1) for each in read]
        if not _is_background(question, asked) and not any(
            not _NOT_YET.search(text, max(0, match.start() - 60), match.start())
            for text in texts
            for match in told.finditer(text)
        ):
            return asked
    return None


def _events(question: Question) -> Iterator[tuple[str, re.Pattern[str]]]:
    text = question.text
    for name in question.names:
        text = text.replace(name, " ")
    for kind in happenings(text):
        if match := kind.asked.search(text):
            yield match[0], kind.told


def _named(question: Question, text: str) -> bool:
    """Whether a text has a word of any of the question's names."""
    low = text.lower()
    parts = [p for name in question.names for p in re.findall(r"\w{3,}", name.lower())]
    return not parts or any(part in low or part.removesuffix("s") in low for part in parts)


def _typed(question: Question, read: Sequence[_Stretch]) -> bool:
    """Whether any stretch has a date for "when", money for "how much", a count for "how many"."""
    if question.wants is Wants.WHEN and _WHEN.search(question.text):
        texts = [each.text(1, 1) for each in read]
        return any(fits(question, text) or _ANY_YEAR.search(text) for text in texts)
    texts = [each.candidate.text for each in read]
    if question.wants is Wants.MONEY and _PAID.search(question.text):
        return any(fits(question, text) for text in texts)
    if question.wants is Wants.NUMBER and _HOW_MANY.search(question.text):
        return any(fits(question, text) >= 0.5 or _ANY_PART.search(text) for text in texts)
    return True
