"""GA4's exports: days, periods, cuts and what is never added up."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from warehouse.importers.format import Refused

API = """Date,Session default channel group,Device category,Sessions,Engaged sessions,Product view sessions,Cart sessions,Checkout sessions,Purchase sessions,Purchases,Purchase revenue
20250101,Organic Search,mobile,100,60,40,10,5,3,3,150.5
20250101,Organic Search,desktop,50,30,20,5,3,2,2,99.99999999999999
20250102,(not set),mobile,7,1,0,0,0,0,0,0
"""
COMMENTS = """# ----------------------------------------
# Reports snapshot
# Account: Example
# ----------------------------------------
#
# All Users
"""
STACKED = f"""{COMMENTS}# Start date: 20250101
# End date: 20250103
Nth day,Sessions
0000,10
0001,20

# Start date: 20250101
# End date: 20250103
Nth day,Total revenue
0001,12.5

# Where do your sessions come from?
# Start date: 20250101
# End date: 20250103
Session primary channel group (Default Channel Group),Sessions
Paid Search,12
Direct,18

# Start date: 20250101
# End date: 20250103
Country,Active users
GB,9
"""
FACTS = (
    "SELECT day, m.name AS channel, d.name AS device, sessions, purchases, purchase_revenue FROM traffic_day"
    " JOIN label m ON m.id = marketing_channel_id JOIN label d ON d.id = device_id ORDER BY 1, 2, 3"
)


def test_an_export_by_date_channel_and_device_becomes_day_facts(shelf) -> None:
    job = shelf.bring(API)

    assert shelf.rows(FACTS) == [
        (date(2025, 1, 1), "Organic search", "Desktop", 50, 2, 10000),
        (date(2025, 1, 1), "Organic search", "Mobile", 100, 3, 15050),
        (date(2025, 1, 2), "(unknown)", "Mobile", 7, 0, 0),
    ]
    assert (job.first, job.last) == (date(2025, 1, 1), date(2025, 1, 2))
    assert shelf.one("SELECT sum(product_view_sessions), sum(cart_sessions), sum(checkout_sessions) FROM traffic_day") == (
        60, 15, 8,
    )  # fmt: skip


def test_stacked_tables_of_the_same_days_complete_each_other(shelf) -> None:
    job = shelf.bring(STACKED)

    assert shelf.rows(FACTS) == [
        (date(2025, 1, 1), "(unknown)", "(unknown)", 10, None, None),
        (date(2025, 1, 2), "(unknown)", "(unknown)", 20, None, 1250),
    ]
    assert job.last == date(2025, 1, 3)


def test_a_table_for_the_whole_period_answers_for_that_period_only(shelf) -> None:
    job = shelf.bring(STACKED)

    assert shelf.rows(
        "SELECT start, end, name, sessions FROM traffic_period JOIN label l ON l.id = marketing_channel_id ORDER BY 3"
    ) == [
        (date(2025, 1, 1), date(2025, 1, 4), "Direct", 18),
        (date(2025, 1, 1), date(2025, 1, 4), "Paid search", 12),
    ]
    assert any("1 Jan 2025 to 3 Jan 2025 as a whole" in note for note in job.notes)


def test_the_days_declared_are_delivered_as_far_as_they_have_come(shelf) -> None:
    shelf.bring(STACKED.replace("20250103", "20251231"), now=datetime.fromisoformat("2025-01-05T09:00+00:00"))

    assert shelf.one("SELECT min(day) AS day FROM source_day") == date(2025, 1, 1)
    assert shelf.one("SELECT max(day) AS day FROM source_day") == date(2025, 1, 5)


def test_a_cut_by_channel_takes_the_place_of_the_days_total(shelf) -> None:
    shelf.bring("Date,Sessions\n20250101,150\n20250105,9\n")
    shelf.bring(API)

    assert [row[0] for row in shelf.rows("SELECT sum(sessions) FROM traffic_day GROUP BY day")] == [150, 7, 9]


def test_two_cuts_of_the_same_days_in_one_file_are_not_added_up(shelf) -> None:
    job = shelf.bring(
        f"{COMMENTS}# Start date: 20250101\n# End date: 20250101\nDate,Sessions\n20250101,30\n\n"
        "# Start date: 20250101\n# End date: 20250101\nDate,Device category,Sessions\n20250101,mobile,30\n"
    )

    assert shelf.one("SELECT sum(sessions) FROM traffic_day") == 30
    assert job.left_out == {"the same days cut another way, which would count them twice": 1}


def test_two_cuts_of_the_same_period_in_two_files_are_not_added_up(shelf) -> None:
    head = f"{COMMENTS}# Start date: 20250101\n# End date: 20250131\n"
    shelf.bring(f"{head}Device category,Sessions\nmobile,30\n")
    shelf.bring(f"{head}Country,Sessions\nGermany,20\nTürkiye,10\n")

    assert shelf.rows(
        "SELECT name, sessions FROM traffic_period JOIN label l ON l.id = country_id ORDER BY 1"
    ) == [
        ("DE", 20),
        ("TR", 10),
    ]


def test_events_never_feed_the_funnel(shelf) -> None:
    job = shelf.bring("Date,Sessions,Add to carts,Checkouts\n20250101,100,400,90\n")

    assert shelf.one("SELECT sessions, cart_sessions, checkout_sessions FROM traffic_day") == (
        100,
        None,
        None,
    )
    assert any("“Add to carts” and “Checkouts” count events, not sessions" in note for note in job.notes)


def test_users_are_never_kept(shelf) -> None:
    columns = [name for (name,) in shelf.rows("SELECT name FROM pragma_table_info('traffic_day')")]

    assert not [name for name in columns if "user" in name or "visitor" in name]


def test_a_session_counted_on_each_of_its_pages_is_not_added_up(shelf) -> None:
    job = shelf.bring("Date,Page path and screen class,Sessions\n20250101,/,10\n20250101,/mug,8\n")

    assert shelf.one("SELECT count(*) FROM traffic_day") == 0
    assert job.left_out == {"by page path and screen class, of which a session has several": 2}


def test_other_session_dimensions_are_added_up(shelf) -> None:
    shelf.bring("Date,Session source / medium,Sessions\n20250101,google / cpc,10\n20250101,bing / cpc,8\n")

    assert shelf.one("SELECT sessions FROM traffic_day") == 18


def test_totals_of_an_exploration_are_left_out(shelf) -> None:
    job = shelf.bring(
        "# ----------------------------------------\n# Free form 1\n# 20250101-20250131\n\n"
        "Date,Device category,Sessions\nGrand total,,40\n,,40\n20250101,mobile,30\n20250102,mobile,10\nTotals,,40\n"
    )

    assert shelf.one("SELECT sum(sessions) FROM traffic_day") == 40
    assert job.left_out == {"total rows": 3}
    assert job.last == date(2025, 1, 31)


def test_weeks_are_left_out_with_the_way_to_get_days(shelf) -> None:
    job = shelf.bring(
        f"{COMMENTS}# Start date: 20250101\n# End date: 20250131\nNth week,Device category,Sessions\n0000,mobile,9\n"
    )

    assert job.left_out == {"by Nth week: export it by day": 1}
    assert shelf.one("SELECT count(*) FROM traffic_period") == 0


def test_a_currency_in_the_header_is_checked(shelf) -> None:
    shelf.bring("date,sessions,revenue_usd\n2025-01-01,10,5.00\n")

    with pytest.raises(Refused, match="is in EUR"):
        shelf.bring("Date,Sessions,Total revenue (EUR)\n20250102,10,5.00\n")


def test_the_same_file_twice_changes_nothing(shelf) -> None:
    shelf.bring(API)
    before = shelf.rows(FACTS)
    shelf.bring(API)

    assert shelf.rows(FACTS) == before


def test_a_real_stores_daily_funnel_comes_in_whole(shelf, real_file) -> None:
    job = shelf.bring(real_file("web/ga4_store_daily_2020-11_2021-01.csv"))

    assert (job.rows_used, job.first, job.last) == (92, date(2020, 11, 1), date(2021, 1, 31))
    assert shelf.one(
        "SELECT sum(sessions), sum(purchase_sessions), sum(purchases), sum(purchase_revenue) FROM traffic_day"
    ) == (360129, 4848, 4436, 30667800)
    assert shelf.one("SELECT value FROM setting WHERE name = 'currency'") == "USD"


def test_a_real_snapshot_gives_sessions_by_channel_for_its_year(shelf, real_file) -> None:
    job = shelf.bring(real_file("formats/ga4/reports_snapshot_nth_day.csv"))

    assert shelf.one("SELECT start, end, sum(sessions) FROM traffic_period") == (
        date(2025, 1, 1),
        date(2026, 1, 1),
        2451 + 1312 + 820 + 65 + shelf.one("SELECT min(sessions) FROM traffic_period"),
    )
    assert job.rows_used == 5
