"""Articles that differ, laid out: a line that says so, and each side in its own words."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answers import Disagreement, Sentence, Side, long_date
from assistant.differing.accounts import Difference
from assistant.evidence import Evidence
from assistant.questions import Question, Wants
from assistant.quotations import Group, Line, Written, compose
from assistant.voices import Voices

MOST = 8
"""Quotations in one answer that shows sides."""
_WITNESSES = 2
"""Sentences that are quoted for each side of a disagreement, at most."""
_TWO = 2


def disputed(
    question: Question, found: Sequence[Difference], chosen: Sequence[Evidence], voices: Voices
) -> Written:
    """Every side in its own words, newest first and what is superseded last, below a line that
    says they differ.

    Of the rest that was chosen, only what other articles say is added; all of it where the question
    does not ask for a value.
    """
    differ = sorted(found, key=lambda each: (each.superseded, -each.evidence[0].day))
    witnesses = [
        side.evidence[n] for n in range(_WITNESSES) for side in differ if len(side.evidence) > n
    ]
    contested = list({id(each): each for each in witnesses}.values())
    heard = {each.candidate.article.source for each in contested}
    if question.wants is Wants.OTHER:
        heard = set()
    rest = [each for each in chosen if each.candidate.article.source not in heard]
    written = compose([Group([*contested, *rest][:MOST])], voices)
    quoted = [(each, lines) for each in differ if (lines := _said(each, written))]
    if len(quoted) < _TWO:
        return written
    differ, said = [each for each, _ in quoted], [lines for _, lines in quoted]
    sides = tuple(
        Side(
            " ".join(line.text for line in lines),
            tuple(line.citations[0] for line in lines),
            each.value,
            each.superseded,
        )
        for each, lines in zip(differ, said, strict=True)
    )
    numbers = tuple(dict.fromkeys(n for side in sides for n in side.citations[:1]))
    changed = bool(differ) and all(each.superseded for each in differ[1:])
    note = Sentence(
        _changed(differ) if changed else _contradictory(differ), numbers, "stated by the search"
    )
    return replace(
        written,
        lines=(Line(note), *written.lines),
        disagreements=(
            Disagreement(question.text, sides, "superseded" if changed else "contradictory"),
        ),
    )


def _said(side: Difference, written: Written) -> list[Sentence]:
    """The lines that quote one of a side's sentences: two sides may stand in one quotation."""
    quoted = {citation.n: citation for citation in written.citations.all()}
    return [
        line.sentence
        for line in written.lines
        if any(
            each.candidate.article.source == quoted[n].source
            and quoted[n].start < each.candidate.span.end
            and each.candidate.span.start < quoted[n].end
            for each in side.evidence[:_WITNESSES]
            for n in line.sentence.citations[:1]
        )
    ]


def _contradictory(differ: Sequence[Difference]) -> str:
    sources = {each.candidate.article.source for side in differ for each in side.evidence}
    who = "The articles give" if len(sources) > 1 else "One article gives"
    return f"{who} different answers: {_join(differ)}."


def _changed(differ: Sequence[Difference]) -> str:
    newest, *older = differ
    article = newest.evidence[0].candidate.article
    named = article.outlet or article.source
    day = long_date(article.published.isoformat()) if article.published else ""
    if not all(each.evidence[0].day < newest.evidence[0].day for each in older):
        dated = f" ({day})" if day else ""
        return f"{named}{dated} gives {_join([newest])}, not {_join(older)}."
    dated = f", {day}" if day else ""
    return f"A later article ({named}{dated}) gives {_join([newest])}; earlier: {_join(older)}."


def _join(differ: Sequence[Difference]) -> str:
    values = [f"\u201c{each.value}\u201d" for each in differ]
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} and {values[-1]}"
