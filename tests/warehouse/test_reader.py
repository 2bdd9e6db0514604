"""The Warehouse answers exactly what the facts hold, from whichever table is quickest."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import product as every
from pathlib import Path
from typing import Any

import pandas
import pytest
import sqlalchemy

from warehouse import Top, Warehouse
from warehouse.embedded import open_facts
from warehouse.facts import DIMENSIONS, MEASURES, SCHEMA
from warehouse.landing import Landing
from warehouse.rules import Rules

FIRST = date(2026, 1, 1)
LAST = date(2026, 2, 12)
WHOLE = {"start": FIRST, "end": date(2026, 3, 1)}


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six weeks of two sales channels, with traffic, campaigns and stock."""
    path = tmp_path_factory.mktemp("facts") / "facts.db"
    connection = open_facts(path)
    connection.execute("BEGIN IMMEDIATE")
    landing = Landing(connection, Rules(not_products=("POST",)))
    _land(landing)
    landing.finish()
    connection.execute("COMMIT")
    connection.close()
    return path


def _land(landing: Landing) -> None:
    days = [FIRST + timedelta(days=n) for n in range(43)]
    for n, sku in enumerate(("MUG", "CUP", "JAR", "POST")):
        landing.describe_product(
            sku=sku,
            title=f"The {sku.lower()}",
            product_line="Pots" if n < 2 else "Gifts",
            unit_cost=100 * n or None,
        )
    sales, orders = [], []
    for n, (day, sku, channel, country) in enumerate(
        every(days, ("MUG", "CUP", "JAR", "POST"), ("Shopify", "Amazon"), ("GB", "FR"))
    ):
        if n % 5:
            cells = {
                "units": n % 7,
                "gross_sales": n * 13,
                "discounts": n % 3,
                "returns": n % 4,
                "net_sales": n * 13 - n % 3 - n % 4,
            }
            sales.append(
                {
                    "day": day,
                    "product": landing.product(sku, ""),
                    "sales_channel": channel,
                    "country": country,
                    **cells,
                }
            )
            orders.append(
                {
                    "day": day,
                    "sales_channel": channel,
                    "country": country,
                    "orders": 1,
                    "net_sales": cells["net_sales"],
                }
            )
    landing.put("sales_day", "shopify_orders", sales)
    landing.put("orders_day", "shopify_orders", orders)
    landing.put(
        "traffic_day",
        "ga4",
        [{"day": day, "marketing_channel": "Email", "device": "mobile", "sessions": 10} for day in days[:20]],
    )
    campaign = landing.campaign(
        name="Spring", platform="Google Ads", source="google_ads", marketing_channel="Paid search", budget=500
    )
    landing.put(
        "campaign_day", "google_ads", [{"day": FIRST, "campaign": campaign, "spend": 500, "conversions": 1.5}]
    )
    landing.put(
        "campaign_period",
        "meta_ads",
        [
            {
                "start": FIRST,
                "end": date(2026, 2, 1),
                "campaign": landing.campaign(name="Spring", platform="Meta Ads", source="meta_ads"),
                "spend": 900,
            }
        ],
    )
    mug = landing.product("MUG", "")
    landing.put(
        "stock_day",
        "shopify_inventory",
        [{"day": day, "product": mug, "location": "Leeds", "on_hand": n} for n, day in enumerate(days[::10])],
    )
    landing.put(
        "analytics_day",
        "shopify_analytics",
        [{"day": FIRST, "sales_channel": "Shopify", "orders": 7, "net_sales": 70}],
    )


@pytest.fixture
def warehouse(facts: Path) -> Iterator[Warehouse]:
    """The reader of that file."""
    reader = Warehouse(f"sqlite:///{facts}")
    yield reader
    reader.close()


def rows(frame: pandas.DataFrame) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in frame.to_numpy().tolist()]


