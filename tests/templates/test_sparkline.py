"""A run of figures in one line: the lowest and the highest are told apart, and a day without a figure is a gap."""

from __future__ import annotations

from templates.sparkline import GAP, sparkline


def test_it_runs_from_the_lowest_to_the_highest() -> None:
    assert sparkline([0, 1, 2, 3, 4, 5]) == "▁▂▃▅▆▇"


def test_a_day_without_a_figure_is_a_gap_and_a_zero_is_the_lowest_bar() -> None:
    assert sparkline([0, None, 10]) == f"▁{GAP}▇"


def test_days_that_are_all_alike_are_level() -> None:
    assert len(set(sparkline([7, 7, 7]))) == 1


def test_nothing_known_draws_nothing() -> None:
    assert sparkline([None, None]) == ""
