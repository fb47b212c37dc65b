"""Who said what, as the rows of a table whose words open the article that reports them."""

from collections.abc import Sequence
from html import escape

from assistant.answers import long_date
from assistant.web.sanitise import button, element, sanitised
from index.testimony import Testimony

_LONGEST = 420
"""Characters of what was said that a row shows; the article has the rest."""
_FORMS = {
    "direct": "in their own words",
    "mixed": "partly in their own words",
    "indirect": "reported",
}


def said_html(rows: Sequence[Testimony]) -> str:
    """A table: who, in which words and how, and in which article."""
    if not rows:
        return sanitised(element("p", "No article reports anyone saying that.", "aside"))
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Who", "Said", "Where"))
    body = "".join(element("tr", _row(each)) for each in rows)
    table = element("thead", element("tr", heads)) + element("tbody", body)
    caption = element("caption", element("span", "Who said what", "sr"))
    return sanitised(element("table", caption + table, "rows"))


def _row(each: Testimony) -> str:
    said, article = each.statement, each.article
    who = element("span", escape(said.speaker), "name")
    if said.role and said.role not in said.speaker:
        who += " " + element("span", escape(said.role), "where")
    pick = f"a{article.id}:{said.content_start}-{said.content_end}"
    how = _FORMS[said.kind] + (f", \u201c{escape(_flat(said.cue))}\u201d" if said.cue else "")
    words = button(pick, element("span", escape(_words(each)), "words"), "title")
    words += element("span", how, "where")
    day = long_date(article.published.isoformat()) if article.published else "undated"
    where = element("span", escape(article.outlet), "outlet") if article.outlet else ""
    where += " " + element("span", escape(day), "day")
    where += element("span", escape(article.title), "about") if article.title else ""
    where += element("span", escape(f"{article.source}:{each.line}"), "where")
    return f'<th scope="row">{who}</th>' + element("td", words) + element("td", where)


def _words(each: Testimony) -> str:
    """What was said, without the cue where that stands in its midst, cut where it is long."""
    text = each.article.text
    whole = " \u2026 ".join(_flat(text[a:b]) for a, b in each.statement.parts)
    if len(whole) <= _LONGEST:
        return whole
    return whole[:_LONGEST].rsplit(" ", 1)[0] + " \u2026"


def _flat(text: str) -> str:
    return " ".join(text.split())
