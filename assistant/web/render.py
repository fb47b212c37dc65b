"""Answers as HTML: every sentence ends in the marks that open the words behind it."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from assistant.answers import Answer, Citation, Disagreement, Sentence, long_date
from assistant.web.sanitise import button, element, sanitised
from assistant.web.turns import Turn
from index.articles import Article

_SHELF = 40
"""Articles listed before anything is asked: enough to see what the folder holds."""
_REPLACED = (
    "The sentences shown before are taken back. The articles\u2019 own words take their place."
)


def transcript_html(turns: Sequence[Turn]) -> str:
    """Every turn, oldest first, blank lines between them.

    Gradio keeps the parts between blank lines that did not change, so a reader's place stays.
    """
    return "\n\n".join(turn_html(turn, number) for number, turn in enumerate(turns))


def turn_html(turn: Turn, number: int) -> str:
    """One question with its answer; `number` tells its marks from those of other turns."""
    parts = [element("h2", element("span", "Question: ", "sr") + escape(turn.question), "question")]
    if str(turn.filters):
        parts.append(element("p", escape(str(turn.filters)), "aside"))
    if turn.replaced:
        parts.append(element("p", _REPLACED, "note"))
    if turn.answer:
        parts.append(_answer(turn.answer, number))
    if turn.answer is None or turn.writing:
        doing = "Writing" if turn.writing else "Reading the articles"
        parts.append(element("p", f"{doing}\u2026", "pending"))
    return sanitised(element("section", "".join(parts), "turn"))


def answer_html(answer: Answer, turn: int = 0) -> str:
    """The answer, what came close when there is none, disagreements and the list of sources."""
    return sanitised(_answer(answer, turn))


def header_html(articles: int, folder: str, model: str | None = None) -> str:
    """The name, what it is, what it reads, and the model on another machine that is told of it."""
    count = "1 article" if articles == 1 else f"{articles:,} articles"
    private = (
        f"Questions and the sentences found go to {escape(model)}."
        if model
        else "Nothing leaves this machine."
    )
    what = "Answers from a folder of news articles, each sentence with the words behind it."
    return sanitised(
        element(
            "header",
            element("h1", "Dateline")
            + element("p", what, "lead")
            + element("p", f"{count} in {escape(folder)}. {private}", "where"),
        )
    )


def notice_html(problem: str) -> str:
    """One sentence that says what is wrong, begun and ended as sentences are."""
    sentence = problem[:1].upper() + problem[1:] + ("" if problem.endswith((".", "?")) else ".")
    return sanitised(element("p", escape(sentence), "notice"))


def notes_html(text: str) -> str:
    """A quiet paragraph."""
    return sanitised(element("p", escape(text), "aside"))


def shelf_html(articles: Sequence[Article], most: int | None = _SHELF) -> str:
    """What is in the folder, newest first: all, or the first few and how many more there are."""
    dated = sorted(
        articles, key=lambda each: (each.published or date.min, each.source), reverse=True
    )
    items = [
        element(
            "li",
            button(
                f"a{each.id}", _about(each.outlet, each.title, _day(each), each.source), "title"
            ),
        )
        for each in dated[:most]
    ]
    rest = len(articles) - len(items)
    parts = [
        element("h2", "The articles", "empty"),
        element(
            "p",
            "The article behind an answer opens here, at the words it gives. "
            "Until then, these can be read:",
            "aside",
        ),
        element("ul", "".join(items), "shelf"),
        element("p", f"And {rest:,} more.", "aside") if rest else "",
    ]
    return sanitised(element("div", "".join(parts), "catalogue"))


def _answer(answer: Answer, turn: int) -> str:
    quotes = {citation.n: citation.quote for citation in answer.citations}
    parts = [_sentence(sentence, quotes, turn) for sentence in answer.sentences]
    if answer.writer == "model":  # without one, its sentences are the sides
        parts += [_disagreement(each, turn) for each in answer.disagreements]
    if answer.degraded:
        parts.insert(0, element("p", escape(answer.degraded), "note"))
    if answer.closest:
        near = [
            element(
                "li",
                button(
                    f"t{turn}c{n}",
                    element("span", escape(each.quote), "words")
                    + element("span", escape(each.source), "where"),
                    "title",
                ),
            )
            for n, each in enumerate(answer.closest)
        ]
        parts.append(element("h3", "Closest, but not an answer"))
        parts.append(element("ul", "".join(near), "sources"))
    if answer.citations:
        parts.append(element("h3", "Sources"))
        items = "".join(element("li", _source(each, turn)) for each in answer.citations)
        parts.append(element("ol", items, "sources"))
    if answer.dropped:
        count = len(answer.dropped)
        drafted = "1 drafted sentence" if count == 1 else f"{count} drafted sentences"
        why = [f"{escape(each.text)} ({escape(each.reason)})" for each in answer.dropped]
        parts.append(
            element(
                "details",
                element("summary", f"{drafted} left out")
                + element("ul", "".join(element("li", each) for each in why)),
                "note",
            )
        )
    return element("div", "".join(parts), "answer")


def _sentence(sentence: Sentence, quotes: dict[int, str], turn: int) -> str:
    """The sentence, a source's own words set apart from ours, and its marks."""
    words = next((quotes[n] for n in sentence.citations if quotes.get(n, "") in sentence.text), "")
    before, _, after = sentence.text.partition(words) if words else (sentence.text, "", "")
    if not words:
        text = element("span", escape(sentence.text), "lead")
    else:
        # Quotation marks belong with the words they enclose.
        opened = before[-1:] if before[-1:] in ("\u201c", '"') else ""
        lead = element("span", escape(before.removesuffix(opened)), "lead")
        text = lead + element("span", escape(opened + words + after), "words")
    css = "said" if sentence.support == "verbatim" else "own"
    return element("p", text + _marks(sentence.citations, turn), css)


def _marks(numbers: Iterable[int], turn: int) -> str:
    made = [
        button(f"t{turn}n{n}", element("span", "Source ", "sr") + f"[{n}]", "n") for n in numbers
    ]
    return " " + element("span", "".join(made), "marks") if made else ""


def _disagreement(each: Disagreement, turn: int) -> str:
    sides = [element("li", escape(side.text) + _marks(side.citations, turn)) for side in each.sides]
    heading = element("h3", f"The articles disagree: {escape(each.about)}")
    return heading + element("ul", "".join(sides))


def _source(citation: Citation, turn: int) -> str:
    day = long_date(citation.published) if citation.published else "undated"
    where = f"{citation.source}, line {citation.line}"
    about = _about(citation.outlet, citation.title, day, where)
    number = element("span", f"[{citation.n}]", "n")
    return button(f"t{turn}n{citation.n}", number + about, "title")


def _about(outlet: str | None, title: str | None, day: str, where: str) -> str:
    parts = [element("span", escape(outlet), "outlet")] if outlet else []
    parts += [element("span", escape(title), "title")] if title else []
    parts.append(element("span", f"{escape(day)} \u00b7 {escape(where)}", "where"))
    return " ".join(parts)


def _day(article: Article) -> str:
    return long_date(article.published.isoformat()) if article.published else "undated"
