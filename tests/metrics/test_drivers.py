"""Why a figure changed: parts that sum to the change, the dimension that tells most, and what is on record."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from metrics.analyst import Analyst, CannotAnswer
from metrics.catalog import CATALOG
from metrics.drivers import explain
from metrics.explained import Explanation, Kind, Part, Record
from metrics.metric import Metric, Ratio
from metrics.normal import Verdict
from metrics.period import Period, one_day
from metrics.reading import Question
from metrics.tree import TREES

TODAY = date(2026, 11, 23)
SUNDAY, LAST_YEAR = one_day(date(2026, 11, 22)), one_day(date(2025, 11, 23))

#: Sessions, orders and net sales (£) by marketing channel, before and after.
BRIDGE = {
    "Organic search": ((31_200, 905, 74_800), (30_100, 861, 70_600)),
    "Paid search": ((21_400, 642, 54_300), (20_900, 618, 52_100)),
    "Email/SMS": ((11_800, 448, 37_400), (9_300, 346, 28_300)),
    "Paid social": ((17_600, 176, 14_500), (27_900, 251, 19_900)),
    "Direct": ((10_400, 187, 16_100), (9_900, 168, 13_900)),
}


def bridged(facts: Any) -> Any:
    """The shop of the bridge: orders from the shop, sessions and the channels' own counts from GA4."""
    for name, (before, after) in BRIDGE.items():
        for day, (sessions, orders, pounds) in ((LAST_YEAR.start, before), (SUNDAY.start, after)):
            facts.add("orders_day", {"day": day, "orders": orders, "net_sales": 100 * pounds})
            facts.add(
                "traffic_day",
                {
                    "day": day,
                    "source": "ga4",
                    "marketing_channel": name,
                    "sessions": sessions,
                    "purchase_sessions": orders,
                    "purchases": orders,
                    "purchase_revenue": 100 * pounds,
                },
            )
    for table, source in (("orders_day", "shopify_orders"), ("traffic_day", "ga4")):
        facts.add(table, {"day": TODAY, "source": source, "orders": 1, "sessions": 1})
    return facts


def why(
    facts: Any,
    name: str = "net sales",
    period: Period = SUNDAY,
    baseline: Period = LAST_YEAR,
    *,
    sessions_from: str | None = None,
    records: Iterable[Record] = (),
    **more: Any,
) -> Explanation:
    """Ask why on Monday morning."""
    question = Question(metrics=(CATALOG.find(name),), period=period, baseline=baseline, **more)
    analyst = Analyst(facts, sessions_from=sessions_from)
    return explain(question, analyst, today=TODAY, sessions_from=sessions_from, records=tuple(records))


def amounts(parts: Iterable[Part]) -> dict[str, float]:
    """What each part accounts for, by its name."""
    return {part.name: part.amount for part in parts}


def in_hundreds(parts: Iterable[Part]) -> dict[str, float]:
    """The amounts in pounds, as the sample rounds them."""
    return {part.name: round(part.amount / 100, -2) for part in parts}


# --- The bridge -----------------------------------------------------------------------------------------


def test_the_bridge_goes_by_sessions_conversion_and_order_value(facts: Any) -> None:
    found = why(bridged(facts), sessions_from="ga4")

    assert found.difference == -1_230_000
    assert in_hundreds(found.factors) == {"sessions": 11_400, "conversion": -20_900, "aov": -2_800}
    assert sum(part.amount for part in found.factors) == found.difference
    sessions, conversion, value = found.factors
    assert (sessions.after, round(sessions.relative or 0, 3)) == (98_100, 0.062)
    assert (round(100 * (conversion.after or 0), 2), round(100 * (conversion.change or 0), 2)) == (
        2.29,
        -0.26,
    )
    assert (round(value.after or 0), round(value.relative or 0, 3)) == (8_235, -0.015)


def test_three_quarters_of_the_fall_of_conversion_is_mix(facts: Any) -> None:
    shift = why(bridged(facts), sessions_from="ga4").shift

    assert shift is not None and shift.dimension == "marketing_channel"
    assert shift.mix_share == pytest.approx(0.75, abs=0.01)
    assert shift.mix + shift.rate == pytest.approx(shift.change, abs=1e-15)
    assert round(100 * shift.rate, 2) == -0.07
    assert shift.noise is Verdict.NORMAL
    social = next(one for one in shift.slices if one.name == "Paid social")
    assert [round(100 * share) for share in (social.share_before, social.share)] == [19, 28]
    assert round(100 * (social.ratio or 0), 2) == 0.90


