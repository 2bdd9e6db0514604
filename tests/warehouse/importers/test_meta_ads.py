"""Meta's export in several languages, and which results count as purchases."""

from __future__ import annotations

from datetime import date

import pytest

from warehouse.importers.format import Refused

HEAD = (
    '"Reporting starts","Reporting ends","Campaign name","Campaign delivery","Ad set budget","Attribution setting",'
    'Results,"Result indicator",Reach,Impressions,"Amount spent (USD)",Ends'
)
REPORT = f"""{HEAD}
2025-07-01,2025-07-31,Spring,active,Using ad set budget,7-day click,40,actions:offsite_conversion.fb_pixel_purchase,900,1000,250.50,Ongoing
2025-07-01,2025-07-31,Awareness,inactive,50,7-day click,9000,actions:post_engagement,800,5000,100.00,2025-07-20
2025-07-01,2025-07-31,,,,,,,1500,6000,350.50,
"""
DAILY = """Reporting starts,Reporting ends,Day,Campaign name,Link clicks,Clicks (all),Impressions,Amount spent (USD),Purchases,Purchases conversion value
2025-07-01,2025-07-31,2025-07-02,Spring,30,55,1000,250.50,4,199.90
2025-07-01,2025-07-31,2025-07-05,Spring,10,20,500,49.50,1,20.10
"""
FRENCH = """"Début des rapports";"Fin des rapports";"Nom de la campagne";"Résultats";"Indicateur de résultats";"Impressions";"Montant dépensé (USD)"
"01/07/2025";"07/07/2025";"Printemps";"4";"actions:omni_purchase";"12 000";"1 234,56"
"""


def test_a_range_is_kept_for_exactly_that_period(shelf) -> None:
    job = shelf.bring(REPORT)

    assert shelf.rows(
        "SELECT name, start, end, spend, impressions, conversions FROM campaign_period"
        " JOIN campaign c ON c.id = campaign_id ORDER BY 1"
    ) == [
        ("Awareness", date(2025, 7, 1), date(2025, 8, 1), 10000, 5000, None),
        ("Spring", date(2025, 7, 1), date(2025, 8, 1), 25050, 1000, 40.0),
    ]
    assert job.left_out == {"summary rows, without a campaign": 1}


def test_only_purchases_count_as_conversions(shelf) -> None:
    job = shelf.bring(REPORT)

    assert "Other results than purchases on 1 row: no conversions there." in job.notes
    assert "Attribution: 7-day click." in job.notes


def test_what_a_campaign_is_is_remembered(shelf) -> None:
    shelf.bring(REPORT)

    assert shelf.rows(
        "SELECT c.name, p.name, m.name, status, ends AS day FROM campaign c JOIN label p ON p.id = platform_id"
        " JOIN label m ON m.id = marketing_channel_id WHERE c.name = 'Awareness'"
    ) == [("Awareness", "Meta Ads", "Paid social", "inactive", date(2025, 7, 20))]


def test_a_report_by_day_covers_the_days_it_declares(shelf) -> None:
    job = shelf.bring(DAILY)

    assert shelf.rows("SELECT day, spend, clicks, conversions, conversion_value FROM campaign_day") == [
        (date(2025, 7, 2), 25050, 30, 4.0, 19990),
        (date(2025, 7, 5), 4950, 10, 1.0, 2010),
    ]
    assert (job.first, job.last) == (date(2025, 7, 1), date(2025, 7, 31))


def test_a_range_of_one_day_is_that_days(shelf) -> None:
    shelf.bring(REPORT.replace("2025-07-31", "2025-07-01"))

    assert shelf.one("SELECT day, sum(spend) FROM campaign_day") == (date(2025, 7, 1), 35050)


def test_a_french_export_says_the_same(shelf) -> None:
    shelf.bring(FRENCH)

    assert shelf.rows("SELECT start, end, spend, impressions, conversions FROM campaign_period") == [
        (date(2025, 7, 1), date(2025, 7, 8), 123456, 12000, 4.0)
    ]


def test_american_dates_are_known_by_the_file_itself(shelf) -> None:
    shelf.bring(REPORT.replace("2025-07-31", "07/31/2025").replace("2025-07-01", "07/01/2025"))

    assert shelf.one("SELECT DISTINCT start, end FROM campaign_period") == (
        date(2025, 7, 1),
        date(2025, 8, 1),
    )


def test_the_headers_currency_is_checked(shelf) -> None:
    shelf.bring(REPORT)

    with pytest.raises(Refused, match="is in INR, and this shop's facts are in USD"):
        shelf.bring(REPORT.replace("(USD)", "(INR)"))


def test_an_empty_account_is_said_and_writes_nothing(shelf, real_file) -> None:
    job = shelf.bring(real_file("formats/meta_ads/campaigns_no_data.csv"))

    assert "The account had no data in this period." in job.notes
    assert shelf.one("SELECT count(*) FROM campaign") == 0


def test_rows_without_any_date_ask_for_the_period(shelf) -> None:
    undated = "Campaign name,Impressions,Amount spent (USD)\nSpring,10,5.00\n"

    with pytest.raises(Refused, match="--period"):
        shelf.bring(undated)
    shelf.bring(undated, period=(date(2025, 7, 1), date(2025, 8, 1)))

    assert shelf.one("SELECT spend FROM campaign_period") == 500
