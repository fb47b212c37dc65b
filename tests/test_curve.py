"""The page of what search takes against size."""

from evals.curve import growth, page

KINDS = {"unfiltered": 4.0, "1 % of the days": 2.0, "50 % of the days": 6.0}


def test_every_figure_and_each_curve_stand_on_the_page_in_the_order_of_the_sizes() -> None:
    slower = {kind: 3 * ms for kind, ms in KINDS.items()}
    made = page([1_000, 100_000], [{"memory": "90 MB"}, {"memory": "700 MB"}], [KINDS, slower])
    assert "| | 1,000 passages | 100,000 passages |" in made
    assert "| memory | 90 MB | 700 MB |" in made
    assert made.count("```mermaid") == 3
    assert "line [6.0, 18.0]" in made


def test_growth_is_told_from_the_smallest_large_size_to_the_largest() -> None:
    curves = [{"all": p95, "few": 0.0} for p95 in (1.0, 10.0, 25.0)]
    title, line = growth([1_000, 10_000, 100_000], curves)
    assert title == "p95 at 100,000 passages over p95 at 10,000"
    assert line.split() == ["all", "2.50"]
    assert list(growth([1_000, 10_000], curves[:2])) == []
