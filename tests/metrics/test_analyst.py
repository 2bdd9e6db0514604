"""Figures of the whole shop: one source, a fair baseline, and missing told from none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from metrics.analyst import Analyst, CannotAnswer
from metrics.catalog import CATALOG
from metrics.period import Period
from metrics.reading import Answer, Completeness, Coverage, Question

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, 1, tzinfo=UTC)
DAY = timedelta(days=1)
SUNDAY = Period(date(2026, 11, 22), date(2026, 11, 23))
WEEK = Period(date(2026, 11, 16), date(2026, 11, 23))
WEEK_BEFORE = WEEK.shift(-7 * DAY)


def ask(facts: Any, names: str, period: Period, baseline: Period | None = None, **more: Any) -> Answer:
    """Ask for metrics by name on Monday morning."""
    settings = {name: more.pop(name) for name in ("sessions_from",) if name in more}
    question = Question(
        metrics=tuple(CATALOG.find(name) for name in names.split(", ")),
        period=period,
        baseline=baseline,
        **more,
    )
    return Analyst(facts, **settings).answer(question, today=TODAY, now=NOW)


def value(facts: Any, name: str, period: Period = WEEK, **more: Any) -> Any:
    """The one figure asked for."""
    return ask(facts, name, period, **more).totals[0].asked.value


def daily(table: str, facts: Any, first: str, last: str, **row: Any) -> None:
    """The same row on every day from first to last."""
    start, end = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()
    facts.add(table, *({"day": date.fromordinal(day), **row} for day in range(start, end + 1)))


def test_a_total_is_the_sum_of_its_days_beside_the_sum_of_the_baseline(facts: Any) -> None:
    daily("orders_day", facts, "2026-11-09", "2026-11-15", net_sales=100)
    daily("orders_day", facts, "2026-11-16", "2026-11-23", net_sales=150)

    (total,) = ask(facts, "net sales", WEEK, WEEK_BEFORE).totals

    assert (total.asked.value, total.asked.completeness) == (1050, Completeness.COMPLETE)
    assert total.baseline is not None
    assert (total.baseline.value, total.baseline.period) == (700, WEEK_BEFORE)


def test_a_day_without_data_is_missing_and_never_zero(facts: Any) -> None:
    daily("orders_day", facts, "2026-11-01", "2026-11-21", net_sales=100, orders=1)

    for total in ask(facts, "net sales, orders, aov", SUNDAY).totals:
        assert (total.asked.value, total.asked.completeness) == (None, Completeness.MISSING)


def test_a_day_inside_the_span_without_orders_is_zero(facts: Any) -> None:
    facts.add(
        "orders_day", {"day": date(2026, 11, 21), "orders": 1}, {"day": date(2026, 11, 23), "orders": 1}
    )

    assert ask(facts, "orders", SUNDAY).totals[0].asked.value == 0


def test_a_ratio_with_nothing_to_divide_by_has_no_value_but_is_not_missing(facts: Any) -> None:
    facts.add(
        "orders_day", {"day": date(2026, 11, 21), "orders": 1}, {"day": date(2026, 11, 23), "orders": 1}
    )

    asked = ask(facts, "aov", SUNDAY).totals[0].asked

    assert (asked.value, asked.completeness) == (None, Completeness.COMPLETE)


def test_an_empty_shop_says_that_nothing_has_been_imported(facts: Any) -> None:
    answer = ask(facts, "sessions", WEEK, WEEK_BEFORE)

    assert answer.totals[0].asked.completeness is Completeness.MISSING
    assert answer.notes == ("Nothing has been imported yet that tells of traffic.",)
    assert Analyst(facts).last_complete_day(CATALOG.find("net sales"), TODAY) is None


def test_a_measure_that_a_source_does_not_tell_is_missing_and_never_zero(facts: Any) -> None:
    daily("traffic_day", facts, "2026-11-01", "2026-11-23", source="shopify_analytics", sessions=100)
    daily("sales_day", facts, "2026-11-01", "2026-11-23", net_sales=100, product="A")

    assert value(facts, "sessions") == 700
    assert value(facts, "engagement rate") is None
    assert value(facts, "cogs") is None
    assert value(facts, "gross margin") is None
    assert ask(facts, "page views", WEEK).notes == ("Shopify analytics: the export has no page views.",)
    assert "Costs come with the products export." in ask(facts, "cogs", WEEK).notes[0]


def test_an_average_is_of_sums_and_never_of_averages(facts: Any) -> None:
    facts.add(
        "orders_day",
        {"day": date(2026, 11, 16), "net_sales": 1000, "orders": 1},
        {"day": date(2026, 11, 17), "net_sales": 1000, "orders": 9},
        {"day": date(2026, 11, 23), "net_sales": 0, "orders": 0},
    )

    assert value(facts, "aov") == 200


def test_orders_by_refund_date_are_preferred_where_the_platform_tells_both_periods(
    facts: Any, covering: Callable[..., Coverage]
) -> None:
    daily("orders_day", facts, "2026-11-01", "2026-11-23", net_sales=100)
    daily("refund_day", facts, "2026-11-01", "2026-11-23", net_sales=90)
    facts.covers(
        "refund_day", covering("Shopify analytics", "2026-11-01", "2026-11-23", sales_channels=("Shopify",))
    )

    answer = ask(facts, "net sales", WEEK, WEEK_BEFORE)

    assert answer.totals[0].asked.value == 630
    assert answer.covers == ("Shopify analytics",)
    assert "Refunds are on the day they were paid back, as in Shopify's analytics." in answer.notes


def test_orders_answer_where_the_platforms_totals_do_not_reach_over_both_periods(
    facts: Any, covering: Callable[..., Coverage]
) -> None:
    daily("orders_day", facts, "2026-11-01", "2026-11-23", net_sales=100)
    daily(
        "orders_day", facts, "2026-11-01", "2026-11-23", net_sales=10, source="amazon", sales_channel="Amazon"
    )
    daily("refund_day", facts, "2026-11-16", "2026-11-23", net_sales=90)
    facts.covers(
        "refund_day", covering("Shopify analytics", "2026-11-16", "2026-11-23", sales_channels=("Shopify",))
    )

    answer = ask(facts, "net sales", WEEK, WEEK_BEFORE)

    assert answer.totals[0].asked.value == 770
    assert "Refunds are on the order's day; Shopify uses the refund day." in answer.notes


def test_a_late_source_is_named_and_left_out_of_the_comparison(facts: Any) -> None:
    daily("orders_day", facts, "2026-11-01", "2026-11-23", net_sales=100)
    daily(
        "orders_day", facts, "2026-11-01", "2026-11-15", net_sales=40, source="amazon", sales_channel="Amazon"
    )

    answer = ask(facts, "net sales", WEEK, WEEK_BEFORE)
    (total,) = answer.totals

    assert (total.asked.value, total.asked.completeness) == (700, Completeness.PARTIAL)
    assert total.baseline is not None
    assert total.baseline.value == 700
    assert answer.covers == ("Shopify orders",)
    assert "Amazon has not arrived since Sun 15 Nov 2026." in answer.notes


def test_what_was_asked_of_one_channel_does_not_wait_for_another(facts: Any) -> None:
    daily("orders_day", facts, "2026-11-01", "2026-11-23", net_sales=100)
    daily(
        "orders_day", facts, "2026-11-01", "2026-11-15", net_sales=40, source="amazon", sales_channel="Amazon"
    )

    shopify = ask(facts, "net sales", WEEK, filters={"sales_channel": ("Shopify",)}).totals[0].asked
    amazon = ask(facts, "net sales", WEEK, filters={"sales_channel": ("Amazon",)}).totals[0].asked

    assert (shopify.value, shopify.completeness) == (700, Completeness.COMPLETE)
    assert (amazon.value, amazon.completeness) == (None, Completeness.MISSING)


def test_a_month_that_is_not_over_is_compared_with_as_many_days(facts: Any) -> None:
    daily("orders_day", facts, "2026-10-01", "2026-11-23", net_sales=100)

    november, october = (
        Period(date(2026, 11, 1), date(2026, 12, 1)),
        Period(date(2026, 10, 1), date(2026, 11, 1)),
    )
    answer = ask(facts, "net sales", november, october)
    (total,) = answer.totals

    assert total.baseline is not None
    assert (total.asked.value, total.asked.period.days, total.asked.through) == (2200, 22, date(2026, 11, 22))
    assert (total.baseline.value, total.baseline.period.days) == (2200, 22)
    assert "Compared with the same number of days, 1–22 Oct 2026." in answer.notes


def test_a_baseline_that_is_not_whole_is_no_baseline(facts: Any) -> None:
    daily("orders_day", facts, "2026-11-12", "2026-11-23", net_sales=100)

    answer = ask(facts, "net sales", WEEK, WEEK_BEFORE)
    (total,) = answer.totals

    assert total.baseline is not None
    assert (total.baseline.value, total.baseline.completeness) == (None, Completeness.MISSING)
    assert "Data begins on Thu 12 Nov 2026." in answer.notes


def test_today_is_compared_with_the_same_weekday_up_to_the_same_minute(
    facts: Any, covering: Callable[..., Coverage]
) -> None:
    monday, monday_before = date(2026, 11, 23), date(2026, 11, 16)
    for hour in range(24):
        facts.add("sales_hour", {"day": monday_before, "hour": hour, "net_sales": 60, "orders": 6})
    for hour in range(8):
        facts.add("sales_hour", {"day": monday, "hour": hour, "net_sales": 90, "orders": 6})
    daily("orders_day", facts, "2026-11-01", "2026-11-23", net_sales=720, orders=48)
    reach = covering(
        "Shopify orders", "2026-11-01", "2026-11-23", through=datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    )
    facts.covers("sales_hour", reach).covers("orders_day", reach)

    answer = ask(
        facts, "net sales, aov", Period(monday, monday + DAY), Period(monday_before, monday_before + DAY)
    )
    net_sales, aov = answer.totals

    assert net_sales.baseline is not None
    assert aov.baseline is not None
    assert (net_sales.asked.value, net_sales.baseline.value) == (720, 7 * 60 + 30)
    assert aov.baseline.value == 10
    assert net_sales.asked.completeness is Completeness.PARTIAL
    assert answer.totals[0].until == time(7, 30)


@pytest.mark.parametrize(
    ("sunday", "skipped", "doubled"),
    [(date(2026, 3, 29), 1, None), (date(2026, 10, 25), None, 1)],  # the clocks go forward, and back
)
def test_today_is_compared_by_the_clock_where_it_changes(
    facts: Any, covering: Callable[..., Coverage], sunday: date, skipped: int | None, doubled: int | None
) -> None:
    london = ZoneInfo("Europe/London")
    for hour in range(24):
        facts.add("sales_hour", {"day": sunday - 7 * DAY, "hour": hour, "net_sales": 60})
    for hour in range(10):
        worth = 0 if hour == skipped else 120 if hour == doubled else 60
        facts.add("sales_hour", {"day": sunday, "hour": hour, "net_sales": worth})
    daily("orders_day", facts, f"{sunday - 7 * DAY}", f"{sunday}", net_sales=1)
    now = datetime(sunday.year, sunday.month, sunday.day, 10, 0, tzinfo=london)
    reach = covering("Shopify orders", f"{sunday - 7 * DAY}", f"{sunday}", through=now)
    facts.covers("sales_hour", reach).covers("orders_day", reach)
    question = Question(
        metrics=(CATALOG.find("net sales"),),
        period=Period(sunday, sunday + DAY),
        baseline=Period(sunday - 7 * DAY, sunday - 6 * DAY),
    )

    (total,) = Analyst(facts).answer(question, today=sunday, now=now).totals

    assert total.baseline is not None
    assert (total.baseline.value, total.until) == (600, time(10, 0))
    assert total.asked.value == (540 if skipped else 660)


def test_today_says_which_channel_is_left_out_because_its_hours_are_not_known(
    facts: Any, covering: Callable[..., Coverage]
) -> None:
    week_ago = TODAY - 7 * DAY
    facts.add(
        "sales_hour",
        {"day": week_ago, "hour": 6, "net_sales": 60},
        {"day": TODAY, "hour": 6, "net_sales": 90},
    )
    reach = covering(
        "Shopify orders", "2026-11-01", "2026-11-23", through=datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    )
    facts.covers("sales_hour", reach).covers(
        "orders_day", reach, covering("Amazon", "2026-11-01", "2026-11-23")
    )

    answer = ask(facts, "net sales", Period(TODAY, TODAY + DAY), Period(week_ago, week_ago + DAY))

    assert answer.totals[0].asked.value == 90
    assert answer.covers == ("Shopify orders",)
    assert "Without Amazon, whose hours are not known." in answer.notes


def test_today_without_hours_is_not_compared_with_a_whole_day(facts: Any) -> None:
    daily("traffic_day", facts, "2026-11-01", "2026-11-23", source="ga4", sessions=100)

    answer = ask(facts, "sessions", Period(TODAY, TODAY + DAY), Period(TODAY - 7 * DAY, TODAY - 6 * DAY))

    assert answer.totals[0].asked.value == 100
    assert answer.totals[0].change is None
    assert "A day that is not over is not compared with whole days." in answer.notes


def test_sessions_of_two_sources_are_never_added_up(facts: Any) -> None:
    daily("traffic_day", facts, "2026-11-01", "2026-11-23", source="ga4", sessions=100)
    daily("traffic_day", facts, "2026-11-01", "2026-11-23", source="amazon", sessions=900)

    with pytest.raises(CannotAnswer, match="sessions_from") as raised:
        ask(facts, "conversion rate", WEEK)

    assert raised.value.way_out == "Set `sessions_from` in shop.yaml to amazon or ga4."
    assert value(facts, "sessions", sessions_from="GA4") == 700
    assert value(facts, "sessions", filters={"source": ("amazon",)}) == 6300


def test_a_chosen_source_of_sessions_that_was_never_imported_is_named(facts: Any) -> None:
    daily("traffic_day", facts, "2026-11-01", "2026-11-23", source="amazon", sessions=900)

    answer = ask(facts, "sessions", WEEK, sessions_from="ga4")

    assert answer.totals[0].asked.value is None
    assert any("ga4" in note for note in answer.notes)


def test_one_figure_that_cannot_be_told_does_not_take_the_others_with_it(facts: Any) -> None:
    daily("traffic_day", facts, "2026-11-01", "2026-11-23", source="ga4", sessions=100)
    daily("traffic_day", facts, "2026-11-01", "2026-11-23", source="amazon", sessions=900)
    daily("orders_day", facts, "2026-11-01", "2026-11-23", orders=3)

    answer = ask(facts, "orders, sessions", WEEK)

    assert [total.asked.value for total in answer.totals] == [21, None]
    assert any("count it differently" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("name", "more", "why"),
    [
        ("aov", {"split": "product_line"}, "AOV can't be cut by product line."),
        ("conversion rate", {"split": "sales_channel"}, "It can by marketing channel, device or country."),
        ("blended roas", {"split": "platform"}, "It is known for the whole shop only."),
        ("sessions", {"filters": {"product": ("A",)}}, "Sessions can't be cut by product."),
        ("new customers", {"filters": {"customer_type": ("returning",)}}, "customer type"),
    ],
)
def test_a_cut_that_the_facts_do_not_know_is_refused_with_what_they_do(
    facts: Any, name: str, more: dict[str, Any], why: str
) -> None:
    with pytest.raises(CannotAnswer, match=why):
        ask(facts, name, WEEK, **more)


def test_two_halves_without_a_common_source_are_refused(facts: Any) -> None:
    with pytest.raises(CannotAnswer, match="from one source"):
        ask(facts, "aov", WEEK, split="hour", filters={"country": ("GB",)})


def test_blended_roas_takes_both_halves_over_the_days_on_which_both_have_arrived(facts: Any) -> None:
    daily("orders_day", facts, "2026-11-01", "2026-11-23", net_sales=400)
    daily("campaign_day", facts, "2026-11-01", "2026-11-23", spend=50, source="google_ads")
    daily("campaign_day", facts, "2026-11-01", "2026-11-20", spend=50, source="meta_ads")

    answer = ask(facts, "blended roas", WEEK, WEEK_BEFORE)
    (total,) = answer.totals

    assert total.baseline is not None
    assert total.asked.value == total.baseline.value == 4
    assert (total.asked.completeness, total.asked.through) == (Completeness.PARTIAL, date(2026, 11, 20))
    assert total.baseline.period.days == 5
    assert "Meta ads has not arrived since Fri 20 Nov 2026." in answer.notes


def test_blended_roas_is_missing_where_spend_has_not_arrived_at_all(facts: Any) -> None:
    daily("orders_day", facts, "2026-11-01", "2026-11-23", net_sales=400)
    daily("campaign_day", facts, "2026-11-01", "2026-11-20", spend=50, source="meta_ads")

    answer = ask(facts, "blended roas", SUNDAY)

    assert answer.totals[0].asked.completeness is Completeness.MISSING
    assert "Meta ads has not arrived since Fri 20 Nov 2026." in answer.notes


def test_new_customers_are_missing_where_no_customer_is_known(facts: Any) -> None:
    daily("orders_day", facts, "2026-11-01", "2026-11-23", orders=5, customer_type="(unknown)")

    answer = ask(facts, "new customers", WEEK)

    assert answer.totals[0].asked.value is None
    assert "New or returning is not known for 100%, which counts as neither." in answer.notes


def test_new_customers_are_none_where_all_known_customers_return(facts: Any) -> None:
    daily("orders_day", facts, "2026-11-01", "2026-11-23", orders=5, customer_type="returning")
    daily("orders_day", facts, "2026-11-01", "2026-11-23", orders=5, customer_type="(unknown)")

    answer = ask(facts, "new customers, repeat order share", WEEK)

    assert [total.asked.value for total in answer.totals] == [0, 1]
    assert "New or returning is not known for 50%, which counts as neither." in answer.notes


def test_a_report_of_a_whole_period_does_not_answer_what_it_cannot_tell(facts: Any) -> None:
    october = Period(date(2026, 10, 1), date(2026, 11, 1))
    facts.report("sales_day", october.start, october.end, source="amazon", product="A", net_sales=500)

    assert value(facts, "net sales", october) == 500
    assert value(facts, "units", october) is None
    assert value(facts, "gross profit", october) is None
    assert ask(facts, "net sales", october, split="country").rows == ()


def test_a_report_of_a_whole_period_answers_for_exactly_that_period(facts: Any) -> None:
    october = Period(date(2026, 10, 1), date(2026, 11, 1))
    facts.report("campaign_day", october.start, october.end, source="google_ads", spend=5000, clicks=100)

    answer = ask(facts, "spend, cpc", october)

    assert [total.asked.value for total in answer.totals] == [5000, 50]
    assert answer.covers == ("Google Ads",)
    assert "From a report for exactly Oct 2026." in answer.notes
    assert value(facts, "spend", Period(date(2026, 10, 1), date(2026, 10, 15))) is None
    assert ask(facts, "spend", october, series="week").series == ()


def test_where_only_reports_of_whole_periods_are_known_the_answer_says_for_which(facts: Any) -> None:
    facts.report("campaign_day", date(2026, 10, 1), date(2026, 11, 1), source="google_ads", spend=5000)

    answer = ask(facts, "spend", Period(date(2026, 10, 1), date(2026, 10, 15)))

    assert any("ask for exactly Oct 2026" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("metric", "today", "day"),
    [
        ("net sales", date(2026, 11, 23), date(2026, 11, 20)),  # Amazon's 21st may still grow
        ("net sales", date(2026, 11, 15), date(2026, 11, 14)),
        ("sessions", date(2026, 11, 23), date(2026, 11, 21)),
        ("stock", date(2026, 11, 23), date(2026, 11, 23)),
        ("spend", date(2026, 11, 23), None),
    ],
)
def test_the_last_complete_day_is_one_that_every_source_has_finished(
    facts: Any, metric: str, today: date, day: date | None
) -> None:
    daily("orders_day", facts, "2026-11-01", "2026-11-23", net_sales=1)
    daily("orders_day", facts, "2026-11-01", "2026-11-21", net_sales=1, source="amazon")
    daily("orders_day", facts, "2026-11-01", "2026-11-02", net_sales=1, source="stopped_long_ago")
    daily("traffic_day", facts, "2026-11-01", "2026-11-22", sessions=1, source="ga4")
    daily("stock_day", facts, "2026-11-23", "2026-11-23", on_hand=1, product="A")

    assert Analyst(facts).last_complete_day(CATALOG.find(metric), today) == day


def test_reading_one_value_tells_how_complete_it_is(facts: Any) -> None:
    daily("orders_day", facts, "2026-11-10", "2026-11-23", net_sales=1)
    analyst, net_sales = Analyst(facts), CATALOG.find("net sales")

    assert analyst.read(net_sales, WEEK).completeness is Completeness.COMPLETE
    assert analyst.read(net_sales, WEEK_BEFORE).completeness is Completeness.PARTIAL
    assert analyst.read(net_sales, WEEK.shift(-364 * DAY)).value is None


def test_figures_of_one_source_share_one_query(facts: Any) -> None:
    daily("orders_day", facts, "2026-11-01", "2026-11-23", net_sales=100, orders=1, units=2, gross_sales=5)

    ask(facts, "net sales, orders, aov, units, gross sales", WEEK, WEEK_BEFORE)

    assert facts.asked == ["orders_day", "orders_day"]


# Known by product only


@pytest.fixture
def by_item(facts: Any) -> Any:
    """A shop whose marketplace tells of products alone."""
    span = ("2026-10-25", "2026-11-23")
    daily("orders_day", facts, *span, net_sales=1000, orders=9)
    daily("sales_day", facts, *span, product="M-1", net_sales=1000)
    amazon = {"source": "amazon", "sales_channel": "Amazon", "product": "M-1", "net_sales": 50}
    daily("sales_day", facts, *span, **amazon)
    return facts


def test_a_total_says_which_source_is_known_by_product_only(by_item: Any) -> None:
    answer = ask(by_item, "net sales", SUNDAY)

    assert answer.totals[0].asked.value == 1000
    assert "Amazon is known by product only, so not in this total: ask by product." in answer.notes


def test_a_ranking_says_that_it_holds_more_than_the_totals(by_item: Any) -> None:
    answer = ask(by_item, "net sales", SUNDAY, split="product")

    assert answer.totals[0].asked.value == 1050
    assert "Amazon is known by product only: in here, and not in totals of the whole shop." in answer.notes


def test_a_report_by_product_of_just_this_period_is_mentioned_too(facts: Any) -> None:
    daily("orders_day", facts, "2026-10-25", "2026-11-23", net_sales=1000)
    daily("sales_day", facts, "2026-10-25", "2026-11-23", net_sales=1000)
    facts.report("sales_day", WEEK.start, WEEK.end, source="amazon", product="M-1", net_sales=50)

    assert (
        "Amazon is known by product only, so not in this total: ask by product."
        in ask(facts, "net sales", WEEK).notes
    )


def test_a_source_that_tells_both_is_not_mentioned(by_item: Any) -> None:
    amazon = {"source": "amazon", "sales_channel": "Amazon", "net_sales": 50}
    daily("orders_day", by_item, "2026-10-25", "2026-11-23", **amazon)

    assert not [note for note in ask(by_item, "net sales", SUNDAY).notes if "known by product" in note]
