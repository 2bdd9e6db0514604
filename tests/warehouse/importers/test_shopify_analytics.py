"""Shopify's analytics: signs, sums and sessions."""

from __future__ import annotations

from datetime import date

import pytest

from warehouse.importers.format import Refused

SALES = """Day,Orders,Gross sales,Discounts,Returns,Net sales,Shipping charges,Duties,Additional fees,Taxes,Total sales
2026-02-01,18,4722.08,-135.04,-48.12,4538.92,42.16,0,0,29.03,4610.11
2026-02-03,11,2453.25,-112.42,0,2340.83,0,0,0,18.79,2359.62
"""
TRAFFIC = """Day,UTM campaign source,Online store visitors,Sessions,Sessions with cart additions,Sessions that reached checkout,Sessions that completed checkout
2026-02-01,google,80,100,10,6,4
2026-02-01,,40,50,5,3,1
2026-02-02,google,70,90,8,4,2
"""


def test_discounts_and_returns_are_stored_as_positive_amounts(shelf) -> None:
    shelf.bring(SALES)

    assert shelf.rows(
        "SELECT day, orders, gross_sales, discounts, returns, net_sales, shipping, taxes, duties, fees, total_sales"
        " FROM analytics_day"
    ) == [
        (date(2026, 2, 1), 18, 472208, 13504, 4812, 453892, 4216, 2903, 0, 0, 461011),
        (date(2026, 2, 3), 11, 245325, 11242, 0, 234083, 0, 1879, 0, 0, 235962),
    ]


def test_an_export_with_positive_deductions_means_the_same(shelf) -> None:
    shelf.bring(SALES.replace(",-", ","))

    assert shelf.rows("SELECT discounts, returns FROM analytics_day") == [(13504, 4812), (11242, 0)]


def test_a_day_between_the_first_and_the_last_is_delivered_though_it_has_no_row(shelf) -> None:
    job = shelf.bring(SALES)

    assert (job.first, job.last) == (date(2026, 2, 1), date(2026, 2, 3))
    assert shelf.one("SELECT count(*) FROM source_day WHERE fact = 'analytics_day'") == 3


def test_amounts_that_do_not_add_up_are_refused_with_their_line(shelf) -> None:
    with pytest.raises(Refused, match=r"line 2: .* do not add up to net sales 4638\.92"):
        shelf.bring(SALES.replace("4538.92", "4638.92"))


def test_returns_taken_back_are_kept_and_said(shelf) -> None:
    job = shelf.bring(SALES.replace("-112.42,0,2340.83", "-112.42,20.00,2360.83"))

    assert shelf.rows("SELECT returns FROM analytics_day") == [(4812,), (-2000,)]
    assert any("1 day more returns were taken back" in note for note in job.notes)


def test_a_report_split_by_something_else_is_refused(shelf) -> None:
    split = SALES.replace("Day,", "Day,Product title,").replace("2026-02-03", "2026-02-01")
    split = split.replace("01,18", "01,Mug,18").replace("01,11", "01,Lamp,11")

    with pytest.raises(Refused, match="1 February 2026 is there twice"):
        shelf.bring(split)


def test_sales_channels_of_one_day_add_up(shelf) -> None:
    split = SALES.replace("Day,", "Day,Sales channel,").replace("2026-02-03", "2026-02-01")
    shelf.bring(split.replace("01,18", "01,Online Store,18").replace("01,11", "01,Point of Sale,11"))

    assert shelf.one("SELECT orders FROM analytics_day") == 29


def test_sessions_add_up_over_what_the_report_is_split_by(shelf) -> None:
    job = shelf.bring(TRAFFIC)

    assert shelf.rows(
        "SELECT day, sessions, cart_sessions, checkout_sessions, purchase_sessions, purchases FROM traffic_day"
    ) == [(date(2026, 2, 1), 150, 15, 9, 5, None), (date(2026, 2, 2), 90, 8, 4, 2, None)]
    assert "Visitors are not kept: they cannot be added up over days." in job.notes


def test_the_real_sample_comes_in_whole(shelf, real_file) -> None:
    shelf.bring(real_file("formats/shopify/analytics_total_sales_over_time.csv"))

    assert shelf.one("SELECT sum(net_sales), sum(returns) FROM analytics_day") == (687975, 4812)