CUTS = [
    (),
    ("day",),
    ("sales_channel",),
    ("product_line",),
    ("product",),
    ("product", "sales_channel"),
    ("country",),
    ("day", "product_line"),
    ("product", "product_line"),
]
FILTERS: list[dict[str, list[str]]] = [
    {}, {"sales_channel": ["Amazon"]}, {"product": ["MUG", "JAR"]}, {"product_line": ["Pots"]}, {"country": ["FR"], "sales_channel": ["Shopify"]},
]  # fmt: skip
RANGES = [
    (FIRST, LAST),
    (date(2026, 1, 6), date(2026, 2, 11)),
    (date(2026, 1, 12), date(2026, 1, 19)),
    (FIRST, FIRST + timedelta(days=1)),
]


@pytest.mark.parametrize(("by", "where", "days"), [*every(CUTS, FILTERS, RANGES)])
def test_every_cut_equals_the_same_sum_over_the_facts_themselves(
    warehouse: Warehouse, by: tuple[str, ...], where: dict[str, list[str]], days: tuple[date, date]
) -> None:
    every_cut = ["day", "product", "product_line", "sales_channel", "country"]
    plain = warehouse.query(
        "sales_day", ["units", "net_sales", "cogs"], every_cut, start=days[0], end=days[1]
    )
    for name, allowed in where.items():
        plain = plain[plain[name].isin(allowed)]
    expected = {
        (key if isinstance(key, tuple) else (key,)): (group["units"].sum(), group["net_sales"].sum())
        for key, group in (plain.groupby(list(by)) if by else [((), plain)])
    }

    found = warehouse.query("sales_day", ["units", "net_sales"], by, where, start=days[0], end=days[1])

    assert {row[: len(by)]: row[len(by) :] for row in rows(found)} == expected


def test_a_sum_of_no_rows_is_none_and_never_nought(warehouse: Warehouse) -> None:
    future = {"start": date(2030, 1, 1), "end": date(2030, 2, 1)}

    assert rows(warehouse.query("orders_day", ["orders", "net_sales"], **future)) == [(None, None)]
    assert rows(warehouse.query("orders_day", ["orders"], ["country"], **future)) == []
    assert rows(warehouse.query("orders_day", ["cancelled_orders"], **WHOLE)) == [(None,)]


def test_a_value_that_there_is_not_matches_nothing(warehouse: Warehouse) -> None:
    for source, where in (
        ("orders_day", {"country": ["XX"]}),
        ("sales_day", {"product": ["NONE"]}),
        ("campaign_day", {"campaign": ["None"]}),
    ):
        measure = MEASURES[source][0]

        assert rows(warehouse.query(source, [measure], where=where, **WHOLE)) == [(None,)]


def test_numbers_stay_whole_and_days_are_dates(warehouse: Warehouse) -> None:
    found = warehouse.query(
        "orders_day", ["orders"], ["day", "sales_channel"], start=FIRST, end=FIRST + timedelta(days=1)
    )

    assert [[type(cell) for cell in row] for row in found.itertuples(index=False)] == [[date, str, int]] * 2
    assert isinstance(warehouse.query("campaign_day", ["conversions"], **WHOLE)["conversions"][0], float)


