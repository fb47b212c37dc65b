"""Drafted cases from a folder's own articles, for someone to confirm.

An unanswerable case is an answerable one `without` the articles that answer it.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evals.answer_metrics import holds
from evals.asking import Draft, common, named_in, question_of
from evals.cases import Case, CaseError, flat
from index.articles import Article
from index.spans import Kind, front_matter, split

_UNANSWERABLE = 4
"""One draft in so many is made unanswerable."""
_MOST = 0.6
_ASKING = frozenset(["what", "when", "much", "many"])
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
    sentences = {article.source: list(_sentences(article)) for article in articles}
    texts = {source: [flat(each) for each in held] for source, held in sentences.items()}
    chosen = _spread(found_in(articles, sentences), n, random.Random(seed))  # noqa: S311
    near = [_near(found, texts) for found in chosen]
    able = [number for number, files in enumerate(near) if len(files) < len(texts)]
    gone = {max(group) for group in _by(_UNANSWERABLE, len(chosen), able)}
    made = [
        _case(found, number + 1, near[number], gone=True)
        if number in gone
        else _case(found, number + 1, _answering(found, texts), gone=False)
        for number, found in enumerate(chosen)
    ]
    if able and not gone and len(made) < n:
        last = able[-1]
        made.append(_case(chosen[last], len(made) + 1, near[last], gone=True))
    return made


def _by(size: int, n: int, able: Sequence[int]) -> list[list[int]]:
    """Those of `able` in each whole group of so many of the first `n` numbers; none empty."""
    groups = (range(start, start + size) for start in range(0, n - size + 1, size))
    held = ([number for number in group if number in able] for group in groups)
    return [each for each in held if each]


def found_in(articles: Sequence[Article], sentences: Texts) -> list[Found]:
    """Every question that the articles' sentences make, in order; no question twice."""
    found: dict[str, Found] = {}
    for article in articles:
        for sentence in sentences[article.source]:
            if draft := question_of(named_in(sentence, article.text)):
                asked = common(draft.question, sentence, article.text)
                draft = replace(draft, question=asked)
                if not holds(flat(draft.fact), flat(sentence)):
                    continue  # a name was written out in it, which no answer would quote
                found.setdefault(asked, Found(draft, sentence, article.source))
    return list(found.values())


def _case(found: Found, number: int, files: tuple[str, ...], *, gone: bool) -> Case:
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
    return _with(found, texts, lambda sentence: holds(found.draft.fact, sentence))


def _near(found: Found, texts: Texts) -> tuple[str, ...]:
    """The draft's article and every other that might answer, whatever it says: left out, none is
    left that could."""
    return _with(found, texts, lambda sentence: True)


def _with(found: Found, texts: Texts, passes: Callable[[str], bool]) -> tuple[str, ...]:
    """The draft's article and every other with a sentence that has most of the question's own
    words, and passes."""
    asked = set(re.findall(r"\w{4,}", flat(found.draft.question))) - _ASKING
    least = _MOST * len(asked)
    others = (
        source
        for source, sentences in texts.items()
        if source != found.source
        and any(sum(w in each for w in asked) >= least and passes(each) for each in sentences)
    )
    return (found.source, *others)


def _sentences(article: Article) -> Iterator[str]:
    body = front_matter(article.text)
    for span in split(article.text, body=body, title=article.title):
        if span.kind is Kind.BODY and span.end - span.start <= _LONGEST:
            yield article.text[span.start : span.end]
