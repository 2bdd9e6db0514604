"""Faults of the data: each is found, named and dated, and an honest day is left alone."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from metrics.finding import Finding, Kind, affected, count_of, runs, spelled
from metrics.inspection import Inspection
from metrics.period import Period
from metrics.quality import faults, negative_stock
from metrics.told import Told

DAY = timedelta(days=1)
FIRST = date(2026, 9, 1)
REAL = Path(__file__).parents[3] / "shared" / "data" / "web" / "ga4_store_daily_2020-11_2021-01.csv"

HONEST = {
    "sessions": 4000, "product_view_sessions": 1000, "cart_sessions": 350, "checkout_sessions": 200,
    "purchase_sessions": 80, "purchases": 80, "purchase_revenue": 480000,
}  # fmt: skip
ADS = {"spend": 20000, "clicks": 400, "conversions": 20, "conversion_value": 90000}


def told(table: str, usual: dict[str, Any], *, days: int = 60, **wrong: Any) -> Told:
    """A source whose days are all alike, but for some: `d3={"sessions": 0}` is the fourth day."""
    rows = [(FIRST + at * DAY, {**usual, **wrong.get(f"d{at}", {})}) for at in range(days)]
    return Told(source="ga4", label="GA4", table=table, days=rows)


def found(table: str, usual: dict[str, Any], **wrong: dict[str, Any]) -> list[Finding]:
    return list(faults(told(table, usual, **wrong)))


@pytest.mark.parametrize(
    ("table", "usual", "day", "kind", "said"),
    [
        ("traffic_day", HONEST, {"purchase_revenue": 0}, Kind.NO_REVENUE, "purchase revenue is 0"),
        ("traffic_day", HONEST, {"purchases": 0, "purchase_revenue": 0}, Kind.NO_REVENUE, "purchases are 0"),
        ("traffic_day", HONEST, {"cart_sessions": 3}, Kind.ZEROS, "hardly any"),
        ("traffic_day", HONEST, dict.fromkeys(HONEST, 0), Kind.ZEROS, "hardly any sessions"),
        ("traffic_day", HONEST, {"purchases": 30}, Kind.COLLAPSED, "fell away"),
        ("traffic_day", HONEST, {"purchase_revenue": 9000}, Kind.COLLAPSED, "fell away"),
        ("traffic_day", HONEST, {"purchases": 81}, Kind.EXTRA_PURCHASES, "more purchases than sessions"),
        ("traffic_day", HONEST, {"checkout_sessions": 351}, Kind.FUNNEL, "sessions at checkout than"),
        ("campaign_day", ADS, {"conversion_value": 0}, Kind.NO_REVENUE, "attributed value is 0"),
        ("campaign_day", ADS, {"conversions": 0, "conversion_value": 0}, Kind.ZEROS, "attributed orders are 0"),
        ("traffic_day", {"sessions": 4000, "purchases": 80, "purchase_revenue": 480000},
         {"purchase_revenue": 0}, Kind.NO_REVENUE, "purchase revenue is 0"),
        ("sales_day", {"gross_sales": 100, "net_sales": 90}, {"net_sales": 101}, Kind.NET_ABOVE_GROSS, "above gross"),
        ("campaign_day", ADS, {"spend": 0}, Kind.ZEROS, "hardly any spend"),
        ("orders_day", {"orders": 20, "gross_sales": 100, "net_sales": 90},
         {"gross_sales": 0, "net_sales": 0}, Kind.NO_REVENUE, "gross sales are 0"),
        ("orders_day", {"orders": 20, "gross_sales": 100, "net_sales": 90},
         {"net_sales": 101}, Kind.NET_ABOVE_GROSS, "above gross"),
    ],
)  # fmt: skip
def test_each_fault_is_found_on_its_day_and_said(
    table: str, usual: dict[str, Any], day: dict[str, Any], kind: Kind, said: str
) -> None:
    (fault,) = [one for one in found(table, usual, d30=day) if one.kind is kind]

    assert fault.days == (Period(FIRST + 30 * DAY, FIRST + 31 * DAY),)
    assert said in fault.sentence
    assert "on Thu 1 Oct 2026" in fault.sentence
    assert fault.sentence.startswith("GA4: ")


@pytest.mark.parametrize(("table", "usual"), [("traffic_day", HONEST), ("campaign_day", ADS)])
def test_honest_days_have_no_fault(table: str, usual: dict[str, Any]) -> None:
    assert found(table, usual) == []


@pytest.mark.parametrize(
    "quiet",
    [
        {name: value // 4 for name, value in HONEST.items()},  # a quiet day is quiet throughout
        {"purchases": None, "purchase_revenue": None},  # not told is not zero
    ],
)
def test_below_the_floor_nothing_is_said(quiet: dict[str, Any]) -> None:
    assert found("traffic_day", HONEST, d30=quiet) == []


def test_a_few_orders_may_have_been_free() -> None:
    small = {"sessions": 200, "purchase_sessions": 4, "purchases": 4, "purchase_revenue": 20000}

    assert found("traffic_day", small, d30={"purchase_revenue": 0}) == []


def test_what_was_never_counted_is_not_missed() -> None:
    counted = {"sessions": 4000, "purchase_sessions": 80}

    assert found("traffic_day", counted) == []


def test_a_platform_that_never_values_its_orders_is_left_alone() -> None:
    assert found("campaign_day", {**ADS, "conversion_value": 0}) == []


def test_a_negative_count_names_the_products() -> None:
    stock = told("stock_day", {}, days=1)

    (fault,) = negative_stock(stock, ["Mug {blue}", "Hat", "Coat", "Tote"], in_all=4)

    assert (
        fault.sentence
        == "GA4: 4 products have a negative count on Tue 1 Sep 2026 (Mug {blue}, Hat, Coat and others)."
    )
    assert negative_stock(stock, [], in_all=0) == ()


# Days in words


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([1], "on Sun 1 Nov 2020"),
        ([1, 2, 3], "on Sun 1–Tue 3 Nov 2020"),
        ([1, 3], "on Sun 1 Nov 2020 and Tue 3 Nov 2020"),
        ([1, 3, 5], "on Sun 1 Nov 2020, Tue 3 Nov 2020 and Thu 5 Nov 2020"),
        ([1, 3, 5, 7, 8], "on 5 of the 8 days Sun 1–Sun 8 Nov 2020"),
    ],
)
def test_days_are_said_as_people_would(days: list[int], said: str) -> None:
    assert spelled(runs(date(2020, 11, day) for day in days)) == said


def test_a_fault_is_cut_to_the_days_asked_for() -> None:
    (fault,) = found("traffic_day", HONEST, d30={"purchase_revenue": 0}, d40={"purchase_revenue": 0})

    cut = fault.within(Period(FIRST + 35 * DAY, FIRST + 60 * DAY))

    assert cut is not None and count_of(cut.days) == 1
    assert fault.within(Period(FIRST, FIRST + 5 * DAY)) is None


# The real store


@pytest.fixture
def store() -> Told:
    """A real store's three months with real faults."""
    if not REAL.exists():
        pytest.skip("the real store's days (web/ga4_store_daily_2020-11_2021-01.csv) are not at hand")
    ours = {"transactions": "purchases", "revenue_usd": "purchase_revenue"}
    with REAL.open(newline="") as file:
        rows = [
            (
                date.fromisoformat(row["date"]),
                {
                    ours.get(name, name): round(float(value) * (100 if name in ours else 1))
                    for name, value in row.items()
                    if name not in ("date", "users")
                },
            )
            for row in csv.DictReader(file)
        ]
    rows = [(day, {**figures, "purchases": figures["purchases"] // 100}) for day, figures in rows]
    return Told(source="ga4", label="GA4", table="traffic_day", days=rows)


def of(kind: Kind, findings: Sequence[Finding]) -> Finding:
    (one,) = [finding for finding in findings if finding.kind is kind]
    return one


def test_every_fault_of_the_real_store_is_found_and_named(store: Told) -> None:
    every = faults(store)

    nothing = of(Kind.NO_REVENUE, every)
    assert Period(date(2020, 11, 1), date(2020, 11, 11)) in nothing.days
    assert "purchase revenue and purchases are 0 on Sun 1–Tue 10 Nov 2020" in nothing.sentence

    carts = of(Kind.ZEROS, every)
    assert count_of(carts.within(Period(date(2020, 11, 1), date(2020, 11, 26))).days) == 20  # type: ignore[union-attr]
    assert count_of(carts.days) == 20
    assert "sessions with a cart" in carts.sentence

    extra = of(Kind.EXTRA_PURCHASES, every)
    assert count_of(extra.days) == 38
    assert "on 38 of the" in extra.sentence

    fallen = of(Kind.COLLAPSED, every)
    assert Period(date(2021, 1, 26), date(2021, 1, 31)) in fallen.days
    assert date(2021, 1, 31) in nothing.days[-1]  # on its last day nothing at all is left of it

    assert "more sessions at checkout than sessions with a cart" in of(Kind.FUNNEL, every).sentence
    assert len(every) == 5


def test_the_real_stores_sessions_are_sound(store: Told) -> None:
    from metrics.definitions.traffic import METRICS

    touched = {metric.name for metric in affected(faults(store), METRICS)}

    assert not touched & {"sessions", "product_view_sessions", "product_view_rate"}
    assert touched >= {"cart_sessions", "purchases", "purchase_revenue", "rps", "conversion_rate"}


# Read from the facts


def test_the_facts_are_inspected_once_for_each_import(facts: Any) -> None:
    for at in range(60):
        facts.add("traffic_day", {"day": FIRST + at * DAY, "source": "ga4", **HONEST})
    facts.tables["traffic_day"][30]["purchase_revenue"] = 0
    facts.version = 1
    inspection = Inspection(facts)

    (fault,) = inspection()
    asked = len(facts.asked)

    assert fault.kind is Kind.NO_REVENUE and fault.source == "ga4"
    assert inspection() == (fault,)
    assert len(facts.asked) == asked

    facts.version = 2
    inspection()
    assert len(facts.asked) > asked


def test_a_day_that_still_arrives_is_not_judged(facts: Any) -> None:
    for at in range(60):
        facts.add("traffic_day", {"day": FIRST + at * DAY, "source": "ga4", **HONEST})
    facts.tables["traffic_day"][-1].update(purchase_revenue=0)

    assert Inspection(facts)() == ()


def test_stock_below_zero_is_found_at_the_newest_count(facts: Any) -> None:
    facts.titles = {"MUG": "Stoneware Mug"}
    for day, count in ((FIRST, -4), (FIRST + DAY, -2)):
        facts.add(
            "stock_day", {"day": day, "source": "shopify_inventory", "product": "MUG", "on_hand": count}
        )

    (fault,) = Inspection(facts)()

    assert fault.days == (Period(FIRST + DAY, FIRST + 2 * DAY),)
    assert "1 product has a negative count on Wed 2 Sep 2026 (Stoneware Mug)" in fault.sentence
