"""A kept run as one HTML page that needs no network and no script."""

from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from evals import intervals, metrics, summary
from evals.record import Fingerprint
from evals.report_judge import html_of as judged
from evals.rows import Passage, Row
from evals.summary import METRICS, Mean

_SAYS = {metric.name: metric for metric in METRICS}
_BY_KIND = (
    "fact_recall",
    "exact_match",
    "wrong_answer",
    "sentence_recall",
    "cites_gold",
    "correct_abstention",
    "false_abstention",
    "hit_at_1",
    "hit_at_3",
)


def html_of(run: Fingerprint, rows: Sequence[Row], price: Sequence[float] | None = None) -> str:
    """The whole page. Everything that a case or an article says is escaped.

    `price` is of a million tokens read and of a million written, for the cost of an answer.
    """
    parts = [_head(run, rows)]
    if rows:
        parts.append(_figures(rows, price))
        parts += [each(rows) for each in (judged, _kinds, _calibration, _failing, _all)]
    style = (files("evals") / "report.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(run.name)}: {escape(run.system)}</title><style>{style}</style></head>"
        f"<body><main>{''.join(parts)}</main></body></html>\n"
    )


def _head(run: Fingerprint, rows: Sequence[Row]) -> str:
    failing = sum(row.failing for row in rows)
    drafted = sum(not row.case.confirmed for row in rows)
    facts = [
        ("System", run.system),
        ("Model", run.model),
        ("Checker", run.checker),
        ("Version", run.version),
        ("Cases", run.cases),
        ("Articles", run.articles),
    ]
    listed = "".join(f"<div><dt>{n}</dt><dd>{escape(v)}</dd></div>" for n, v in facts)
    warning = (
        f'<p class="warn">{drafted} of {len(rows)} cases are drafts that nobody has confirmed: '
        "the figures below count them all the same.</p>"
        if drafted
        else ""
    )
    return (
        f"<header><p class=eyebrow>Dateline evals</p><h1>{escape(run.name)}</h1>"
        f"<p class=lead>{len(rows)} cases, <b>{len(rows) - failing}</b> with nothing wrong, "
        f'<b class="{"bad" if failing else ""}">{failing}</b> with something wrong.</p>'
        f"<dl>{listed}</dl></header>{warning}"
    )


def _figures(rows: Sequence[Row], price: Sequence[float] | None) -> str:
    lines = "".join(_figure(mean) for mean in summary.means(rows))
    took = summary.effort(rows)
    tokens = ", ".join(f"{n:,} {escape(name)}" for name, n in took.tokens.items())
    spent = f" Tokens: {tokens}." if tokens else ""
    if tokens and price:
        spent += f" Cost of an answer: {metrics.cost(took.tokens, *price) / len(rows):.5f}."
    return (
        "<section><h2>Figures</h2><table><thead><tr><th>Figure<th class=num>Mean"
        "<th>95 % interval<th class=num>n<th class=says>What it is</tr></thead>"
        f"<tbody>{lines}</tbody></table>"
        f"<p class=note>Milliseconds a question: median {took.p50:.0f}, 95th percentile "
        f"{took.p95:.0f}.{spent} Intervals are bootstrapped over "
        "cases; a metric has no row where it does not apply; a missing answer scores zero.</p>"
        "</section>"
    )


def _figure(mean: Mean) -> str:
    says, low, high = _SAYS[mean.name], mean.interval.low, mean.interval.high
    between, bar = "", ""
    if low == low:
        between = f"{low:.3f}\u2013{high:.3f}"
        if 0 <= low <= high <= 1:
            bar = (
                '<svg class=bar viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
                '<rect class=track width="100" height="8" rx="1"/>'
                f'<rect class=span x="{100 * low:.1f}" width="{max(100 * (high - low), 0.8):.1f}" '
                f'height="8"/><rect class=point x="{min(100 * mean.value, 99):.1f}" width="1.2" '
                'height="8"/></svg>'
            )
    better = " <i>Lower is better.</i>" if says.lower_is_better else ""
    return (
        f"<tr><td>{mean.name.replace('_', ' ')}<td class=num><b>{mean.value:.3f}</b>"
        f"<td class=between>{bar}<span>{between}</span><td class=num>{mean.n}"
        f"<td class=says>{escape(says.says)}.{better}</tr>"
    )


def _kinds(rows: Sequence[Row]) -> str:
    kinds = sorted({row.case.kind for row in rows})
    shown = [name for name in _BY_KIND if any(name in row.values for row in rows)]
    heads = "".join(f"<th class=num>{name.replace('_', ' ')}" for name in shown)
    lines = []
    for kind in kinds:
        mine = [row for row in rows if row.case.kind == kind]
        failing = sum(row.failing for row in mine)
        cells = "".join(f"<td class=num>{_mean_of(mine, name)}" for name in shown)
        lines.append(
            f"<tr><td>{escape(kind)}<td class=num>{len(mine)}<td class=num>{failing}{cells}</tr>"
        )
    return (
        "<section><h2>By kind</h2><div class=wide><table><thead><tr><th>Kind<th class=num>Cases"
        f"<th class=num>Failing{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
        "</section>"
    )


def _mean_of(rows: Sequence[Row], name: str) -> str:
    found = intervals.of_mean([row.values[name] for row in rows if name in row.values])
    if not found.n:
        return "<span class=none>\u2013</span>"
    known = found.low == found.low
    between = f"{found.low:.2f}\u2013{found.high:.2f}, " if known else ""
    return f"{found.value:.2f} <small>{between}n={found.n}</small>"


