"""The page of what search takes against size."""

from evals.curve import page

KINDS = {"unfiltered": 4.0, "1 % of the days": 2.0, "50 % of the days": 6.0}


def test_every_figure_and_each_curve_stand_on_the_page_in_the_order_of_the_sizes() -> None:
    slower = {kind: 3 * ms for kind, ms in KINDS.items()}
    made = page([1_000, 100_000], [{"memory": "90 MB"}, {"memory": "700 MB"}], [KINDS, slower])
    assert "| | 1,000 passages | 100,000 passages |" in made
    assert "| memory | 90 MB | 700 MB |" in made
    assert made.count("```mermaid") == 3
    assert "line [6.0, 18.0]" in made
