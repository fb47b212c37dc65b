"""Drafted cases from a folder's own articles, for someone to confirm.

An unanswerable case is an answerable one `without` the articles that answer it.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.answer_metrics import holds
from evals.asking import Draft, question_of
from evals.cases import Case, CaseError, flat
from index.articles import Article
from index.spans import Kind, front_matter, split

_UNANSWERABLE = 4
"""One draft in so many is made unanswerable."""
_MOST = 0.6
Texts = Mapping[str, Sequence[str]]
_LONGEST = 300
"""Characters of a sentence that a question is made from."""


@dataclass(frozen=True, slots=True)
class Found:
    """A draft, the sentence it was made from, and the article that stands in."""

    draft: Draft
    sentence: str
    source: str


def write(articles: Sequence[Article], path: Path, n: int, seed: int) -> int:
    """Write at most `n` drafted cases as JSON lines; gives how many.

    Raises CaseError when the file is there already, so that nothing confirmed is lost, and when no
    sentence of the articles makes a question.
    """
    if path.exists():
        raise CaseError(f"{path} is there already; give another file, or delete it")
    made = cases(articles, n, seed)
    if not made:
        raise CaseError("no sentence of these articles makes a plain question; write cases by hand")
    lines = (each.model_dump_json(exclude_defaults=True) for each in made)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return len(made)


def cases(articles: Sequence[Article], n: int, seed: int) -> list[Case]:
    """At most `n` unconfirmed cases, spread over kinds and articles; the same for the same seed."""
    texts = {
        article.source: [flat(sentence) for sentence in _sentences(article)] for article in articles
    }
    chosen = _spread(found_in(articles), n, random.Random(seed))  # noqa: S311
    made = []
    for number, found in enumerate(chosen, 1):
        near, answering = _near(found, texts), _answering(found, texts)
        gone = number % _UNANSWERABLE == 0 and len(near) < len(texts)
        made.append(_case(found, number, near if gone else answering, gone))
    return made


def found_in(articles: Sequence[Article]) -> list[Found]:
    """Every question that the articles' sentences make, in order; no question twice."""
    found: dict[str, Found] = {}
    for article in articles:
        for sentence in _sentences(article):
            if draft := question_of(sentence):
                found.setdefault(draft.question, Found(draft, sentence, article.source))
    return list(found.values())


def _case(found: Found, number: int, files: tuple[str, ...], gone: bool) -> Case:
    draft = found.draft
    return Case(
        id=f"draft-{number:03}",
        question=draft.question,
        kind="unanswerable" if gone else draft.kind,
        answerable=not gone,
        facts=() if gone else ((draft.fact,),),
        files=() if gone else files,
        sentences=() if gone else (found.sentence,),
        speaker=draft.speaker,
        without=files if gone else (),
        confirmed=False,
    )


def _spread(found: Sequence[Found], n: int, choice: random.Random) -> list[Found]:
    """One of each kind in turn, from an article not used before where there is one."""
    left = list(found)
    choice.shuffle(left)
    kinds = sorted({each.draft.kind for each in left})
    used: dict[str, int] = {}
    chosen: list[Found] = []
    while left and len(chosen) < n:
        for kind in kinds:
            mine = [each for each in left if each.draft.kind == kind]
            if mine and len(chosen) < n:
                best = min(mine, key=lambda each: used.get(each.source, 0))
                used[best.source] = used.get(best.source, 0) + 1
                left.remove(best)
                chosen.append(best)
    return chosen


def _answering(found: Found, texts: Texts) -> tuple[str, ...]:
    """The draft's article and every other with a sentence that gives the same answer."""
    others = (
        source
        for source, sentences in texts.items()
        if source != found.source
        and any(holds(found.draft.fact, each) and _about(found, each) for each in sentences)
    )
    return (found.source, *others)


def _near(found: Found, texts: Texts) -> tuple[str, ...]:
    """The draft's article and every other that might answer, whatever it says: left out, none is
    left that could."""
    others = (
        source
        for source, sentences in texts.items()
        if source != found.source and any(_about(found, each) for each in sentences)
    )
    return (found.source, *others)


def _about(found: Found, sentence: str) -> bool:
    """Whether a sentence has most of the question's own words."""
    asked = set(re.findall(r"\w{4,}", flat(found.draft.question))) - {
        "what",
        "when",
        "much",
        "many",
    }
    return sum(word in sentence for word in asked) >= _MOST * len(asked)


def _sentences(article: Article) -> Iterator[str]:
    body = front_matter(article.text)
    for span in split(article.text, body=body, title=article.title):
        if span.kind is Kind.BODY and span.end - span.start <= _LONGEST:
            yield article.text[span.start : span.end]
