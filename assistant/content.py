"""The words of a sentence that carry what it says, each with a stem to compare it by."""

import re
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['\u2019.&-][^\W_]+)*")
_ENDING = re.compile(r"(?:'s|\u2019s|s'|ies|ied|ing|edly|ed|es|s|ly|er|ation|ion|ment|al|e|y)$")
_LEAST = 4
"""Letters that a stem keeps. Shorter words stay as they are."""
FUNCTION = frozenset(
    """a an the this that these those it its itself he him his himself she her hers herself they
    them their theirs we us our ours you your i me my who whom whose which what where when how why
    there here and or but nor so yet if as than then of in on at by to from for with into onto
    upon about over under between among during through across against toward towards within
    is are was were be been being am do does did done doing has have had having will would shall
    should can could may might must not no also too very just only even such own same other
    another each every any some all both either neither much many more most less least few
    instead despite following although though whereas whether meanwhile however
    also thus therefore nobody nothing someone anyone everyone none
    said say says told tells according added stated while because since until before after up
    down out off again further once one 's s t d ll re ve m""".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A content word: the characters it stands on and the stem it is compared by."""

    start: int
    end: int
    stem: str


def content(text: str) -> list[Word]:
    """The content words of `text` in order; function words and verbs of saying are left out."""
    return [
        Word(match.start(), match.end(), stem(match[0]))
        for match in _WORD.finditer(text)
        if match[0].lower().replace("\u2019", "'") not in FUNCTION
    ]


def stems(text: str) -> set[str]:
    """The stems of every word of `text`."""
    return {stem(match[0]) for match in _WORD.finditer(text)}


@lru_cache(16_384)
def stem(word: str) -> str:
    """The word in lower case without its ending: "closing", "closed" and "closes" are "clos".

    Rougher than Porter's (an ending is cut wherever four letters stay), since two words that are
    wrongly taken for one cost less here than a paraphrase that is refused.
    """
    word = word.lower().replace("\u2019", "'")
    word = word.removesuffix("'s").replace(".", "")
    for _ in range(2):
        shorter = _ENDING.sub("", word)
        if len(shorter) < _LEAST:
            break
        word = shorter
    doubled = len(word) > _LEAST and word[-1] == word[-2] and word[-1] in "bdgmnprt"
    return word[:-1] if doubled else word