def test_the_bridge_by_channel_is_the_traffic_sources_own_count(facts: Any) -> None:
    (cut,) = why(bridged(facts), sessions_from="ga4").dimensions

    assert cut.dimension == "marketing_channel" and cut.of.name == "purchase_revenue"
    assert {name: value / 100 for name, value in amounts(cut.parts).items()} == {
        "Email/SMS": -9_100,
        "Paid social": 5_400,
        "Organic search": -4_200,
        "Paid search": -2_200,
        "Direct": -2_200,
    }


def test_the_answer_names_whose_sessions_they_are(facts: Any) -> None:
    assert why(bridged(facts), sessions_from="ga4").notes == (
        "Conversion here is the shop's orders ÷ sessions as Ga4 counts them.",
    )


def test_without_a_source_of_sessions_the_tree_begins_with_orders(facts: Any) -> None:
    found = why(bridged(facts))

    assert list(amounts(found.factors)) == ["orders", "aov"]
    assert sum(part.amount for part in found.factors) == found.difference
    assert found.notes == () and found.dimensions == ()


def test_sessions_of_other_days_are_left_out_and_it_is_said(facts: Any) -> None:
    bridged(facts)
    facts.tables["traffic_day"] = [row for row in facts.tables["traffic_day"] if row["day"] != SUNDAY.start]
    facts.tables["traffic_day"] = [row for row in facts.tables["traffic_day"] if row["day"] != TODAY]

    found = why(facts, sessions_from="ga4")

    assert list(amounts(found.factors)) == ["orders", "aov"]
    assert found.notes[0].startswith("Sessions are not known for the same days")


# --- Other metrics --------------------------------------------------------------------------------------


def two_days(
    facts: Any, table: str, before: Iterable[dict[str, Any]], after: Iterable[dict[str, Any]]
) -> Any:
    """Rows of the day compared with, and of the day asked for; the source goes on after it."""
    facts.add(table, *({"day": LAST_YEAR.start, **row} for row in before))
    facts.add(table, *({"day": SUNDAY.start, **row} for row in after))
    return facts.add(table, {"day": TODAY})


def test_order_value_is_parted_into_units_prices_discounts_and_returns(facts: Any) -> None:
    two_days(
        facts,
        "orders_day",
        [{"orders": 10, "units": 20, "gross_sales": 40_000, "discounts": 2_000, "net_sales": 38_000}],
        [{"orders": 12, "units": 30, "gross_sales": 57_000, "discounts": 5_700, "net_sales": 48_300}],
    )

    value = next(part for part in why(facts).factors if part.name == "aov")

    assert [part.name for part in value.parts] == ["upt", "price", "after_discounts", "after_returns"]
    assert sum(part.amount for part in value.parts) == value.amount


def test_gross_profit_is_net_sales_times_margin(facts: Any) -> None:
    two_days(
        facts,
        "sales_day",
        [{"product": "A", "net_sales": 10_000, "costed_sales": 10_000, "cogs": 4_000}],
        [{"product": "A", "net_sales": 12_000, "costed_sales": 12_000, "cogs": 6_000}],
    )

    found = why(facts, "gross profit")

    assert [part.name for part in found.factors] == ["net_sales", "cost_coverage", "gross_margin"]
    assert amounts(found.factors)["cost_coverage"] == 0
    assert sum(part.amount for part in found.factors) == found.difference == 0


def test_a_margin_is_told_apart_by_what_sold_and_by_its_own_change(facts: Any) -> None:
    def rows(coats: tuple[int, int], mugs: tuple[int, int]) -> list[dict[str, Any]]:
        return [
            {"product_line": line, "product": line, "costed_sales": sales, "cogs": cost}
            for line, (sales, cost) in (("Outerwear", coats), ("Homeware", mugs))
        ]

    two_days(facts, "sales_day", rows((8_000, 3_200), (2_000, 1_400)), rows((4_000, 1_600), (6_000, 4_200)))

    found = why(facts, "gross margin")

    assert found.shift is not None
    assert found.shift.rate == pytest.approx(0) and found.shift.mix_share == pytest.approx(1)
    assert sum(part.amount for part in found.dimensions[0].parts) == pytest.approx(
        found.difference, abs=1e-12
    )


def test_abandonment_falls_where_completion_rises(facts: Any) -> None:
    two_days(
        facts,
        "traffic_day",
        [{"device": "mobile", "cart_sessions": 100, "checkout_sessions": 50, "purchase_sessions": 20}],
        [{"device": "mobile", "cart_sessions": 100, "checkout_sessions": 50, "purchase_sessions": 30}],
    )

    found = why(facts, "cart abandonment")

    assert found.difference == pytest.approx(-0.1)
    assert amounts(found.factors) == pytest.approx({"cart_to_checkout": 0, "checkout_completion": -0.1})


