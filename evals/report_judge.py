"""The part of the report that a model judged, apart from every other figure."""

from collections.abc import Sequence
from html import escape

from evals import agreement, summary
from evals.rows import Row


def html_of(rows: Sequence[Row]) -> str:
    """The section; nothing for a run that no model judged. Raises evals.baseline.BaselineError."""
    judged = [(row, row.judge) for row in rows if row.judge]
    if not judged:
        return ""
    judge = judged[0][1].model
    found = summary.unsupported_by_judge(rows)
    refused = [
        f"<li><b>{escape(row.case.id)}</b> {escape(each.text)} "
        f"<small>{escape(each.reason)} \u00b7 {each.score:.2f}</small>"
        for row, verdicts in judged
        for each in verdicts.sentences
        if not each.supported
    ]
    between = f" [{found.low:.3f}, {found.high:.3f}]" if found.low == found.low else ""
    share = f"<b>{found.value:.3f}</b>{between} over {found.n} answers" if found.n else "none"
    return (
        f"<section class=judged><h2>Judged by a model</h2><p>{escape(judge)} read each sentence "
        "with the words it cites. Share of the sentences that these do not support, it says: "
        f"{share}; lower is better. No other figure counts this.</p>"
        f"<p class=note>Of this judge: {escape(agreement.known(agreement.KEPT, judge))}.</p>"
        f"{f'<ul>{chr(10).join(refused)}</ul>' if refused else ''}</section>"
    )
