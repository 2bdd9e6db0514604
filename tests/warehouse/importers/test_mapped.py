"""Any CSV by a mapping in shop.yaml: what it becomes, and what is said when it does not fit."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import shop
from warehouse.facts import DIMENSIONS, MEASURES
from warehouse.importers import mapped
from warehouse.importers.format import Refused, Rules

PAGE = Path(__file__).parents[3] / "docs" / "importing.md"

WHOLESALE = """
mappings:
  trade desk:
    source: wholesale
    fact: orders_day
    columns:
      day: [Datum, Date]
      country: Country
      orders: Orders
      gross_sales: Gross (EUR)
      discounts: Discount
      returns: Returned
    constants:
      sales_channel: Wholesale
    decimal_mark: ","
    day_first: true
"""
SHEET = """Datum;Country;Orders;Gross (EUR);Discount;Returned;Contact e-mail
01.02.2025;Germany;3;1.234,50;-34,50;;anna@example.org
02.02.2025;France;1;100;0;20;bert@example.org
02.02.2025;France;2;200;0;0;carl@example.org
;;;;;;
Total;;6;1.534,50;-34,50;20;
"""


def settings(folder: Path, text: str) -> shop.Shop:
    path = folder / "shop.yaml"
    path.write_text(text, encoding="utf-8")
    return shop.load(path)


@pytest.fixture
def bring(make_shelf, tmp_path: Path):
    """Import a sheet under a shop.yaml, and hand back the shelf."""

    def bring(text: str, sheet: str, name: str = "sheet.csv", **job):
        mappings = settings(tmp_path, text).mappings
        shelf = make_shelf(Rules(mappings=mappings), formats=mapped.formats(mappings))
        shelf.bring(sheet, name, **job)
        return shelf

    return bring


def test_a_mapped_sheet_becomes_facts_of_its_sales_channel(bring) -> None:
    shelf = bring(WHOLESALE, SHEET.replace("Total;;6", ";;6"))

    assert shelf.rows(
        "SELECT day, s.name, c.name, orders, gross_sales, discounts, returns, net_sales FROM orders_day"
        " JOIN label s ON s.id = sales_channel_id JOIN label c ON c.id = country_id"
    ) == [
        (date(2025, 2, 1), "Wholesale", "DE", 3, 123450, 3450, None, 120000),
        (date(2025, 2, 2), "Wholesale", "FR", 3, 30000, 0, 2000, 28000),
    ]
    assert shelf.one("SELECT value FROM setting WHERE name = 'currency'") == "EUR"


def test_columns_that_are_not_mapped_are_never_stored(bring, tmp_path: Path) -> None:
    bring(WHOLESALE, SHEET.replace("Total;;6", ";;6"))

    assert b"example.org" not in (tmp_path / "facts.db").read_bytes()


def test_a_row_that_does_not_fit_is_refused_with_its_line(bring) -> None:
    with pytest.raises(Refused, match=r"sheet\.csv, line 6: “Total” under “Datum” is not a date"):
        bring(WHOLESALE, SHEET)


def test_a_sheet_that_lacks_a_column_hears_which(bring) -> None:
    with pytest.raises(Refused, match=r"the mapping “trade desk”; missing there: “returned”"):
        bring(WHOLESALE, SHEET.replace("Returned", "Retoure"))


def test_campaigns_can_be_mapped(bring) -> None:
    shelf = bring(
        """
mappings:
  tiktok:
    source: tiktok_ads
    fact: campaign_day
    columns: {day: Date, campaign: Campaign name, spend: Cost, impressions: Impression, conversions: Conversions}
    constants: {platform: TikTok, marketing_channel: Paid Social, currency: IDR}
""",
        "Campaign name,Ad Name,Date,Cost,Impression,Conversions\nA,x,2023-10-23,5779,493,0\nA,y,2023-10-23,21,<5,-\n",
    )

    assert shelf.rows(
        "SELECT day, c.name, p.name, m.name, spend, impressions, conversions FROM campaign_day"
        " JOIN campaign c ON c.id = campaign_id JOIN label p ON p.id = platform_id"
        " JOIN label m ON m.id = marketing_channel_id"
    ) == [(date(2023, 10, 23), "A", "TikTok", "Paid social", 580000, 493, 0.0)]


def test_stock_without_a_date_is_of_the_day_it_came(bring) -> None:
    shelf = bring(
        "mappings: {shed: {source: shed, fact: stock_day, columns: {sku: SKU, title: name, available: stockLevel}}}",
        "SKU,name,stockLevel\nA1,Mug,0\nB2,Lamp,4\n",
    )

    assert shelf.rows("SELECT day, available, stocked_out FROM stock_day") == [
        (date(2026, 3, 1), 0, 1),
        (date(2026, 3, 1), 4, 0),
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("orders: Orders", "orders_day has no `orderz`; did you mean `orders`?"),
        ("day: [Datum, Date]", "orders_day needs a column for `day`"),
    ],
)
def test_a_mapping_with_a_wrong_name_is_refused_on_its_line(tmp_path: Path, wrong: str, said: str) -> None:
    text = WHOLESALE.replace(wrong, "orderz: Orders" if "orders" in wrong else "units: Units")

    with pytest.raises(shop.BadShop, match=re.escape(said)) as error:
        settings(tmp_path, text)
    assert "shop.yaml, line 6: `mappings.trade desk.columns`" in str(error.value)


def test_what_can_be_mapped_is_what_the_facts_hold() -> None:
    own = {
        "day",
        "sku",
        "title",
        "campaign",
        "cogs",
        "costed_sales",
        "stocked_out",
        "source",
        "product",
        "product_line",
    }
    for fact, (needed, optional) in shop.MAPPED_COLUMNS.items():
        assert {*needed, *optional} - own == {*MEASURES[fact], *DIMENSIONS[fact]} - own, fact


def test_the_pages_example_works_as_it_stands(bring) -> None:
    page = PAGE.read_text(encoding="utf-8")
    (text,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (sheet,) = re.findall(r"```csv\n(.*?)```", page, re.DOTALL)

    shelf = bring(text, sheet)

    assert shelf.one("SELECT sum(orders), sum(gross_sales), sum(net_sales) FROM orders_day") == (
        7,
        184500,
        171250,
    )


def test_the_page_names_every_column_that_can_be_mapped() -> None:
    page = PAGE.read_text(encoding="utf-8")
    names = {name for needed, optional in shop.MAPPED_COLUMNS.values() for name in (*needed, *optional)}

    assert {name for name in names if f"`{name}`" not in page} == set()


def test_a_real_shops_sessions_by_channel_can_be_mapped(bring, real_file) -> None:
    shelf = bring(
        """
mappings:
  old analytics:
    source: universal_analytics
    fact: traffic_day
    columns: {day: date, marketing_channel: channel, sessions: sessions, purchases: orders, purchase_revenue: revenue_usd}
    constants: {currency: USD}
""",
        real_file("web/ga_store_daily_channel_2017.csv").read_text(),
    )

    assert shelf.one("SELECT count(*), count(DISTINCT day) FROM traffic_day") == (641, 93)