@pytest.mark.parametrize("name", TREES)
def test_every_tree_multiplies_to_its_metric(name: str) -> None:
    metric = CATALOG.named(name)
    assert isinstance(metric, (Metric, Ratio))
    wanted = [metric.top.name, f"/{metric.bottom.name}"] if isinstance(metric, Ratio) else [metric.name]
    for tree in TREES[name]:
        for factors in (tree, *(factor.parts for factor in tree if factor.parts)):
            tops = [factor.top.name for factor in factors if factor.top]
            bottoms = [factor.bottom.name for factor in factors if factor.bottom]
            for shared in set(tops) & set(bottoms):
                tops.remove(shared)
                bottoms.remove(shared)
            if factors is tree:
                assert sorted([*tops, *(f"/{bottom}" for bottom in bottoms)]) == sorted(wanted)
            else:
                (whole,) = (factor for factor in tree if factor.parts == factors)
                assert whole.top and whole.bottom
                assert (tops, bottoms) == ([whole.top.name], [whole.bottom.name])


# --- Segments -------------------------------------------------------------------------------------------


def by_country(**pounds: int) -> list[dict[str, Any]]:
    """Net sales by country."""
    return [{"country": name, "orders": 1, "net_sales": 100 * value} for name, value in pounds.items()]


def test_what_entered_and_what_left_are_lines_of_their_own(facts: Any) -> None:
    two_days(facts, "orders_day", by_country(GB=1000, DE=400, FR=300), by_country(GB=1100, DE=400, NL=250))

    (cut,) = why(facts).dimensions

    assert [(part.name, part.kind, part.amount) for part in cut.parts] == [
        ("FR", Kind.LEFT, -30_000),
        ("NL", Kind.ENTERED, 25_000),
        ("GB", Kind.SEGMENT, 10_000),
        ("DE", Kind.SEGMENT, 0),
    ]
    assert cut.lead == 2 and cut.explained == pytest.approx(55 / 65)


def test_small_segments_are_put_together_and_nothing_is_lost(facts: Any) -> None:
    before = {"GB": 1_000, "IE": 2, "MT": 3, "LU": 1, "CY": 1}
    two_days(facts, "orders_day", by_country(**before), by_country(GB=900, IE=4, MT=1, EE=1, LV=2))

    (cut,) = why(facts).dimensions

    assert {(part.name, part.kind, part.count) for part in cut.parts} == {
        ("GB", Kind.SEGMENT, 1),
        ("all others", Kind.OTHERS, 2),
        ("new", Kind.ENTERED, 2),
        ("gone", Kind.LEFT, 2),
    }
    assert sum(part.amount for part in cut.parts) == -9_900


