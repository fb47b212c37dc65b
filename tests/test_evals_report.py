"""The report is one file that shows what went wrong, runs nothing and loads nothing."""

import re
from pathlib import Path

from evals import report
from evals.cases import Case
from evals.record import Fingerprint
from evals.rows import Passage, Row

ABOUT = Fingerprint(
    name="mine <b>", system="dateline", model="none", cases="1", articles="2", checker="none",
    version="0",
)  # fmt: skip


def row(id: str, *reasons: str, answerable: bool = True, **changes: object) -> Row:
    fields: dict[str, object] = {"facts": (("May 6",),), "files": ("a.txt",)} if answerable else {}
    case = Case.model_validate(
        {"id": id, "question": f"When, {id}?", "kind": "time", "answerable": answerable} | fields
    )
    made = Row(
        case=case,
        values={"fact_recall": 0.0 if reasons else 1.0},
        reasons=reasons,
        text="It opens on June 6. [1]",
        abstained=not answerable,
        probability=0.8 if answerable else 0.1,
        citations=(
            Passage(n=1, source="a.txt", start=9, end=20, before="Before it. ",
                    quote="It opens on <June> 6.", after=" After it.", about="a.txt, line 1"),
        ),
        ms=3.0,
    )  # fmt: skip
    return made.model_copy(update=changes)


def test_a_failing_case_is_shown_with_its_reason_and_its_passage_highlighted() -> None:
    page = report.html_of(ABOUT, [row("good"), row("bad", "without: May 6")])
    assert page.count("<article") == 1
    assert "without: May 6" in page
    assert "Before it. <mark>It opens on &lt;June&gt; 6.</mark> After it." in page
    assert '<a href="#bad">' in page


def test_nothing_of_a_case_or_an_article_is_markup_and_nothing_is_loaded() -> None:
    bad = row("bad", "gives: <script>alert(1)</script>", text="<img src=x onerror=alert(1)>")
    page = report.html_of(ABOUT, [bad])
    assert "<script" not in page
    assert "<img" not in page
    assert "mine &lt;b&gt;" in page
    assert not re.search(r"https?://|url\(|@import|<link", page)
    assert "default-src 'none'" in page


def test_calibration_is_drawn_when_both_kinds_of_case_are_there() -> None:
    assert "Reliability diagram" in report.html_of(ABOUT, [row("a"), row("b", answerable=False)])
    assert "Reliability diagram" not in report.html_of(ABOUT, [row("a")])


def test_each_kind_has_its_interval_and_n_and_tokens_their_cost() -> None:
    spent = {"read": 2_000_000, "written": 1_000_000}
    found = [row("a", tokens=spent), row("b", "without: May 6"), row("c", answerable=False)]
    page = report.html_of(ABOUT, found, (1.5, 6.0))
    assert "0.67 <small>0.00\u20131.00, n=3</small>" in page
    assert "Cost of an answer: 3.00000." in page
    assert "Cost" not in report.html_of(ABOUT, found)


def test_drafts_and_an_empty_run_are_said_to_be_so() -> None:
    case = row("a").case.model_copy(update={"confirmed": False})
    assert "1 of 1 cases are drafts" in report.html_of(ABOUT, [row("a", case=case)])
    assert "0 cases" in report.html_of(ABOUT, [])


def test_the_style_is_part_of_the_package() -> None:
    assert (Path(str(report.__file__)).parent / "report.css").exists()
