"""Which other outlet an article passes on: whose text it carries, or whose report it retells."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from index.articles import Article
from index.spans import Kind, Span

LEAD = 2
"""Paragraphs. A report that an article is about is named where the article begins."""
LONGEST = 30
"""Body sentences. A longer article tells more than the report that it begins with."""
_HEAD = 600
"""Characters in which a byline stands."""
OWN = 2
"""Sentences of someone else's words that an article which only retells may still hold."""
_PAPERS = (
    "Times|Post|Journal|Herald|Tribune|Gazette|Chronicle|Telegraph|News|Observer|Inquirer|Examiner"
    "|Dispatch|Globe|Courier|Press|Wire|Review|Weekly|Magazine|Shimbun|Zeitung|Ledger"
)
_OPENERS = "The|A|An|As|In|On|At|But|And|For|Yesterday|Today|When|While|After|Before|If|Some|Many"
_SAYS = (
    r"(?:,\s[^,.;:]{3,50},)?(?:['\u2019]s?(?:\s[A-Z][\w.-]+){1,3})?"
    r"(?:\s(?:has|had|have|first|also|newspaper|earlier|late|this|last|week|month|night|on|[A-Z]\w+day))*"
    r"\s(?:reports?|reported|says?|said|writes?|wrote|reveal(?:s|ed)|broke|quot(?:es|ed)|cit(?:es|ed)"
    r"|disclosed)\b"
)
_BY = (
    r"(?:according to|citing|cited by|quoted by|reported by|reports? (?:from|by|in|on)"
    r"|told|comes? from|published (?:by|in|on)|obtained by|seen by|first (?:by|in))"
)
_BETWEEN = (
    r"(?:(?:[Aa]n?|[Tt]he|recent|new|in|by|from|news|agency|public|broadcaster|newspaper|[A-Z]\w+['\u2019]s"
    r"|reports?|story|article|exclusive|local|business|daily),?\s+){0,7}"
)
_BACK = re.compile(
    r"\b(?:the|its|this|that|these|those)\s(?:reports?|newspaper|paper|outlet|broadcaster|agency"
    r"|network|magazine|article|sources?)(?:['\u2019]s)?\b|\baccording to reports\b|\breportedly\b"
    r"|\bsources? (?:said|say|told|revealed)\b",
    re.I,
)
_SPEECH = re.compile(
    r"\b(?:said(?! to\b)|says|told|stated|statement|announced|tweeted|wrote|confirmed|added"
    r"|according to|asked|declined)\b",
    re.I,
)
_FIRSTHAND = re.compile(
    r"\b(?:told|tells) (?:us|me)\b|\b(?:[Ww]e|I) (?:asked|spoke|contacted|reached)\b"
    r"|\b(?:reached out to|contacted|approached|asked)\b[^.]{1,60}\bfor (?:a )?comment\b"
)


@dataclass(frozen=True, slots=True)
class Relay:
    """The outlet an article passes on, and the words that show it: `article.text[start:end]`.

    `start == end` where only the metadata's byline shows it. `credit`: it carries that outlet's own
    text, rather than retells its report.
    """

    outlet: str
    start: int
    end: int
    credit: bool


def relay(article: Article, spans: Sequence[Span]) -> Relay | None:
    """The other outlet that this article only passes on, or None where it reports for itself.

    Either it carries that outlet's credit: a wire dateline "(Reuters) -", a byline, "Source: …",
    "first published by …" or a copyright line at its end. Or it retells a report: its first two
    body paragraphs attribute to that outlet before anyone else's words are given, it has thirty
    sentences at most, no more of them (or two) give anyone else's words than refer to the report,
    and nobody spoke to its own reporter.
    """
    return _credit(article, spans) or _retold(article, spans)


def canonical(name: str) -> str:
    """One name for an outlet: "The Associated Press" and "AP" are both "Associated Press"."""
    bare = re.sub(r"\s+", " ", name).strip()
    short = re.sub(r"^the\s+", "", bare, flags=re.I)
    names = _names()
    return names.get(bare) or names.get(short) or names.get(f"The {short}") or short


def _own(article: Article, outlet: str) -> bool:
    """Whether the article is that outlet's own, by its metadata."""
    key = _letters(outlet)
    known = [canonical(article.outlet or ""), article.outlet or ""]
    return any(key in _letters(name) for name in known) or key in _host(article.url)


def _host(url: str | None) -> str:
    return _letters((url or "").partition("//")[2].partition("/")[0])


def _letters(name: str) -> str:
    return re.sub(r"^the|[^a-z]", "", name.lower())


