"""Two sources laid beside each other: the one that tells of nothing while the other counts is found and named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from metrics.across import between
from metrics.definitions.customers import METRICS as CUSTOMERS
from metrics.definitions.sales import METRICS as SALES
from metrics.finding import Finding, Kind, affected
from metrics.told import Told

DAY = timedelta(days=1)
FIRST = date(2026, 9, 1)
ORDERED = {"orders": 900, "gross_sales": 9000000, "net_sales": 8000000}
SEEN = {"sessions": 40000, "purchase_sessions": 850, "purchases": 860, "purchase_revenue": 8100000}
NONE: Mapping[int, dict[str, Any]] = MappingProxyType({})
NOTHING = dict.fromkeys(ORDERED, 0)


def found(
    orders: Mapping[int, dict[str, Any]] = NONE,
    visits: Mapping[int, dict[str, Any]] = NONE,
    *,
    seen: Mapping[str, Any] = SEEN,
) -> list[Finding]:
    days = [FIRST + at * DAY for at in range(60)]
    shop = Told(source="shopify_orders", label="Shopify orders", table="orders_day",
                days=[(day, {**ORDERED, **orders.get(at, {})}) for at, day in enumerate(days)])  # fmt: skip
    traffic = Told(source="ga4", label="GA4 {eu}", table="traffic_day",
                   days=[(day, {**seen, **visits.get(at, {})}) for at, day in enumerate(days)])  # fmt: skip
    return list(between(shop, traffic))


def test_two_sources_that_agree_have_no_fault() -> None:
    assert found() == []


def test_zeros_where_there_were_thousands_are_found_by_the_other_source() -> None:
    (fault,) = found({30: NOTHING, 31: NOTHING})

    assert fault.sentence == (
        "Shopify orders: hardly any orders were recorded on Thu 1–Fri 2 Oct 2026, although GA4 {eu} counted purchases."
    )
    assert (fault.kind, fault.source) == (Kind.ZEROS, "shopify_orders")
    assert {metric.name for metric in affected([fault], SALES)} >= {
        "net_sales", "orders", "aov", "units", "gross_margin", "return_rate", "total_sales",
    }  # fmt: skip
    assert affected([fault], CUSTOMERS)


def test_a_shop_that_was_closed_and_whose_visits_bought_nothing_is_no_fault() -> None:
    closed = {"purchases": 0, "purchase_sessions": 0, "purchase_revenue": 0}

    assert found({30: NOTHING}, {30: closed}) == []


def test_purchases_that_were_not_counted_are_found_by_the_orders() -> None:
    (fault,) = found(visits={30: {"purchases": 0, "purchase_sessions": 0, "purchase_revenue": 0}})

    assert "hardly any purchases were recorded on Thu 1 Oct 2026" in fault.sentence
    assert "although orders came in (Shopify orders)" in fault.sentence
    assert fault.source == "ga4"


def test_a_source_that_counts_no_purchases_vouches_by_its_sessions() -> None:
    (fault,) = found({30: NOTHING}, seen={"sessions": 40000})

    assert "although GA4 {eu} counted sessions as usual" in fault.sentence


def test_a_channel_that_has_little_to_do_with_the_visits_is_left_alone() -> None:
    few = {at: {"orders": 60} for at in range(60)}

    assert found({**few, 30: NOTHING}) == []


def test_small_numbers_prove_nothing() -> None:
    small = {at: {"orders": 9} for at in range(60)}

    assert found({**small, 30: NOTHING}, seen={**SEEN, "purchases": 10}) == []
