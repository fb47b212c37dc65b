"""Drafted cases from a folder's own articles, for someone to confirm.

An unanswerable case is an answerable one `without` the articles that answer it.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from evals.answer_metrics import holds
from evals.asking import Draft, common, named_in, question_of
from evals.cases import Case, CaseError, flat
from index.articles import Article
from index.spans import Kind, front_matter, split

_UNANSWERABLE = 3
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
    """At most `n` unconfirmed cases, spread over kinds and articles; the same for the same seed.

    One in three is unanswerable, where leaving out the articles that answer it leaves any. Too few
    questions for that are asked both ways.
    """
    sentences = {article.source: list(_sentences(article)) for article in articles}
    texts = {source: [flat(each) for each in held] for source, held in sentences.items()}
    found = found_in(articles, sentences)
    order = _spread(found, random.Random(seed))  # noqa: S311
    share = round(n / _UNANSWERABLE)
    asked = list(islice(order, n - share))
    gone, passed = _left_out(order, texts, share)
    most = min(share, max(1, len(asked) // (_UNANSWERABLE - 1)))
    gone += _left_out(reversed(asked), texts, most - len(gone))[0]
    asked += passed[: n - len(asked) - len(gone)]
    answered = [(each, _answering(each, texts)) for each in asked]
    return [
        _case(each, number, files, gone=number > len(answered))
        for number, (each, files) in enumerate(answered + gone, 1)
    ]


def _left_out(
    candidates: Iterator[Found], texts: Texts, most: int
) -> tuple[list[tuple[Found, tuple[str, ...]]], list[Found]]:
    """The first `most` of the candidates without whose articles any are left, with those articles;
    and the candidates that were passed over on the way."""
    gone: list[tuple[Found, tuple[str, ...]]] = []
    passed = []
    while len(gone) < most and (found := next(candidates, None)):
        near = _near(found, texts)
        if len(near) < len(texts):
            gone.append((found, near))
        else:
            passed.append(found)
    return gone, passed


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


def _spread(found: Sequence[Found], choice: random.Random) -> Iterator[Found]:
    """One of each kind in turn, from an article not used before where there is one."""
    left = list(found)
    choice.shuffle(left)
    kinds = sorted({each.draft.kind for each in left})
    used: dict[str, int] = {}
    while left:
        for kind in kinds:
            mine = [each for each in left if each.draft.kind == kind]
            if mine:
                best = min(mine, key=lambda each: used.get(each.source, 0))
                used[best.source] = used.get(best.source, 0) + 1
                left.remove(best)
                yield best


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
