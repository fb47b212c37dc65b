"""`dateline-eval`: ask the cases, print figures and what is wrong, keep, report and compare."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from evals import agreement, baseline, cases, external, metrics, peers, plan, summary
from evals.baseline import BaselineError
from evals.cases import CaseError
from evals.plan import Plan, ready, ready_to_agree
from evals.progress import Bar
from evals.record import REPORT, Record, RecordError, begin_stories
from evals.rows import Row
from evals.run import RunStopped, run
from evals.systems import SystemUnusable
from index.database import CatalogError
from index.embedding import EmbeddingError
from index.library import LibraryError

_ERRORS = (
    CaseError,
    BaselineError,
    RecordError,
    RunStopped,
    SystemUnusable,
    LibraryError,
    CatalogError,
    EmbeddingError,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when all is well, 1 when the gate fails or a file cannot be used, 2 for usage."""
    options = parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except _ERRORS as error:
        return _fail(str(error), 1)
    except OSError as error:
        return _fail(f"{error.filename or 'a file'}: {error.strerror or error}", 1)
    except KeyboardInterrupt:
        return _fail("stopped; with --out the same command goes on where it stopped", 130)
    return code


def parser() -> argparse.ArgumentParser:
    """The command line."""
    root = argparse.ArgumentParser(
        prog="dateline-eval", description="Measure how far answers can be trusted."
    )
    commands = root.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_run(commands.add_parser("run", help="ask every case; print figures and what is wrong"))
    each = commands.add_parser("report", help="write report.html of a kept run again")
    each.add_argument("folder", type=Path, metavar="DIR", help="what --out named")
    _add_price(each)
    each.set_defaults(run=_report)
    each = commands.add_parser("compare", help="paired differences of two kept runs, and flips")
    each.add_argument("before", type=Path, metavar="A")
    each.add_argument("after", type=Path, metavar="B")
    each.set_defaults(run=_compare)
    each = commands.add_parser("judge-agreement", help="how far a model judges as people do")
    each.add_argument("--judge", required=True, metavar="SPEC", help="the model")
    each.add_argument("--set", nargs=2, required=True, metavar=("NAME", "PATH"), help="wice")
    each.add_argument("--out", type=Path, metavar="DIR", help="keep rows; goes on where it stopped")
    each.add_argument("--keep", action="store_true", help="write it to evals/agreement.json")
    each.set_defaults(run=_agree)
    each = commands.add_parser("new", help="draft cases from a folder, for someone to confirm")
    each.add_argument("--articles", type=Path, required=True, metavar="DIR")
    each.add_argument("--out", type=Path, required=True, metavar="FILE", help="JSON lines to write")
    each.add_argument("--n", type=_number, default=40, metavar="N", help="at most so many (40)")
    each.add_argument("--seed", type=int, default=1, help="which of the possible ones (1)")
    each.set_defaults(run=_new)
    return root


def _add_run(each: argparse.ArgumentParser) -> None:
    each.add_argument("--cases", type=Path, default=cases.BUNDLED, help="JSON lines (bundled)")
    each.add_argument("--articles", type=Path, metavar="DIR", help="their folder (bundled)")
    each.add_argument(
        "--set",
        nargs=2,
        metavar=("NAME", "PATH"),
        help=f"a public set instead: {', '.join(external.NAMES)}",
    )
    each.add_argument(
        "--stories",
        type=Path,
        metavar="DIR",
        help="folders with articles/ and cases.jsonl instead: figures over all of them",
    )
    each.add_argument("--model", default="none", metavar="SPEC", help="the model to write with")
    each.add_argument(
        "--judge", default="none", metavar="SPEC", help="a model to judge what was written, apart"
    )
    each.add_argument("--peer", choices=peers.NAMES, help="ask this instead of Dateline")
    each.add_argument(
        "--out", type=Path, metavar="DIR", help="keep rows and a report; goes on where it stopped"
    )
    _add_price(each)
    each.add_argument("--gate", type=Path, metavar="FILE", help="fail when a mean is worse")
    each.add_argument(
        "--keep",
        nargs="?",
        type=Path,
        const=baseline.BUNDLED,
        metavar="FILE",
        help="write the means to FILE, for --gate (for the bundled cases: evals/baseline.json)",
    )
    each.add_argument("--failing", action="store_true", help="print only rows with something wrong")
    each.add_argument("--quiet", action="store_true", help="print no rows, only the figures")
    each.set_defaults(run=_run)


