"""Articles changed by rule the way others republish them: what must still count as one source."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from index.articles import Article
from index.spans import Kind, split

SHARE = 1 / 3
_SYNONYMS = (
    "said stated", "says states", "told informed", "asked questioned", "big large", "many numerous",
    "people persons", "show indicate", "help assist", "start begin", "end finish", "buy purchase",
    "get obtain", "need require", "use employ", "try attempt", "also additionally", "but however",
    "after following", "before ahead", "about regarding", "because since", "while whereas",
    "would could", "should must", "new recent", "old former", "more further", "last previous",
    "president leader", "government administration", "company firm", "police officers",
    "election vote", "law statute", "country nation", "money funds", "house home",
    "week seven-day", "report account", "plan proposal", "attack assault", "court tribunal",
    "called dubbed", "made created", "took seized", "went headed", "gave handed",
    "found discovered", "against opposing", "among amid", "the that",
    "a one", "in within", "on upon", "to towards",
    "and plus", "is remains", "was became", "has holds", "had held", "with alongside", "from out",
)  # fmt: skip
_SAME = {a: b for pair in _SYNONYMS for a, b in [pair.split()]}
_WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019-]*")
Change = Callable[[Article, Article, random.Random], str]


def copied(article: Article, other: Article, chance: random.Random) -> str:
    """The same words under another roof: a page's furniture before and after."""
    return f"Home > News\n\n{article.text}\n\nSign up for our newsletter\n"


def trimmed(article: Article, other: Article, chance: random.Random) -> str:
    """The first 30 to 60 % of the paragraphs, at times without the very first."""
    lines = [line for line in article.text.split("\n") if line.strip()]
    keep = max(4, round(len(lines) * chance.uniform(0.3, 0.6)))
    return "\n\n".join(lines[chance.choice((0, 1)) : keep])


def retitled(article: Article, other: Article, chance: random.Random) -> str:
    """Another headline, and another first sentence."""
    spans = split(article.text)
    opening = next((span for span in spans if span.kind is Kind.BODY), spans[0])
    return f"{other.title or other.source}\n\n{_sentences(other)[0]}{article.text[opening.end :]}"


def reworded(article: Article, other: Article, chance: random.Random) -> str:
    """A third of all words replaced: by a synonym where the list has one, else by any word."""
    words = _WORD.findall(other.text)

    def another(match: re.Match[str]) -> str:
        if chance.random() >= SHARE:
            return match[0]
        return _SAME.get(match[0].lower()) or chance.choice(words)

    return _WORD.sub(another, article.text)


def rewritten(article: Article, other: Article, chance: random.Random) -> str:
    """A third of the sentences left out or replaced by another article's, and the rest moved."""
    strange = _sentences(other)
    kept = []
    for sentence in _sentences(article):
        if chance.random() >= SHARE:
            kept.append(sentence)
        elif chance.random() < 0.5:
            kept.append(chance.choice(strange))
    blocks = [kept[n : n + 3] for n in range(0, len(kept), 3)]
    chance.shuffle(blocks)
    return "\n\n".join(" ".join(block) for block in blocks)


CHANGES: tuple[Change, ...] = (copied, trimmed, retitled, reworded, rewritten)


def changed(article: Article, other: Article, change: Change, chance: random.Random) -> Article:
    """The article as another outlet might publish it, under another name, its outlet not given."""
    text = change(article, other, chance)
    name = f"{change.__name__}-{article.source}"
    return replace(article, source=name, text=text, outlet=None, byline=None, url=None)


def _sentences(article: Article) -> Sequence[str]:
    spans = split(article.text, title=article.title)
    body = [article.text[s.start : s.end] for s in spans if s.kind is Kind.BODY]
    return body or [article.text]
