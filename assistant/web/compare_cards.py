"""Disagreements as cards: a column for each side, with its value and the words that give it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from assistant.answers import Answer, Citation, Disagreement, long_date
from assistant.web.sanitise import button, element, sanitised
from assistant.web.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Account:
    """One side: what it says, where known as a bare value, and the words that say so.

    `earlier`: all of it was published before the newest side.
    """

    value: str | None
    told: tuple[Citation, ...]
    earlier: bool


def accounts(answer: Answer, disagreement: Disagreement) -> tuple[Account, ...]:
    """The sides of a disagreement, in the answer's order: newest first, what is superseded last."""
    cited = {citation.n: citation for citation in answer.citations}
    sides = [tuple(cited[n] for n in side.citations) for side in disagreement.sides]
    days = [max((each.published or "" for each in told), default="") for told in sides]
    newest = max(days, default="")
    return tuple(
        Account(side.value or None, told, bool(day) and day < newest)
        for side, told, day in zip(disagreement.sides, sides, days, strict=True)
    )


def cards_html(answers: Sequence[Answer], shelf: Shelf) -> str:
    """A row of cards for each disagreement of these answers, the last answer first."""
    rows = [_row(answer, each, shelf) for answer in answers for each in answer.disagreements]
    rows.reverse()
    return sanitised(element("div", "".join(rows), "differences")) if rows else ""


def agreed_html(answer: Answer, shelf: Shelf) -> str:
    """What each article says where no difference was found, or that none says anything."""
    if answer.abstained or not answer.citations:
        return sanitised(element("p", "The articles do not answer this.", "aside"))
    told = "".join(_told(each, shelf, earlier=False) for each in answer.citations)
    said = "No different values were found. This is what answers the question:"
    return sanitised(element("p", said, "aside") + element("ul", told, "told"))


def _row(answer: Answer, disagreement: Disagreement, shelf: Shelf) -> str:
    cards = "".join(_card(each, shelf) for each in accounts(answer, disagreement))
    return element(
        "section",
        element("h3", escape(disagreement.about)) + element("div", cards, "cards"),
        "difference",
    )


def _card(account: Account, shelf: Shelf) -> str:
    head = element("p", escape(account.value), "value") if account.value else ""
    told = "".join(_told(each, shelf, account.earlier) for each in account.told)
    return element("div", head + element("ul", told, "told"), "card")


def _told(citation: Citation, shelf: Shelf, earlier: bool) -> str:
    day = long_date(citation.published) if citation.published else "undated"
    head = element("span", escape(citation.outlet or citation.source), "outlet")
    head += " " + element("span", ("Earlier, " if earlier else "") + escape(day), "day")
    words = escape(" ".join(citation.quote.split()))
    opened = shelf.open(citation)
    if opened is None:
        body = element("span", words, "words")
    else:
        pick = f"a{opened.article.id}:{citation.start}-{citation.end}"
        body = button(pick, element("span", words, "words"), "title")
    where = element("span", escape(f"{citation.source}:{citation.line}"), "where")
    return element("li", f"{head}{body}{where}")
