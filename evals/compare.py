"""Two kept runs, question by question: what changed on average, and which cases flipped."""

from collections.abc import Sequence
from dataclasses import dataclass

from evals import intervals, metrics
from evals.intervals import Interval
from evals.record import Record, RecordError
from evals.rows import Row
from evals.summary import LOWER_IS_BETTER, METRICS, auroc


@dataclass(frozen=True, slots=True)
class Difference:
    """A metric over the questions that have it in both runs. `change` is after minus before."""

    name: str
    before: float
    after: float
    change: Interval

    @property
    def verdict(self) -> str:
        """In one word; "unclear" while the interval holds zero."""
        if not (self.change.low > 0 or self.change.high < 0):
            return "same" if self.change.value == 0 else "unclear"
        better = (self.change.value > 0) != (self.name in LOWER_IS_BETTER)
        return "better" if better else "worse"


def differences(pairs: Sequence[tuple[Row, Row]]) -> list[Difference]:
    """Every metric that both runs have, paired; and the AUROC, with whole pairs resampled."""
    found = []
    for metric in METRICS:
        both = [
            (a.values[metric.name], b.values[metric.name])
            for a, b in pairs
            if metric.name in a.values and metric.name in b.values
        ]
        if both:
            before, after = [a for a, _ in both], [b for _, b in both]
            change = intervals.of_difference(before, after)
            mean = metrics.mean
            found.append(Difference(metric.name, mean(before), mean(after), change))
    change = intervals.of(pairs, _auroc_gain)
    if change.value == change.value:
        before_, after_ = auroc([a for a, _ in pairs]), auroc([b for _, b in pairs])
        found.append(Difference("abstention_auroc", before_, after_, change))
    return found


def _auroc_gain(pairs: Sequence[tuple[Row, Row]]) -> float:
    return auroc([b for _, b in pairs]) - auroc([a for a, _ in pairs])


def text_of(before: Record, after: Record) -> str:
    """The comparison as it is printed. Raises RecordError where no case is in both."""
    second = {row.case.id: row for row in after.rows}
    pairs = [(row, second[row.case.id]) for row in before.rows if row.case.id in second]
    if not pairs:
        raise RecordError(
            f"{before.folder} and {after.folder} have no case in common: compare runs of one file"
        )
    alone = len(before.rows) + len(after.rows) - 2 * len(pairs)
    changed = sum(a.case != b.case for a, b in pairs)
    lines = [f"A  {_titled(before)}", f"B  {_titled(after)}", f"{len(pairs)} cases in both"]
    if alone:
        lines.append(f"{alone} cases are in one run only and are left out")
    if changed:
        lines.append(f"{changed} cases are not the same in both runs: compare with care")
    if before.fingerprint.articles != after.fingerprint.articles:
        lines.append("the articles are not the same in both runs: compare with care")
    lines.append(f"\n{'':22} {'A':>7} {'B':>7}  {'B - A':>7}  {'95 % interval':18} n")
    lines += [_line(each) for each in differences(pairs)]
    fixed = [(a, b) for a, b in pairs if a.failing and not b.failing]
    broken = [(a, b) for a, b in pairs if b.failing and not a.failing]
    lines.append(f"\nright in B only ({len(fixed)}):")
    lines += [_flip(row, a.reasons) for a, row in fixed]
    lines.append(f"\nright in A only ({len(broken)}):")
    lines += [_flip(row, row.reasons) for _, row in broken]
    return "\n".join(lines)


def _titled(record: Record) -> str:
    was = record.fingerprint
    return f"{record.folder}: {was.name}, {was.system}, model {was.model}, {was.version}"


def _line(each: Difference) -> str:
    low, high = each.change.low, each.change.high
    between = f"[{low:+.3f}, {high:+.3f}]" if low == low else ""
    return (
        f"{each.name:22} {each.before:7.3f} {each.after:7.3f}  {each.change.value:+7.3f}  "
        f"{between:18} {each.change.n}  {each.verdict}"
    )


def _flip(row: Row, reasons: Sequence[str]) -> str:
    return f"  {row.case.id}  {row.case.question}\n     {'; '.join(reasons)}"
