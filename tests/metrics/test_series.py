"""Runs over time: steps of sums, with what has not arrived left open."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from metrics.analyst import Analyst, CannotAnswer
from metrics.catalog import CATALOG
from metrics.period import Period
from metrics.reading import Completeness, Point, Question

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
WEEK = Period(date(2026, 11, 16), date(2026, 11, 23))


def fill(facts: Any, first: str, last: str, table: str = "orders_day", **row: Any) -> None:
    """A row a day, from first to last."""
    start, end = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()
    facts.add(table, *({"day": date.fromordinal(day), **row} for day in range(start, end + 1)))


def run(facts: Any, name: str, period: Period, grain: str, **more: Any) -> tuple[Point, ...]:
    """The steps of one metric."""
    week_start = more.pop("week_start", "monday")
    return Analyst(facts, week_start=week_start).series(
        CATALOG.find(name), period, grain, today=TODAY, **more
    )


def test_days_stand_beside_the_same_days_of_the_baseline(facts: Any) -> None:
    fill(facts, "2026-11-09", "2026-11-15", net_sales=80)
    fill(facts, "2026-11-16", "2026-11-23", net_sales=100)

    points = run(facts, "net sales", WEEK, "day", baseline=WEEK.shift(-7 * DAY))

    assert [(point.value, point.baseline) for point in points] == [(100, 80)] * 7
    assert (points[0].day, points[0].label) == (date(2026, 11, 16), "Mon 16 Nov")


def test_a_day_that_has_not_arrived_is_open_and_a_day_without_sales_is_zero(facts: Any) -> None:
    fill(facts, "2026-11-16", "2026-11-17", net_sales=100)
    fill(facts, "2026-11-20", "2026-11-20", net_sales=100)

    points = run(facts, "net sales", WEEK, "day")

    assert [point.value for point in points] == [100, 100, 0, 0, 100, None, None]
    assert [point.completeness for point in points][-3:] == [
        Completeness.PARTIAL,
        Completeness.MISSING,
        Completeness.MISSING,
    ]


@pytest.mark.parametrize(
    ("week_start", "labels"),
    [
        ("monday", ["1 Nov", "2–8 Nov", "9–15 Nov"]),
        ("sunday", ["1–7 Nov", "8–14 Nov", "15 Nov"]),
        ("saturday", ["1–6 Nov", "7–13 Nov", "14–15 Nov"]),
    ],
)
def test_weeks_begin_when_the_shops_week_begins(facts: Any, week_start: str, labels: list[str]) -> None:
    fill(facts, "2026-10-01", "2026-11-23", net_sales=1)

    points = run(
        facts, "net sales", Period(date(2026, 11, 1), date(2026, 11, 16)), "week", week_start=week_start
    )

    assert [point.label.removeprefix("Sun ") for point in points] == labels
    assert sum(point.value or 0 for point in points) == 15


def test_months_stand_beside_months_whatever_their_length(facts: Any) -> None:
    fill(facts, "2025-01-01", "2026-11-23", orders=1)

    quarter = Period(date(2026, 7, 1), date(2026, 10, 1))
    points = run(facts, "orders", quarter, "month", baseline=Period(date(2026, 4, 1), date(2026, 7, 1)))

    assert [(point.label, point.value, point.baseline) for point in points] == [
        ("Jul 2026", 31, 30),
        ("Aug 2026", 31, 31),
        ("Sep 2026", 30, 30),
    ]


def test_a_month_that_is_not_over_ends_with_yesterday_and_is_compared_with_as_many_days(facts: Any) -> None:
    fill(facts, "2026-09-01", "2026-11-23", orders=1)

    november, october = (
        Period(date(2026, 11, 1), date(2026, 12, 1)),
        Period(date(2026, 10, 1), date(2026, 11, 1)),
    )
    (point,) = run(facts, "orders", november, "month", baseline=october)

    assert (point.label, point.value, point.baseline) == ("1–22 Nov", 22, 22)


def test_a_step_of_a_ratio_is_a_ratio_of_sums(facts: Any) -> None:
    fill(facts, "2026-11-16", "2026-11-16", net_sales=1000, orders=1)
    fill(facts, "2026-11-17", "2026-11-23", net_sales=0, orders=1)

    (point,) = run(facts, "aov", WEEK, "week")

    assert point.value == pytest.approx(1000 / 7)


def test_a_step_is_partial_while_one_source_is_late(facts: Any) -> None:
    fill(facts, "2026-11-01", "2026-11-23", net_sales=100)
    fill(facts, "2026-11-01", "2026-11-12", net_sales=100, source="amazon")

    points = run(facts, "net sales", Period(date(2026, 11, 2), date(2026, 11, 16)), "week")

    assert [point.completeness for point in points] == [Completeness.COMPLETE, Completeness.PARTIAL]


def test_a_stock_runs_over_its_counts_and_is_never_added_up(facts: Any) -> None:
    facts.add(
        "stock_day",
        {"day": date(2026, 11, 16), "product": "A", "on_hand": 10},
        {"day": date(2026, 11, 18), "product": "A", "on_hand": 7},
    )

    assert [point.value for point in run(facts, "stock", WEEK, "day")][:4] == [10, None, 7, None]
    assert [point.value for point in run(facts, "stock", WEEK, "week")] == [7]


def test_weeks_of_cover_have_no_run_over_time(facts: Any) -> None:
    with pytest.raises(CannotAnswer, match="one day at a time"):
        run(facts, "weeks of cover", WEEK, "day")


def test_a_split_by_week_is_a_run_over_time(facts: Any) -> None:
    fill(facts, "2026-11-01", "2026-11-23", net_sales=1)
    question = Question(metrics=(CATALOG.find("net sales"),), period=WEEK, split="week")

    answer = Analyst(facts).answer(question, today=TODAY)

    assert (answer.question.split, answer.question.series, answer.rows) == (None, "week", ())
    assert [point.value for point in answer.series] == [7]