@pytest.mark.parametrize(
    ("source", "measures", "by", "said"),
    [
        ("sales", ["units"], (), "no fact table 'sales'"),
        ("sales_day", ["orders"], (), "sales_day has no measure 'orders'"),
        ("sales_day", ["units"], ("device",), "sales_day has no dimension 'device'"),
    ],
)
def test_a_name_that_there_is_not_is_an_error(
    warehouse: Warehouse, source: str, measures: list[str], by: tuple[str, ...], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        warehouse.query(source, measures, by, **WHOLE)


def test_every_measure_of_every_table_can_be_cut_by_every_dimension(warehouse: Warehouse) -> None:
    for source, dimensions in DIMENSIONS.items():
        for dimension in dimensions:
            found = warehouse.query(source, MEASURES[source], [dimension], **WHOLE)

            assert list(found.columns) == [dimension, *MEASURES[source]]


def test_postage_is_left_out_of_rankings_alone(warehouse: Warehouse) -> None:
    best = warehouse.query(
        "sales_day", ["net_sales"], ["product"], **WHOLE, top=Top(measure="net_sales", count=9)
    )
    lines = warehouse.query(
        "sales_day", ["net_sales"], ["product_line"], **WHOLE, top=Top(measure="net_sales", count=1)
    )

    assert sorted(best["product"]) == ["CUP", "JAR", "MUG"]
    assert lines["product_line"].tolist() == ["Gifts"]
    assert "POST" in set(warehouse.query("sales_day", ["net_sales"], ["product"], **WHOLE)["product"])


def test_a_ranking_may_be_of_one_line_or_one_sales_channel(warehouse: Warehouse) -> None:
    top = Top(measure="net_sales", count=1, lowest=True)
    for where in ({"product_line": ["Pots"]}, {"sales_channel": ["Amazon"]}, {"country": ["FR"]}):
        (best,) = rows(warehouse.query("sales_day", ["net_sales"], ["product"], where, **WHOLE, top=top))
        each = warehouse.query("sales_day", ["net_sales"], ["product"], where, **WHOLE)
        each = each[each["product"] != "POST"]

        assert best[1] == each["net_sales"].min()


def test_campaigns_of_one_name_are_summed_and_told_apart_by_platform(warehouse: Warehouse) -> None:
    january = {"start": FIRST, "end": date(2026, 2, 1)}

    assert rows(
        warehouse.query("campaign_day", ["spend"], ["campaign", "platform", "marketing_channel"], **january)
    ) == [("Spring", "Google Ads", "Paid search", 500)]
    assert [(each.name, each.platform, each.budget) for each in warehouse.campaigns()] == [
        ("Spring", "Google Ads", 500),
        ("Spring", "Meta Ads", None),
    ]
    assert [each.platform for each in warehouse.find_campaigns("sprin")] == ["Google Ads", "Meta Ads"]


def test_a_report_on_a_period_answers_for_that_period_alone(warehouse: Warehouse) -> None:
    january = {"start": FIRST, "end": date(2026, 2, 1)}
    said = warehouse.period_query("campaign_day", ["spend"], ["platform"], **january)

    assert said is not None and rows(said) == [("Meta Ads", 900)]
    assert warehouse.period_query("campaign_day", ["spend"], start=FIRST, end=date(2026, 1, 31)) is None
    assert warehouse.period_query("sales_day", ["units"], ["country"], **january) is None
    assert warehouse.period_query("orders_day", ["orders"], **january) is None


def test_totals_by_refund_date_are_the_platform_s_and_orders_fill_in_the_other_channels(
    warehouse: Warehouse,
) -> None:
    day = {"start": FIRST, "end": FIRST + timedelta(days=1)}
    amazon = rows(warehouse.query("orders_day", ["orders"], where={"sales_channel": ["Amazon"]}, **day))[0][0]

    found = dict(rows(warehouse.query("refund_day", ["orders"], ["sales_channel"], **day)))

    assert found == {"Shopify": 7, "Amazon": amazon}
    assert [each.source for each in warehouse.coverage("refund_day")] == ["shopify_analytics"]


def test_the_newest_stock_of_a_range_is_found(warehouse: Warehouse) -> None:
    assert warehouse.latest_day("stock_day", start=FIRST, end=date(2026, 1, 25)) == date(2026, 1, 21)
    assert warehouse.latest_day("stock_day", start=date(2025, 1, 1), end=FIRST) is None


def test_values_are_listed_most_used_first(warehouse: Warehouse) -> None:
    assert warehouse.values("sales_channel") == ("Amazon", "Shopify")
    assert warehouse.values("product_line") == (*_by_units(warehouse), "(unknown)")
    assert warehouse.values("campaign") == ("Spring",)
    assert warehouse.values("product") == ()


def _by_units(warehouse: Warehouse) -> list[str]:
    lines = warehouse.query(
        "sales_day", ["units"], ["product_line"], **WHOLE, top=Top(measure="units", count=9)
    )
    return list(lines["product_line"])


def test_products_are_found_by_code_by_words_and_by_nearly_so(warehouse: Warehouse) -> None:
    assert [each.sku for each in warehouse.find_products("mug")] == ["MUG"]
    assert [each.title for each in warehouse.find_products("the ja")] == ["The jar"]
    assert [each.title for each in warehouse.find_products("teh mgu", limit=1)] == ["The mug"]
    assert warehouse.find_products("%") == []
    assert warehouse.products(["CUP", "NONE"])["CUP"].unit_cost == 100


def test_an_import_is_seen_at_once(small_shop: Any, order: Any, item: Any) -> None:
    warehouse = small_shop.warehouse()
    assert (warehouse.version, warehouse.currency, warehouse.coverage("orders_day"), warehouse.loads()) == (
        0,
        None,
        (),
        [],
    )
    assert rows(warehouse.query("orders_day", ["orders"], **WHOLE)) == [(None,)]

    small_shop.bring(order("#1", item("NEW"), Shipping_Country="DE"))

    assert (warehouse.version, warehouse.currency) == (1, "GBP")
    assert warehouse.coverage("orders_day")[0].sales_channels == ("Shopify",)
    assert rows(warehouse.query("sales_day", ["units"], ["product", "country"], **WHOLE)) == [
        ("NEW", "DE", 1)
    ]


def test_many_threads_may_ask_at_once_and_nothing_is_left_open(facts: Path) -> None:
    warehouse = Warehouse(f"sqlite:///{facts}")
    found: list[int] = []
    threads = [
        threading.Thread(
            target=lambda: found.append(
                warehouse.query("orders_day", ["orders"], ["country"], **WHOLE)["orders"].sum()
            )
        )
        for _ in range(24)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    warehouse.close()

    assert len(found) == 24 and len(set(found)) == 1


def test_nothing_can_be_written_through_it(warehouse: Warehouse) -> None:
    with (
        pytest.raises(sqlalchemy.exc.OperationalError, match="readonly"),
        warehouse._engine.connect() as connection,
    ):
        connection.execute(sqlalchemy.text("DELETE FROM sales_day"))


def test_a_warehouse_without_rollups_gives_the_same_answers(
    facts: Path, warehouse: Warehouse, tmp_path: Path
) -> None:
    """Any engine with the documented tables will do; here SQLite through a URL of another kind, as views."""
    copy = tmp_path / "theirs.db"
    engine = sqlalchemy.create_engine(f"sqlite:///{copy}")
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text(f"ATTACH '{facts}' AS ours"))
        tables = [
            name
            for name in _tables(SCHEMA)
            if name not in ("shop_day", "line_day", "product_week", "product_total")
        ]
        for name in tables:
            connection.execute(sqlalchemy.text(f"CREATE TABLE {name} AS SELECT * FROM ours.{name}"))
    engine.dispose()
    theirs = Warehouse(f"sqlite+pysqlite:///file:{copy}?uri=true")
    try:
        for by, top in every(
            (("product",), ("sales_channel",), ("day",)), (None, Top(measure="net_sales", count=2))
        ):
            asked = {"by": by, "top": top, **WHOLE}
            assert sorted(rows(theirs.query("sales_day", ["net_sales"], **asked))) == sorted(
                rows(warehouse.query("sales_day", ["net_sales"], **asked))
            )
        assert theirs.coverage("traffic_day") == warehouse.coverage("traffic_day")
        assert theirs.values("device") == warehouse.values("device")
        assert theirs.version == warehouse.version
    finally:
        theirs.close()


def _tables(schema: str) -> list[str]:
    return [line.split()[2] for line in schema.splitlines() if line.startswith("CREATE TABLE")]


def test_gaps_longer_than_the_limit_are_missing_days(
    facts: Path, small_shop: Any, order: Any, item: Any
) -> None:
    small_shop.bring(
        order("#1", item(), Created_at="2026-01-01 10:00:00"),
        order("#2", item(), Created_at="2026-01-10 10:00:00"),
    )

    (strict,) = small_shop.warehouse(gap_days=7).coverage("sales_day")
    (usual,) = small_shop.warehouse().coverage("sales_day")

    assert strict.gaps == ((date(2026, 1, 2), date(2026, 1, 10)),)
    assert usual.gaps == ()
    assert usual.loaded_at == datetime.fromisoformat("2026-03-01T09:00:00+00:00")