def _number(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of 1 or more")
    return int(text)


def _add_price(each: argparse.ArgumentParser) -> None:
    each.add_argument(
        "--price", nargs=2, type=float, metavar=("IN", "OUT"), help="of a million tokens, for cost"
    )


def _run(options: argparse.Namespace) -> int:
    if options.keep and options.peer:
        raise BaselineError("--keep is for Dateline: leave out --peer")
    if options.stories and (options.set or options.articles or options.cases != cases.BUNDLED):
        raise CaseError("--stories has its own articles: leave out --articles, --cases and --set")
    asked = Plan(
        cases=options.cases,
        articles=options.articles,
        set=_named_set(options),
        system=options.peer or "dateline",
        model=options.model,
        judge=options.judge,
        out=options.out,
        stories=options.stories,
    )
    if options.keep == baseline.BUNDLED and not asked.bundled:
        raise BaselineError(
            "the bundled figures are of other cases: give a file for yours: --keep FILE"
        )
    if options.keep and options.keep.exists():
        baseline.read(options.keep)  # one that cannot be used is better told of now than at the end
    every = asked.asked() if options.gate or asked.stories else []
    kept = baseline.figures_of(options.gate, asked.name, every) if options.gate else {}
    if asked.stories:  # each is held against its articles before any is asked
        told: dict[str, int] = {}
        for each in asked.of_each_story():
            with Bar("article") as indexing, ready(each, indexing.to) as it:
                told[each.cases.parent.name] = len(it.cases)
        if asked.out:
            begin_stories(asked.out, told)
    found: list[Row] = []
    records: list[Record] = []
    for each in asked.of_each_story():
        with Bar("article") as indexing, Bar("question") as asking, ready(each, indexing.to) as it:
            record = it.record(each.out)
            asking.total = len(it.cases)
            rows = run(it.cases, it.system, it.scorer, record=record, progress=asking.to)
        for row in rows:
            if not options.quiet and (row.failing or not options.failing):
                print(_line(row))
        found += rows
        records += [record] if record else []
    means = summary.means(found)
    _print_figures(found, means, options.price)
    complaints = baseline.worse(kept, means)
    if asked.stories and asked.out:
        try:
            records.append(Record.pooled(asked.out, records))
        except RecordError as error:  # the settings or the code changed between two stories
            complaints.append(str(error))
    for n, record in enumerate(records):
        print(f"{'' if n else chr(10)}{_write_report(record, options.price)}")
    if gone := [row for row in found if row.without_model]:
        complaints.append(
            f"{len(gone)} of {len(found)} questions were answered without the model, because "
            f"{gone[-1].degraded}; the same command asks them again"
        )
    elif options.keep and not complaints:
        baseline.keep(options.keep, asked.name, [row.case for row in found], means)
    for complaint in complaints:
        _fail(complaint, 1)
    return 1 if complaints else 0


def _named_set(options: argparse.Namespace) -> tuple[str, Path] | None:
    if not options.set:
        return None
    name, path = options.set
    if name not in external.NAMES:
        raise CaseError(f"no set is called {name}; there are {', '.join(external.NAMES)}")
    return name, Path(path)


def _print_figures(
    found: Sequence[Row], means: Sequence[summary.Mean], price: Sequence[float] | None
) -> None:
    print()
    for mean in means:
        print(summary.line(mean))
    took = summary.effort(found)
    print(f"{'ms, p50 and p95':22} {took.p50:.0f}, {took.p95:.0f}")
    if took.tokens:
        print(f"{'tokens':22} {', '.join(f'{n:,} {name}' for name, n in took.tokens.items())}")
    if took.tokens and price:
        each = metrics.cost(took.tokens, *price) / len(found)
        print(f"{'cost of an answer':22} {each:.5f}")
    _print_judged(found)
    if refused := sum(row.refused for row in found):
        print(
            f"{refused} of {len(found)} questions the model refused twice, while it answered others"
        )
    if drafted := sum(not row.case.confirmed for row in found):
        print(f"{drafted} of {len(found)} cases are drafts that nobody has confirmed")


def _print_judged(found: Sequence[Row]) -> None:
    judge = next((row.judge.model for row in found if row.judge), None)
    if judge:
        share = summary.Mean("unsupported_by_judge", summary.unsupported_by_judge(found))
        print(f"\njudged by {judge}, in no figure above")
        print(summary.line(share) if share.n else "no sentence to judge")
        print(agreement.known(agreement.KEPT, judge))


def _agree(options: argparse.Namespace) -> int:
    named = _named_set(options)
    assert named is not None  # the option is required
    with Bar("claim") as asking, ready_to_agree(options.judge, *named) as it:
        record = it.record(options.out)
        asking.total = len(it.cases)
        found = run(it.cases, it.system, it.scorer, record=record, progress=asking.to)
        judge = it.system.model
    agreed = agreement.measured(named[0], found)
    print(f"{judge}: {agreed}")
    if options.keep:
        agreement.keep(agreement.KEPT, judge, agreed)
    return 0


def _report(options: argparse.Namespace) -> int:
    print(_write_report(Record.read(options.folder), options.price))
    return 0


def _write_report(record: Record, price: Sequence[float] | None) -> Path:
    from evals import report

    path = record.folder / REPORT
    path.write_text(report.html_of(record.fingerprint, record.rows, price), encoding="utf-8")
    return path


def _compare(options: argparse.Namespace) -> int:
    from evals import compare

    before, after = Record.read(options.before), Record.read(options.after)
    print(compare.text_of(before, after))
    return 0


def _new(options: argparse.Namespace) -> int:
    from evals import drafts

    with Bar("article") as bar:
        articles = plan.articles_of(options.articles, bar.to)
    made = drafts.write(articles, options.out, options.n, options.seed)
    print(
        f"{made} case{'s' if made > 1 else ''} drafted in {options.out}. Read each one, put right "
        'or delete what is not, and remove "confirmed": false.\nThen: dateline-eval run --cases '
        f"{options.out} --articles {options.articles} --out FOLDER"
    )
    return 0


def _line(row: Row) -> str:
    return f"{'FAIL' if row.failing else 'ok  '} {row.case.id:14} {row.case.question}" + (
        f"\n     {'; '.join(row.reasons)}" if row.reasons else ""
    )


def _fail(message: str, code: int) -> int:
    print(f"dateline-eval: {message}", file=sys.stderr)
    return code
