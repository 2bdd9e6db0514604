"""Google Ads' campaign report in both flavours, by day and for a period."""

from __future__ import annotations

from datetime import date

import pytest

from warehouse.importers.format import Refused

HEAD = "Campaign status,Campaign,Budget,Budget type,Currency code,Campaign type,Clicks,Impr.,Search impr. share,Cost,Conversions,Conv. value"
REPORT = f"""Campaign report
"July 8, 2025 - July 31, 2025"
{HEAD}
Enabled,Brand,25.00,Daily,GBP,Search,603,"31,193",< 10%,798.88,49.50,"1,286.58"
Paused,Range, --, --,GBP,Performance Max,0,0, --,0.00,0.00, --
Total: Campaigns, --, --, --,GBP, --,603,"31,193", --,798.88,49.50,"1,286.58"
Total: Account,,,,GBP,,603,"31,193",,800.00,49.50,"1,286.58"
"""
DAILY = f"""Campaign report
8 July 2025 - 12 July 2025
Day,{HEAD}
2025-07-08,Enabled,Brand,25.00,Daily,GBP,Search,10,100,,5.00,1.00,20.00
2025-07-10,Enabled,Brand,25.00,Daily,GBP,Search,20,200,,6.00,2.00,40.00
"""


def test_a_report_without_days_is_kept_for_exactly_its_period(shelf) -> None:
    job = shelf.bring(REPORT)

    assert shelf.rows(
        "SELECT name, start, end, spend, impressions, clicks, conversions, conversion_value"
        " FROM campaign_period JOIN campaign c ON c.id = campaign_id ORDER BY 1"
    ) == [
        ("Brand", date(2025, 7, 8), date(2025, 8, 1), 79888, 31193, 603, 49.5, 128658),
        ("Range", date(2025, 7, 8), date(2025, 8, 1), 0, 0, 0, 0.0, None),
    ]
    assert shelf.one("SELECT count(*) FROM campaign_day") == 0
    assert job.left_out == {"total rows": 2}


def test_what_a_campaign_is_is_remembered(shelf) -> None:
    shelf.bring(REPORT)

    assert shelf.rows(
        "SELECT c.name, p.name, m.name, status, kind, budget, budget_kind FROM campaign c"
        " JOIN label p ON p.id = platform_id JOIN label m ON m.id = marketing_channel_id ORDER BY 1"
    ) == [
        ("Brand", "Google Ads", "Paid search", "Enabled", "Search", 2500, "Daily"),
        ("Range", "Google Ads", "Cross-network", "Paused", "Performance Max", None, None),
    ]


def test_the_excel_flavour_says_the_same(shelf) -> None:
    rows = REPORT.replace('"July 8, 2025 - July 31, 2025"', "8 July 2025 - 31 July 2025").replace(
        '"31,193"', "31193"
    )
    rows = rows.replace('"1,286.58"', "1286.58").replace(",", "\t")
    shelf.bring(rows.encode("utf-16"))

    assert shelf.one("SELECT sum(spend), sum(impressions), sum(conversion_value) FROM campaign_period") == (
        79888, 31193, 128658,
    )  # fmt: skip


def test_a_report_by_day_covers_the_days_it_declares(shelf) -> None:
    job = shelf.bring(DAILY)

    assert shelf.rows("SELECT day, spend, conversions FROM campaign_day") == [
        (date(2025, 7, 8), 500, 1.0),
        (date(2025, 7, 10), 600, 2.0),
    ]
    assert (job.first, job.last) == (date(2025, 7, 8), date(2025, 7, 12))
    assert shelf.one("SELECT count(*) FROM source_day WHERE fact = 'campaign_day'") == 5


def test_a_report_of_one_day_is_that_days(shelf) -> None:
    shelf.bring(REPORT.replace('"July 8, 2025 - July 31, 2025"', "8 July 2025"))

    assert shelf.one("SELECT day, sum(spend) FROM campaign_day") == (date(2025, 7, 8), 79888)


def test_all_time_is_refused_with_the_way_out(shelf) -> None:
    with pytest.raises(Refused, match=r"“All time”.*segment Day.*--period"):
        shelf.bring(REPORT.replace('"July 8, 2025 - July 31, 2025"', "All time"))


def test_all_time_comes_in_when_the_period_is_said(shelf) -> None:
    shelf.bring(
        REPORT.replace('"July 8, 2025 - July 31, 2025"', "All time"),
        period=(date(2024, 1, 1), date(2025, 1, 1)),
    )

    assert shelf.one("SELECT min(start) AS start FROM campaign_period") == date(2024, 1, 1)


def test_a_second_currency_is_refused_with_the_way_out(shelf) -> None:
    with pytest.raises(Refused, match=r"export\.csv, line 5 is in EUR, and this shop's facts are in GBP"):
        shelf.bring(REPORT.replace("Range, --, --,GBP", "Range, --, --,EUR"))


def test_a_report_of_search_terms_is_refused_since_it_is_never_all_the_cost(shelf) -> None:
    with pytest.raises(Refused, match="“Search term”, which shows only part"):
        shelf.bring("Search terms report\n8 July 2025\nSearch term,Campaign,Clicks,Cost\nmug,Brand,1,2.00\n")


def test_later_conversions_replace_earlier_ones(shelf) -> None:
    shelf.bring(DAILY)
    shelf.bring(DAILY.replace("2.00,40.00", "3.50,70.00"))

    assert shelf.one("SELECT sum(conversions), sum(conversion_value) FROM campaign_day") == (4.5, 9000)


@pytest.mark.parametrize(
    ("name", "spend", "value"),
    [("campaign_report_utf8", 116410, 212781), ("campaign_report_excel_utf16_tab", 36522, 84123)],
)
def test_real_reports_add_up_to_their_own_totals(shelf, real_file, name: str, spend: int, value: int) -> None:
    shelf.bring(real_file(f"formats/google_ads/{name}.csv"))

    assert shelf.one("SELECT sum(spend), sum(conversion_value) FROM campaign_period") == (spend, value)
