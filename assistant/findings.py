"""What is wrong with a drafted sentence by rule, held against the sentences it cites."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant import claims, moments, names, quantities, scope, speakers
from assistant.content import content, stems

_SAME, _LEAST = 0.6, 0.3
"""A sentence speaks of the same when it shares this part of the words that the closest shares, and
this part of the draft's own."""
_SURER = 0.5
"""`hardened` from here on: "may" become "will", "plans to" become "has"."""


@dataclass(frozen=True, slots=True)
class Support:
    """A sentence given as evidence, with its article's publication date where known.

    `context` is the sentences around it, and headline and outlet if the caller has them. It serves
    to know names and who "he" is; it is never evidence of a fact.
    """

    text: str
    published: date | None = None
    context: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What does not hold, each as the draft writes it; `hardened` is 0 to 1.

    `numbers`, `dates`, `names` and `quotes` are not given at all. `speakers` are not the ones who
    say it; `denied` stands under "not" on one side only; `reversed` has the opposite direction;
    `swapped` are two names in each other's place; `borrowed` names come from the context in place
    of one in the evidence; `carried` numbers are those of another place or name; `foretold` is what
    "will" be where the evidence tells what is.
    """

    numbers: tuple[str, ...]
    dates: tuple[str, ...]
    names: tuple[str, ...]
    quotes: tuple[str, ...]
    speakers: tuple[str, ...]
    denied: tuple[str, ...]
    reversed: tuple[str, ...]
    swapped: tuple[str, ...]
    borrowed: tuple[str, ...]
    carried: tuple[str, ...]
    foretold: tuple[str, ...]
    hardened: float

    @property
    def hard(self) -> bool:
        """Whether something is wrong that no likeness makes up for."""
        absent = self.numbers or self.dates or self.names or self.quotes
        turned = self.speakers or self.denied or self.reversed or self.swapped
        turned = turned or self.carried or self.foretold
        return bool(absent or turned) or self.hardened > _SURER

    @property
    def soft(self) -> bool:
        """Whether it differs from the evidence in more than what is given."""
        turned = self.denied or self.reversed or self.swapped
        return bool(self.speakers or turned or self.borrowed or self.hardened)

    def reasons(self) -> list[str]:
        """What is wrong, in words, the gravest first."""
        return [
            *(f"{_marked(each)} is not in the cited sentences" for each in self.numbers),
            *(f"the date {_marked(each)} is not in the cited sentences" for each in self.dates),
            *(f"{_marked(each)} is not named in the cited sentences" for each in self.names),
            *(f"the cited sentences do not have the words {_marked(q)}" for q in self.quotes),
            *(f"the cited sentences do not have {_marked(who)} say so" for who in self.speakers),
            *_about("the cited sentences and it disagree on whether or not", self.denied),
            *_about("the cited sentences say the opposite of", self.reversed),
            *_about("the cited sentences have the other way round", self.swapped),
            *_about("the cited sentences speak of another than", self.borrowed),
            *_about("the cited sentences say of another place or name", self.carried),
            *_about("the cited sentences tell of no future, as it does with", self.foretold),
            *["the cited sentences say it less surely"] * (self.hardened > 0),
        ]


def find(draft: str, evidence: Sequence[Support]) -> Findings:
    """Hold a draft against its evidence.

    Whether so, how surely and which way are compared only with the sentences that speak of the
    same; everything else may come from any of them.
    """
    texts = [each.text for each in evidence]
    near = _near(draft, texts)
    around = [each.context for each in evidence]
    unnamed = names.unknown(draft, [*texts, *around])
    bare, dateless = moments.without(draft), [moments.without(text) for text in texts]
    return Findings(
        numbers=tuple(quantities.unfounded(bare, dateless)),
        dates=tuple(moments.ungiven(draft, [(each.text, each.published) for each in evidence])),
        names=tuple(unnamed),
        quotes=tuple(speakers.misquoted(draft, texts)),
        speakers=tuple(speakers.misattributed(draft, near, around)),
        denied=tuple(claims.contradicted(draft, near)),
        reversed=tuple(claims.reversed_(draft, near)),
        swapped=tuple(claims.swapped(draft, near)),
        borrowed=tuple(n for n in names.borrowed(draft, texts) if n not in unnamed),
        carried=tuple(scope.carried(bare, dateless)),
        foretold=tuple(claims.foretold(draft, near)),
        hardened=claims.hardened(draft, near),
    )


def _near(draft: str, texts: Sequence[str]) -> list[str]:
    said = {word.stem for word in content(draft)}
    shared = [len(said & stems(text)) for text in texts]
    least = max(max(shared, default=0) * _SAME, len(said) * _LEAST)
    return [text for text, n in zip(texts, shared, strict=True) if n and n >= least]


def _about(problem: str, found: Sequence[str]) -> list[str]:
    return [f"{problem} {', '.join(map(_marked, found))}"] if found else []


def _marked(text: str) -> str:
    return f'"{text.strip()}"'
