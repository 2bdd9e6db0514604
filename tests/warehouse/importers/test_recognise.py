"""Which export a header is, and what an unknown file is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.importers.reading import Look
from warehouse.importers.recognise import holds, missing_columns, normal, unknown_file_message


@pytest.mark.parametrize(
    ("written", "alias"),
    [
        ("Amount spent (USD)", "amount spent"),
        ("Sessions – Total – B2B", "sessions - total - b2b"),
        ("\ufeff(Parent) ASIN", "(parent) asin"),
        ("  On\u00a0hand ", "on hand"),
        ("Body (HTML)", "body (html)"),
        ("Paramètre d’attribution", "paramètre d'attribution"),
    ],
)
def test_headers_are_compared_in_one_spelling(written: str, alias: str) -> None:
    assert normal(written) == alias


def test_a_header_holds_a_format_when_every_column_is_there_under_some_name() -> None:
    needs = (("campaign",), ("impr.", "impressions"))

    assert holds(["Campaign", "Impressions", "CTR"], needs)
    assert not holds(["Campaign", "Clicks"], needs)
    assert missing_columns(["Campaign", "Clicks"], needs) == ("impr.",)


def test_each_real_sample_is_recognised_as_what_it_is(shelf, real_file) -> None:
    expected = {
        "shopify/products_partners_apparel.csv": "Shopify products",
        "shopify/products_2025_header.csv": "Shopify products",
        "shopify/products_template_bom.csv": "Shopify products",
        "shopify/inventory_export_wide_location_25rows.csv": "Shopify inventory",
        "shopify/inventory_export_demo_17col.csv": "Shopify inventory",
        "shopify/inventory_2025_19col_header.csv": "Shopify inventory",
        "shopify/analytics_total_sales_over_time.csv": "Shopify analytics: sales",
        "google_ads/campaign_report_utf8.csv": "Google Ads campaign report",
        "meta_ads/campaigns_no_data.csv": "Meta Ads",
        "amazon/business_report_by_date_header.csv": "Amazon Business Report by date",
        "amazon/business_report_child_asin_22col_header.csv": "Amazon Business Report by child item",
    }
    for name, known in expected.items():
        header = next(line for line in _header_lines(real_file(f"formats/{name}")) if shelf.format_of(line))
        assert shelf.format_of(header).name == known, name


def _header_lines(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8-sig").splitlines()[:3]
    return [[cell.strip('"') for cell in line.split(",")] for line in lines]


def test_an_unknown_file_hears_what_it_looked_like_and_what_is_missing_where(shelf) -> None:
    tiktok = Look(header=("Campaign name", "Ad Name", "Date", "Cost", "Impression", "Currency"))

    said = unknown_file_message(Path("ads.csv"), shelf.formats, tiktok)

    assert "ads.csv is not an export that I know" in said
    assert "separated by commas with 6 columns (line 1): “Campaign name”, “Ad Name”" in said
    assert "nearest known format is Google Ads campaign report; missing there: “campaign”" in said
    assert "docs/importing.md" in said


def test_a_file_like_none_hears_which_there_are(shelf) -> None:
    said = unknown_file_message(Path("x.csv"), shelf.formats, Look(header=("Administrative", "BounceRates")))

    assert "No known format comes near" in said
    assert said.count("GA4 report") == 1


def test_a_ga4_report_of_something_else_hears_what_to_add(shelf) -> None:
    cities = Look(header=("City", "Users"), comments=("# All Users", "# Start date: 20250101"))

    said = unknown_file_message(Path("data-export.csv"), shelf.formats, cities)

    assert "It is a GA4 report, but none of its tables has sessions" in said


def test_a_workbook_hears_how_to_save_it() -> None:
    said = unknown_file_message(
        Path("stock.xlsx"), (), Look(not_text="an Excel workbook: save the sheet as CSV")
    )

    assert said == "stock.xlsx is an Excel workbook: save the sheet as CSV."
