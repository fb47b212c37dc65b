"""Who passes on whom: each report's first teller, and under it the articles that carry it."""

from collections.abc import Callable, Sequence
from html import escape

from assistant.answers import long_date
from assistant.web.sanitise import button, element, sanitised
from index.articles import Article
from index.library import Library
from index.origins import Origin
from index.relays import Relay, relay

Relays = Callable[[Article], Relay | None]
"""What shows in an article that it passes on another outlet's report."""


def relays_of(library: Library) -> Relays:
    """Reads it out of a library's articles."""

    def find(article: Article) -> Relay | None:
        entry = library.entry(article.id)
        return relay(entry.article, entry.spans) if entry else None

    return find


def count_html(articles: int, origins: Sequence[Origin]) -> str:
    """How many independent sources some articles are."""
    if not articles:
        return sanitised(element("p", "There are no articles yet.", "aside"))
    independent = articles - sum(len(origin.articles) - 1 for origin in origins)
    said = (
        f"{_count(articles, 'article')}, {_count(independent, 'independent origin')}. "
        "Articles that carry one text or retell one report count as one."
    )
    return sanitised(element("p", said, "aside"))


def origins_html(origins: Sequence[Origin], relays: Relays) -> str:
    """A tree for each origin; every article opens at the words that show it, where there are."""
    if not origins:
        return sanitised(element("p", "No article copies or retells another.", "aside"))
    trees = "".join(element("li", _tree(each, relays)) for each in origins)
    return sanitised(element("ul", trees, "origins"))


def _tree(origin: Origin, relays: Relays) -> str:
    carried = len(origin.articles)
    if origin.outlet:
        retold = "1 article passes" if carried == 1 else f"{carried:,} articles pass"
        head = f"{escape(origin.outlet)} " + element("span", f"{retold} on its report", "where")
    else:
        head = f"{carried:,} copies of one text"
    branches = "".join(element("li", _branch(each, relays(each))) for each in origin.articles)
    shared = [reason for reason in origin.reasons if reason.endswith("of the shorter one's text")]
    notes = "".join(element("p", escape(each) + ".", "where") for each in shared)
    return element("h3", head) + element("ul", branches, "branches") + notes


def _branch(article: Article, found: Relay | None) -> str:
    day = long_date(article.published.isoformat()) if article.published else "undated"
    about = element("span", escape(article.outlet or article.source), "outlet")
    about += " " + element("span", escape(day), "day")
    place = article.source
    pick = f"a{article.id}"
    if found and found.start < found.end:
        words = " ".join(article.text[found.start : found.end].split())
        about += element("span", f"\u201c{escape(words)}\u201d", "words")
        place = f"{article.source}:{article.line(found.start)}"
        pick += f":{found.start}-{found.end}"
    elif article.title:
        about += element("span", escape(article.title), "about")
    return button(pick, about + element("span", escape(place), "where"), "title")


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"