def test_the_dimension_shown_tells_most_with_the_fewest_segments(facts: Any) -> None:
    def rows(b2b: int) -> list[dict[str, Any]]:
        shops = [("B2C", name, 500) for name in ("GB", "DE", "FR", "NL", "IE")]
        wholesale = [("B2B", name, b2b // 5) for name in ("GB", "DE", "FR", "NL", "IE")]
        return [
            {"segment": segment, "country": country, "orders": 1, "net_sales": 100 * value}
            for segment, country, value in shops + wholesale
        ]

    two_days(facts, "orders_day", rows(2000), rows(500))

    first, second = why(facts).dimensions

    assert (first.dimension, first.lead, first.parts[0].name) == ("segment", 1, "B2B")
    assert second.dimension == "country" and second.surprise == pytest.approx(0)


def test_the_dimension_asked_for_is_shown_first(facts: Any) -> None:
    rows = [{"segment": "B2B", "country": "GB", "orders": 1, "net_sales": 500}]
    more = [{"segment": "B2C", "country": "DE", "orders": 1, "net_sales": 500}]
    two_days(facts, "orders_day", rows + more, [{**rows[0], "net_sales": 100}, *more])

    found = why(facts, split="country")

    assert found.dimensions[0].dimension == "country"
    assert found.parts == found.dimensions[0].parts


def test_a_dimension_that_is_not_known_is_not_asked_for_any_more_and_it_is_said(facts: Any) -> None:
    two_days(facts, "orders_day", by_country(GB=1000, DE=400), by_country(GB=500, DE=390))

    found = why(facts, split="segment")

    assert found.question.split is None
    assert found.notes == ("Net sales is not known by segment on both sides, so it is shown as it is known.",)


def test_segments_from_another_table_leave_the_rest_unexplained(facts: Any) -> None:
    two_days(facts, "orders_day", [{"orders": 1, "net_sales": 10_000}], [{"orders": 1, "net_sales": 8_000}])
    two_days(
        facts,
        "sales_day",
        [{"product": "A", "net_sales": 6_000}, {"product": "B", "net_sales": 4_000}],
        [{"product": "A", "net_sales": 4_500}, {"product": "B", "net_sales": 4_000}],
    )

    cut = next(cut for cut in why(facts).dimensions if cut.dimension == "product")

    assert amounts(cut.parts) == {"A": -1_500, "B": 0, "unexplained": -500}
    assert cut.explained == 0.75


def test_the_explanation_is_the_same_in_whatever_order_the_facts_come(facts: Any) -> None:
    rows = by_country(GB=1000, DE=400, FR=300, NL=300), by_country(GB=900, DE=500, FR=200, NL=400)
    straight = why(two_days(facts, "orders_day", *rows))
    facts.tables["orders_day"].reverse()

    assert why(facts) == straight


pounds = some.integers(-3_000, 3_000)
not_known = some.sampled_from([None, math.nan])
shop_rows = some.lists(
    some.fixed_dictionaries(
        {
            "country": some.sampled_from(["GB", "DE", "FR", "NL", "(unknown)"]),
            "segment": some.sampled_from(["B2B", "B2C"]),
            "orders": some.integers(0, 5),
            "units": some.integers(0, 9) | not_known,
            "gross_sales": pounds | not_known,
            "discounts": some.integers(0, 50),
            "net_sales": pounds | not_known,
        }
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.parametrize(
    "name", ["net sales", "gross sales", "units", "aov", "upt", "discount rate", "orders"]
)
@given(shop_rows, shop_rows)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_sold_the_parts_sum_to_the_change(
    facts: Any, name: str, before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> None:
    facts.tables.clear()
    two_days(facts, "orders_day", before, after)
    two_days(facts, "traffic_day", [{"source": "ga4", "sessions": 70}], [{"source": "ga4", "sessions": 90}])
    try:
        found = why(facts, name, sessions_from="ga4")
    except CannotAnswer:
        return
    for parts in (found.factors, *(cut.parts for cut in found.dimensions)):
        largest = max((abs(part.amount) for part in parts), default=1)
        if parts:
            total = math.fsum(part.amount for part in parts)
            assert total == pytest.approx(found.difference, rel=0, abs=1e-9 * max(1, largest))
    for part in found.factors:
        if part.parts:
            assert math.fsum(one.amount for one in part.parts) == pytest.approx(part.amount, rel=0, abs=1e-6)


# --- What is not known ----------------------------------------------------------------------------------


def test_what_is_not_known_by_a_dimension_is_not_explained_and_never_zero(facts: Any) -> None:
    two_days(
        facts,
        "orders_day",
        by_country(GB=1000, DE=400, **{"(unknown)": 50}),
        by_country(GB=700, DE=390, **{"(unknown)": 90}),
    )
    (cut,) = [cut for cut in why(facts).dimensions if cut.dimension == "country"]

    assert [(part.kind, part.amount) for part in cut.parts] == [
        (Kind.SEGMENT, -30_000),
        (Kind.SEGMENT, -1_000),
        (Kind.UNEXPLAINED, 4_000),
    ]


def test_a_segment_without_a_figure_is_not_explained_and_has_not_left(facts: Any) -> None:
    unknown = [{**row, "net_sales": None} for row in by_country(DE=1)]
    two_days(facts, "orders_day", by_country(GB=1000, DE=400), [*by_country(GB=700, FR=10), *unknown])
    cuts = why(facts).dimensions

    (cut,) = [cut for cut in cuts if cut.dimension == "country"]
    assert amounts(cut.parts) == {"GB": -30_000, "FR": 1_000, "unexplained": -40_000}


def test_segments_that_were_not_told_before_have_not_grown(facts: Any) -> None:
    two_days(
        facts,
        "orders_day",
        by_country(GB=900, DE=300, **{"(unknown)": 200}),
        by_country(GB=1000, DE=400),
    )

    assert "country" not in {cut.dimension for cut in why(facts).dimensions}


def test_sessions_of_half_a_day_are_no_factor_of_a_whole_days_sales(facts: Any) -> None:
    bridged(facts)
    facts.tables["traffic_day"] = [row for row in facts.tables["traffic_day"] if row["day"] != TODAY]

    found = why(facts, sessions_from="ga4")

    assert [part.name for part in found.factors] == ["orders", "aov"]
    assert "so the parts begin with orders" in found.notes[0]


# --- What cannot be explained ---------------------------------------------------------------------------


def test_nothing_is_explained_against_days_that_are_not_on_record(facts: Any) -> None:
    facts.add("orders_day", {"day": SUNDAY.start, "orders": 1, "net_sales": 1}, {"day": TODAY})

    with pytest.raises(CannotAnswer, match="is not on record"):
        why(facts)


def test_a_day_that_has_not_arrived_is_not_explained(facts: Any) -> None:
    facts.add("orders_day", {"day": LAST_YEAR.start, "orders": 1, "net_sales": 1})

    with pytest.raises(CannotAnswer, match="nothing recorded yet"):
        why(facts)


def test_stock_cover_has_no_exact_parts(facts: Any) -> None:
    with pytest.raises(CannotAnswer):
        why(facts, "weeks of cover")


# --- On record ------------------------------------------------------------------------------------------


def note(text: str, first: date, days: int = 1, **scope: tuple[str, ...]) -> Record:
    """A note about some days, perhaps about some segments only."""
    return Record(kind="note", text=text, period=Period(first, first + timedelta(days=days)), scope=scope)


def test_a_record_is_listed_where_it_matches_in_time_and_scope(facts: Any) -> None:
    two_days(facts, "orders_day", by_country(GB=1000, DE=400), by_country(GB=500, DE=390))
    records = [
        note("Free delivery in Germany last year", LAST_YEAR.start, country=("DE",)),
        note("Strike of the carriers", SUNDAY.start, country=("GB",)),
        note("Long ago", date(2024, 1, 1)),
        note("New homepage", date(2025, 1, 1), days=900),
    ]

    found = why(facts, records=records).records

    assert [(one.record.text, one.side, one.segment) for one in found] == [
        ("Strike of the carriers", "asked", "GB"),
        ("Free delivery in Germany last year", "baseline", None),
        ("New homepage", "both", None),
    ]
    assert [one.may_be_why for one in found] == [True, False, False]


def test_a_record_of_another_segment_or_metric_is_left_out(facts: Any) -> None:
    two_days(facts, "orders_day", by_country(GB=1000, DE=400), by_country(GB=500, DE=390))
    german = note("Strike", SUNDAY.start, country=("DE",))
    spend = Record(kind="note", text="Budget", period=SUNDAY, metrics=("spend",))

    assert why(facts, records=[german, spend], filters={"country": ("GB",)}).records == ()


def test_an_empty_shelf_and_a_changed_price_are_on_record_for_the_products_that_moved(facts: Any) -> None:
    facts.titles.update({"COAT": "Aran Coat", "MUG": "Mug"})
    rows = [{"product": "MUG", "net_sales": 10_000, "gross_sales": 10_000, "units": 10}]
    coats = {"product": "COAT", "net_sales": 90_000, "gross_sales": 90_000, "units": 9}
    two_days(
        facts,
        "sales_day",
        [coats, *rows],
        [{**coats, "net_sales": 42_000, "gross_sales": 42_000, "units": 6}, *rows],
    )
    two_days(facts, "stock_day", [], [{"product": "COAT", "on_hand": 0}, {"product": "MUG", "on_hand": 0}])

    found = why(facts).records

    assert [(one.record.kind, one.record.text, one.segment) for one in found] == [
        ("stock-out", "Aran Coat out of stock on 1 of 1 day", "Aran Coat"),
        ("price change", "Aran Coat: average price 30% lower, before discounts", None),
    ]
    assert [one.may_be_why for one in found] == [True, False]  # fewer were not sold because they cost less


# --- Is it normal ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("pounds_sold", "verdict"), [(1000, Verdict.NORMAL), (400, Verdict.CLEAR)])
def test_the_figure_is_held_against_the_same_weekdays(facts: Any, pounds_sold: int, verdict: Verdict) -> None:
    day = date(2026, 6, 28)
    history = ({"day": day - timedelta(days=ago), "orders": 1, "net_sales": 100_000 + 700 * (ago * 37 % 11)} for ago in range(1, 130))  # fmt: skip
    facts.add("orders_day", *history)
    facts.add("orders_day", {"day": day, "orders": 1, "net_sales": 100 * pounds_sold}, {"day": TODAY})

    found = why(facts, period=one_day(day), baseline=one_day(day - timedelta(days=7)))

    assert found.judged is not None and found.judged.verdict is verdict
