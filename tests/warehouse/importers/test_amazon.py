"""Amazon's Business Reports: what comes in, from which day, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from warehouse.importers.format import Refused, Rules

BY_DATE = """Date,Ordered Product Sales,Units Ordered,Total Order Items,Sessions - Total,Page Views - Total,Unit Session Percentage
7/1/24,"$1,234.56",25,20,"1,250","2,000",2.00%
7/2/24,$65.44,2,2,90,100,2.22%
7/13/24,$0.00,0,0,80,90,0.00%
"""
HEAD = "(Parent) ASIN,(Child) ASIN,Title,SKU,Sessions - Total,Sessions - Total - B2B,Units Ordered,Ordered Product Sales,Total Order Items"
BY_ITEM = f"""{HEAD}
B00P,B001,Mug,MUG-S,"1,250",10,12,"$1,234.56",10
B00P,B002,Mug,MUG-L,80,0,1,$20.00,1
B00P,B003,Mug again,MUG-L,10,0,1,$5.00,1
"""
GERMAN = """(Übergeordnete) ASIN,(Untergeordnete) ASIN,Titel,Sitzungen – Summe,Bestellte Einheiten,Durch bestellte Produkte erzielter Umsatz
B00P,B001,Becher,1.250,12,"1.234,56 €"
"""


def test_a_report_by_date_feeds_orders_and_sessions(shelf) -> None:
    job = shelf.bring("\ufeff" + BY_DATE)

    assert shelf.rows(
        "SELECT day, name, orders, units, gross_sales, returns, net_sales FROM orders_day"
        " JOIN label l ON l.id = sales_channel_id"
    ) == [
        (date(2024, 7, 1), "Amazon", 20, 25, 123456, None, 123456),
        (date(2024, 7, 2), "Amazon", 2, 2, 6544, None, 6544),
        (date(2024, 7, 13), "Amazon", 0, 0, 0, None, 0),
    ]
    assert shelf.rows("SELECT day, sessions, page_views FROM traffic_day")[0] == (
        date(2024, 7, 1),
        1250,
        2000,
    )
    assert "Amazon's report has no returns: its net sales are what was ordered, before returns." in job.notes


def test_british_reports_put_the_day_first(shelf) -> None:
    british = BY_DATE.replace("Ordered Product Sales", "Ordered product sales").replace(
        "Units Ordered", "Units ordered"
    )
    british = british.replace("Sessions - Total", "Sessions – Total").replace("$", "£")
    shelf.bring(
        british.replace("7/1/24", "01/07/2024")
        .replace("7/2/24", "02/07/2024")
        .replace("7/13/24", "03/07/2024")
    )

    assert shelf.rows("SELECT min(day) AS day, sum(sessions) FROM traffic_day") == [(date(2024, 7, 1), 1420)]
    assert shelf.one("SELECT value FROM setting WHERE name = 'currency'") == "GBP"


def test_a_report_by_week_is_refused(shelf) -> None:
    weekly = BY_DATE.replace("7/2/24", "7/8/24").replace("7/13/24", "7/15/24")

    with pytest.raises(Refused, match="by week or month"):
        shelf.bring(weekly)


def test_items_need_a_period_since_amazon_writes_none(shelf) -> None:
    with pytest.raises(Refused, match=r"does not say which days it covers.*--period"):
        shelf.bring(BY_ITEM)


def test_items_of_a_period_are_kept_for_exactly_that_period(shelf) -> None:
    shelf.bring(BY_ITEM, period=(date(2024, 7, 1), date(2024, 8, 1)))

    assert shelf.rows(
        "SELECT start, end, sku, units, gross_sales, returns, net_sales FROM sales_period"
        " JOIN product p ON p.id = product_id ORDER BY sku"
    ) == [
        (date(2024, 7, 1), date(2024, 8, 1), "MUG-L", 2, 2500, None, 2500),
        (date(2024, 7, 1), date(2024, 8, 1), "MUG-S", 12, 123456, None, 123456),
    ]


def test_items_of_one_day_become_that_days_sales(shelf) -> None:
    job = shelf.bring(BY_ITEM, name="BusinessReport-7-1-24.csv")

    assert shelf.one("SELECT day, sum(net_sales) FROM sales_day") == (date(2024, 7, 1), 125956)
    assert "The day, Mon 1 Jul 2024, is from the file's name; say --period if it is another." in job.notes


def test_the_period_that_is_said_goes_before_the_files_name(shelf) -> None:
    shelf.bring(BY_ITEM, name="BusinessReport-7-1-24.csv", period=(date(2024, 6, 30), date(2024, 7, 1)))

    assert shelf.one("SELECT DISTINCT day FROM sales_day") == date(2024, 6, 30)


def test_items_with_a_date_column_become_days(shelf) -> None:
    rows = BY_ITEM.splitlines()
    dated = "\n".join([f"Date,{rows[0]}", f"2024-07-01,{rows[1]}", f"2024-07-03,{rows[2]}"])
    job = shelf.bring(dated + "\n")

    assert shelf.rows("SELECT day, net_sales FROM sales_day") == [
        (date(2024, 7, 1), 123456),
        (date(2024, 7, 3), 2000),
    ]
    assert shelf.one("SELECT count(*) FROM source_day WHERE fact = 'sales_day'") == 3
    assert (job.first, job.last) == (date(2024, 7, 1), date(2024, 7, 3))


def test_a_german_report_without_skus_is_known_by_asin(shelf) -> None:
    shelf.bring(GERMAN, period=(date(2024, 7, 1), date(2024, 7, 2)))

    assert shelf.rows(
        "SELECT sku, title, units, net_sales FROM sales_day JOIN product p ON p.id = product_id"
    ) == [("B001", "Becher", 12, 123456)]
    assert shelf.one("SELECT value FROM setting WHERE name = 'currency'") == "EUR"


def test_a_bare_dollar_is_the_shops_own(make_shelf) -> None:
    shelf = make_shelf(Rules(currency="CAD"))
    shelf.bring(BY_DATE)

    assert shelf.one("SELECT value FROM setting WHERE name = 'currency'") == "CAD"


def test_dollars_in_a_shop_that_sells_in_pounds_are_refused(make_shelf) -> None:
    with pytest.raises(Refused, match="is in USD, and this shop's facts are in GBP"):
        make_shelf(Rules(currency="GBP")).bring(BY_DATE)


def test_a_shop_can_call_the_channel_otherwise(make_shelf) -> None:
    shelf = make_shelf(Rules(source_sales_channels={"amazon": "Amazon UK"}))
    shelf.bring(BY_DATE)

    assert (
        shelf.one("SELECT DISTINCT name FROM orders_day JOIN label l ON l.id = sales_channel_id")
        == "Amazon UK"
    )


def test_the_wide_report_adds_up_app_and_browser(shelf) -> None:
    shelf.bring(
        BY_DATE.replace("Sessions - Total,Page Views - Total", "Sessions - Mobile App,Sessions - Browser")
    )

    assert shelf.one("SELECT sum(sessions) FROM traffic_day") == 1250 + 2000 + 90 + 100 + 80 + 90
