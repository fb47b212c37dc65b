"""`dateline-eval`: run the cases, print a row for each and the means, hold them to a baseline."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from assistant.desk import Assistant
from assistant.settings import Settings
from evals import baseline, cases
from evals.external import squad2
from evals.run import Row, means, run
from index.library import LibraryError


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when all is well, 1 when the gate fails or a file cannot be used, 2 for usage."""
    options = parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except (cases.CaseError, baseline.BaselineError, LibraryError) as error:
        print(f"dateline-eval: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("dateline-eval: stopped", file=sys.stderr)
        return 130
    return code


def parser() -> argparse.ArgumentParser:
    """The command line."""
    root = argparse.ArgumentParser(
        prog="dateline-eval", description="Measure how far answers can be trusted."
    )
    commands = root.add_subparsers(title="commands", metavar="COMMAND", required=True)
    each = commands.add_parser("run", help="ask every case; print rows with reasons, and means")
    each.add_argument("--cases", type=Path, default=cases.BUNDLED, help="JSON lines (bundled)")
    each.add_argument("--articles", type=Path, help="folder of articles (the bundled ones)")
    each.add_argument("--rows", type=Path, metavar="FILE", help="write the rows as JSON lines")
    each.add_argument("--gate", type=Path, metavar="FILE", help="fail when a mean is worse")
    each.add_argument("--keep", action="store_true", help="write the means to evals/baseline.json")
    each.add_argument("--failing", action="store_true", help="print only rows with something wrong")
    each.set_defaults(run=_run)
    squad = commands.add_parser("squad2", help="search over SQuAD 2.0 passages, pooled")
    squad.add_argument("file", type=Path, help="JSON lines of questions with their passages")
    squad.set_defaults(run=_squad2)
    return root


def _run(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    asked = cases.read(options.cases)
    assistant = Assistant.open(
        options.articles, Settings.from_environment().model_copy(update={"model": "none"})
    )
    try:
        assistant.sync()
        _check_files(asked, assistant, options.cases)
        with tqdm(total=len(asked), unit="question", disable=None) as bar:
            rows = run(asked, assistant, progress=bar.update)
    finally:
        assistant.close()
    for row in rows:
        if row.reason or not options.failing:
            print(_line(row))
    found = means(rows)
    print()
    for mean in found:
        print(f"{mean.name:20} {mean.value:.3f}  n={mean.n}")
    if options.rows:
        text = "".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)
        options.rows.write_text(text, encoding="utf-8")
    if options.keep:
        baseline.keep(baseline.BUNDLED, options.cases.stem, found)
    if options.gate:
        kept = baseline.read(options.gate)
        if options.cases.stem not in kept:
            raise baseline.BaselineError(f"{options.gate} has no figures for {options.cases.stem}")
        worse = baseline.worse(kept[options.cases.stem], found)
        for complaint in worse:
            print(f"dateline-eval: {complaint}", file=sys.stderr)
        return 1 if worse else 0
    return 0


def _check_files(asked: Sequence[cases.Case], assistant: Assistant, path: Path) -> None:
    known = {article.source for article in assistant.articles()}
    for case in asked:
        for file in case.files:
            if file not in known:
                raise cases.CaseError(
                    f"{path}, case {case.id}, files: no article {file} is indexed; "
                    "give its folder with --articles"
                )


def _squad2(options: argparse.Namespace) -> int:
    questions = squad2.read(options.file)
    with tempfile.TemporaryDirectory() as folder:
        passages = Path(folder) / "passages"
        squad2.write_passages(questions, passages)
        assistant = Assistant.open(passages, Settings(home=Path(folder) / "home"))
        try:
            assistant.sync()
            scores = squad2.score(questions, assistant)
        finally:
            assistant.close()
    print(f"hit@1 {scores.hit_at_1:.3f}  hit@3 {scores.hit_at_3:.3f}  n={scores.answerable}")
    print(f"abstention AUROC {scores.abstention_auroc:.3f}  n={len(questions)}")
    return 0


def _line(row: Row) -> str:
    return f"{'ok  ' if not row.reason else 'FAIL'} {row.id:14} {row.question}" + (
        f"\n     {row.reason}" if row.reason else ""
    )
