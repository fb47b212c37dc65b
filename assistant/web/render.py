"""Answers as HTML: every sentence ends in the marks that open the words behind it."""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from assistant.answers import Answer, Citation, long_date
from assistant.shown import SUPPORT, Dispute, Line, copied, shown
from assistant.web.parts import place
from assistant.web.sanitise import button, element, sanitised
from assistant.web.turns import Turn

FORMS = {"md": "Markdown", "html": "HTML", "json": "JSON"}
"""The forms of a brief, by the ending of its file."""
_REPLACED = (
    "The sentences shown before are taken back. The articles\u2019 own words take their place."
)


def transcript_html(turns: Sequence[Turn], folder: Path | None = None) -> str:
    """Every turn, oldest first, blank lines between them. `folder` is the one that is open.

    Gradio keeps the parts between blank lines that did not change, so a reader's place stays.
    """
    last = len(turns) - 1
    return "\n\n".join(turn_html(turn, n, folder, last=n == last) for n, turn in enumerate(turns))


def turn_html(turn: Turn, number: int, folder: Path | None = None, *, last: bool = False) -> str:
    """One question with its answer; `number` tells its marks from those of other turns."""
    parts = [element("h2", element("span", "Question: ", "sr") + escape(turn.question), "question")]
    if turn.taken and turn.taken.changed:
        parts.append(element("p", f"Taken to mean: {escape(str(turn.taken))}", "taken"))
    if str(turn.filters):
        parts.append(element("p", escape(str(turn.filters)), "aside"))
    if turn.lacking:
        parts.append(element("p", escape(turn.lacking), "aside"))
    if folder and turn.elsewhere(folder):
        parts.append(element("p", escape(elsewhere(turn)), "stale"))
    if turn.replaced:
        parts.append(element("p", _REPLACED, "note"))
    if turn.answer:
        parts.append(_answer(turn.answer, number, turn.stale))
    if turn.whole and turn.answer:
        parts.append(_tools(turn.answer, number, last))
    else:
        doing = "Writing" if turn.writing else "Reading the articles"
        parts.append(element("p", f"{doing}\u2026", "pending"))
    return sanitised(element("section", "".join(parts), "turn"))


def elsewhere(turn: Turn) -> str:
    """What is said of an answer whose articles are not those that are open."""
    of = place(turn.kept.folder) if turn.kept else ""
    return f"This was answered from the articles in {of}. Open that folder to read them."


def answer_html(answer: Answer, turn: int = 0) -> str:
    """The answer, what came close when there is none, disagreements and the list of sources."""
    return sanitised(_answer(answer, turn))


def header_html(articles: int, folder: str) -> str:
    """The name, and which articles are read."""
    count = "1 article" if articles == 1 else f"{articles:,} articles"
    return sanitised(
        element(
            "header",
            button("sidebar", "Conversations", "toggle")
            + element("h1", "Dateline")
            + element("p", f"{count} in {escape(folder)}", "where"),
        )
    )


def notice_html(problem: str) -> str:
    """One sentence that says what is wrong, begun and ended as sentences are."""
    sentence = problem[:1].upper() + problem[1:] + ("" if problem.endswith((".", "?")) else ".")
    return sanitised(element("p", escape(sentence), "notice"))


def notes_html(text: str) -> str:
    """A quiet paragraph."""
    return sanitised(element("p", escape(text), "aside"))


def tries_html(title: str, questions: Sequence[str]) -> str:
    """Questions that a press asks, below a line that says what they are; nothing without any."""
    items = [element("li", button(f"ask:{each}", escape(each), "try")) for each in questions]
    if not items:
        return ""
    made = element("h2", escape(title), "about") + element("ul", "".join(items), "tries")
    return sanitised(element("section", made, "try"))


def _answer(answer: Answer, turn: int, stale: Sequence[int] = ()) -> str:
    laid = shown(answer)
    parts = [element("p", escape(_sentence(answer.degraded)), "note")] if answer.degraded else []
    parts += [_dispute(each, turn) for each in laid.disputes]
    parts += [_line(each, turn) for each in laid.lines]
    if answer.closest:
        near = [_near(f"t{turn}c{n}", q.quote, q.source) for n, q in enumerate(answer.closest)]
        parts.append(element("h3", "Closest, but not an answer"))
        parts.append(element("ul", "".join(near), "sources"))
    if stale:
        numbers = ", ".join(f"[{n}]" for n in stale)
        gone = f"The words of {numbers} are no longer at their place: the article has changed."
        parts.append(element("p", gone, "stale"))
    if answer.citations:
        parts.append(element("h3", "Sources"))
        items = "".join(element("li", _source(each, turn)) for each in answer.citations)
        parts.append(element("ol", items, "sources"))
    if answer.dropped:
        parts.append(_left_out(answer))
    return element("div", "".join(parts), "answer abstained" if answer.abstained else "answer")