def _calibration(rows: Sequence[Row]) -> str:
    if len({row.case.answerable for row in rows}) < 2:
        return ""
    probabilities = [row.probability for row in rows]
    outcomes = [row.case.answerable for row in rows]
    bins = metrics.reliability(probabilities, outcomes)
    most = max(b.n for b in bins)
    points, bars = [], []
    for b in bins:
        x, y = 40 + 300 * b.predicted, 310 - 300 * b.observed
        points.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5"><title>{b.low:.1f}\u2013{b.high:.1f}: '
            f"{b.n} cases, predicted {b.predicted:.2f}, answerable {b.observed:.2f}</title>"
            "</circle>"
        )
        height = 60 * b.n / most
        bars.append(
            f'<rect x="{40 + 300 * b.low + 2:.1f}" y="{310 - height:.1f}" width="26" '
            f'height="{height:.1f}"/>'
        )
    path = " ".join(f"{40 + 300 * b.predicted:.1f},{310 - 300 * b.observed:.1f}" for b in bins)
    error = metrics.calibration_error(probabilities, outcomes)
    return (
        "<section class=calibration><h2>Calibration</h2><figure>"
        '<svg viewBox="0 0 360 350" role="img" aria-label="Reliability diagram">'
        f'<g class=grid><rect x="40" y="10" width="300" height="300"/></g><g class=counts>'
        f'{"".join(bars)}</g><line class=ideal x1="40" y1="310" x2="340" y2="10"/>'
        f'<polyline points="{path}"/>{"".join(points)}<g class=ticks>{_ticks()}'
        '<text x="190" y="346" text-anchor="middle">predicted probability</text>'
        '<text transform="rotate(-90 10 160)" x="10" y="160" text-anchor="middle">share answerable'
        "</text></g></svg>"
        "<figcaption>Each point is the cases in a tenth of the scale: the probability that the "
        "articles answer, and the share of those questions that they do answer. On the dashed line "
        "the probability can be taken at its word; below it the answers are too sure, above it too "
        "shy. Columns show how many cases there are. Expected calibration error "
        f"<b>{error:.3f}</b>.</figcaption></figure></section>"
    )


def _ticks() -> str:
    return "".join(
        f'<text x="{40 + 300 * t:.0f}" y="328" text-anchor="middle">{t:.1f}</text>'
        f'<text x="32" y="{314 - 300 * t:.0f}" text-anchor="end">{t:.1f}</text>'
        for t in (0, 0.2, 0.4, 0.6, 0.8, 1)
    )


def _failing(rows: Sequence[Row]) -> str:
    failing = [row for row in rows if row.failing]
    if not failing:
        return "<section><h2>Failing cases</h2><p>None.</p></section>"
    return f"<section><h2>Failing cases</h2>{''.join(_case(row) for row in failing)}</section>"


def _case(row: Row) -> str:
    case = row.case
    reasons = "".join(f"<li>{escape(reason)}" for reason in row.reasons)
    expected = _list("Expected", (" / ".join(fact) for fact in case.facts))
    expected += _list("Sentences that answer", case.sentences)
    expected += _list("Must not be given", case.wrong)
    expected += _list("Note", [case.note] if case.note else [])
    if not case.answerable:
        expected += "<p class=expected><b>Expected</b> a refusal: the articles do not answer.</p>"
    scope = [f"asked as of {case.as_of}"] if case.as_of else []
    scope += [f"after: {turn}" for turn in case.turns]
    scope += [] if case.confirmed else ["draft, not confirmed"]
    about = " \u00b7 ".join([case.id, case.kind, f"p {row.probability:.2f}", *scope])
    closest = "".join(_passage(each, near=True) for each in row.closest)
    return (
        f'<article id="{escape(case.id, quote=True)}"><p class=about>{escape(about)}</p>'
        f"<h3>{escape(case.question)}</h3><ul class=reasons>{reasons}</ul>{expected}"
        f"<blockquote>{_text(row.text)}</blockquote>"
        f"{''.join(_passage(each) for each in row.citations)}"
        f"{f'<p class=expected><b>Closest</b></p>{closest}' if closest else ''}{_found(row)}"
        "</article>"
    )


def _found(row: Row) -> str:
    if not row.ranked:
        return ""
    lines = "".join(
        f"<li{' class=gold' if each.gold else ''}>{escape(each.text)} "
        f"<small>{escape(each.source)} \u00b7 {each.score:.3f}</small>"
        for each in row.ranked
    )
    return f"<details><summary>First sentences found</summary><ol>{lines}</ol></details>"


def _list(title: str, items: Iterable[str]) -> str:
    listed = "".join(f"<li>{escape(item)}" for item in items)
    return f"<div class=expected><b>{title}</b><ul>{listed}</ul></div>" if listed else ""


def _text(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


def _passage(each: Passage, *, near: bool = False) -> str:
    mark = "" if near else f"<b>[{each.n}]</b> "
    return (
        f"<p class=passage>{mark}<small>{escape(each.about)}</small><br>{escape(each.before)}"
        f"<mark>{escape(each.quote)}</mark>{escape(each.after)}</p>"
    )


def _all(rows: Sequence[Row]) -> str:
    lines = "".join(
        f"<tr><td>{_link(row)}<td>{escape(row.case.question)}<td>{escape(row.case.kind)}"
        f"<td class=num>{row.probability:.2f}<td>{'refused' if row.abstained else 'answered'}"
        f"<td class={'bad' if row.failing else 'good'}>{'wrong' if row.failing else 'ok'}</tr>"
        for row in rows
    )
    return (
        "<section><h2>All cases</h2><div class=wide><table class=all><thead><tr><th>Case"
        "<th>Question<th>Kind<th class=num>p<th>Answer<th></tr></thead>"
        f"<tbody>{lines}</tbody></table></div></section>"
    )


def _link(row: Row) -> str:
    name = escape(row.case.id, quote=True)
    return f'<a href="#{name}">{name}</a>' if row.failing else name
