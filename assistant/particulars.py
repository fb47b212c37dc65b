"""What is known of the articles themselves: who wrote one, of what day it is, what they mention."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from assistant.answers import Citations, Sentence, long_date, told_by
from assistant.outlets import shortened
from assistant.particular_forms import Asked, asked
from assistant.quotations import Line, Written, balanced, verbatim
from index.articles import Article
from index.catalog import Filter
from index.library import Library
from index.moments import moments
from index.rows import Heading

_MOST = 8
"""Articles in one answer."""
_OUTLETS = 20
_TOPIC = re.compile(r"\b(?:about|on|regarding)\s+(.+)$", re.I)
_AROUND = re.compile(
    r"['\u2019]s\b|\b(?:both|anything|something|a word|the (?:name|word|words)|about)\b",
    re.I,
)
"""What stands around the thing that articles mention."""
_EITHER = re.compile(r"\bor\b", re.I)
_LONG = 12
"""Characters of a title that is looked for among the words of a question."""


def particulars(question: str, within: Filter, library: Library) -> Written | None:
    """The answer to a question about the articles themselves, which no sentence of theirs gives.

    None where the question is of another kind, or picks out none of the articles. It abstains where
    they give no author, date or headline, and where none mentions what is asked about.
    """
    asks = asked(question)
    if asks is None:
        return None
    if asks.wants in ("mentions", "about"):
        return _mentions(asks, within, library)
    headings = library.catalog.headings(within, library.catalog.counts()[0], 0)
    if asks.wants == "count":
        return _there_are(headings)
    picked = headings if asks.of_any else _named(asks.of, headings)
    if len(picked) > 1 and (topic := _TOPIC.search(asks.of)) and picked[0].outlet:
        picked = _about(topic[1], picked, within, library)
    if not 0 < len(picked) <= _MOST:
        return None
    found = [article for each in picked if (article := library.article(each.source))]
    return _each(asks, _newest_first(found))


def _named(words: str, headings: Sequence[Heading]) -> list[Heading]:
    """The articles whose outlet, title or file the words have.

    An outlet counts as it is written, and not in what an article is about: "the story about time".
    """
    low, whose = words.casefold(), _TOPIC.sub("", words)

    def titled(each: Heading) -> bool:
        title = (each.title or "").casefold()
        return (len(title) >= _LONG and title in low) or _has(words, each.source)

    found = [each for each in headings if titled(each)]
    if found:
        return found
    outlets = {each.outlet for each in headings if each.outlet}
    named = {name for name in outlets if _has(whose, shortened(name))}
    return [each for each in headings if each.outlet in named]


def _has(words: str, name: str) -> bool:
    return name in words and bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words))


def _about(
    topic: str, headings: Sequence[Heading], within: Filter, library: Library
) -> list[Heading]:
    """The one of these articles that a search for a topic finds first."""
    outlets = tuple({each.outlet for each in headings if each.outlet})
    sentences = library.search(topic, within=replace(within, outlets=outlets)).sentences
    of = {each.source: each for each in headings}
    return [of[each.article.source] for each in sentences if each.article.source in of][:1]


def _newest_first(articles: Sequence[Article]) -> list[Article]:
    return sorted(articles, key=lambda each: -(each.published.toordinal() if each.published else 0))


def _each(asks: Asked, articles: Sequence[Article]) -> Written:
    citations = Citations()
    told = [_told(asks, article, citations) for article in articles]
    known = [line for line, knows in told if knows]
    if known:
        return Written(tuple(known), citations)
    nothing = "The article does not say." if len(told) == 1 else "The articles do not say."
    return Written((_line(nothing), *(line for line, _ in told)), Citations(), abstained=True)


def _told(asks: Asked, article: Article, citations: Citations) -> tuple[Line, bool]:
    """What an article gives, with the place where it stands; or that it does not, and False."""
    whose = told_by(article)
    if asks.wants == "author":
        if not article.byline:
            return _line(f"{whose} names no author."), False
        at = _found(article, article.byline)
        return _line(f"{whose} is by {article.byline}.", at, article, citations), True
    if asks.wants == "headline":
        if not article.title:
            return _line(f"{whose} has no headline."), False
        at = _found(article, article.title)
        title = f"\u201c{article.title}\u201d" if at else article.title
        return _line(f"The headline of {whose}: {title}", at, article, citations), True
    if not article.dated:
        return _line(f"{article.outlet or article.source} gives no date."), False
    says = f"{article.outlet or article.source} dates it {long_date(article.dated.day.isoformat())}"
    origin = str(article.dated).partition(" ")[2]
    return _line(f"{says} {origin}.", _dated(article), article, citations), True


def _line(
    text: str,
    at: tuple[int, int] | None = None,
    article: Article | None = None,
    citations: Citations | None = None,
) -> Line:
    cited = (citations.cite(article, *at),) if at and article and citations else ()
    return Line(Sentence(text, cited, "stated by the search"))


def _found(article: Article, words: str) -> tuple[int, int] | None:
    found = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", article.text)
    return found.span() if found else None


def _dated(article: Article) -> tuple[int, int] | None:
    """Where the text has the day of publication in full."""
    day = article.published
    return next(
        (
            (each.start, each.end)
            for each in moments(article.text)
            if day and (each.year, each.month, each.day) == (day.year, day.month, day.day)
        ),
        None,
    )


def _there_are(headings: Sequence[Heading]) -> Written:
    """How many articles there are, and from which outlets; most first."""
    outlets = Counter(each.outlet for each in headings if each.outlet)
    ranked = sorted(outlets, key=lambda name: (-outlets[name], name.casefold()))
    named = [f"{name} ({outlets[name]:,})" for name in ranked[:_OUTLETS]]
    if len(ranked) > _OUTLETS:
        named.append(f"{len(ranked) - _OUTLETS:,} more outlets")
    count = "There is 1 article" if len(headings) == 1 else f"There are {len(headings):,} articles"
    lines = [_line(f"{count}{', from ' if named else ''}{', '.join(named)}.")]
    if named and (unknown := len(headings) - sum(outlets.values())):
        lines.append(_line(f"Of {unknown:,} the outlet is not known."))
    return Written(tuple(lines), Citations())


def _mentions(asks: Asked, within: Filter, library: Library) -> Written | None:
    """The articles that mention something, the newest first, each with a sentence that does.

    That none does is said only where a word of it stands in no article at all.
    """
    terms = library.terms(_AROUND.sub(" ", asks.of))
    if not terms or _EITHER.search(asks.of):
        return None
    anywhere = asks.wants == "about"
    mentions = library.mentioning(terms, within, anywhere=anywhere)
    articles = library.catalog.how_many(within) if within else library.catalog.counts()[0]
    if not mentions.places:
        if anywhere or within or all(map(library.frequency, terms)):
            return None
        none = f"No sentence of the {articles:,} articles mentions it."
        lines = [_line("The articles do not say."), _line(none)]
        return Written(tuple(lines), Citations(), abstained=True)
    entries = {id: entry for id in mentions.places if (entry := library.entry(id))}
    newest = _newest_first([entry.article for entry in entries.values()])
    citations = Citations()
    spans = [(each, entries[each.id].spans[mentions.places[each.id]]) for each in newest[:_MOST]]
    quotes = [
        Line(verbatim(each, *balanced(each.text, span.start, span.end), citations))
        for each, span in spans
    ]
    did = "mentions it" if len(newest) == 1 else "mention it"
    if anywhere:
        did = "has all these words" if len(newest) == 1 else "have all these words"
    count = f"{'' if mentions.whole else 'At least '}{len(newest):,} of {articles:,}"
    shown = f", of which the newest {_MOST} follow" if len(newest) > _MOST else ""
    return Written((_line(f"{count} articles {did}{shown}."), *quotes), citations)