def _near(pick: str, quote: str, source: str) -> str:
    words = element("span", escape(quote), "words") + element("span", escape(source), "where")
    return element("li", button(pick, words, "title"))


def _left_out(answer: Answer) -> str:
    count = len(answer.dropped)
    drafted = "1 drafted sentence" if count == 1 else f"{count} drafted sentences"
    why = [
        escape(each.text) + " " + element("span", f"Left out: {escape(each.reason)}.", "support")
        for each in answer.dropped
    ]
    items = "".join(element("li", each) for each in why)
    summary = element("summary", f"{drafted} left out, and why")
    return element("details", summary + element("ul", items), "note")


def _line(line: Line, turn: int) -> str:
    """The sentence, a source's own words set apart from ours, its marks and what supports it."""
    text = element("span", escape(line.lead), "lead") if line.lead else ""
    text += element("span", escape(line.words), "words") if line.words else ""
    marks = _marks(line.citations, turn, line.support)
    return element("p", text + marks, "said" if line.words else "own")


def _marks(numbers: Iterable[int], turn: int, support: str = "") -> str:
    """The marks of a sentence, and what supports it; together on a line."""
    made = "".join(
        button(f"t{turn}n{n}", element("span", "Source ", "sr") + f"[{n}]", "n") for n in numbers
    )
    if not made:
        return ""
    said = " " + element("span", support, "support") if support else ""
    return " " + element("span", made + said, "marks")


def _dispute(dispute: Dispute, turn: int) -> str:
    sides, said = [], SUPPORT["verbatim"]
    for account in dispute.accounts:
        value = element("p", escape(account.value), "value") if account.value else ""
        reports = [
            element("p", _reported(each, earlier=account.earlier), "reported")
            + element("p", escape(each.quote) + _marks((each.n,), turn, said), "quote")
            for each in account.citations
        ]
        sides.append(element("li", value + "".join(reports), "account"))
    title = element("h3", escape(dispute.title))
    return element("section", title + element("ul", "".join(sides)), "dispute")


def _reported(citation: Citation, *, earlier: bool) -> str:
    day = element("span", _published(citation), "when")
    name = element("span", escape(citation.outlet or citation.source), "outlet")
    return f"{name} {day}" + (" " + element("span", "Earlier", "earlier") if earlier else "")


def _tools(answer: Answer, number: int, last: bool) -> str:
    """The buttons below an answer. What is copied is coded, so that no sanitiser looks into it."""
    made = button(f"copy:{quote(copied(answer))}", "Copy with citations", "tool")
    if last:
        made += button("retry", "Ask again", "tool") + button("edit", "Edit the question", "tool")
    made += button(f"judge:right:{number}", "Good answer", "tool")
    made += button(f"judge:wrong:{number}", "Bad answer", "tool")
    return element("div", made + exports("Export", f":{number}"), "tools")


def exports(title: str, which: str = "") -> str:
    """A disclosure with the forms that an answer or a conversation is exported in."""
    forms = [button(f"export:{form}{which}", name, "tool") for form, name in FORMS.items()]
    return element("details", element("summary", title, "tool") + "".join(forms), "export")


def _source(citation: Citation, turn: int) -> str:
    where = f"{citation.source}, line {citation.line}"
    told = about(citation.outlet, citation.title, _published(citation), where)
    number = element("span", f"[{citation.n}]", "n")
    quote = element("span", escape(citation.quote), "quote")
    return button(f"t{turn}n{citation.n}", number + told, "title") + quote


def about(outlet: str | None, title: str | None, day: str, where: str) -> str:
    """Who published what, when, and where it stands, as HTML that is not sanitised yet."""
    parts = [element("span", escape(outlet), "outlet")] if outlet else []
    parts += [element("span", escape(title), "title")] if title else []
    parts.append(element("span", f"{escape(day)} \u00b7 {escape(where)}", "where"))
    return " ".join(parts)


def _published(citation: Citation) -> str:
    return long_date(citation.published) if citation.published else "undated"


def _sentence(why: str) -> str:
    return f"Without a model, because {why}."
