"""Of what a number is told: no draft may carry it to another place or another name."""

import re
from collections.abc import Iterator, Sequence

from assistant.names import names, unknown
from assistant.quantities import Quantity, quantities
from index.spans import split

_OPENS = re.compile(r"\W*(?:In|Across|For|At|Among|Within|Outside)\s+(?P<where>[^,;]{2,40}),")
_REFERS = re.compile(
    r"\b(?:it|its|they|their|he|his|she|her|this|these|those|both"
    r"|the (?:company|firm|group|two))\b",
    re.I,
)
"""Words for someone or something that another sentence names."""
_ACRONYM = re.compile(r"[A-Z]{2,}s?")
"""More often a kind of thing ("EVs") than someone."""


def carried(draft: str, evidence: Sequence[str]) -> list[str]:
    """The numbers of `draft` that the evidence gives only of another place or of another name.

    "In Japan, the share is 2%" is neither "The share is 2%" nor "China's share is 2%". Dates are no
    numbers here: leave them out of both sides.
    """
    told = [sentence for text in evidence for sentence in _sentences(text)]
    numbers = quantities(draft)
    found = []
    for number in numbers:
        holders = [text for text in told if _has(text, number)]
        # A draft with two numbers may compare what two sentences tell.
        if holders and not any(_of_the_same(draft, text, len(numbers) == 1) for text in holders):
            found.append(number.text)
    return found


def _sentences(text: str) -> Iterator[str]:
    for span in split(text):
        yield text[span.start : span.end]


def _has(text: str, number: Quantity) -> bool:
    return any(number.matches(each) for each in quantities(text))


def _of_the_same(draft: str, sentence: str, alone: bool) -> bool:
    opens = _OPENS.match(sentence)
    if opens and unknown(opens["where"], [draft]):
        return False
    if not alone or _REFERS.search(sentence):
        return True
    missing, left_out = _lacking(draft, sentence), _lacking(sentence, draft)
    return not (missing and left_out)


def _lacking(text: str, other: str) -> list[str]:
    """The names of a text that another has not."""
    return [name for name in names(text) if not _ACRONYM.fullmatch(name) and unknown(name, [other])]
