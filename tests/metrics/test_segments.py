"""Figures cut into segments: ranked, beside their baselines, and adding up to the whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.analyst import Analyst, CannotAnswer
from metrics.catalog import CATALOG
from metrics.period import Period
from metrics.reading import Answer, Completeness, Question, Rank

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
WEEK = Period(date(2026, 11, 16), date(2026, 11, 23))
WEEK_BEFORE = WEEK.shift(-7 * DAY)


def ask(facts: Any, names: str, split: str, rank: Rank | None = None, **more: Any) -> Answer:
    """Ask for last week against the week before, on Monday."""
    question = Question(
        metrics=tuple(CATALOG.find(name) for name in names.split(", ")),
        period=WEEK,
        baseline=WEEK_BEFORE,
        split=split,
        rank=rank,
        **more,
    )
    return Analyst(facts).answer(question, today=TODAY)


def fill(
    facts: Any, table: str, by: str, now: Mapping[str, dict[str, Any]], before: Mapping[str, dict[str, Any]]
) -> Any:
    """One row a segment in each week, and a later day so that both are complete."""
    for day, rows in ((date(2026, 11, 10), before), (date(2026, 11, 18), now)):
        facts.add(table, *({"day": day, by: name, **row} for name, row in rows.items()))
    facts.add(table, {"day": date(2026, 11, 1), by: "later"}, {"day": TODAY, by: "later"})
    return facts


def shown(answer: Answer) -> list[tuple[Any, ...]]:
    """Segment, asked and baseline of the first metric."""
    return [
        (row[0].asked.segment, row[0].asked.value, row[0].baseline and row[0].baseline.value)
        for row in answer.rows
    ]


def sales(**figures: int) -> dict[str, dict[str, Any]]:
    """Net sales by segment."""
    return {name: {"net_sales": figure} for name, figure in figures.items()}


def test_segments_are_ranked_and_the_others_are_told_in_one(facts: Any) -> None:
    fill(facts, "orders_day", "country", sales(GB=500, FR=300, DE=200, NL=100), sales(GB=400, DE=250, IE=50))

    answer = ask(facts, "net sales", "country", Rank(count=2))

    assert shown(answer) == [("GB", 500, 400), ("FR", 300, 0)]
    assert [(rest.asked.value, rest.baseline and rest.baseline.value) for rest in answer.rest] == [(300, 300)]
    assert answer.segments == 4
    assert answer.totals[0].asked.value == 1100


def test_the_worst_come_first_when_the_bottom_is_asked_for(facts: Any) -> None:
    fill(facts, "orders_day", "country", sales(GB=500, FR=300, DE=200), {})

    assert [row[0] for row in shown(ask(facts, "net sales", "country", Rank(count=2, lowest=True)))] == [
        "DE",
        "FR",
    ]


def test_nothing_is_left_where_all_segments_are_shown(facts: Any) -> None:
    fill(facts, "orders_day", "country", sales(GB=500, FR=300), sales(GB=1))

    assert ask(facts, "net sales", "country").rest == ()


def test_what_has_gone_since_the_baseline_is_in_the_rest(facts: Any) -> None:
    fill(facts, "orders_day", "country", sales(GB=500), sales(GB=400, IE=50))

    (rest,) = ask(facts, "net sales", "country").rest

    assert (rest.asked.value, rest.baseline and rest.baseline.value) == (0, 50)


def test_every_metric_has_its_column_in_each_row(facts: Any) -> None:
    now = {"GB": {"net_sales": 500, "orders": 5}, "FR": {"net_sales": 300, "orders": 6}}
    fill(facts, "orders_day", "country", now, now)

    answer = ask(facts, "net sales, orders, aov", "country")

    assert [[cell.asked.value for cell in row] for row in answer.rows] == [[500, 5, 100], [300, 6, 50]]


def test_the_rest_of_a_ratio_is_taken_from_sums(facts: Any) -> None:
    now = {
        "GB": {"net_sales": 900, "orders": 1},
        "FR": {"net_sales": 100, "orders": 1},
        "DE": {"net_sales": 100, "orders": 9},
    }
    fill(facts, "orders_day", "country", now, {})

    (rest,) = ask(facts, "aov", "country", Rank(count=1)).rest

    assert rest.asked.value == 20


def test_products_are_ranked_where_the_facts_are_and_called_by_their_titles(facts: Any) -> None:
    fill(facts, "sales_day", "product", sales(A=500, B=300, C=200, POST=9000), sales(A=400, C=100, POST=1))
    facts.titles |= {"A": "Aran Coat"}
    facts.unranked.add("POST")

    answer = ask(facts, "net sales", "product", Rank(count=2))

    assert [row[0].label for row in answer.rows] == ["Aran Coat", "B"]
    assert shown(answer) == [("A", 500, 400), ("B", 300, 0)]
    assert [rest.asked.value for rest in answer.rest] == [
        9200
    ]  # what is no product is in net sales all the same
    assert answer.segments == 0
    assert facts.asked == ["sales_day"] * 4


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("gross profit", ["A", "B", "C"]),
        ("gross margin", ["C", "B", "A"]),
        ("return rate", ["B", "C", "A"]),
        ("asp", ["C", "A", "B"]),
    ],
)
def test_products_are_ranked_by_any_metric_without_what_is_no_product(
    facts: Any, name: str, order: list[str]
) -> None:
    now = {
        "A": {"costed_sales": 1000, "cogs": 600, "gross_sales": 100, "discounts": 0, "returns": 1},
        "B": {"costed_sales": 500, "cogs": 200, "gross_sales": 100, "discounts": 50, "returns": 5},
        "C": {"costed_sales": 100, "cogs": 10, "gross_sales": 100, "discounts": 0, "returns": 3},
        "POST": {
            "costed_sales": 9999,
            "cogs": 1,
            "gross_sales": 1,
            "discounts": 0,
            "returns": 1,
            "net_sales": 1,
        },
    }
    for product, net_sales in (("A", 50), ("B", 20), ("C", 90)):
        now[product] |= {"net_sales": net_sales, "units": 2}
    fill(facts, "sales_day", "product", now, now)
    facts.unranked.add("POST")

    assert [row[0] for row in shown(ask(facts, name, "product"))] == order


def test_a_product_without_a_cost_has_no_margin_rather_than_a_perfect_one(facts: Any) -> None:
    now = {"A": {"net_sales": 5, "costed_sales": 100, "cogs": 60}, "B": {"net_sales": 900}}
    fill(facts, "sales_day", "product", now, now)

    answer = ask(facts, "net sales, gross margin", "product")
    (_, of_b), (_, of_a) = answer.rows

    assert (of_a.asked.value, of_b.asked.value) == (0.4, None)
    assert of_b.asked.completeness is Completeness.MISSING


def test_a_sales_channel_that_has_not_arrived_is_missing_and_never_zero(facts: Any) -> None:
    fill(facts, "orders_day", "sales_channel", sales(Shopify=500), sales(Shopify=400))
    amazon = {"source": "amazon", "sales_channel": "Amazon", "net_sales": 90}
    facts.add("orders_day", {**amazon, "day": date(2026, 11, 9)}, {**amazon, "day": date(2026, 11, 14)})

    answer = ask(facts, "net sales", "sales_channel")

    assert shown(answer)[0] == ("Shopify", 500, 400)
    assert answer.rows[0][0].asked.completeness is Completeness.COMPLETE
    (row,) = [row for row in answer.rows if row[0].asked.segment == "Amazon"]
    assert (row[0].asked.value, row[0].asked.completeness) == (None, Completeness.MISSING)


def test_hours_are_told_in_order_and_whole(facts: Any) -> None:
    day = date(2026, 11, 18)
    facts.add("sales_hour", *({"day": day, "hour": hour, "orders": 24 - hour} for hour in (9, 10, 23, 0)))
    facts.add("sales_hour", {"day": date(2026, 11, 1), "hour": 1}, {"day": TODAY, "hour": 1})

    answer = ask(facts, "orders", "hour", Rank(count=2))

    assert [row[0].label for row in answer.rows] == ["00:00", "09:00", "10:00", "23:00"]


def test_movers_are_ranked_by_their_change_up_and_down_alike(facts: Any) -> None:
    fill(
        facts, "orders_day", "country",
        sales(GB=500, FR=300, DE=200, NL=90), sales(GB=490, FR=100, DE=500, IE=40, NL=90),
    )  # fmt: skip

    movers = ask(facts, "net sales", "country", Rank(count=3, by_change=True))
    fell = ask(facts, "net sales", "country", Rank(count=9, by_change=True, lowest=True))
    up, down = Analyst(facts).movers(CATALOG.find("net sales"), "country", WEEK, WEEK_BEFORE, 2)

    assert shown(movers) == [("DE", 200, 500), ("FR", 300, 100), ("IE", 0, 40)]
    assert [row[0] for row in shown(fell)] == ["DE", "IE"]
    assert [one.label for one in up] == ["FR", "GB"]
    assert [one.change for one in down] == [-300, -40]


def test_a_ratio_moves_by_what_it_is_taken_over(facts: Any) -> None:
    small = {"net_sales": 90, "orders": 1}, {"net_sales": 10, "orders": 1}
    large = {"net_sales": 1000, "orders": 100}, {"net_sales": 1500, "orders": 100}
    fill(
        facts,
        "orders_day",
        "country",
        {"small": small[0], "large": large[0]},
        {"small": small[1], "large": large[1]},
    )

    answer = ask(facts, "aov", "country", Rank(count=1, by_change=True))

    assert answer.rows[0][0].asked.segment == "large"


def test_what_is_no_product_is_no_mover(facts: Any) -> None:
    fill(facts, "sales_day", "product", sales(A=500, POST=9000), sales(A=400, B=50, POST=1))
    facts.unranked.add("POST")

    movers = ask(facts, "net sales", "product", Rank(count=3, by_change=True))
    up, down = Analyst(facts).movers(CATALOG.find("net sales"), "product", WEEK, WEEK_BEFORE, 3)

    assert [row[0] for row in shown(movers)] == ["A", "B"]
    assert [one.label for one in (*up, *down)] == ["A", "B"]
    assert [rest.asked.value for rest in movers.rest] == [9000]


def test_movers_without_a_baseline_on_record_are_refused(facts: Any) -> None:
    facts.add(
        "orders_day", {"day": WEEK.start, "country": "GB", "net_sales": 5}, {"day": TODAY, "country": "GB"}
    )

    with pytest.raises(CannotAnswer, match="Mon 9–Sun 15 Nov 2026 is not on record"):
        ask(facts, "net sales", "country", Rank(count=3, by_change=True))


def test_movers_of_a_period_that_has_not_arrived_are_none(facts: Any) -> None:
    facts.add("orders_day", {"day": date(2026, 11, 1), "country": "GB", "net_sales": 5})

    assert Analyst(facts).movers(CATALOG.find("net sales"), "country", WEEK, WEEK_BEFORE, 3) == ((), ())


amounts = st.dictionaries(st.sampled_from(["GB", "FR", "DE", "NL", "IE"]), st.integers(-500, 500), max_size=5)
rows = st.lists(st.tuples(st.sampled_from("ABCDEF"), st.integers(0, 999), st.integers(0, 9)), max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(now=amounts, before=amounts, count=st.integers(1, 6))
def test_rows_and_rest_always_add_up_to_the_total(
    facts: Any, now: dict[str, int], before: dict[str, int], count: int
) -> None:
    facts.tables.clear()
    fill(facts, "orders_day", "country", sales(**now), sales(**before))

    for rank in (Rank(count=count), Rank(count=count, lowest=True), Rank(count=count, by_change=True)):
        answer = ask(facts, "net sales", "country", rank)
        told = [*(row[0] for row in answer.rows), *answer.rest]
        assert sum(one.asked.value or 0 for one in told) == sum(now.values())
        assert sum((one.baseline and one.baseline.value) or 0 for one in told) == sum(before.values())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(lines=rows)
def test_a_ratio_is_always_the_ratio_of_sums(facts: Any, lines: list[tuple[str, int, int]]) -> None:
    facts.tables.clear()
    fill(facts, "orders_day", "country", {}, {})
    for country, net_sales, orders in lines:
        facts.add(
            "orders_day", {"day": WEEK.start, "country": country, "net_sales": net_sales, "orders": orders}
        )

    answer = ask(facts, "aov", "country")

    for one in (answer.totals[0], *(row[0] for row in answer.rows)):
        of_it = [line for line in lines if one.asked.segment in (None, line[0])]
        orders = sum(line[2] for line in of_it)
        assert one.asked.value == (sum(line[1] for line in of_it) / orders if orders else None)