def _credit(article: Article, spans: Sequence[Span]) -> Relay | None:
    text, found = article.text, list[tuple[str, int, int]]()
    for span in spans[:8]:
        match = _forms().dateline.match(text, span.start, span.end)
        match = match or _forms().byline.match(text, span.start, span.end)
        if match:
            found.append((match["outlet"], *match.span("shown")))
    for span in spans[-8:]:
        match = _forms().ending.search(text, span.start, span.end)
        if match:
            found.append((match["outlet"], *match.span("shown")))
    if not found and article.byline and (match := _forms().whole.match(article.byline)):
        at = text.find(article.byline, 0, _HEAD)
        shown = (at, at + len(article.byline)) if at >= 0 else (0, 0)
        found.append((match["outlet"], *shown))
    outlets = [Relay(canonical(name), start, end, True) for name, start, end in found]
    if any(_own(article, each.outlet) for each in outlets):
        return None
    return outlets[0] if outlets else None


def _retold(article: Article, spans: Sequence[Span]) -> Relay | None:
    body = [span for span in spans if span.kind is Kind.BODY]
    lead = set(list(dict.fromkeys(span.paragraph for span in body))[:LEAD])
    named = [(span, each) for span in body for each in _attributions(article.text, span)]
    counts = Counter(each.outlet for _, each in named if not _own(article, each.outlet))
    first = {each.outlet: each for span, each in reversed(named) if span.paragraph in lead}
    known = [outlet for outlet in first if outlet in counts]
    if not known or len(body) > LONGEST:
        return None
    outlet = max(known, key=lambda name: (counts[name], -first[name].start))
    mine, others = 0, 0
    for span in body:
        words = article.text[span.start : span.end]
        if _FIRSTHAND.search(words) or _told_own(article, span, named):
            return None
        if any(s is span and each.outlet == outlet for s, each in named) or _BACK.search(words):
            mine += 1
        elif _SPEECH.search(words):
            if not mine:  # it begins with someone's words to itself
                return None
            others += 1
    return first[outlet] if others <= max(OWN, mine) else None


def _told_own(article: Article, span: Span, named: Sequence[tuple[Span, Relay]]) -> bool:
    return any(s is span and _own(article, each.outlet) for s, each in named)


def _attributions(text: str, span: Span) -> Iterator[Relay]:
    for form, reach in ((_forms().by, 0), (_forms().says, 0), (_forms().near, 150)):
        for match in form.finditer(text, span.start, span.end + reach):
            if _in_quotation(text[span.start : match.start()]):
                continue
            yield Relay(canonical(match["outlet"]), *match.span(), False)


def _in_quotation(before: str) -> bool:
    return before.count('"') % 2 == 1 or before.count("\u201c") > before.count("\u201d")


@dataclass(frozen=True, slots=True)
class _Forms:
    dateline: re.Pattern[str]
    byline: re.Pattern[str]
    ending: re.Pattern[str]
    whole: re.Pattern[str]
    by: re.Pattern[str]
    says: re.Pattern[str]
    near: re.Pattern[str]


@cache
def _forms() -> _Forms:
    listed = "|".join(map(re.escape, sorted(_names(), key=len, reverse=True)))
    other = rf"(?!(?:{_OPENERS})\b)(?:[A-Z][\w'&-]+ ){{1,3}}(?:{_PAPERS})"
    outlet = rf"(?P<outlet>\b(?:(?:[Tt]he )?(?:{listed})|{other})\b)"
    return _Forms(
        dateline=re.compile(rf"[^()\n\"\u201c]{{0,60}}(?P<shown>\({outlet}\))\s*[-\u2013\u2014]"),
        byline=re.compile(rf"\W*(?P<shown>(?:By|Source:|Via|From)\s+{outlet}(?: [Ss]taff)?)\W*$"),
        ending=re.compile(
            rf"(?P<shown>(?:(?:\bCopyright|\u00a9|\([cC]\))[\s\d,]*|^\W*Source: "
            rf"|\b(?:originally|first) (?:published|appeared) (?:by|in|on|at) ){outlet})"
        ),
        whole=re.compile(rf"(?:By )?{outlet}(?: [Ss]taff)?$"),
        by=re.compile(rf"\b(?i:{_BY})\s+{_BETWEEN}{outlet}"),
        says=re.compile(rf"{outlet}{_SAYS}"),
        near=re.compile(
            rf"\b[Aa]ccording to (?:\w+ )?reports?\b[^\n]{{0,120}}?(?P<outlet>\b(?:{listed})\b)"
        ),
    )


@cache
def _names() -> dict[str, str]:
    """Every name in data/outlets.txt, with the first of its line without "The"."""
    lines = (files("index") / "data/outlets.txt").read_text(encoding="utf-8").splitlines()
    rows = [[name.strip() for name in line.split("|")] for line in lines if line[:1] != "#"]
    return {name: re.sub("^The ", "", row[0]) for row in rows for name in row if name}
